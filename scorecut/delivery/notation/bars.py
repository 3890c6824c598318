"""The bars of the whole film on a notation's grid: the same ones as in ``score.mid``.

Positions are *units*, 24 to a quarter note: thirty-seconds are 3, triplet eighths 8.
The film's time without music is bars of rest at the tempo that lets the next cue begin
on its second, so that the page, the MIDI and the film agree bar for bar.
"""

from dataclasses import dataclass
from functools import cached_property

from scorecut.delivery.ticks import PPQ, Timeline

QUARTER = 24
TICKS = PPQ // QUARTER

#: A bar so short at the film's head, of a frame or two before the first cue, is left out: nobody could count it.
SPLINTER = QUARTER // 4

BAR, HALF, BEAT, EIGHTH, SIXTEENTH, LEAST = 10, 8, 6, 4, 2, 1


@dataclass(frozen=True)
class Measure:
    """One bar. ``number`` from 1, ``start`` in units from the film's first frame, ``meter`` (beats, unit)."""

    number: int
    start: int
    meter: tuple[int, int]

    @cached_property
    def length(self) -> int:
        """Units of the bar."""
        return self.meter[0] * 4 * QUARTER // self.meter[1]

    @property
    def end(self) -> int:
        return self.start + self.length

    @cached_property
    def is_compound(self) -> bool:
        """Whether its beats are dotted (6/8, 9/8, 12/8)."""
        return self.meter[1] == 8 and self.meter[0] % 3 == 0

    @cached_property
    def groups(self) -> tuple[tuple[int, int], ...]:
        """The beats as (from, to), from the bar's start: what is beamed together; the odd eighth goes with the last."""
        if self.is_compound:
            edges = list(range(0, self.length, 36))
        else:
            edges = list(range(0, self.length, QUARTER))
            if len(edges) > 1 and self.length - edges[-1] < QUARTER:
                edges.pop()
        return tuple(zip(edges, [*edges[1:], self.length], strict=True))

    def strength(self, at: int) -> int:
        """How strong the place ``at`` (units from the bar's start) is: the bar line most, a thirty-second least."""
        if at in (0, self.length):
            return BAR
        if at in {start for start, _ in self.groups}:
            middle = self.length / 2 if self.meter[0] % 2 == 0 else 0
            is_half = at == middle and self.length >= 4 * QUARTER
            return HALF if is_half else BEAT
        return EIGHTH if at % 12 == 0 else SIXTEENTH if at % 6 == 0 else LEAST if at % 3 == 0 else 0


def measures(grid: Timeline, until: int = 0) -> list[Measure]:
    """Return every bar of the film; bars are added at the end until ``until`` (units) lies inside one.

    A splinter of a bar at the head goes: the first full bar then takes its frames, and numbers are one behind the MIDI's.
    """
    bars = list(grid.bars) or [(0, (4, 4))]
    made = [Measure(i + 1, tick // TICKS, meter) for i, (tick, meter) in enumerate(bars)]
    while made[-1].end <= until:
        made.append(Measure(len(made) + 1, made[-1].end, made[-1].meter))
    if len(made) > 1 and made[0].length <= SPLINTER and made[1].start == made[0].end:
        made = [Measure(bar.number - 1, bar.start, bar.meter) for bar in made[1:]]
    return made
