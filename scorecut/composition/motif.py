"""Small things: a contour and a rhythm that a drum could tap.

A contour is a list of moves, each a direction and a size (small, middle,
large); a style says how many scale steps those are, so that the same contour is
stepwise in an elegy and a triad in a fanfare. Rhythms come from the style's
cells. Both together make the head of a theme, and what is kept of either makes
it recognisable (MUSIC.md 7).
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

N_MOVES = 7
#: Sizes of moves: steps dominate, as in folk melodies (MUSIC.md 6, Essen measurement), with rather more leaps than there,
#: for a head is what tells one film from another.
MOVES = (-3, -2, -1, 0, 1, 2, 3)
SHARES = (0.05, 0.15, 0.29, 0.05, 0.25, 0.14, 0.07)


#: A bar of so many notes has enough of them, and a head of so many.
FULL, MOST_NOTES = 5, 10
#: So often a rhythm is invented anew until its bars share one cell: one cell in half of a tune's bars (MUSIC.md 12).
TRIES = 12
#: In how many bars two neighbouring values change places.
TURNED = 0.35
#: In how many heads a value of each bar is told in two, and which values are long enough, in eighths.
PARTED, LONG_EIGHTHS = (0.6, 0.8), 2.0


@dataclass(frozen=True, slots=True)
class Event:
    """A note (or a rest, ``degree`` None) of a cell, in eighths from the first bar line of the cell."""

    onset: float
    length: float
    sounds: bool = True


#: The bars of a rhythm.
Rhythm = tuple[tuple[Event, ...], ...]


def read_cell(text: str) -> Rhythm:
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


def invented(cells: Sequence[str], rng: np.random.Generator) -> Rhythm:
    """Return a rhythm of two bars in the manner of a style's ``cells``: their first and second bars freely paired.

    Often one of the longer values is told in two of the style's own, or two neighbours change places, so that the
    rhythms of a style are many more than its cells; a bar keeps its length, and rests stay where they are. Of some
    tries the first is kept whose bars rhyme (``akin``).
    """
    read = [read_cell(cell) for cell in cells]
    own = sorted({event.length for cell in read for bar in cell for event in bar if event.sounds})
    pairs = [(first[0], second[-1]) for first in read for second in read]
    short = [pair for pair in pairs if sum(event.sounds for bar in pair for event in bar) <= MOST_NOTES]
    found: Rhythm = ()
    for _ in range(TRIES):
        bars = (short or pairs)[int(rng.integers(len(short or pairs)))]
        found = tuple(parted(turned(bar, rng), own, rng, share) for bar, share in zip(bars, PARTED, strict=True))
        if akin(*found):
            break
    return found


def akin(first: tuple[Event, ...], second: tuple[Event, ...]) -> bool:
    """Return whether two bars share a rhythm of half a bar or more, or one of them only holds a note.

    >>> akin(*read_cell("3 1 4 | 3 1 2 2")), akin(*read_cell("3 1 4 | 2 2 4")), akin(*read_cell("3 1 4 | 6 r2"))
    (True, False, True)
    """
    rhythms = [cells_in(bar) for bar in (first, second)]
    return not all(rhythms) or bool(rhythms[0] & rhythms[1])


def cells_in(bar: tuple[Event, ...]) -> set[tuple[float, ...]]:
    """Return the rhythms of two onsets or more in a bar and in either half of it, as eighths from where each begins."""
    half = sum(event.length for event in bar) / 2
    onsets = [event.onset for event in bar if event.sounds]
    found = {tuple(onsets), tuple(t for t in onsets if t < half), tuple(t - half for t in onsets if t >= half)}
    return {cell for cell in found if len(cell) >= 2}


def turned(bar: tuple[Event, ...], rng: np.random.Generator) -> tuple[Event, ...]:
    """Return a bar in which, in some cases, two neighbouring values have changed places."""
    able = [i for i, (a, b) in enumerate(itertools.pairwise(bar)) if a.sounds and b.sounds and a.length != b.length]
    if not able or float(rng.random()) >= TURNED:
        return bar
    i = int(rng.choice(able))
    first, second = bar[i], bar[i + 1]
    swapped = Event(first.onset, second.length), Event(first.onset + second.length, first.length)
    return (*bar[:i], *swapped, *bar[i + 2 :])


def parted(bar: tuple[Event, ...], own: Sequence[float], rng: np.random.Generator, share: float) -> tuple[Event, ...]:
    """Return a bar in which, in ``share`` of cases, a long value has become two that the style knows."""
    pairs = {
        i: [a for a in own if event.length - a in own]
        for i, event in enumerate(bar)
        if event.sounds and event.length >= LONG_EIGHTHS
    }
    able = [i for i, ways in pairs.items() if ways]
    full = sum(event.sounds for event in bar) >= FULL
    if not able or full or float(rng.random()) >= share:
        return bar
    i = int(rng.choice(able))
    event, head = bar[i], float(rng.choice(pairs[i]))
    halves = Event(event.onset, head), Event(event.onset + head, event.length - head)
    return (*bar[:i], *halves, *bar[i + 1 :])


def contour(rng: np.random.Generator, n_candidates: int = 12) -> tuple[int, ...]:
    """Return seven moves (-3..3) with one leap that turns back, one peak and few repeats: the best of many."""
    best: tuple[int, ...] = ()
    best_cost = np.inf
    for _ in range(n_candidates):
        moves = tuple(int(move) for move in rng.choice(MOVES, size=N_MOVES, p=SHARES))
        cost = contour_cost(moves) + 1.5 * float(rng.random())
        if cost < best_cost:
            best, best_cost = moves, cost
    return best


def contour_cost(moves: tuple[int, ...]) -> float:
    """Return how far a contour is from memorable: wandering, flat, or leaping on in the same direction."""
    heights = np.cumsum((0, *moves))
    cost = 0.0
    leaps = [i for i, move in enumerate(moves) if abs(move) >= 2]
    cost += 1.5 * (not any(i < 4 for i in leaps)) + 0.7 * max(0, len(leaps) - 1)
    for i in leaps:  # gap-fill: a leap turns back (MUSIC.md 6: 73 % of leaps)
        if i + 1 < len(moves) and moves[i + 1] * moves[i] > 0:
            cost += 2.5
    width = int(heights.max() - heights.min())
    cost += 0.8 * max(0, 3 - width) + 0.6 * max(0, width - 6)
    cost += 0.7 * max(0, moves.count(0) - 1)
    cost += 0.5 * (int((heights[:5] == heights[:5].max()).sum()) > 1)
    turns = sum(a * b < 0 for a, b in itertools.pairwise(moves))
    return cost + 0.4 * max(0, turns - 4) + 0.6 * (turns == 0)


def steps_of(move: int, sizes: tuple[int, int, int]) -> int:
    """Return a move in scale steps for a style's small, middle and large."""
    return 0 if move == 0 else int(np.sign(move)) * sizes[abs(move) - 1]
