"""Pace follows shot length on its log scale; shots of one place share a group; stills stay inside their shot."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecut.picture.groups import group_looks, group_meanings, shot_looks
from scorecut.picture.letterbox import Bars
from scorecut.picture.pace import cut_pace
from scorecut.picture.shots import find_transitions, shots_between
from scorecut.picture.stills import StillKeeper, choose, square
from tests.picture.drawing import clock_of, picture_of, reel_of, shot


@pytest.mark.parametrize(
    ("length_s", "pace"), [(9.0, 0.0), (1.5, 1.0), ((9 * 1.5) ** 0.5, 0.5), (20.0, 0.0), (0.5, 1.0)]
)
def test_pace_is_log_shot_length_between_nine_and_one_and_a_half_seconds(length_s, pace):
    picture = picture_of([length_s] * max(3, round(60 / length_s)))
    middle = picture.duration_s / 2
    assert float(picture.features["cut_pace"].at(middle)) == pytest.approx(pace, abs=0.02)


@given(st.lists(st.floats(0.05, 30), min_size=1, max_size=40))
def test_pace_stays_between_0_and_1(lengths):
    picture = picture_of([max(1 / 24, length) for length in lengths])
    values = cut_pace(picture.shots, picture.duration_s, np.arange(0, picture.duration_s, 1.0)).values
    assert ((values >= 0) & (values <= 1)).all()
    assert len(lengths) > 1 or not values.any()


def test_a_strobe_is_no_faster_than_fast_cutting():
    strobe, fast = picture_of([1 / 24] * 240), picture_of([0.4] * 50)
    assert strobe.features["cut_pace"].values.max() <= fast.features["cut_pace"].values.max()


def test_places_that_return_share_a_group(tmp_path):
    places = {"a": 1, "b": 2, "c": 3}
    order = "abacbca"
    frames = [frame for place in order for frame in shot(places[place], 30, pan=0.3)]
    reel = reel_of(frames, tmp_path)
    shots = shots_between(find_transitions(reel, 24).changes, clock_of(len(frames)))
    assert len(shots) == len(order)
    assert group_looks(shot_looks(reel, shots)) == ["abc".index(place) for place in order]


def test_meanings_group_by_direction():
    a, b = np.array([1, 0.05, 0]), np.array([0, 0.05, 1])
    vectors = np.array([v / np.linalg.norm(v) for v in (a, b, a + np.array([0, 0.1, 0]), b)], np.float32)
    assert group_meanings(vectors) == [0, 1, 0, 1]


@given(
    st.lists(st.integers(0, 400), min_size=1, max_size=60, unique=True),
    st.lists(st.integers(5, 120), min_size=1, max_size=6),
)
def test_stills_never_leave_their_shot(kept, lengths):
    ends = np.cumsum(lengths)
    clear = [(int(a), int(b)) for a, b in zip([0, *ends[:-1]], ends, strict=True)]
    chosen = choose(kept, clear, np.arange(int(ends[-1])) / 24)
    for (first, end), frames in zip(clear, chosen, strict=True):
        assert all(first <= frame < end for frame in frames) and frames == sorted(set(frames))
        assert len(frames) <= 3 + (end - first) / 24 / 5
        assert bool(frames) == any(first <= frame < end for frame in kept)


def test_few_stills_are_put_aside_and_every_shot_has_some(tmp_path):
    lengths = [30, 200, 12, 90]
    keeper = StillKeeper(160, 90, tmp_path, 24.0)
    number = 0
    for i, n in enumerate(lengths):
        for k, frame in enumerate(shot(i, n)):
            keeper.add(number, frame, 1.0 if k == 0 and i else 0.0)
            number += 1
    keeper.flush()
    ends = np.cumsum(lengths)
    clear = [(int(a), int(b)) for a, b in zip([0, *ends[:-1]], ends, strict=True)]
    chosen = choose(keeper.frames, clear, np.arange(number) / 24)
    assert all(len(frames) >= 3 for frames in chosen)
    assert len(keeper.frames) < 60
    for first, end in clear:
        thirds = {3 * (f - first) // (end - first) for f in keeper.frames if first <= f < end}
        assert thirds == {0, 1, 2}
    still = keeper.read(chosen[0][0], 64, Bars())
    assert still.shape == (64, 64, 3) and still.dtype == np.uint8


def test_square_takes_the_centre():
    picture = np.zeros((50, 150, 3), np.uint8)
    picture[:, 50:100] = 200
    assert (square(picture, 25)[:, 2:-2] == 200).all()
    assert square(picture[:, :20], 64).shape == (64, 64, 3)
