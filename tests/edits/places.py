"""Places to film, drawn: each gives a canvas, uint8 BGR (h, w, 3), of which no two are alike."""

from collections.abc import Callable

import numpy as np

Rng = np.random.Generator


def clouds(rng: Rng, h: int, w: int, *, coarse: int = 3, octaves: int = 5, stretch: float = 1.0) -> np.ndarray:
    """Return fractal noise, float32 (h, w), 0-1; ``coarse`` blobs fit into the height."""
    import cv2

    out = np.zeros((h, w), np.float32)
    for k in range(octaves):
        rows = max(2, int(coarse * 2**k))
        columns = max(2, int(rows * w / h / stretch))
        if rows > h or columns > w:
            break
        grid = rng.random((rows, columns)).astype(np.float32)
        out += cv2.resize(grid, (w, h), interpolation=cv2.INTER_CUBIC) * 0.55**k
    low, high = out.min(), out.max()
    return (out - low) / max(1e-6, high - low)


def colour(
    rng: Rng, *, value: tuple[float, float] = (0.1, 0.95), saturation: tuple[float, float] = (0.0, 0.8)
) -> np.ndarray:
    """Return one colour, float64 BGR (3,), 0-255."""
    import colorsys

    r, g, b = colorsys.hsv_to_rgb(float(rng.random()), float(rng.uniform(*saturation)), float(rng.uniform(*value)))
    return np.array([b, g, r]) * 255


