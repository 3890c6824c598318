"""A folder of films, one after another: finished ones skipped, failing ones reported and passed over."""

import dataclasses
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from scorecut.errors import OutputError, ScorecutError, UsageError
from scorecut.jobs.score import Order, score_film
from scorecut.model.progress import Progress
from scorecut.model.record import Record
from scorecut.settings import Settings
from scorecut.store import Store

#: What is taken for a film in a folder; a file that is named is tried whatever its suffix.
SUFFIXES = (
    ".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".m2v", ".ts", ".m2ts", ".mts", ".wmv", ".flv",
    ".ogv", ".3gp", ".mxf", ".vob",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one film. ``status`` is ``scored``, ``skipped`` (its output was there) or ``failed``."""

    film: Path
    out: Path | None
    status: str
    why: str = ""
    n_hits: int = 0
    max_error_ms: float = 0.0
    spent_s: float = 0.0


def find_films(places: Sequence[Path]) -> list[Path]:
    """Return the films of folders (by suffix, in order of name, not what scorecut delivered) and files as named.

    A file that is absent fails alone, when its turn comes. Raises UsageError for a folder without films.
    """
    films: list[Path] = []
    for place in places:
        if place.is_dir():
            inside = sorted(path for path in place.iterdir() if _is_film(path))
            if not inside:
                raise UsageError(f"{place}: there is no film in this folder (films end in .mp4, .mov, .mkv ...)")
            films += inside
        else:
            films.append(place)
    return list(dict.fromkeys(films))


def score_batch(
    films: Sequence[Path],
    outdir: Path | None,
    order: Order,
    *,
    settings: Settings,
    store: Store,
    progress: Progress,
) -> list[Outcome]:
    """Score every film; return what became of each, in their order.

    order : prompt, seed and package for all (its film does not matter); films of one name but different
    suffixes keep their suffix in the output's name; outdir : created if absent, None puts each beside its film.
    A film whose output is there is finished: outputs appear whole or not at all. ``settings.delivery.force``
    scores it again.
    """
    if outdir is not None:
        try:
            outdir.mkdir(parents=True, exist_ok=True)
        except OSError as why:
            raise OutputError(f"{outdir}: cannot be made ({why.strerror}); choose another folder with -o") from why
    stems = Counter(film.stem for film in films)
    outcomes = []
    for number, film in enumerate(films, 1):
        progress.say(f"[{number}/{len(films)}] {film.name}")
        stem = film.stem if stems[film.stem] == 1 else film.name
        there = finished(film, outdir or film.parent, stem)
        if there and not settings.delivery.force:
            outcomes.append(Outcome(film=film, out=there, status="skipped", why="is finished"))
            continue
        begun = perf_counter()
        asked = dataclasses.replace(order, film=film, into=outdir, stem=stem)
        try:
            record = score_film(asked, settings=settings, store=store, progress=progress)
            outcomes.append(_success(film, record, perf_counter() - begun))
        except Exception as why:
            outcomes.append(_failure(film, why, perf_counter() - begun))
            progress.say(f"failed: {outcomes[-1].why}")
    return outcomes


def finished(film: Path, folder: Path, stem: str) -> Path | None:
    """Return the output that an earlier run delivered for ``film``, whatever container it chose, or None."""
    for suffix in dict.fromkeys((film.suffix, ".mp4", ".mkv")):
        out = folder / f"{stem}.scored{suffix}"
        if out.is_file():
            return out
    return None


def _success(film: Path, record: Record, spent_s: float) -> Outcome:
    assert record.delivery is not None and record.sync is not None
    return Outcome(
        film=film,
        out=record.delivery.film,
        status="scored",
        n_hits=len(record.sync.hits),
        max_error_ms=record.sync.max_abs_ms,
        spent_s=spent_s,
    )


def _failure(film: Path, why: Exception, spent_s: float) -> Outcome:
    if os.environ.get("SCORECUT_DEBUG") == "1":
        import traceback

        traceback.print_exception(why)
    told = str(why) if isinstance(why, ScorecutError) else f"{film}: a fault of ours ({type(why).__name__}: {why})"
    return Outcome(film=film, out=None, status="failed", why=" ".join(told.split()), spent_s=spent_s)


def _is_film(path: Path) -> bool:
    return (
        path.is_file()
        and path.suffix.lower() in SUFFIXES
        and not path.stem.endswith(".scored")
        and not path.name.startswith(".")
    )
