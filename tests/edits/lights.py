"""Sudden and restless light within a shot: flashes, strobe, lightning, fire, lamps, the glow of a screen.

Each maker takes a stream, the film's frame rate and size and the frames (first, end) that it has to keep to, and
returns a Deed, or None where there is no room.
"""

import numpy as np

from tests.edits.deeds import Deed, span
from tests.edits.places import Rng, clouds, colour


def lit(frame: np.ndarray, strength: float, tint: np.ndarray, mask: np.ndarray | None = None) -> np.ndarray:
    """Return the frame as much lit as ``strength`` (0-1) says."""
    import cv2

    light = np.empty_like(frame)
    light[:] = tint
    if mask is None:
        return cv2.addWeighted(frame, 1 - strength, light, strength, 0)
    m = (mask * strength)[..., None]
    return (frame * (1 - m) + light * m).astype(np.uint8)


def spot(rng: Rng, size: tuple[int, int], wide: tuple[float, float]) -> np.ndarray:
    w, h = size
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    cx, cy, r = rng.uniform(0.1, 0.9) * w, rng.uniform(0.1, 0.9) * h, rng.uniform(*wide) * w
    return np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * r * r)).astype(np.float32)


def flash(rng: Rng, rate_hz: float, size: tuple[int, int], room: tuple[int, int]) -> Deed | None:
    """A camera's flash: 1-4 frames, the whole picture or a part of it."""
    strengths = np.sort(rng.uniform(0.3, 1, int(rng.integers(1, 5))))[::-1]
    first = span(rng, room, strengths.size)
    mask = None if rng.random() < 0.6 else spot(rng, size, (0.15, 0.6))
    tint = np.array([255.0, 255, 255]) - rng.uniform(0, 40, 3)
    if first is None:
        return None
    return Deed(
        "flash", first, first + strengths.size - 1, lambda f, i: lit(f, float(strengths[i - first]), tint, mask)
    )


def blaze(rng: Rng) -> Deed:
    """The white with which a cut begins that an editor has laid over it: it dies away over the new shot."""
    strengths = np.linspace(float(rng.uniform(0.6, 1)), 0, int(rng.integers(3, 9)), endpoint=False)
    tint = np.array([255.0, 255, 255])
    return Deed("blaze", 0, strengths.size - 1, lambda f, i: lit(f, float(strengths[i]), tint))


def strobe(rng: Rng, rate_hz: float, size: tuple[int, int], room: tuple[int, int]) -> Deed | None:
    n = int(min(rng.uniform(0.6, 3) * rate_hz, room[1] - room[0]))
    first = span(rng, room, n)
    if first is None or n < 6:
        return None
    period = int(rng.integers(2, 8))
    on = int(rng.integers(1, max(2, period // 2 + 1)))
    tint = np.array([255.0, 255, 255]) if rng.random() < 0.6 else (np.zeros(3) if rng.random() < 0.5 else colour(rng))
    strength = float(rng.uniform(0.4, 1))
    return Deed("strobe", first, first + n - 1,
                lambda f, i: lit(f, strength, tint) if (i - first) % period < on else f)  # fmt: skip


def lightning(rng: Rng, rate_hz: float, size: tuple[int, int], room: tuple[int, int]) -> Deed | None:
    strengths = np.array([0.7, 0.25, 0.9, 0.6, 0.35, 0.2, 0.1]) * rng.uniform(0.5, 1)
    strengths = np.repeat(strengths, 2 if rate_hz > 40 else 1)
    first = span(rng, room, strengths.size)
    if first is None:
        return None

    def do(frame: np.ndarray, i: int) -> np.ndarray:
        s = float(strengths[i - first])
        return np.clip(frame * (1 + 2.5 * s) + np.array([70, 55, 45]) * s, 0, 255).astype(np.uint8)

    return Deed("lightning", first, first + strengths.size - 1, do)


def explosion(rng: Rng, rate_hz: float, size: tuple[int, int], room: tuple[int, int]) -> Deed | None:
    """Fire that fills much of the picture within 0.3-1 s and dies away."""
    import cv2

    rise, fall = int(rng.uniform(0.05, 0.6) * rate_hz) + 1, int(rng.uniform(0.4, 1.6) * rate_hz)
    n = rise + fall
    first = span(rng, room, n)
    if first is None:
        return None
    w, h = size
    grain = clouds(rng, 2 * h, w, coarse=5)
    middle = spot(rng, size, (0.25, 0.9))
    much = rng.uniform(0.6, 1.6)

    def do(frame: np.ndarray, i: int) -> np.ndarray:
        k = i - first
        s = (k + 1) / rise if k < rise else max(0.0, 1 - (k - rise + 1) / fall) ** 1.5
        shift = int(k * 4) % h
        heat = np.clip(much * s * (middle + 0.6 * (grain[shift : shift + h] - 0.45) * min(1, s * 2)), 0, 1)
        fire = cv2.merge([heat**4 * 200, heat**1.6 * 220, np.sqrt(heat) * 255])
        m = np.clip(heat * 1.6, 0, 1)[..., None]
        return np.clip(frame * (1 - m) + fire * m, 0, 255).astype(np.uint8)

    return Deed("explosion", first, first + n - 1, do)


def lamp(rng: Rng, rate_hz: float, size: tuple[int, int], room: tuple[int, int]) -> Deed | None:
    """A light goes on or off at once, and perhaps back again."""
    n = int(rng.uniform(0.3, 4) * rate_hz)
    last_all = room[1] - room[0] - n < 2
    first = span(rng, room, n if not last_all else min(4, room[1] - room[0]))
    if first is None:
        return None
    gain = float(rng.uniform(0.25, 0.65) if rng.random() < 0.6 else rng.uniform(1.3, 2.0))
    last = room[1] - 1 if last_all else first + n - 1
    tint = rng.uniform(0.85, 1.1, 3)
    table = np.clip(np.arange(256)[None, :, None] * gain * tint, 0, 255).astype(np.uint8)
    import cv2

    return Deed("lamp", first, last, lambda f, i: cv2.LUT(f, table))


def flicker(rng: Rng, rate_hz: float, size: tuple[int, int], room: tuple[int, int]) -> Deed | None:
    """The light of a television or a fire that never rests."""
    n = int(min(rng.uniform(1, 6) * rate_hz, room[1] - room[0]))
    first = span(rng, room, n)
    if first is None or n < 8:
        return None
    hold = int(rng.integers(1, 5))
    much = rng.uniform(0.05, 0.35)
    levels = 1 + much * np.repeat(rng.uniform(-1, 1, n // hold + 1), hold)[:n]
    tint = rng.uniform(0.7, 1.0, 3)
    mask = None if rng.random() < 0.5 else spot(rng, size, (0.2, 0.6))[..., None]

    def do(frame: np.ndarray, i: int) -> np.ndarray:
        gain = 1 + (levels[i - first] - 1) * tint * (1 if mask is None else mask)
        return np.clip(frame * gain.astype(np.float32), 0, 255).astype(np.uint8)

    return Deed("flicker", first, first + n - 1, do)
