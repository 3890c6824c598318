"""Shots of the same place or person, over the whole film, so that themes can return with them."""

import numpy as np

from scorecut.model.picture import Shot
from scorecut.picture.fades import bare
from scorecut.picture.reel import Reel

SAME_LOOK = 0.34
SAME_MEANING = 0.12
ENDS = 12


def shot_looks(reel: Reel, shots: tuple[Shot, ...]) -> list[np.ndarray]:
    """Return the look of each shot at its beginning and its end, float64, (2, d) each.

    A look is the mean colour histogram, light histogram and a coarse layout of light; parts weigh alike.
    """
    thumbs = bare(reel)
    looks = []
    for shot in shots:
        rows = []
        length = max(1, min(ENDS, (shot.end_frame - shot.start_frame) // 3))
        for first in (shot.start_frame, max(shot.start_frame, shot.end_frame - length)):
            span = slice(first, first + length)
            chroma = reel.chroma[span].mean(axis=0) / 65535
            luma = reel.luma[span].reshape(-1, 8, 4).sum(axis=2, dtype=np.int64).mean(axis=0) / 65535
            layout = thumbs[span].mean(axis=0)
            coarse = np.array(
                [
                    [block.mean() for block in np.array_split(band, 4, axis=1)]
                    for band in np.array_split(layout, 3, axis=0)
                ]
            )
            rows.append(np.concatenate([chroma, luma, coarse.ravel() / 255 / 12 * 2]))
        looks.append(np.array(rows))
    return looks


def group_looks(looks: list[np.ndarray]) -> list[int]:
    """Return the group of each shot, numbered as they first appear: a shot joins the group whose shots it resembles.

    A shot resembles another when any end of it is like any end of the other.
    """

    def distance(a: np.ndarray, b: np.ndarray) -> float:
        return float(np.abs(a[:, None] - b[None]).sum(axis=2).min()) / 3

    return grouped(looks, distance, SAME_LOOK)


def group_meanings(vectors: np.ndarray) -> list[int]:
    """Return the group of each shot from its embedding (unit vectors, (n, d)): cosine distance to the group's mean."""

    def distance(a: np.ndarray, b: np.ndarray) -> float:
        return 1 - float(a @ b)

    return grouped(list(vectors), distance, SAME_MEANING)


def grouped(items: list[np.ndarray], distance, limit: float) -> list[int]:
    """Return a number for each item: that of the group with the nearest last four members on average, if near enough."""
    members: list[list[int]] = []
    numbers = []
    for i, item in enumerate(items):
        best, nearest = -1, limit
        for number, group in enumerate(members):
            away = min(distance(item, items[j]) for j in group[-4:])
            if away < nearest:
                best, nearest = number, away
        if best < 0:
            best = len(members)
            members.append([])
        members[best].append(i)
        numbers.append(best)
    return numbers
