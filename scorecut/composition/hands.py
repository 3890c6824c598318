"""What one player can do: one note at a time unless it is a keyboard or a section, within the range, with breath."""

from dataclasses import replace

from scorecut.catalog.instruments import Instrument
from scorecut.composition.canvas import Canvas
from scorecut.model.score import Note

SHORTEST_BEATS = 0.06


def playable(notes: list[Note], row: Instrument, canvas: Canvas) -> list[Note]:
    """Return the notes as ``row`` can play them, in order of start."""
    notes = [_within(note, row) for note in notes if note.start_beat < canvas.end_beat - SHORTEST_BEATS]
    notes = [
        replace(
            note,
            start_beat=max(0.0, note.start_beat),
            length_beats=min(note.length_beats, canvas.end_beat - note.start_beat),
        )
        for note in notes
    ]
    notes.sort(key=lambda note: (note.start_beat, note.pitch))
    notes = _no_doubles(notes)
    if not row.polyphonic and not row.is_drums:
        notes = _one_at_a_time(notes)
    if row.breath_s > 0:
        notes = _breathed(notes, row.breath_s, canvas)
    return [note for note in notes if note.length_beats >= SHORTEST_BEATS]


def _within(note: Note, row: Instrument) -> Note:
    if row.is_drums:
        return note
    pitch = note.pitch
    while pitch > row.high:
        pitch -= 12
    while pitch < row.low:
        pitch += 12
    return replace(note, pitch=min(pitch, row.high))


def _no_doubles(notes: list[Note]) -> list[Note]:
    """Return the notes without two at once on one pitch: the later one cuts the earlier, of equals the longer stays."""
    last: dict[int, int] = {}
    out: list[Note] = []
    for note in notes:
        index = last.get(note.pitch)
        if index is not None and out[index].end_beat > note.start_beat + 1e-6:
            before = out[index]
            if note.start_beat - before.start_beat < SHORTEST_BEATS:
                if note.length_beats > before.length_beats:
                    out[index] = replace(note, start_beat=before.start_beat)
                continue
            out[index] = replace(before, length_beats=note.start_beat - before.start_beat)
        out.append(note)
        last[note.pitch] = len(out) - 1
    return out


def _one_at_a_time(notes: list[Note]) -> list[Note]:
    """Return a single line: of notes that begin together the highest, each ending where the next begins."""
    out: list[Note] = []
    for note in notes:
        if out and note.start_beat - out[-1].start_beat < SHORTEST_BEATS:
            out[-1] = max(out[-1], note, key=lambda n: n.pitch)
            continue
        if out and out[-1].end_beat > note.start_beat:
            out[-1] = replace(out[-1], length_beats=note.start_beat - out[-1].start_beat)
        out.append(note)
    return out


def _breathed(notes: list[Note], breath_s: float, canvas: Canvas) -> list[Note]:
    """Return the notes with a gap at least every ``breath_s`` seconds (MUSIC.md 9)."""
    out: list[Note] = []
    begun = None
    for i, note in enumerate(notes):
        start_s, end_s = canvas.seconds(note.start_beat), canvas.seconds(note.end_beat)
        if begun is None or (out and start_s - canvas.seconds(max(n.end_beat for n in out[-3:])) > 0.12):
            begun = start_s
        follows = i + 1 < len(notes) and notes[i + 1].start_beat - note.end_beat < 0.1
        if end_s - start_s > breath_s * 1.2:
            cut = canvas.beat(start_s + breath_s)
            note = replace(note, length_beats=max(0.5, cut - note.start_beat))
            begun = None
        elif follows and end_s - begun > breath_s * 0.8 and note.length_beats >= 0.75:
            note = replace(note, length_beats=note.length_beats - min(0.4, 0.3 * note.length_beats))
            begun = None
        out.append(note)
    return out
