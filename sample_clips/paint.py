"""A small box of paints for the sample films: skies, ridges, mist, rain, glow and grain.

A picture is float32, (360, 640, 3), RGB 0-1. Everything is drawn from a seed, so
the same script makes the same film.
"""

from collections.abc import Sequence

import cv2
import numpy as np

WIDTH, HEIGHT = 640, 360
Colour = tuple[float, float, float]


def rgb(text: str) -> Colour:
    """Return ``#rrggbb`` as three numbers 0-1."""
    return tuple(int(text[i : i + 2], 16) / 255 for i in (1, 3, 5))


def blend(a: Colour, b: Colour, share: float) -> Colour:
    """Return the colour ``share`` (0-1) of the way from ``a`` to ``b``."""
    return tuple(x + (y - x) * share for x, y in zip(a, b, strict=True))


def ease(x: float) -> float:
    """Return a smooth step: 0 below 0, 1 above 1."""
    x = min(1.0, max(0.0, x))
    return x * x * (3 - 2 * x)


def sky(stops: Sequence[tuple[float, Colour]]) -> np.ndarray:
    """Return a vertical gradient through (height share, colour) stops, top first."""
    rows = np.linspace(0, 1, HEIGHT)
    places = [place for place, _ in stops]
    column = np.stack([np.interp(rows, places, [colour[c] for _, colour in stops]) for c in range(3)], axis=1)
    return np.repeat(column[:, None, :], WIDTH, axis=1).astype(np.float32)


def clouds(seed: int, width: int = 4 * WIDTH, octaves: int = 6) -> np.ndarray:
    """Return a wide field of soft noise 0-1, (HEIGHT, width), to be scrolled through."""
    chance = np.random.default_rng(seed)
    field = np.zeros((HEIGHT, width), np.float32)
    for octave in range(octaves):
        grid = chance.random((3 * 2**octave, 8 * 2**octave), dtype=np.float32)
        field += cv2.resize(grid, (width, HEIGHT), interpolation=cv2.INTER_CUBIC) * 0.55**octave
    field -= field.min()
    return field / field.max()


def window(field: np.ndarray, left: float) -> np.ndarray:
    """Return the picture-wide window of a wide field that begins at ``left`` pixels (sub-pixel)."""
    shift = np.float32([[1, 0, -(left % (field.shape[1] - WIDTH - 1))], [0, 1, 0]])
    return cv2.warpAffine(field, shift, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR)


def ridge(seed: int, base: float, height: float, rough: float = 0.5, width: int = 3 * WIDTH) -> np.ndarray:
    """Return the skyline of a range of hills: row of the ground for each column of a wide strip."""
    chance = np.random.default_rng(seed)
    line = np.zeros(width)
    for octave in range(1, 8):
        points = chance.uniform(-1, 1, 2**octave + 2)
        line += np.interp(np.linspace(0, 2**octave + 1, width), np.arange(2**octave + 2), points) * rough**octave
    line = cv2.GaussianBlur(line[None].astype(np.float32), (0, 0), 3)[0]
    return HEIGHT * (base - height * (line - line.min()) / np.ptp(line))


def below(picture: np.ndarray, line: np.ndarray, colour: Colour, left: float = 0.0, haze: Colour | None = None) -> None:
    """Fill everything under a skyline; towards the bottom it fades into ``haze``."""
    columns = (np.arange(WIDTH) + left) % (len(line) - 1)
    ground = np.interp(columns, np.arange(len(line)), line)
    rows = np.arange(HEIGHT)[:, None]
    cover = np.clip(rows - ground[None] + 0.5, 0, 1)[..., None].astype(np.float32)
    paint = np.broadcast_to(np.float32(colour), picture.shape).copy()
    if haze is not None:
        depth = np.clip((rows - ground[None]) / (0.35 * HEIGHT), 0, 1)[..., None].astype(np.float32)
        paint += (np.float32(haze) - paint) * depth
    picture += (paint - picture) * cover


def veil(picture: np.ndarray, mask: np.ndarray, colour: Colour, strength: float = 1.0) -> None:
    """Lay a colour over the picture where ``mask`` (0-1) says so."""
    picture += (np.float32(colour) - picture) * (np.clip(mask, 0, 1)[..., None] * strength)


def glow(picture: np.ndarray, x: float, y: float, radius: float, colour: Colour, strength: float = 1.0) -> None:
    """Add light around a point (pixels)."""
    rows, columns = np.ogrid[:HEIGHT, :WIDTH]
    light = np.exp(-(((columns - x) / radius) ** 2 + ((rows - y) / radius) ** 2)).astype(np.float32)
    picture += light[..., None] * (np.float32(colour) * strength)


