"""The tempo map: which beat of the music sounds at which second of the film.

Everything before it lives in picture time, everything composed after it lives
in beats, and this is the only bridge. Each cue counts its own beats, in quarter
notes from its first downbeat (beat 0 sounds at the cue's start; an upbeat has
negative beats). Beats are anchored one by one, so a hit is as exact as a
float64 second.
"""

from dataclasses import dataclass, field

import numpy as np

from scorecut.errors import TempoMapError
from scorecut.model.arrays import frozen
from scorecut.model.cue_sheet import Hit

PLACES = ("downbeat", "beat", "eighth", "free")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar. ``start_beat`` in quarter notes from the cue's first downbeat; meter (beats, unit)."""

    number: int
    start_beat: float
    meter: tuple[int, int]

    @property
    def length_beats(self) -> float:
        """Length in quarter notes."""
        return self.meter[0] * 4.0 / self.meter[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a hit stands: ``kind`` of ``PLACES``, its quarter-note position, bar number and beat in the bar (from 1)."""

    hit: Hit
    kind: str
    at_beat: float
    bar: int
    beat: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CueTempo:
    """The beats of one cue.

    beats : float64, (n,), strictly rising; positions in quarter notes, first 0
    times_s : float64, (n,), strictly rising; where those sound, seconds of the film
    bars : in order, contiguous, from beat 0 to the cue's end or just past it
    target_bpm : the tempo that was wished, in felt beats; fixed : dance styles
    felt_beats : length of the felt beat in quarter notes (1.5 in 6/8)
    """

    cue_id: str
    beats: np.ndarray
    times_s: np.ndarray
    bars: tuple[Bar, ...]
    places: tuple[Place, ...] = ()
    target_bpm: float = 100.0
    fixed: bool = False
    felt_beats: float = 1.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "beats", frozen(self.beats))
        object.__setattr__(self, "times_s", frozen(self.times_s))
        if self.beats.shape != self.times_s.shape or self.beats.size < 2:
            raise TempoMapError("a tempo map needs two or more anchors, each with a beat and a time")
        for name, clock in (("beats", self.beats), ("times", self.times_s)):
            if not (np.diff(clock) > 0).all():
                late = int(np.argmin(np.diff(clock) > 0)) + 1
                raise TempoMapError(f"anchor {late} does not come after anchor {late - 1} in {name}")

    @property
    def bpm(self) -> np.ndarray:
        """Quarter notes a minute between neighbouring anchors, (n - 1,)."""
        return 60.0 * np.diff(self.beats) / np.diff(self.times_s)

    @property
    def tempo_bpm(self) -> float:
        """Average tempo of the cue in felt beats a minute, weighted by duration."""
        quarters = float(self.beats[-1] - self.beats[0]) / float(self.times_s[-1] - self.times_s[0])
        return 60.0 * quarters / self.felt_beats

    @property
    def meter(self) -> tuple[int, int]:
        """The commonest meter of the cue."""
        meters = [bar.meter for bar in self.bars]
        return max(sorted(set(meters)), key=meters.count)

    @property
    def end_beat(self) -> float:
        return float(self.beats[-1])

    def seconds_at(self, beat: float | np.ndarray) -> np.ndarray:
        """Return when ``beat`` sounds; beyond the ends the last tempo goes on."""
        return _along(self.beats, self.times_s, beat)

    def beat_at(self, seconds: float | np.ndarray) -> np.ndarray:
        """Return which beat sounds at ``seconds``: the inverse of ``seconds_at``."""
        return _along(self.times_s, self.beats, seconds)

    def bar_at(self, beat: float) -> Bar:
        """Return the bar that holds ``beat`` (the first or last one beyond the ends)."""
        starts = [bar.start_beat for bar in self.bars]
        return self.bars[max(0, int(np.searchsorted(starts, beat + 1e-9, side="right")) - 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A hit that left no playable tempo, and why."""

    hit: Hit
    why: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TempoMap:
    """The tempo maps of all cues, and the hits that had to go."""

    cues: tuple[CueTempo, ...]
    dropped: tuple[Dropped, ...] = field(default=())

    def cue(self, cue_id: str) -> CueTempo:
        """Return the cue's beats; KeyError if there is none."""
        for cue in self.cues:
            if cue.cue_id == cue_id:
                return cue
        raise KeyError(cue_id)


def _along(xs: np.ndarray, ys: np.ndarray, x: float | np.ndarray) -> np.ndarray:
    """Interpolate ``ys`` over ``xs``, carrying the end slopes outwards."""
    x = np.asarray(x, dtype=np.float64)
    left = np.clip(np.searchsorted(xs, x, side="right") - 1, 0, xs.size - 2)
    slope = np.diff(ys) / np.diff(xs)
    return ys[left] + (x - xs[left]) * slope[left]
