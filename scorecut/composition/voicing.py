"""Chords spread over voices so that each moves little and none moves in step with another at the fifth or octave.

Dynamic programming over the voicings of each chord with the cost table of
MUSIC.md 8 (distances, parallels, leading tones, sevenths, spacing), the bass
taken as given.
"""

import itertools
from functools import lru_cache

import numpy as np

from scorecut.composition.harmony import Placed
from scorecut.composition.numerals import Harmony

KEPT = 44
PARALLEL = 10.0
DIRECT = 3.0
LEADING_TONE = 3.0
SEVENTH = 3.0
LEAP = 2.0
COMMON = 1.0


@lru_cache(maxsize=8192)
def candidates(chord: Harmony, n_voices: int, low: int, high: int, leading: int) -> tuple[tuple[int, ...], ...]:
    """Return good ways to set ``chord`` in ``n_voices`` from ``low`` to ``high``, ascending pitches, best first.

    ``leading`` : pitch class of the leading tone, never doubled. Thirds stay above C3 (low-interval limit).
    """
    tones = list(dict.fromkeys(chord.tones))
    pitches = [p for p in range(low, high + 1) if p % 12 in tones]
    n_voices = max(1, min(n_voices, len(pitches)))
    found: list[tuple[float, tuple[int, ...]]] = []

    def grow(voices: tuple[int, ...]) -> None:
        if len(voices) == n_voices:
            found.append((_static(voices, chord, leading, low, high), voices))
            return
        for p in pitches:
            if voices:
                gap = p - voices[-1]
                if gap < (2 if p > 55 else 5) or gap > 12:
                    continue
            grow((*voices, p))

    grow(())
    if not found:
        found = [(0.0, tuple(pitches[:n_voices]))]
    found.sort()
    return tuple(voices for _, voices in found[:KEPT])


def _static(voices: tuple[int, ...], chord: Harmony, leading: int, low: int, high: int) -> float:
    classes = [p % 12 for p in voices]
    cost = 0.0
    third = chord.third
    if third is not None and third not in classes:
        cost += 6.0
    for seventh in chord.sevenths:
        cost += 3.0 * (seventh not in classes) + 4.0 * (classes.count(seventh) > 1)
    if len(voices) >= 3 and len(set(classes)) < min(3, len(chord.tones)):
        cost += 3.0
    if third is not None and classes.count(third) > 1:
        cost += 3.0 if chord.quality == "major" else 1.0
    cost += 5.0 * max(0, classes.count(leading) - 1)
    gaps = [b - a for a, b in itertools.pairwise(voices)]
    cost += sum(1.0 for gap in gaps if gap > 9) + sum(1.5 for gap in gaps if gap < 3)
    for a, b in itertools.pairwise(voices):
        cost += 2.5 * (a < 48 and b - a < 7) + 1.0 * (a < 52 and b - a < 5)
    cost += 0.06 * abs(float(np.mean(voices)) - (low + high) / 2)
    return float(cost)


def voiced(chords: list[Placed], basses: list[int], n_voices: int, low: int, high: int) -> list[tuple[int, ...]]:
    """Return one voicing for every chord (ascending pitches), the whole row as smooth as it can be.

    basses : the sounding bass note under each chord, for parallels with it
    """
    if not chords:
        return []
    rows: list[np.ndarray] = []
    for placed in chords:
        leading = (placed.key.tonic + 11) % 12
        found = candidates(placed.chord, n_voices, low, high, leading)
        rows.append(np.array(found))
    width = min(row.shape[1] for row in rows)
    rows = [row[:, :width] for row in rows]
    total = np.arange(len(rows[0])) * 0.05 + _over_bass(rows[0], basses[0])
    links: list[np.ndarray] = []
    for i in range(1, len(rows)):
        cost = total[None, :] + _moves(rows[i - 1], rows[i], basses[i - 1], basses[i], chords[i - 1], chords[i])
        cost = cost + (np.arange(len(rows[i])) * 0.05 + _over_bass(rows[i], basses[i]))[:, None]
        link = cost.argmin(axis=1)
        links.append(link)
        total = cost[np.arange(len(rows[i])), link]
    at = int(total.argmin())
    path = [at]
    for link in reversed(links):
        at = int(link[at])
        path.append(at)
    path.reverse()
    return [tuple(int(p) for p in rows[i][pick]) for i, pick in enumerate(path)]


def _over_bass(row: np.ndarray, bass: int) -> np.ndarray:
    """Return what a low, close tenor costs: less than a fifth above a bass under C3 (MUSIC.md 12, spacing)."""
    return 3.0 * ((row[:, 0] - bass < 7) & (bass < 48))


def _moves(a: np.ndarray, b: np.ndarray, bass_a: int, bass_b: int, before: Placed, after: Placed) -> np.ndarray:
    """Return the cost of going from each voicing of ``a`` to each of ``b``, (n_b, n_a)."""
    move = b[:, None, :] - a[None, :, :]  # (n_b, n_a, voices)
    cost = np.abs(move).sum(axis=2).astype(float)
    cost += LEAP * (np.abs(move) > 7).sum(axis=2) - COMMON * (move == 0).sum(axis=2)
    n = b.shape[1]
    if np.array_equal(np.sort(list(set(before.chord.tones))), np.sort(list(set(after.chord.tones)))):
        cost += 2.5 * (move == 0).all(axis=2)  # the same chord again: change position
    full_a = np.concatenate([np.full((len(a), 1), bass_a), a], axis=1)
    full_b = np.concatenate([np.full((len(b), 1), bass_b), b], axis=1)
    step = full_b[:, None, :] - full_a[None, :, :]
    for i in range(n + 1):
        for j in range(i + 1, n + 1):
            before_gap = ((full_a[:, j] - full_a[:, i]) % 12)[None, :]
            after_gap = ((full_b[:, j] - full_b[:, i]) % 12)[:, None]
            moving = (step[:, :, i] != 0) & (step[:, :, j] != 0)
            same = moving & (np.sign(step[:, :, i]) == np.sign(step[:, :, j]))
            perfect = (after_gap == 7) | (after_gap == 0)
            cost += PARALLEL * (moving & perfect & (before_gap == after_gap))
            if i == 0 and j == n:
                cost += DIRECT * (same & perfect & (before_gap != after_gap) & (np.abs(step[:, :, j]) > 2))
    leading = (before.key.tonic + 11) % 12
    leads = (a % 12 == leading)[None, :, :] & (before.chord.root == (before.key.tonic + 7) % 12)
    if after.chord.root == before.key.tonic:
        cost += LEADING_TONE * (leads & (move != 1)).sum(axis=2)
    for seventh in before.chord.sevenths:
        cost += SEVENTH * ((a % 12 == seventh)[None, :, :] & (move != -1) & (move != -2) & (move != 0)).sum(axis=2)
    return cost
