"""Where somebody speaks: spans found by silero-vad, with their loudness.

The sound is taken in blocks: mixed to mono, resampled to 16 kHz (soxr) and given to
the network, so a long film needs no more memory than a short one. A span opens where
the network is sure, closes where it doubts for a while, and counts only if it was sure
for most of it: held notes and drums rouse it now and then, but never for long.

The network hears a line's end late (0.09 s in the median on 84 mixtures of ten voices
with music and noise, its beginning 0.02 s), so ends are moved back.
"""

from collections.abc import Callable, Iterator

import numpy as np

from scorecut.media.loudness import channel_weights, span_lufs
from scorecut.model.audio import Audio
from scorecut.model.picture import Speech
from scorecut.picture.voice_net import RATE_HZ, WINDOW, VoiceNet

OPEN = 0.5
CLOSE = 0.4
SURE = 0.45
SURE_PEAK = 0.8
SHORTEST_S = 0.25
PAUSE_S = 0.27
EARLY_S = 0.03
LATE_S = 0.06
BLOCK_S = 20.0
LEVEL_STEP_S = 0.1
LOUD_PERCENTILE = 90
EVEN_RMS = 0.1
GAINS = (0.5, 16.0)
GAIN_MOVES_S = 5.0
FLOOR_LUFS = -70.0


def find_speech(audio: Audio | None, advance: Callable[[float], None] = lambda share: None) -> tuple[Speech, ...]:
    """Return the spoken spans of the film's sound, in order, each with its K-weighted loudness."""
    if audio is None or audio.n_samples < WINDOW:
        return ()
    certainty = speech_certainty(audio, advance)
    found = []
    for start_s, end_s in spans(certainty):
        end_s = min(end_s, audio.length_s)
        loudness = span_lufs(audio.samples, start_s, end_s, audio.layout)
        found.append(Speech(start_s=start_s, end_s=end_s, loudness_lufs=max(FLOOR_LUFS, float(loudness))))
    return tuple(found)


def speech_certainty(audio: Audio, advance: Callable[[float], None] = lambda share: None) -> np.ndarray:
    """Return how sure the network is of speech in every 32 ms, 0-1, float64, (n,)."""
    certainty = []
    rest = np.zeros(0, np.float32)
    with VoiceNet() as net:
        for share, block in mono_blocks(audio):
            samples = np.concatenate([rest, block])
            n = samples.size // WINDOW
            certainty.append(net.certainty(samples[: n * WINDOW]))
            rest = samples[n * WINDOW :]
            advance(share)
    return np.concatenate(certainty).astype(np.float64)


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
        part = np.pad(part, (0, -part.size % step)).reshape(-1, step)
        levels.append(np.sqrt((part**2).mean(axis=1)))
    level = np.concatenate(levels)
    loud = percentile_filter(level, LOUD_PERCENTILE, size=round(BLOCK_S / LEVEL_STEP_S), mode="nearest")
    gain = np.clip(EVEN_RMS / np.maximum(loud, 1e-4), *GAINS)
    return (np.arange(level.size) + 0.5) * LEVEL_STEP_S, uniform_filter1d(gain, round(GAIN_MOVES_S / LEVEL_STEP_S))


def spans(certainty: np.ndarray) -> list[tuple[float, float]]:
    """Return (start_s, end_s) of speech from the network's certainty every 32 ms.

    Pauses up to ``PAUSE_S`` are bridged; a span begins 30 ms early, and what the network is late is taken off its end.
    """
    step_s = WINDOW / RATE_HZ
    found: list[tuple[int, int]] = []
    start, below = -1, 0
    for i, sure in enumerate(np.append(certainty, np.zeros(round(PAUSE_S / step_s) + 1))):
        if start < 0:
            if sure >= OPEN:
                start, below = i, 0
        elif sure < CLOSE:
            below += 1
            if below * step_s > PAUSE_S:
                found.append((start, i - below + 1))
                start = -1
        else:
            below = 0
    if start >= 0:
        found.append((start, certainty.size))
    kept = []
    for first, end in found:
        part = certainty[first:end]
        if (end - first) * step_s >= SHORTEST_S and part.mean() >= SURE and part.max() >= SURE_PEAK:
            kept.append((max(0.0, first * step_s - EARLY_S), end * step_s - LATE_S))
    return kept
