"""Inversions: the bass of every chord chosen so that the line walks, in about the share that the style likes."""

from dataclasses import replace

import numpy as np

from scorecut.composition.harmony import Placed

#: What a chord off its root costs, from a bass that keeps to the roots to one that leaves them wherever it can.
PRICES = (4.0, 2.4, 1.6, 1.3, 1.1, 0.9, 0.7, 0.55, 0.4, 0.25, 0.1, -0.1, -0.3, -0.6)
#: The share is kept in every so many chords, for the bass rests in whole sections and must walk in the others.
TOGETHER = 6


def walking(chords: list[Placed], share: float) -> list[Placed]:
    """Return the chords with basses chosen so that they move by step, inverted for about ``share`` of the chords."""
    out: list[Placed] = []
    for first in range(0, len(chords), TOGETHER):
        row = chords[first : first + TOGETHER]
        wanted = share * (first + len(row)) - sum(placed.chord.inverted for placed in out)
        trials = [_walk(row, price, out[-1] if out else None) for price in PRICES]
        out += min(trials, key=lambda trial: abs(sum(placed.chord.inverted for placed in trial) - wanted))
    return out


def _walk(chords: list[Placed], price: float, before: Placed | None) -> list[Placed]:
    options: list[list[int]] = []
    for placed in chords:
        chord = placed.chord
        if placed.fixed or placed.pedal:
            options.append([chord.bass])
        else:
            options.append(
                list(dict.fromkeys([chord.bass, chord.root, *([chord.third] if chord.third is not None else [])]))
            )
    cost = [
        [
            price * (bass != chords[0].chord.root) + (_step(before.chord.bass, bass) if before else 0.0)
            for bass in options[0]
        ]
    ]
    back: list[list[int]] = [[0] * len(options[0])]
    for i in range(1, len(chords)):
        row, links = [], []
        for bass in options[i]:
            prices = []
            for j, last in enumerate(options[i - 1]):
                same = 0.6 if bass == last and chords[i].chord.root != chords[i - 1].chord.root else 0.0
                prices.append(cost[-1][j] + _step(last, bass) + same)
            j = int(np.argmin(prices))
            row.append(prices[j] + price * (bass != chords[i].chord.root))
            links.append(j)
        cost.append(row)
        back.append(links)
    at = int(np.argmin(cost[-1]))
    picks = [at]
    for i in range(len(chords) - 1, 0, -1):
        at = back[i][at]
        picks.append(at)
    picks.reverse()
    return [
        placed if options[i][pick] == placed.chord.bass else replace(placed, chord=placed.chord.over(options[i][pick]))
        for i, (placed, pick) in enumerate(zip(chords, picks, strict=True))
    ]


def _step(last: int, bass: int) -> float:
    """Return what it costs the bass to go from one pitch class to another: nothing by step."""
    return (0.9, 0.0, 0.0, 0.5, 0.5, 0.35, 0.9)[min((bass - last) % 12, (last - bass) % 12)]
