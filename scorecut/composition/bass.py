"""The bass line under the chords: each bass note in the octave that walks best, often against the tune."""

import numpy as np

from scorecut.composition.harmony import Placed
from scorecut.composition.melody import Sung

#: What moving costs: a semitone, a leap of more than a fifth, of more than an octave, going the tune's way, and going
#: with it in fifths or octaves (MUSIC.md 8: parallels).
SEMITONE, LEAP, WIDE, ALONG, PARALLEL = 0.28, 1.2, 3.0, 2.4, 4.0
#: What a semitone away from the comfortable part of the register costs.
MIDDLING = 0.12


def bass_pitches(chords: list[Placed], low: int, high: int, tune: list[Sung]) -> list[int]:
    """Return one pitch a chord between ``low`` and ``high``.

    Steps are cheap, leaps are dear, the tune's direction is avoided.
    """
    if not chords:
        return []
    options = [octaves_of({placed.chord.bass}, low, high) for placed in chords]
    heights = tune_heights(chords, tune)
    static = [np.array([MIDDLING * away(p, low, high) for p in row]) for row in options]
    links = [np.zeros((len(options[0]), 1))]
    for i in range(1, len(chords)):
        links.append(moving(np.array(options[i]), np.array(options[i - 1]), heights[i - 1], heights[i]))
    return [row[k] for row, k in zip(options, shortest(static, links), strict=True)]


def octaves_of(classes: set[int], low: int, high: int) -> list[int]:
    """Return all pitches of some classes within a register; the lowest above ``low`` where it holds none."""
    return [p for p in range(low, high + 1) if p % 12 in classes] or [low + (c - low) % 12 for c in sorted(classes)]


def away(pitch: int, low: int, high: int) -> float:
    """Return how far a pitch lies from where a bass is at home, semitones."""
    return abs(pitch - (low + 0.4 * (high - low)))


def moving(now: np.ndarray, then: np.ndarray, was: float, heard: float) -> np.ndarray:
    """Return what it costs to go from each of ``then`` to each of ``now``, (n_now, n_then).

    was, heard : pitch of the tune over the one and the other
    """
    move = now[:, None] - then[None, :]
    cost = SEMITONE * np.abs(move) + LEAP * (np.abs(move) > 7) + WIDE * (np.abs(move) > 12)
    if heard == was:
        return cost
    gap = (heard - now[:, None]) % 12
    parallel = np.isin(gap, (0, 7)) & (gap == (was - then[None, :]) % 12)
    along = np.sign(move) == np.sign(heard - was)
    return cost + ALONG * along + PARALLEL * (along & parallel)


def shortest(static: list[np.ndarray], links: list[np.ndarray]) -> list[int]:
    """Return which option of each step lies on the cheapest way: ``static`` (n_i,), ``links`` (n_i, n_i-1) costs."""
    total, back = links[0].min(axis=1) + static[0], []
    for cost, own in zip(links[1:], static[1:], strict=True):
        ways = cost + total[None, :]
        back.append(ways.argmin(axis=1))
        total = ways.min(axis=1) + own
    picks = [int(total.argmin())]
    for link in reversed(back):
        picks.append(int(link[picks[-1]]))
    return picks[::-1]


def tune_heights(chords: list[Placed], tune: list[Sung]) -> list[float]:
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
