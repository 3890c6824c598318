"""Written levels: what the curve asks for at every beat, and swells into what arrives."""

from dataclasses import replace

import numpy as np

from scorecut.composition.canvas import Canvas
from scorecut.composition.idiom import Idiom
from scorecut.model.score import Note

SPEECH_DB = -3.0
PAD_BREATH_DB = 1.6


def leveled(notes: list[Note], canvas: Canvas, idiom: Idiom, layer_db: float) -> list[Note]:
    """Return the notes with their levels raised from the layer's to the curve's (dB re mf)."""
    soft, loud = idiom.dynamics_db
    wish = canvas.cue.wishes.dynamics_db
    out = []
    for note in notes:
        at = min(note.start_beat + min(1.0, note.length_beats / 2), canvas.end_beat)
        level = soft + (loud - soft) * canvas.intensity_at(at) + wish + layer_db + note.level_db
        if canvas.is_spoken(note.start_beat):
            level += SPEECH_DB
        out.append(replace(note, level_db=round(float(np.clip(level, -30.0, 12.0)), 2)))
    return out


def swells_of(
    notes: list[Note], canvas: Canvas, idiom: Idiom, *, sustained: bool, phase: float
) -> tuple[tuple[float, float], ...]:
    """Return the hairpins of a part: held parts breathe, follow the curve inside long notes, and swell into arrivals.

    phase : 0-1, so that no two parts breathe together
    """
    if not sustained or not notes:
        return ()
    soft, loud = idiom.dynamics_db
    first, last = notes[0].start_beat, max(note.end_beat for note in notes)
    arrivals = [
        place.at_beat for place in canvas.places
        if place.hit.kind == "arrive" and first + 2.0 < place.at_beat <= last and place.hit.weight >= 0.4
    ]  # fmt: skip
    points: list[tuple[float, float]] = []
    starts = [note.start_beat for note in notes]
    for beat in np.arange(first, last + 1e-6, 1.0):
        beat = float(beat)
        breath = PAD_BREATH_DB * float(np.sin(2 * np.pi * (beat / 8.0 + phase)))
        index = max(0, int(np.searchsorted(starts, beat + 1e-6, side="right")) - 1)
        drift = (loud - soft) * (canvas.intensity_at(beat) - canvas.intensity_at(starts[index]))
        swell = 0.0
        for at in arrivals:
            if at - 3.0 <= beat < at:
                swell = -3.0 + 7.0 * (beat - (at - 3.0)) / 3.0
        points.append((beat, round(float(np.clip(breath + drift + swell, -10.0, 7.0)), 2)))
    for at in arrivals:
        points += [(at - 0.05, 4.0), (at + 0.25, 0.5)]
    if canvas.cue.ending in ("open", "close", "ring out") and last >= canvas.end_beat - 0.3:
        fade = max(first, canvas.end_beat - 3.0)
        points = [(beat, db) for beat, db in points if beat < fade]
        points += [(fade, 0.0), (canvas.end_beat, -14.0 if canvas.cue.ending == "open" else -8.0)]
    merged = {round(beat, 3): db for beat, db in sorted(points)}
    return tuple(sorted(merged.items()))
