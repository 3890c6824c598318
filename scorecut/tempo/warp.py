"""Stage B: pulses laid between the anchors so that the tempo changes as little as can be.

SYNC section 5: pulse lengths d minimise sum (d[k+1] - d[k])^2 + pull * sum (d[k] - base)^2 while
every anchored pulse sounds exactly at its second. Written for the times of the pulses with the
anchored ones taken out, the equality-constrained programme is one symmetric pentadiagonal system:
its cost grows with the length of the cue and not with the square, and anchors are exact to the bit.
"""

from collections.abc import Mapping

import numpy as np

#: Weight of the base tempo against smoothness: a bend is forgotten after some 1 / sqrt(pull) pulses.
PULL = 0.002


def warp(n_pulses: int, anchors: Mapping[int, float], pulse_s: float, *, pull: float = PULL) -> np.ndarray:
    """Return when each pulse sounds, float64, (n_pulses + 1,).

    anchors : pulse -> second, at least one; pulses past the last anchor go on towards ``pulse_s``
    pulse_s : length of a pulse at the base tempo

    The result rises wherever the anchors leave room for it; the caller looks at the tempo.
    """
    from scipy.linalg import solveh_banded

    n = n_pulses + 1
    bands = _bands(n, pull)  # (3, n): diagonal, first and second off-diagonal, lower form
    fixed = np.array(sorted(anchors), dtype=np.int64)
    even = np.arange(n) * pulse_s
    held = np.array([anchors[int(k)] for k in fixed]) - even[fixed]  # departure from the base tempo

    known = np.zeros(n)
    known[fixed] = held
    right = -_times(bands, known)
    is_fixed = np.zeros(n, dtype=bool)
    is_fixed[fixed] = True
    right[is_fixed] = held
    bands[0, is_fixed] = 1.0
    for off in (1, 2):
        cut = is_fixed[:-off] | is_fixed[off:]
        bands[off, : n - off][cut] = 0.0
    times_s = solveh_banded(bands, right, lower=True, check_finite=False) + even
    times_s[fixed] = [anchors[int(k)] for k in fixed]
    return times_s


def _bands(n: int, pull: float) -> np.ndarray:
    """Return D2'D2 + pull * D1'D1 of ``n`` points in lower banded form, (3, n)."""
    bands = np.zeros((3, n))
    if n >= 3:
        for row, weight in enumerate((1.0, -2.0, 1.0)):
            bands[0, row : n - 2 + row] += weight * weight
        for row, product in enumerate((-2.0, -2.0)):
            bands[1, row : n - 2 + row] += product
        bands[2, : n - 2] += 1.0
    bands[0, : n - 1] += pull
    bands[0, 1:] += pull
    bands[1, : n - 1] -= pull
    return bands


def _times(bands: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Return the banded symmetric matrix times ``x``."""
    product = bands[0] * x
    for off in (1, 2):
        if x.size > off:
            product[off:] += bands[off, :-off] * x[:-off]
            product[:-off] += bands[off, :-off] * x[off:]
    return product
