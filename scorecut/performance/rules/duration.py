"""Rules that sharpen durations against each other: contrast, double duration, the first of a bar."""

import numpy as np

from scorecut.performance.passage import Passage
from scorecut.performance.scene import SAME_BEAT


def contrast(dr_ms: np.ndarray) -> np.ndarray:
    """Return the contrast d (0 or less) of notes by their duration: strongest near 200 ms, 0 below 30 and above 600.

    >>> contrast(np.array([30.0, 200.0, 400.0, 600.0, 900.0])).tolist()
    [0.0, -11.0, -7.0, 0.0, 0.0]
    """
    dr = np.asarray(dr_ms, dtype=np.float64)
    return np.select(
        [(dr >= 30) & (dr <= 200), (dr > 200) & (dr <= 400), (dr > 400) & (dr < 600)],
        [-(11 / 170) * (dr - 30), -(4 / 200) * (400 - dr) - 7, -(7 / 200) * (600 - dr)],
        0.0,
    )


def passage_contrast(passage: Passage) -> np.ndarray:
    """Return d of every slot; none for a short note between two longer ones and in 2:1 patterns."""
    d = contrast(passage.ioi_ms)
    if passage.n_slots < 3:
        return d
    dr = passage.ioi_ms
    between = np.zeros(d.size, dtype=bool)
    between[1:-1] = (dr[:-2] > 1.1 * dr[1:-1]) & (dr[2:] > 1.1 * dr[1:-1])
    return np.where(between | _short_of_double(passage), 0.0, d)


def contrast_lengthening(d: np.ndarray, k: float = 1.0) -> np.ndarray:
    """Return ms added to DR: 1.5 k d (short notes get shorter)."""
    return 1.5 * k * d


def contrast_level(d: np.ndarray, k: float = 1.0) -> np.ndarray:
    """Return dB: 0.075 k d."""
    return 0.075 * k * d


def contrast_pause(d: np.ndarray, k: float = 1.0) -> np.ndarray:
    """Return ms of micropause: 4.5 k |d|, at most 50 k."""
    return np.minimum(4.5 * abs(k) * np.abs(d), 50.0 * abs(k))


def double_duration(passage: Passage, k: float = 1.0) -> np.ndarray:
    """Return ms: in long-short (2:1) before a longer note the short gains 12 k % of itself, the long loses as much."""
    short = _short_of_double(passage)
    gain = np.where(short, 0.12 * k * passage.ioi_ms, 0.0)
    added = gain.copy()
    added[:-1] -= gain[1:]
    return added


def bar_accent(passage: Passage, bars: np.ndarray, k: float = 1.0) -> np.ndarray:
    """Return dB: 2 k for a note on the first beat of a bar."""
    at = np.searchsorted(bars, passage.start_beat + SAME_BEAT, side="right") - 1
    on = (at >= 0) & (np.abs(passage.start_beat - bars[np.clip(at, 0, None)]) < SAME_BEAT) if bars.size else at > 0
    return 2.0 * k * on


def _short_of_double(passage: Passage) -> np.ndarray:
    """Return the slots that are the short note of a 2:1 pair followed by a longer note, bool."""
    dr = passage.ioi_ms
    short = np.zeros(passage.n_slots, dtype=bool)
    if passage.n_slots >= 3:
        ratio = dr[:-2] / dr[1:-1]
        short[1:-1] = (ratio > 1.8) & (ratio < 2.2) & (dr[2:] > 1.1 * dr[1:-1])
    return short
