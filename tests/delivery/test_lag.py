"""Whitened correlation finds a known sound to a fraction of a sample."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecut.delivery.lag import lag_of, loud_windows, parabola, stretch
from tests import drawn_music

KNOWN = drawn_music.note(147.0, manner="bowed").astype(np.float64)


@given(late=st.integers(-2000, 2000), gain=st.floats(0.01, 3.0))
@settings(max_examples=25, deadline=None)
def test_any_whole_shift_is_found_at_any_level(late: int, gain: float) -> None:
    heard = np.roll(np.pad(KNOWN, ((4000, 4000), (0, 0))), late, axis=0) * gain
    found = lag_of(np.pad(KNOWN, ((4000, 4000), (0, 0))), heard, 2400)
    assert found.samples == pytest.approx(late, abs=0.01)
    assert found.clarity > 20


def test_a_shift_between_samples_is_found() -> None:
    from scipy.ndimage import shift

    heard = shift(KNOWN, (10.4, 0), order=5)
    assert lag_of(KNOWN, heard, 480).samples == pytest.approx(10.4, abs=0.1)


def test_it_is_found_under_noise_and_unclear_when_it_is_not_there() -> None:
    noise = 0.05 * np.random.default_rng(4).standard_normal(KNOWN.shape)
    there = lag_of(KNOWN, np.roll(KNOWN, 240, axis=0) + noise, 4800)
    assert there.samples == pytest.approx(240, abs=0.5) and there.clarity > 8
    assert lag_of(KNOWN, noise, 4800).clarity < 7
    assert lag_of(KNOWN, np.zeros_like(KNOWN), 4800).clarity == 0


def test_a_parabola_has_its_top_between_samples() -> None:
    x = np.arange(5) - 2.3
    assert parabola(-(x**2), 2) == pytest.approx(0.3)
    assert parabola(np.array([1.0, 2.0]), 1) == 0.0


def test_beyond_the_ends_a_sound_is_silent() -> None:
    sound = np.ones((10, 6), np.float32)
    cut = stretch(sound, -3, 15, 2)
    assert cut.shape == (18, 2)
    assert cut[:, 0].tolist() == [0] * 3 + [1] * 10 + [0] * 5


def test_loud_windows_are_spread_and_never_silent() -> None:
    sound = np.zeros((1000, 1), np.float32)
    assert loud_windows(sound, 100, 3) == []
    sound[450:550] = 1.0
    assert loud_windows(sound, 100, 3) == [400]
