"""Pitch names and keys. MIDI note 60 is C4; pitch class 0 is C."""

from dataclasses import dataclass

SHARP_NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
FLAT_NAMES = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}

#: Semitones above the tonic of each mode's degrees.
MODES = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "harmonic minor": (0, 2, 3, 5, 7, 8, 11),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "phrygian dominant": (0, 1, 4, 5, 7, 8, 10),
    "octatonic": (0, 1, 3, 4, 6, 7, 9, 10),
    "whole tone": (0, 2, 4, 6, 8, 10),
    "pentatonic": (0, 2, 4, 7, 9),
    "minor pentatonic": (0, 3, 5, 7, 10),
    "blues": (0, 3, 5, 6, 7, 10),
    "locrian": (0, 1, 3, 5, 6, 8, 10),
}
MINOR_MODES = frozenset(
    {"dorian", "minor", "harmonic minor", "phrygian", "octatonic", "minor pentatonic", "blues", "locrian"}
)


@dataclass(frozen=True, slots=True)
class Key:
    """A tonic (pitch class 0-11) and a mode of ``MODES``."""

    tonic: int
    mode: str

    def __post_init__(self) -> None:
        if self.mode not in MODES or not 0 <= self.tonic < 12:
            raise ValueError(f"no such key: tonic {self.tonic}, mode {self.mode!r}")

    @property
    def is_minor(self) -> bool:
        return self.mode in MINOR_MODES

    @property
    def scale(self) -> tuple[int, ...]:
        """Pitch classes of the scale from the tonic up."""
        return tuple((self.tonic + step) % 12 for step in MODES[self.mode])

    @property
    def fifths(self) -> int:
        """Sharps (+) or flats (-) of the key signature, -6..+6, by the nearest diatonic mode."""
        offsets = {
            "lydian": 1, "major": 0, "mixolydian": -1, "dorian": -2, "minor": -3, "harmonic minor": -3,
            "phrygian": -4, "phrygian dominant": -4, "locrian": -5, "minor pentatonic": -3, "blues": -3,
            "octatonic": -3,
        }  # fmt: skip
        fifths = (7 * self.tonic) % 12 + offsets.get(self.mode, 0)
        return (fifths + 5) % 12 - 5

    def __str__(self) -> str:
        return f"{self.tonic_name} {self.mode}"

    @property
    def tonic_name(self) -> str:
        """The tonic as a musician spells it in this key."""
        return (FLAT_NAMES if self.fifths < 0 else SHARP_NAMES)[self.tonic]


def pitch_class(name: str) -> int:
    """Return the pitch class of a note name.

    >>> pitch_class("Bb"), pitch_class("f#"), pitch_class("E flat")
    (10, 6, 3)
    """
    text = name.strip().replace(" flat", "b").replace(" sharp", "#").replace("♭", "b").replace("♯", "#")
    if not text or text[0].upper() not in LETTERS or set(text[1:]) - {"b", "#"}:
        raise ValueError(f"no such note: {name!r}")
    return (LETTERS[text[0].upper()] + text[1:].count("#") - text[1:].count("b")) % 12


def note_name(pitch: int, *, flats: bool = False) -> str:
    """Return a MIDI note's name.

    >>> note_name(60), note_name(70, flats=True)
    ('C4', 'Bb4')
    """
    names = FLAT_NAMES if flats else SHARP_NAMES
    return f"{names[pitch % 12]}{pitch // 12 - 1}"
