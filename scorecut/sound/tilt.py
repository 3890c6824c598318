"""Timbre follows level: what is played louder is brighter.

Samples grow by 20 dB from soft to loud and hardly change colour (SOUND.md section 6), so that a
crescendo sounds like a fader. Here a first-order high shelf follows the played level: two
linear bands whose mix moves, nothing that depends on the signal.
"""

from collections.abc import Sequence

import numpy as np

from scorecut.model.audio import RATE_HZ
from scorecut.sound.engine import EngineNote
from scorecut.sound.levels import grid_s, spread
from scorecut.sound.tables import sound_tables

#: The velocity of a mezzo-forte note, and what a decade of velocity does to the level (30 to 127: 20-23 dB).
MF_VELOCITY = 64
DB_PER_DECADE = 35.0
SMOOTH_MS = 30
LEVEL_SHARE = 0.3


def velocity_db(velocity: float | np.ndarray) -> np.ndarray:
    """Return the level of a velocity relative to mezzo-forte.

    >>> round(float(velocity_db(32)), 1)
    -10.5
    """
    return DB_PER_DECADE * np.log10(np.maximum(velocity, 1.0) / MF_VELOCITY)


def velocity_of(level_db: float, low: int = 24, high: int = 120) -> tuple[int, float]:
    """Return the velocity that plays ``level_db`` re mf, and the dB that it leaves over.

    >>> velocity_of(0.0)
    (64, 0.0)
    """
    wished = MF_VELOCITY * 10.0 ** (level_db / DB_PER_DECADE)
    velocity = int(min(high, max(low, round(wished))))
    return velocity, float(level_db - velocity_db(velocity))


def played_level_db(notes: Sequence[EngineNote], expression: np.ndarray, start_s: float, n_samples: int) -> np.ndarray:
    """Return the played level re mf on the 1 ms grid: expression and the last note's velocity, smoothed."""
    from scipy.ndimage import uniform_filter1d

    times_s = grid_s(start_s, n_samples)
    level = np.interp(times_s, expression[:, 0], expression[:, 1]) if expression.size else np.zeros(times_s.size)
    if notes:
        order = sorted((note.start_s, note.velocity) for note in notes)
        starts = np.array([at for at, _ in order])
        strengths = velocity_db(np.array([velocity for _, velocity in order], dtype=np.float64))
        level = level + strengths[np.clip(np.searchsorted(starts, times_s, side="right") - 1, 0, None)]
    return uniform_filter1d(level, SMOOTH_MS, mode="nearest")


def tilted(sound: np.ndarray, level_db: np.ndarray, slope: float, corner_hz: float) -> np.ndarray:
    """Return ``sound`` (n, 2) with a high shelf of ``slope`` dB for each dB of ``level_db`` (1 ms grid).

    corner_hz : best the sound's own middle; about a third of its power lies above then, so the whole is turned
    down by as much of the lift, and the level stays about as it was played
    """
    if slope == 0.0 or not sound.size:
        return sound
    from scipy.signal import lfilter

    table = sound_tables().tilt
    shelf_db = np.clip(slope * level_db, -table.most_db, table.most_db)
    high = spread(10.0 ** ((1.0 - LEVEL_SHARE) * shelf_db / 20.0), sound.shape[0])[:, None]
    rest = spread(10.0 ** (-LEVEL_SHARE * shelf_db / 20.0), sound.shape[0])[:, None]
    pole = np.float32(np.exp(-2.0 * np.pi * corner_hz / RATE_HZ))
    low = lfilter(np.array([1 - pole], np.float32), np.array([1, -pole], np.float32), sound, axis=0)
    upper = sound - low
    upper *= high
    low *= rest
    low += upper
    return low
