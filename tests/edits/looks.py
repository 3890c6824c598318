"""How a take is graded and what its film is like: light, contrast, colour, grain."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Look:
    """A grade: a table for each channel, uint8 (1, 256, 3); ``colour`` 0 is black and white, 1 as it was."""

    table: np.ndarray
    colour: float
    grain: np.ndarray | None
    offsets: np.ndarray

    def on(self, frame: np.ndarray, k: int) -> np.ndarray:
        """Return picture k of the take as graded, uint8 BGR; the same k has the same grain."""
        import cv2

        frame = cv2.LUT(frame, self.table)
        if self.colour < 0.98:
            grey = cv2.cvtColor(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
            frame = cv2.addWeighted(frame, self.colour, grey, 1 - self.colour, 0)
        if self.grain is not None:
            frame = grainy(frame, self.grain, self.offsets[k % len(self.offsets)])
        return frame


def grainy(frame: np.ndarray, tile: np.ndarray, offset: np.ndarray) -> np.ndarray:
    import cv2

    h, w = frame.shape[:2]
    return cv2.addWeighted(frame, 1, tile[offset[0] : offset[0] + h, offset[1] : offset[1] + w], 1, -128)


def grain_tile(rng: np.random.Generator, sigma: float, size: tuple[int, int]) -> np.ndarray:
    """Return grain around 128, uint8 (h + 64, w + 64, 3), of the given strength; coarse at times."""
    import cv2

    h, w = size[1] + 64, size[0] + 64
    noise = rng.standard_normal((h, w, 1)).astype(np.float32)
    if rng.random() < 0.4:
        noise = cv2.blur(noise, (2, 2))[..., None] * 2
    if rng.random() < 0.3:
        noise = noise + 0.6 * rng.standard_normal((h, w, 3)).astype(np.float32)
    noise = np.broadcast_to(noise, (h, w, 3))
    return np.clip(128.5 + sigma * noise, 0, 255).astype(np.uint8)


def look(rng: np.random.Generator, size: tuple[int, int], *, dark: float, filmed: bool) -> Look:
    """Return a grade; ``dark`` is the chance of a dark or pale one, filmed material keeps more of its own light."""
    x = np.arange(256) / 255
    much = 0.5 if filmed else 1.0
    gamma = np.exp(rng.normal(0, 0.25 * much))
    gain, lift = float(np.exp(rng.normal(0, 0.15 * much))), float(rng.normal(0, 0.03 * much))
    if rng.random() < dark:
        if rng.random() < 0.65:
            gain *= rng.uniform(0.15, 0.45) if not filmed else rng.uniform(0.25, 0.6)
        else:
            gain, lift = gain * rng.uniform(0.3, 0.6), lift + rng.uniform(0.05, 0.4)
    tint = np.exp(rng.normal(0, 0.08, 3))
    table = np.clip((lift + gain * x[:, None] ** gamma * tint) * 255, 0, 255).astype(np.uint8)[None]
    colour = float(rng.choice([1.0, rng.uniform(0.3, 0.97), 0.0], p=[0.6, 0.33, 0.07]))
    grain = None
    if rng.random() < (0.3 if filmed else 0.6):
        grain = grain_tile(rng, float(np.exp(rng.uniform(np.log(0.7), np.log(7)))), size)
    return Look(table, colour, grain, rng.integers(0, 64, (1009, 2)))
