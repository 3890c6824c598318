"""Films in which cut rate, motion, light and loudness are what we chose, step by step, through the real decoder."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import soundfile

from scorecut.media.probe import open_film
from scorecut.model.emotion import Emotion
from scorecut.model.picture import Picture
from scorecut.model.progress import Silent
from scorecut.picture.feel import feel
from scorecut.picture.settings import PictureSettings
from scorecut.picture.watch import watch
from scorecut.store import Store
from tests.films import QUIET, RATE_HZ, run_with_frames
from tests.picture.drawing import texture

BLIND = PictureSettings(clip=False)
WIDTH, HEIGHT, RATE = 192, 108, 12


@dataclass(frozen=True)
class Step:
    """A stretch of film; shots last ``shot_s``, pan ``speed`` picture widths a second; sound in dB RMS, None: none."""

    seconds: float = 12.0
    shot_s: float = 12.0
    speed: float = 0.06
    level: float = 105.0
    depth: float = 28.0
    sound_db: float | None = None


#: A step's components at a level from 0 to 1.
AT = {
    "cuts": lambda x: {"shot_s": 12.0 * (1.2 / 12.0) ** x},
    "motion": lambda x: {"speed": 0.03 * (0.6 / 0.03) ** x},
    "light": lambda x: {"level": 60 + 60 * x, "depth": 8 + 42 * x},
    "loudness": lambda x: {"sound_db": -46 + 34 * x},
}


def stairs(names: Sequence[str], levels: Sequence[float], seconds: float = 12.0) -> list[Step]:
    """Return steps in which the named components stand at each level in turn and the others stay."""
    base = Step(seconds=seconds, sound_db=-30.0)
    return [replace(base, **{k: v for name in names for k, v in AT[name](level).items()}) for level in levels]


def pictures(steps: Sequence[Step]) -> Iterator[np.ndarray]:
    """Give the luma of each frame, float64, (HEIGHT, WIDTH)."""
    seed = 0
    for step in steps:
        n = round(step.seconds * RATE)
        n_shots = max(1, round(step.seconds / step.shot_s))
        bounds = np.round(np.linspace(0, n, n_shots + 1)).astype(int)
        for first, end in pairwise(bounds):
            pan = step.speed * WIDTH / RATE
            wide = texture(100 + seed, HEIGHT, WIDTH + int(pan * (end - first)) + 1, 5.0)
            seed += 1
            for i in range(end - first):
                yield step.level + step.depth * wide[:, int(pan * i) : int(pan * i) + WIDTH]


def sound(steps: Sequence[Step]) -> np.ndarray | None:
    """Return noise at the level of each step, float64, (n, 1); None where no step sounds."""
    if all(step.sound_db is None for step in steps):
        return None
    rng = np.random.default_rng(8)
    parts = []
    for step in steps:
        noise = rng.standard_normal(round(step.seconds * RATE_HZ))
        parts.append(noise * (0.0 if step.sound_db is None else 10 ** (step.sound_db / 20)))
    return np.clip(np.concatenate(parts), -1, 1)[:, None]


def shoot(path: Path, frames: Iterator[np.ndarray], samples: np.ndarray | None = None, bars=(0, 0)) -> Path:
    """Write luma frames (with ``bars`` black rows above and below, and columns left and right) as a film."""
    rows, columns = bars
    size = (WIDTH + 2 * columns, HEIGHT + 2 * rows)
    args = [word for word in QUIET if word != "-nostdin"]
    args += ["-f", "rawvideo", "-pix_fmt", "gray", "-s", f"{size[0]}x{size[1]}", "-r", str(RATE), "-i", "pipe:0"]
    if samples is not None:
        soundfile.write(path.with_suffix(".wav"), samples, RATE_HZ, subtype="PCM_24")
        args += ["-i", str(path.with_suffix(".wav")), "-c:a", "pcm_s16le"]
    args += [
        "-vf",
        "scale=out_range=tv",
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-crf",
        "12",
        "-pix_fmt",
        "yuv420p",
    ]

    def framed() -> Iterator[np.ndarray]:
        for luma in frames:
            # luma is in video levels; the grey that is given is full range
            full = np.clip((luma - 16) * 255 / 219, 0, 255).round().astype(np.uint8)
            yield np.pad(full, ((rows, rows), (columns, columns)))

    run_with_frames([*args, str(path)], framed())
    return path


def seen(path: Path, workdir: Path) -> tuple[Picture, Emotion]:
    """Return what the film's picture and feeling are found to be, without meaning."""
    workdir.mkdir(exist_ok=True, parents=True)
    picture = watch(open_film(path), settings=BLIND, workdir=workdir, store=Store(None), progress=Silent())
    return picture, feel(picture, settings=BLIND)
