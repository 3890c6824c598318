"""Roman numerals read as chords, and chords named: ``iv6`` in C minor is F minor over A flat, ``Fm/Ab``."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from scorecut.catalog.tables import TableError
from scorecut.model.pitch import FLAT_NAMES, MODES, SHARP_NAMES, Key

MAJOR = MODES["major"]
NATURAL_MINOR = MODES["minor"]
DEGREES = {"i": 0, "ii": 1, "iii": 2, "iv": 3, "v": 4, "vi": 5, "vii": 6}
QUALITIES = {"major": (0, 4, 7), "minor": (0, 3, 7), "diminished": (0, 3, 6), "augmented": (0, 4, 8), "fifth": (0, 7)}
#: semitones above the root that a figure adds or puts in place of the third
SUFFIX = {"major": "", "minor": "m", "diminished": "dim", "augmented": "aug", "fifth": "5"}

PATTERN = re.compile(
    r"^(?P<shift>[b#]?)(?P<degree>VII|VI|IV|V|III|II|I|vii|vi|iv|v|iii|ii|i)(?P<quality>m7|o7|o|ø7|ø65|ø43|ø42|ø|\+)?"
    r"(?P<colour>maj7|add9|sus2|sus4|69|65|64|43|42|7|9|6|5)?(?P<inversion>65|64|43|42|6)?"
    r"(?:/(?P<of>[b#]?(?:VII|VI|IV|V|III|II|I|vii|vi|iv|v|iii|ii|i)))?(?:@(?P<pedal>\d))?$"
)


@dataclass(frozen=True, slots=True)
class Harmony:
    """A chord without its place in time: pitch classes, root first; ``bass`` a pitch class."""

    root: int
    quality: str
    tones: tuple[int, ...]
    bass: int
    numeral: str
    sevenths: tuple[int, ...] = ()

    @property
    def third(self) -> int | None:
        """The pitch class of the third, None in fifths and suspensions."""
        for tone in self.tones:
            if (tone - self.root) % 12 in (3, 4):
                return tone
        return None

    @property
    def fifth(self) -> int:
        for tone in self.tones:
            if (tone - self.root) % 12 in (6, 7, 8):
                return tone
        return (self.root + 7) % 12

    @property
    def inverted(self) -> bool:
        return self.bass != self.root

    def over(self, bass: int) -> "Harmony":
        """Return the chord with another bass, its numeral's figure to match."""
        stem = re.sub(r"(65|64|43|42|6)?(@\d)?$", "", self.numeral) if "69" not in self.numeral else self.numeral
        figure = {0: "", 3: "6", 4: "6", 6: "64", 7: "64", 8: "64"}.get((bass - self.root) % 12, "")
        if self.sevenths and figure:
            figure = {"6": "65", "64": "43"}[figure]
            stem = stem.removesuffix("7")
        return replace(self, bass=bass, numeral=stem + figure)


