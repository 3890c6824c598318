"""Hits against the moments that a viewer would name: ``python -m tests.spotting.moments CLIP [--sheet out.png]``.

A named moment is hit by a hit within two frames of it, or anywhere within its own transition (a dissolve, a fade) or
its own length. A hit that lies so near to no moment is not named. The clip's moments stand in ``CLIP.truth.toml``
beside it, or in ``tests/spotting/CLIP.moments.toml``.
"""

import argparse
import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from scorecut.brief.read import read_brief
from scorecut.media.probe import open_film
from scorecut.model.brief import Sliders
from scorecut.model.cue_sheet import CueSheet, Hit
from scorecut.model.emotion import Emotion
from scorecut.model.picture import Picture
from scorecut.model.progress import Silent
from scorecut.picture.feel import feel
from scorecut.picture.settings import PictureSettings
from scorecut.picture.watch import watch
from scorecut.spotting.settings import SpottingSettings
from scorecut.spotting.spot import spot
from scorecut.store import Store, default_store

NEAR_FRAMES = 2
COLUMNS, THUMB_PX = 4, 400


@dataclass(frozen=True)
class Moment:
    """What a viewer names: its frame, the frames over which a hit counts as on it, the words."""

    frame: int
    first: int
    last: int
    words: str

    def is_hit_by(self, hit: Hit) -> bool:
        return self.first <= hit.frame <= self.last


@dataclass(frozen=True)
class Measure:
    """Which hit marks each moment (or none), and which hits mark no moment."""

    moments: tuple[tuple[Moment, Hit | None], ...]
    unnamed: tuple[Hit, ...]
    n_hits: int

    @property
    def share_hit(self) -> float:
        return sum(hit is not None for _, hit in self.moments) / max(1, len(self.moments))

    @property
    def share_unnamed(self) -> float:
        return len(self.unnamed) / max(1, self.n_hits)


def moments_of(clip: Path) -> tuple[Moment, ...]:
    """Return the moments named for a clip, in order."""
    beside, here = clip.with_suffix(".truth.toml"), Path(__file__).parent / f"{clip.stem}.moments.toml"
    told = tomllib.loads((beside if beside.is_file() else here).read_text(encoding="utf-8"))
    spans = {row["frame"]: (row["start_frame"], row["end_frame"]) for row in told.get("transitions", ())}
    found = []
    for row in told["moments"]:
        first, last = spans.get(row["frame"], (row["frame"], row.get("end_frame", row["frame"])))
        found.append(Moment(row["frame"], first - NEAR_FRAMES, last + NEAR_FRAMES, row["words"]))
    return tuple(found)


def measure(hits: Sequence[Hit], moments: Sequence[Moment]) -> Measure:
    """Return how hits and moments meet."""

    def nearest(moment: Moment) -> Hit | None:
        on = [hit for hit in hits if moment.is_hit_by(hit)]
        return min(on, key=lambda hit: abs(hit.frame - moment.frame), default=None)

    unnamed = tuple(hit for hit in hits if not any(moment.is_hit_by(hit) for moment in moments))
    return Measure(tuple((moment, nearest(moment)) for moment in moments), unnamed, len(hits))


def seen(clip: Path, store: Store) -> tuple[Picture, Emotion]:
    """Watch a clip without CLIP, so that the figures are everybody's."""
    settings = PictureSettings(clip=False)
    with tempfile.TemporaryDirectory() as workdir:
        picture = watch(open_film(clip), settings=settings, workdir=Path(workdir), store=store, progress=Silent())
    return picture, feel(picture, settings=settings)


def spotted(
    picture: Picture, emotion: Emotion, prompt: str = "", *, seed: int = 1, hits: float | None = None
) -> CueSheet:
    """Return the cue sheet for a prompt."""
    brief = read_brief(prompt, replace(Sliders(), hits=hits), picture.duration_s)
    return spot(picture, emotion, brief, seed=seed, settings=SpottingSettings())


def table(sheet: CueSheet, result: Measure) -> str:
    """Return both ways in words: moment to hit, hit to moment, cues and notes."""
    lines = ["moments a viewer names"]
    for moment, hit in result.moments:
        where = f"{hit.id} f{hit.frame} {hit.kind} {hit.weight:.2f}" if hit else "-- missed"
        lines.append(f"  f{moment.frame:<6}{moment.words:<42} {where}")
    lines.append("hits")
    for hit in sheet.hits:
        named = next((moment.words for moment, by in result.moments if moment.is_hit_by(hit) or by is hit), None)
        lines.append(
            f"  {hit.id:<4} f{hit.frame:<6}{hit.time_s:7.2f} s  {hit.kind:<7}{hit.weight:.2f}  "
            f"{hit.label}: {hit.reason}  [{named or 'NOT NAMED'}]"
        )
    lines.append("cues")
    lines += [f"  {cue.id} {cue.start_s:.2f}-{cue.end_s:.2f} s {cue.opening}: {cue.reason}" for cue in sheet.cues]
    lines += [f"  note: {note}" for note in sheet.notes]
    n = sum(hit is not None for _, hit in result.moments)
    lines.append(
        f"{n} of {len(result.moments)} moments hit ({result.share_hit:.0%}); "
        f"{len(result.unnamed)} of {result.n_hits} hits not named ({result.share_unnamed:.0%})"
    )
    return "\n".join(lines)


def contact_sheet(picture: Picture, sheet: CueSheet, path: Path) -> None:
    """Draw the frame of every hit with its kind, label and reason under it."""
    import textwrap

    import cv2
    import matplotlib

    from scorecut.media.decode import decode

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    wanted = {hit.frame: hit for hit in sheet.hits}
    frames: dict[int, np.ndarray] = {}
    with tempfile.TemporaryDirectory() as workdir, decode(picture.film, workdir=Path(workdir), height=180) as stream:
        for number, frame in enumerate(stream):
            if number in wanted:
                frames[number] = cv2.cvtColor(frame, cv2.COLOR_YUV2RGB_I420)
    n_rows = -(-max(1, len(frames)) // COLUMNS)
    figure, axes = plt.subplots(n_rows, COLUMNS, figsize=(4.4 * COLUMNS, 3.4 * n_rows), squeeze=False)
    for axis in axes.ravel():
        axis.set_axis_off()
    for axis, (number, frame) in zip(axes.ravel(), sorted(frames.items()), strict=False):
        hit = wanted[number]
        axis.imshow(frame)
        words = textwrap.fill(f"{hit.label}: {hit.reason}", 52)
        axis.set_title(f"{hit.id}  f{number}  {hit.time_s:.2f} s  {hit.kind} {hit.weight:.2f}\n{words}", fontsize=9)
    figure.tight_layout()
    figure.savefig(path, dpi=80)
    plt.close(figure)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clip", type=Path)
    parser.add_argument("-p", "--prompt", default="")
    parser.add_argument("--hits", type=float, default=None)
    parser.add_argument("--sheet", type=Path, default=None, help="a contact sheet of the hit frames (.png)")
    asked = parser.parse_args()
    picture, emotion = seen(asked.clip, default_store())
    sheet = spotted(picture, emotion, asked.prompt, hits=asked.hits)
    print(table(sheet, measure(sheet.hits, moments_of(asked.clip))))
    if asked.sheet:
        contact_sheet(picture, sheet, asked.sheet)


if __name__ == "__main__":
    main()
