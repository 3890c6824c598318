"""What a whole line goes through after its notes: drive, chorus, the body's resonances, cuts, expression."""

import numpy as np

from scorecut.sound.synth.presets import Preset

RATE = 48_000
OVERSAMPLING = 4
LEVEL_STEP = 48
CHORUS_LOW_HZ = 160.0


def finished(sound: np.ndarray, tone: Preset) -> np.ndarray:
    """Return the line, float64 (n, 2), through the preset's effects at its calibrated level; nothing is delayed."""
    if tone.drive_db and tone.drive_chords:
        sound = driven(sound, tone.drive_db)
    sections = [_high_pass(tone.low_cut_hz)]
    sections += [_bell(hz, gain_db, q) for hz, gain_db, q in tone.eq]
    if tone.high_cut_hz:
        sections.append(_low_pass(tone.high_cut_hz))
    from scipy.signal import sosfilt

    sound = sosfilt(np.array(sections), sound, axis=0)
    if tone.chorus[2] > 0:
        sound = chorused(sound, *tone.chorus)
    if tone.mono_hz:
        side = sosfilt(_high_pass(tone.mono_hz)[None, :], 0.5 * (sound[:, 0] - sound[:, 1]))
        middle = 0.5 * (sound[:, 0] + sound[:, 1])
        sound = np.column_stack([middle + side, middle - side])
    return sound * 10.0 ** (tone.level_db / 20.0)


def driven(sound: np.ndarray, drive_db: float) -> np.ndarray:
    """Return the sound through a soft clipper at four times the rate (its overtones are filtered before they fold)."""
    from scipy.signal import resample_poly

    gain = 10.0 ** (drive_db / 20.0)
    high = resample_poly(sound, OVERSAMPLING, 1, axis=0)
    shaped = np.tanh(gain * high + 0.12) - np.tanh(0.12)
    return resample_poly(shaped, 1, OVERSAMPLING, axis=0)[: sound.shape[0]]


def chorused(sound: np.ndarray, depth_ms: float, rate_hz: float, mix: float) -> np.ndarray:
    """Return the sound with two moving echoes of itself above 160 Hz, one for each side; below it stays as it is."""
    from scipy.signal import sosfilt

    high = sosfilt(_high_pass(CHORUS_LOW_HZ)[None, :], sound, axis=0)
    n = sound.shape[0]
    t = np.arange(n)
    wet = np.empty_like(sound)
    ahead = int(RATE / 1000.0 * (9.0 + 2.0 * depth_ms)) + 2
    for side in range(2):
        sweep = np.sin(2 * np.pi * rate_hz * t / RATE + side * np.pi / 2)
        delay = RATE / 1000.0 * (7.0 + 1.5 * side + depth_ms * (1.0 + sweep))
        source = np.append(np.zeros(ahead), high[:, side] * 0.7 + high[:, 1 - side] * 0.3)
        whole = np.floor(delay).astype(np.int64)
        at = t + ahead - whole
        part = delay - whole
        wet[:, side] = source[at] * (1.0 - part) + source[at - 1] * part
    return sound + mix * wet


def expressed(sound: np.ndarray, expression: np.ndarray, start_s: float) -> np.ndarray:
    """Return the sound at the levels of ``expression`` ((n, 2), seconds and dB, straight lines between)."""
    if not expression.size:
        return sound
    coarse = np.arange(sound.shape[0] // LEVEL_STEP + 2) * LEVEL_STEP
    gain = 10.0 ** (np.interp(start_s + coarse / RATE, expression[:, 0], expression[:, 1]) / 20.0)
    steps = gain[:-1, None] + np.diff(gain)[:, None] * (np.arange(LEVEL_STEP) / LEVEL_STEP)
    return sound * steps.ravel()[: sound.shape[0], None]


def _bell(hz: float, gain_db: float, q: float) -> np.ndarray:
    """Return a peaking section (Bristow-Johnson's equaliser cookbook)."""
    a = 10.0 ** (gain_db / 40.0)
    w = 2 * np.pi * hz / RATE
    alpha = np.sin(w) / (2 * q)
    return _normal(1 + alpha * a, -2 * np.cos(w), 1 - alpha * a, 1 + alpha / a, -2 * np.cos(w), 1 - alpha / a)


def _high_pass(hz: float) -> np.ndarray:
    """Return a second-order Butterworth high-pass section."""
    w = 2 * np.pi * hz / RATE
    alpha = np.sin(w) / 2**0.5
    c = np.cos(w)
    return _normal((1 + c) / 2, -(1 + c), (1 + c) / 2, 1 + alpha, -2 * c, 1 - alpha)


def _low_pass(hz: float) -> np.ndarray:
    """Return a second-order Butterworth low-pass section."""
    w = 2 * np.pi * hz / RATE
    alpha = np.sin(w) / 2**0.5
    c = np.cos(w)
    return _normal((1 - c) / 2, 1 - c, (1 - c) / 2, 1 + alpha, -2 * c, 1 - alpha)


def _normal(b0: float, b1: float, b2: float, a0: float, a1: float, a2: float) -> np.ndarray:
    return np.array([b0 / a0, b1 / a0, b2 / a0, 1.0, a1 / a0, a2 / a0])
