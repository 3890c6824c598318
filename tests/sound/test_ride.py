import numpy as np
import pytest

from scorecut.media.loudness import gated, range_of
from scorecut.model.curve import Curve
from scorecut.sound.ride import MOST_DB_S, ridden, short_term


def heard(*levels: float, each_s: float = 12.0) -> Curve:
    """Passages of steady momentary loudness, one after the other."""
    values = np.repeat(np.array(levels), round(each_s * 10))
    return Curve(times_s=0.2 + np.arange(values.size) * 0.1, values=values)


def test_music_within_the_range_is_left_alone() -> None:
    assert not ridden(heard(-24.0, -18.0, -22.0), 9.0).values.any()


def test_a_wide_range_comes_to_what_is_asked_and_keeps_its_order() -> None:
    wide = heard(-36.0, -20.0, -28.0, -18.0)
    gain = ridden(wide, 9.0)
    after = wide.values + gain.values
    assert range_of(short_term(wide.values)) > 14.0
    assert range_of(short_term(after)) == pytest.approx(9.0, abs=1.0)
    middles = [after[round((12 * i + 6) * 10)] for i in range(4)]
    assert np.argsort(middles).tolist() == [0, 2, 1, 3]


def test_it_is_a_slow_hand_and_lifts_no_silence() -> None:
    ends = heard(-34.0, -18.0, -70.0)
    gain = ridden(ends, 6.0)
    assert np.abs(np.diff(gain.values)).max() <= MOST_DB_S * 0.1 + 1e-9
    assert gain.values[-1] <= gain.values[:60].max() + 1e-9


def test_the_two_gates_leave_out_what_is_far_below() -> None:
    assert gated(np.array([-20.0] * 50 + [-45.0] * 50 + [-90.0] * 50)) == pytest.approx(-20.0)
    assert gated(np.full(5, -80.0)) == -np.inf
    assert range_of(np.full(20, -90.0)) == 0.0
