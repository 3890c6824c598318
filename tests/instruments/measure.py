"""What is heard of one note: pitch, middle of the spectrum, likeness, how it rings and ends."""

import numpy as np

from scorecut.media.loudness import momentary
from scorecut.media.onset import heard_onset_s
from scorecut.model.audio import RATE_HZ
from scorecut.sound.probe import cents_off, loudest

HELD = slice(round(0.15 * RATE_HZ), round(1.1 * RATE_HZ))
FRAME, SIZE = 12_000, 1 << 17
FLOOR_DB = -60.0
LIKE_S = 0.150
#: A partial is looked for so far from where it should be, and is none below this beneath the strongest.
REACH_CENTS, LEAST = 60.0, 10 ** (-55.0 / 20)


def loudness_lufs(sound: np.ndarray) -> float:
    """Return the highest momentary loudness, measured as a run levels its instruments."""
    return loudest(sound)


def centroid_hz(sound: np.ndarray) -> float:
    """Return the centre of the amplitude spectrum of a held second, what lies 60 dB under its peak left out."""
    mono = sound[HELD].astype(np.float64).sum(axis=1)
    spectrum = np.abs(np.fft.rfft(mono * np.hanning(mono.size)))
    freqs = np.fft.rfftfreq(mono.size, 1.0 / RATE_HZ)
    spectrum = spectrum * (spectrum > spectrum.max(initial=0.0) * 10 ** (FLOOR_DB / 20)) * (freqs > 25.0)
    return float((spectrum * freqs).sum() / max(1e-30, spectrum.sum()))


def pitch_cents(sound: np.ndarray, key: int, partials: int) -> tuple[float, float]:
    """Return how far a note sounds from its equal-tempered pitch, and how that spreads over its quarter seconds.

    The median of frames; in each the partials' places, weighed by their amplitudes. NaN where none is found.
    """
    mono = sound.astype(np.float64).sum(axis=1)
    found = [
        cents_off(mono[at : at + FRAME], key, partials, reach_cents=REACH_CENTS, least=LEAST)
        for at in range(HELD.start, min(HELD.stop, mono.size) - FRAME, FRAME // 2)
    ]
    known = np.array([value for value in found if np.isfinite(value)])
    return (float(np.median(known)), float(known.std())) if known.size else (np.nan, np.nan)


def octave_off(sound: np.ndarray, key: int) -> bool:
    """Return whether the note sounds an octave or more higher or lower than written."""
    mono = sound[HELD].astype(np.float64).sum(axis=1)
    spectrum = np.abs(np.fft.rfft(mono * np.hanning(mono.size), SIZE * 2))
    f0 = 440.0 * 2.0 ** ((key - 69) / 12.0)

    def near(hz: float) -> float:
        first, last = (round(hz * 2.0 ** (side / 20) / RATE_HZ * SIZE * 2) for side in (-1, 1))
        return float(spectrum[first : last + 1].max(initial=0.0))

    odd = max(near(f0), near(3 * f0), near(5 * f0))
    under = max(near(f0 / 2), near(1.5 * f0), near(2.5 * f0))
    return odd < 0.02 * spectrum.max() or under > 4.0 * odd


def likeness(first: np.ndarray, second: np.ndarray) -> float:
    """Return the correlation of two notes over their first 150 ms, both channels, no shift."""
    a, b = (piece[: round(LIKE_S * RATE_HZ)].astype(np.float64).ravel() for piece in (first, second))
    return float(a @ b / max(1e-30, np.sqrt((a @ a) * (b @ b))))


def onset_s(sound: np.ndarray, note_on_s: float) -> float:
    """Return t50 in seconds from the first sample of ``sound``; NaN for silence."""
    try:
        return heard_onset_s(sound, RATE_HZ, note_on_s)
    except ValueError:
        return np.nan


def level_db(sound: np.ndarray, at_s: float, width_s: float = 0.1) -> float:
    """Return the mean level around a moment, dB."""
    piece = sound[max(0, round((at_s - width_s / 2) * RATE_HZ)) : round((at_s + width_s / 2) * RATE_HZ)]
    return 10.0 * float(np.log10(max(1e-14, float((piece.astype(np.float64) ** 2).mean())))) if piece.size else -140.0


def highest_db(sound: np.ndarray, until_s: float) -> float:
    """Return the highest level of 100 ms up to a moment, dB."""
    return max(level_db(sound, at) for at in np.arange(0.05, max(0.1, until_s), 0.05))


def curve_lufs(sound: np.ndarray) -> np.ndarray:
    """Return the momentary loudness every 100 ms."""
    return momentary(sound).values
