"""Inversions: the bass of every chord chosen so that the line walks, in about the share that the style likes.

It walks in steps where it can, and against the tune (MUSIC.md 8 and 12: contrary motion of the outer voices).
"""

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

import numpy as np

from scorecut.composition.bass import MIDDLING, away, moving, octaves_of, shortest, tune_heights
from scorecut.composition.harmony import Placed
from scorecut.composition.melody import Sung

#: What a chord off its root costs, from a bass that keeps to the roots to one that leaves them wherever it can.
PRICES = (8.0, 5.0, 4.0, 3.4, 3.0, 2.6, 2.3, 2.0, 1.7, 1.4, 1.1, 0.8, 0.5, 0.2, -0.1, -0.5, -1.0, -2.0)
#: How gladly a chord that lacks more tension than those around it is inverted.
EAGER = 6.0
#: What it costs to stay on a pitch class while the chord goes on to another root.
STAYS = 1.2
#: The share is kept in every so many chords, for the bass rests in whole sections and must walk in the others.
TOGETHER = 4

Line = list[tuple[Placed, int]]


def walking(chords: list[Placed], share: float, tune: list[Sung], register: tuple[int, int]) -> list[Placed]:
    """Return the chords with basses chosen so that they move by step and against the tune.

    About ``share`` of the chords are inverted. register : lowest and highest pitch of the bass
    """
    line: Line = []
    heights = tune_heights(chords, tune)
    moves = list(pairwise([*heights[:1], *heights]))
    for first in range(0, len(chords), TOGETHER):
        row, ways = chords[first : first + TOGETHER], moves[first : first + TOGETHER]
        wanted = share * (first + len(row)) - _inverted(line)
        trials = [_walk(row, ways, price, line[-1] if line else None, register) for price in PRICES]
        line += min(trials, key=lambda trial: abs(_inverted(trial) - wanted))
    return [placed for placed, _ in line]


def _inverted(line: Iterable[tuple[Placed, int]]) -> int:
    return sum(placed.chord.inverted for placed, _ in line)


def _walk(
    chords: list[Placed], moves: list[tuple[float, float]], price: float, before: tuple[Placed, int] | None,
    register: tuple[int, int],
) -> Line:  # fmt: skip
    """Return the chords with the pitches of their basses that cost least; ``before`` is what they come from.

    moves : the tune's pitch over the chord before and over this one
    """
    options = [_options(placed, register) for placed in chords]
    usual = float(np.mean([placed.lack for placed in chords]))
    static = [
        np.array(
            [
                (price - EAGER * (placed.lack - usual)) * (p % 12 != placed.chord.root) + MIDDLING * away(p, *register)
                for p in row
            ]
        )
        for placed, row in zip(chords, options, strict=True)
    ]
    links = []
    earlier = before
    for i, (placed, row) in enumerate(zip(chords, options, strict=True)):
        then = options[i - 1] if i else [earlier[1]] if earlier else row[:1]
        last = chords[i - 1] if i else earlier[0] if earlier else placed
        cost = moving(np.array(row), np.array(then), *moves[i])
        anew = placed.chord.root != last.chord.root
        cost = cost + STAYS * (np.subtract.outer(row, then) % 12 == 0) * (anew or i > 0)
        links.append(cost if i or earlier else np.zeros_like(cost))
    picks = shortest(static, links)
    return [
        (placed if row[k] % 12 == placed.chord.bass else replace(placed, chord=placed.chord.over(row[k] % 12)), row[k])
        for placed, row, k in zip(chords, options, picks, strict=True)
    ]


def _options(placed: Placed, register: tuple[int, int]) -> list[int]:
    """Return the pitches that may bear a chord: its own bass alone where that is fixed, else its root and third too."""
    chord = placed.chord
    classes = {chord.bass}
    if not placed.fixed and not placed.pedal:
        classes |= {chord.root} | ({chord.third} if chord.third is not None else set())
    return octaves_of(classes, *register)
