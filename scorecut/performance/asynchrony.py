"""Players who are not machines: shared drift, own scatter, a melody that leads or lays back, swing.

Timing noise is shared within a section (SD 6 ms, correlated over about two beats)
with 3-5 ms of each player's own on top (MUSIC 12). Hits are met together.
"""

import numpy as np

from scorecut.catalog.instruments import Instrument
from scorecut.model.score import Part
from scorecut.performance.alive import going_on
from scorecut.performance.passage import Passage
from scorecut.performance.scene import SAME_BEAT, Scene, distance_to

#: Shares of the style's ``asynchrony_ms`` (8 usual) that are the section's drift and the player's own scatter.
DRIFT_SHARE = 0.75
OWN_SHARE = 0.5
#: A player who is late is late on the next note too: the own scatter keeps this share from note to note.
OWN_KEPT = 0.8
DRIFT_BEATS = 2.0
DRIFT_STEP_BEATS = 0.5
#: What is left of it where a sequencer plays.
MACHINE_SHARE = 0.1
#: A melody on an instrument that is struck or plucked comes before its accompaniment (MUSIC 12: 10-20 ms);
#: one that is bowed or blown by less, for its attack is slow anyway.
LEAD_MS = 15.0
SUSTAINED_LEAD_MS = 6.0
#: Snares, side sticks and claps of General MIDI: they lay back with the soloist.
BACKBEAT_KEYS = (37, 38, 39, 40)
#: Drums are the clock of a band: their drift and scatter are half of the others'.
DRUMMER_SHARE = 0.5

SECTIONS = {
    "strings": "strings",
    "voice": "voices",
    "brass": "winds",
    "reeds": "winds",
    "flutes": "winds",
    "drums": "rhythm",
    "bass": "rhythm",
}


def drift_ms(scene: Scene, section: str, beat: np.ndarray) -> np.ndarray:
    """Return a section's common drift at ``beat``: Gaussian, correlation exp(-distance / 2 beats), 0 at hits."""
    first, last = float(scene.anchors[0]), float(scene.anchors[-1])
    grid = np.arange(first, last + 2 * DRIFT_STEP_BEATS, DRIFT_STEP_BEATS)
    noise = scene.chance("drift", section).standard_normal(grid.size)
    keep = float(np.exp(-DRIFT_STEP_BEATS / DRIFT_BEATS))
    walk = going_on(noise, keep)
    near = np.clip(distance_to(scene.hits, beat), 0.0, 1.0)
    return scene.players.asynchrony_ms * DRIFT_SHARE * np.interp(beat, grid, walk) * near


def deviations_ms(passage: Passage, part: Part, instrument: Instrument, scene: Scene) -> np.ndarray:
    """Return ms by which each slot of a part comes late (early is negative); exactly 0 on hits."""
    beat = passage.start_beat
    machine = is_machine(instrument, scene)
    share = MACHINE_SHARE if machine else DRUMMER_SHARE if instrument.family == "drums" else 1.0
    own = going_on(np.clip(scene.chance("own", part.id).standard_normal(beat.size), -2.5, 2.5), OWN_KEPT)
    late = share * (
        drift_ms(scene, SECTIONS.get(instrument.family, part.id), beat) + scene.players.asynchrony_ms * OWN_SHARE * own
    )
    if part.function == "melody" and not machine:
        late = late + lay_back_ms(passage, instrument, scene)
    if instrument.is_drums and scene.players.late_ms:
        backbeat = np.isin(passage.pitch, BACKBEAT_KEYS)
        late = late + scene.players.late_ms * backbeat
    return np.where(scene.at_hit(beat), 0.0, late)


def lay_back_ms(passage: Passage, instrument: Instrument, scene: Scene) -> np.ndarray:
    """Return how late a soloist comes: behind on downbeats in a swinging style, ahead where nobody lays back."""
    players = scene.players
    if players.late_ms > 0:
        off = np.abs(passage.start_beat - np.round(passage.start_beat)) > SAME_BEAT
        return players.late_ms * np.where(off & (players.swing > 0.5), 0.4, 1.0)
    if scene.fixed:
        return np.zeros(passage.n_slots)
    return np.full(passage.n_slots, -(SUSTAINED_LEAD_MS if instrument.sustains else LEAD_MS))


def is_machine(instrument: Instrument, scene: Scene) -> bool:
    """Whether a sequencer plays it: synthesisers, and drums where the tempo is fixed."""
    return instrument.engine == "synth" or (scene.fixed and instrument.family == "drums")


def swung(beat: np.ndarray, scene: Scene) -> np.ndarray:
    """Return the beats with the style's swing: the half of each beat moves to ``players.swing``, quarters with it.

    Triplets stay where they are, and so does what stands on a hit or would be moved past one; music in 6/8 too.
    """
    share = scene.players.swing
    beat = np.asarray(beat, dtype=np.float64)
    if abs(share - 0.5) < 1e-3 or scene.tempo.felt_beats != 1.0:
        return beat
    whole = np.floor(beat + SAME_BEAT)
    part = np.clip(beat - whole, 0.0, 1.0)
    triplet = (np.abs(part * 3 - np.round(part * 3)) < 1e-3) & (part > 0.1)
    moved = whole + np.where(part < 0.5, part * 2 * share, share + (part - 0.5) * 2 * (1.0 - share))
    low, high = np.minimum(beat, moved), np.maximum(beat, moved)
    in_the_way = np.searchsorted(scene.hits, high + SAME_BEAT) > np.searchsorted(scene.hits, low - SAME_BEAT)
    return np.where(triplet | in_the_way, beat, moved)