@lru_cache(maxsize=4096)
def harmony(numeral: str, key: Key) -> Harmony:
    """Return the chord that ``numeral`` means in ``key``; TableError if it cannot be read.

    Plain degrees are those of natural minor in minor modes and of major in the others; ``b`` and ``#`` count from
    the major scale; a diminished seventh degree is the leading tone's.
    """
    found = PATTERN.match(numeral)
    if not found:
        raise TableError(f"harmony: cannot read the numeral {numeral!r}")
    part = found.groupdict()
    if part["of"]:
        target = harmony(part["of"], key).root
        inner = harmony(numeral.split("/")[0], Key(target, "major"))
        return replace(inner, numeral=numeral)
    small = part["degree"].islower()
    step = DEGREES[part["degree"].lower()]
    mark, colour, inversion = part["quality"] or "", part["colour"] or "", part["inversion"] or ""
    if part["shift"]:
        offset = MAJOR[step] + (1 if part["shift"] == "#" else -1)
    elif step == 6 and (mark.startswith(("o", "ø"))):
        offset = 11
    else:
        offset = (NATURAL_MINOR if key.is_minor or key.mode == "phrygian dominant" else MAJOR)[step]
    root = (key.tonic + offset) % 12
    quality = "minor" if small else "major"
    sevenths: list[int] = []
    if mark in ("o", "o7") or mark.startswith("ø"):
        quality = "diminished"
        sevenths = [9] if mark == "o7" else [10] if mark.startswith("ø") else []
        inversion = mark[1:] if mark[1:] in ("65", "43", "42") else inversion
    elif mark == "+":
        quality = "augmented"
    elif mark == "m7":
        sevenths = [10]
    if colour in ("65", "43", "42", "64", "6"):
        inversion, colour = colour, ""
    intervals = list(QUALITIES["fifth" if colour == "5" else quality])
    if colour in ("sus2", "sus4"):
        intervals[1] = 2 if colour == "sus2" else 5
    added = {"7": [10], "maj7": [11], "9": [10, 2], "add9": [2], "69": [9, 2]}.get(colour, [])
    if inversion in ("65", "43", "42") and not sevenths and not added:
        added = [11 if quality == "major" and step in (0, 3) and not part["shift"] else 10]
    sevenths += [interval for interval in added if interval in (10, 11)]
    everything = [*intervals, *[interval for interval in (*sevenths, *added) if interval not in intervals]]
    everything = list(dict.fromkeys(everything))
    bass_interval = 0
    if inversion in ("6", "65"):
        bass_interval = intervals[1]
    elif inversion in ("64", "43"):
        bass_interval = intervals[-1]
    elif inversion == "42" and sevenths:
        bass_interval = sevenths[0]
    bass = (root + bass_interval) % 12
    if part["pedal"]:
        bass = (key.tonic + MAJOR[int(part["pedal"]) - 1]) % 12
    return Harmony(
        root=root,
        quality="fifth" if colour == "5" else quality,
        tones=tuple((root + interval) % 12 for interval in everything),
        bass=bass,
        numeral=numeral,
        sevenths=tuple((root + interval) % 12 for interval in sevenths),
    )


def transformed(chord: Harmony, interval: int, quality: str, numeral: str) -> Harmony:
    """Return the triad ``interval`` semitones above ``chord``'s root (a film move)."""
    root = (chord.root + interval) % 12
    tones = tuple((root + step) % 12 for step in QUALITIES[quality])
    return Harmony(root=root, quality=quality, tones=tones, bass=root, numeral=numeral)


def chromatic_numeral(root: int, quality: str, key: Key) -> str:
    """Return the numeral of any triad in ``key``, altered against the major scale (``bVI``, ``#iv``)."""
    offset = (root - key.tonic) % 12
    names = ("I", "bII", "II", "bIII", "III", "IV", "#IV", "V", "bVI", "VI", "bVII", "VII")
    if key.is_minor:
        names = ("I", "bII", "#II", "III", "#III", "IV", "#IV", "V", "VI", "#VI", "VII", "#VII")
    name = names[offset]
    shift, degree = (name[0], name[1:]) if name[0] in "b#" else ("", name)
    return shift + (degree.lower() if quality in ("minor", "diminished") else degree)


def symbol(chord: Harmony, key: Key) -> str:
    """Return the chord as printed: ``Dm7/F``."""
    flat = chord.numeral[:1] == "b" or (key.fifths < 0 and chord.numeral[:1] != "#")
    names = FLAT_NAMES if flat else SHARP_NAMES
    intervals = {(tone - chord.root) % 12 for tone in chord.tones}
    text = names[chord.root] + SUFFIX[chord.quality]
    if 10 in intervals:
        text = text.replace("dim", "m7b5") if chord.quality == "diminished" else text + "7"
    elif 11 in intervals:
        text += "maj7"
    elif 9 in intervals and chord.quality == "diminished":
        text += "7"
    if 2 in intervals and chord.third is not None:
        text += "add9" if not intervals & {10, 11} else "(9)"
    if 8 in intervals and chord.quality == "minor":
        text += "addb6"
    if chord.third is None and chord.quality != "fifth":
        text += "sus2" if 2 in intervals else "sus4"
    return text + (f"/{names[chord.bass]}" if chord.inverted else "")
