"""Peaks between samples: what fourfold oversampling finds, and that skipping cells loses nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import resample_poly

from scorecut.chance import stream
from scorecut.media.true_peak import CELL, highest, sample_peaks, true_peaks


def oversampled(sound: np.ndarray) -> np.ndarray:
    """The highest of each cell, of four points a sample, by scipy alone."""
    fine = np.abs(resample_poly(sound, 4, 1, axis=0)).max(axis=1)
    return np.maximum.reduceat(fine, np.arange(0, fine.size, 4 * CELL))


def test_a_sine_whose_samples_miss_its_crests_is_read_at_its_height() -> None:
    sine = np.sin(np.pi / 2 * np.arange(4800) + np.pi / 4).astype(np.float32)[:, None]
    assert np.allclose(sample_peaks(sine), np.sqrt(0.5), atol=1e-6)
    assert highest(sine) == pytest.approx(1.0, rel=0.03)


@pytest.mark.parametrize("channels", [1, 2, 6])
def test_cells_are_oversampled_as_scipy_does_it(channels: int) -> None:
    sound = stream(1, "true peak", channels).standard_normal((1000, channels)).astype(np.float32)
    cells = np.arange(-(-sound.shape[0] // CELL))
    assert np.allclose(true_peaks(sound, cells), oversampled(sound), rtol=1e-5)
    some = np.array([3, 7])
    assert np.allclose(true_peaks(sound, some), true_peaks(sound, cells)[some])
    assert np.allclose(true_peaks(sound, cells[:4], lead=5 * CELL), true_peaks(sound, cells[5:9]))


@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_the_highest_is_found_however_much_is_skipped(seed: int) -> None:
    chance = stream(seed, "true peak")
    sound = (chance.standard_normal((3000, 2)) * chance.uniform(0.01, 1.0, 3000)[:, None] ** 2).astype(np.float32)
    assert highest(sound) == pytest.approx(max(oversampled(sound).max(), np.abs(sound).max()), rel=1e-5)
    assert highest(sound, 100.0) == 100.0


def test_of_nothing_there_is_no_peak() -> None:
    assert highest(np.zeros((0, 2), np.float32), 0.25) == 0.25
    assert highest(np.zeros((500, 2), np.float32)) == 0.0
