"""The films that shot detectors are measured on: labelled clips, and edits made of a seed."""

import csv
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scorecut.media.probe import open_film
from tests import edits
from tests.conftest import ROOT, clips_folder
from tests.edits.manners import MANNERS
from tests.edits.truth import Happening
from tests.films import frames_as_decoded
from tests.scoring import Span

LABELLED, OF_CLIPS, DRAWN = "labelled clips", "edits of clips", "drawn edits"
SETS = (LABELLED, OF_CLIPS, DRAWN)
FIRST_SEED = 9000


@dataclass(frozen=True, slots=True)
class MeasuredFilm:
    """A film with its truth; ``group`` is one of SETS, ``times_s`` the time of each frame."""

    name: str
    group: str
    path: Path
    rate_hz: float
    times_s: tuple[float, ...]
    truth: tuple[Span, ...]
    happenings: tuple[Happening, ...] = ()


def labelled_clips() -> Iterator[MeasuredFilm]:
    """Give the labelled real clips, none where their folder is absent."""
    folder = clips_folder()
    for labels in sorted(folder.glob("*.cuts.csv")) if folder else []:
        name = labels.name.removesuffix(".cuts.csv")
        path = next(p for p in sorted(folder.glob(f"{name}.*")) if p.suffix not in (".csv", ".md"))
        yield measured(name, LABELLED, path, read_labels(labels))


def read_labels(path: Path) -> list[Span]:
    """Return the labels of a clip; a fade's note says whether it leads in or out."""
    with path.open() as rows:
        return [
            Span(int(row["start_frame"]), int(row["end_frame"]), full_kind(row["kind"], row["note"] or ""))
            for row in csv.DictReader(rows)
        ]


def full_kind(kind: str, note: str) -> str:
    """Return the kind of a label.

    >>> full_kind("fade", "out to black"), full_kind("fade", "fade in from black"), full_kind("cut", "")
    ('fade_out', 'fade_in', 'cut')
    """
    if kind != "fade":
        return kind
    return "fade_out" if "out" in note.split() else "fade_in" if "in" in note.split() else kind


def edited_films(
    group: str,
    *,
    n_films: int,
    seconds: float,
    folder: Path,
    library: edits.Library | None,
    first_seed: int = FIRST_SEED,
) -> Iterator[MeasuredFilm]:
    """Give ``n_films`` edits of a group, encoded into ``folder``; those that already lie there are not made again.

    The manners of editing take turns, so that few films show all of them.
    """
    kind = "drawn" if group == DRAWN else "clips"
    manners = sorted(MANNERS)
    for seed in range(first_seed, first_seed + n_films):
        manner = manners[seed % len(manners)]
        film = edits.make(seed, kind=kind, seconds=seconds, library=library, manner=manner)
        path = folder / f"{kind}-{seed}-{fingerprint(seconds)}.mp4"
        if not path.exists():
            part = path.with_suffix(".part.mp4")
            edits.write(film, part)
            part.rename(path)
        truth = [Span(t.first, t.last, t.kind, t.how) for t in film.truth]
        yield measured(f"{kind} {seed} {manner}", group, path, truth, film.happenings)


def measured(
    name: str, group: str, path: Path, truth: Sequence[Span], happenings: Sequence[Happening] = ()
) -> MeasuredFilm:
    """Return a film together with the times of its frames (kept beside it where it is one of ours)."""
    rate_hz = float(open_film(path).frame_rate)
    return MeasuredFilm(name, group, path, rate_hz, frame_times(path), tuple(truth), tuple(happenings))


def frame_times(path: Path) -> tuple[float, ...]:
    """Return the presentation time of every frame, seconds from the first."""
    kept = path.with_suffix(".times.json")
    if kept.exists():
        return tuple(json.loads(kept.read_text()))
    times = tuple(frames_as_decoded(path)[0].tolist())
    if clips_folder() is None or clips_folder() not in path.parents:
        kept.write_text(json.dumps(times))
    return times


def fingerprint(seconds: float) -> str:
    """Return a name for how edits are made now: another maker makes other films."""
    digest = hashlib.blake2b(str(seconds).encode(), digest_size=6)
    for path in sorted((ROOT / "tests" / "edits").glob("*.py")):
        if not path.name.startswith("test_"):
            digest.update(path.read_bytes())
    return digest.hexdigest()
