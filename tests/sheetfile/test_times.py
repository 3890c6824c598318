"""Timecode is read as it is written, at every rate."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecut.errors import CueSheetError
from scorecut.model.clock import timecode
from scorecut.sheetfile.times import has_timecode, seconds_of

RATES = [Fraction(24000, 1001), Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(50), Fraction(60000, 1001)]


@given(st.integers(0, 20_000_000), st.sampled_from(RATES))
def test_a_frames_timecode_gives_back_its_second_to_the_bit(frame, rate):
    second = float(Fraction(frame) / rate)
    if second < 360_000:
        assert seconds_of(timecode(second, rate), rate) == second


def test_drop_frame_hour_is_an_hour():
    assert seconds_of("01:00:00;00", Fraction(30000, 1001)) == pytest.approx(3600, abs=0.004)
    assert seconds_of("01:00:00:00", Fraction(30000, 1001)) == pytest.approx(3603.6)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("00:01:00;00", "does not exist in drop-frame"),
        ("00:00:61:00", "end at 59"),
        ("noon", "is no time"),
        ("", "is no time"),
        ("-3", "is no time"),
    ],
)
def test_what_is_no_time(text, complaint):
    with pytest.raises(CueSheetError, match=complaint):
        seconds_of(text, Fraction(30000, 1001))


def test_drop_frame_needs_its_rate():
    with pytest.raises(CueSheetError, match="no drop-frame timecode at 25"):
        seconds_of("00:01:00;02", Fraction(25))


@pytest.mark.parametrize(("rate", "known"), [(Fraction(24), True), (Fraction(2101, 200), False), (Fraction(1), False)])
def test_odd_rates_have_no_timecode(rate, known):
    assert has_timecode(rate) is known
