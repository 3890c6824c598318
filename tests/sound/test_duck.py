from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecut.model.picture import Speech
from scorecut.sound.duck import grouped, presence, stepped_back

spans = st.lists(st.tuples(st.floats(1, 50), st.floats(0.2, 6)), max_size=8).map(
    lambda pairs: tuple(Speech(start_s=start, end_s=start + length) for start, length in pairs)
)


@given(spans)
def test_groups_hold_every_long_span_once_and_lie_apart(speech: tuple[Speech, ...]) -> None:
    groups = grouped(speech)
    assert sum(len(group.spans) for group in groups) == sum(s.end_s - s.start_s >= 0.5 for s in speech)
    for one, other in pairwise(groups):
        assert other.start_s - one.end_s >= 1.5


@given(spans, st.floats(0, 18))
def test_the_music_is_down_for_every_line_and_moves_no_faster_than_six_db_a_second(
    speech: tuple[Speech, ...], depth: float
) -> None:
    groups = grouped(speech)
    curve = stepped_back(groups, [[depth] * len(group.spans) for group in groups], 60.0)
    for group in groups:
        lines_s = np.linspace(group.start_s, min(group.end_s, 59.0), 50)
        assert curve.at(lines_s) == pytest.approx(np.full(50, -depth), abs=1e-6)
    assert (np.abs(np.diff(curve.values)) <= 6.0 * np.diff(curve.times_s) + 1e-6).all() or depth < 3.2


def test_it_begins_before_the_line_and_ends_after_it() -> None:
    curve = stepped_back(grouped((Speech(start_s=10.0, end_s=12.0),)), [[9.0]], 30.0)
    assert curve.at(9.5) < -3 and curve.at(7.9) == 0.0
    assert curve.at(12.3) == -9.0 and -9.0 < curve.at(13.2) < 0.0 and curve.at(15.0) == 0.0


def test_without_speech_nothing_moves() -> None:
    assert (stepped_back((), [], 20.0).values == 0.0).all()
    assert (presence((), 20.0).values == 0.0).all()


def test_gaps_under_a_second_and_a_half_are_bridged() -> None:
    speech = (Speech(start_s=5.0, end_s=6.0), Speech(start_s=7.4, end_s=9.0), Speech(start_s=10.6, end_s=12.0))
    assert [len(group.spans) for group in grouped(speech)] == [2, 1]


def test_spans_that_stand_close_keep_their_own_depths_without_a_release_between() -> None:
    groups = grouped((Speech(start_s=5.0, end_s=7.0), Speech(start_s=8.2, end_s=11.0)))
    curve = stepped_back(groups, [[8.0, 3.0]], 30.0)
    assert curve.at(6.0) == -8.0 and curve.at(10.5) == -3.0
    assert max(curve.at(np.linspace(7.0, 8.2, 50))) <= -3.0
    assert curve.at(20.0) == 0.0
