"""Loudness as ITU-R BS.1770-4 and EBU Tech 3341/3342 measure it, in bounded memory.

All functions take ``samples`` (n, n_channels) at 48 kHz, full scale 1.0, which may
be mapped from a file, and read them block by block. Levels are LUFS (K-weighted,
one full-scale 1 kHz sine in one channel reads -3.01), -inf for silence. LFE
channels do not count; surround channels at the side count 1.41-fold.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from scorecut.media.true_peak import highest
from scorecut.model.arrays import let_go
from scorecut.model.audio import RATE_HZ, Audio, Loudness
from scorecut.model.curve import Curve
from scorecut.model.machine_code import compiled

STEP_S = 0.1
MOMENTARY_STEPS = 4
SHORT_TERM_STEPS = 30
ABSOLUTE_GATE = -70.0
RELATIVE_GATE = -10.0
LRA_GATE = -20.0
FLOOR_LUFS = -70.0
BLOCK_S = 10.0
SETTLE_S = 0.5

#: BS.1770-4 tables 1 and 2, for 48 kHz: high shelf, then high pass.
K_WEIGHTING = np.array(
    [
        [1.53512485958697, -2.69169618940638, 1.19839281085285, 1.0, -1.69065929318241, 0.73248077421585],
        [1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621],
    ]
)

#: BS.1770-4, table 3, and table 4 (annex 3) for further places: 60 to 120 degrees from the front count 1.41-fold, what
#: is further back or above as much as the front, and the LFE nothing.
_SIDE = 1.41
_LFE = ("LFE", "LFE2")

#: Channels in the order in which ffmpeg keeps them, by its name of the layout.
_LAYOUTS: dict[str, str] = {
    "mono": "FC",
    "stereo": "FL FR",
    "2.1": "FL FR LFE",
    "3.0": "FL FR FC",
    "3.0(back)": "FL FR BC",
    "3.1": "FL FR FC LFE",
    "4.0": "FL FR FC BC",
    "4.1": "FL FR FC LFE BC",
    "quad": "FL FR BL BR",
    "quad(side)": "FL FR SL SR",
    "5.0": "FL FR FC BL BR",
    "5.0(side)": "FL FR FC SL SR",
    "5.1": "FL FR FC LFE BL BR",
    "5.1(side)": "FL FR FC LFE SL SR",
    "6.0": "FL FR FC BC SL SR",
    "6.0(front)": "FL FR FLC FRC SL SR",
    "hexagonal": "FL FR FC BL BR BC",
    "6.1": "FL FR FC LFE BC SL SR",
    "6.1(back)": "FL FR FC LFE BL BR BC",
    "6.1(front)": "FL FR LFE FLC FRC SL SR",
    "7.0": "FL FR FC BL BR SL SR",
    "7.0(front)": "FL FR FC FLC FRC SL SR",
    "7.1": "FL FR FC LFE BL BR SL SR",
    "7.1(wide)": "FL FR FC LFE BL BR FLC FRC",
    "7.1(wide-side)": "FL FR FC LFE FLC FRC SL SR",
    "octagonal": "FL FR FC BL BR BC SL SR",
    "7.1.2": "FL FR FC LFE BL BR SL SR TSL TSR",
    "7.1.4": "FL FR FC LFE BL BR SL SR TFL TFR TBL TBR",
}
_USUAL = {1: "mono", 2: "stereo", 3: "3.0", 4: "quad", 5: "5.0", 6: "5.1", 7: "6.1", 8: "7.1"}


def channel_weights(channels: int, layout: str | None = None) -> np.ndarray:
    """Return how much each channel counts, float64, (channels,): 0 for LFE, 1.41 for surround at the side.

    ``BL`` and ``BR`` are the surrounds of a layout that has no others; beside ``SL`` and ``SR`` they are the rear ones.
    """
    names = _LAYOUTS.get(layout or "", "").split()
    if len(names) != channels:
        names = _LAYOUTS[_USUAL[channels]].split() if channels in _USUAL else []
    sides = ("SL", "SR") if "SL" in names else ("BL", "BR")
    weights = [0.0 if name in _LFE else _SIDE if name in sides else 1.0 for name in names]
    return np.array(weights or [1.0] * channels)


def integrated_lufs(samples: np.ndarray, layout: str | None = None) -> float:
    """Return the gated loudness of the whole (400 ms blocks, 75 % overlap, gates at -70 LUFS and -10 LU)."""
    return gated(_lufs(_windows(_step_powers(samples, layout), MOMENTARY_STEPS)))


def span_lufs(samples: np.ndarray, start_s: float, end_s: float, layout: str | None = None) -> float:
    """Return the K-weighted loudness from ``start_s`` to ``end_s``, ungated; -inf if nothing sounds there."""
    first = max(0, round(start_s * RATE_HZ))
    last = min(samples.shape[0], round(end_s * RATE_HZ))
    if last <= first:
        return -np.inf
    total = 0.0
    for block in _weighted_power(samples, layout, first, last):
        total += float(block.sum())
    return float(_lufs(np.array(total / (last - first))))


def spans_lufs(samples: np.ndarray, spans_s: Sequence[tuple[float, float]], layout: str | None = None) -> float:
    """Return the K-weighted loudness over several spans (start_s, end_s) together, ungated (BS.1770-1); spans lie apart."""
    total, n = 0.0, 0
    for start_s, end_s in spans_s:
        first, last = max(0, round(start_s * RATE_HZ)), min(samples.shape[0], round(end_s * RATE_HZ))
        if last > first:
            total += sum(float(block.sum()) for block in _weighted_power(samples, layout, first, last))
            n += last - first
    return float(_lufs(np.array(total / n))) if n else -np.inf


def normed_lufs(sound: Audio, lines_s: Sequence[tuple[float, float]]) -> float:
    """Return the loudness that a standard counts: over spoken lines where there are any, else integrated."""
    if lines_s:
        return spans_lufs(sound.samples, lines_s, sound.layout)
    return integrated_lufs(sound.samples, sound.layout)


def momentary(samples: np.ndarray, layout: str | None = None) -> Curve:
    """Return the momentary loudness (400 ms) every 100 ms, at the middle of each window; -70 for silence."""
    levels = _lufs(_windows(_step_powers(samples, layout), MOMENTARY_STEPS))
    times_s = (np.arange(levels.size) + MOMENTARY_STEPS / 2) * STEP_S
    return Curve(times_s=times_s, values=np.maximum(levels, FLOOR_LUFS))


def lra_lu(samples: np.ndarray, layout: str | None = None) -> float:
    """Return the loudness range (EBU Tech 3342): 10 to 95 % of gated short-term levels; 0 for silence."""
    return range_of(_lufs(_windows(_step_powers(samples, layout), SHORT_TERM_STEPS)))


def true_peak_dbtp(samples: np.ndarray) -> float:
    """Return the highest level between samples too, dB re full scale, by fourfold oversampling; -inf for silence."""
    overlap = 64
    block = round(BLOCK_S * RATE_HZ)
    peak = 0.0
    for first in range(0, samples.shape[0], block):
        stretch = np.asarray(samples[max(0, first - overlap) : first + block + overlap], dtype=np.float32)
        peak = highest(stretch if stretch.ndim == 2 else stretch[:, None], peak)
        let_go(samples)
    return float(20 * np.log10(peak)) if peak > 0 else -np.inf


def measure(samples: np.ndarray, layout: str | None = None) -> Loudness:
    """Return integrated loudness, true peak and loudness range of a programme."""
    powers = _step_powers(samples, layout)
    return Loudness(
        integrated_lufs=gated(_lufs(_windows(powers, MOMENTARY_STEPS))),
        true_peak_dbtp=true_peak_dbtp(samples),
        lra_lu=range_of(_lufs(_windows(powers, SHORT_TERM_STEPS))),
    )


def _weighted_power(
    samples: np.ndarray, layout: str | None, first: int = 0, last: int | None = None
) -> Iterator[np.ndarray]:
    """K-weighted power summed over channels, block by block; the filter settles before ``first``."""
    last = samples.shape[0] if last is None else last
    channels = samples.shape[1] if samples.ndim == 2 else 1
    weights = channel_weights(channels, layout)
    state = np.zeros((channels, 2, 2))
    settle = max(0, first - round(SETTLE_S * RATE_HZ))
    block = round(BLOCK_S * RATE_HZ)
    for at in [settle, *range(first, last, block)] if settle < first else range(first, last, block):
        end = first if at < first else min(last, at + block)
        stretch = np.array(samples[at:end], dtype=np.float32, order="C").reshape(-1, channels)
        let_go(samples)
        power = np.zeros(stretch.shape[0])
        compiled(_weigh)(K_WEIGHTING, stretch, weights, state, power)
        if at >= first:
            yield power


def _weigh(sections: np.ndarray, sound: np.ndarray, weights: np.ndarray, state: np.ndarray, power: np.ndarray) -> None:
    """Add the power of each channel of ``sound`` (n, c), through both sections and times its weight, to ``power`` (n,).

    state : (c, 2, 2), what the sections (transposed direct form II) remember of each channel
    """
    b0, b1, b2, _, a1, a2 = sections[0]
    e0, e1, e2, _, d1, d2 = sections[1]
    for channel in range(sound.shape[1]):
        weight = weights[channel]
        if weight == 0.0:
            continue
        (one, two), (three, four) = state[channel]
        for i in range(sound.shape[0]):
            x = np.float64(sound[i, channel])
            y = b0 * x + one
            one = b1 * x - a1 * y + two
            two = b2 * x - a2 * y
            z = e0 * y + three
            three = e1 * y - d1 * z + four
            four = e2 * y - d2 * z
            power[i] += weight * z * z
        state[channel, 0, 0], state[channel, 0, 1] = one, two
        state[channel, 1, 0], state[channel, 1, 1] = three, four


def _step_powers(samples: np.ndarray, layout: str | None) -> np.ndarray:
    """Mean power of each whole 100 ms step; of the whole where it is shorter than one momentary window."""
    step = round(STEP_S * RATE_HZ)
    steps = [
        block[: block.size // step * step].reshape(-1, step).mean(axis=1) for block in _weighted_power(samples, layout)
    ]
    powers = np.concatenate(steps) if steps else np.zeros(0)
    if powers.size < MOMENTARY_STEPS:
        whole = sum(float(block.sum()) for block in _weighted_power(samples, layout)) / max(1, samples.shape[0])
        return np.full(MOMENTARY_STEPS, whole)
    return powers


def _windows(powers: np.ndarray, width: int) -> np.ndarray:
    """Running mean over ``width`` steps, (n - width + 1,)."""
    width = min(width, powers.size)
    return np.convolve(powers, np.full(width, 1.0 / width), mode="valid")


def _lufs(power: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore"):
        return -0.691 + 10 * np.log10(np.maximum(power, 0.0))


def gated(levels: np.ndarray) -> float:
    """Return integrated loudness from momentary levels, LUFS, after BS.1770's two gates; -inf for silence."""
    loud = levels[levels > ABSOLUTE_GATE]
    return _mean(loud[loud > _mean(loud) + RELATIVE_GATE]) if loud.size else -np.inf


def range_of(levels: np.ndarray) -> float:
    """Return the loudness range, LU, of short-term levels, LUFS (EBU Tech 3342); 0 for silence."""
    counted = above_gates(levels)
    return float(np.percentile(counted, 95) - np.percentile(counted, 10)) if counted.size else 0.0


def above_gates(levels: np.ndarray) -> np.ndarray:
    """Return the short-term levels that count for the range: no silence, and nothing far under the mean."""
    loud = levels[levels > ABSOLUTE_GATE]
    return loud[loud > _mean(loud) + LRA_GATE] if loud.size else loud


def _mean(levels: np.ndarray) -> float:
    """Return the level of the mean power."""
    return float(10.0 * np.log10(np.mean(10.0 ** (levels / 10.0))))
