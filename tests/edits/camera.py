"""The camera: how a canvas is looked at, frame by frame. Every move here stays inside one shot."""

from dataclasses import dataclass

import numpy as np

MANNERS = ("still", "drift", "pan", "zoom", "handheld", "shaky", "whip", "fast_zoom", "roll")
WEIGHTS = {
    "still": 4,
    "drift": 3,
    "pan": 2,
    "zoom": 2,
    "handheld": 3,
    "shaky": 1,
    "whip": 1,
    "fast_zoom": 0.5,
    "roll": 0.5,
}


@dataclass(frozen=True, eq=False)
class Path:
    """Where the camera looks, for each frame.

    centre : float64 (n, 2), canvas pixels; scale : float64 (n,), canvas pixels for one pixel of the film
    angle : float64 (n,), radians; smear : float64 (n,), pixels of the film by which a frame is blurred in motion
    quick : (first, last) of a whip or quick zoom, frames
    """

    centre: np.ndarray
    scale: np.ndarray
    angle: np.ndarray
    smear: np.ndarray
    size: tuple[int, int]
    quick: tuple[str, int, int] | None = None

    def look(self, canvas: np.ndarray, i: int) -> np.ndarray:
        """Return what the camera sees of the canvas in frame i, uint8 BGR of the film's size (width, height)."""
        import cv2

        s, a = float(self.scale[i]), float(self.angle[i])
        cos, sin = s * np.cos(a), s * np.sin(a)
        x0, y0 = (self.size[0] - 1) / 2, (self.size[1] - 1) / 2
        cx, cy = self.centre[i]
        matrix = np.array([[cos, -sin, cx - cos * x0 + sin * y0], [sin, cos, cy - sin * x0 - cos * y0]])
        if s > 1.7:
            canvas = cv2.blur(canvas, (2, 2))
        seen = cv2.warpAffine(
            canvas, matrix, self.size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REFLECT_101
        )
        wide = int(self.smear[i])
        return cv2.blur(seen, (wide, 1)) if wide > 1 else seen

    def place(self, x: float, y: float, i: int) -> tuple[float, float]:
        """Return where a point of the canvas lies in frame i of the film."""
        s, a = float(self.scale[i]), float(self.angle[i])
        dx, dy = x - self.centre[i, 0], y - self.centre[i, 1]
        cos, sin = np.cos(a) / s, np.sin(a) / s
        return cos * dx + sin * dy + (self.size[0] - 1) / 2, -sin * dx + cos * dy + (self.size[1] - 1) / 2


def choose_manner(rng: np.random.Generator, calm: float = 1.0) -> str:
    """Return a manner; ``calm`` above 1 prefers a camera that stands."""
    weights = np.array([WEIGHTS[m] * (calm if m in ("still", "drift") else 1.0) for m in MANNERS])
    return str(rng.choice(MANNERS, p=weights / weights.sum()))


def path(
    rng: np.random.Generator,
    *,
    n_frames: int,
    rate_hz: float,
    canvas: tuple[int, int],
    size: tuple[int, int],
    zoom: tuple[float, float],
    manner: str,
    clear: tuple[int, int],
) -> Path:
    """Return a camera's path over a canvas (width, height).

    zoom : least and most; 1 shows as much of the canvas as fits
    clear : (first, end) of the frames that a whip or quick zoom has to keep to
    """
    fit = min(canvas[0] / size[0], canvas[1] / size[1])
    t = np.arange(n_frames) / rate_hz
    length = max(n_frames / rate_hz, 1e-3)
    closeness = np.full(n_frames, float(rng.uniform(*zoom)))
    step = np.zeros((n_frames, 2))
    angle = np.full(n_frames, float(rng.normal(0, 0.01)))
    smear = np.zeros(n_frames)
    quick = None
    towards = np.array([rng.choice([-1.0, 1.0]), rng.normal(0, 0.25)])
    if manner in ("drift", "pan"):
        step += np.outer(t, towards) * (rng.uniform(0.01, 0.05) if manner == "drift" else rng.uniform(0.08, 0.5))
    elif manner == "zoom":
        closeness *= np.exp(t * rng.choice([-1, 1]) * rng.uniform(0.03, 0.25))
    elif manner == "roll":
        angle += t * rng.choice([-1, 1]) * rng.uniform(0.05, 0.4)
    elif manner in ("handheld", "shaky"):
        much = rng.uniform(0.002, 0.012) if manner == "handheld" else rng.uniform(0.012, 0.045)
        step += wobble(rng, t, 2) * much
        angle += wobble(rng, t, 1)[:, 0] * much * 0.8
        closeness *= 1 + wobble(rng, t, 1)[:, 0] * much * 0.5
        step += np.outer(t, towards) * rng.uniform(0, 0.08)
    elif manner in ("whip", "fast_zoom"):
        room = clear[1] - clear[0]
        frames = int(min(rng.uniform(0.15, 0.6) * rate_hz, room - 2))
        if frames >= 4:
            first = clear[0] + int(rng.integers(0, room - frames))
            ease = np.clip((np.arange(n_frames) - first) / frames, 0, 1)
            ease = ease * ease * (3 - 2 * ease)
            if manner == "whip":
                step += np.outer(ease, [towards[0], 0.1 * towards[1]]) * rng.uniform(0.6, 2.0)
                speed = np.abs(np.gradient(step[:, 0])) * size[0] * rng.uniform(0.3, 0.8)
                smear = np.minimum(speed, 0.2 * size[0])
            else:
                closeness *= 1 + ease * rng.uniform(0.4, 1.5)
            step += wobble(rng, t, 2) * 0.003
            quick = (manner, first, first + frames)
    closeness = np.maximum(closeness, 1.0)
    scale = fit / closeness
    slack = np.array(canvas) / 2 - np.array(size) / 2 * scale.mean()
    middle = np.array(canvas) / 2 + rng.uniform(-1, 1, 2) * np.maximum(slack, 0)
    if manner in ("drift", "pan"):
        middle = middle - towards * 0.5 * length * np.abs(step[-1]).max() / length * size[0] * scale[0]
    centre = middle + step * size[0] * scale[:, None]
    return Path(centre, scale, angle, smear, size, quick)


def wobble(rng: np.random.Generator, t: np.ndarray, dimensions: int) -> np.ndarray:
    """Return the unrest of a hand, float64 (n, dimensions), about -1 to 1: four sinusoids of 0.4-6 Hz each."""
    out = np.zeros((t.size, dimensions))
    for d in range(dimensions):
        for _ in range(4):
            hz = float(np.exp(rng.uniform(np.log(0.4), np.log(6))))
            out[:, d] += np.sin(2 * np.pi * (hz * t + rng.random())) * rng.uniform(0.3, 1) / (1 + 0.4 * hz)
    return out
