"""Peaks between samples, by fourfold oversampling (ITU-R BS.1770-4, annex 2), cell by cell.

The filter is the one that scipy's ``resample_poly`` takes for it. A cell that cannot matter is not oversampled.
"""

from functools import cache

import numpy as np

from scorecut.model.machine_code import compiled

OVERSAMPLING = 4
#: Samples on either side that a point between two of them depends on.
REACH = 10
#: Samples in a cell: a millisecond.
CELL = 48


def sample_peaks(sound: np.ndarray) -> np.ndarray:
    """Return the highest sample of each cell of ``sound``, float32 (n, c), in all channels: float32 (n_cells,)."""
    peaks = np.zeros(-(-sound.shape[0] // CELL), dtype=np.float32)
    compiled(_highest)(np.array(sound, dtype=np.float32, order="C"), peaks)
    return peaks


def true_peaks(sound: np.ndarray, cells: np.ndarray, lead: int = 0) -> np.ndarray:
    """Return the true peak of some cells, float32 (n_cells,), the highest of all channels.

    sound : float32 (n, c); cells : their numbers, the first beginning at sample ``lead``; past its ends is silence
    """
    peaks = np.zeros(cells.size, dtype=np.float32)
    if cells.size:
        block = np.array(np.asarray(sound).T, dtype=np.float32, order="C")
        compiled(_between)(block, _phases(), lead + CELL * cells.astype(np.int64), peaks)
    return peaks


def highest(sound: np.ndarray, known: float = 0.0) -> float:
    """Return the true peak of ``sound``, float32 (n, c), or ``known`` where that is as high."""
    cells = sample_peaks(sound)
    if not cells.size:
        return known
    known = max(known, float(cells.max()))
    # Between samples of music there is never 6 dB more; a click's point may lie in the cell before it.
    near = cells > 0.5 * known
    near[:-1] |= near[1:]
    return max(known, float(true_peaks(sound, np.flatnonzero(near)).max(initial=0.0)))


@cache
def _phases() -> np.ndarray:
    """Return the filter's taps for each point between two samples, float32 (4, 2 REACH + 1), latest sample last."""
    from scipy.signal import firwin

    taps = OVERSAMPLING * firwin(2 * REACH * OVERSAMPLING + 1, 1.0 / OVERSAMPLING, window=("kaiser", 5.0))
    rows = np.zeros((OVERSAMPLING, 2 * REACH + 1), dtype=np.float32)
    for phase in range(OVERSAMPLING):
        own = taps[phase::OVERSAMPLING]
        rows[phase, rows.shape[1] - own.size :] = own[::-1]
    return rows


def _highest(sound: np.ndarray, peaks: np.ndarray) -> None:
    for i in range(sound.shape[0]):
        for channel in range(sound.shape[1]):
            peaks[i // CELL] = max(peaks[i // CELL], abs(sound[i, channel]))


def _between(sound: np.ndarray, phases: np.ndarray, starts: np.ndarray, peaks: np.ndarray) -> None:
    """Write the peak of each cell of ``sound`` (c, n) that begins at one of ``starts``."""
    n, n_taps = sound.shape[1], phases.shape[1]
    around = np.zeros(CELL + n_taps, dtype=np.float32)
    points = np.zeros(CELL, dtype=np.float32)
    for number in range(starts.size):
        first = starts[number] - REACH
        low, high = max(0, first), min(n, first + CELL + n_taps - 1)
        peak = np.float32(0.0)
        for channel in range(sound.shape[0]):
            around[:] = 0.0
            for i in range(low, high):
                around[i - first] = sound[channel, i]
            for phase in range(phases.shape[0]):
                points[:] = 0.0
                for tap in range(n_taps):
                    weight = phases[phase, tap]
                    for i in range(CELL):
                        points[i] += weight * around[i + tap]
                for i in range(CELL):
                    peak = max(peak, abs(points[i]))
        peaks[number] = peak
