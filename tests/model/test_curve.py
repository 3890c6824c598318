"""Curves between their points, at their ends, and smoothed."""

import numpy as np
import pytest

from scorecut.model.curve import Curve
from scorecut.model.emotion import Emotion

RAMP = Curve(times_s=np.arange(11.0), values=np.arange(11.0))


def test_a_straight_line_between_points_and_level_beyond():
    assert RAMP.at(np.array([2.5, -3, 99])) == pytest.approx([2.5, 0, 10])


def test_the_mean_of_a_ramp_is_its_middle():
    assert RAMP.mean(2, 6) == pytest.approx(4)


def test_a_stretch_has_a_point_at_each_end():
    piece = RAMP.between(1.5, 3.25)
    assert piece.times_s.tolist() == [1.5, 2.0, 3.0, 3.25]
    assert piece.at(3.25) == pytest.approx(3.25)


def test_smoothing_keeps_the_level_and_lowers_a_peak():
    peak = Curve(times_s=np.arange(101.0) / 4, values=np.eye(101)[50])
    smooth = peak.smoothed(1.0)
    assert smooth.values.sum() == pytest.approx(1.0)
    assert smooth.values.max() < 0.2
    assert int(np.argmax(smooth.values)) == 50


def test_nobody_writes_into_a_curve():
    with pytest.raises(ValueError, match="read-only"):
        RAMP.values[0] = 5.0


@pytest.mark.parametrize(("times", "values"), [([0, 0], [1, 2]), ([], []), ([0, 1], [1])])
def test_impossible_curves_are_refused(times, values):
    with pytest.raises(ValueError, match=r"must rise|one value"):
        Curve(times_s=np.array(times, float), values=np.array(values, float))


def test_a_stretch_of_emotion_keeps_its_axes_together():
    times_s = np.arange(9.0)
    film = Emotion(times_s=times_s, valence=times_s / 10, energy=-times_s / 10, tension=times_s * 0)
    piece = film.between(2.5, 6.0)
    assert piece.at(2.5).valence == pytest.approx(0.25)
    assert piece.mean(2.5, 6.0).energy == pytest.approx(-0.425)
