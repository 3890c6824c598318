"""Chords that are not struck at once: rolled harps, strummed guitars, wide piano chords, and last chords let go one by one."""

from dataclasses import replace

import numpy as np

from scorecut.catalog.instruments import Instrument, instrument
from scorecut.model.performance import PlayedLine, PlayedNote
from scorecut.model.score import Part
from scorecut.performance.passage import Passage
from scorecut.performance.scene import Scene

#: Seconds from string to string: a written roll, a strum, the hand of a pianist in a wide chord.
ROLL_S = 0.045
HARP_S = 0.028
STRUM_S = 0.011
PIANO_S = 0.009
WIDE_STEPS = 14
#: A roll takes no more than this share of the time until the next attack.
MOST_SHARE = 0.4
#: Releases of the last chord: the bass first, the top last, this far from each other (MUSIC 12: 80-250 ms).
RELEASE_S = (0.08, 0.25)
#: What ends within this time of the last release belongs to the last chord.
LAST_CHORD_S = 0.4
#: Slurred notes overlap by no more than this.
JOINED_S = 0.1


def spread_s(passage: Passage, part: Part, instrument: Instrument, scene: Scene) -> np.ndarray:
    """Return by how many seconds each note comes after its slot's time, (n_notes,); rolls on a hit end on it."""
    offset = np.zeros(len(passage.notes))
    if instrument.is_drums or instrument.sustains or instrument.engine == "synth":
        return offset
    counts = np.bincount(passage.slot_of, minlength=passage.n_slots)
    draw = scene.chance("spread", part.id).random(passage.n_slots)
    on_hit = scene.at_hit(passage.start_beat)
    first = np.concatenate([[0], np.cumsum(counts)[:-1]])
    for slot in np.flatnonzero(counts >= 2):
        members = np.arange(first[slot], first[slot] + counts[slot])
        step_s = _step_s([passage.notes[index] for index in members], instrument)
        if not step_s:
            continue
        step_s *= 0.85 + 0.3 * draw[slot]
        step_s = min(step_s, MOST_SHARE * passage.ioi_ms[slot] / 1000.0 / counts[slot])
        order = np.arange(counts[slot])
        if _upstroke(passage.start_beat[slot], instrument):
            order = order[::-1]
        last = counts[slot] - 1
        early = 1.0 if on_hit[slot] else 0.5
        offset[members] = (order - early * last) * step_s
    return offset


def staggered(ends_s: np.ndarray, starts_s: np.ndarray, pitch: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """Return the ends with those of the last chord let go from the lowest to the highest, none later than before."""
    ends_s = ends_s.copy()
    if ends_s.size < 2:
        return ends_s
    last = np.flatnonzero(ends_s > ends_s.max() - LAST_CHORD_S)
    order = last[np.lexsort((last, -pitch[last]))]
    back = 0.0
    for rank, index in enumerate(order):
        if rank:
            back += RELEASE_S[0] + (RELEASE_S[1] - RELEASE_S[0]) * float(draw.random())
        room = 0.4 * (ends_s[index] - starts_s[index])
        ends_s[index] = min(ends_s[index], ends_s.max() - min(back, room)) if rank else ends_s[index]
    return ends_s


def released(lines: tuple[PlayedLine, ...], draw: np.random.Generator) -> tuple[PlayedLine, ...]:
    """Return the lines with the last chord let go voice by voice, from the lowest to the highest.

    From voice to voice it takes 80-250 ms, less where there are many: the whole chord is gone within ``LAST_CHORD_S``.
    What a voice lacks to its place it is given, up to that time. Drums and what dies away by itself are left alone.
    """
    ends_s = {
        (i, k): note.heard_s + note.length_s
        for i, line in enumerate(lines)
        if holds(instrument(line.part.instrument))
        for k, note in enumerate(line.notes)
    }
    last_s = max(ends_s.values(), default=0.0)
    late = [place for place, end_s in ends_s.items() if end_s > last_s - LAST_CHORD_S]
    late = [(i, k) for i, k in late if not _goes_on(lines[i], ends_s[i, k])]
    if len(late) < 2:
        return lines
    late.sort(key=lambda place: (-lines[place[0]].notes[place[1]].pitch, place))
    step_s = min(RELEASE_S[0] + (RELEASE_S[1] - RELEASE_S[0]) * float(draw.random()), LAST_CHORD_S / len(late))
    until_s = {place: last_s - rank * step_s * (1.0 + 0.1 * float(draw.random())) for rank, place in enumerate(late)}
    return tuple(
        replace(line, notes=tuple(_ended(note, until_s.get((i, k))) for k, note in enumerate(line.notes)))
        for i, line in enumerate(lines)
    )


def holds(player: Instrument) -> bool:
    """Whether the player holds a tone until it is let go."""
    return player.sustains and not player.is_drums and player.family != "drums"


def _goes_on(line: PlayedLine, end_s: float) -> bool:
    """Whether the player goes on to another note where one ends."""
    return any(note.heard_s > end_s - JOINED_S for note in line.notes)


def _ended(note: PlayedNote, until_s: float | None) -> PlayedNote:
    """Return the note ended at ``until_s``; a note too short for that keeps three fifths of its length."""
    if until_s is None:
        return note
    return replace(note, length_s=max(until_s - note.heard_s, 0.6 * note.length_s))


def _step_s(notes: list, instrument: Instrument) -> float:
    """Return the seconds from note to note of one chord; 0 where it is struck at once."""
    if any(note.ornament == "roll" for note in notes):
        return ROLL_S
    span = notes[-1].pitch - notes[0].pitch
    if instrument.name.startswith("harp") and not instrument.name.startswith("harpsichord"):
        return HARP_S if len(notes) >= 3 else 0.0
    if "guitar" in instrument.name or instrument.name in ("banjo", "ukulele", "mandolin", "lute"):
        return STRUM_S if len(notes) >= 3 else 0.0
    if instrument.family == "keys":
        return PIANO_S if len(notes) >= 4 and span >= WIDE_STEPS else 0.0
    return 0.0


def _upstroke(beat: float, instrument: Instrument) -> bool:
    """Whether a strummed chord between beats goes from the top string down."""
    return "guitar" in instrument.name and abs(beat - round(beat)) > 0.2
