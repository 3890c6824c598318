"""The level of a held tone from moment to moment: note arcs, phrases, swells, bow changes, breathing pads.

The curve is dB, 0 is the calibrated level; a sustaining instrument's whole
dynamic lies in it, net of what the velocity has brought already (velocity is the
attack, expression the level, never both for one crescendo).
"""

import numpy as np

from scorecut.catalog.instruments import Instrument
from scorecut.model.score import Line, Part
from scorecut.performance.alive import kept_alive
from scorecut.performance.dynamics import ACCOMPANIES, breathing_db, by_velocity, ends_db, swell_db
from scorecut.performance.passage import Passage
from scorecut.performance.rubato import Clock
from scorecut.performance.scene import Scene
from scorecut.performance.velocity import level_of

#: A long note (MUSIC 12): CC11 from 70 % of its peak, peak at 55-65 % of the length, end at 60-75 %.
#: Controller 11 follows a square law (SOUND 1), so 70 % is -6.2 dB and 67 % -7.0 dB.
ARC_START_DB, ARC_PEAK_AT, ARC_END_DB = -6.2, 0.6, -7.0
#: An arc is set this much up, so that the note's mean is its written level.
ARC_LIFT_DB = 2.6
#: Accompaniment holds its notes flatter, but by 3 dB at least a tone of a second is shaped.
ARC_SHARE = {"melody": 1.0, "bass": 0.65, "harmony": 0.6, "texture": 0.6, "rhythm": 0.5, "hits": 0.5}
#: Where a tune's note is joined to its neighbour the arc is this much shallower, or the line falls apart into notes.
JOINED_SHARE = 0.55
LONG_BEATS, LONG_S = 2.0, 1.0
ARC_AT = np.array([0.0, 0.06, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95, 1.0])
#: Level changes between joined notes take this long and are done when the note is heard.
TURN_S = 0.03
#: A bow that changes direction leaves a dip of 3 dB for 60 ms; on a tone longer than this it must change.
BOW_DIP_DB, BOW_DIP_S, LONGEST_BOW_S = -3.0, 0.06, 9.0
#: How finely swells and fades are drawn.
STEP_S = 0.1
LOWEST_DB, HIGHEST_DB = -40.0, 15.0


def expression(
    passage: Passage,
    levels_db: np.ndarray,
    velocity: np.ndarray,
    starts_s: np.ndarray,
    ends_s: np.ndarray,
    part: Part,
    instrument: Instrument,
    line: Line,
    scene: Scene,
    clock: Clock,
) -> np.ndarray:
    """Return points (n, 2) of seconds and dB; one point at 0 for an instrument whose tone cannot be shaped.

    levels_db, starts_s, ends_s : of each slot, as played; velocity : of each note
    """
    if not passage.n_slots or by_velocity(passage, instrument).all():
        return np.array([[scene.cue.start_s, 0.0]])
    struck = by_velocity(passage, instrument)
    attack_db = np.bincount(passage.slot_of, weights=level_of(velocity)) / np.bincount(passage.slot_of)
    level = np.where(struck, 0.0, levels_db - attack_db)
    times, values = _arcs(passage, level, struck, starts_s, ends_s, part, instrument)
    fine = np.arange(starts_s[0], ends_s[-1], STEP_S)
    shaped = bool(line.swells) or scene.cue.opening == "sneak" or scene.cue.ending == "open"
    if shaped or _breathes(part, instrument, line):
        marks_s = clock.seconds_at(np.array([beat for beat, _ in line.swells])) if line.swells else np.zeros(0)
        extra = np.concatenate([fine, marks_s - 0.002, marks_s + 0.002])
        extra = extra[np.min(np.abs(extra[:, None] - times[None, :]), axis=1) > 1e-3] if extra.size < 400 else extra
        values = np.append(values, np.interp(extra, times, values))
        times = np.append(times, extra)
        times, order = np.unique(np.round(times, 6), return_index=True)
        values = values[order]
    held = ~struck[np.clip(np.searchsorted(starts_s - TURN_S, times, side="right") - 1, 0, struck.size - 1)]
    moving = swell_db(line, clock.beat_at(times)) + ends_db(scene, times)
    if _breathes(part, instrument, line):
        moving = moving + breathing_db(times, part, scene)
    values = kept_alive(times, values + moving * held, starts_s, ends_s, ~struck, arc_db)
    return np.column_stack([times, np.clip(values, LOWEST_DB, HIGHEST_DB)])


