"""What passes through a shot and is no transition: things close to the lens, titles, weather, lost focus.

Makers as those of ``lights``; ``DEEDS`` lists all with their weights.
"""

from collections.abc import Callable

import numpy as np

from tests.edits import lights
from tests.edits.actors import paste, sprite
from tests.edits.deeds import Deed, span
from tests.edits.places import Rng, colour, word, write


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
    "flash": (lights.flash, 3),
    "strobe": (lights.strobe, 1),
    "lightning": (lights.lightning, 1),
    "explosion": (lights.explosion, 1.2),
    "lamp": (lights.lamp, 1.2),
    "crossing": (crossing, 2),
    "title": (title, 2),
    "flicker": (lights.flicker, 0.8),
    "weather": (weather, 1),
    "defocus": (defocus, 0.5),
}
