"""Pitch in motion on one-voice lines: vibrato that starts late and grows, portamento, scoops.

Bend belongs to the whole line, so a line with chords has none.
"""

import numpy as np

from scorecut.catalog.instruments import Instrument
from scorecut.model.score import Part
from scorecut.performance.passage import Passage
from scorecut.performance.scene import Scene

#: Vibrato begins 150-300 ms after the onset, grows for half a second (SOUND 5), and none sits on shorter notes.
DELAY_S = (0.15, 0.3)
GROWTH_S = 0.5
LEAST_S = 0.45
TAIL_SHARE = 0.12
STEP_S = 0.01
#: With energy and tension it widens and quickens (MUSIC 1: +8 c and +.5 Hz, +5 c and +.3 Hz on 20 c and 5.5 Hz).
WIDER = (0.4, 0.25)
QUICKER_HZ = (0.5, 0.3)
VIBRATING = ("legato", "tenuto", "detache", "marcato", "accent", "portato")
#: Portamento takes 60-90 ms (MUSIC 12), mostly before the note is heard, over two semitones at most.
PORTAMENTO_S = (0.06, 0.09)
PORTAMENTO_CENTS = 200.0
GLISSANDO_S = 0.28
GLISSANDO_CENTS = 700.0
#: Winds in a style that lays back scoop into long notes: 50-100 cents over 80 ms.
SCOOP_CENTS = (50.0, 100.0)
SCOOP_S = 0.08
SCOOP_SHARE = 0.5
SLIDING = ("strings", "voice", "brass", "reeds", "flutes", "lead", "bass", "plucked")
SCOOPING = ("brass", "reeds", "voice")


def bend(
    passage: Passage, starts_s: np.ndarray, ends_s: np.ndarray, part: Part, instrument: Instrument, scene: Scene
) -> np.ndarray:
    """Return points (n, 2) of seconds and cents, rising in time; empty where the pitch stands still.

    starts_s, ends_s : of each slot, as played
    """
    if not passage.is_single or instrument.is_drums or not passage.n_slots:
        return np.zeros((0, 2))
    draw = scene.chance("bend", part.id)
    pieces: list[np.ndarray] = []
    for slot in range(passage.n_slots):
        chance = draw.random(5)
        note = passage.notes[slot]
        start = float(starts_s[slot])
        end = float(ends_s[slot] if slot + 1 == passage.n_slots else min(ends_s[slot], starts_s[slot + 1]))
        glide = _glide(passage, slot, instrument, scene, part, chance)
        if glide is not None:
            before_s, after_s, cents = glide
            points = [[start - before_s, cents], [start - 0.4 * before_s, cents], [start + after_s, 0.0]]
            if slot and start - before_s - 0.004 > float(starts_s[slot - 1]):
                points.insert(0, [start - before_s - 0.004, 0.0])
            pieces.append(np.array(points))
        if instrument.vibrato_cents > 0 and note.articulation in VIBRATING and note.ornament not in ("mordent", "turn"):
            piece = vibrato(start, end, instrument, scene, chance)
            if piece.size:
                pieces.append(piece)
    if not pieces:
        return np.zeros((0, 2))
    drawn = np.concatenate(pieces)
    drawn = drawn[np.argsort(drawn[:, 0], kind="stable")]
    return drawn[np.concatenate([[True], np.diff(drawn[:, 0]) > 1e-5])]


def vibrato(start_s: float, end_s: float, instrument: Instrument, scene: Scene, chance: np.ndarray) -> np.ndarray:
    """Return the vibrato of one note as points (n, 2), empty on short ones; 0 cents at both ends.

    chance : five numbers 0-1 of this note
    """
    length_s = end_s - start_s
    depth = instrument.vibrato_cents * scene.players.vibrato
    if length_s < LEAST_S or depth <= 0:
        return np.zeros((0, 2))
    mood = scene.cue.emotion.at(start_s)
    depth *= max(0.3, 1.0 + WIDER[0] * mood.energy + WIDER[1] * mood.tension) * (0.85 + 0.3 * chance[0])
    rate_hz = instrument.vibrato_hz + QUICKER_HZ[0] * mood.energy + QUICKER_HZ[1] * mood.tension
    rate_hz *= 0.96 + 0.08 * chance[1]
    delay_s = DELAY_S[0] + (DELAY_S[1] - DELAY_S[0]) * chance[2]
    delay_s = min(delay_s, 0.45 * length_s)
    t = np.arange(0.0, length_s - delay_s, STEP_S)
    grown = np.clip(t / min(GROWTH_S, 0.6 * (length_s - delay_s)), 0.0, 1.0)
    tail = np.clip((length_s - delay_s - t) / (TAIL_SHARE * length_s), 0.0, 1.0)
    wander = 0.03 * np.sin(2 * np.pi * (0.7 * t + chance[3]))
    phase = 2 * np.pi * rate_hz * np.cumsum(1.0 + wander) * STEP_S
    cents = depth * grown**2 * (3 - 2 * grown) * tail * np.sin(phase - phase[0])
    points = np.column_stack([start_s + delay_s + t, cents])
    return np.concatenate([points, [[end_s, 0.0]]]) if end_s > points[-1, 0] + 1e-5 else points


def _glide(
    passage: Passage, slot: int, instrument: Instrument, scene: Scene, part: Part, chance: np.ndarray
) -> tuple[float, float, float] | None:
    """Return (seconds before the note, seconds after it, first cents) of a slide into a slot, None for none."""
    if instrument.family not in SLIDING:
        return None
    note = passage.notes[slot]
    joined = slot > 0 and passage.gap_beats[slot - 1] < 1.0
    if note.ornament in ("portamento", "glissando") and joined:
        interval = 100.0 * float(passage.pitch[slot - 1] - passage.pitch[slot])
        if note.ornament == "glissando":
            return 0.5 * GLISSANDO_S, 0.5 * GLISSANDO_S, float(np.clip(interval, -GLISSANDO_CENTS, GLISSANDO_CENTS))
        whole_s = PORTAMENTO_S[0] + (PORTAMENTO_S[1] - PORTAMENTO_S[0]) * float(chance[3])
        return 0.6 * whole_s, 0.4 * whole_s, float(np.clip(interval, -PORTAMENTO_CENTS, PORTAMENTO_CENTS))
    lays_back = scene.players.late_ms >= 15.0 and part.function == "melody" and instrument.family in SCOOPING
    if lays_back and passage.length_beats[slot] >= 1.0 and chance[4] < SCOOP_SHARE:
        return 0.25 * SCOOP_S, 0.75 * SCOOP_S, -(SCOOP_CENTS[0] + (SCOOP_CENTS[1] - SCOOP_CENTS[0]) * float(chance[3]))
    return None
