"""How loud each note is: the written level, KTH's rules, the phrase's goal, swells and the cue's own ends.

All levels are dB relative to a calibrated mf. What carries them, the attack
(velocity) or the tone (expression), is decided in ``velocity`` and ``expression``.
"""

import numpy as np

from scorecut.catalog.instruments import Instrument
from scorecut.model.score import Line, Part
from scorecut.performance.articulation import manner
from scorecut.performance.passage import Passage
from scorecut.performance.rubato import Clock
from scorecut.performance.rules import charge, contour, duration, phrasing
from scorecut.performance.scene import Scene

#: Rise of a phrase to its goal note in dB (MUSIC 12: 6-9 for what is heard in front; accompaniment moves less).
PHRASE_DB = {"melody": 7.5, "harmony": 4.5, "bass": 4.5, "texture": 4.0, "rhythm": 2.0, "hits": 0.0}
#: How much of the phrase's rise a struck or plucked instrument takes into its attacks; KTH's arch adds to it.
STRUCK_SHARE = 0.5
#: Rules together move a note by no more than this.
MOST_RULE_DB = 6.0
BAR_ACCENT_K = 0.5
#: Where a phrase's goal may lie (MUSIC 6: 60-70 % of the phrase) and how wide the liking for that place is.
GOAL_AT, GOAL_WIDTH = 0.65, 0.25
#: A cue that sneaks in comes from here; an open end goes to it (MUSIC 12: niente -20 dB over 2-4 s).
NIENTE_DB = -20.0
SNEAK_S = 2.5
NIENTE_S = 3.0
NIENTE_SHARE = 0.2
#: Pads without written swells breathe by 3 dB either way over 2-4 bars, out of phase between parts; who strikes or plucks
#: an accompaniment leans into some bars and holds back in others as widely.
BREATHING_DB = 1.6
ACCOMPANIES = {"held": ("harmony", "texture"), "struck": ("harmony", "texture", "bass")}


def slot_levels(
    passage: Passage, part: Part, instrument: Instrument, line: Line, scene: Scene, clock: Clock
) -> np.ndarray:
    """Return the mean written level of each slot with all that players add, dB re mf, (n_slots,)."""
    if not passage.n_slots:
        return np.zeros(0)
    written = np.array([note.level_db + manner(note.articulation).accent_db for note in passage.notes])
    count = np.bincount(passage.slot_of, minlength=passage.n_slots)
    level = np.bincount(passage.slot_of, weights=written, minlength=passage.n_slots) / count
    rise = PHRASE_DB[part.function] * (1.0 if instrument.sustains else STRUCK_SHARE)
    level = level + scene.players.dynamics * (_rules_db(passage, instrument, scene, clock) + phrase_db(passage, rise))
    if by_velocity(passage, instrument).any():
        seconds = clock.seconds_at(passage.start_beat)
        struck = swell_db(line, passage.start_beat) + np.maximum(ends_db(scene, seconds), NIENTE_DB / 2)
        if part.function in ACCOMPANIES["struck"] and not line.swells:
            struck = struck + breathing_db(seconds, part, scene)
        level = level + struck * by_velocity(passage, instrument)
    return level


def by_velocity(passage: Passage, instrument: Instrument) -> np.ndarray:
    """Return which slots carry their level in the attack: all of an instrument that dies away, short notes of others."""
    if not instrument.sustains:
        return np.ones(passage.n_slots, dtype=bool)
    short = np.array([manner(note.articulation).by_velocity for note in passage.notes], dtype=bool)
    struck = np.zeros(passage.n_slots, dtype=bool)
    struck[passage.slot_of[short]] = True
    return struck


