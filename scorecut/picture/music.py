"""Music in the film's own sound: where tones are held, many at once, and change.

A note holds its pitch, so in the spectrogram it draws a level bar; speech glides, noise and effects draw none
(continuous frequency activation: Seyerlehner, Pohle, Schedl and Widmer 2007, made for broadcasts with talk over
the music). A hum draws bars too, but they stay: what sounds on for eight seconds does not count.
How many bars sound at once, averaged over two and a half seconds, tells music from everything else; talk over the music
hides bars, so a gap that is mostly speech is bridged.
"""

from collections.abc import Iterator

import numpy as np

from scorecut.media.loudness import span_lufs
from scorecut.model.audio import Audio
from scorecut.model.picture import MusicSpan, Speech
from scorecut.picture.mono import RATE_HZ, mono_blocks

WINDOW, HOP = 2048, 512
STEP_S = HOP / RATE_HZ
#: The band in which bars are looked for, in bins of 7.8 Hz: below 200 Hz the partials of a voice hardly glide.
LOW, HIGH = 26, 512
AROUND = 24
PROMINENT_DB = 7.0
FAINTEST_DB = 55.0
FLOOR_DB = -20.0
HELD = 7
STEADY_S = 8.0
MENDED = 11
MEAN_S = 2.5
UNDER_SPEECH = 0.3
OPEN = 3.5
CLOSE = 2.0
FADED = 0.25
SURE = 8.0
LEAST_STARTS_HZ = 0.4
AFTER_S = 1.5
SHORTEST_S = 3.0
BRIDGED_S = 3.0
BRIDGED_SPEECH_S = 6.0
MOSTLY_SPEECH = 0.6
FLOOR_LUFS = -70.0
BLOCK_S = 60.0


def find_music(audio: Audio | None, speech: tuple[Speech, ...] = ()) -> tuple[MusicSpan, ...]:
    """Return where the film's own sound is music, in order, each span with its K-weighted loudness.

    confidence : 1 where twice as many tones are held as music needs; spans are right to about half a second
    """
    if audio is None or audio.length_s < SHORTEST_S:
        return ()
    n_bars, n_starts = bars_of(audio)
    found = []
    for start_s, end_s in bridged(spans(n_bars, n_starts, while_spoken(speech, n_bars.size)), speech):
        end_s = min(end_s, audio.length_s)
        if end_s - start_s < SHORTEST_S:
            continue
        inside = n_bars[int(start_s / STEP_S) : int(end_s / STEP_S) + 1]
        found.append(
            MusicSpan(
                start_s=start_s,
                end_s=end_s,
                loudness_lufs=max(FLOOR_LUFS, float(span_lufs(audio.samples, start_s, end_s, audio.layout))),
                confidence=round(float(np.clip(inside.mean() / SURE, 0.1, 1.0)), 3),
            )
        )
    return tuple(found)


def bars_of(audio: Audio) -> tuple[np.ndarray, np.ndarray]:
    """Return how many bars sound and how many begin in every 32 ms, float64, (n,) each."""
    counts, starts = [], []
    for spectrum, own in spectra(audio):
        bar = held_tones(spectrum)
        bar &= ~steady(bar)
        counts.append(bar.sum(axis=1)[own])
        starts.append(beginnings(bar).sum(axis=1)[own])
    return np.concatenate(counts).astype(np.float64), np.concatenate(starts).astype(np.float64)


