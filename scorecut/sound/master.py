"""Mastering the music of a silent film: a loudness to reach, a peak to keep.

One gain for the whole film, and a slow ride where its range is wider than a listener can follow; only where
the limiter would have to take more than 3 dB a leveller takes the loudest passages back first.
"""

import numpy as np

from scorecut.media.loudness import gated, integrated_lufs, momentary
from scorecut.model.curve import Curve
from scorecut.sound.levels import STEP, amplitude
from scorecut.sound.limiter import cell_peaks, limit
from scorecut.sound.ride import ridden

GENTLE_DB = 3.0
GLUE_ABOVE_LU = 3.0
GLUE_SHARE = 0.5
GLUE_MOST_DB = 5.0
GLUE_SMOOTH_S = 0.5
TRIES = 12
CLOSE_LU = 0.02


def mastered_gain(music: np.ndarray, target_lufs: float, peak_dbtp: float, range_lu: float) -> Curve:
    """Return the gain in dB over time that brings ``music`` to ``target_lufs`` through the limiter.

    range_lu : the widest that its loudness range may be. Silent music keeps 0 dB.
    """
    level = integrated_lufs(music)
    if not np.isfinite(level):
        return Curve(times_s=np.zeros(1), values=np.zeros(1))
    ceiling = amplitude(peak_dbtp)
    gain = target_lufs - level
    peaks = cell_peaks(lambda first, last: np.asarray(music[first:last]), music.shape[0], ceiling / amplitude(gain))
    heard = momentary(music)
    glue = ridden(heard, range_lu)
    for attempt in range(TRIES):
        limited_db = _limited_db(peaks, glue, gain, ceiling)
        if attempt == 0 and limited_db.min() < -GENTLE_DB:
            glue = _glue(heard, glue, gain, target_lufs)
            continue
        reached = gated(heard.values + gain + glue.values + _at_windows(limited_db, heard.times_s))
        if abs(target_lufs - reached) < CLOSE_LU:
            break
        gain += target_lufs - reached
    if not glue.values.any():
        return Curve(times_s=np.zeros(1), values=np.array([gain]))
    return Curve(times_s=glue.times_s, values=gain + glue.values)


def _glue(heard: Curve, ride: Curve, gain: float, target_lufs: float) -> Curve:
    """Return the ride with loud passages taken back by the slow leveller, dB, every 100 ms."""
    over = np.maximum(0.0, heard.values + ride.values + gain - (target_lufs + GLUE_ABOVE_LU))
    taken = Curve(times_s=heard.times_s, values=-np.minimum(GLUE_MOST_DB, GLUE_SHARE * over))
    return Curve(times_s=heard.times_s, values=ride.values + taken.smoothed(GLUE_SMOOTH_S).values)


def _limited_db(peaks: np.ndarray, glue: Curve, gain: float, ceiling: float) -> np.ndarray:
    cells_s = np.arange(peaks.size) * (STEP / 48_000)
    played = peaks * 10.0 ** ((gain + glue.at(cells_s)) / 20.0)
    return 20.0 * np.log10(limit(played, ceiling))[: peaks.size]


def _at_windows(limited_db: np.ndarray, times_s: np.ndarray) -> np.ndarray:
    """Return the mean of the limiter's reduction over each 400 ms window."""
    sums = np.concatenate([[0.0], np.cumsum(limited_db)])
    first = np.clip(np.round((times_s - 0.2) * 1000).astype(int), 0, limited_db.size - 1)
    last = np.clip(first + 400, first + 1, limited_db.size)
    return (sums[last] - sums[first]) / (last - first)
