"""Places that move by themselves: water, fire and smoke, a road rushing up, snow on a screen."""

from collections.abc import Callable

import numpy as np

from tests.edits.places import Rng, clouds, colour, ramp

Canvas = Callable[[float], np.ndarray]


def flowing(rng: Rng, h: int, w: int) -> Canvas:
    """Return two layers of noise that pass over each other in two colours: water, fire, smoke, leaves in wind."""
    import cv2

    stretch = rng.uniform(0.3, 3)
    layers = [seamless(rng, h, w, int(rng.integers(3, 14)), stretch) for _ in range(2)]
    ways = rng.normal(0, 1, (2, 2)) * np.exp(rng.uniform(np.log(8), np.log(140)))
    dark, light = np.sort(np.stack([colour(rng), colour(rng)]), axis=0)
    table = np.clip(ramp(np.linspace(0, 1, 256)[None] ** rng.uniform(0.6, 2.5), dark, light), 0, 255).astype(np.uint8)

    def canvas(t_s: float) -> np.ndarray:
        seen = []
        for layer, (dx, dy) in zip(layers, ways, strict=True):
            shift = np.array([[1, 0, (dx * t_s) % w], [0, 1, (dy * t_s) % h]], np.float32)
            seen.append(cv2.warpAffine(layer, shift, (w, h), borderMode=cv2.BORDER_WRAP))
        mixed = cv2.addWeighted(seen[0], 0.5, seen[1], 0.5, 0)
        return cv2.LUT(cv2.merge([mixed] * 3), table)

    return canvas


def seamless(rng: Rng, h: int, w: int, coarse: int, stretch: float) -> np.ndarray:
    """Return noise whose edges meet, uint8 (h, w): what sticks out over an edge is blended onto the other side."""
    more = clouds(rng, h + h // 3, w + w // 3, coarse=coarse, stretch=stretch)
    for axis, length in ((0, h), (1, w)):
        more = more.swapaxes(0, axis)
        over = more.shape[0] - length
        weight = np.linspace(0, 1, over)[:, None]
        body = more[:length].copy()
        body[:over] = body[:over] * weight + more[length:] * (1 - weight)
        more = body.swapaxes(0, axis)
    return np.ascontiguousarray(255 * more).astype(np.uint8)


def rushing(rng: Rng, h: int, w: int) -> Canvas:
    """Return an endless zoom into the distance: a road, a tunnel, flight over land."""
    import cv2

    tint = colour(rng), colour(rng)
    field = clouds(rng, 2 * h, 2 * w, coarse=int(rng.integers(8, 30)), octaves=4)
    ground = np.clip(ramp(field, *tint), 0, 255).astype(np.uint8)
    cx, cy = w * rng.uniform(0.35, 0.65), h * rng.uniform(0.35, 0.6)
    speed = float(np.exp(rng.uniform(np.log(0.15), np.log(1.6))))

    def canvas(t_s: float) -> np.ndarray:
        phase = (speed * t_s) % 1.0
        seen = []
        for k in (0, 1):
            s = 2.0 ** (-(phase + k)) * 2
            m = np.array([[s, 0, w - s * cx], [0, s, h - s * cy]], np.float32)
            seen.append(
                cv2.warpAffine(ground, m, (w, h), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                               borderMode=cv2.BORDER_REFLECT_101)
            )  # fmt: skip
        return cv2.addWeighted(seen[0], phase, seen[1], 1 - phase, 0)

    return canvas


def static(rng: Rng, h: int, w: int) -> Canvas:
    """Return the snow of a screen without a signal: every frame is new and none a new shot."""
    import cv2

    tile = rng.integers(0, 256, (h + 64, w + 64)).astype(np.uint8)
    offsets = rng.integers(0, 64, (997, 2))
    strength = rng.uniform(0.2, 0.7)
    under = np.empty((h, w, 3), np.uint8)
    under[:] = colour(rng, value=(0.2, 0.6), saturation=(0, 0.3))

    def canvas(t_s: float) -> np.ndarray:
        y, x = offsets[round(t_s * 60) % 997]
        return cv2.addWeighted(under, 1 - strength, cv2.merge([tile[y : y + h, x : x + w]] * 3), strength, 0)

    return canvas


LIVING: dict[str, tuple[Callable[[Rng, int, int], Canvas], float]] = {
    "flowing": (flowing, 4),
    "rushing": (rushing, 3),
    "static": (static, 0.25),
}
