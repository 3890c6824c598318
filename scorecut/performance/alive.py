"""No held tone stands still, and no hand forgets at once: what breath, bow and muscle leave in every performance."""

from collections.abc import Callable

import numpy as np

#: A tone of a second moves by 3 dB at least (and each note of its chord); where swell, breathing and arc cancel each other its arc is deepened.
LONG_S = 1.0
LEAST_DB = 3.5
DEEPER, DEEPEST = 0.15, 1.2


def kept_alive(
    times_s: np.ndarray,
    values: np.ndarray,
    starts_s: np.ndarray,
    ends_s: np.ndarray,
    held: np.ndarray,
    arc: Callable[[np.ndarray, float], np.ndarray],
) -> np.ndarray:
    """Return the levels with every long tone's arc as deep as it needs to be heard moving.

    times_s, values : float64, (n,), the curve; starts_s, ends_s, held : of each slot, held is False where it is struck
    arc : (place 0-1 in the tone, depth) -> dB
    """
    values = values.copy()
    for start, end in zip(starts_s[held], ends_s[held], strict=True):
        inside = np.flatnonzero((times_s >= start - 1e-6) & (times_s <= end + 1e-6))
        if end - start < LONG_S or inside.size < 3:
            continue
        x = np.clip((times_s[inside] - start) / (end - start), 0.0, 1.0)
        plain = values[inside]
        for depth in np.arange(0.0, DEEPEST, DEEPER):
            values[inside] = plain + arc(x, float(depth)) if depth else plain
            if np.ptp(values[inside]) >= LEAST_DB:
                break
    return values


def going_on(steps: np.ndarray, kept: float) -> np.ndarray:
    """Return noise of the same spread in which each value keeps a share of the one before (a process of order one).

    >>> going_on(np.array([1.0, 0.0, 0.0]), 0.5).tolist()
    [1.0, 0.5, 0.25]
    """
    out = np.asarray(steps, dtype=np.float64).copy()
    for index in range(1, out.size):
        out[index] = kept * out[index - 1] + (1.0 - kept**2) ** 0.5 * steps[index]
    return out
