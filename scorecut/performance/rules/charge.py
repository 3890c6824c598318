"""Rules that follow harmony: how far a note lies from its chord, and a chord from its key."""

import numpy as np

from scorecut.model.pitch import Key
from scorecut.model.score import Chord
from scorecut.performance.passage import Passage
from scorecut.performance.scene import SAME_BEAT

#: Melodic charge by semitones above the root of the chord.
MELODIC_CHARGE = np.array([0.0, 6.5, 2.0, 4.5, 4.0, 2.5, 6.0, 1.0, 5.5, 3.0, 3.5, 5.0])
#: Harmonic charge by semitones of the root above the tonic.
MAJOR_CHARGE = (0.0, 7.0, 4.0, 3.5, 6.0, 3.0, 7.5, 1.5, 4.0, 6.0, 3.5, 7.0)
MINOR_CHARGE = (0.3, 7.0, 2.5, 7.0, 3.0, 3.5, 7.0, 2.0, 6.5, 1.5, 6.0, 5.5)
DIMINISHED_CHARGE = 5.0
#: The crescendo towards a charged chord begins this long before it.
CRESCENDO_S = 1.9


def melodic_charge(passage: Passage, chords: tuple[Chord, ...]) -> np.ndarray:
    """Return the charge C of every slot: 0 on the root of its chord, up to 6.5; 0 where there is no chord."""
    if not chords or not passage.n_slots:
        return np.zeros(passage.n_slots)
    index = chord_index(chords, passage.start_beat)
    roots = np.array([chord.root for chord in chords])
    return np.where(index >= 0, MELODIC_CHARGE[(passage.pitch.astype(int) - roots[index]) % 12], 0.0)


def charge_level(charge: np.ndarray, k: float = 1.0) -> np.ndarray:
    """Return dB: 0.2 k C."""
    return 0.2 * k * charge


def charge_lengthening(passage: Passage, charge: np.ndarray, k: float = 1.0) -> np.ndarray:
    """Return ms added to DR: DR k C / 150."""
    return passage.ioi_ms * k * charge / 150.0


def harmonic_charge(chord: Chord, key: Key) -> float:
    """Return the charge H of a chord in its key: I 0, V 1.5, bII 7 ...

    >>> harmonic_charge(Chord(start_beat=0, length_beats=4, root=7, bass=7, tones=(7, 11, 2), symbol="G", numeral="V"),
    ...                 Key(0, "major"))
    1.5
    """
    third_minor = (chord.root + 3) % 12 in chord.tones and (chord.root + 4) % 12 not in chord.tones
    if third_minor and (chord.root + 6) % 12 in chord.tones and (chord.root + 7) % 12 not in chord.tones:
        return DIMINISHED_CHARGE
    return (MINOR_CHARGE if third_minor else MAJOR_CHARGE)[(chord.root - key.tonic) % 12]


def harmony_level(chords: tuple[Chord, ...], key: Key, seconds: np.ndarray, k: float = 1.0) -> np.ndarray:
    """Return the level in dB over time as points (n, 2): 1.5 k sqrt(H), risen to over the last 1.9 s before a chord.

    seconds : when each chord begins
    """
    levels = [1.5 * k * harmonic_charge(chord, key) ** 0.5 for chord in chords]
    points: list[tuple[float, float]] = []
    for index, (time_s, level) in enumerate(zip(seconds, levels, strict=True)):
        if index:
            before = max(float(seconds[index - 1]), float(time_s) - CRESCENDO_S)
            if before > points[-1][0] + 1e-6:
                points.append((before, levels[index - 1]))
        if not points or time_s > points[-1][0] + 1e-6:
            points.append((float(time_s), level))
    return np.array(points, dtype=np.float64).reshape(-1, 2)


def harmony_lengthening(passage: Passage, chords: tuple[Chord, ...], key: Key, k: float = 1.0) -> np.ndarray:
    """Return ms added to DR under a charged chord: 2 k sqrt(H) a note, 8 k sqrt(H) for its first."""
    if not chords or not passage.n_slots:
        return np.zeros(passage.n_slots)
    index = chord_index(chords, passage.start_beat)
    root_h = np.sqrt([harmonic_charge(chord, key) for chord in chords])
    starts = np.array([chord.start_beat for chord in chords])
    first = np.abs(passage.start_beat - starts[index]) < SAME_BEAT
    return np.where(index >= 0, np.where(first, 8.0, 2.0) * k * root_h[index], 0.0)


def chord_index(chords: tuple[Chord, ...], beat: np.ndarray) -> np.ndarray:
    """Return which chord sounds at each beat, -1 before the first."""
    starts = np.array([chord.start_beat for chord in chords])
    return np.searchsorted(starts, np.asarray(beat) + SAME_BEAT, side="right") - 1
