"""Rules that show where phrases begin and end: arch, pauses, punctuation, the last ritard."""

import numpy as np

from scorecut.performance.passage import Passage

#: Phrase arch: tempo and level travel along x to this power, and turn at this share of the phrase.
ARCH_POWER = 2.0
ARCH_TURN = 0.3
ARCH_NEXT = 1.3
FINAL_RITARD_MS = 1300.0
FINAL_RITARD_Q = 3.0


def arch_tempo(x: np.ndarray, k: float = 1.0, *, turn: float = ARCH_TURN, end: float = 1.0) -> np.ndarray:
    """Return by which share DR grows at ``x`` (0-1 through a phrase): 0.1 k at the start, 0 at the turn, 0.2 k at the end.

    ``end`` scales the end's peak (1.3 where a higher level of phrasing ends too).

    >>> arch_tempo(np.array([0.0, 0.3, 1.0]), 1.5).round(3).tolist()
    [0.15, 0.0, 0.3]
    """
    return _arch(x, turn, 0.1 * k, 0.2 * k * end)


def arch_level(x: np.ndarray, k: float = 1.0, *, turn: float = ARCH_TURN, amp: float = 2.0) -> np.ndarray:
    """Return the level in dB (0 or less) at ``x``: -0.5 k amp at the start, 0 at the turn, -k amp at the end.

    >>> arch_level(np.array([0.0, 0.3, 1.0])).tolist()
    [-1.0, -0.0, -2.0]
    """
    return -_arch(x, turn, 0.5 * k * amp, k * amp)


def _arch(x: np.ndarray, turn: float, start: float, end: float) -> np.ndarray:
    before = start * np.clip((turn - x) / max(turn, 1e-9), 0.0, 1.0) ** ARCH_POWER
    after = end * np.clip((x - turn) / max(1.0 - turn, 1e-9), 0.0, 1.0) ** ARCH_POWER
    return before + after


def phrase_end_lengthening(passage: Passage, k: float = 1.0) -> np.ndarray:
    """Return ms added to the last note of each phrase: 40 k, 80 k for the very last."""
    added = 40.0 * k * passage.last
    if passage.n_slots:
        added[-1] = 80.0 * k
    return added


def phrase_end_pause(passage: Passage, k: float = 1.0) -> np.ndarray:
    """Return ms of silence at the end of each phrase, taken from its last note: 80 k."""
    return 80.0 * k * passage.last


def boundaries(passage: Passage) -> np.ndarray:
    """Return the slots that end a small melodic gesture, bool: a leap or a long note after shorter ones, phrase inside.

    Boundary strength after a note grows with its length against both neighbours and
    with the leap that follows (Cambouropoulos' local boundary idea); a local peak counts.
    """
    n = passage.n_slots
    if n < 4:
        return np.zeros(n, dtype=bool)
    dr = np.log2(passage.ioi_ms)
    longer = np.zeros(n)
    longer[1:-1] = np.minimum(dr[1:-1] - dr[:-2], dr[1:-1] - dr[2:])
    leap = np.append(np.abs(np.diff(passage.pitch)), 0.0)
    strength = np.clip(longer, 0, 2) + np.where(leap > 4, leap / 12.0, 0.0)
    peak = np.zeros(n, dtype=bool)
    peak[1:-1] = (strength[1:-1] > strength[:-2]) & (strength[1:-1] >= strength[2:]) & (strength[1:-1] >= 0.6)
    return peak & ~passage.last


def punctuation_pause(passage: Passage, k: float = 1.0) -> np.ndarray:
    """Return ms of micropause at melodic boundaries: 20 k ms at a DR of 160 ms to 60 k at 640."""
    return k * np.interp(passage.ioi_ms, [160.0, 640.0], [20.0, 60.0]) * boundaries(passage)


def punctuation_lengthening(passage: Passage, k: float = 1.0) -> np.ndarray:
    """Return ms added to DR at melodic boundaries: 0.45 of the micropause."""
    return 0.45 * punctuation_pause(passage, k)


def final_ritard(to_end_ms: np.ndarray, k: float = 1.0) -> np.ndarray:
    """Return the tempo factor (1 before, falling to w) at nominal ms before the end (Friberg and Sundberg 1999).

    Over the last 1300 k ms: v(x) = [1 + (w^q - 1) x]^(1/q), w = 1 / (1 + 3k), q = 3.

    >>> final_ritard(np.array([2000.0, 1300.0, 0.0])).round(3).tolist()
    [1.0, 1.0, 0.25]
    """
    if k <= 0:
        return np.ones_like(to_end_ms, dtype=np.float64)
    w = 1.0 / (1.0 + 3.0 * k)
    x = np.clip(1.0 - to_end_ms / (FINAL_RITARD_MS * k), 0.0, 1.0)
    return (1.0 + (w**FINAL_RITARD_Q - 1.0) * x) ** (1.0 / FINAL_RITARD_Q)
