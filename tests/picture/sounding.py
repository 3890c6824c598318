"""Film sound with known truth: spoken lines, effects and beds, mixed at levels that we chose.

Samples are float32, (n,) mono, 48 kHz. Lines come from espeak-ng; their ends are read off each line alone.
"""

import subprocess
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import soundfile

RATE_HZ = 48_000
FRAME_S = 0.03

#: Voice, words a minute, pitch, words.
LINES = (
    ("en-us", 140, 50, "We have been waiting for you all night long, and nobody came to open the door."),
    ("en-us+f3", 160, 60, "I never said that I would stay. You only wanted to hear it."),
    ("en-gb", 125, 40, "There is a letter on the table. Read it before he comes back."),
    ("de", 150, 45, "Wir müssen jetzt gehen, bevor der Morgen kommt und uns jemand sieht."),
    ("fr", 165, 55, "Je ne sais pas pourquoi tu es revenu dans cette maison."),
    ("en-us+m3", 190, 35, "Get down! They are right behind us, move, move, do not look back!"),
    ("es", 170, 50, "No hay nadie en la calle, y sin embargo alguien nos mira."),
    ("en-us+f2", 120, 70, "Do you remember the summer by the sea? It seems so long ago."),
    ("it", 150, 50, "La notte era fredda e il treno non arrivava mai."),
    ("en-gb+m7", 145, 30, "Tell them nothing. Not a word about what you saw here."),
)
SILENT_DB = -38.0
PAUSE_S = 0.3


@dataclass(frozen=True)
class Said:
    """A line alone and where in it somebody speaks, seconds (pauses under 0.3 s belong to the speech)."""

    samples: np.ndarray
    spans_s: tuple[tuple[float, float], ...]


@dataclass
class Scene:
    """A stretch of film sound and its truth."""

    samples: np.ndarray
    speech_s: list[tuple[float, float]] = field(default_factory=list)
    music_s: list[tuple[float, float]] = field(default_factory=list)

    @property
    def length_s(self) -> float:
        return self.samples.size / RATE_HZ

    def add(self, sound: np.ndarray, start_s: float, gain: float = 1.0) -> None:
        """Mix ``sound`` in from ``start_s`` on; what reaches over the end is cut off."""
        first = round(start_s * RATE_HZ)
        n = min(sound.size, self.samples.size - first)
        self.samples[first : first + n] += np.float32(gain) * sound[:n].astype(np.float32)

    def say(self, line: Said, start_s: float, level: float) -> None:
        """Speak a line at an RMS ``level`` over its speech."""
        self.add(line.samples, start_s, level)
        self.speech_s += [(start_s + a, start_s + b) for a, b in line.spans_s]


def quiet_room(seconds: float, level: float = 0.0006) -> Scene:
    """Return a scene of nothing but a little room tone."""
    return Scene((level * np.random.default_rng(1).standard_normal(round(seconds * RATE_HZ))).astype(np.float32))


