"""How pitches are written: planted cases that every musician spells the same way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecut.model.pitch import LETTERS, MODES, Key
from scorecut.model.spelling import chord_places, letter, spell, tonic_place

D, F, A, B, C, E, G = 2, 5, 9, 11, 0, 4, 7


def written(pitch: int, key: Key, tones: tuple[int, ...] = (), step_on: int = 0) -> str:
    return str(spell(pitch, key, tones, step_on))


@pytest.mark.parametrize(
    ("pitch", "key", "name"),
    [
        (66, Key(D, "major"), "F#4"),
        (61, Key(D, "major"), "C#4"),
        (70, Key(F, "major"), "Bb4"),
        (63, Key(C, "minor"), "Eb4"),
        (68, Key(A, "minor"), "G#4"),
        (71, Key(C, "minor"), "B4"),
        (61, Key(D, "minor"), "C#4"),
        (66, Key(G, "harmonic minor"), "F#4"),
        (71, Key(F, "lydian"), "B4"),
        (65, Key(E, "phrygian"), "F4"),
        (61, Key(C, "major"), "Db4"),
        (66, Key(C, "major"), "F#4"),
        (70, Key(C, "major"), "Bb4"),
        (60, Key(1, "major"), "C4"),
        (65, Key(6, "major"), "E#4"),
        (59, Key(6, "major"), "B3"),
        (67, Key(8, "minor"), "F##4"),
    ],
)
def test_the_key_spells(pitch: int, key: Key, name: str):
    assert written(pitch, key) == name


@pytest.mark.parametrize(
    ("pitch", "key", "tones", "name"),
    [
        (61, Key(C, "major"), (A, 1, E, G), "C#4"),  # A7, the dominant of D
        (68, Key(C, "major"), (F, 8, C), "Ab4"),  # F minor, borrowed
        (68, Key(C, "major"), (E, 8, B), "G#4"),  # E major
        (63, Key(E, "minor"), (B, 3, 6), "D#4"),
        (61, Key(C, "major"), (1, F, 8), "Db4"),  # the Neapolitan
        (65, Key(C, "major"), (1, F, 8), "F4"),
        (68, Key(C, "major"), (8, B, D, F), "G#4"),  # G# diminished, on its way to A
        (67, Key(B, "major"), (3, G, 10, 1), "F##4"),  # D#7, the dominant of G# minor
        (72, Key(A, "minor"), (E, 8, C), "B#4"),  # an augmented triad has a sharp fifth
    ],
)
def test_the_chord_spells_what_is_foreign_to_the_key(pitch: int, key: Key, tones: tuple[int, ...], name: str):
    assert written(pitch, key, tones) == name


def test_a_chromatic_note_rises_as_a_sharp_and_falls_as_a_flat():
    assert written(61, Key(C, "major"), (), 1) == "C#4"
    assert written(61, Key(C, "major"), (), -1) == "Db4"
    assert written(63, Key(C, "major"), (), 1) == "D#4"
    assert written(70, Key(C, "major"), (), -1) == "Bb4"
    assert written(61, Key(D, "minor"), (), -1) == "C#4", "the leading tone keeps its letter"


@given(
    st.integers(12, 115),
    st.integers(0, 11),
    st.sampled_from(sorted(MODES)),
    st.lists(st.integers(0, 11), max_size=4, unique=True),
    st.integers(-2, 2),
)
def test_what_is_written_sounds_as_it_should(pitch: int, tonic: int, mode: str, tones: list[int], step_on: int):
    way = spell(pitch, Key(tonic, mode), tuple(tones), step_on)
    assert 12 * (way.octave + 1) + LETTERS[way.step] + way.alter == pitch
    assert abs(way.alter) <= 2


@given(st.integers(0, 11), st.sampled_from(("major", "minor", "dorian", "lydian", "mixolydian", "phrygian", "locrian")))
def test_a_scale_uses_each_letter_once_and_no_accidental_beside_its_signature(tonic: int, mode: str):
    key = Key(tonic, mode)
    ways = [spell(60 + tone, key) for tone in key.scale]
    assert len({way.step for way in ways}) == 7
    assert sum(way.alter for way in ways) == key.fifths


def test_a_chord_is_spelled_in_thirds():
    for key in (Key(C, "major"), Key(A, "minor"), Key(3, "major")):
        for root in range(12):
            for third in (3, 4):
                places = chord_places(key, (root, (root + third) % 12, (root + 7) % 12))
                steps = ["CDEFGAB".index(letter(place)[0]) for place in places.values()]
                low, *_ = (steps[list(places).index(tone)] for tone in (root, (root + third) % 12, (root + 7) % 12))
                assert sorted((step - low) % 7 for step in steps) == [0, 2, 4], (key, root, third)


def test_the_tonic_stands_in_its_signature():
    assert letter(tonic_place(Key(10, "minor"))) == ("B", -1)
    assert letter(tonic_place(Key(6, "major"))) == ("F", 1)
