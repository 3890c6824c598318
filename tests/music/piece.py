"""One piece of music, a cue of one film with one prompt, as the metrics and checks look at it.

Written notes are in beats, played ones in film seconds. Drums are never among the voices.
"""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scorecut.catalog.instruments import Instrument, instrument
from scorecut.catalog.limits import Limits
from scorecut.catalog.styles import style
from scorecut.model.cue_sheet import Cue
from scorecut.model.performance import PlayedCue, PlayedLine
from scorecut.model.score import Chord, CueScore, Note, Part
from scorecut.model.tempo_map import Bar, CueTempo

#: Two beats nearer than this are the same moment.
SAME_BEAT = 0.06
#: A long note: a part that spends half of its time or more in notes of this length is a pad or a drone.
PAD_BEATS = 2.0
UNPITCHED = ("drums", "fx")


@dataclass(frozen=True)
class Voice:
    """One part with the notes that it plays in this piece, ordered by start, then pitch."""

    part: Part
    notes: tuple[Note, ...]

    @property
    def player(self) -> Instrument:
        return instrument(self.part.instrument)

    @property
    def is_drum(self) -> bool:
        return self.player.is_drums or self.player.family in UNPITCHED

    @property
    def is_pad(self) -> bool:
        """A pad or a drone: it holds, and it does not sing."""
        if self.part.function in ("melody", "rhythm"):
            return False
        # by time, not by number: a voice that touches its neighbour in every bar holds all the same
        lengths = np.sort([note.length_beats for note in self.notes])
        half = int(np.searchsorted(np.cumsum(lengths), lengths.sum() / 2))
        return self.player.sustains and float(lengths[half]) >= PAD_BEATS


@dataclass(frozen=True, eq=False)
class Piece:
    """Everything about one cue: its sheet, its score, its beats and how it was played.

    composed_s : what tempo, score and playing of the whole film took
    """

    film: str
    prompt: str
    cue: Cue
    music: CueScore
    tempo: CueTempo
    played: PlayedCue
    voices: tuple[Voice, ...]
    composed_s: float = 0.0

    @property
    def style(self) -> str:
        return self.music.style

    @cached_property
    def limits(self) -> Limits:
        return style(self.style).limits

    @property
    def name(self) -> str:
        return f"{self.film}, {self.prompt!r}, {self.cue.id} ({self.style})"

    @cached_property
    def end_beat(self) -> float:
        return float(self.tempo.beat_at(self.cue.end_s))

    @cached_property
    def bars(self) -> tuple[Bar, ...]:
        """The bars that begin before the cue's end, but for a last one of which there is less than a quarter."""
        inside = tuple(bar for bar in self.tempo.bars if bar.start_beat + 0.25 * bar.length_beats < self.end_beat)
        return inside or self.tempo.bars[:1]

    @cached_property
    def _bar_starts(self) -> list[float]:
        return [bar.start_beat for bar in self.bars]

    def bar_at(self, beat: float) -> int:
        """Return the index in ``bars`` of the one that holds ``beat``."""
        return max(0, bisect_right(self._bar_starts, beat + SAME_BEAT) - 1)

    @cached_property
    def pitched(self) -> tuple[Voice, ...]:
        return tuple(voice for voice in self.voices if not voice.is_drum)

    def of(self, *functions: str) -> tuple[Voice, ...]:
        """Return the pitched voices of these functions."""
        return tuple(voice for voice in self.pitched if voice.part.function in functions)

    @cached_property
    def notes(self) -> list[Note]:
        """All pitched notes, ordered by start."""
        return sorted((n for v in self.pitched for n in v.notes), key=lambda n: (n.start_beat, n.pitch))

    @cached_property
    def tune(self) -> list[Note]:
        """The top line of the melody parts, one note at a time; of octaves the louder part, for doublings stand back."""
        return outer(foreground([n for v in self.of("melody") for n in v.notes]), top=True)

    @cached_property
    def bass(self) -> list[Note]:
        """The lowest line of the bass parts, one note at a time."""
        return outer((n for v in self.of("bass") for n in v.notes), top=False)

    @cached_property
    def inner(self) -> tuple[Voice, ...]:
        """What is neither tune nor bass."""
        return self.of("harmony", "texture", "rhythm")

    def chord_at(self, beat: float) -> Chord | None:
        """Return the harmony at ``beat``, None before the first and after the last."""
        starts = [chord.start_beat for chord in self.music.chords]
        index = bisect_right(starts, beat + SAME_BEAT) - 1
        if index < 0:
            return None
        chord = self.music.chords[index]
        return chord if beat < chord.start_beat + chord.length_beats + SAME_BEAT else None

    @cached_property
    def scoring(self) -> list[frozenset[str]]:
        """Which parts sound in each bar (a tone that only rings into it does not count)."""
        sets: list[set[str]] = [set() for _ in self.bars]
        for voice in self.voices:
            for note in voice.notes:
                first, last = self.bar_at(note.start_beat), self.bar_at(note.end_beat - 0.26)
                for index in range(first, max(first, last) + 1):
                    sets[index].add(voice.part.id)
        return [frozenset(parts) for parts in sets]

    def played_line(self, part_id: str) -> PlayedLine | None:
        return next((line for line in self.played.lines if line.part.id == part_id), None)


def voices_of(music: CueScore, parts: dict[str, Part]) -> tuple[Voice, ...]:
    """Return the cue's lines with their parts; swells of accents are lines too."""
    return tuple(
        Voice(parts[line.part], tuple(sorted(line.notes, key=lambda n: (n.start_beat, n.pitch))))
        for line in music.lines
        if line.notes
    )


def foreground(notes: list[Note]) -> list[Note]:
    """Return the notes without those that double another an octave away and more softly."""
    at: dict[tuple[int, int], Note] = {}
    for note in notes:
        place = (round(note.start_beat * 16), note.pitch % 12)
        other = at.get(place)
        if other is None or (note.level_db, note.pitch) > (other.level_db, other.pitch):
            at[place] = note
    return list(at.values())


def outer(notes, *, top: bool) -> list[Note]:
    """Return one note for each onset: the highest or the lowest, and none that sounds inside a further one.

    A doubling an octave away drops out with it.
    """
    line: list[Note] = []
    sign = 1 if top else -1
    for note in sorted(notes, key=lambda n: (n.start_beat, -sign * n.pitch)):
        if line and note.start_beat - line[-1].start_beat < SAME_BEAT:
            continue
        covered = line and note.start_beat < line[-1].end_beat - SAME_BEAT and sign * note.pitch < sign * line[-1].pitch
        if not covered:
            line.append(note)
    return line