@cache
def line(number: int) -> Said:
    """Return one of ``LINES``, RMS 1 where it speaks; pytest skips where espeak-ng is not installed."""
    import pytest
    import soxr

    voice, speed, pitch, words = LINES[number % len(LINES)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "line.wav"
        args = ["espeak-ng", "-v", voice, "-s", str(speed), "-p", str(pitch), "-w", str(path), words]
        try:
            subprocess.run(args, check=True)
        except FileNotFoundError:
            pytest.skip("espeak-ng is not here")
        samples, rate = soundfile.read(path, dtype="float32")
    samples = soxr.resample(samples, rate, RATE_HZ).astype(np.float32)
    spans = spans_of(samples)
    spoken = np.concatenate([samples[round(a * RATE_HZ) : round(b * RATE_HZ)] for a, b in spans])
    return Said(samples / np.sqrt(np.mean(spoken**2)), spans)


def spans_of(samples: np.ndarray) -> tuple[tuple[float, float], ...]:
    """Return where a line alone sounds: 10 ms steps within 38 dB of its loudest, pauses under 0.3 s bridged."""
    hop = RATE_HZ // 100
    power = (samples[: samples.size // hop * hop].reshape(-1, hop) ** 2).mean(axis=1)
    loud = np.flatnonzero(power > power.max() * 10 ** (SILENT_DB / 10))
    breaks = np.flatnonzero(np.diff(loud) > PAUSE_S * 100)
    firsts, lasts = loud[np.append(0, breaks + 1)], loud[np.append(breaks, loud.size - 1)]
    return tuple((a / 100, (b + 1) / 100) for a, b in zip(firsts, lasts, strict=True))


def band(seconds: float, low_hz: float, high_hz: float, seed: int) -> np.ndarray:
    """Return noise between two frequencies, RMS 1: wind (80-400), rain (1000-8000), traffic (40-1000)."""
    from scipy.signal import butter, sosfilt

    raw = np.random.default_rng(seed).standard_normal(round(seconds * RATE_HZ))
    sound = sosfilt(butter(2, [low_hz, high_hz], "bandpass", fs=RATE_HZ, output="sos"), raw)
    return (sound / np.sqrt(np.mean(sound**2))).astype(np.float32)


def gusts(seconds: float, seed: int, period_s: float = 4.0) -> np.ndarray:
    """Return wind that swells and falls, RMS about 1."""
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    swell = 0.4 + 0.6 * np.sin(np.pi * t / period_s + seed) ** 2 + 0.3 * np.sin(2.7 * t + seed)
    return (band(seconds, 80, 500, seed) * np.abs(swell) * 1.3).astype(np.float32)


def engine(seconds: float, firing_hz: float, seed: int, end_hz: float | None = None) -> np.ndarray:
    """Return a motor at a steady or changing speed, RMS 1: a harmonic tone that is no music."""
    n = round(seconds * RATE_HZ)
    rng = np.random.default_rng(seed)
    wander = np.cumsum(rng.standard_normal(n // 480 + 2))
    wander = 1 + 0.004 * np.interp(np.arange(n) / 480, np.arange(wander.size), wander - wander.mean()) / 10
    turn = 2 * np.pi * np.cumsum(np.linspace(firing_hz, end_hz or firing_hz, n) * wander) / RATE_HZ
    tone = np.tanh(sum(np.sin(k * turn + k) / k**0.8 for k in range(1, 9)) * 0.7)
    sound = tone + 0.5 * band(seconds, 60, 900, seed + 1)
    return (sound / np.sqrt(np.mean(sound**2))).astype(np.float32)


def hum(seconds: float, hz: float = 50.0) -> np.ndarray:
    """Return mains hum or a ventilator: steady harmonics, RMS 1."""
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    sound = sum(np.sin(2 * np.pi * hz * k * t + k) / k for k in (1, 2, 3, 4, 6, 8))
    return (sound / np.sqrt(np.mean(sound**2))).astype(np.float32)


def fallen(seconds: float, half_s: float, rise_s: float = 0.001) -> np.ndarray:
    """Return an envelope that is struck and halves every ``half_s``."""
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    return (np.minimum(1, t / rise_s) * 0.5 ** (t / half_s)).astype(np.float32)


def door(seed: int) -> np.ndarray:
    """Return a door that falls shut: a low resonant blow with little above, peak about 1."""
    t = np.arange(round(0.7 * RATE_HZ)) / RATE_HZ
    body = sum(np.sin(2 * np.pi * hz * t) / k for k, hz in enumerate((78, 123, 175, 228), 1))
    sound = (body + 0.25 * band(0.7, 200, 2500, seed)) * fallen(0.7, 0.06)
    return (sound / np.abs(sound).max()).astype(np.float32)


def shot(seed: int) -> np.ndarray:
    """Return a shot: a crack of broad noise that is gone at once, with a little tail, peak about 1."""
    crack = band(0.8, 150, 12000, seed) * fallen(0.8, 0.015, 0.0003)
    tail = 0.06 * band(0.8, 100, 2500, seed + 1) * fallen(0.8, 0.12, 0.004)
    sound = crack + tail
    return (sound / np.abs(sound).max()).astype(np.float32)


def crash(seed: int) -> np.ndarray:
    """Return something that breaks: broad noise with many small blows over most of a second, peak about 1."""
    rng = np.random.default_rng(seed)
    sound = band(1.6, 300, 10000, seed) * fallen(1.6, 0.25, 0.002)
    for _ in range(25):
        at, hz = rng.uniform(0, 0.9), rng.uniform(1500, 6000)
        piece = np.sin(2 * np.pi * hz * np.arange(4800) / RATE_HZ) * fallen(0.1, 0.012)
        first = round(at * RATE_HZ)
        sound[first : first + 4800] += rng.uniform(0.3, 1.2) * piece * 0.5 ** (at / 0.3)
    return (sound / np.abs(sound).max()).astype(np.float32)


def bell(hz: float = 1150.0) -> np.ndarray:
    """Return something that rings: a few partials that die away slowly, peak about 1."""
    t = np.arange(round(2.0 * RATE_HZ)) / RATE_HZ
    parts = ((1.0, 1.0), (1.5, 0.5), (2.76, 0.7), (4.1, 0.3))
    sound = sum(a * np.sin(2 * np.pi * hz * k * t) for k, a in parts) * fallen(2.0, 0.45)
    return (sound / np.abs(sound).max()).astype(np.float32)


def tune(seconds: float, seed: int = 0, *, beat: bool = True) -> np.ndarray:
    """Return chords of partials under a melody, with a beat of noise bursts, RMS 1: drawn music without a voice."""
    rng = np.random.default_rng(40 + seed)
    n = round(seconds * RATE_HZ)
    sound = np.zeros(n)
    root = 220 * 2 ** (rng.integers(-5, 6) / 12)

    def note(start_s: float, length_s: float, semitones: float, level: float, fall_s: float) -> None:
        first, t = round(start_s * RATE_HZ), np.arange(round(length_s * RATE_HZ)) / RATE_HZ
        t = t[: max(0, n - first)]
        shape = np.minimum(1, t / 0.01) * np.exp(-t / fall_s) * np.minimum(1, (length_s - t) / 0.03)
        tone = sum(np.sin(2 * np.pi * root * 2 ** (semitones / 12) * k * t) / k**1.5 for k in range(1, 8))
        sound[first : first + t.size] += level * shape * tone

    chords = ((0, 4, 7), (9, 12, 16), (5, 9, 12), (7, 11, 14))
    for bar in range(int(np.ceil(seconds / 2))):
        chord = chords[int(rng.integers(4))]
        for semitones in chord:
            note(2 * bar, 2.0, semitones, 0.4, 1.5)
        for quarter in range(4):
            note(2 * bar + quarter / 2, 0.5, 12 + chord[int(rng.integers(3))], 0.5, 0.5)
    for beat_s in np.arange(0, seconds - 0.2, 0.5) if beat else ():
        first = round(beat_s * RATE_HZ)
        burst = 0.8 * rng.standard_normal(4800) * np.exp(-np.arange(4800) / 800)
        sound[first : first + 4800] += burst[: n - first]
    return (sound / np.sqrt(np.mean(sound**2))).astype(np.float32)


def choir(seconds: float, seed: int = 0) -> np.ndarray:
    """Return held notes with the formants of an open vowel and vibrato, RMS 1: like a voice, but nobody speaks."""
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    sound = np.zeros(t.size)
    for i, hz in enumerate((196.0, 246.9, 293.7)):
        for bar in range(int(np.ceil(seconds / 4))):
            inside = (t >= 4 * bar) & (t < 4 * bar + 4)
            since = t[inside] - 4 * bar
            pitch = hz * 2 ** ([0, 2, -3, 5][(bar + seed) % 4] / 12)
            turn = 2 * np.pi * pitch * since + 0.25 * np.sin(2 * np.pi * 5.2 * since + i)
            for k in range(1, 16):
                formants = sum(
                    a * np.exp(-(((pitch * k - f) / 150) ** 2)) for f, a in ((700, 1.0), (1100, 0.7), (2600, 0.3))
                )
                sound[inside] += (
                    (formants + 0.02) * np.sin(k * turn) * np.minimum(1, since / 0.3) * np.minimum(1, (4 - since) / 0.3)
                )
    return (sound / np.sqrt(np.mean(sound**2))).astype(np.float32)


def frames_inside(spans_s, length_s: float) -> np.ndarray:
    """Return which 30 ms frames (by their middle) lie inside the spans, bool."""
    at = (np.arange(int(length_s / FRAME_S)) + 0.5) * FRAME_S
    inside = np.zeros(at.size, bool)
    for a, b in spans_s:
        inside |= (at >= a) & (at < b)
    return inside


def frames_near(spans_s, length_s: float, edge_s: float) -> np.ndarray:
    """Return which frames lie within ``edge_s`` of an end of a span."""
    at = (np.arange(int(length_s / FRAME_S)) + 0.5) * FRAME_S
    near = np.zeros(at.size, bool)
    for x in (x for span in spans_s for x in span):
        near |= np.abs(at - x) < edge_s
    return near


def counts(found, true, length_s: float, edge_s: float = 0.1) -> tuple[int, int, int]:
    """Return (right, found in all, true in all) in 30 ms frames; those within ``edge_s`` of a true end left out."""
    keep = ~frames_near(true, length_s, edge_s)
    got, is_ = frames_inside(found, length_s)[keep], frames_inside(true, length_s)[keep]
    return int((got & is_).sum()), int(got.sum()), int(is_.sum())
