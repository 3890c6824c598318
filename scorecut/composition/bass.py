"""The bass line under the chords: each bass note in the octave that walks best, often against the tune."""

import numpy as np

from scorecut.composition.harmony import Placed
from scorecut.composition.melody import Sung

#: What going the tune's way costs; more than a leap of an octave saves.
ALONG = 2.4


def bass_pitches(chords: list[Placed], low: int, high: int, tune: list[Sung]) -> list[int]:
    """Return one pitch a chord between ``low`` and ``high``.

    Steps are cheap, leaps are dear, one direction is kept for a while, the tune's direction is avoided.
    """
    if not chords:
        return []
    options = [[p for p in range(low, high + 1) if p % 12 == placed.chord.bass] for placed in chords]
    options = [row or [low + (placed.chord.bass - low) % 12] for row, placed in zip(options, chords, strict=True)]
    heights = _tune_heights(chords, tune)
    middle = low + 0.4 * (high - low)
    total = np.array([0.12 * abs(p - middle) for p in options[0]])
    links = []
    for i in range(1, len(chords)):
        now, then = np.array(options[i]), np.array(options[i - 1])
        move = now[:, None] - then[None, :]
        cost = 0.28 * np.abs(move) + 1.2 * (np.abs(move) > 7) + 3.0 * (np.abs(move) > 12)
        rise = heights[i] - heights[i - 1]
        if rise:
            cost = cost + ALONG * (np.sign(move) == np.sign(rise))
        cost = cost + total[None, :]
        link = cost.argmin(axis=1)
        links.append(link)
        total = cost[np.arange(len(now)), link] + 0.12 * np.abs(now - middle)
    at = int(total.argmin())
    path = [at]
    for link in reversed(links):
        at = int(link[at])
        path.append(at)
    path.reverse()
    return [options[i][pick] for i, pick in enumerate(path)]


def _tune_heights(chords: list[Placed], tune: list[Sung]) -> list[float]:
    """Return the tune's pitch at the start of each chord (the last one heard where it rests)."""
    heights, last, index = [], float(tune[0].pitch) if tune else 0.0, 0
    for placed in chords:
        while index < len(tune) and tune[index].start_beat <= placed.start_beat + 1e-6:
            last = float(tune[index].pitch)
            index += 1
        heights.append(last)
    return heights


def between(now: int, goal: int, left: int, scale: frozenset[int], low: int, high: int) -> int:
    """Return the next note of a walk from ``now`` that reaches ``goal`` in ``left`` more notes, within ``scale``."""
    way = goal - now
    if abs(way) <= 2 and left > 1:
        way = 3 if now + 4 <= high else -3
    aim = now + max(1.0, min(4.0, abs(way) / max(1, left))) * (1 if way > 0 else -1)
    steps = [p for p in range(max(low, now - 5), min(high, now + 5) + 1) if p % 12 in scale and p != now]
    return min(steps, key=lambda p: (abs(p - aim), p)) if steps else now


def approach(now: int, goal: int, low: int, high: int, scale: frozenset[int]) -> int:
    """Return the note that leads to ``goal``: a step on the side that it comes from, else a fifth above."""
    side = -1 if now <= goal else 1
    for distance in (2, 1) if (goal + 2 * side) % 12 in scale else (1, 2):
        if low <= goal + side * distance <= high:
            return goal + side * distance
    return goal + 7 if goal + 7 <= high else max(low, goal - 5)
