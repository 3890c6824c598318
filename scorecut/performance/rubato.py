"""The players' common clock: beats become seconds, bent by the leading melody, exact at every anchor.

KTH's rules stretch the time between anchors (hits, cuts, the cue's ends). Then
each stretch of time is scaled back to its own length, so that a hit keeps its
exact second (SYNC section 5, stage C). Every part follows this one clock.
"""

from dataclasses import dataclass

import numpy as np

from scorecut.model.score import FUNCTIONS, CueScore, Score
from scorecut.performance.passage import Passage, read_passage
from scorecut.performance.rules import charge, contour, duration, phrasing
from scorecut.performance.scene import SAME_BEAT, Scene

#: Knots per quarter note between which the clock runs evenly.
KNOTS_PER_BEAT = 4
#: Expressive rubato reaches 20-30 % locally (SYNC section 3): a single note's own bend is held in these.
MOST_FASTER = -0.2
MOST_SLOWER = 0.3
#: The tempo is back this long after a phrase's end.
RECOVERY_BEATS = 1.0
#: An ending slows to this share of its tempo at most: the music must reach the picture's end without a rush before it.
MOST_RITARD = 1.5
#: Endings that slow down (a button, a stop and an open end do not).
SLOWING_ENDINGS = ("close", "ring out")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Clock:
    """Beats and seconds as played, both strictly rising; outside, the tempo map goes on unbent."""

    scene: Scene
    beats: np.ndarray
    times_s: np.ndarray

    def seconds_at(self, beat: float | np.ndarray) -> np.ndarray:
        """Return when ``beat`` sounds as played."""
        beat = np.asarray(beat, dtype=np.float64)
        inside = np.interp(beat, self.beats, self.times_s)
        outside = (beat < self.beats[0]) | (beat > self.beats[-1])
        return np.where(outside, self.scene.tempo.seconds_at(beat), inside)

    def beat_at(self, seconds: float | np.ndarray) -> np.ndarray:
        """Return which beat sounds at ``seconds``: the inverse."""
        seconds = np.asarray(seconds, dtype=np.float64)
        inside = np.interp(seconds, self.times_s, self.beats)
        outside = (seconds < self.times_s[0]) | (seconds > self.times_s[-1])
        return np.where(outside, self.scene.tempo.beat_at(seconds), inside)


def bend_time(score: Score, cue_score: CueScore, scene: Scene) -> Clock:
    """Return the clock of a cue as its players feel it."""
    lead = leading_passage(score, cue_score, scene)
    beats = _knots(lead, scene)
    nominal_s = scene.tempo.seconds_at(beats)
    if scene.fixed:
        return Clock(scene=scene, beats=beats, times_s=nominal_s)
    middle = (beats[:-1] + beats[1:]) / 2
    stretch = scene.players.rubato * (_melody_stretch(lead, middle, scene) + _arch_stretch(lead, middle, scene))
    stretch = np.clip(stretch, MOST_FASTER, MOST_SLOWER) + _ending_stretch(nominal_s, scene)
    return Clock(scene=scene, beats=beats, times_s=renormalise(nominal_s, 1.0 + stretch, beats, scene.anchors))


def renormalise(nominal_s: np.ndarray, factor: np.ndarray, beats: np.ndarray, anchors: np.ndarray) -> np.ndarray:
    """Return times whose steps are ``factor`` times the nominal ones, scaled so that every anchor keeps its second.

    nominal_s, beats : (n,); factor : (n - 1,), positive; anchors : some of ``beats``, first and last among them
    """
    bent = np.concatenate([[0.0], np.cumsum(np.diff(nominal_s) * factor)])
    fixed = np.searchsorted(beats, anchors - SAME_BEAT)
    return np.interp(bent, bent[fixed], nominal_s[fixed])


def leading_passage(score: Score, cue_score: CueScore, scene: Scene) -> Passage:
    """Return the melody that all follow: notes of the cue's melody parts in order, each where the ones before rest.

    Without a melody the highest part with harmony leads, and without that whatever there is. The order is the cue's
    own: that of the whole score hangs on which cue first had a part.
    """
    lines = {line.part: line for line in cue_score.lines if line.notes}
    parts = sorted((score.part(name) for name in lines), key=lambda part: FUNCTIONS.index(part.function))
    for functions in (("melody",), ("harmony",), ("bass", "texture", "rhythm")):
        notes = []
        taken: list[tuple[float, float]] = []
        for part in parts:
            if part.function not in functions:
                continue
            mine = [
                note
                for note in lines[part.id].notes
                if not any(low - SAME_BEAT <= note.start_beat < high - SAME_BEAT for low, high in taken)
            ]
            notes += mine
            taken += [(note.start_beat, note.end_beat) for note in mine if functions == ("melody",)]
            if functions != ("melody",) and notes:
                break
        if notes:
            return read_passage(tuple(notes), scene)
    return read_passage((), scene)


