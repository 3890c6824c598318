"""Picture time: exact presentation stamps, and the timecode that people write.

Frames come as integer pts on a ``Fraction`` time base. Seconds count from the
first displayed frame. Frame numbers and rates never make a time by division:
the rate may vary, the start may be late.
"""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from scorecut.model.arrays import frozen

NTSC = 1001


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Clock:
    """The presentation times of a film's frames.

    pts : int64, (n_frames,), strictly rising
    time_base : seconds per tick
    rate : the nominal frame rate, for timecode only
    end_s : when the last frame leaves the screen
    """

    pts: np.ndarray
    time_base: Fraction
    rate: Fraction
    end_s: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "pts", frozen(self.pts, np.int64))
        if not self.pts.size or not (np.diff(self.pts) > 0).all():
            raise ValueError("presentation stamps must rise, and there must be one at least")

    @property
    def n_frames(self) -> int:
        return int(self.pts.size)

    @property
    def times_s(self) -> np.ndarray:
        """Seconds of every frame from the first, float64, (n_frames,)."""
        ticks = self.pts - self.pts[0]
        return ticks * float(self.time_base.numerator) / float(self.time_base.denominator)

    def time_of(self, frame: int) -> float:
        """Return when ``frame`` is first shown."""
        return float((int(self.pts[frame]) - int(self.pts[0])) * self.time_base)

    def frame_at(self, time_s: float) -> int:
        """Return the frame on the screen at ``time_s`` (a stamp belongs to its own frame)."""
        ticks = np.floor(time_s / float(self.time_base) + 1e-6) + self.pts[0]
        return int(np.clip(np.searchsorted(self.pts, ticks, side="right") - 1, 0, self.pts.size - 1))


def timecode(time_s: float, rate: Fraction) -> str:
    """Return ``time_s`` as HH:MM:SS:FF at ``rate``; 29.97 and 59.94 count drop-frame (``;``).

    Rounds to the nearest frame. Drop-frame skips the numbers 00 and 01 (at 59.94
    00 to 03) of each minute but every tenth (SMPTE ST 12-1).

    >>> timecode(60.06, Fraction(30000, 1001))
    '00:01:00;02'
    >>> timecode(1.5, Fraction(24))
    '00:00:01:12'
    """
    frame = round(Fraction(time_s) * rate)
    nominal = max(1, round(rate))
    drop = rate.denominator == NTSC and nominal in (30, 60)
    if drop:
        skipped = nominal // 15
        per_minute = nominal * 60 - skipped
        per_ten_minutes = per_minute * 10 + skipped
        tens, rest = divmod(frame, per_ten_minutes)
        frame += 9 * skipped * tens + skipped * (max(0, rest - skipped) // per_minute)
    seconds, frames = divmod(frame, nominal)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}{';' if drop else ':'}{frames:02d}"
