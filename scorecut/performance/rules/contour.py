"""Rules that follow the melody's line: height, leaps, repetitions, climbs."""

import numpy as np

from scorecut.performance.passage import Passage


def high_loud(passage: Passage, k: float = 1.0) -> np.ndarray:
    """Return dB: 3 dB an octave above the passage's mean pitch, k (p - mean) / 4, held within 6 dB."""
    if not passage.n_slots:
        return np.zeros(0)
    return np.clip(k * (passage.pitch - passage.pitch.mean()) / 4.0, -6.0, 6.0)


def leap_duration(passage: Passage, k: float = 1.0) -> np.ndarray:
    """Return ms: an upward leap of L > 2 st lengthens its target by 4.2 k sqrt(L) and shortens its start as much;
    a downward one shortens the target by 4.2 and lengthens the start by 2.4."""
    added = np.zeros(passage.n_slots)
    steps = np.diff(passage.pitch)
    size = np.where(np.abs(steps) > 2, np.sqrt(np.abs(steps)), 0.0) * (passage.gap_beats[:-1] == 0)
    up = steps > 0
    added[1:] += np.where(up, 4.2, -4.2) * k * size
    added[:-1] += np.where(up, -4.2, 2.4) * k * size
    return added


def leap_pause(passage: Passage, k: float = 1.0) -> np.ndarray:
    """Return ms of micropause before a leap: 8 k min(L, 9) (0.3 + 0.0005 (DR - 100)) for L > 2 st and DR > 100 ms."""
    pause = np.zeros(passage.n_slots)
    leap = np.abs(np.diff(passage.pitch))
    dr = passage.ioi_ms[:-1]
    pause[:-1] = np.where((leap > 2) & (dr > 100), 8.0 * k * np.minimum(leap, 9) * (0.3 + 0.0005 * (dr - 100.0)), 0.0)
    return pause


def repetition_pause(passage: Passage, k: float = 1.0) -> np.ndarray:
    """Return ms of silence between equal pitches: 35 k."""
    pause = np.zeros(passage.n_slots)
    pause[:-1] = 35.0 * k * (np.diff(passage.pitch) == 0)
    return pause


def faster_uphill(passage: Passage, k: float = 1.0) -> np.ndarray:
    """Return ms: each note of a rising line is 2 k shorter (one that is reached and left upwards)."""
    added = np.zeros(passage.n_slots)
    steps = np.diff(passage.pitch)
    added[1:-1] = -2.0 * k * ((steps[:-1] > 0) & (steps[1:] > 0))
    return added