def spectra(audio: Audio) -> Iterator[tuple[np.ndarray, slice]]:
    """Give the power spectrum in dB, float32, (n, bins), in pieces with ``STEADY_S`` more on either side.

    With each comes the place of its own frames within it.
    """
    margin = round(STEADY_S / STEP_S) + MENDED + HELD
    own = round(BLOCK_S / STEP_S)
    held, before, ready = np.zeros((0, HIGH - LOW + 2 * AROUND), np.float32), 0, False
    rest = np.zeros(WINDOW // 2, np.float32)
    for share, block in mono_blocks(audio):
        samples = np.concatenate([rest, block])
        if share >= 1.0:
            samples = np.pad(samples, (0, WINDOW // 2))
        n = max(0, (samples.size - WINDOW) // HOP + 1)
        held = np.concatenate([held, spectrum_of(samples[: (n - 1) * HOP + WINDOW], n)]) if n else held
        rest = samples[n * HOP :]
        while held.shape[0] >= before + own + margin:
            yield held[: before + own + margin], slice(before, before + own)
            held, before = held[before + own - margin :], margin
            ready = True
    if held.shape[0] > before or not ready:
        yield held, slice(before, held.shape[0])


def spectrum_of(samples: np.ndarray, n: int) -> np.ndarray:
    """Return the power of ``n`` Hann windows in dB, float32, (n, HIGH - LOW + 2 AROUND)."""
    frames = np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::HOP][:n]
    hann = np.hanning(WINDOW).astype(np.float32)
    parts = []
    for first in range(0, n, 512):
        turned = np.fft.rfft(frames[first : first + 512] * hann, axis=1)[:, LOW - AROUND : HIGH + AROUND]
        parts.append(10 * np.log10((turned.real**2 + turned.imag**2).astype(np.float32) + 1e-8))
    return np.concatenate(parts)


def held_tones(spectrum: np.ndarray) -> np.ndarray:
    """Return which points of the spectrogram are peaks that keep their pitch for a fifth of a second, bool, (n, HIGH - LOW)."""
    from scipy.ndimage import maximum_filter1d, minimum_filter1d, uniform_filter1d

    peak = spectrum >= maximum_filter1d(spectrum, 3, axis=1)
    peak &= spectrum - uniform_filter1d(spectrum, 21, axis=1) > PROMINENT_DB
    loudest = maximum_filter1d(spectrum.max(axis=1), round(MEAN_S / STEP_S))[:, None]
    peak &= spectrum > np.maximum(loudest - FAINTEST_DB, FLOOR_DB)
    peak = peak[:, AROUND:-AROUND]
    near = maximum_filter1d(peak.view(np.uint8), 3, axis=1)
    kept = minimum_filter1d(near, HELD, axis=0, mode="constant")
    kept = maximum_filter1d(kept, HELD, axis=0, origin=-1 if HELD % 2 == 0 else 0, mode="constant")
    return np.asarray(peak & (kept > 0))


def steady(bar: np.ndarray) -> np.ndarray:
    """Return where a pitch sounds on and on, for ``STEADY_S`` and longer: a hum, bool, like ``bar``."""
    from scipy.ndimage import maximum_filter1d, minimum_filter1d

    near = maximum_filter1d(bar.view(np.uint8), 3, axis=1)
    mended = minimum_filter1d(maximum_filter1d(near, MENDED, axis=0), MENDED, axis=0)
    long = round(STEADY_S / STEP_S) | 1
    return np.asarray(maximum_filter1d(minimum_filter1d(mended, long, axis=0), long, axis=0) > 0)


def beginnings(bar: np.ndarray) -> np.ndarray:
    """Return where bars begin at a pitch that was not heard in the eight seconds before, bool, like ``bar``.

    Two tones that go to and fro (a siren, a telephone) begin often, but hardly ever anew.
    """
    from scipy.ndimage import maximum_filter1d

    near = maximum_filter1d(bar.view(np.uint8), 3, axis=1)
    back = round(STEADY_S / STEP_S) | 1
    lately = maximum_filter1d(near, back, axis=0, origin=back // 2, mode="constant")
    before = np.zeros_like(near)
    before[1:] = lately[:-1]
    return np.asarray(bar & (before == 0))


def while_spoken(speech: tuple[Speech, ...], n: int) -> np.ndarray:
    """Return during which of the ``n`` frames somebody speaks, bool, (n,)."""
    spoken = np.zeros(n, bool)
    for span in speech:
        spoken[int(span.start_s / STEP_S) : int(span.end_s / STEP_S) + 1] = True
    return spoken


def spans(n_bars: np.ndarray, n_starts: np.ndarray, spoken: np.ndarray) -> list[tuple[float, float]]:
    """Return (start_s, end_s) of music from the bars in every 32 ms; those under speech count for less.

    A span opens where ``OPEN`` bars sound on average over ``MEAN_S``, and reaches as far as ``CLOSE`` do, or
    ``FADED`` of what sounds in it where that is more; new pitches must begin after its opening, ``LEAST_STARTS_HZ`` a second. Its
    ends are its first and last frames with so many bars.
    """
    from scipy.ndimage import uniform_filter1d

    width = round(MEAN_S / STEP_S)
    weight = np.where(spoken, UNDER_SPEECH, 1.0)
    mean = uniform_filter1d(n_bars * weight, width, mode="constant") / uniform_filter1d(weight, width, mode="nearest")
    found = []
    for first, end in runs(mean >= CLOSE):
        least = max(CLOSE, FADED * float(np.percentile(mean[first:end], 75)))
        for start, stop in runs(mean[first:end] >= least):
            inside = slice(first + start, first + stop)
            sounding = first + start + np.flatnonzero(n_bars[inside] >= least)
            if mean[inside].max() < OPEN or not sounding.size:
                continue
            later = n_starts[first + start + round(AFTER_S / STEP_S) : first + stop]
            if later.size and later.sum() >= LEAST_STARTS_HZ * later.size * STEP_S:
                found.append((int(sounding[0]) * STEP_S, (int(sounding[-1]) + 1) * STEP_S))
    return found


def runs(true: np.ndarray) -> list[tuple[int, int]]:
    """Return (first, end) of each run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], true.astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def bridged(found: list[tuple[float, float]], speech: tuple[Speech, ...]) -> list[tuple[float, float]]:
    """Return the spans with short gaps closed, and longer ones in which mostly somebody speaks."""
    joined: list[tuple[float, float]] = []
    for start_s, end_s in found:
        if joined:
            before_s = joined[-1][1]
            gap_s = start_s - before_s
            spoken_s = sum(max(0.0, min(start_s, s.end_s) - max(before_s, s.start_s)) for s in speech)
            if gap_s <= BRIDGED_S or (gap_s <= BRIDGED_SPEECH_S and spoken_s >= MOSTLY_SPEECH * gap_s):
                joined[-1] = (joined[-1][0], end_s)
                continue
        joined.append((start_s, end_s))
    return joined
