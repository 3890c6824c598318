"""Dissolves: for a while the picture is a mixture of its two ends.

Over a window from frame a to frame b six things must hold together: the ends
show different pictures; the frame in the middle (and those at the quarters) is the
weighted mean of the ends; the path of change is hardly longer than the straight
way; no single step makes most of it (that is a cut); the change covers most of the
picture (a title that fades in does not); and the mixture has less contrast than its
ends, because two pictures that do not belong together blur each other. Moving
things fail the second, lights the first, pans the last.
"""

from dataclasses import dataclass

import numpy as np

from scorecut.picture.fades import bare
from scorecut.picture.reel import Reel

LENGTHS_S = (0.25, 0.37, 0.54, 0.75, 1.05, 1.45, 2.05)
LEAST_CHANGE = 9.0
MIXED = 0.32
STRAIGHT = 0.3
LARGEST_STEP = 0.33
ALIKE = 0.6
ALIKE_IF_PURE = 0.8
PURE = 0.1
PALER = -0.06
UNEXPLAINED = 0.5
LEVELS = 6
SPREAD = 0.45
KEPT = 0.5
SAME_BLOCK = 0.8
TOUCHING_S = 0.13
CHUNK = 8192


@dataclass(frozen=True, slots=True)
class Dissolve:
    """The last pure frame of the old shot, the first pure one of the new, and how sure it is (0-1)."""

    first: int
    last: int
    confidence: float


def find_dissolves(reel: Reel, rate_hz: float, closed: list[int]) -> list[Dissolve]:
    """Return all dissolves, in order; none reaches over a frame of ``closed`` (cuts, ends of fades)."""
    n = reel.n_frames
    flat = bare(reel).reshape(n, -1)
    barrier = np.zeros(n + 1, np.int64)
    barrier[[frame for frame in closed if 0 <= frame <= n]] = 1
    barrier = np.cumsum(barrier)
    found: list[tuple[float, int, int]] = []
    for length_s in LENGTHS_S:
        length = max(4, round(length_s * rate_hz))
        score = mixture_score(reel, flat, length)
        middle = np.flatnonzero(score > 0)
        first, last = middle - length // 2, middle + length - length // 2
        clear = barrier[np.minimum(last, n)] == barrier[np.maximum(first, 0)]
        found += [(float(score[m]), int(a), int(b)) for m, a, b in zip(middle[clear], first[clear], last[clear])]
    chosen: list[Dissolve] = []
    for score_, first_, last_ in sorted(found, key=lambda row: (-row[0], row[1], row[2])):
        if all(last_ <= other.first or first_ >= other.last for other in chosen):
            chosen.append(fitted(flat, first_, last_, score_, barrier))
    return joined(sorted(chosen, key=lambda dissolve: dissolve.first), max(1, round(TOUCHING_S * rate_hz)))


def joined(dissolves: list[Dissolve], apart: int) -> list[Dissolve]:
    """Return the dissolves with those made one that overlap or lie within ``apart`` frames: halves of a long one."""
    kept: list[Dissolve] = []
    for found in dissolves:
        if kept and found.first - kept[-1].last <= apart:
            before = kept[-1]
            last, sure = max(before.last, found.last), max(before.confidence, found.confidence)
            kept[-1] = Dissolve(before.first, last, sure)
        else:
            kept.append(found)
    return kept


