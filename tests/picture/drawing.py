"""Frames with known truth, as arrays: what the one pass would get from the decoder, without a decoder."""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import numpy as np

from scorecut.model.clock import Clock
from scorecut.model.film import Film
from scorecut.model.picture import Picture
from scorecut.picture.reel import Recorder, Reel

HEIGHT, WIDTH = 90, 160


def yuv(luma: np.ndarray, u: float = 128, v: float = 128) -> np.ndarray:
    """Return a yuv420p frame (h*3//2, w) from luma (h, w) and one colour."""
    height, width = luma.shape
    frame = np.empty((height * 3 // 2, width), np.uint8)
    frame[:height] = np.clip(np.round(luma), 16, 235)
    colour = frame[height:].reshape(2, -1)
    colour[0], colour[1] = round(u), round(v)
    return frame


def texture(seed: int, height: int = HEIGHT, width: int = WIDTH, grain: float = 6.0) -> np.ndarray:
    """Return a smooth random picture with mean 0 and deviation 1, float64, (h, w)."""
    import cv2

    noise = np.random.default_rng(seed).normal(size=(height, width))
    smooth = cv2.GaussianBlur(noise, (0, 0), grain)
    return (smooth - smooth.mean()) / smooth.std()


def shot(
    seed: int, n: int, *, pan: float = 0.0, level: float = 110, depth: float = 35, noise: float = 0.6, u=None, v=None
):
    """Give ``n`` frames of one shot: a random picture, panning ``pan`` pixels a frame, with a little noise."""
    rng = np.random.default_rng(1000 + seed)
    colour = rng.uniform(100, 156, 2)
    wide = texture(seed, HEIGHT, WIDTH + int(abs(pan) * n) + 1)
    for i in range(n):
        left = int(abs(pan) * (i if pan >= 0 else n - i))
        luma = level + depth * wide[:, left : left + WIDTH] + rng.normal(0, noise, (HEIGHT, WIDTH))
        yield yuv(luma, colour[0] if u is None else u, colour[1] if v is None else v)


def mixed(a: Iterable[np.ndarray], b: Iterable[np.ndarray]) -> list[np.ndarray]:
    """Return a dissolve from the frames ``a`` to the frames ``b``."""
    a, b = list(a), list(b)
    shares = (np.arange(len(a)) + 1) / (len(a) + 1)
    return [np.round(x * (1 - s) + y * s).astype(np.uint8) for x, y, s in zip(a, b, shares, strict=True)]


def black(n: int) -> list[np.ndarray]:
    return [yuv(np.full((HEIGHT, WIDTH), 16.0))] * n


def reel_of(frames: Iterable[np.ndarray], folder: Path) -> Reel:
    """Return the reel of frames, as the one pass makes it."""
    recorder = None
    for frame in frames:
        recorder = recorder or Recorder(frame.shape[1], frame.shape[0] * 2 // 3, folder)
        recorder.add(frame)
    assert recorder is not None
    reel = recorder.reel()
    recorder.close()
    return reel


def clock_of(n: int, rate: Fraction | int = 24) -> Clock:
    rate = Fraction(rate)
    return Clock(pts=np.arange(n), time_base=1 / rate, rate=rate, end_s=float(n / rate))


def film_of(seconds: float = 10.0) -> Film:
    return Film(
        path=Path("drawn.mp4"),
        digest="0" * 64,
        container="mov,mp4",
        video_index=0,
        video_codec="h264",
        width=WIDTH,
        height=HEIGHT,
        frame_rate=Fraction(24),
        duration_s=seconds,
    )


def picture_of(shots_s: list[float], curves: dict[str, np.ndarray] | None = None, **more) -> Picture:
    """Return a picture with shots of these lengths and curves at 4 Hz (a plain middling value where none is given)."""
    from scorecut.model.curve import Curve
    from scorecut.model.picture import Shot
    from scorecut.picture.light import grid_s
    from scorecut.picture.pace import cut_pace

    ends = np.cumsum(shots_s)
    clock = clock_of(round(float(ends[-1]) * 24))
    starts = [0.0, *ends[:-1]]
    shots = tuple(
        Shot(start_s=float(a), end_s=float(b), start_frame=round(a * 24), end_frame=round(b * 24), group=i)
        for i, (a, b) in enumerate(zip(starts, ends, strict=True))
    )
    times_s = grid_s(clock.end_s)
    plain = {
        "motion": 0.1,
        "brightness": 0.35,
        "contrast": 0.17,
        "colourfulness": 30.0,
        "saturation": 0.3,
        "darkness": 0.4,
        "loudness": -70.0,
    }
    features = {name: Curve(times_s=times_s, values=np.full(times_s.size, value)) for name, value in plain.items()}
    features["cut_pace"] = cut_pace(shots, clock.end_s, times_s)
    for name, values in (curves or {}).items():
        features[name] = Curve(
            times_s=times_s, values=np.interp(times_s, np.linspace(0, ends[-1], len(values)), values)
        )
    given = {"film": film_of(clock.end_s), "clock": clock, "shots": shots, "transitions": (), "events": ()}
    return Picture(**{**given, "features": features, **more})
