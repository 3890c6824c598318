"""Motion graphics of a seed: flat grounds on which shapes move, hard cuts between them, white flashes.

What no camera makes: grounds without any structure, a shape that leaves on one side and comes in on the other at
once, a whole picture that changes its colour alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from scorecut.chance import stream
from tests.edits.make import RATES
from tests.edits.truth import Edit, Happening, Truth

SIZES = ((160, 90), (320, 180), (456, 256))
SHORTEST_S, LONGEST_S = 0.3, 5.0
FLASH_EACH_S = 8.0


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A box or a disc, sizes and places as shares of the picture; ``speed`` in pictures a second."""

    colour: np.ndarray
    size: tuple[float, float]
    place: tuple[float, float]
    speed: tuple[float, float]
    is_round: bool


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A ground (its colour, how much darker its far end is, whether from left to right) and what moves on it."""

    ground: np.ndarray
    falloff: float
    across: bool
    shapes: list[Shape]


def graphics(seed: int, seconds: float = 40.0) -> Edit:
    """Return the motion graphics of a seed."""
    rng = stream(seed, "graphics")
    size = SIZES[int(rng.integers(len(SIZES)))]
    rate = [*RATES, Fraction(60000, 1001)][int(rng.integers(len(RATES) + 1))]
    n_frames = round(seconds * rate)
    usual_s = float(rng.uniform(0.6, LONGEST_S))
    cuts, scenes = [0], [scene(rng, None)]
    while True:
        length_s = max(SHORTEST_S, float(rng.exponential(usual_s)))
        following = cuts[-1] + max(6, round(length_s * rate))
        if following > n_frames - 6:
            break
        cuts.append(following)
        scenes.append(scene(rng, scenes[-1]))
    flashes = {
        int(frame)
        for frame in rng.integers(4, n_frames - 4, round(seconds / FLASH_EACH_S))
        if min(abs(int(frame) - cut) for cut in cuts) > 4
    }

    def render() -> Iterator[np.ndarray]:
        for i in range(n_frames):
            shot = int(np.searchsorted(cuts, i, side="right")) - 1
            yield (
                np.full((size[1], size[0], 3), 255, np.uint8)
                if i in flashes
                else drawn(scenes[shot], i / float(rate), size)
            )

    truth = tuple(Truth("cut", cut, cut, cut, "graphics") for cut in cuts[1:])
    happenings = tuple(Happening("flash", frame, frame) for frame in sorted(flashes))
    return Edit(seed, size[0], size[1], rate, n_frames, truth, happenings, render, int(rng.integers(18, 33)))


def scene(rng: np.random.Generator, before: Scene | None) -> Scene:
    """Return another scene; now and then the shapes of the one before stay, or the ground is nearly the same."""
    ground = rng.uniform(20, 235, 3)
    if before is not None and rng.random() < 0.3:
        ground = np.clip(before.ground + rng.uniform(25, 60) * rng.choice([-1, 1], 3), 10, 245)
    stay = before is not None and rng.random() < 0.3
    shapes = before.shapes if stay and before is not None else [shape(rng) for _ in range(int(rng.integers(1, 5)))]
    return Scene(ground, float(rng.choice([0.0, rng.uniform(0.1, 0.5)])), bool(rng.random() < 0.5), shapes)


def shape(rng: np.random.Generator) -> Shape:
    width = float(rng.uniform(0.05, 0.3))
    return Shape(
        colour=rng.uniform(0, 255, 3),
        size=(width, width * float(rng.uniform(0.6, 2.5))),
        place=(float(rng.random()), float(rng.random())),
        speed=(float(rng.uniform(-0.6, 0.6)), float(rng.choice([0.0, rng.uniform(-0.3, 0.3)]))),
        is_round=bool(rng.random() < 0.4),
    )


def drawn(shown: Scene, time_s: float, size: tuple[int, int]) -> np.ndarray:
    """Return the picture, uint8 BGR (height, width, 3); shapes that leave come in again on the other side at once."""
    import cv2

    width, height = size
    slope = np.linspace(1 - shown.falloff, 1, width if shown.across else height)
    slope = slope[None, :, None] if shown.across else slope[:, None, None]
    frame = np.broadcast_to(shown.ground * slope, (height, width, 3)).astype(np.uint8).copy()
    for one in shown.shapes:
        w, h = max(2, round(one.size[0] * width)), max(2, round(one.size[1] * height))
        left, top = (
            round((place + speed * time_s) % 1.0 * max(1, whole - own))
            for place, speed, whole, own in zip(one.place, one.speed, size, (w, h), strict=True)
        )
        colour = [float(level) for level in one.colour]
        if one.is_round:
            cv2.ellipse(frame, (left + w // 2, top + h // 2), (w // 2, h // 2), 0, 0, 360, colour, -1)
        else:
            cv2.rectangle(frame, (left, top), (left + w, top + h), colour, -1)
    return frame
