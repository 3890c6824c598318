"""Beats and seconds agree at every anchor and are each other's inverse."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecut.errors import TempoMapError
from scorecut.model.tempo_map import Bar, CueTempo

MICROSECOND = 1e-6

steps = st.lists(st.tuples(st.floats(0.25, 64.0), st.floats(0.05, 120.0)), min_size=2, max_size=40)


def cue_tempo(*anchors: tuple[float, float], felt_beats: float = 1.0) -> CueTempo:
    beats, times_s = np.array(anchors, dtype=np.float64).T
    bars = (Bar(number=1, start_beat=0, meter=(4, 4)), Bar(number=2, start_beat=4, meter=(2, 4)))
    return CueTempo(cue_id="c1", beats=beats, times_s=times_s, bars=bars, felt_beats=felt_beats)


def test_steady_tempo():
    steady = cue_tempo((0, 0.0), (4, 2.0))
    assert steady.bpm == pytest.approx([120.0])
    assert steady.seconds_at(3) == pytest.approx(1.5)


def test_felt_tempo_counts_felt_beats():
    assert cue_tempo((0, 0.0), (6, 3.0), felt_beats=1.5).tempo_bpm == pytest.approx(80.0)


def test_tempo_goes_on_beyond_the_ends():
    steady = cue_tempo((0, 10.0), (4, 12.0))
    assert steady.seconds_at(np.array([-2, 8])) == pytest.approx([9.0, 14.0])


def test_bars_hold_their_beats():
    steady = cue_tempo((0, 0.0), (6, 3.0))
    assert [steady.bar_at(beat).number for beat in (-1, 0, 3.99, 4, 5.9, 9)] == [1, 1, 1, 2, 2, 2]


@given(steps)
def test_anchors_are_exact(steps):
    beats, times_s = np.cumsum(np.array(steps), axis=0).T
    music = cue_tempo(*zip(beats, times_s, strict=True))
    assert np.abs(music.seconds_at(beats) - times_s).max() < MICROSECOND


@given(steps, st.floats(-100, 10_000))
def test_there_and_back(steps, beat):
    beats, times_s = np.cumsum(np.array(steps), axis=0).T
    music = cue_tempo(*zip(beats, times_s, strict=True))
    assert float(music.beat_at(music.seconds_at(beat))) == pytest.approx(beat, abs=1e-6)


@pytest.mark.parametrize(
    ("anchors", "complaint"),
    [
        ([(0, 0.0)], "two or more"),
        ([(0, 0.0), (4, 2.0), (3, 3.0)], "anchor 2 .* in beats"),
        ([(0, 0.0), (4, 2.0), (5, 2.0)], "anchor 2 .* in times"),
    ],
)
def test_impossible_maps_say_which_anchor(anchors, complaint):
    with pytest.raises(TempoMapError, match=complaint):
        cue_tempo(*anchors)
