"""From beats to what is written: starts on a grid, lengths as a copyist would write them.

A player's short touch is an articulation, not a rest: a detached note of nine tenths of a
beat is a quarter note. Triplets are written where the composer meant them, beat by beat;
all else stands on sixteenths, or on thirty-seconds where these were meant.
"""

import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from scorecut.delivery.notation.bars import QUARTER, Measure

#: The grids of a beat, the plainest first, in units.
GRIDS = (6, 8, 3, 4)
#: How near (units) a start must lie to a finer grid to count as meant for it.
MEANT = 0.15
#: A rest shorter than this share of the way to the next note (a half note at most) is the player's, not the composer's.
TOUCH = 0.36
#: What sounds for less than this (units) on an eighth of its own is a short eighth, not a sixteenth and rests.
STAB = 8.5
SHORT = ("staccato", "spiccato", "pizzicato")


@dataclass(frozen=True, slots=True)
class Raw:
    """A note on its way to paper: start and end in units, not yet on the grid; where it came from.

    cue : id; run : index of the note in its line (-1: an accent of a hit)
    """

    start: float
    end: float
    pitch: int
    level_db: float = 0.0
    articulation: str = "legato"
    ornament: str = ""
    slur: tuple[str, int] | None = None
    cue: str = ""
    staff: int = 1


@dataclass(frozen=True, slots=True)
class Written:
    """A note as it is written: ``start`` and ``end`` in units from the film's first frame."""

    start: int
    end: int
    raw: Raw


class Grid:
    """The bars of the film and, for one part, the beats that are triplets."""

    def __init__(self, bars: Sequence[Measure], starts: Iterable[float] = ()) -> None:
        self.bars = bars
        self._edges = [bar.start for bar in bars]
        self.steps: dict[int, int] = {}
        by_beat: dict[int, list[float]] = {}
        for start in starts:
            by_beat.setdefault(self.beat_at(start)[0], []).append(start)
        for beat, found in by_beat.items():
            begin, end = self.beat_at(beat)
            self.steps[begin] = _step([start - begin for start in found], triplets=end - begin == QUARTER)

    def bar_at(self, at: float) -> Measure:
        """Return the bar that holds ``at``."""
        return self.bars[max(0, bisect.bisect_right(self._edges, at + 1e-6) - 1)]

    def beat_at(self, at: float) -> tuple[int, int]:
        """Return the beat that holds ``at``, as (from, to) in units."""
        bar = self.bar_at(at)
        for begin, end in reversed(bar.groups):
            if at + 1e-6 >= bar.start + begin:
                return bar.start + begin, bar.start + end
        return bar.start, bar.start + bar.groups[0][1]

    def step_at(self, at: float) -> int:
        """Return the grid of the beat that holds ``at``, in units."""
        return self.steps.get(self.beat_at(at)[0], GRIDS[0])

    def is_triplet(self, beat: int) -> bool:
        """Whether the beat that begins there is divided by three."""
        return self.steps.get(beat, GRIDS[0]) in (8, 4)

    def snap(self, at: float) -> int:
        """Return the place on the grid nearest to ``at``."""
        begin, end = self.beat_at(at)
        step = self.step_at(at)
        return min(end, begin + round((at - begin) / step) * step)


def written(
    raws: Sequence[Raw], bars: Sequence[Measure], *, struck: bool, polyphonic: bool
) -> tuple[list[Written], Grid]:
    """Return a part's notes as written, in order, and the grid they stand on.

    struck : drums, whose strokes last to the next stroke or beat; polyphonic : its notes may overlap
    """
    grid = Grid(bars, [raw.start for raw in raws])
    last = bars[-1].end
    placed = sorted(
        ((max(bars[0].start, min(grid.snap(raw.start), last - 3)), raw) for raw in raws),
        key=lambda one: (one[0], -one[1].pitch),
    )
    starts = {staff: sorted({start for start, raw in placed if raw.staff == staff or not staff}) for staff in (0, 1, 2)}
    made: dict[tuple[int, int, int], Written] = {}
    for start, raw in placed:
        others = starts[0 if raw.articulation == "ring" else raw.staff]  # a broken chord goes from hand to hand
        after = bisect.bisect_right(others, start)
        coming = others[after] if after < len(others) else last
        end = min(_end(start, raw, coming, grid, struck=struck, polyphonic=polyphonic), last)
        before = made.get((start, raw.pitch, raw.staff))
        if before is None or before.end < end:
            made[start, raw.pitch, raw.staff] = Written(start, end, raw)
    return _one_at_a_time(sorted(made.values(), key=lambda note: (note.start, -note.raw.pitch))), grid


def _step(offsets: list[float], *, triplets: bool) -> int:
    """The plainest grid that most starts of a beat were meant for."""

    def fits(step: int) -> int:
        return sum(abs(offset - round(offset / step) * step) <= MEANT for offset in offsets)

    grids = [step for step in GRIDS if triplets or step in (6, 3)]
    best = max(grids, key=lambda step: (fits(step), -grids.index(step)))
    alone = {round(offset / best) for offset in offsets}
    apart = {round(offset / 3) for offset in offsets}
    return (
        3
        if best == 6 and len(apart) > len(alone) and len({round(offset, 1) for offset in offsets}) > len(alone)
        else best
    )


def _end(start: int, raw: Raw, coming: int, grid: Grid, *, struck: bool, polyphonic: bool) -> int:
    """Where a note's sign ends, given the start of the next one."""
    beat_end = grid.beat_at(start)[1]
    if struck and raw.articulation not in ("tremolo", "trill"):
        return min(coming, beat_end)
    if raw.articulation in SHORT:
        if coming - start <= QUARTER:
            return coming
        plucked = raw.articulation == "pizzicato" and start == grid.beat_at(start)[0]
        wished = QUARTER if plucked or raw.end - start > 13 else 12
        return start + wished if grid.snap(start + wished) == start + wished else beat_end
    length = max(raw.end - start, 1.0)
    if length < STAB and start % 12 == grid.bar_at(start).start % 12 and coming - start >= 12:
        return start + 12
    overlaps = raw.end > coming + 3
    if overlaps and polyphonic and raw.articulation != "ring":
        return max(_closed(start, raw.end, grid), start + grid.step_at(start))
    composed = abs(length - round(length / 12) * 12) <= MEANT and coming - raw.end >= 12 - MEANT
    if overlaps or (not composed and raw.end >= coming - TOUCH * min(coming - start, 2 * QUARTER)):
        return coming
    end = _closed(start, start + length, grid)
    return min(coming, max(end, start + grid.step_at(start)))


def _closed(start: int, end: float, grid: Grid) -> int:
    """A free end on the grid: the beat's end where the player only lifted before it, else the nearest eighth or grid."""
    begin, beat_end = grid.beat_at(end)
    lift = 0.28 * min(QUARTER, end - start)
    if end - begin < 2.5 and begin > start:
        return begin
    if beat_end - end <= lift:
        return beat_end
    if end - start > QUARTER and grid.step_at(end) == GRIDS[0]:
        return begin + round((end - begin) / 12) * 12
    return grid.snap(end)


def _one_at_a_time(notes: list[Written]) -> list[Written]:
    """The notes with no pitch sounding twice at once: the earlier one ends where the next begins."""
    last: dict[tuple[int, int], int] = {}
    out = list(notes)
    for i, note in enumerate(notes):
        same = last.get((note.raw.pitch, note.raw.staff))
        if same is not None and out[same].end > note.start:
            out[same] = replace(out[same], end=note.start)
        last[note.raw.pitch, note.raw.staff] = i
    return out
