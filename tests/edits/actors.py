"""Who and what moves in a place: people, faces, cars, balls, as small pictures with an outline."""

from dataclasses import dataclass

import numpy as np

from tests.edits.camera import Path
from tests.edits.places import Rng, clouds, colour


@dataclass(frozen=True, eq=False)
class Sprite:
    """A small picture, uint8 BGR (h, w, 3), and how far it covers what is behind, uint8 (h, w)."""

    picture: np.ndarray
    cover: np.ndarray


@dataclass(frozen=True, eq=False)
class Actor:
    """A sprite on its way: where it is at a time, in shares of the canvas, and its height.

    sway : how far it moves to and fro (share of the width) and how often (Hz)
    """

    sprite: Sprite
    x: float
    y: float
    height: float
    speed: tuple[float, float]
    sway: tuple[float, float, float]
    growth: float
    mouth: bool

    def draw(self, frame: np.ndarray, path: Path, i: int, t_s: float, canvas: tuple[int, int]) -> None:
        """Draw the actor into a frame of the film."""
        x = self.x + self.speed[0] * t_s + self.sway[0] * np.sin(2 * np.pi * (self.sway[1] * t_s + self.sway[2]))
        y = self.y + self.speed[1] * t_s + 0.3 * self.sway[0] * np.sin(2 * np.pi * 1.7 * self.sway[1] * t_s)
        at_x, at_y = path.place(x * canvas[0], y * canvas[1], i)
        tall = self.height * canvas[1] / float(path.scale[i]) * float(np.exp(self.growth * t_s))
        paste(frame, self.sprite, at_x, at_y, tall)
        if self.mouth:
            import cv2

            opened = abs(np.sin(7 * t_s) * np.sin(2.3 * t_s + self.sway[2]))
            axes = (max(1, round(0.07 * tall)), max(1, round(0.045 * tall * opened)))
            cv2.ellipse(frame, (round(at_x), round(at_y - 0.12 * tall)), axes, 0, 0, 360, (40, 30, 90), -1, cv2.LINE_AA)


