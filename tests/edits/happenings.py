"""What happens within a shot and is no transition: flashes, strobe, fire, lamps, things close to the lens, titles.

Each maker takes a stream, the film's frame rate and size and the frames (first, end) that it has to keep to, and
returns a Deed, or None where there is no room.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tests.edits.actors import paste, sprite
from tests.edits.places import Rng, clouds, colour, word, write


@dataclass(frozen=True, eq=False)
class Deed:
    """A change of the frames ``first`` to ``last`` of a take; ``do`` takes a frame and its number in the take."""

    kind: str
    first: int
    last: int
    do: Callable[[np.ndarray, int], np.ndarray]


def span(rng: Rng, room: tuple[int, int], n: int) -> int | None:
    """Return a first frame for ``n`` frames within the room."""
    return int(rng.integers(room[0], room[1] - n + 1)) if n >= 1 and room[1] - room[0] >= n else None


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


def crossing(rng: Rng, rate_hz: float, size: tuple[int, int], room: tuple[int, int]) -> Deed | None:
    """Something large passes close to the lens."""
    n = int(rng.uniform(0.25, 1.4) * rate_hz)
    first = span(rng, room, n)
    if first is None or n < 4:
        return None
    what = sprite(rng, str(rng.choice(["person", "car", "rag", "rag"])))
    tall = float(rng.uniform(0.8, 2.2)) * size[1]
    way, y = int(rng.choice([-1, 1])), float(rng.uniform(0.35, 0.8)) * size[1]
    half = tall * what.picture.shape[1] / what.picture.shape[0] / 2

    def do(frame: np.ndarray, i: int) -> np.ndarray:
        share = (i - first + 0.5) / n
        x = -half + share * (size[0] + 2 * half)
        frame = frame.copy()
        paste(frame, what, x if way > 0 else size[0] - x, y, tall)
        return frame

    return Deed("crossing", first, first + n - 1, do)


def title(rng: Rng, rate_hz: float, size: tuple[int, int], room: tuple[int, int]) -> Deed | None:
    """Words over the picture that come and go, softly or at once."""
    import cv2

    n = int(min(rng.uniform(1, 4) * rate_hz, room[1] - room[0]))
    first = span(rng, room, n)
    if first is None or n < 12:
        return None
    soft = 1 if rng.random() < 0.3 else max(1, int(rng.uniform(0.2, 0.8) * rate_hz))
    w, h = size
    words = np.zeros((h, w, 3), np.uint8)
    mask = np.zeros((h, w, 3), np.uint8)
    ink = colour(rng, value=(0.8, 1), saturation=(0, 0.3))
    scale = float(rng.uniform(0.5, 2)) * h / 256
    x, y = int(w * rng.uniform(0.03, 0.3)), int(h * rng.uniform(0.3, 0.92))
    if rng.random() < 0.25:
        cv2.rectangle(mask, (0, y - int(30 * scale)), (w, y + int(12 * scale)), (200, 200, 200), -1)
        cv2.rectangle(words, (0, y - int(30 * scale)), (w, y + int(12 * scale)), colour(rng).tolist(), -1)
    text = word(rng, int(rng.integers(1, 4)))
    write(words, text, x, y, scale, ink, 2)
    write(mask, text, x, y, scale, np.full(3, 255), 2)
    weight = mask.astype(np.uint16)

    def do(frame: np.ndarray, i: int) -> np.ndarray:
        k = i - first
        s = int(256 * min(1.0, (k + 1) / soft, (n - k) / soft))
        m = weight * s >> 8
        return ((frame * (255 - m) + words * m) // 255).astype(np.uint8)

    return Deed("title", first, first + n - 1, do)


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


def weather(rng: Rng, rate_hz: float, size: tuple[int, int], room: tuple[int, int]) -> Deed | None:
    """Rain, snow or sparks over the whole take, ``room`` or not."""
    import cv2

    w, h = size
    n = int(np.exp(rng.uniform(np.log(20), np.log(250))))
    at = rng.random((n, 2)) * [w, h]
    rain = rng.random() < 0.5
    speed = rng.uniform(6, 20, n) if rain else rng.uniform(0.5, 3, n)
    length, side = int(rng.integers(4, 14)), rng.normal(0, 1.5)
    ink = colour(rng, value=(0.6, 1), saturation=(0, 0.2))
    steps = 24 / rate_hz

    def do(frame: np.ndarray, i: int) -> np.ndarray:
        frame = frame.copy()
        x = (at[:, 0] + side * i * steps) % w
        y = (at[:, 1] + speed * i * steps) % h
        if rain:
            lines = np.stack([np.stack([x, y], 1), np.stack([x + side, y + length], 1)], 1).astype(np.int32)
            cv2.polylines(frame, list(lines), False, ink.tolist(), 1)
        else:
            for px, py in zip(x.astype(int), y.astype(int), strict=True):
                cv2.circle(frame, (int(px), int(py)), 1 + (px % 2), ink.tolist(), -1)
        return frame

    return Deed("weather", 0, 10**9, do)


def defocus(rng: Rng, rate_hz: float, size: tuple[int, int], room: tuple[int, int]) -> Deed | None:
    """The focus is lost and found again."""
    import cv2

    n = int(min(rng.uniform(0.4, 2.5) * rate_hz, room[1] - room[0]))
    first = span(rng, room, n)
    if first is None or n < 8:
        return None
    most = rng.uniform(4, 24)

    def do(frame: np.ndarray, i: int) -> np.ndarray:
        wide = 1 + round(most * np.sin(np.pi * (i - first + 0.5) / n))
        return cv2.blur(frame, (wide, wide))

    return Deed("defocus", first, first + n - 1, do)


Maker = Callable[[Rng, float, tuple[int, int], tuple[int, int]], Deed | None]
DEEDS: dict[str, tuple[Maker, float]] = {
    "flash": (flash, 3),
    "strobe": (strobe, 1),
    "lightning": (lightning, 1),
    "explosion": (explosion, 1.2),
    "lamp": (lamp, 1.2),
    "crossing": (crossing, 2),
    "title": (title, 2),
    "flicker": (flicker, 0.8),
    "weather": (weather, 1),
    "defocus": (defocus, 0.5),
}
