"""Ornaments played out: one written note becomes the notes that fingers play.

Grace notes come before the beat, mordents and turns begin on it, trills start
from above, rolls of drums and tremolos of struck instruments become strokes.
"""

from dataclasses import replace

import numpy as np

from scorecut.model.performance import PlayedNote
from scorecut.model.pitch import Key

GRACE_S = 0.07
MORDENT_S = 0.065
TURN_S = 0.085
#: Trills of good players run at 12-15 notes a second and begin slower.
TRILL_NOTES_PER_S = 13.0
TRILL_FIRST = 1.5
#: A harp's or keyboard's glissando: seconds a note, and how many scale steps it runs.
GLISSANDO_S = 0.034
GLISSANDO_STEPS = 10
#: Strokes a second of a roll on a drum or bar, and of a keyboard's tremolo.
STROKES_PER_S = 13.0
SOFTER = 10


def ornamented(
    note: PlayedNote, ornament: str, key: Key, *, runs: bool, strokes: bool, draw: np.random.Generator
) -> list[PlayedNote]:
    """Return the notes that are played for one, in time; the main note's ``heard_s`` stays unless it begins late.

    runs : the instrument plays a glissando as a run of its scale (harp, keys, bars), else it bends
    strokes : a tremolo is played as strokes (drums, bars, struck strings)
    """
    if note.articulation == "tremolo" and strokes:
        return _tremolo(note, draw)
    if note.articulation == "trill":
        return _trill(note, key, draw)
    if ornament == "grace" and note.pitch > 1:
        grace = replace(
            note,
            heard_s=note.heard_s - GRACE_S,
            length_s=GRACE_S * 0.95,
            pitch=note.pitch - 1,
            velocity=max(1, note.velocity - SOFTER),
        )
        return [grace, note]
    if ornament == "mordent" and note.length_s > 4 * MORDENT_S:
        return _figure(note, (note.pitch, neighbour(note.pitch, key, -1)), MORDENT_S)
    if ornament == "turn" and note.length_s > 6 * TURN_S:
        upper, lower = neighbour(note.pitch, key, 1), neighbour(note.pitch, key, -1)
        return _figure(note, (upper, note.pitch, lower), TURN_S)
    if ornament == "glissando" and runs:
        return _run(note, key, draw)
    return [note]


def neighbour(pitch: int, key: Key, direction: int) -> int:
    """Return the next note of the scale above (+1) or below (-1).

    >>> neighbour(64, Key(0, "major"), 1), neighbour(60, Key(0, "major"), -1)
    (65, 59)
    """
    scale = set(key.scale)
    for step in range(1, 5):
        if (pitch + direction * step) % 12 in scale:
            return pitch + direction * step
    return pitch + direction * 2


def _figure(note: PlayedNote, pitches: tuple[int, ...], each_s: float) -> list[PlayedNote]:
    """Return quick notes from the beat on, then the main note for the rest."""
    played = [
        replace(
            note,
            heard_s=note.heard_s + index * each_s,
            length_s=each_s,
            pitch=pitch,
            velocity=note.velocity if index == 0 else max(1, note.velocity - SOFTER // 2),
        )
        for index, pitch in enumerate(pitches)
    ]
    spent = each_s * len(pitches)
    return [*played, replace(note, heard_s=note.heard_s + spent, length_s=note.length_s - spent)]


def _trill(note: PlayedNote, key: Key, draw: np.random.Generator) -> list[PlayedNote]:
    """Return the note and its upper neighbour by turns, from above, an odd pair more quickly each, ending on the note."""
    n = int(note.length_s * TRILL_NOTES_PER_S * 0.9)
    if n < 4:
        return [replace(note, articulation="legato")]
    n -= n % 2
    weights = 1.0 + (TRILL_FIRST - 1.0) * np.exp(-np.arange(n) / 2.0) + 0.08 * draw.standard_normal(n)
    weights[-1] = 2.0
    edges = note.heard_s + note.length_s * np.concatenate([[0.0], np.cumsum(weights)]) / weights.sum()
    above = neighbour(note.pitch, key, 1)
    return [
        replace(
            note,
            heard_s=float(edges[index]),
            length_s=float((edges[index + 1] - edges[index]) * (1.02 if index < n - 1 else 1.0)),
            pitch=note.pitch if index % 2 else above,
            velocity=max(1, note.velocity - (0 if index == 0 else 3 + 3 * (index % 2))),
            articulation="legato",
        )
        for index in range(n)
    ]


def _tremolo(note: PlayedNote, draw: np.random.Generator) -> list[PlayedNote]:
    """Return the strokes of a roll: hands alternate, the first is marked."""
    n = max(1, round(note.length_s * STROKES_PER_S))
    step = note.length_s / n
    late = 0.004 * np.clip(draw.standard_normal(n), -2, 2)
    late[0] = 0.0
    strength = -4 - 3 * (np.arange(n) % 2) + np.round(1.5 * draw.standard_normal(n)).astype(int)
    strength[0] = 0
    return [
        replace(
            note,
            heard_s=note.heard_s + index * step + float(late[index]),
            length_s=step - max(0.0, float(late[index])),
            velocity=int(np.clip(note.velocity + strength[index], 1, 127)),
        )
        for index in range(n)
    ]


def _run(note: PlayedNote, key: Key, draw: np.random.Generator) -> list[PlayedNote]:
    """Return a run up the scale that arrives on the note."""
    pitches = [note.pitch]
    for _ in range(GLISSANDO_STEPS):
        pitches.insert(0, neighbour(pitches[0], key, -1))
    steps = GLISSANDO_S * (1.0 + 0.08 * np.clip(draw.standard_normal(GLISSANDO_STEPS), -2, 2))
    before = np.append(np.cumsum(steps[::-1])[::-1], 0.0)
    return [
        replace(
            note,
            heard_s=note.heard_s - float(before[index]),
            length_s=note.length_s if index == GLISSANDO_STEPS else max(0.25, float(before[index])),
            pitch=pitch,
            velocity=max(1, note.velocity - 2 * (GLISSANDO_STEPS - index)),
        )
        for index, pitch in enumerate(pitches)
    ]
