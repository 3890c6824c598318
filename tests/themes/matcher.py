"""Finding a theme in a tune without asking the composer: intervals and the rhythm of onsets, nothing else.

A tune is a row of (beat of onset, MIDI pitch). Between two notes stand a step (signed, in scale steps, so that
major and minor are the same) and the ratio of what follows to what went before in time (so that twice as slow is the
same). The distance of two tunes is the edit distance over these pairs, half for the step and half for the ratio,
over the length of the longer one (MUSIC.md 7); 0 the same, 1 nothing in common. A tune turned upside down counts
as itself with its steps negated.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Tune = Sequence[tuple[float, int]]

#: Scale steps in a semitone; steps this far apart, and ratios this many octaves apart, have nothing in common.
STEPS = 7 / 12
STEP_REACH, RATIO_REACH = 1.0, 0.3
#: Up to this two tunes are the same theme: above nearly all planted changes, below nearly all strangers (``test_matcher``).
SAME = 0.26
LEAST_NOTES = 4
INVERSION = "inversion"


@dataclass(frozen=True, slots=True)
class Found:
    """Where a theme was found: notes ``first`` to ``last`` of the tune, how far it is, whether upside down."""

    first: int
    last: int
    distance: float
    inverted: bool


def moves(tune: Tune) -> np.ndarray:
    """Return the steps and the logarithms (base 2) of the ratios of a tune, float64, (n - 1, 2).

    The last note's length is not known from onsets: its ratio is nan and agrees with everything.
    """
    onsets, pitches = np.array([note[0] for note in tune]), np.array([note[1] for note in tune])
    waits = np.diff(onsets)
    ratios = np.append(np.log2(waits[1:] / waits[:-1]), np.nan) if waits.size else np.zeros(0)
    return np.column_stack([np.rint(np.diff(pitches) * STEPS), ratios])


def unlike(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return how much each move of one tune differs from each of another, 0-1, (n, m)."""
    step = np.minimum(1.0, np.abs(a[:, None, 0] - b[None, :, 0]) / STEP_REACH)
    ratio = np.minimum(1.0, np.abs(a[:, None, 1] - b[None, :, 1]) / RATIO_REACH)
    return 0.5 * step + 0.5 * np.where(np.isnan(ratio), 0.0, ratio)


def edit_distance(a: np.ndarray, b: np.ndarray) -> float:
    """Return the edit distance of two rows of moves over the length of the longer one, 0-1."""
    swap = unlike(a, b)
    table = np.zeros((len(a) + 1, len(b) + 1))
    table[:, 0], table[0] = np.arange(len(a) + 1), np.arange(len(b) + 1)
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            table[i, j] = min(table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + swap[i - 1, j - 1])
    return float(table[-1, -1]) / max(len(a), len(b), 1)


def distance(a: Tune, b: Tune) -> float:
    """Return how far two tunes are apart, upright or upside down, whichever is nearer."""
    return min(_ways(moves(a), moves(b)))


def _ways(a: np.ndarray, b: np.ndarray) -> tuple[float, float]:
    return edit_distance(a, b), edit_distance(a * np.array([-1.0, 1.0]), b)


def search(theme: Tune, tune: Tune, *, same: float = SAME) -> list[Found]:
    """Return every place of a tune that is the theme or its head (the first four notes at least), none overlapping."""
    wanted = moves(theme)
    found: list[Found] = []
    for first in range(len(tune) - LEAST_NOTES + 1):
        best: Found | None = None
        for n in range(LEAST_NOTES, len(theme) + 1):
            last = first + n - 1
            if last >= len(tune):
                break
            upright, turned = _ways(wanted[: n - 1], moves(tune[first : last + 1]))
            here = Found(first, last, min(upright, turned), turned < upright)
            if here.distance <= same and (best is None or here.distance <= best.distance):
                best = here
        if best is not None:
            found.append(best)
    chosen: list[Found] = []
    for one in sorted(found, key=lambda f: (f.distance, f.first - f.last)):
        if all(one.last < other.first or one.first > other.last for other in chosen):
            chosen.append(one)
    return sorted(chosen, key=lambda f: f.first)