def mixture_score(reel: Reel, flat: np.ndarray, length: int) -> np.ndarray:
    """Return how well a dissolve of ``length`` frames fits around each frame, 0 where it does not, (n,)."""
    n = reel.n_frames
    score = np.zeros(n)
    difference, residual = (np.cumsum(reel.column(name)) for name in ("difference", "residual"))
    for begin in range(0, n, CHUNK):
        middle = np.arange(max(begin, length // 2), min(begin + CHUNK, n - (length - length // 2)))
        if not middle.size:
            continue
        first, last = middle - length // 2, middle + length - length // 2
        low = first[0]
        part = flat[low : last[-1] + 1].astype(np.float32)
        step = np.concatenate([[0.0], np.abs(np.diff(part, axis=0)).mean(axis=1)])
        path = np.cumsum(step)
        a, b = part[first - low], part[last - low]
        change = np.abs(b - a).mean(axis=1)
        way = path[last - low] - path[first - low]
        off = np.zeros(middle.size)
        for share in (0.25, 0.5, 0.75):
            inside = part[np.round(first + share * length).astype(int) - low]
            off += np.abs(inside - ((1 - share) * a + share * b)).mean(axis=1) / 3
        strength = part.std(axis=1) + 3.0
        ends = np.sqrt((strength[first - low] ** 2 + strength[last - low] ** 2) / 2)
        paler = np.log(strength[middle - low] / ends)
        unexplained = (residual[last] - residual[first]) / (difference[last] - difference[first] + 1.0)
        spread = (np.abs(b - a) > LEVELS).mean(axis=1)
        largest = np.array([step[f - low + 1 : e - low + 1].max() for f, e in zip(first, last)])
        mixed, straight = off / (change + 1.0), change / (way + 1.0)
        holds = (
            (change > LEAST_CHANGE)
            & (mixed < MIXED)
            & (straight > STRAIGHT)
            & (largest < LARGEST_STEP * change)
            & (correlation(a, b) < np.where(mixed < PURE, ALIKE_IF_PURE, ALIKE))
            & (paler < PALER)
            & (unexplained > UNEXPLAINED)
            & (spread > SPREAD)
        )
        for i in np.flatnonzero(holds):
            holds[i] = kept_share(a[i], b[i], bare(reel).shape[1:]) < KEPT
        score[middle] = np.where(holds, (1 - mixed / MIXED) * straight * np.minimum(1, change / 30) ** 0.5, 0.0)
    return score


def kept_share(a: np.ndarray, b: np.ndarray, shape: tuple[int, ...]) -> float:
    """Return in which share of its twelve blocks a picture (flat, of ``shape``) is still the same in ``b``."""
    same = []
    for rows in np.array_split(np.arange(shape[0]), 3):
        for columns in np.array_split(np.arange(shape[1]), 4):
            place = (rows[:, None] * shape[1] + columns).ravel()
            same.append(float(correlation(a[None, place], b[None, place])[0]) > SAME_BLOCK)
    return float(np.mean(same))


def correlation(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return the correlation of pictures, row by row; flat pictures correlate with each other."""
    a = a - a.mean(axis=1, keepdims=True)
    b = b - b.mean(axis=1, keepdims=True)
    quiet = 0.5 * a.shape[1]
    return ((a * b).sum(axis=1) + quiet) / (np.sqrt((a * a).sum(axis=1) * (b * b).sum(axis=1)) + quiet)


def fitted(flat: np.ndarray, first: int, last: int, score: float, barrier: np.ndarray) -> Dissolve:
    """Return the dissolve with its ends where the mixture begins and is complete.

    The share of the new picture in each frame is its projection on the line between the ends; the straight
    part of that share between a fifth and four fifths, carried on to 0 and 1, marks the ends.
    """
    n = flat.shape[0]
    reach = (last - first) // 2
    low, high = max(0, first - reach), min(n - 1, last + reach)
    while barrier[first] != barrier[low]:
        low += 1
    while barrier[high] != barrier[last]:
        high -= 1
    a, b = flat[low].astype(np.float64), flat[high].astype(np.float64)
    line = b - a
    share = (flat[low : high + 1].astype(np.float64) - a) @ line / max(1.0, line @ line)
    rising = (share > 0.2) & (share < 0.8)
    if rising.sum() >= 2:
        slope, offset = np.polyfit(np.flatnonzero(rising), share[rising], 1)
        if slope > 1e-3:
            middle = (first + last) / 2
            start, end = low - offset / slope, low + (1 - offset) / slope
            if abs((start + end) / 2 - middle) < (last - first) and end - start < 3 * (last - first):
                first, last = max(low, round(start)), min(high, round(end))
    return Dissolve(first, max(last, first + 2), min(1.0, 0.5 + 0.5 * score))
