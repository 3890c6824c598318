"""Whitened correlation finds a known sound to a fraction of a sample."""

import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecut.delivery.lag import common_lag, lag_of, loud_windows, parabola, stretch
from tests import drawn_music
from tests.bench import pss

KNOWN = drawn_music.note(147.0, manner="bowed").astype(np.float64)
STRUCK = drawn_music.note(147.0).astype(np.float64)


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
    noise = 0.02 * np.random.default_rng(4).standard_normal(STRUCK.shape)
    there = lag_of(STRUCK, np.roll(STRUCK, 240, axis=0) + noise, 4800)
    assert there.samples == pytest.approx(240, abs=0.5) and there.clarity > 6
    assert lag_of(STRUCK, noise, 4800).clarity < 4
    assert lag_of(KNOWN, np.zeros_like(KNOWN), 4800).clarity == 0


def test_what_is_buried_in_each_window_is_found_in_all_together() -> None:
    draw = np.random.default_rng(8)
    notes = [drawn_music.note(hz, seed=n).astype(np.float64) for n, hz in enumerate(np.linspace(100, 400, 24))]
    pairs = [(one, np.roll(one, 17, axis=0) + 0.25 * draw.standard_normal(one.shape)) for one in notes]
    alone = [lag_of(known, heard, 2400) for known, heard in pairs]
    together = common_lag(pairs, 2400)
    assert together.samples == pytest.approx(17, abs=0.5)
    assert together.clarity > 2 * np.median([lag.clarity for lag in alone])


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


def test_a_long_sound_does_not_stay_in_memory_while_its_loud_windows_are_sought(tmp_path):
    shape = (8 << 20, 2)  # 64 MB, three minutes
    np.memmap(tmp_path / "long.f32", np.float32, "w+", shape=shape)[:: 1 << 16] = 0.5
    samples = np.memmap(tmp_path / "long.f32", np.float32, "r", shape=shape)
    before = pss(os.getpid())
    assert len(loud_windows(samples, 1 << 16, 8)) == 8
    sought = pss(os.getpid()) - before
    assert samples.sum() > 0
    assert sought <= (pss(os.getpid()) - before) / 2, "as much as after all of it was read"
