"""How hard each note is attacked: the level of what dies away, the kind of attack of what sustains."""

import numpy as np

from scorecut.catalog.instruments import Instrument
from scorecut.model.score import Part
from scorecut.performance.alive import going_on
from scorecut.performance.articulation import manner
from scorecut.performance.dynamics import by_velocity
from scorecut.performance.passage import Passage
from scorecut.performance.scene import Scene

#: A written mf (the table of instruments is levelled there), and decibels for each decade of velocity:
MF_VELOCITY = 64.0
DB_PER_DECADE = 35.0
#: Nobody strikes alike twice (MUSIC 12: SD 2-3). A hand that has grown heavy stays so for a few notes: what one attack
#: differs by the next keeps this share of, and the notes of one chord share it but for little of their own.
NOISE = 2.5
KEPT = 0.85
OWN_SHARE = 0.35
LOWEST, HIGHEST = 8, 127
#: Sustained tones are attacked between these (MUSIC 12: 60-90 by articulation).
SUSTAINED = (58.0, 92.0)
#: Velocity units a decibel by which a written dynamic leans on the attack of a sustained tone: timbre, not level.
LEAN = 0.6
#: In a bow or breath only the first note is attacked; the others are softer by this.
SLURRED = -5.0
#: Alternating hands on quick strokes (MUSIC 12: +4/-4).
HANDS = 4.0
QUICK_MS = 280.0
#: A pianist brings out the top of a chord.
TOP_DB, INNER_DB = 1.5, -1.5


def level_of(velocity: np.ndarray) -> np.ndarray:
    """Return the level in dB that a velocity has by itself, 0 at mf.

    >>> float(level_of(np.array(64.0)))
    0.0
    """
    return DB_PER_DECADE * np.log10(np.asarray(velocity, dtype=np.float64) / MF_VELOCITY)


def velocity_of(level_db: np.ndarray) -> np.ndarray:
    """Return the velocity of a level, not rounded: the inverse of ``level_of``."""
    return MF_VELOCITY * 10.0 ** (np.asarray(level_db, dtype=np.float64) / DB_PER_DECADE)


def velocities(passage: Passage, levels_db: np.ndarray, part: Part, instrument: Instrument, scene: Scene) -> np.ndarray:
    """Return the velocity of each note, int, (n_notes,), from the slots' levels."""
    n = len(passage.notes)
    slot = passage.slot_of
    struck = by_velocity(passage, instrument)[slot]
    written = np.array([note.level_db + manner(note.articulation).accent_db for note in passage.notes])
    count = np.bincount(slot, minlength=passage.n_slots)
    own_db = written - (np.bincount(slot, weights=written, minlength=passage.n_slots) / np.maximum(count, 1))[slot]
    own_db = own_db + _voicing_db(passage, count, part, instrument)
    attack = np.array([manner(note.articulation).velocity for note in passage.notes])
    inside = ~np.concatenate([[True], passage.slur_end[:-1]])[slot] if n else np.zeros(0, dtype=bool)
    legato = np.array([note.articulation == "legato" for note in passage.notes], dtype=bool)
    attack = attack + SLURRED * (inside & legato) + LEAN * (written - own_db)
    held = np.clip(attack, *SUSTAINED) * 10.0 ** (own_db / DB_PER_DECADE)
    plain = np.where(struck, velocity_of(levels_db[slot] + own_db), held)
    if instrument.family == "drums":
        plain = plain + hands(passage)
    noise = NOISE * unevenness(passage, scene.chance("velocity", part.id))
    return np.clip(np.round(plain + noise), LOWEST, HIGHEST).astype(int)


def unevenness(passage: Passage, draw: np.random.Generator) -> np.ndarray:
    """Return how a hand is uneven, standard deviation 1, correlated from attack to attack, (n_notes,)."""
    hand = going_on(np.clip(draw.standard_normal(passage.n_slots), -2.5, 2.5), KEPT)
    own = np.clip(draw.standard_normal(len(passage.notes)), -2.5, 2.5)
    return (1.0 - OWN_SHARE**2) ** 0.5 * hand[passage.slot_of] + OWN_SHARE * own


def hands(passage: Passage) -> np.ndarray:
    """Return +4 and -4 by turns for quick strokes on one drum, 0 for single ones, (n_notes,)."""
    turn = np.zeros(len(passage.notes))
    before: dict[int, tuple[float, int]] = {}
    for index, note in enumerate(passage.notes):
        slot = passage.slot_of[index]
        beat, count = before.get(note.pitch, (-1e9, 0))
        span = note.start_beat - beat
        quick_beats = QUICK_MS / passage.ioi_ms[slot] * max(passage.length_beats[slot], 1e-9)
        follows = span <= max(quick_beats, 1e-9) and span < 0.75
        count = count + 1 if follows else 0
        turn[index] = (-HANDS if count % 2 else HANDS) if follows else 0.0
        before[note.pitch] = (note.start_beat, count)
    return turn


def varied(velocity: np.ndarray, pitch: np.ndarray) -> np.ndarray:
    """Return the velocities with the third of three alike on one pitch moved by two, other pitches between them or not.

    Both in order of time.
    """
    out = velocity.copy()
    before: dict[int, tuple[int, int]] = {}
    for index, key in enumerate(pitch.tolist()):
        last, last_but_one = before.get(key, (-1, -2))
        if out[index] == last == last_but_one:
            out[index] += 2 if out[index] < HIGHEST - 1 else -2
        before[key] = (int(out[index]), last)
    return out


def _voicing_db(passage: Passage, count: np.ndarray, part: Part, instrument: Instrument) -> np.ndarray:
    """Return the balance inside chords of a keyboard or plucked instrument: top brought out, inner notes back."""
    balance = np.zeros(len(passage.notes))
    if instrument.sustains or instrument.is_drums:
        return balance
    for index, note in enumerate(passage.notes):
        slot = passage.slot_of[index]
        if count[slot] >= 3:
            first = index == 0 or passage.slot_of[index - 1] != slot
            last = index == len(passage.notes) - 1 or passage.slot_of[index + 1] != slot
            top = TOP_DB if part.function == "melody" else 0.0
            balance[index] = top if last and note.pitch >= passage.pitch[slot] else 0.0 if first else INNER_DB
    return balance