def arc_db(x: np.ndarray, share: float = 1.0, begins: float = 1.0, ends: float = 1.0) -> np.ndarray:
    """Return the arc of one long note at ``x`` (0-1 of its length), mean near 0.

    begins, ends : shares of the arc's depth at either side, less where the note is joined to another

    >>> (arc_db(np.array([0.0, 0.6, 1.0])) - 2.6).round(1).tolist()
    [-6.2, 0.0, -7.0]
    """
    rise = np.sin(0.5 * np.pi * np.clip(x / ARC_PEAK_AT, 0, 1)) ** 2
    fall = np.sin(0.5 * np.pi * np.clip((1.0 - x) / (1.0 - ARC_PEAK_AT), 0, 1)) ** 2
    arc = np.where(x <= ARC_PEAK_AT, begins * ARC_START_DB * (1 - rise), ends * ARC_END_DB * (1 - fall))
    return share * (arc + ARC_LIFT_DB * (begins + ends) / 2)


def _breathes(part: Part, instrument: Instrument, line: Line) -> bool:
    return instrument.sustains and part.function in ACCOMPANIES["held"] and not line.swells


def _arcs(
    passage: Passage,
    level: np.ndarray,
    struck: np.ndarray,
    starts_s: np.ndarray,
    ends_s: np.ndarray,
    part: Part,
    instrument: Instrument,
) -> tuple[np.ndarray, np.ndarray]:
    """Return times and dB of every slot's own shape, strictly rising."""
    times: list[float] = []
    values: list[float] = []

    def put(time_s: float, value: float) -> None:
        if not times or time_s > times[-1] + 1e-4:
            times.append(float(time_s))
            values.append(float(value))

    share = ARC_SHARE[part.function]
    bowed = instrument.family == "strings" and passage.is_single
    joined_share = JOINED_SHARE if part.function == "melody" else 1.0
    joined_before = False
    for slot in range(passage.n_slots):
        start = float(starts_s[slot])
        following = float(starts_s[slot + 1]) if slot + 1 < passage.n_slots else np.inf
        end = max(start + 0.02, min(float(ends_s[slot]), following - TURN_S))
        lasts_s = end - start
        following_joined = slot + 1 < passage.n_slots and following - end < 2 * TURN_S
        edges = (joined_share if joined_before else 1.0, joined_share if following_joined else 1.0)
        joined_before = following_joined
        opening = level[slot]
        if not struck[slot] and _is_long(passage, slot, lasts_s):
            opening += float(arc_db(np.array(0.0), share, *edges))
        if slot and start - times[-1] > 2 * TURN_S:
            put(max(times[-1] + TURN_S, start - 0.3), opening)
        if struck[slot] or not _is_long(passage, slot, lasts_s):
            put(start, level[slot])
            changes = bowed and not struck[slot] and passage.slur_end[slot] and following - end < 2 * TURN_S
            joined = following_joined and not struck[[slot, slot + 1]].any()
            leaves = level[slot] + (0.5 * (level[slot + 1] - level[slot]) if joined else 0.0)
            if changes and lasts_s > 2 * BOW_DIP_S:
                put(end - BOW_DIP_S / 2, leaves)
            put(end, leaves + (BOW_DIP_DB if changes else 0.0))
            continue
        turns = np.arange(LONGEST_BOW_S, lasts_s - LONGEST_BOW_S / 3, LONGEST_BOW_S) if bowed else np.zeros(0)
        around = np.concatenate([turns - BOW_DIP_S / 2, turns, turns + BOW_DIP_S / 2]) / lasts_s
        for x in np.unique(np.concatenate([ARC_AT, around])):
            dip = BOW_DIP_DB if np.isin(x, turns / lasts_s) else 0.0
            put(start + x * lasts_s, level[slot] + float(arc_db(x, share, *edges)) + dip)
    return np.array(times), np.array(values)


def _is_long(passage: Passage, slot: int, lasts_s: float) -> bool:
    return lasts_s >= LONG_S or (passage.length_beats[slot] >= LONG_BEATS and lasts_s >= 0.6)
