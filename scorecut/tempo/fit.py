"""Cue sheet in, tempo map out: the front of this room.

Each cue is fitted by itself. Stage A (``plan``) decides how many pulses lie between
the hits and where the bar lines fall, stage B (``warp``) lays the pulses out in time.
A hit that would bend the tempo too far stays exact in time but free of the grid.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scorecut.errors import TempoMapError
from scorecut.model.clock import timecode
from scorecut.model.cue_sheet import Cue, CueSheet, Hit
from scorecut.model.tempo_map import Bar, CueTempo, Dropped, Place, TempoMap
from scorecut.tempo.meter import Grid
from scorecut.tempo.plan import RAGGED_COST, Plan, plan_cue, price
from scorecut.tempo.settings import TempoSettings
from scorecut.tempo.target import Target, target_of
from scorecut.tempo.warp import warp

#: A hit this close to the cue's start is its first downbeat.
AT_START_S = 1e-6
#: Price of an irregular bar in the plan; raised until they are rare enough.
ODD_COST = 0.55
#: A tempo asked for in bpm is met within this share over the cue.
ASKED_SHARE = 0.025

#: Prices of bending, tried in turn until the tempo runs smoothly.
STIFFNESS = (0.4, 1.0, 2.5, 6.0, 15.0)


def fit_tempo(sheet: CueSheet, *, settings: TempoSettings | None = None) -> TempoMap:
    """Return the beats and bars of every cue, and the hits that had to go.

    Raises TempoMapError where two locked hits lie too close to be played apart.
    """
    settings = settings or TempoSettings()
    cues = []
    dropped: list[Dropped] = []
    for cue in sheet.cues:
        kept, gone = thin_out(sheet.hits_of(cue.id), sheet, settings.least_gap_s)
        dropped.extend(gone)
        cues.append(fit_cue(cue, kept, settings))
    return TempoMap(cues=tuple(cues), dropped=tuple(dropped))


def thin_out(hits: Sequence[Hit], sheet: CueSheet, least_gap_s: float) -> tuple[tuple[Hit, ...], tuple[Dropped, ...]]:
    """Return the hits that can be told apart, and the lighter ones that were in their way.

    Raises TempoMapError naming both where two locked hits quarrel.
    """
    kept: list[Hit] = []
    dropped = []
    for hit in sorted(hits, key=lambda hit: (-hit.locked, -hit.weight, hit.time_s, hit.id)):
        near = [other for other in kept if abs(other.time_s - hit.time_s) < least_gap_s - 1e-9]
        if not near:
            kept.append(hit)
            continue
        gap_ms = 1000 * abs(near[0].time_s - hit.time_s)
        if hit.locked:
            first, second = sorted((hit, near[0]), key=lambda hit: (hit.time_s, hit.id))
            raise TempoMapError(
                f"locked hits {_called(first, sheet)} and {_called(second, sheet)} lie {gap_ms:.0f} ms apart, and "
                f"music needs {1000 * least_gap_s:.0f} ms between two hits; move or unlock one of them"
            )
        dropped.append(Dropped(hit=hit, why=f"only {gap_ms:.0f} ms from hit {near[0].id}, which weighs more"))
    return tuple(sorted(kept, key=lambda hit: hit.time_s)), tuple(sorted(dropped, key=lambda gone: gone.hit.time_s))


def fit_cue(cue: Cue, hits: Sequence[Hit], settings: TempoSettings) -> CueTempo:
    """Return the beats of one cue with every hit in its place.

    A plan that bends too freely loses its hits when the tempo is made playable, a stiff one never catches them. Stiffer
    ones are tried until one loses nothing; of all that run smoothly the one counts that has the hits in the best places.
    """
    target = target_of(cue)
    drafts = []
    for stiffness in STIFFNESS:
        draft = _Draft(cue, hits, target, settings, stiffness)
        planned = len(draft.track.anchors)
        draft.release()
        kept, smooth = len(draft.track.anchors) == planned, draft.is_smooth()
        draft.capture()
        fitted = draft.finished()
        ragged = RAGGED_COST * (abs(fitted.times_s[-1] - cue.end_s) > AT_START_S)
        cost = ragged + sum(price(place.hit, place.kind) for place in fitted.places)
        drafts.append((not smooth, round(cost, 9), fitted))
        if kept and smooth:
            break
    return min(drafts, key=lambda draft: draft[:2])[2]


@dataclass
class _Track:
    """Pulses of a plan: bars as (first pulse, metre), and the anchors by pulse."""

    bars: list[tuple[int, tuple[int, int]]]
    n_pulses: int
    anchors: dict[int, Hit | None]


class _Draft:
    """A cue on its way: the plan's grid is settled, anchors may still be let go or caught."""

    def __init__(
        self, cue: Cue, hits: Sequence[Hit], target: Target, settings: TempoSettings, stiffness: float
    ) -> None:
        self.cue, self.target, self.settings, self.stiffness = cue, target, settings, stiffness
        self.grid = grid = Grid(target.meter)
        self.hits = tuple(hits)
        self.opening = tuple(hit for hit in hits if hit.time_s <= cue.start_s + AT_START_S)
        self.bend = settings.most_bend_fixed if target.fixed else settings.most_bend
        self.plan = self._plan()
        self.pulse_s = 60.0 / self.plan.tempo_bpm / grid.felt
        self.track = _lay_bars(self.plan, grid, cue, self.pulse_s)
        self.times_s = self._warp(self.track.anchors)

    def _plan(self) -> Plan:
        """Return the plan, with irregular bars dear enough to be rare."""
        target = self.target
        n_bases = 33 if target.fixed else 13
        slack = min(target.slack, 0.03 if target.fixed else 0.9 * self.bend)
        bases_bpm = target.tempo_bpm * np.linspace(1 - slack, 1 + slack, n_bases)
        moving = [hit for hit in self.hits if hit not in self.opening]
        odd_cost = ODD_COST if target.irregular else np.inf
        while True:
            plan = plan_cue(
                moving,
                self.cue.start_s,
                self.cue.end_s,
                grid=self.grid,
                bases_bpm=bases_bpm.tolist(),
                target_bpm=target.tempo_bpm,
                bend=0.6 * self.bend,
                odd_cost=odd_cost,
                reach=24 if target.fixed else 8,
                stiffness=self.stiffness,
            )
            bars = _lay_bars(plan, self.grid, self.cue, 60.0 / plan.tempo_bpm / self.grid.felt).bars
            share = sum(meter != self.grid.meter for _, meter in bars) / len(bars)
            if share <= self.settings.most_irregular:
                return plan
            odd_cost = odd_cost * 2 if odd_cost < 4 else np.inf

    def _warp(self, anchors: dict[int, Hit | None]) -> np.ndarray:
        seconds = {pulse: hit.time_s if hit else self.cue.end_s for pulse, hit in anchors.items() if pulse}
        return warp(self.track.n_pulses, {0: self.cue.start_s, **seconds}, self.pulse_s)

    def _strain(self, times_s: np.ndarray) -> np.ndarray:
        """Return how far each pulse goes beyond what the ear lets pass, (n_pulses,); above 1 is too far."""
        pulses_s = np.diff(times_s)
        if (pulses_s <= 0).any():
            return np.where(pulses_s <= 0, np.inf, 0.0)
        home_s = self.pulse_s if self.target.fixed else 60.0 / self.target.tempo_bpm / self.grid.felt
        strain = np.abs(home_s / pulses_s - 1.0) / self.bend
        felt = self.grid.felt
        if pulses_s.size > felt:
            step = np.abs(pulses_s[felt:] / pulses_s[:-felt] - 1.0) / self.settings.most_step
            strain[felt:] = np.maximum(strain[felt:], step)
        return strain

    def is_smooth(self, times_s: np.ndarray | None = None) -> bool:
        """Whether the tempo steps of nearly all beats are small."""
        beats_s = np.diff((self.times_s if times_s is None else times_s)[:: self.grid.felt])
        if beats_s.size < 3:
            return True
        return float(np.percentile(np.abs(beats_s[1:] / beats_s[:-1] - 1.0), 95)) <= self.settings.usual_step

    def _mean_is_off(self, times_s: np.ndarray) -> bool:
        """Whether the average tempo misses what was asked for in bpm."""
        if self.cue.wishes.tempo_bpm is None:
            return False
        mean_s = float(times_s[-1] - times_s[0]) / (times_s.size - 1)
        return abs(60.0 / mean_s / self.grid.felt / self.target.tempo_bpm - 1.0) > ASKED_SHARE

    def release(self) -> None:
        """Let the lightest hits near the worst strain go free until the tempo is playable."""
        while len(self.track.anchors) > 1:
            self._cover()
            strain = self._strain(self.times_s)
            if strain.max() <= 1.0 and not self._mean_is_off(self.times_s):
                return
            worst = int(strain.argmax())
            pulses = sorted(pulse for pulse in self.track.anchors if pulse)
            near = sorted(pulses, key=lambda pulse: (abs(pulse - worst), pulse))[:2]
            light = min(near, key=lambda pulse: (_hold(self.track.anchors[pulse]), -pulse))
            del self.track.anchors[light]
            self.times_s = self._warp(self.track.anchors)
        self._cover()

    def _cover(self) -> None:
        """Add bars until the cue is covered: an end let go may sound earlier than the plan had it."""
        while self.times_s[-1] < self.cue.end_s - 1e-6:
            self.track.bars.append((self.track.n_pulses, self.grid.meter))
            self.track.n_pulses += self.grid.bar
            self.times_s = self._warp(self.track.anchors)

    def capture(self) -> None:
        """Take free hits onto the grid where they nearly lie on it and the tempo hardly notices."""
        anchored = {hit.id for hit in self.track.anchors.values() if hit}
        free = [hit for hit in self.hits if hit.id not in anchored and hit not in self.opening]
        for hit in sorted(free, key=lambda hit: (-hit.weight, hit.time_s)):
            pulse = int(np.abs(self.times_s - hit.time_s).argmin())
            if pulse in self.track.anchors:
                continue
            anchors = {**self.track.anchors, pulse: hit}
            ordered = [held.time_s for key in sorted(anchors) if (held := anchors[key])]
            if ordered != sorted(ordered):
                continue
            times_s = self._warp(anchors)
            calm = self._strain(times_s).max() <= 0.6 and self.is_smooth(times_s)
            if calm and not self._mean_is_off(times_s):
                self.track.anchors, self.times_s = anchors, times_s

    def finished(self) -> CueTempo:
        """Return the noun."""
        pulse_beats = self.grid.pulse_beats
        bars = tuple(
            Bar(number=number, start_beat=pulse * pulse_beats, meter=meter)
            for number, (pulse, meter) in enumerate(self.track.bars, 1)
        )
        tempo = CueTempo(
            cue_id=self.cue.id,
            beats=np.arange(self.track.n_pulses + 1) * pulse_beats,
            times_s=self.times_s,
            bars=bars,
            target_bpm=self.target.tempo_bpm,
            fixed=self.target.fixed,
            felt_beats=self.grid.felt_beats,
        )
        at = {hit.id: pulse for pulse, hit in self.track.anchors.items() if hit}
        at.update({hit.id: 0 for hit in self.opening})
        places = tuple(self._place(hit, at.get(hit.id), tempo) for hit in self.hits)
        return CueTempo(
            cue_id=tempo.cue_id,
            beats=tempo.beats,
            times_s=tempo.times_s,
            bars=bars,
            places=places,
            target_bpm=tempo.target_bpm,
            fixed=tempo.fixed,
            felt_beats=tempo.felt_beats,
        )

    def _place(self, hit: Hit, pulse: int | None, tempo: CueTempo) -> Place:
        """Return where ``hit`` stands; beats count in the bar's own unit from 1 (4 of 6/8 is its second felt beat)."""
        at_beat = float(tempo.beat_at(hit.time_s)) if pulse is None else pulse * self.grid.pulse_beats
        bar = tempo.bar_at(at_beat)
        if pulse is None:
            kind = "free"
        else:
            kind = self.grid.place(pulse - round(bar.start_beat / self.grid.pulse_beats))
        in_bar = 1.0 + (at_beat - bar.start_beat) * bar.meter[1] / 4.0
        return Place(hit=hit, kind=kind, at_beat=at_beat, bar=bar.number, beat=round(in_bar, 6))


