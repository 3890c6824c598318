"""The film's own start timecode: where its first frame stands on the production's clock, in frames and in samples."""

import re
from fractions import Fraction

from scorecut.model.audio import RATE_HZ
from scorecut.model.clock import NTSC
from scorecut.model.film import Film


def timecode_format(rate: Fraction) -> str:
    """``DF`` where timecode at this rate drops frame numbers, else ``NDF``."""
    return "DF" if rate.denominator == NTSC and round(rate) in (30, 60) else "NDF"


def source_start_frame(film: Film) -> int:
    """Return the frame number of the film's own start timecode, 0 where it has none (SYNC.md section 8)."""
    found = re.fullmatch(r"(\d+):(\d+):(\d+)([:;.])(\d+)", film.start_timecode or "")
    if not found:
        return 0
    hours, minutes, seconds, frames = (int(found[i]) for i in (1, 2, 3, 5))
    nominal = max(1, round(film.frame_rate))
    count = (hours * 3600 + minutes * 60 + seconds) * nominal + frames
    if found[4] in ";." and timecode_format(film.frame_rate) == "DF":
        passed = 60 * hours + minutes
        count -= nominal // 15 * (passed - passed // 10)
    return count


def time_reference(film: Film) -> int:
    """Return the film's start in samples since midnight, as a BWF file tells it (EBU Tech 3285); 0 without timecode."""
    return round(source_start_frame(film) / film.frame_rate * RATE_HZ)