def paste(frame: np.ndarray, sprite: Sprite, x: float, y: float, tall: float) -> None:
    """Put a sprite into a frame, its middle at x, y, ``tall`` pixels high; whatever lies outside is cut off."""
    import cv2

    h, w = frame.shape[:2]
    hh = int(np.clip(round(tall), 2, 3 * h))
    ww = int(np.clip(round(tall * sprite.picture.shape[1] / sprite.picture.shape[0]), 2, 3 * w))
    left, top = round(x - ww / 2), round(y - hh / 2)
    x0, y0, x1, y1 = max(0, left), max(0, top), min(w, left + ww), min(h, top + hh)
    if x1 <= x0 or y1 <= y0:
        return
    picture = cv2.resize(sprite.picture, (ww, hh), interpolation=cv2.INTER_LINEAR)
    cover = cv2.resize(sprite.cover, (ww, hh), interpolation=cv2.INTER_LINEAR)
    part = (slice(y0 - top, y1 - top), slice(x0 - left, x1 - left))
    behind = frame[y0:y1, x0:x1]
    m = cover[part][..., None].astype(np.uint16)
    behind[:] = ((behind * (255 - m) + picture[part] * m + 127) // 255).astype(np.uint8)


def sprite(rng: Rng, kind: str) -> Sprite:
    """Return a sprite of a kind: person, face, car, ball, rag."""
    import cv2

    h, w = {"person": (160, 72), "face": (160, 130), "car": (70, 160), "ball": (80, 80), "rag": (150, 170)}[kind]
    cover = np.zeros((h, w), np.uint8)
    shade = clouds(rng, h, w, coarse=int(rng.integers(2, 9)))
    picture = np.empty((h, w, 3), np.float32)
    picture[:] = colour(rng)
    skin = colour(rng, value=(0.25, 0.95), saturation=(0.2, 0.5)) * [0.75, 0.9, 1.0]
    if kind == "person":
        cv2.ellipse(cover, (36, 22), (14, 19), 0, 0, 360, 255, -1, cv2.LINE_AA)
        cv2.ellipse(cover, (36, 76), (30, 40), 0, 0, 360, 255, -1, cv2.LINE_AA)
        cv2.rectangle(cover, (16, 90), (32, 158), 255, -1)
        cv2.rectangle(cover, (40, 90), (56, 158), 255, -1)
        picture[:42] = skin
        picture[:12] = colour(rng, value=(0.05, 0.6), saturation=(0, 0.5))
        picture[108:] = colour(rng, value=(0.05, 0.6))
    elif kind == "face":
        cv2.ellipse(cover, (65, 62), (38, 52), 0, 0, 360, 255, -1, cv2.LINE_AA)
        cv2.ellipse(cover, (65, 165), (64, 58), 0, 0, 360, 255, -1, cv2.LINE_AA)
        picture[:116] = skin
        picture[:26] = colour(rng, value=(0.05, 0.6), saturation=(0, 0.5))
        for x in (50, 80):
            cv2.ellipse(picture, (x, 54), (7, 4), 0, 0, 360, (240, 240, 240), -1, cv2.LINE_AA)
            cv2.circle(picture, (x, 54), 3, (30, 20, 20), -1, cv2.LINE_AA)
    elif kind == "car":
        cv2.rectangle(cover, (4, 30), (156, 58), 255, -1)
        cv2.ellipse(cover, (80, 32), (52, 28), 0, 180, 360, 255, -1, cv2.LINE_AA)
        for x in (36, 124):
            cv2.circle(cover, (x, 56), 13, 255, -1, cv2.LINE_AA)
            cv2.circle(picture, (x, 56), 13, (15, 15, 15), -1, cv2.LINE_AA)
        cv2.rectangle(picture, (44, 12), (116, 29), colour(rng, value=(0.4, 1)).tolist(), -1)
    elif kind == "ball":
        cv2.circle(cover, (40, 40), 38, 255, -1, cv2.LINE_AA)
        picture[shade > 0.55] = colour(rng)
    else:
        n = int(rng.integers(5, 12))
        a = np.linspace(0, 2 * np.pi, n, endpoint=False)
        r = rng.uniform(45, 84, n)
        points = np.stack([85 + np.cos(a) * r, 75 + np.sin(a) * r * 0.85], 1).astype(np.int32)
        cv2.fillPoly(cover, [points], 255, cv2.LINE_AA)
        picture += (shade[..., None] - 0.5) * 90
    picture *= 0.75 + 0.5 * shade[..., None]
    if rng.random() < 0.3:
        cover = cv2.blur(cover, (7, 7))
    return Sprite(np.clip(picture, 0, 255).astype(np.uint8), cover)


def cast(rng: Rng, manner: str) -> list[Actor]:
    """Return who is in a place: nobody, one face, a few people, a crowd, traffic."""
    kinds, heights, n = {
        "nobody": (("ball",), (0.1, 0.2), 0),
        "face": (("face",), (0.5, 0.95), int(rng.integers(1, 3))),
        "people": (("person",), (0.25, 0.7), int(rng.integers(1, 5))),
        "crowd": (("person",), (0.15, 0.4), int(rng.integers(8, 22))),
        "traffic": (("car", "ball", "rag"), (0.06, 0.35), int(rng.integers(2, 8))),
    }[manner]
    actors = []
    for _ in range(n):
        kind = str(rng.choice(kinds))
        runs = kind in ("car", "ball", "rag") or rng.random() < 0.35
        pace = rng.choice([-1, 1]) * float(np.exp(rng.uniform(np.log(0.02), np.log(0.5)))) if runs else 0.0
        actors.append(
            Actor(
                sprite(rng, kind),
                x=float(rng.uniform(0.25, 0.75) - pace * 0.8),
                y=float(rng.uniform(0.45, 0.65)),
                height=float(rng.uniform(*heights)),
                speed=(float(pace), float(rng.normal(0, 0.02)) if runs else 0.0),
                sway=(float(rng.uniform(0.002, 0.02)), float(rng.uniform(0.2, 1.2)), float(rng.random())),
                growth=float(rng.normal(0, 0.08)) if rng.random() < 0.3 else 0.0,
                mouth=kind == "face",
            )
        )
    return actors
