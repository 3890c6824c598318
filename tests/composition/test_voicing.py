import itertools
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecut.composition.bass import bass_pitches
from scorecut.composition.harmony import Placed
from scorecut.composition.inversions import walking
from scorecut.composition.melody import Sung
from scorecut.composition.numerals import harmony
from scorecut.composition.voicing import voiced
from scorecut.model.pitch import Key

ROWS = {
    "minor": ["i", "VI", "III", "VII", "iv", "V", "bII", "iiø65", "V7", "v"],
    "major": ["I", "V", "vi", "IV", "ii65", "V7", "iii", "bVI", "iv", "bVII"],
}
REGISTER = (28, 47)


def placed(numerals, key):
    return [
        Placed(chord=harmony(n, key), key=key, start_beat=4.0 * i, length_beats=4.0) for i, n in enumerate(numerals)
    ]


@st.composite
def rows(draw):
    mode = draw(st.sampled_from(["minor", "major"]))
    key = Key(draw(st.integers(0, 11)), mode)
    return placed(draw(st.lists(st.sampled_from(ROWS[mode]), min_size=4, max_size=16)), key)


@settings(max_examples=60, deadline=None)
@given(chords=rows())
def test_voices_stay_in_their_register_in_order_and_on_chord_tones(chords):
    basses = bass_pitches(chords, 31, 50, [])
    for chord, row in zip(chords, voiced(chords, basses, 3, 48, 69), strict=True):
        assert list(row) == sorted(row) and len(set(row)) == 3
        assert row[0] >= 48 and row[-1] <= 69
        assert {p % 12 for p in row} <= set(chord.chord.tones)


def test_voices_move_little():
    """Three upper voices over long random rows: under 5.5 semitones a change (chorales: 6.2 over four, MUSIC.md 8)."""
    rng = np.random.default_rng(1)
    total = changes = 0
    for mode in ("minor", "major") * 4:
        chords = placed([str(n) for n in rng.choice(ROWS[mode], 30)], Key(int(rng.integers(12)), mode))
        moves = voiced(chords, bass_pitches(chords, 31, 50, []), 3, 48, 69)
        total += sum(abs(a - b) for now, after in pairwise(moves) for a, b in zip(now, after, strict=True))
        changes += len(chords) - 1
    assert total / changes <= 5.5


def test_parallel_fifths_and_octaves_are_rare():
    """Below 2 % of the moving pairs over long rows of triads with a walking bass, upper voices alone below 1 %."""
    rng = np.random.default_rng(3)
    parallels = pairs = 0
    for _ in range(12):
        key = Key(int(rng.integers(12)), "minor")
        chords = walking(placed([str(n) for n in rng.choice(ROWS["minor"], 40)], key), 0.35, [], REGISTER)
        voices = voiced(chords, bass_pitches(chords, 31, 50, []), 3, 48, 72)
        for now, after in itertools.pairwise(voices):
            for i in range(3):
                for j in range(i + 1, 3):
                    moving = now[i] != after[i] and now[j] != after[j]
                    pairs += moving
                    same = (now[j] - now[i]) % 12 == (after[j] - after[i]) % 12
                    parallels += moving and same and (after[j] - after[i]) % 12 in (0, 7)
    assert pairs > 300
    assert parallels / pairs < 0.01


def test_a_bass_walks_when_it_may():
    chords = placed(["i", "V", "VI", "iv", "i", "VII", "III", "iv", "i", "V", "i", "VI"] * 2, Key(9, "minor"))
    share = sum(chord.chord.inverted for chord in walking(chords, 0.33, [], REGISTER)) / len(chords)
    assert 0.2 <= share <= 0.45
    assert not any(chord.chord.inverted for chord in walking(chords, 0.0, [], REGISTER)[:1])


def test_a_bass_walks_against_the_tune_where_it_may():
    """With a tune that climbs and falls by turns, two moves of the bass in three are contrary, more than where it is not heard."""
    rng = np.random.default_rng(8)
    chords = placed([str(n) for n in rng.choice(ROWS["minor"], 60)], Key(0, "minor"))
    heights = [72 + 5 * (i // 3 % 2) + i % 3 for i in range(60)]
    tune = [Sung(start_beat=4.0 * i, length_beats=4.0, pitch=p, phrase=0) for i, p in enumerate(heights)]

    def contrary(heard):
        line = bass_pitches(walking(chords, 0.33, heard, REGISTER), *REGISTER, heard)
        moves = [(b - a) * (d - c) for (a, b), (c, d) in zip(pairwise(line), pairwise(heights), strict=True)]
        moving = [move for move in moves if move]
        return sum(move < 0 for move in moving) / len(moving)

    assert contrary(tune) > 0.65
    assert contrary(tune) > contrary([]) + 0.1


def test_bass_leaps_are_rare():
    chords = placed(["I", "V", "vi", "IV", "ii65", "V7", "I", "iii"] * 3, Key(2, "major"))
    line = bass_pitches(chords, 28, 47, [])
    assert all(28 <= p <= 47 for p in line)
    assert max(abs(a - b) for a, b in itertools.pairwise(line)) <= 9


def test_inversions_keep_their_share_in_every_stretch_of_a_long_row():
    """A bass that plays in a few sections only must walk there, so the share may not pile up elsewhere."""
    rng = np.random.default_rng(5)
    row = walking(placed([str(n) for n in rng.choice(ROWS["minor"], 48)], Key(0, "minor")), 0.33, [], REGISTER)
    shares = [sum(chord.chord.inverted for chord in row[i : i + 12]) / 12 for i in range(0, 48, 12)]
    assert min(shares) >= 0.2 and max(shares) <= 0.5
