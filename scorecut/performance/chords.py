"""Chords that are not struck at once: rolled harps, strummed guitars, wide piano chords, and last chords let go one by one."""

import numpy as np

from scorecut.catalog.instruments import Instrument
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
