"""How long notes sound: joined, set apart, breathed, left ringing (``data/playing.toml``)."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from scorecut.catalog.instruments import Instrument
from scorecut.catalog.tables import DATA, build, read_table
from scorecut.performance.passage import Passage
from scorecut.performance.rubato import Clock
from scorecut.performance.rules import contour, duration, phrasing
from scorecut.performance.scene import SAME_BEAT, Scene

#: KTH legato (Bresin and Battel 2000): overlap in percent of DR is 11.3 + 5.85 k - (.0066 + .0043 k) DR.
LEGATO_MIN, LEGATO_MAX = 0.02, 0.08
#: The last note of a slur is taken off at 80 % (MUSIC 12), never earlier than this before its end.
SLUR_END_SHARE = 0.8
SLUR_END_MOST_S = 0.35
#: A breath, and the silence in which a key or string is struck again.
BREATH_S = 0.22
RESTRIKE_S = 0.035
#: The pedal changes this long after the new bass (MUSIC 12: 60-90 ms).
PEDAL_LATE_S = 0.075
#: Strings and bars left to ring are damped after this long at the latest.
LONGEST_RING_S = 8.0
SHORTEST_S = 0.04


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """One row of ``data/playing.toml``; see the comments there."""

    share: float
    velocity: float
    accent_db: float = 0.0
    by_velocity: bool = False
    least_s: float = 0.0
    most_s: float = 0.0
    why: str = ""


@cache
def manners() -> dict[str, Manner]:
    """Return all articulations by name."""
    rows = read_table(DATA / "playing.toml")["articulation"]
    return {name: build(Manner, values, f"playing.toml, articulation.{name}") for name, values in rows.items()}


def manner(name: str) -> Manner:
    """Return how an articulation is taken; an unknown name is played detache."""
    rows = manners()
    return rows.get(name, rows["detache"])


def releases(
    passage: Passage, heard_s: np.ndarray, instrument: Instrument, scene: Scene, clock: Clock, end_beats: np.ndarray
) -> np.ndarray:
    """Return when each note ends, film seconds, (n_notes,), always after its start.

    heard_s, end_beats : of each note, as played and as written (swing in both)
    """
    n = len(passage.notes)
    written_s = clock.seconds_at(end_beats)
    share = np.array([manner(note.articulation).share for note in passage.notes])
    rings = np.array([note.articulation == "ring" for note in passage.notes], dtype=bool)
    legato = np.array([note.articulation in ("legato", "trill") for note in passage.notes], dtype=bool)
    base_s = np.maximum(SHORTEST_S, written_s - heard_s)
    joined = passage.gap_beats[passage.slot_of] < SAME_BEAT
    slur_end = passage.slur_end[passage.slot_of]
    if passage.is_single:
        base_s = np.where(joined & ~rings, np.maximum(SHORTEST_S, np.append(heard_s[1:], np.inf) - heard_s), base_s)
    overlap = 1.0 + np.clip((11.3 + 5.85 - (0.0066 + 0.0043) * 1000 * base_s) / 100, LEGATO_MIN, LEGATO_MAX)
    if not instrument.sustains:
        overlap = np.maximum(overlap, 1.02)
    length_s = base_s * np.where(legato, np.where(joined, overlap, 0.98), share)
    ended = legato & slur_end & (len(np.unique(passage.slur)) > 1)
    length_s = np.where(ended, np.maximum(base_s * SLUR_END_SHARE, base_s - SLUR_END_MOST_S), length_s)
    if passage.is_single:
        within = legato & ~slur_end
        length_s = length_s - np.where(
            within, 0.0, np.minimum(_pauses_s(passage, scene)[passage.slot_of], 0.4 * length_s)
        )
    least = np.array([manner(note.articulation).least_s for note in passage.notes])
    most = np.array([manner(note.articulation).most_s or np.inf for note in passage.notes])
    length_s = np.minimum(np.maximum(length_s, least), most)
    end_s = heard_s + np.maximum(SHORTEST_S, length_s)
    end_s = np.where(rings, np.maximum(end_s, _ring_until(heard_s, written_s, scene, clock)), end_s)
    if instrument.breath_s > 0:
        end_s = _breathe(passage, heard_s, end_s, instrument)
    end_s = _before_same_pitch(passage, heard_s, end_s)
    return np.maximum(end_s, heard_s + SHORTEST_S) if n else end_s


def _pauses_s(passage: Passage, scene: Scene) -> np.ndarray:
    """Return the micropauses that KTH's rules take from the end of each slot, seconds."""
    d = duration.passage_contrast(passage)
    pause_ms = np.maximum.reduce(
        [
            duration.contrast_pause(d, scene.players.duration_contrast),
            phrasing.punctuation_pause(passage, scene.players.punctuation),
            phrasing.phrase_end_pause(passage) * (passage.gap_beats < SAME_BEAT),
            contour.leap_pause(passage) * (scene.players.punctuation > 0),
        ]
    )
    return pause_ms / 1000.0


def _ring_until(heard_s: np.ndarray, written_s: np.ndarray, scene: Scene, clock: Clock) -> np.ndarray:
    """Return when the pedal lifts: just after the next change of harmony, but not before the note's written end."""
    if not scene.chords:
        return np.maximum(written_s, heard_s)
    ends = np.array([chord.start_beat for chord in scene.chords[1:]] + [scene.tempo.end_beat])
    ends_s = clock.seconds_at(ends) + PEDAL_LATE_S
    ends_s[-1] -= PEDAL_LATE_S
    following = ends_s[np.clip(np.searchsorted(ends_s, heard_s + 0.15, side="right"), 0, ends_s.size - 1)]
    return np.maximum(written_s, np.minimum(following, heard_s + LONGEST_RING_S))


def _breathe(passage: Passage, heard_s: np.ndarray, end_s: np.ndarray, instrument: Instrument) -> np.ndarray:
    """Return the ends with a breath at phrase ends, and at slur ends when the breath would not last."""
    end_s = end_s.copy()
    slot_end = np.zeros(passage.n_slots, dtype=bool)
    slot_s = np.full(passage.n_slots, np.inf)
    np.minimum.at(slot_s, passage.slot_of, heard_s)
    since = slot_s[0] if passage.n_slots else 0.0
    for slot in range(passage.n_slots - 1):
        soon = slot_s[slot + 1] - since > 0.75 * instrument.breath_s
        late = slot_s[slot + 1] - since > instrument.breath_s
        rests = passage.gap_beats[slot] > 0 and slot_s[slot + 1] - end_s[passage.slot_of == slot].max() > BREATH_S
        if rests or passage.last[slot] or (soon and passage.slur_end[slot]) or late:
            slot_end[slot] = not rests
            since = slot_s[slot + 1]
    for note in np.flatnonzero(slot_end[passage.slot_of]):
        following = slot_s[passage.slot_of[note] + 1]
        room = following - heard_s[note]
        end_s[note] = min(end_s[note], following - min(BREATH_S, 0.4 * room))
    return end_s


def _before_same_pitch(passage: Passage, heard_s: np.ndarray, end_s: np.ndarray) -> np.ndarray:
    """Return the ends cut so that a pitch is silent for a moment before it is played again."""
    end_s = end_s.copy()
    following: dict[int, float] = {}
    for index in range(len(passage.notes) - 1, -1, -1):
        pitch = passage.notes[index].pitch
        again = following.get(pitch)
        if again is not None and again > heard_s[index]:
            end_s[index] = min(end_s[index], again - min(RESTRIKE_S, 0.3 * (again - heard_s[index])))
        following[pitch] = float(heard_s[index])
    return end_s
