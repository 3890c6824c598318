"""What a drummer adds unasked: ghost notes beside the backbeat."""

import numpy as np

from scorecut.catalog.instruments import Instrument
from scorecut.model.score import Note, Part
from scorecut.performance.scene import Scene

SNARES = (38, 40)
#: A ghost note sits a sixteenth beside an accent (MUSIC 12: velocity 22-38, on e or a) where nothing else is struck.
GHOST_BEATS = 0.25
GHOST_SHARE = 0.3
#: mf is velocity 64 and 35 dB a decade: 22-38 is -16.2 to -7.9 dB.
GHOST_DB = (-16.2, -8.5)
ACCENT_DB = -6.0
#: Quicker sixteenths than this leave no hand free.
LEAST_S = 0.11


def with_ghosts(notes: tuple[Note, ...], part: Part, instrument: Instrument, scene: Scene) -> tuple[Note, ...]:
    """Return a drum kit's notes with ghost strokes added; none for machines, single drums or quick tempi."""
    sixteenth_s = GHOST_BEATS * 60.0 / float(np.median(scene.tempo.bpm))
    if not instrument.is_drums or instrument.key >= 0 or scene.fixed or sixteenth_s < LEAST_S:
        return notes
    struck = np.array(sorted(note.start_beat for note in notes if note.pitch in (*SNARES, 35, 36)))
    draw = scene.chance("ghosts", part.id)
    added = []
    for note in notes:
        if note.pitch not in SNARES or note.level_db < ACCENT_DB:
            continue
        for beside in (-GHOST_BEATS, GHOST_BEATS):
            chance, level = draw.random(2)
            beat = note.start_beat + beside
            free = not (np.abs(struck - beat) < 0.2).any() and beat >= 0 and beat < scene.tempo.end_beat
            if free and chance < GHOST_SHARE and not scene.at_hit(np.array([beat]))[0]:
                level_db = min(GHOST_DB[0] + (GHOST_DB[1] - GHOST_DB[0]) * level, note.level_db - 8.0)
                added.append(
                    Note(start_beat=beat, length_beats=0.2, pitch=note.pitch, level_db=level_db, articulation="staccato",
                         phrase=note.phrase)
                )  # fmt: skip
    return tuple(sorted((*notes, *added), key=lambda note: (note.start_beat, note.pitch)))
