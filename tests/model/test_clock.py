"""Frames and seconds agree exactly; timecode is what an editing program shows."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecut.model.clock import Clock, timecode

NTSC_30, NTSC_24 = Fraction(30000, 1001), Fraction(24000, 1001)


def clock(pts, time_base=Fraction(1, 90000)):
    return Clock(pts=np.array(pts), time_base=time_base, rate=Fraction(25), end_s=1e6)


@given(st.lists(st.integers(1, 9000), min_size=1, max_size=200), st.integers(-10_000, 10_000_000))
def test_a_stamp_belongs_to_its_own_frame(steps, start):
    film = clock(np.cumsum([start, *steps]))
    for frame in (0, len(steps) // 2, len(steps)):
        assert film.frame_at(film.time_of(frame)) == frame
        assert film.times_s[frame] == pytest.approx(film.time_of(frame), abs=1e-9)


def test_seconds_count_from_the_first_displayed_frame():
    assert clock([123_600, 127_200]).times_s.tolist() == [0.0, 0.04]


def test_stamps_that_do_not_rise_are_refused():
    with pytest.raises(ValueError, match="must rise"):
        clock([0, 3600, 3600])


@pytest.mark.parametrize(
    ("frame", "rate", "shown"),
    [
        (0, NTSC_30, "00:00:00;00"),
        (1799, NTSC_30, "00:00:59;29"),
        (1800, NTSC_30, "00:01:00;02"),
        (17_982, NTSC_30, "00:10:00;00"),
        (107_892, NTSC_30, "01:00:00;00"),
        (86_400, NTSC_24, "01:00:00:00"),
        (90_000, Fraction(25), "01:00:00:00"),
        (3600, Fraction(60000, 1001), "00:01:00;04"),
    ],
)
def test_timecode_of_known_frames(frame, rate, shown):
    assert timecode(float(frame / rate), rate) == shown


@given(st.integers(0, 30 * 3600 * 3))
def test_drop_frame_numbers_never_name_a_skipped_frame(frame):
    hours, minutes, rest = timecode(float(frame / NTSC_30), NTSC_30).split(":")
    seconds, frames = rest.split(";")
    if seconds == "00" and int(minutes) % 10:
        assert int(frames) >= 2
    assert int(hours) < 24
