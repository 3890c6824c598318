"""Pace follows shot length on its log scale."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecut.picture.pace import cut_pace
from tests.picture.drawing import picture_of


@pytest.mark.parametrize(
    ("length_s", "pace"), [(9.0, 0.0), (1.5, 1.0), ((9 * 1.5) ** 0.5, 0.5), (20.0, 0.0), (0.5, 1.0)]
)
def test_pace_is_log_shot_length_between_nine_and_one_and_a_half_seconds(length_s, pace):
    picture = picture_of([length_s] * max(3, round(60 / length_s)))
    middle = picture.duration_s / 2
    assert float(picture.features["cut_pace"].at(middle)) == pytest.approx(pace, abs=0.02)


@settings(deadline=None)
@given(st.lists(st.floats(0.05, 30), min_size=1, max_size=40))
def test_pace_stays_between_0_and_1(lengths):
    picture = picture_of([max(1 / 24, length) for length in lengths])
    values = cut_pace(picture.shots, picture.duration_s, np.arange(0, picture.duration_s, 1.0)).values
    assert ((values >= 0) & (values <= 1)).all()
    assert len(lengths) > 1 or not values.any()


def test_a_strobe_is_no_faster_than_fast_cutting():
    strobe, fast = picture_of([1 / 24] * 240), picture_of([0.4] * 50)
    assert strobe.features["cut_pace"].values.max() <= fast.features["cut_pace"].values.max()
