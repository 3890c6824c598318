"""Small things: a contour and a rhythm that a drum could tap.

A contour is a list of moves, each a direction and a size (small, middle,
large); a style says how many scale steps those are, so that the same contour is
stepwise in an elegy and a triad in a fanfare. Rhythms come from the style's
cells. Both together make the head of a theme, and what is kept of either makes
it recognisable (MUSIC.md 7).
"""

import itertools
from dataclasses import dataclass

import numpy as np

N_MOVES = 7
#: Sizes of moves in folk melodies: steps dominate, leaps turn back (MUSIC.md 6, Essen measurement).
MOVES = (-3, -2, -1, 0, 1, 2, 3)
SHARES = (0.04, 0.12, 0.34, 0.05, 0.26, 0.13, 0.06)


@dataclass(frozen=True, slots=True)
class Event:
    """A note (or a rest, ``degree`` None) of a cell, in eighths from the first bar line of the cell."""

    onset: float
    length: float
    sounds: bool = True


def read_cell(text: str) -> tuple[tuple[Event, ...], ...]:
    """Return the bars of a rhythm such as ``3 1 4 | 6 r2`` (eighths, r rests), each starting at 0.

    >>> [[event.length for event in bar] for bar in read_cell("3 1 4 | 6 r2")]
    [[3.0, 1.0, 4.0], [6.0, 2.0]]
    """
    bars = []
    for bar in text.split("|"):
        at, events = 0.0, []
        for token in bar.split():
            length = float(token.lstrip("r"))
            events.append(Event(at, length, not token.startswith("r")))
            at += length
        bars.append(tuple(events))
    return tuple(bars)


def fitted(bar: tuple[Event, ...], eighths: float) -> tuple[Event, ...]:
    """Return ``bar`` in a measure of ``eighths``: the longest values give or take, the small ones keep their shape."""
    lengths = [event.length for event in bar]
    sounds = [event.sounds for event in bar]
    total = sum(lengths)
    while total < eighths - 1e-6:
        longest = len(lengths) - 1 - int(np.argmax(lengths[::-1]))
        step = min(1.0, eighths - total)
        lengths[longest] += step
        total += step
    while total > eighths + 1e-6:
        longest = len(lengths) - 1 - int(np.argmax(lengths[::-1]))
        step = min(1.0, total - eighths)
        if lengths[longest] - step < 0.5 - 1e-9:
            total -= lengths.pop()
            sounds.pop()
            continue
        lengths[longest] -= step
        total -= step
    at, events = 0.0, []
    for length, sound in zip(lengths, sounds, strict=True):
        events.append(Event(at, length, sound))
        at += length
    return tuple(events)


def contour(rng: np.random.Generator, n_candidates: int = 40) -> tuple[int, ...]:
    """Return seven moves (-3..3) with one leap that turns back, one peak and few repeats: the best of many."""
    best: tuple[int, ...] = ()
    best_cost = np.inf
    for _ in range(n_candidates):
        moves = tuple(int(move) for move in rng.choice(MOVES, size=N_MOVES, p=SHARES))
        cost = contour_cost(moves) + 0.8 * float(rng.random())
        if cost < best_cost:
            best, best_cost = moves, cost
    return best


def contour_cost(moves: tuple[int, ...]) -> float:
    """Return how far a contour is from memorable: wandering, flat, or leaping on in the same direction."""
    heights = np.cumsum((0, *moves))
    cost = 0.0
    leaps = [i for i, move in enumerate(moves) if abs(move) >= 2]
    cost += 1.5 * (not any(i < 4 for i in leaps)) + 0.7 * max(0, len(leaps) - 2)
    for i in leaps:  # gap-fill: a leap turns back (MUSIC.md 6: 73 % of leaps)
        if i + 1 < len(moves) and moves[i + 1] * moves[i] > 0:
            cost += 1.2
    width = int(heights.max() - heights.min())
    cost += 0.8 * max(0, 3 - width) + 0.6 * max(0, width - 6)
    cost += 0.7 * max(0, moves.count(0) - 1)
    cost += 0.5 * (int((heights[:5] == heights[:5].max()).sum()) > 1)
    turns = sum(a * b < 0 for a, b in itertools.pairwise(moves))
    return cost + 0.4 * max(0, turns - 4) + 0.6 * (turns == 0)


def steps_of(move: int, sizes: tuple[int, int, int]) -> int:
    """Return a move in scale steps for a style's small, middle and large."""
    return 0 if move == 0 else int(np.sign(move)) * sizes[abs(move) - 1]
