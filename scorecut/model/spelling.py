"""How a pitch is written: letter, accidental and octave, by the key and by the chord it belongs to.

Letters stand on the line of fifths (... Bb -2, F -1, C 0, G 1, D 2 ... F# 6): a key and
a chord are neighbourhoods on it, and a pitch takes the place nearest to both (Temperley
2001, The Cognition of Basic Musical Structures, chapter 5).
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from scorecut.model.pitch import Key

LETTERS_BY_FIFTHS = "FCGDAEB"

#: Fifths from a chord's root to its tones, by semitones; 6 and 8 depend on the chord's quality.
CHORD_FIFTHS = {0: 0, 1: -5, 2: 2, 3: -3, 4: 4, 5: -1, 6: -6, 7: 1, 8: -4, 9: 3, 10: -2, 11: 5}
AUGMENTED_FOURTH, AUGMENTED_FIFTH, DIMINISHED_SEVENTH = 6, 8, -9

#: Fifths below and above the tonic that chromatic notes come from: flat second to sharp fourth.
FLATTEST, SHARPEST = -5, 6
LEADING_TONE = 5


@dataclass(frozen=True, slots=True)
class Spelling:
    """A written note: ``step`` a letter, ``alter`` semitones (-1 flat, +1 sharp), ``octave`` of the letter (C4 middle)."""

    step: str
    alter: int
    octave: int

    def __str__(self) -> str:
        return f"{self.step}{'#' * self.alter}{'b' * -self.alter}{self.octave}"


def spell(pitch: int, key: Key, tones: tuple[int, ...] = (), step_on: int = 0) -> Spelling:
    """Return how a MIDI note is written.

    tones : pitch classes of the chord that sounds, its root first
    step_on : semitones to the next note of the line: a chromatic note that rises is a sharp, one that falls a flat

    >>> str(spell(66, Key(2, "major"))), str(spell(70, Key(5, "major"))), str(spell(68, Key(9, "minor")))
    ('F#4', 'Bb4', 'G#4')
    >>> str(spell(71, Key(6, "major")))
    'B4'
    """
    step, alter = letter(_place(pitch % 12, key, tones, step_on))
    return Spelling(step, alter, (pitch - alter) // 12 - 1)


def letter(place: int) -> tuple[str, int]:
    """Return the letter and its alteration at a place on the line of fifths.

    >>> letter(0), letter(-2), letter(8)
    (('C', 0), ('B', -1), ('G', 1))
    """
    return LETTERS_BY_FIFTHS[(place + 1) % 7], (place + 1) // 7


def tonic_place(key: Key) -> int:
    """Return where the tonic stands on the line of fifths, in the spelling of the key's signature."""
    return _nearest(key.tonic, key.fifths + 2)


@lru_cache(maxsize=4096)
def chord_places(key: Key, tones: tuple[int, ...]) -> dict[int, int]:
    """Return the places of a chord's pitch classes: its root as near to the key as it goes, its tones by their interval."""
    if not tones:
        return {}
    middle = tonic_place(key) + (0 if key.is_minor else 2)
    steps = {(tone - tones[0]) % 12 for tone in tones}
    fifths = dict(CHORD_FIFTHS)
    if 6 in steps and (7 in steps or 3 not in steps):
        fifths[6] = AUGMENTED_FOURTH
    if 8 in steps and 4 in steps and 7 not in steps:
        fifths[8] = AUGMENTED_FIFTH
    if {3, 6, 9} <= steps:
        fifths[9] = DIMINISHED_SEVENTH

    def spelled(root: int) -> dict[int, int]:
        return {(tones[0] + step) % 12: root + fifths[step] for step in sorted(steps)}

    near = _nearest(tones[0], middle)
    ways = [spelled(near + turn) for turn in (0, -12, 12)]
    best = min(ways, key=lambda way: _distance(way.values(), middle))
    third = (tones[0] + 4) % 12  # a dominant's third leads: F double sharp in D#7, not G
    return {
        tone: place if tone == third and letter(place)[1] == 2 else _plain(place, key) for tone, place in best.items()
    }


def _place(tone: int, key: Key, tones: tuple[int, ...], step_on: int) -> int:
    """The place of a pitch class: as chord tone, as tone of the scale, as a step to the next note, else near the tonic."""
    chord = chord_places(key, tones)
    if tone in chord:
        return chord[tone]
    own = _nearest(tone, key.fifths + 2)
    if key.fifths - 1 <= own <= key.fifths + 5:
        return own
    if key.is_minor and (7 * tone - tonic_place(key) - LEADING_TONE) % 12 == 0:
        return tonic_place(key) + LEADING_TONE
    if step_on in (1, -1):
        place = _place((tone + step_on) % 12, key, tones, 0) + LEADING_TONE * step_on
        if place == _plain(place, key):
            return place
    place = _nearest(tone, tonic_place(key))
    return _plain(place + 12 if place < tonic_place(key) + FLATTEST else place, key)


def _distance(places: Collection[int], middle: int) -> float:
    """How far a chord lies from the key, in fifths; a double accidental counts as one more."""
    far = sum(abs(place - middle) for place in places) / len(places)
    return far + sum(abs(letter(place)[1]) > 1 for place in places)


def _plain(place: int, key: Key) -> int:
    """The place without a double sharp or flat, save for the leading tone of a sharp minor key."""
    alter = letter(place)[1]
    if abs(alter) < 2 or (key.is_minor and place == tonic_place(key) + LEADING_TONE):
        return place
    return place - 12 if alter > 0 else place + 12


def _nearest(tone: int, middle: int) -> int:
    """The place of a pitch class that is nearest to ``middle`` (the sharper one of two)."""
    place = 7 * tone % 12
    return min((place + turn for turn in (-24, -12, 0, 12)), key=lambda p: (abs(p - middle), -p))
