"""Where somebody speaks: spans found by silero-vad, with their loudness.

The sound is taken in blocks: mixed to mono, resampled to 16 kHz (soxr) and given to
the network 32 ms at a time, so a long film needs no more memory than a short one.
A span opens where the network is sure, closes where it doubts for a while, and
counts only if it was sure for most of it: held notes and drums rouse it now and
then, but never for long.
"""

from collections.abc import Callable, Iterator

import numpy as np

from scorecut.media.loudness import channel_weights, span_lufs
from scorecut.model.audio import Audio
from scorecut.model.picture import Speech

RATE_HZ = 16_000
WINDOW = 512
OPEN = 0.5
CLOSE = 0.35
SURE = 0.62
SURE_PEAK = 0.85
SHORTEST_S = 0.25
PAUSE_S = 0.2
MARGIN_S = 0.03
BLOCK_S = 20.0
SILENCE_DB = -60.0
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
    import torch

    threads = torch.get_num_threads()
    from silero_vad import load_silero_vad

    model = load_silero_vad()
    torch.set_num_threads(1)
    certainty = []
    rest = np.zeros(0, np.float32)
    try:
        with torch.inference_mode():
            model.reset_states()
            for share, block in mono_blocks(audio):
                samples = np.concatenate([rest, block])
                n = samples.size // WINDOW
                for i in range(n):
                    window = samples[i * WINDOW : (i + 1) * WINDOW]
                    certainty.append(float(model(torch.from_numpy(window.copy()), RATE_HZ).item()))
                rest = samples[n * WINDOW :]
                advance(share)
    finally:
        torch.set_num_threads(threads)
    return np.array(certainty)


def mono_blocks(audio: Audio) -> Iterator[tuple[float, np.ndarray]]:
    """Give the sound as mono at 16 kHz, float32, block by block, with the share of the film that is done."""
    import soxr

    channels = audio.samples.shape[1]
    weights = (channel_weights(channels, audio.layout) > 0).astype(np.float32)
    weights /= max(1.0, float(weights.sum()))
    resampler = soxr.ResampleStream(audio.rate_hz, RATE_HZ, 1, dtype="float32")
    block = round(BLOCK_S * audio.rate_hz)
    for first in range(0, audio.n_samples, block):
        part = np.asarray(audio.samples[first : first + block], np.float32) @ weights
        last = first + block >= audio.n_samples
        yield min(1.0, (first + block) / audio.n_samples), resampler.resample_chunk(part, last=last)


def spans(certainty: np.ndarray) -> list[tuple[float, float]]:
    """Return (start_s, end_s) of speech from the network's certainty every 32 ms.

    Pauses under a fifth of a second are bridged; each span gets 30 ms on either side.
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
            kept.append((max(0.0, first * step_s - MARGIN_S), end * step_s + MARGIN_S))
    return kept
