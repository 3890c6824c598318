"""Times as people write them: timecode, minutes and seconds, or plain seconds."""

import re
from fractions import Fraction

from scorecut.errors import CueSheetError
from scorecut.model.clock import NTSC, timecode

_TIMECODE = re.compile(r"(\d{1,2}):(\d{2}):(\d{2})([:;])(\d{2,3})")
_MINUTES = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2}(?:\.\d+)?)")
_SECONDS = re.compile(r"\d+(?:\.\d*)?(?:[eE][-+]?\d+)?\s*s?")


def has_timecode(rate: Fraction) -> bool:
    """Return whether timecode counts seconds at this rate: a whole one or an NTSC one.

    >>> has_timecode(Fraction(24000, 1001)), has_timecode(Fraction(2101, 200))
    (True, False)
    """
    return rate.denominator in (1, NTSC) and round(rate) >= 10


def seconds_of(text: str, rate: Fraction) -> float:
    """Return the seconds that ``text`` means; CueSheetError where it means none.

    ``HH:MM:SS:FF`` counts frames at ``rate`` (``;`` drop-frame, SMPTE ST 12-1), ``M:SS.sss`` and
    ``H:MM:SS.sss`` and plain seconds are clock time.

    >>> seconds_of("00:00:01:12", Fraction(24)), seconds_of("1:02.5", Fraction(24)), seconds_of("31", Fraction(24))
    (1.5, 62.5, 31.0)
    >>> round(seconds_of("00:01:00;02", Fraction(30000, 1001)), 3)
    60.06
    """
    text = text.strip()
    if match := _TIMECODE.fullmatch(text):
        hours, minutes, seconds, frames = (int(match[k]) for k in (1, 2, 3, 5))
        return float(Fraction(_frame_count(text, hours, minutes, seconds, frames, match[4] == ";", rate)) / rate)
    if match := _MINUTES.fullmatch(text):
        return 3600 * int(match[1] or 0) + 60 * int(match[2]) + float(match[3])
    if _SECONDS.fullmatch(text):
        return float(text.rstrip("s "))
    raise CueSheetError(f"{text!r} is no time; write 00:00:31:04, 0:31.2 or 31.2")


def _frame_count(text: str, hours: int, minutes: int, seconds: int, frames: int, drop: bool, rate: Fraction) -> int:
    """Return the number of frames before the label."""
    nominal = max(1, round(rate))
    if minutes > 59 or seconds > 59 or frames >= nominal:
        raise CueSheetError(f"{text} is no timecode: minutes and seconds end at 59, frames at {nominal - 1:02d}")
    count = nominal * (3600 * hours + 60 * minutes + seconds) + frames
    if not drop:
        return count
    if rate.denominator != NTSC or nominal not in (30, 60):
        raise CueSheetError(f"{text}: there is no drop-frame timecode at {float(rate):.3f} frames a second; write ':'")
    skipped = nominal // 15
    if seconds == 0 and frames < skipped and minutes % 10:
        raise CueSheetError(f"{text} does not exist in drop-frame timecode; the minute begins with ;{skipped:02d}")
    all_minutes = 60 * hours + minutes
    return count - skipped * (all_minutes - all_minutes // 10)


def written(time_s: float, rate: Fraction) -> str | float:
    """Return a time as the sheet shows it: timecode where the rate has one, else seconds."""
    return timecode(time_s, rate) if has_timecode(rate) else float(time_s)


def shown(time_s: float, rate: Fraction) -> str:
    """Return a time for a message."""
    return timecode(time_s, rate) if has_timecode(rate) else f"{time_s:.3f} s"