def _hold(hit: Hit | None) -> float:
    """Return how firmly an anchor holds: the cue's end least firmly but for light hits."""
    if hit is None:
        return 0.45
    return hit.weight + (1.0 if hit.locked else 0.0)


def _lay_bars(plan: Plan, grid: Grid, cue: Cue, pulse_s: float) -> _Track:
    """Return the plan's bars from beat 0 until the cue is covered, and its anchors by pulse."""
    bars: list[tuple[int, tuple[int, int]]] = []
    anchors: dict[int, Hit | None] = {0: None}
    pulse = bar_start = 0
    seconds = cue.start_s
    for step in plan.steps:
        lengths: list[int] = []
        n_bars = 0
        end = pulse + step.n_pulses
        while True:
            odd = step.way.odd if n_bars == step.way.odd_at else 0
            length = odd or grid.bar
            if bar_start + sum(lengths) + length > end:
                break
            lengths.append(length)
            n_bars += 1
        for length in lengths:
            bars.append((bar_start, grid.irregular.get(length, grid.meter) if length != grid.bar else grid.meter))
            bar_start += length
        pulse = end
        anchors[pulse] = step.hit
        seconds = step.hit.time_s if step.hit else cue.end_s
    needed = pulse + max(0, int(np.ceil((cue.end_s - seconds) / pulse_s - 1e-6)))
    while bar_start < max(needed, 1):
        bars.append((bar_start, grid.meter))
        bar_start += grid.bar
    return _Track(bars=bars, n_pulses=bar_start, anchors=anchors)


def _called(hit: Hit, sheet: CueSheet) -> str:
    """Return a hit as a person finds it in the sheet."""
    label = f' ("{hit.label}")' if hit.label else ""
    return f"{hit.id}{label} at {timecode(hit.time_s, sheet.frame_rate)}"
