"""Notes gathered into chords, and chords into at most two voices a staff, the upper one first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scorecut.delivery.notation.quantise import Written

#: A staff carries two voices; a third is cut short where the next one needs its room.
VOICES = 2
#: Ends closer than this, in steps of the page's grid, are one.
ALIKE = 6


@dataclass(frozen=True, slots=True)
class Chord:
    """Notes struck and released together, highest first; ``voice`` 1 is the upper one of its staff."""

    start: int
    end: int
    notes: tuple[Written, ...]
    voice: int = 1

    @property
    def middle(self) -> float:
        return sum(note.raw.pitch for note in self.notes) / len(self.notes)


def voiced(notes: Sequence[Written], *, voices: int = VOICES) -> list[Chord]:
    """Return a staff's notes as chords in voices, in order of start.

    Where parts overlap the higher takes voice 1. A melodic instrument (``voices`` 1) ends each note where the next begins.
    """
    chords = _chords(notes, voices)
    out: list[Chord] = []
    cluster: list[Chord] = []
    for chord in chords:
        if cluster and chord.start >= max(one.end for one in cluster):
            out += _settled(cluster, voices)
            cluster = []
        cluster.append(chord)
    out += _settled(cluster, voices)
    return sorted((chord for chord in out if chord.end > chord.start), key=lambda chord: (chord.start, chord.voice))


def _chords(notes: Sequence[Written], voices: int) -> list[Chord]:
    """Notes that begin together make one chord for each length, at most as many as there are voices."""
    by_start: dict[int, list[Written]] = {}
    for note in notes:
        by_start.setdefault(note.start, []).append(note)
    out = []
    for start, group in sorted(by_start.items()):
        ends = sorted({note.end for note in group if note.end > start})
        if not ends:
            continue
        while len(ends) > voices or (len(ends) > 1 and ends[1] - ends[0] < ALIKE):
            ends.pop(1 if len(ends) > voices and voices > 1 else 0)
        for end in ends:
            mine = [note for note in group if _nearest_end(note, ends) == end]
            if mine:
                mine.sort(key=lambda note: -note.raw.pitch)
                out.append(Chord(start, end, tuple(replace(note, end=end) for note in mine)))
    return sorted(out, key=lambda chord: (chord.start, -chord.middle))


def _nearest_end(note: Written, ends: Sequence[int]) -> int:
    """Return which of the lengths on the staff a note takes: the nearest that does not hold it longer than it sounds."""
    able = [end for end in ends if end < note.end + ALIKE] or [ends[0]]
    return min(able, key=lambda end: (abs(end - note.end), end))


def _settled(cluster: list[Chord], voices: int) -> list[Chord]:
    """Give a stretch of overlapping chords their voices; what finds none is cut short."""
    if len(cluster) == 1:
        return cluster
    rows: list[list[Chord]] = [[] for _ in range(voices)]
    for chord in cluster:
        free = [row for row in rows if not row or row[-1].end <= chord.start]
        busy = [row for row in rows if row and row[-1].end > chord.start]
        if not free:
            cut = min(
                rows, key=lambda row: (row[-1].start == chord.start, row[-1].start, abs(row[-1].middle - chord.middle))
            )
            if cut[-1].start == chord.start:
                continue
            cut[-1] = replace(cut[-1], end=chord.start, notes=tuple(replace(n, end=chord.start) for n in cut[-1].notes))
            free = [cut]
        elif busy and len(free) == 1 and len(rows) > 1:
            pass
        nearest = min(free, key=lambda row: abs(row[-1].middle - chord.middle) if row else 0.0)
        nearest.append(chord)
    used = [row for row in rows if row]
    used.sort(key=lambda row: -sum(chord.middle * (chord.end - chord.start) for chord in row) / _length(row))
    return [replace(chord, voice=i + 1) for i, row in enumerate(used) for chord in row]


def _length(row: list[Chord]) -> int:
    return max(1, sum(chord.end - chord.start for chord in row))
