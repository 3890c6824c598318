"""Room in the depth: what lies too close to a low voice goes up an octave, or is left out.

Low intervals sound muddy (MUSIC.md 12: bass to tenor at least 7 semitones under 48). The parts of a cue are written one
layer at a time and know nothing of each other's depth; here they are heard together. The tune stays where it is, a bass
that it comes down to goes lower, a second bass and all inner voices make room above.
"""

from bisect import bisect_left
from dataclasses import dataclass, replace

from scorecut.catalog.instruments import Instrument, instrument
from scorecut.model.score import Line, Note, Part

LOW = 48
#: Two tones together for a shorter time pass.
PASSING_BEATS = 0.3
ORDER = ("melody", "bass", "harmony", "texture", "rhythm")
UNPITCHED = ("drums", "fx")


@dataclass
class Depth:
    """The low tones that stay, ordered by start: (start, end, pitch)."""

    tones: list[tuple[float, float, int]]
    longest: float = 0.0

    def settle(self, notes: tuple[Note, ...], least: int) -> None:
        """Add the tones that later ones must keep away from."""
        near = [(note.start_beat, note.end_beat, note.pitch) for note in notes if note.pitch < LOW + least]
        self.tones = sorted([*self.tones, *near])
        self.longest = max([self.longest, *(end - start for start, end, _ in near)])

    def is_muddy(self, note: Note, pitch: int, least: int) -> bool:
        """Return whether ``note`` at ``pitch`` would stand too close to a tone under or over it."""
        at = bisect_left(self.tones, (note.start_beat - self.longest - 1.0,))
        for start, end, other in self.tones[at:]:
            if start >= note.end_beat - PASSING_BEATS:
                return False
            together = min(end, note.end_beat) - max(start, note.start_beat)
            if together > PASSING_BEATS and 0 < abs(pitch - other) < least and min(pitch, other) < LOW:
                return True
        return False


def cleared(lines: list[Line], parts: list[Part], least: int) -> list[Line]:
    """Return the lines with at least ``least`` semitones between voices under ``LOW``, in the given order."""
    if least <= 1:
        return lines
    by_id = {part.id: part for part in parts}
    depth = Depth([])
    out = list(lines)
    for function in ORDER:
        for i, line in enumerate(lines):
            part = by_id[line.part]
            row = instrument(part.instrument)
            if part.function != function or row.is_drums or row.family in UNPITCHED:
                continue
            if function != "melody":
                moved = [_placed(note, depth, row, least, down=function == "bass") for note in line.notes]
                out[i] = replace(line, notes=_alone([note for note in moved if note is not None], row, least))
            depth.settle(out[i].notes, least)
    return [line for line in out if line.notes]


def _placed(note: Note, depth: Depth, row: Instrument, least: int, *, down: bool) -> Note | None:
    """Return the note where it is clear, else an octave lower (a bass) or higher; None where there is no such place."""
    shifts = (0, -12, 12) if down else (0, 12, 24)
    for shift in shifts:
        pitch = note.pitch + shift
        if row.low <= pitch <= row.high and not depth.is_muddy(note, pitch, least):
            return note if not shift else replace(note, pitch=pitch)
    return note if down else None


def _alone(notes: list[Note], row: Instrument, least: int) -> tuple[Note, ...]:
    """Return one part's notes in order, no pitch twice at once, and its own low chords opened: root and what is far."""
    out: list[Note] = []
    sounding: list[int] = []
    for note in sorted(notes, key=lambda n: (n.start_beat, n.pitch)):
        sounding = [i for i in sounding if out[i].end_beat > note.start_beat + PASSING_BEATS]
        pitch = note.pitch
        while pitch + 12 <= row.high and any(
            0 < abs(pitch - out[i].pitch) < least and min(pitch, out[i].pitch) < LOW for i in sounding
        ):
            pitch += 12
        if any(out[i].pitch == pitch for i in sounding):
            continue
        sounding.append(len(out))
        out.append(note if pitch == note.pitch else replace(note, pitch=pitch))
    return tuple(out)
