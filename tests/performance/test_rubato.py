"""The common clock: what is bent between anchors is given back."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecut.catalog.styles import PlayersStyle
from scorecut.performance.rubato import renormalise
from tests.performance.scenes import solo, tune


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(0.3, 2.0), min_size=6, max_size=40),
    st.lists(st.floats(0.05, 1.2), min_size=40, max_size=40),
    st.data(),
)
def test_the_time_between_two_anchors_is_what_it_was(factor, steps, data) -> None:
    n = len(factor) + 1
    nominal = np.cumsum([3.0, *steps[: n - 1]])
    beats = np.arange(float(n))
    inner = data.draw(st.sets(st.integers(1, n - 2), max_size=4))
    anchors = np.array(sorted({0, n - 1, *inner}), dtype=float)
    times = renormalise(nominal, np.array(factor), beats, anchors)
    assert np.allclose(times[anchors.astype(int)], nominal[anchors.astype(int)], atol=1e-12, rtol=0)
    assert (np.diff(times) > 0).all()


def test_inside_an_interval_the_stretches_keep_their_ratio() -> None:
    times = renormalise(np.arange(5.0), np.array([1.0, 2.0, 1.0, 1.0]), np.arange(5.0), np.array([0.0, 4.0]))
    assert np.allclose(np.diff(times), np.array([1, 2, 1, 1]) * 4 / 5)


def test_phrases_slow_down_at_their_end() -> None:
    beats = np.diff(solo("cello", tune(8)).clock().seconds_at(np.arange(33.0)))
    assert beats[7] > beats[3] * 1.05
    assert beats[15] > beats[11] * 1.05


def test_the_film_s_last_cue_ends_with_a_ritard_and_a_button_does_not() -> None:
    close = np.diff(solo("cello", tune(8), ending="close").clock().seconds_at(np.arange(33.0)))
    button = np.diff(solo("cello", tune(8), ending="button").clock().seconds_at(np.arange(33.0)))
    assert close[-1] > 1.15 * button[-1]


def test_dance_music_does_not_bend() -> None:
    film = solo("saw lead", tune(8), fixed=True, style="house")
    beats = np.arange(33.0)
    assert np.array_equal(film.clock().seconds_at(beats), film.tempo.seconds_at(beats))
    film = solo("cello", tune(8))
    assert np.allclose(film.clock(PlayersStyle(rubato=0.0)).seconds_at(beats), film.tempo.seconds_at(beats))


@settings(max_examples=30, deadline=None)
@given(st.floats(-2.0, 40.0))
def test_beats_and_seconds_are_each_other_s_inverse(beat: float) -> None:
    clock = solo("cello", tune(8), hit_beats=(9.0, 20.0)).clock()
    assert abs(float(clock.beat_at(clock.seconds_at(beat))) - beat) < 1e-6


def test_all_parts_follow_the_melody_s_clock() -> None:
    film = solo("cello", tune(8), hit_beats=(9.0,))
    clock = film.clock()
    assert float(clock.seconds_at(9.0)) == film.second(9.0)
    bend = clock.seconds_at(np.arange(32.0)) - film.tempo.seconds_at(np.arange(32.0))
    assert 0.02 < np.abs(bend).max() < 0.8
