"""Shaping a curve: smoothing that stays inside a scene and keeps the peaks (Hanjalic and Xu 2005, section III),
a soft limit, and a sign that does not flutter."""

from itertools import pairwise

import numpy as np

AT_ZERO = 0.01


def smooth_within(values: np.ndarray, scene: np.ndarray, width_s: float, times_s: np.ndarray) -> np.ndarray:
    """Return ``values`` under a Gaussian of standard deviation ``width_s``, scene by scene; ends are mirrored.

    scene : int, (n,), a number for each time, rising; times evenly spaced
    """
    from scipy.ndimage import gaussian_filter1d

    smooth = np.array(values, dtype=np.float64)
    step_s = float(times_s[1] - times_s[0])
    for number in np.unique(scene):
        inside = scene == number
        smooth[inside] = gaussian_filter1d(smooth[inside], width_s / step_s, mode="reflect")
    return smooth


def kept_peaks(
    raw: dict[str, np.ndarray], smooth: dict[str, np.ndarray], scene: np.ndarray, most: float
) -> dict[str, np.ndarray]:
    """Return the smoothed parts stretched scene by scene so that their sum reaches as high as it did.

    Each part is stretched away from its own mean of the scene by one common factor, so the parts go on
    adding up; the factor is at most ``most``.
    """
    kept = {name: values.copy() for name, values in smooth.items()}
    before = np.sum(list(raw.values()), axis=0)
    after = np.sum(list(smooth.values()), axis=0)
    for number in np.unique(scene):
        inside = scene == number
        centre = after[inside].mean()
        wide, narrow = np.abs(before[inside] - centre).max(), np.abs(after[inside] - centre).max()
        factor = float(np.clip(wide / narrow, 1.0, most)) if narrow > 1e-6 else 1.0
        for values in kept.values():
            mean = values[inside].mean()
            values[inside] = mean + factor * (values[inside] - mean)
    return kept


def against_itself(parts: dict[str, np.ndarray], contrast: float) -> dict[str, np.ndarray]:
    """Return the parts spread about their medians, by more where the film itself ranges widely.

    The fixed scale says how wild a film is beside others; an audience also measures each scene by the
    film around it (AFFECT section 2). With r the range of the sum between its 5th and 95th percentile the
    factor is ``1 + contrast * r``: a film that stays calm is left as it is. The parts go on adding up.
    """
    low, high = np.percentile(np.sum(list(parts.values()), axis=0), (5, 95))
    factor = 1.0 + contrast * float(high - low)
    return {name: np.median(values) + factor * (values - np.median(values)) for name, values in parts.items()}


def softly_limited(values: np.ndarray, knee: float) -> np.ndarray:
    """Return a curve that bends from ``knee`` on and never reaches 1 or -1: no peak is cut flat."""
    size, room = np.abs(values), 1 - knee
    bent = knee + room * np.tanh((size - knee) / room)
    return np.asarray(np.where(size > knee, np.sign(values) * bent, values))


def steady_sign(values: np.ndarray, step_s: float, least: float, phrase_s: float) -> np.ndarray:
    """Return the curve with a sign that turns only for good; elsewhere it is held just at its own side of zero.

    A turn counts that lasts longer than ``phrase_s`` and lies more than ``least`` from what it leaves, mean
    against mean (AFFECT section 7: else major and minor flutter). The weakest stretch that does not gives way
    first. The first and last stretches may be short where the film is.
    """
    sign = np.where(values >= 0, 1, -1)
    bounds = [0, *(np.flatnonzero(np.diff(sign)) + 1), values.size]
    runs = [[int(a), int(b), int(sign[a])] for a, b in pairwise(bounds)]
    while len(runs) > 1:
        mean = [float(values[a:b].mean()) for a, b, _ in runs]
        weak = []
        for i, (a, b, _) in enumerate(runs):
            apart = min(abs(mean[i] - mean[j]) for j in (i - 1, i + 1) if 0 <= j < len(runs))
            if (b - a) * step_s < phrase_s or apart <= least:
                weak.append((abs(mean[i]) * (b - a), i))
        if not weak:
            break
        i = min(weak)[1]
        first, last = max(0, i - 1), min(len(runs) - 1, i + 1)
        held = runs[first][2] if first < i else runs[last][2]
        runs[first : last + 1] = [[runs[first][0], runs[last][1], held]]
    steady = np.array(values, dtype=np.float64)
    for a, b, side in runs:
        steady[a:b] = side * np.maximum(side * steady[a:b], AT_ZERO)
    return steady