def phrase_db(passage: Passage, rise_db: float) -> np.ndarray:
    """Return the shape of every phrase: up by ``rise_db`` to its goal note and down by a little more after it.

    The mean is near 0, so that a phrase is as loud as written.
    """
    shape = np.zeros(passage.n_slots)
    for members in passage.phrases:
        if members.size < 3:
            continue
        x = passage.within_phrase[members]
        goal = x[goal_of(passage, members)]
        up = np.sin(0.5 * np.pi * np.clip(x / max(goal, 1e-9), 0, 1)) ** 2
        down = np.cos(0.5 * np.pi * np.clip((x - goal) / max(1 - goal, 1e-9), 0, 1)) ** 2
        shape[members] = np.where(x <= goal, -0.55 + up, -0.65 + 1.1 * down) * rise_db
    return shape


def goal_of(passage: Passage, members: np.ndarray) -> int:
    """Return which of a phrase's slots it leads to (index into ``members``): high, long, and two thirds in."""
    x = passage.within_phrase[members]
    high = _standard(passage.pitch[members])
    long = _standard(np.log2(passage.ioi_ms[members]))
    place = -(((x - GOAL_AT) / GOAL_WIDTH) ** 2)
    return int(np.argmax(high + 0.5 * long + place))


def swell_db(line: Line, beat: np.ndarray) -> np.ndarray:
    """Return the written hairpins at ``beat``, 0 outside them."""
    beat = np.asarray(beat, dtype=np.float64)
    if not line.swells:
        return np.zeros(beat.shape)
    points = np.array(sorted(line.swells), dtype=np.float64)
    return np.interp(beat, points[:, 0], points[:, 1], left=0.0, right=0.0)


def ends_db(scene: Scene, seconds: np.ndarray) -> np.ndarray:
    """Return the cue's own fades: in from nothing where it sneaks in, away to nothing where its end is open."""
    cue = scene.cue
    level = np.zeros(np.shape(seconds))
    if cue.opening == "sneak":
        over = min(SNEAK_S, 0.25 * cue.length_s)
        level = level + NIENTE_DB * np.clip(1.0 - (seconds - cue.start_s) / over, 0.0, 1.0)
    if cue.ending == "open":
        over = min(NIENTE_S, NIENTE_SHARE * cue.length_s)
        level = level + NIENTE_DB * np.clip(1.0 - (cue.end_s - seconds) / over, 0.0, 1.0)
    return level


def breathing_db(seconds: np.ndarray, part: Part, scene: Scene) -> np.ndarray:
    """Return the slow breathing of an accompanying part, each with its own length (2-4 bars) and phase."""
    draw = scene.chance("breathing", part.id)
    bar_s = scene.bar_beats * 60.0 / float(np.median(scene.tempo.bpm))
    period_s = max(4.0, bar_s * (2.0 + 2.0 * draw.random()))
    phase = 2 * np.pi * draw.random()
    return BREATHING_DB * np.sin(2 * np.pi * (seconds - scene.cue.start_s) / period_s + phase)


def _rules_db(passage: Passage, instrument: Instrument, scene: Scene, clock: Clock) -> np.ndarray:
    """Return the sum of KTH's level rules for every slot, within 6 dB either way."""
    k = scene.players
    level = duration.bar_accent(passage, scene.bars, BAR_ACCENT_K)
    if not instrument.sustains:
        for members in passage.phrases:
            if members.size >= 3:
                level[members] += phrasing.arch_level(passage.within_phrase[members], k.phrase_arch, amp=1.0)
    if instrument.family == "drums":
        return level
    level += contour.high_loud(passage, k.high_loud)
    level += charge.charge_level(charge.melodic_charge(passage, scene.chords), k.melodic_charge)
    level += duration.contrast_level(duration.passage_contrast(passage), k.duration_contrast)
    if scene.chords:
        starts_s = clock.seconds_at(np.array([chord.start_beat for chord in scene.chords]))
        points = charge.harmony_level(scene.chords, scene.key, starts_s, k.harmonic_charge)
        level += np.interp(clock.seconds_at(passage.start_beat), points[:, 0], points[:, 1]) - points[:, 1].mean()
    return np.clip(level, -MOST_RULE_DB, MOST_RULE_DB)


def _standard(values: np.ndarray) -> np.ndarray:
    spread = float(values.std())
    return (values - values.mean()) / spread if spread > 1e-9 else np.zeros(values.size)
