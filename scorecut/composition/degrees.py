"""Steps of a key as pitches."""

from scorecut.model.pitch import MODES, Key


def degree_pitch(degree: int, key: Key) -> int:
    """Return a diatonic degree (0 the tonic, 7 the octave) as semitones above C of the tonic's octave."""
    scale = seven(key)
    return key.tonic + scale[degree % 7] + 12 * (degree // 7)


def seven(key: Key) -> tuple[int, ...]:
    """Return seven steps for any mode, so that a theme's degrees have a place in each."""
    special = {
        "pentatonic": "major", "minor pentatonic": "minor", "harmonic minor": "minor",
    }  # fmt: skip
    if key.mode == "octatonic":
        return (0, 1, 3, 6, 7, 9, 10)
    if key.mode == "whole tone":
        return (0, 2, 4, 6, 8, 9, 10)
    if key.mode == "blues":
        return (0, 2, 3, 5, 7, 9, 10)
    return MODES[special.get(key.mode, key.mode)]
