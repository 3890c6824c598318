"""The grid of a metre: pulses, bar lines, beats, and which bars may stand in for a regular one.

Everything in this room counts in *pulses*, the finest place a hit may take: the
eighth note (a sixteenth in metres over 16). A bar is a whole number of pulses.
"""

from dataclasses import dataclass
from functools import cached_property

from scorecut.errors import TempoMapError


@dataclass(frozen=True)
class Grid:
    """A metre (beats, unit) seen as pulses.

    >>> Grid((6, 8)).felt, Grid((6, 8)).beat_phases
    (3, (0, 3))
    >>> Grid((7, 8)).beat_phases
    (0, 2, 4)
    >>> sorted(Grid((4, 4)).irregular.values())
    [(2, 4), (3, 4), (5, 4)]
    """

    meter: tuple[int, int]

    def __post_init__(self) -> None:
        beats, unit = self.meter
        if unit not in (2, 4, 8, 16) or not 1 <= beats <= 16:
            raise TempoMapError(f"no music in {beats}/{unit}; try 4/4, 3/4, 6/8, 5/4 or 7/8")

    @cached_property
    def pulse_beats(self) -> float:
        """Length of a pulse in quarter notes."""
        return 0.25 if self.meter[1] == 16 else 0.5

    @cached_property
    def bar(self) -> int:
        """Pulses in a regular bar."""
        return self.pulses(self.meter)

    @property
    def is_compound(self) -> bool:
        """Whether beats divide by three (6/8, 9/8, 12/8)."""
        return self.meter[1] >= 8 and self.meter[0] % 3 == 0

    @cached_property
    def felt(self) -> int:
        """Pulses in a felt beat: three in 6/8, two in 4/4 and on average in 7/8, four in 2/2."""
        if self.is_compound:
            return 3
        return 2 if self.meter[1] >= 8 else self.pulses((1, self.meter[1]))

    @property
    def felt_beats(self) -> float:
        """Length of the felt beat in quarter notes."""
        return self.felt * self.pulse_beats

    @cached_property
    def beat_phases(self) -> tuple[int, ...]:
        """The pulses of a regular bar on which a beat falls, the downbeat (0) first."""
        return tuple(range(0, self.bar - self.felt + 1, self.felt)) or (0,)

    @cached_property
    def irregular(self) -> dict[int, tuple[int, int]]:
        """Metres of single bars that may stand before a hit, by their length in pulses.

        In simple metres 2/4, 3/4, 4/4 and 5/4, in compound ones a beat more or less, in odd ones
        (7/8) an eighth or two (MUSIC section 7: a single 2/4, 3/4 or 5/4 bar is standard practice).
        """
        beats, unit = self.meter
        if self.is_compound:
            others = [(beats - 3, unit), (beats + 3, unit)]
        elif unit >= 8:
            others = [(beats + more, unit) for more in (-2, -1, 1)]
        else:
            others = [(count, unit) for count in (2, 3, 4, 5)]
        return {self.pulses(other): other for other in others if other[0] > 1 and other != self.meter}

    def pulses(self, meter: tuple[int, int]) -> int:
        """Return how many pulses a bar of ``meter`` has."""
        return round(meter[0] * 4.0 / meter[1] / self.pulse_beats)

    def place(self, phase: int) -> str:
        """Return what a pulse of the bar is called: ``downbeat``, ``beat`` or ``eighth``."""
        if phase == 0:
            return "downbeat"
        if self.is_compound or self.meter[1] < 8:
            return "beat" if phase % self.felt == 0 else "eighth"
        return "beat" if phase in self.beat_phases else "eighth"
