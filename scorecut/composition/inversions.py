"""Inversions: the bass of every chord chosen so that the line walks, in about the share that the style likes."""

from dataclasses import replace

import numpy as np

from scorecut.composition.harmony import Placed


def walking(chords: list[Placed], share: float) -> list[Placed]:
    """Return the chords with basses chosen so that they move by step, inverted for about ``share`` of the chords."""
    best: list[Placed] = chords
    best_gap = np.inf
    for price in (2.4, 1.6, 1.1, 0.7, 0.4, 0.1, -0.3):
        trial = _walk(chords, price)
        inverted = sum(placed.chord.inverted for placed in trial) / max(1, len(trial))
        if abs(inverted - share) < best_gap:
            best, best_gap = trial, abs(inverted - share)
    return best


def _walk(chords: list[Placed], price: float) -> list[Placed]:
    options: list[list[int]] = []
    for placed in chords:
        chord = placed.chord
        if placed.fixed or placed.pedal:
            options.append([chord.bass])
        else:
            options.append(
                list(dict.fromkeys([chord.bass, chord.root, *([chord.third] if chord.third is not None else [])]))
            )
    cost = [[price * (bass != chords[0].chord.root) for bass in options[0]]]
    back: list[list[int]] = [[0] * len(options[0])]
    for i in range(1, len(chords)):
        row, links = [], []
        for bass in options[i]:
            prices = []
            for j, last in enumerate(options[i - 1]):
                apart = min((bass - last) % 12, (last - bass) % 12)
                step = (0.9, 0.0, 0.0, 0.5, 0.5, 0.35, 0.9)[apart]
                same = 0.6 if apart == 0 and chords[i].chord.root != chords[i - 1].chord.root else 0.0
                prices.append(cost[-1][j] + step + same)
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
