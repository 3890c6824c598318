"""What makes a piece the kind of music it is, read from its notes: who plays, where in the bar, over which chords."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scorecut.catalog.instruments import instrument
from scorecut.model.score import Chord, CueScore, Note, Score
from scorecut.model.tempo_map import CueTempo

#: Two manners have the same players, chords or rhythm from this likeness on, and the same tempo within this share.
ALIKE, NEAR_TEMPO = 0.7, 0.12
SLOTS = 16
#: What every score may bring in, whatever its style: swells into a hit.
EVERYBODYS = frozenset({"cymbal swell", "reverse cymbal"})


@dataclass(frozen=True)
class Manner:
    """The first cue of a score. Functions are those of the parts; positions in the bar are quarter notes from 0."""

    score: Score
    music: CueScore
    tempo: CueTempo

    def lines(self, *functions: str, player: str = "", without: str = "") -> Iterator[tuple[str, tuple[Note, ...]]]:
        """Give instrument and notes of the lines with one of these functions."""
        for line in self.music.lines:
            part = self.score.part(line.part)
            if part.function in functions and player in part.instrument and (not without or without != part.instrument):
                yield part.instrument, line.notes

    def notes(self, *functions: str, player: str = "") -> list[Note]:
        """Return the notes of these functions, of one player or of all, in order of time."""
        found = [note for _, notes in self.lines(*functions, player=player) for note in notes]
        return sorted(found, key=lambda note: (note.start_beat, note.pitch))

    def struck(self, drum: str) -> list[Note]:
        """Return the strokes of one drum of the kit in the groove, up to the last chord."""
        key, until = instrument(drum).key, self.chords[-1].start_beat
        kits = [notes for who, notes in self.lines("rhythm") if instrument(who).is_drums]
        return [note for notes in kits for note in notes if note.pitch == key and note.start_beat < until]

    def at(self, note: Note) -> float:
        """Return where in its bar a note begins."""
        return float(note.start_beat - self.bar_start(note.start_beat))

    def bar_start(self, beat: float) -> float:
        return float(self._starts[self.bar_of(beat)])

    def bar_of(self, beat: float) -> int:
        """Return the index of the bar that holds a beat."""
        return max(0, int(np.searchsorted(self._starts, beat + 1e-6, side="right")) - 1)

    @cached_property
    def _starts(self) -> np.ndarray:
        return np.array([bar.start_beat for bar in self.tempo.bars])

    @cached_property
    def players(self) -> frozenset[str]:
        return frozenset(self.score.part(line.part).instrument for line in self.music.lines) - EVERYBODYS

    @cached_property
    def drums(self) -> np.ndarray:
        """Strokes of low drums, back beats and the rest by slot of the bar, (3 * 16,), a unit vector or zeros."""
        rows = np.zeros((3, SLOTS))
        low = {instrument(name).key for name in ("kick", "low tom", "bass drum")} | {41}
        back = {instrument(name).key for name in ("snare", "claps", "side stick")}
        for who, notes in self.lines("rhythm"):
            for note in notes if instrument(who).is_drums or instrument(who).family == "drums" else ():
                row = 0 if note.pitch in low else 1 if note.pitch in back else 2
                rows[row, round(self.at(note) * 4) % SLOTS] += 1
        return unit(rows.ravel())

    @cached_property
    def bass(self) -> np.ndarray:
        """Onsets of the bass by slot of the bar, (16,), a unit vector or zeros."""
        row = np.zeros(SLOTS)
        for note in self.notes("bass"):
            row[round(self.at(note) * 4) % SLOTS] += 1
        return unit(row)

    @property
    def chords(self) -> tuple[Chord, ...]:
        return self.music.chords

    @cached_property
    def numerals(self) -> frozenset[str]:
        """The chords that it knows, without inversions and the key's region."""
        return frozenset(chord.numeral.split(": ")[-1].split("@")[0] for chord in self.chords)

    @property
    def meter(self) -> tuple[int, int]:
        return self.tempo.bars[0].meter

    def differs(self, other: "Manner") -> set[str]:
        """Return in what two manners are plainly unlike: players, drums, bass, harmony, tempo."""
        found = set()
        if shared(self.players, other.players) < ALIKE:
            found.add("players")
        for name in ("drums", "bass"):
            mine, theirs = getattr(self, name), getattr(other, name)
            if (mine.any() or theirs.any()) and float(mine @ theirs) < ALIKE + 0.2:
                found.add(name)
        if self.music.key.mode != other.music.key.mode or shared(self.numerals, other.numerals) < ALIKE:
            found.add("harmony")
        ratio = self.tempo.target_bpm / other.tempo.target_bpm
        if self.meter != other.meter or not 1 / (1 + NEAR_TEMPO) <= ratio <= 1 + NEAR_TEMPO:
            found.add("tempo")
        return found


def unit(row: np.ndarray) -> np.ndarray:
    length = float(np.linalg.norm(row))
    return row / length if length else row


def shared(one: frozenset[str], two: frozenset[str]) -> float:
    """Return the share of what either has that both have.

    >>> shared(frozenset("ab"), frozenset("bc"))
    0.3333333333333333
    """
    return len(one & two) / len(one | two) if one | two else 1.0