def ramp(field: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return a field (h, w) of 0-1 in colours from a to b, float32 (h, w, 3)."""
    return (a + field[..., None] * (b - a)).astype(np.float32)


def landscape(rng: Rng, h: int, w: int) -> np.ndarray:
    horizon = int(h * rng.uniform(0.3, 0.7))
    y = np.linspace(0, 1, h)[:, None] * np.ones((1, w))
    out = ramp(y, colour(rng, value=(0.3, 1), saturation=(0.05, 0.6)), colour(rng, value=(0.4, 1), saturation=(0, 0.5)))
    out += (clouds(rng, h, w, coarse=3, stretch=3)[..., None] - 0.4) * rng.uniform(0, 110)
    n_hills = int(rng.integers(1, 5))
    for k in range(n_hills):
        base = horizon + (h - horizon) * k / n_hills * 0.8
        line = base - (clouds(rng, 8, w, coarse=2, octaves=4)[4] - 0.4) * h * rng.uniform(0.1, 0.4)
        below = np.arange(h)[:, None] > line[None, :]
        tint = colour(rng, value=(0.1, 0.7), saturation=(0.1, 0.7))
        ground = ramp(clouds(rng, h, w, coarse=int(rng.integers(6, 20)), octaves=4), tint * 0.6, tint * 1.25)
        out = np.where(below[..., None], ground, out)
    return finish(out)


def wall(rng: Rng, h: int, w: int) -> np.ndarray:
    """A texture: plaster, leaves, rock, cloth."""
    field = clouds(
        rng, h, w, coarse=int(rng.integers(2, 30)), octaves=int(rng.integers(2, 6)), stretch=rng.uniform(0.4, 3)
    )
    out = ramp(field ** rng.uniform(0.6, 2), colour(rng), colour(rng))
    if rng.random() < 0.4:
        other = clouds(rng, h, w, coarse=int(rng.integers(2, 12)))
        out = np.where((other > rng.uniform(0.45, 0.7))[..., None], ramp(field, colour(rng), colour(rng)), out)
    return finish(out)


def city(rng: Rng, h: int, w: int) -> np.ndarray:
    night = rng.random() < 0.45
    y = np.linspace(0, 1, h)[:, None] * np.ones((1, w))
    sky = (0.02, 0.25) if night else (0.5, 1)
    out = ramp(y, colour(rng, value=sky), colour(rng, value=sky))
    for depth in range(3):
        x = -int(rng.integers(0, 40))
        while x < w:
            wide = int(rng.integers(w // 16, w // 5))
            top = int(h * (rng.uniform(0.05, 0.5) + 0.12 * depth))
            tint = colour(rng, value=(0.03, 0.2) if night else (0.2, 0.8), saturation=(0, 0.4))
            out[top:, max(0, x) : max(0, x + wide)] = tint
            lit = colour(rng, value=(0.6, 1) if night else (0.1, 0.9), saturation=(0, 0.5))
            gap = int(rng.integers(6, 16))
            for yy in range(top + 4, h, gap):
                for xx in range(max(0, x) + 3, min(w, x + wide) - gap // 2, gap):
                    if rng.random() < (0.3 if night else 0.8):
                        out[yy : yy + gap // 2, xx : xx + gap // 2] = lit * rng.uniform(0.6, 1)
            x += wide + int(rng.integers(0, 30))
    out[int(h * 0.85) :] = colour(rng, value=(0.05, 0.5), saturation=(0, 0.2))
    return finish(out + rng.normal(0, 3, (h, w, 1)))


def room(rng: Rng, h: int, w: int) -> np.ndarray:
    floor = int(h * rng.uniform(0.55, 0.85))
    x = np.linspace(0, 1, w)[None, :] * np.ones((h, 1))
    light = 0.6 + 0.6 * np.exp(-((x - rng.random()) ** 2) / 0.1)
    tint = colour(rng, value=(0.2, 0.9), saturation=(0, 0.45))
    out = light[..., None] * tint * (0.9 + 0.2 * clouds(rng, h, w, coarse=8)[..., None])
    out[floor:] = light[floor:, :, None] * colour(rng, value=(0.15, 0.6), saturation=(0.1, 0.6))
    for _ in range(int(rng.integers(2, 12))):
        hh, ww = int(h * rng.uniform(0.08, 0.5)), int(w * rng.uniform(0.04, 0.25))
        top, left = int(rng.integers(0, h - hh)), int(rng.integers(0, w - ww))
        inner = colour(rng)
        out[top : top + hh, left : left + ww] = inner * 0.4
        patch = ramp(clouds(rng, hh, ww, coarse=3), inner * 0.7, inner)
        edge = max(1, min(hh, ww) // 14)
        out[top + edge : top + hh - edge, left + edge : left + ww - edge] = patch[edge : hh - edge, edge : ww - edge]
    return finish(out)


def flat(rng: Rng, h: int, w: int) -> np.ndarray:
    """Flat colours with outlines, as drawn animation has."""
    import cv2

    out = np.empty((h, w, 3), np.uint8)
    out[:] = colour(rng, value=(0.3, 1))
    for _ in range(int(rng.integers(4, 25))):
        n = int(rng.integers(3, 9))
        a = np.sort(rng.random(n)) * 2 * np.pi
        r = rng.uniform(0.4, 1, n) * h * rng.uniform(0.05, 0.5)
        points = np.stack([np.cos(a) * r * rng.uniform(0.6, 2), np.sin(a) * r], 1) + rng.random(2) * [w, h]
        cv2.fillPoly(out, [points.astype(np.int32)], colour(rng, value=(0.2, 1)).tolist(), cv2.LINE_AA)
        if rng.random() < 0.6:
            cv2.polylines(out, [points.astype(np.int32)], True, (20, 15, 15), int(rng.integers(1, 4)), cv2.LINE_AA)
    return out


def gradient(rng: Rng, h: int, w: int) -> np.ndarray:
    """Little to see: mist, a clear sky, a dark studio ground with a spot of light."""
    y, x = np.mgrid[0:h, 0:w].astype(np.float32) / [[[h]], [[w]]]
    cx, cy, wide = rng.random(), rng.random(), rng.uniform(0.1, 0.8)
    spot = np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / wide)
    a = colour(rng, value=(0.02, 0.9), saturation=(0, 0.5))
    out = ramp(spot, a, np.clip(a + rng.normal(0, 60, 3), 0, 255))
    return finish(out + (clouds(rng, h, w, coarse=3)[..., None] - 0.5) * rng.uniform(0, 25))


def slide(rng: Rng, h: int, w: int, lines: int | None = None) -> np.ndarray:
    """A slide or a page: a ground, a heading, lines of words, perhaps a picture."""
    import cv2

    paper = colour(rng, value=(0.85, 1), saturation=(0, 0.1)) if rng.random() < 0.7 else colour(rng, value=(0.1, 0.4))
    out = np.empty((h, w, 3), np.uint8)
    out[:] = paper
    ink = (255 - paper) * 0.8 if rng.random() < 0.7 else colour(rng, value=(0, 0.5))
    write(out, word(rng, 3), int(w * 0.08), int(h * 0.18), h / 260, ink, 2)
    for k in range(int(rng.integers(2, 7)) if lines is None else lines):
        write(out, word(rng, 4), int(w * 0.1), int(h * (0.34 + 0.1 * k)), h / 420, ink, 1)
    if rng.random() < 0.5:
        hh, ww = int(h * rng.uniform(0.25, 0.5)), int(w * rng.uniform(0.2, 0.4))
        maker = [wall, landscape, flat, gradient][int(rng.integers(4))]
        top, left = int(h * 0.3), int(w * 0.55)
        out[top : top + hh, left : left + ww] = maker(rng, hh, ww)[: h - top, : w - left]
    if rng.random() < 0.4:
        cv2.rectangle(out, (0, 0), (w, int(h * 0.06)), colour(rng).tolist(), -1)
    return out


def card(rng: Rng, h: int, w: int) -> np.ndarray:
    """A title card: few words on a plain ground."""
    out = np.empty((h, w, 3), np.uint8)
    ground = np.zeros(3) if rng.random() < 0.6 else colour(rng)
    out[:] = ground
    ink = np.array([235, 235, 235]) if ground.mean() < 128 else np.array([15, 15, 15])
    for k in range(int(rng.integers(1, 4))):
        write(out, word(rng, 2), int(w * rng.uniform(0.3, 0.4)), int(h * (0.42 + 0.12 * k)), h / 300, ink, 2)
    return out


def word(rng: Rng, n: int) -> str:
    letters = "aeiounstrlmdkvAEMRST"
    return " ".join("".join(rng.choice(list(letters), int(rng.integers(2, 9)))) for _ in range(n))


def write(out: np.ndarray, text: str, x: int, y: int, size: float, ink: np.ndarray, thick: int) -> None:
    import cv2

    cv2.putText(out, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, size, [float(c) for c in ink], thick, cv2.LINE_AA)


def finish(out: np.ndarray) -> np.ndarray:
    return np.clip(out, 0, 255).astype(np.uint8)


PLACES: dict[str, tuple[Callable[[Rng, int, int], np.ndarray], float]] = {
    "landscape": (landscape, 4),
    "wall": (wall, 2),
    "city": (city, 2),
    "room": (room, 4),
    "flat": (flat, 2),
    "gradient": (gradient, 1.2),
    "slide": (slide, 1),
    "card": (card, 0.7),
}
