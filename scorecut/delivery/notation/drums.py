"""Unpitched percussion: which line a drum stands on, its note head, its name."""

from scorecut.delivery.notation.looks import looks
from scorecut.delivery.notation.parts import Part

#: Places for the sizes of one drum (taikos, temple blocks), from low to high; one alone stands in the middle.
SIZES = ("F4", "A4", "C5", "E5", "G5")
ALONE = "C5"


def drums_of(part: Part) -> list[int]:
    """Return the drum keys of a part, low to high."""
    return sorted({note.raw.pitch for note in part.notes}) or [38]


def place_of(part: Part, pitch: int) -> tuple[str, str]:
    """Return a drum's place on the staff (``C5``) and its head ("" for a plain one)."""
    keys = drums_of(part)
    row = looks().drums.get(str(pitch))
    if part.player.instrument.is_drums and row:
        return (ALONE if len(keys) == 1 else row[1]), row[2]
    if len(keys) == 1:
        return ALONE, ""
    return SIZES[keys.index(pitch) * (len(SIZES) - 1) // (len(keys) - 1)], ""


def name_of(part: Part, pitch: int) -> str:
    """Return a drum's name: of a kit the drum's, else the instrument's with its size."""
    row = looks().drums.get(str(pitch))
    keys = drums_of(part)
    if part.player.instrument.is_drums and row and len(keys) > 1:
        return row[0]
    return part.player.name if len(keys) == 1 else f"{part.player.name} {keys.index(pitch) + 1}"
