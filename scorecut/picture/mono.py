"""The film's sound as those hear it who look for speech and music: mono, 16 kHz, at one level, block by block."""

from collections.abc import Iterator

import numpy as np

from scorecut.media.loudness import channel_weights
from scorecut.model.arrays import let_go
from scorecut.model.audio import Audio

RATE_HZ = 16_000
BLOCK_S = 20.0
LEVEL_STEP_S = 0.1
LOUD_PERCENTILE = 90
EVEN_RMS = 0.1
GAINS = (0.5, 16.0)
GAIN_MOVES_S = 5.0


def mono_blocks(audio: Audio) -> Iterator[tuple[float, np.ndarray]]:
    """Give the sound as mono at 16 kHz, float32, block by block, with the share of the film that is done.

    Loud and quiet films are brought to one level (``even_gain``): the network finds a third fewer frames of a
    line with music in a film that is 20 dB quieter.
    """
    import soxr

    weights = mono_weights(audio)
    times_s, gain = even_gain(audio, weights)
    resampler = soxr.ResampleStream(audio.rate_hz, RATE_HZ, 1, dtype="float32")
    block = round(BLOCK_S * audio.rate_hz)
    for first in range(0, audio.n_samples, block):
        part = np.asarray(audio.samples[first : first + block], np.float32) @ weights
        let_go(audio.samples)
        part *= np.interp((first + np.arange(part.size)) / audio.rate_hz, times_s, gain).astype(np.float32)
        last = first + block >= audio.n_samples
        yield min(1.0, (first + block) / audio.n_samples), resampler.resample_chunk(part, last=last)


def mono_weights(audio: Audio) -> np.ndarray:
    """Return how the channels are mixed to one, float32, (n_channels,): all alike, without the LFE."""
    weights = (channel_weights(audio.samples.shape[1], audio.layout) > 0).astype(np.float32)
    return np.asarray(weights / max(1.0, float(weights.sum())), np.float32)


def even_gain(audio: Audio, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (times_s, gain), every tenth of a second: what brings the louder parts of each 20 s to ``EVEN_RMS``."""
    from scipy.ndimage import percentile_filter, uniform_filter1d

    step = round(LEVEL_STEP_S * audio.rate_hz)
    block = round(BLOCK_S / LEVEL_STEP_S) * step
    levels = []
    for first in range(0, audio.n_samples, block):
        part = np.asarray(audio.samples[first : first + block], np.float32) @ weights
        let_go(audio.samples)
        part = np.pad(part, (0, -part.size % step)).reshape(-1, step)
        levels.append(np.sqrt((part**2).mean(axis=1)))
    level = np.concatenate(levels)
    loud = percentile_filter(level, LOUD_PERCENTILE, size=round(BLOCK_S / LEVEL_STEP_S), mode="nearest")
    gain = np.clip(EVEN_RMS / np.maximum(loud, 1e-4), *GAINS)
    return (np.arange(level.size) + 0.5) * LEVEL_STEP_S, uniform_filter1d(gain, round(GAIN_MOVES_S / LEVEL_STEP_S))
