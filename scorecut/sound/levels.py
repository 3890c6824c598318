"""Levels over time: decibels given at points become gains for every sample."""

import numpy as np

from scorecut.model.audio import RATE_HZ

STEP = 48
HOP = STEP / RATE_HZ


def amplitude(level_db: float) -> float:
    """Return the factor of a level.

    >>> round(amplitude(-6.0206), 4)
    0.5
    """
    return float(10.0 ** (level_db / 20.0))


def grid_s(start_s: float, n_samples: int) -> np.ndarray:
    """Return the times of a 1 ms grid that covers ``n_samples`` from ``start_s``, one point past the end."""
    return start_s + np.arange(-(-n_samples // STEP) + 1) * HOP


def spread(values: np.ndarray, n_samples: int) -> np.ndarray:
    """Return values of the 1 ms grid at every sample, straight lines between, float32 (n_samples,)."""
    values = np.asarray(values, dtype=np.float32)
    share = (np.arange(STEP, dtype=np.float32) / np.float32(STEP))[None, :]
    lines = values[:-1, None] + (values[1:] - values[:-1])[:, None] * share
    return lines.reshape(-1)[:n_samples]


def gains(level: np.ndarray, start_s: float, n_samples: int) -> np.ndarray:
    """Return the factor at every sample, float32 (n_samples,), of ``level``: (n, 2), seconds and dB."""
    if not level.size:
        return np.ones(n_samples, dtype=np.float32)
    if level.shape[0] == 1 or np.ptp(level[:, 1]) == 0.0:
        return np.full(n_samples, amplitude(float(level[0, 1])), dtype=np.float32)
    db = np.interp(grid_s(start_s, n_samples), level[:, 0], level[:, 1])
    return spread(10.0 ** (db / 20.0), n_samples)


def faded(sound: np.ndarray, first: int, length: int) -> np.ndarray:
    """Return ``sound`` (n, c), changed in place: as it is up to sample ``first``, half a cosine down over ``length``, then
    silent.
    """
    first = min(max(0, first), sound.shape[0])
    last = min(first + length, sound.shape[0])
    share = np.arange(last - first) / max(1, length)
    sound[first:last] *= (0.5 + 0.5 * np.cos(np.pi * share)).astype(np.float32)[:, None]
    sound[last:] = 0.0
    return sound
