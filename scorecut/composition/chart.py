"""The chord chart of a cue: which harmony sounds at a beat, and which notes belong to it."""

from bisect import bisect_right
from functools import lru_cache

from scorecut.composition.degrees import seven
from scorecut.composition.harmony import Placed
from scorecut.composition.numerals import Harmony
from scorecut.model.pitch import Key


class Chart:
    """The placed chords of a cue in order, to be asked by beat."""

    def __init__(self, chords: list[Placed]) -> None:
        self.chords = chords
        self._starts = [placed.start_beat for placed in chords]

    def index(self, beat: float) -> int:
        return max(0, bisect_right(self._starts, beat + 1e-6) - 1)

    def at(self, beat: float) -> Placed:
        """Return the chord that sounds at ``beat``."""
        return self.chords[self.index(beat)]

    def after(self, beat: float) -> Placed | None:
        """Return the chord that follows the one at ``beat``."""
        index = self.index(beat) + 1
        return self.chords[index] if index < len(self.chords) else None

    def between(self, start_beat: float, end_beat: float) -> list[tuple[int, Placed]]:
        """Return the chords that sound between two beats, with their indices."""
        return [
            (i, placed)
            for i, placed in enumerate(self.chords)
            if placed.start_beat < end_beat - 1e-6 and placed.end_beat > start_beat + 1e-6
        ]


@lru_cache(maxsize=4096)
def local_scale(chord: Harmony, key: Key) -> frozenset[int]:
    """Return the pitch classes that a line may use over ``chord``: the key's, bent to the chord's own tones."""
    scale = {(key.tonic + step) % 12 for step in seven(key)}
    tones = set(chord.tones)
    clashing = {
        tone for tone in scale - tones if ((tone + 1) % 12 in tones - scale or (tone - 1) % 12 in tones - scale)
    }
    return frozenset((scale - clashing) | tones)


def nearest(pitch: float, classes: frozenset[int] | tuple[int, ...], low: int, high: int) -> int:
    """Return the pitch of one of ``classes`` nearest to ``pitch`` within ``low``-``high`` (the lower of two)."""
    choices = [p for p in range(low, high + 1) if p % 12 in classes]
    if not choices:
        return max(low, min(high, round(pitch)))
    return min(choices, key=lambda p: (abs(p - pitch), p))


def ladder(classes: tuple[int, ...], low: int, high: int) -> list[int]:
    """Return all pitches of ``classes`` between ``low`` and ``high``, ascending."""
    return [p for p in range(low, high + 1) if p % 12 in classes]