def _knots(lead: Passage, scene: Scene) -> np.ndarray:
    """Return the beats at which the clock may change its pace: a fine grid, the lead's attacks, every anchor."""
    first, last = float(scene.anchors[0]), float(scene.anchors[-1])
    grid = np.linspace(first, last, max(2, round((last - first) * KNOTS_PER_BEAT) + 1))
    beats = np.unique(np.concatenate([grid, lead.start_beat]))
    free = np.min(np.abs(beats[:, None] - scene.anchors[None, :]), axis=1) > 1e-4
    beats = np.sort(np.concatenate([beats[free & (beats > first) & (beats < last)], scene.anchors]))
    return beats[np.concatenate([[True], np.diff(beats) > SAME_BEAT])]


def _melody_stretch(lead: Passage, middle: np.ndarray, scene: Scene) -> np.ndarray:
    """Return the share by which the lead's note at each place is lengthened by its own rules."""
    if not lead.n_slots:
        return np.zeros(middle.size)
    k = scene.players
    d = duration.passage_contrast(lead)
    added_ms = (
        duration.contrast_lengthening(d, k.duration_contrast)
        + duration.double_duration(lead, abs(k.duration_contrast))
        + contour.leap_duration(lead)
        + contour.faster_uphill(lead)
        + charge.charge_lengthening(lead, charge.melodic_charge(lead, scene.chords), k.melodic_charge)
        + charge.harmony_lengthening(lead, scene.chords, scene.key, k.harmonic_charge)
        + phrasing.punctuation_lengthening(lead, k.punctuation)
        + phrasing.phrase_end_lengthening(lead)
    )
    share = np.clip(added_ms / lead.ioi_ms, MOST_FASTER, MOST_SLOWER)
    slot = np.searchsorted(lead.start_beat, middle, side="right") - 1
    ends = lead.start_beat + lead.length_beats
    sounding = (slot >= 0) & (middle < ends[np.clip(slot, 0, None)])
    return np.where(sounding, share[np.clip(slot, 0, None)], 0.0)


def _arch_stretch(lead: Passage, middle: np.ndarray, scene: Scene) -> np.ndarray:
    """Return the arch of every phrase of the lead, and of its halves at a third of the quantity."""
    stretch = np.zeros(middle.size)
    k = scene.players.phrase_arch
    for members in lead.phrases:
        if members.size < 3:
            continue
        first = lead.start_beat[members[0]]
        last = lead.start_beat[members[-1]] + min(lead.length_beats[members[-1]], 1.0)
        x = (middle - first) / (last - first)
        inside = (x >= 0) & (x <= 1)
        halves = np.where(x < 0.5, 2 * x, 2 * x - 1)
        bend = phrasing.arch_tempo(x, k, end=phrasing.ARCH_NEXT if members[-1] == lead.n_slots - 1 else 1.0)
        if members.size >= 8:
            bend = bend + phrasing.arch_tempo(halves, k / 3.0)
        stretch[inside] += bend[inside]
        leaving = 1.0 - (middle - last) / RECOVERY_BEATS
        after = (leaving >= 0) & (leaving < 1)
        stretch[after] += leaving[after] * (bend[inside][-1] if inside.any() else 0.0)
    return stretch


def _ending_stretch(nominal_s: np.ndarray, scene: Scene) -> np.ndarray:
    """Return the last ritard where the cue closes: none after a hit in its last seconds has fixed the tempo."""
    k = scene.players.final_ritard * min(1.0, scene.players.rubato)
    if scene.cue.ending not in SLOWING_ENDINGS or k <= 0:
        return np.zeros(nominal_s.size - 1)
    end_s = float(scene.tempo.seconds_at(scene.tempo.end_beat))
    before = scene.anchors[scene.anchors < scene.tempo.end_beat - SAME_BEAT]
    room_s = end_s - float(scene.tempo.seconds_at(before[-1]))
    k *= float(np.clip((room_s - 2.0) / 6.0, 0.0, 1.0))
    to_end_ms = 1000.0 * np.maximum(0.0, end_s - (nominal_s[:-1] + nominal_s[1:]) / 2)
    return np.minimum(1.0 / phrasing.final_ritard(to_end_ms, k) - 1.0, MOST_RITARD)
