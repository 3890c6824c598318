"""How one shot becomes the next: mixes and wipes of two pictures at a share of the way."""

from collections.abc import Callable

import numpy as np

WIPES = ("right", "left", "down", "up", "diagonal", "iris_out", "iris_in", "clock", "blinds", "barn", "blocks")
SLIDES = ("push_left", "push_right", "push_up", "push_down", "slide_left", "slide_right", "slide_down")

#: Takes the old picture, the new one and the share of the way (0-1, both ends left out); returns the mix.
Join = Callable[[np.ndarray, np.ndarray, float], np.ndarray]


def dissolve(smooth: bool) -> Join:
    """Return a mix of two pictures, in equal steps or with a soft beginning and end."""
    import cv2

    def mix(old: np.ndarray, new: np.ndarray, share: float) -> np.ndarray:
        weight = share * share * (3 - 2 * share) if smooth else share
        return cv2.addWeighted(old, 1 - weight, new, weight, 0)

    return mix


def wipe(rng: np.random.Generator, how: str, height: int, width: int) -> Join:
    """Return a border that passes over the picture; ``how`` is one of WIPES."""
    arrives = arrival(rng, how, height, width)
    soft = float(rng.choice([0.004, 0.03, 0.12, 0.3]))

    def mix(old: np.ndarray, new: np.ndarray, share: float) -> np.ndarray:
        m = np.clip((share * (1 + soft) - arrives) / soft * 255, 0, 255).astype(np.uint16)[..., None]
        return ((old * (255 - m) + new * m + 127) // 255).astype(np.uint8)

    return mix


def arrival(rng: np.random.Generator, how: str, height: int, width: int) -> np.ndarray:
    """Return when the border reaches each pixel, float32 (height, width), 0-1."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    y, x = (y + 0.5) / height, (x + 0.5) / width
    if how in ("right", "left"):
        field = x if how == "right" else 1 - x
    elif how in ("down", "up"):
        field = y if how == "down" else 1 - y
    elif how == "diagonal":
        field = ((x if rng.random() < 0.5 else 1 - x) + (y if rng.random() < 0.5 else 1 - y)) / 2
    elif how in ("iris_out", "iris_in"):
        field = np.hypot((x - 0.5) * width / height, y - 0.5)
        field = field / field.max() if how == "iris_out" else 1 - field / field.max()
    elif how == "clock":
        field = (np.arctan2(x - 0.5, 0.5 - y) / (2 * np.pi)) % 1
    elif how == "blinds":
        field = (x * int(rng.integers(4, 12))) % 1
    elif how == "barn":
        field = np.abs(x - 0.5) * 2 if rng.random() < 0.5 else 1 - np.abs(x - 0.5) * 2
    else:
        rows, columns = 9, 16
        order = rng.permutation(rows * columns).reshape(rows, columns) / (rows * columns)
        field = order[np.minimum((y * rows).astype(int), rows - 1), np.minimum((x * columns).astype(int), columns - 1)]
    return np.clip(field, 0, 1).astype(np.float32)


def slide(how: str, eased: bool) -> Join:
    """Return the new picture pushing the old one out, or sliding over it; ``how`` is one of SLIDES."""
    kind, way = how.split("_")

    def mix(old: np.ndarray, new: np.ndarray, share: float) -> np.ndarray:
        share = share * share * (3 - 2 * share) if eased else share
        axis = 1 if way in ("left", "right") else 0
        length = old.shape[axis]
        at = int(round(share * length))
        backwards = way in ("right", "down")
        if kind == "push":
            both = np.concatenate([new, old] if backwards else [old, new], axis=axis)
            first = length - at if backwards else at
            return np.ascontiguousarray(np.take(both, range(first, first + length), axis=axis))
        out = old.copy()
        if axis == 1 and backwards:
            out[:, :at] = new[:, length - at :]
        elif axis == 1:
            out[:, length - at :] = new[:, :at]
        elif backwards:
            out[:at] = new[length - at :]
        else:
            out[length - at :] = new[:at]
        return out

    return mix


def fade(colour: np.ndarray, smooth: bool) -> Callable[[np.ndarray, float], np.ndarray]:
    """Return a picture's way into a colour: share 0 is the picture, 1 the colour."""
    import cv2

    def mix(picture: np.ndarray, share: float) -> np.ndarray:
        weight = share * share * (3 - 2 * share) if smooth else share
        blank = np.empty_like(picture)
        blank[:] = colour
        return cv2.addWeighted(picture, 1 - weight, blank, weight, 0)

    return mix
