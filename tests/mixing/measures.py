"""What the sound bench measures in sound and gain curves. Audio is (n, 2) at 48 kHz, levels are dB or LU.

Kept apart from the scores, so that each can be tested where the truth is known.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from scipy.ndimage import median_filter
from scipy.signal import butter, sosfilt

from scorecut.model.audio import RATE_HZ
from scorecut.model.curve import Curve
from scorecut.model.picture import Speech

STEP_S = 0.1
GRID_S = 0.05
FLOOR_DB = -120.0
LOW_HZ = 120.0


def decibels(power: np.ndarray | float) -> np.ndarray:
    """Return power in dB, no less than -120."""
    return 10.0 * np.log10(np.maximum(power, 10.0 ** (FLOOR_DB / 10.0)))


def band_levels(samples: np.ndarray, low_hz: float, high_hz: float) -> np.ndarray:
    """Return the level of the middle between two frequencies in each whole step of 0.1 s, dB, (n_steps,)."""
    band = butter(4, (low_hz, high_hz), "band", fs=RATE_HZ, output="sos")
    middle = 0.5 * (samples[:, 0].astype(np.float64) + samples[:, 1])
    return decibels(_steps(sosfilt(band, middle) ** 2))


def lead_over_bed(lead: np.ndarray, bed: np.ndarray, band_hz: tuple[float, float], counted: np.ndarray) -> float:
    """Return how far the lead is over the bed in its band where it sounds (within 15 dB of its loudest), by power.

    counted : bool for each 0.1 s; NaN where the lead sounds nowhere there
    """
    own, under = (band_levels(sound, *band_hz) for sound in (lead, bed))
    n = min(own.size, counted.size)
    own, under, counted = own[:n], under[:n], counted[:n]
    sounds = counted & (own > max(-90.0, float(own.max(initial=FLOOR_DB)) - 15.0))
    if not sounds.any():
        return float("nan")
    mean = [float(decibels(float(np.mean(10.0 ** (levels[sounds] / 10.0))))) for levels in (own, under)]
    return mean[0] - mean[1]


def correlation(samples: np.ndarray) -> float:
    """Return the correlation of left and right; NaN where one is silent."""
    left, right = samples.astype(np.float64).T
    power = float(np.sqrt((left**2).sum() * (right**2).sum()))
    return float((left * right).sum() / power) if power > 1e-6 else float("nan")


def low_correlation(samples: np.ndarray) -> float:
    """Return the correlation of left and right below 120 Hz; NaN where there is nothing so low (-60 dB)."""
    low = sosfilt(butter(8, LOW_HZ, fs=RATE_HZ, output="sos"), samples.astype(np.float64), axis=0)
    return correlation(low) if decibels(float((low**2).mean())) > -60.0 else float("nan")


def mud(samples: np.ndarray, counted: np.ndarray) -> float:
    """Return how far 200-500 Hz stand over the octaves beside them, each by its width in octaves, where ``counted``."""
    levels = []
    for low_hz, high_hz in ((100.0, 200.0), (200.0, 500.0), (500.0, 1000.0)):
        steps = band_levels(samples, low_hz, high_hz)[: counted.size][counted]
        if not steps.size:
            return float("nan")
        power = float(np.mean(10.0 ** (steps / 10.0)))
        levels.append(float(decibels(power / np.log2(high_hz / low_hz))))
    return levels[1] - 0.5 * (levels[0] + levels[2])


def tutti(stems: Sequence[np.ndarray]) -> np.ndarray:
    """Return for each 0.1 s whether the music is within 6 dB of its loudest and at least three stems sound."""
    powers = np.stack([_steps((stem.astype(np.float64) ** 2).sum(axis=1)) for stem in stems])
    whole = decibels(_smooth(powers.sum(axis=0)))
    sounding = (decibels(powers) > whole.max() - 30.0).sum(axis=0)
    return (whole > whole.max() - 6.0) & (sounding >= 3)


#: Of 20 ms: what begins after so long a rest is no tail but the next thing.
REST_STEPS = 15


def tail_s(samples: np.ndarray, from_s: float, quiet_db: float = -50.0) -> float:
    """Return for how long the music sounds above ``quiet_db`` (RMS of 20 ms) after ``from_s``, until it rests for 0.3 s."""
    step = RATE_HZ // 50
    after = samples[max(0, round(from_s * RATE_HZ)) :].astype(np.float64)
    levels = decibels((after[: after.shape[0] // step * step] ** 2).mean(axis=1).reshape(-1, step).mean(axis=1))
    loud = np.flatnonzero(levels > quiet_db)
    if not loud.size or loud[0] > REST_STEPS:
        return 0.0
    rests = np.flatnonzero(np.diff(loud) > REST_STEPS)
    return float((loud[rests[0] if rests.size else -1] + 1) / 50)


def slow_gain(gain_db: Curve, length_s: float, width_s: float = 0.6) -> tuple[np.ndarray, np.ndarray]:
    """Return times and gain on a 50 ms grid without what a limiter does: dips of less than half ``width_s`` are left out."""
    times_s = np.arange(0.0, length_s, GRID_S)
    return times_s, median_filter(gain_db.at(times_s), size=2 * round(width_s / GRID_S / 2) + 1, mode="nearest")


def steepest(times_s: np.ndarray, gain_db: np.ndarray) -> float:
    """Return the fastest move over a quarter of a second, dB a second."""
    width = round(0.25 / GRID_S)
    if gain_db.size <= width:
        return 0.0
    return float(np.abs(gain_db[width:] - gain_db[:-width]).max() / (times_s[width] - times_s[0]))


def reductions(times_s: np.ndarray, gain_db: np.ndarray, open_db: float, speech: Sequence[Speech]) -> list[float]:
    """Return how far below ``open_db`` the music is taken over each span, dB."""
    return [open_db - float(gain_db[_inside(times_s, span.start_s, span.end_s)].min()) for span in speech]


def released(times_s: np.ndarray, gain_db: np.ndarray, speech: Sequence[Speech], gap_s: float = 1.5) -> float:
    """Return how far the music comes up in a gap under ``gap_s`` over what it is in both neighbours, at most; dB."""
    most = 0.0
    for one, other in pairwise(sorted(speech, key=lambda span: span.start_s)):
        if 0.0 < other.start_s - one.end_s < gap_s:
            gap = gain_db[_inside(times_s, one.end_s, other.start_s)].max()
            beside = [gain_db[_inside(times_s, span.start_s, span.end_s)].max() for span in (one, other)]
            most = max(most, float(gap - max(beside)))
    return most


def spoken(speech: Sequence[Speech], n_steps: int) -> np.ndarray:
    """Return for each 0.1 s whether somebody speaks there or within 0.5 s."""
    middles = (np.arange(n_steps) + 0.5) * STEP_S
    out = np.zeros(n_steps, dtype=bool)
    for span in speech:
        out |= (middles > span.start_s - 0.5) & (middles < span.end_s + 0.5)
    return out


def _inside(times_s: np.ndarray, start_s: float, end_s: float) -> np.ndarray:
    """Return the indices from one time to another; the nearest where none lies between."""
    found = np.flatnonzero((times_s >= start_s) & (times_s <= end_s))
    return found if found.size else np.array([int(np.argmin(np.abs(times_s - start_s)))])


def _steps(power: np.ndarray) -> np.ndarray:
    step = round(STEP_S * RATE_HZ)
    return power[: power.size // step * step].reshape(-1, step).mean(axis=1)


def _smooth(power: np.ndarray) -> np.ndarray:
    """Return power averaged over 0.5 s."""
    return np.convolve(power, np.full(5, 0.2), mode="same")
