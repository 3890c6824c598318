"""The true-peak limiter: looks ahead, acts on the level alone, and leaves all else as it is.

Peaks between samples are found by fourfold oversampling in cells of one millisecond. The gain of
a cell is the least that any cell within 30 ms needs, smoothed over as long: it has come down
before the peak arrives and never moves fast enough to be heard as distortion.
"""

from collections.abc import Callable

import numpy as np

from scorecut.media.true_peak import sample_peaks, true_peaks
from scorecut.sound.levels import STEP

REACH = 30
BLOCK_CELLS = 10_000
MARGIN = 64
#: Between samples the peak is taken to be less than 3 dB above the samples: cells further down are not oversampled.
NEAR = 0.7
#: Beneath a film that is at its highest itself the music stays at this level at least.
FLOOR = 0.1
#: A film that passes the ceiling lets the whole go as high as it has itself been within so many cells (5 s).
NEIGHBOURS = 5000

#: Returns samples [first, last) as float32 (n, channels).
Reader = Callable[[int, int], np.ndarray]


def cell_peaks(read: Reader, n_samples: int, ceiling: float) -> np.ndarray:
    """Return the true peak of every 1 ms cell, float32 (n_cells,); below 0.7 ``ceiling`` the sample peak."""
    n_cells = -(-n_samples // STEP)
    peaks = np.zeros(n_cells, dtype=np.float32)
    for cell in range(0, n_cells, BLOCK_CELLS):
        first, last = cell * STEP, min(n_samples, (cell + BLOCK_CELLS) * STEP)
        lead, trail = min(MARGIN, first), min(MARGIN, n_samples - last)
        samples = read(first - lead, last + trail)
        own = sample_peaks(samples[lead : lead + last - first])
        near = np.flatnonzero(own > NEAR * ceiling)
        own[near] = np.maximum(own[near], true_peaks(samples, near, lead))
        peaks[cell : cell + own.size] = own
    return peaks


def limit(peaks: np.ndarray, ceiling: float) -> np.ndarray:
    """Return the gain on the 1 ms grid, (n_cells + 1,), that keeps ``peaks`` under ``ceiling``; 1 where all is well."""
    return _smoothed(np.minimum(1.0, ceiling / np.maximum(peaks, 1e-9)))


def limit_beneath(film: np.ndarray, whole: np.ndarray, ceiling: float) -> np.ndarray:
    """Return the gain of the music alone that keeps film and music together under ``ceiling``.

    film, whole : true peaks of the film, and of film and music, cell by cell. As |f + g m| <= (1-g)|f| + g|f+m|,
    g = (ceiling - F) / (S - F) suffices. A film mixed to full scale is above the ceiling again and again; would the
    music make room at each of its peaks, it would be gone: so peaks that are no higher than the film's own nearby pass.
    """
    from scipy.ndimage import maximum_filter1d

    allowed = np.maximum(ceiling, maximum_filter1d(film, 2 * NEIGHBOURS + 1, mode="nearest"))
    over = whole > allowed
    need = np.ones_like(whole)
    need[over] = np.maximum(FLOOR, (allowed[over] - film[over]) / np.maximum(whole[over] - film[over], 1e-9))
    return _smoothed(need)


def _smoothed(need: np.ndarray) -> np.ndarray:
    if not need.size or need.min() >= 1.0:
        return np.ones(need.size + 1)
    from scipy.ndimage import minimum_filter1d

    # A cell's gain runs from its own grid point to the next: both must be low enough.
    points = np.minimum(np.append(need, 1.0), np.concatenate([[1.0], need]))
    held = minimum_filter1d(points.astype(np.float64), 2 * REACH + 1, mode="nearest")
    window = np.hanning(2 * REACH + 3)[1:-1]
    padded = np.pad(held, REACH, mode="edge")
    smooth = np.convolve(padded, window / window.sum(), mode="valid")
    return np.minimum(smooth, 1.0)