def shape(picture: np.ndarray, points: Sequence[tuple[float, float]], colour: Colour, strength: float = 1.0) -> None:
    """Fill a polygon of (x, y) pixels with smooth edges."""
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.fillPoly(mask, [np.round(np.array(points) * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    veil(picture, mask.astype(np.float32) / 255, colour, strength)


def disc(picture: np.ndarray, x: float, y: float, rx: float, ry: float, colour: Colour, strength: float = 1.0) -> None:
    """Fill an ellipse."""
    turn = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    shape(picture, list(zip(x + rx * np.cos(turn), y + ry * np.sin(turn), strict=True)), colour, strength)


def stroke(
    picture: np.ndarray, points: Sequence[tuple[float, float]], colour: Colour, width: int = 2, strength: float = 1.0
) -> None:
    """Draw a line through (x, y) pixels."""
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.polylines(mask, [np.round(np.array(points) * 16).astype(np.int32)], False, 255, width, cv2.LINE_AA, 4)
    veil(picture, mask.astype(np.float32) / 255, colour, strength)


def rain(picture: np.ndarray, seed: int, time_s: float, amount: float, slant: float = 0.25) -> None:
    """Draw falling streaks; ``amount`` 0-1."""
    chance = np.random.default_rng(seed)
    n = int(260 * amount)
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    for x, y, speed, length in zip(
        chance.uniform(-80, WIDTH + 80, n),
        chance.uniform(0, HEIGHT, n),
        chance.uniform(520, 900, n),
        chance.uniform(9, 22, n),
        strict=True,
    ):
        top = (y + speed * time_s) % (HEIGHT + 40) - 20
        left = (x - slant * speed * time_s) % (WIDTH + 160) - 80
        ends = np.round(np.array([[left, top], [left - slant * length, top + length]]) * 16).astype(np.int32)
        cv2.line(mask, ends[0], ends[1], 150, 1, cv2.LINE_AA, 4)
    veil(picture, mask.astype(np.float32) / 255, rgb("#c9d6e2"), 0.55)


def water(picture: np.ndarray, horizon: float, time_s: float, rough: float, tint: Colour, shine: Colour) -> None:
    """Turn everything under ``horizon`` (share of height) into water that mirrors the sky."""
    top = int(horizon * HEIGHT)
    depth = np.arange(HEIGHT - top, dtype=np.float32)
    rows = np.arange(top, HEIGHT, dtype=np.float32)
    columns = np.arange(WIDTH, dtype=np.float32)[None]
    near = (depth / max(1, HEIGHT - top))[:, None]
    wave = np.sin(columns * (0.05 - 0.035 * near) + rows[:, None] * 0.55 + time_s * (1.2 + 2 * rough))
    wave = wave + np.sin(columns * 0.021 - rows[:, None] * 0.31 - time_s * (0.8 + rough)) * 0.7
    source_row = np.clip(top - depth[:, None] * 0.9 + wave * (1.5 + 9 * rough) * (0.3 + near), 0, top - 1)
    source_column = np.clip(columns + wave * (1 + 6 * rough) * near, 0, WIDTH - 1)
    mirror = cv2.remap(
        picture, source_column.astype(np.float32), source_row.astype(np.float32), interpolation=cv2.INTER_LINEAR
    )
    picture[top:] = mirror * 0.72 + np.float32(tint) * 0.28
    crest = np.clip((wave - 0.95 + 0.35 * rough) * (0.35 + rough), 0, 1) * (0.25 + 0.75 * near)
    picture[top:] += crest[..., None].astype(np.float32) * np.float32(shine) * (0.25 + 0.4 * rough)


def finish(picture: np.ndarray, seed: int, grain: float = 0.012, vignette: float = 0.28) -> np.ndarray:
    """Return the picture as uint8 RGB with a vignette and a little grain."""
    rows, columns = np.ogrid[-1 : 1 : HEIGHT * 1j, -1 : 1 : WIDTH * 1j]
    edge = 1 - vignette * np.clip(rows**2 * 0.7 + columns**2 * 0.6, 0, 1) ** 1.5
    noise = np.random.default_rng(seed).normal(0, grain, (HEIGHT // 2, WIDTH // 2, 1)).astype(np.float32)
    noise = cv2.resize(noise, (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR)[..., None]
    return (np.clip(picture * edge[..., None] + noise, 0, 1) * 255 + 0.5).astype(np.uint8)
