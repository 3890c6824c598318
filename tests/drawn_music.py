"""Stems and mixes with known truth, drawn without any instrument: struck, bowed and stopped accents."""

import dataclasses
from collections.abc import Sequence

import numpy as np

from scorecut.media.loudness import measure
from scorecut.media.onset import heard_end_s, heard_onset_s
from scorecut.model.audio import RATE_HZ, Audio, Mix, PlacedAccent, Stems
from scorecut.model.curve import Curve
from scorecut.model.score import FUNCTIONS

RISES_S = {"struck": 0.001, "blown": 0.03, "bowed": 0.12}


def note(hz: float, *, manner: str = "struck", length_s: float = 1.0, seed: int = 1) -> np.ndarray:
    """A note of harmonics with a noisy attack and a little space, (n, 2)."""
    draw = np.random.default_rng(seed)
    t = np.arange(round(length_s * RATE_HZ)) / RATE_HZ
    tone = sum(np.sin(2 * np.pi * hz * k * t + draw.uniform(0, 6)) * np.exp(-k * 2.5 * t) / k for k in range(1, 9))
    breath = draw.standard_normal(t.size) * np.exp(-t / 0.02) * 0.4
    rise = np.minimum(1.0, t / RISES_S[manner])
    fall = np.minimum(1.0, (length_s - t) / 0.05)
    dry = 0.2 * rise * fall * (tone + (breath if manner == "struck" else 0.2 * breath))
    wet = np.convolve(dry, draw.standard_normal(4800) * np.exp(-np.arange(4800) / 900) * 0.01)[: t.size]
    return np.stack([dry + wet, 0.8 * dry + np.roll(wet, 37)], axis=1).astype(np.float32)


def accent(
    number: int, time_s: float, manner: str = "struck", kind: str = "sting", hz: float | None = None
) -> PlacedAccent:
    """An accent placed so that it is heard at ``time_s`` to the nearest sample."""
    sound = note(hz or 110.0 * 2 ** (number % 5 / 5), manner=manner, seed=number)
    if kind == "stop":
        cut = round(0.6 * RATE_HZ)
        sound[cut:] *= np.exp(-np.arange(sound.shape[0] - cut) / 60)[:, None].astype(np.float32)
        attack_s = heard_end_s(sound, RATE_HZ, near_s=0.6)
    else:
        attack_s = heard_onset_s(sound, RATE_HZ)
    return PlacedAccent(
        hit_id=f"h{number}",
        kind=kind,
        time_s=time_s,
        start_sample=round((time_s - attack_s) * RATE_HZ),
        attack_s=attack_s,
        sound=sound,
    )


def hits_stem(accents: Sequence[PlacedAccent], n_samples: int, moved: dict[str, int] | None = None) -> np.ndarray:
    """The sum of the accents; ``moved`` shifts some by samples against where they claim to be."""
    stem = np.zeros((n_samples, 2), np.float32)
    for one in accents:
        first = one.start_sample + (moved or {}).get(one.hit_id, 0)
        low, high = max(0, first), min(n_samples, first + one.sound.shape[0])
        stem[low:high] += one.sound[low - first : high - first]
    return stem


def stems_of(accents: Sequence[PlacedAccent], length_s: float, moved: dict[str, int] | None = None) -> Stems:
    """Six stems: the accents, a bed of held tones in ``harmony``, silence elsewhere."""
    n = round(length_s * RATE_HZ)
    t = np.arange(n) / RATE_HZ
    bed = sum(0.03 * np.sin(2 * np.pi * hz * t + 0.5 * np.sin(2 * np.pi * 0.3 * t)) for hz in (147, 220, 294, 440))
    parts = {name: np.zeros((n, 2), np.float32) for name in FUNCTIONS}
    parts["harmony"] = np.stack([bed, bed], axis=1).astype(np.float32)
    parts["hits"] = hits_stem(accents, n, moved)
    return Stems(
        stems={name: Audio(samples=samples) for name, samples in parts.items()},
        music=Audio(samples=sum(parts.values())),
        accents=tuple(accents),
    )


def mix_of(stems: Stems, film: np.ndarray | None = None, gain_db: float = -3.0) -> Mix:
    """The music at one level, with the film's sound (n, channels) where there is one."""
    music = stems.music.samples * 10 ** (gain_db / 20)
    programme = music if film is None else music + film[:, :2]
    programme = np.clip(programme, -0.98, 0.98).astype(np.float32)
    return Mix(
        programme=Audio(samples=programme),
        gain_db=Curve(times_s=np.array([0.0]), values=np.array([gain_db])),
        music_gain_db=gain_db,
        loudness=measure(programme),
    )


def shifted(mix: Mix, samples: int) -> Mix:
    """The same programme heard later (or earlier)."""
    held = np.zeros_like(mix.programme.samples)
    if samples >= 0:
        held[samples:] = mix.programme.samples[: held.shape[0] - samples]
    else:
        held[:samples] = mix.programme.samples[-samples:]
    return dataclasses.replace(mix, programme=Audio(samples=held))


def dialogue(length_s: float, level: float = 0.3, seed: int = 9) -> np.ndarray:
    """Something loud and rough over the music, (n, 2): noise in syllables."""
    n = round(length_s * RATE_HZ)
    draw = np.random.default_rng(seed)
    rough = np.convolve(draw.standard_normal(n), np.ones(12) / 5, "same")
    syllables = np.abs(np.sin(2 * np.pi * 2.1 * np.arange(n) / RATE_HZ))
    return np.repeat((level * rough * syllables)[:, None], 2, 1).astype(np.float32)
