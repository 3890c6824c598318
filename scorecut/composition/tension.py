"""How tense a chord is: roughness of its intervals, and its distance from the key and from the chord before.

After Lerdahl's tonal pitch space (surface tension of inversion, sevenths and chromatic notes plus a distance on the
circle of fifths; MUSIC.md 4), reduced to one number that grows with tension; a plain tonic is almost 0, a diminished seventh
far from home about 1.
"""

from itertools import combinations

from scorecut.composition.numerals import Harmony
from scorecut.model.pitch import Key

#: Share of roughness by interval class (minor second and tritone above all).
ROUGH = {0: 0.0, 1: 0.32, 2: 0.1, 3: 0.03, 4: 0.02, 5: 0.01, 6: 0.22}


def _fifths_apart(a: int, b: int) -> int:
    steps = (7 * (a - b)) % 12
    return min(steps, 12 - steps)


def chord_tension(chord: Harmony, key: Key, before: Harmony | None = None) -> float:
    """Return the tension of ``chord`` in ``key`` after ``before``, 0 to about 1.5."""
    rough = 0.0
    for a, b in combinations(sorted(set(chord.tones)), 2):
        apart = (b - a) % 12
        rough += ROUGH[min(apart, 12 - apart)]
    scale = set(key.scale)
    chromatic = sum(tone not in scale for tone in chord.tones)
    value = rough + 0.14 * chromatic + 0.05 * _fifths_apart(chord.root, key.tonic) + 0.08 * chord.inverted
    if before is not None:
        value += 0.03 * _fifths_apart(chord.root, before.root)
    return value
