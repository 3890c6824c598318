"""The sample films' own sound: wind, water, birds, rain, thunder, engines, rooms and voices.

Sound is float32, (n, 2), 48 kHz.
"""

import subprocess
import tempfile
from pathlib import Path

import numpy as np
import soundfile
import soxr
from reel import RATE_HZ
from scipy.signal import butter, sosfilt


def silence(length_s: float) -> np.ndarray:
    """Return so many seconds of nothing."""
    return np.zeros((round(length_s * RATE_HZ), 2))


def add(bed: np.ndarray, sound: np.ndarray, start_s: float, level_db: float = 0.0, pan: float = 0.0) -> None:
    """Mix ``sound`` (mono or stereo) into the bed."""
    if sound.ndim == 1:
        turn = (pan + 1) * np.pi / 4
        sound = np.stack([sound * np.cos(turn), sound * np.sin(turn)], axis=1) * np.sqrt(2)
    start = round(start_s * RATE_HZ)
    n = min(len(sound), len(bed) - start)
    if n > 0:
        bed[start : start + n] += sound[:n] * 10 ** (level_db / 20)


def noise(length_s: float, seed: int, low_hz: float, high_hz: float, channels: int = 2) -> np.ndarray:
    """Return a band of noise of RMS 0.1."""
    raw = np.random.default_rng(seed).normal(size=(round(length_s * RATE_HZ), channels))
    band = sosfilt(butter(2, [low_hz, high_hz], "bandpass", fs=RATE_HZ, output="sos"), raw, axis=0)
    return band * (0.1 / np.sqrt(np.mean(band**2)))


def curve(points: list[tuple[float, float]], length_s: float) -> np.ndarray:
    """Return a gain over time, (n, 1), from (seconds, dB) points."""
    times_s = np.arange(round(length_s * RATE_HZ)) / RATE_HZ
    return 10 ** (np.interp(times_s, [p[0] for p in points], [p[1] for p in points])[:, None] / 20)


def decay(length_s: float, half_s: float, rise_s: float = 0.002) -> np.ndarray:
    """Return a struck envelope, (n, 1)."""
    times_s = np.arange(round(length_s * RATE_HZ))[:, None] / RATE_HZ
    return np.minimum(1, times_s / rise_s) * 0.5 ** (times_s / half_s)


def thunder(seed: int, length_s: float = 4.0) -> np.ndarray:
    """Return a crack and its rolling away."""
    crack = noise(length_s, seed, 200, 5000) * decay(length_s, 0.09)
    roll = noise(length_s, seed + 1, 25, 160) * decay(length_s, 0.9, 0.05) * 2.5
    return crack * 1.6 + roll


def waves(length_s: float, seed: int, period_s: float = 6.0) -> np.ndarray:
    """Return surf that comes and goes."""
    times_s = np.arange(round(length_s * RATE_HZ))[:, None] / RATE_HZ
    swell = 0.35 + 0.65 * np.sin(np.pi * times_s / period_s) ** 4
    return noise(length_s, seed, 150, 2500) * swell


def chirp(seed: int) -> np.ndarray:
    """Return a bird's short call, mono."""
    chance = np.random.default_rng(seed)
    call = []
    for _ in range(chance.integers(2, 6)):
        n = round(chance.uniform(0.05, 0.11) * RATE_HZ)
        sweep = np.linspace(chance.uniform(2600, 3400), chance.uniform(3200, 5200), n)
        call += [np.sin(2 * np.pi * np.cumsum(sweep) / RATE_HZ) * np.hanning(n) * 0.1]
        call += [np.zeros(round(chance.uniform(0.03, 0.09) * RATE_HZ))]
    return np.concatenate(call)


def engine(length_s: float, seed: int, revs: list[tuple[float, float]]) -> np.ndarray:
    """Return a motor; ``revs`` are (seconds, Hz of the firing) points."""
    times_s = np.arange(round(length_s * RATE_HZ)) / RATE_HZ
    turn = 2 * np.pi * np.cumsum(np.interp(times_s, [r[0] for r in revs], [r[1] for r in revs])) / RATE_HZ
    rough = np.random.default_rng(seed).normal(size=len(times_s))
    rough = sosfilt(butter(1, 30, fs=RATE_HZ, output="sos"), rough) * 6
    tone = sum(np.sin(k * turn + rough * 0.3 * k) / k**0.8 for k in range(1, 9))
    tone = np.tanh(tone * 0.7) * 0.08
    return np.stack([tone, np.roll(tone, 90)], axis=1) + noise(length_s, seed + 1, 60, 900) * 0.25


def speak(words: str, voice: str, pitch: int, speed: int) -> np.ndarray:
    """Return a spoken line, mono, RMS 0.1, without silence at its ends (espeak-ng)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "line.wav"
        subprocess.run(
            ["espeak-ng", "-v", voice, "-p", str(pitch), "-s", str(speed), "-w", str(path), words], check=True
        )
        samples, rate_hz = soundfile.read(path)
    samples = soxr.resample(samples, rate_hz, RATE_HZ)
    loud = np.flatnonzero(np.abs(samples) > 0.02)
    samples = samples[loud[0] : loud[-1]]
    return samples * (0.1 / np.sqrt(np.mean(samples**2)))


def knock(frequency_hz: float, half_s: float, seed: int, length_s: float = 0.6) -> np.ndarray:
    """Return a short resonant blow, mono: a door, a latch, a clock."""
    times_s = np.arange(round(length_s * RATE_HZ)) / RATE_HZ
    body = sum(np.sin(2 * np.pi * frequency_hz * k * times_s) / k for k in (1, 1.58, 2.24, 2.92))
    return (body * 0.12 + noise(length_s, seed, 300, 4000, 1)[:, 0] * 0.5) * decay(length_s, half_s, 0.001)[:, 0]
