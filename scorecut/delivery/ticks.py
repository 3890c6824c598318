"""The film's seconds on a MIDI grid: tempo events, bar lines, and the tick of any beat or second.

Inside a cue every anchor of the tempo map becomes a tempo event, so written
notes stand on whole beats. Between cues bars of the coming cue are filled in at
whatever tempo lets it begin on its exact second and on a bar line; where no bar
fits, the bar before is cut short and its time signature says so. Tempo events
are whole microseconds a quarter note; each event takes up what rounding left
over before it, so the error never grows (SYNC.md section 5).
"""

from dataclasses import dataclass, field

import numpy as np

from scorecut.model.arrays import frozen
from scorecut.model.tempo_map import CueTempo, TempoMap

PPQ = 960
SIXTEENTH = PPQ // 4

#: MIDI keeps a tempo in 24 bits of microseconds a quarter note.
SLOWEST_US = 0xFFFFFF

#: Two moments closer than this are the same one.
SAME_S = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Timeline:
    """Ticks and seconds of one film, both ways.

    tempos : (tick, microseconds a quarter note), rising; bars : (tick, meter) of every bar
    starts : tick of each cue's beat 0; lasts : the last beat of each cue that stands on the grid
    """

    tempos: tuple[tuple[int, int], ...]
    bars: tuple[tuple[int, tuple[int, int]], ...]
    starts: dict[str, int]
    lasts: dict[str, float]
    ticks: np.ndarray = field(init=False, repr=False)
    times_s: np.ndarray = field(init=False, repr=False)

    def __post_init__(self) -> None:
        ticks = [tick for tick, _ in self.tempos]
        total, totals = 0, []
        for i, tick in enumerate(ticks):
            total += self.tempos[i - 1][1] * (tick - ticks[i - 1]) if i else 0
            totals.append(total / PPQ / 1e6)
        object.__setattr__(self, "ticks", frozen(ticks))
        object.__setattr__(self, "times_s", frozen(totals))

    def seconds_at(self, tick: int) -> float:
        """Return when a reader of the file hears ``tick``."""
        i = max(0, int(np.searchsorted(self.ticks, tick, side="right")) - 1)
        return float(self.times_s[i] + (tick - self.ticks[i]) * self.tempos[i][1] / PPQ / 1e6)

    def tick_at(self, seconds: float) -> int:
        """Return the tick nearest to ``seconds``; what lies before the film is put on its first tick."""
        i = max(0, int(np.searchsorted(self.times_s, seconds, side="right")) - 1)
        return max(0, round(self.ticks[i] + (seconds - self.times_s[i]) * 1e6 * PPQ / self.tempos[i][1]))

    def tick_of(self, cue: CueTempo, beat: float) -> int:
        """Return the tick of a cue's beat: on the grid inside the cue, by its second outside (upbeats, ringing ends)."""
        if -1e-9 <= beat <= self.lasts[cue.cue_id] + 1e-9:
            return self.starts[cue.cue_id] + round(beat * PPQ)
        return self.tick_at(float(cue.seconds_at(beat)))

    @property
    def meters(self) -> list[tuple[int, tuple[int, int]]]:
        """The bars at which the meter changes, the first one included."""
        changes = [bar for i, bar in enumerate(self.bars) if i == 0 or bar[1] != self.bars[i - 1][1]]
        return changes if changes and changes[0][0] == 0 else [(0, (4, 4)), *changes]


def timeline(tempo_map: TempoMap, pickups: dict[str, float] | None = None) -> Timeline:
    """Return the grid of a film.

    pickups : how many quarter notes before beat 0 each cue begins to play (upbeats); where there is room the
        bar before runs at the cue's own tempo, so that an upbeat stands on the grid too
    """
    writer = _Writer()
    for i, cue in enumerate(tempo_map.cues):
        writer.lead_in(cue, (pickups or {}).get(cue.cue_id, 0.0))
        later = tempo_map.cues[i + 1 :]
        writer.cue(cue, until_s=float(later[0].times_s[0]) if later else None)
    return writer.done()


class _Writer:
    """Writes bar after bar, and knows exactly which time has been reached."""

    def __init__(self) -> None:
        self.tick = 0
        self.total = 0  # microseconds x ticks, exact: time is total / PPQ microseconds
        self.tempos: list[tuple[int, int]] = []
        self.bars: list[tuple[int, tuple[int, int]]] = []
        self.starts: dict[str, int] = {}
        self.lasts: dict[str, float] = {}

    @property
    def time_s(self) -> float:
        return self.total / PPQ / 1e6

    @property
    def quarter_s(self) -> float:
        """The tempo just played, seconds a quarter note."""
        return self.tempos[-1][1] / 1e6 if self.tempos else 0.5

    def go(self, ticks: int, to_s: float) -> None:
        """Play ``ticks`` so that they end at ``to_s``."""
        us = min(SLOWEST_US, max(1, round((to_s * 1e6 * PPQ - self.total) / ticks)))
        self.tempos.append((self.tick, us))
        self.tick += ticks
        self.total += us * ticks

    def bar(self, meter: tuple[int, int]) -> None:
        self.bars.append((self.tick, meter))

    def played(self) -> tuple[int, int]:
        """Ticks of the open bar: how many were played and how many it holds; (0, 0) where none is open."""
        if not self.bars or self.tick >= self.bars[-1][0] + _bar_ticks(self.bars[-1][1]):
            return 0, 0
        return self.tick - self.bars[-1][0], _bar_ticks(self.bars[-1][1])

    def lead_in(self, cue: CueTempo, pickup: float) -> None:
        """Fill the time up to the cue's first downbeat, which falls on a bar line."""
        start_s = float(cue.times_s[0])
        quarter_s = float((cue.times_s[1] - cue.times_s[0]) / (cue.beats[1] - cue.beats[0]))
        meter = cue.bars[0].meter if cue.bars else (4, 4)
        bar = _bar_ticks(meter)
        bar_s = bar / PPQ * quarter_s
        gap_s = start_s - self.time_s
        played, full = self.played()
        rest_s = gap_s - (full - played) / PPQ * self.quarter_s
        n_bars = int(rest_s / bar_s + 0.5)
        if n_bars >= 1:
            if full > played:
                self.go(full - played, self.time_s + (full - played) / PPQ * self.quarter_s)
            at_tempo = -(-int(np.ceil(pickup * PPQ)) // bar)  # bars before the downbeat at the cue's own tempo
            at_tempo = at_tempo if rest_s > (at_tempo + 0.25) * bar_s else 0
            n_bars = max(n_bars, at_tempo + 1)
            free_s = (start_s - at_tempo * bar_s - self.time_s) / (n_bars - at_tempo)
            begun_s = self.time_s
            for i in range(n_bars):
                self.bar(meter)
                late = n_bars - i - 1
                to_s = start_s - late * bar_s if late <= at_tempo else begun_s + (i + 1) * free_s
                self.go(bar, to_s)
        elif gap_s > SAME_S:
            self._short_stretch(start_s, played, pickup, quarter_s)
            self._close()
        else:
            self._close()

    def _short_stretch(self, start_s: float, played: int, pickup: float, quarter_s: float) -> None:
        """Play about a bar or less, in whole sixteenths from the last bar line; an upbeat at the cue's tempo if it fits."""
        if not played:
            self.bar((4, 4))
        upbeat = int(np.ceil(pickup * PPQ / SIXTEENTH)) * SIXTEENTH
        upbeat_s = upbeat / PPQ * quarter_s
        free_s = start_s - self.time_s - upbeat_s
        if upbeat and free_s < SIXTEENTH / PPQ * quarter_s / 2:
            upbeat, free_s = 0, start_s - self.time_s
        pace_s = self.quarter_s if self.tempos else quarter_s
        end = round((played + free_s / pace_s * PPQ) / SIXTEENTH) * SIXTEENTH
        self.go(max(SIXTEENTH - played % SIXTEENTH, end - played), self.time_s + free_s)
        if upbeat:
            self.go(upbeat, start_s)

    def _close(self) -> None:
        """End the last bar here: its meter becomes what was played of it."""
        length = self.tick - self.bars[-1][0] if self.bars else 0
        if length and length != _bar_ticks(self.bars[-1][1]):
            self.bars[-1] = (self.bars[-1][0], _meter_of(length))

    def cue(self, cue: CueTempo, until_s: float | None) -> None:
        """Write the cue's anchors and bars, up to the next cue at the latest."""
        start = self.tick
        ticks = [round(float(beat) * PPQ) for beat in cue.beats]
        last = len(ticks) - 1
        if until_s is not None:
            while last > 0 and (cue.times_s[last] > until_s + SAME_S or ticks[last] % SIXTEENTH):
                last -= 1
        self.starts[cue.cue_id] = start
        self.lasts[cue.cue_id] = ticks[last] / PPQ
        bars = [(start + round(bar.start_beat * PPQ), bar.meter) for bar in cue.bars]
        self.bars += [bar for bar in bars if bar[0] < start + ticks[last] or bar[0] == start]
        for i in range(1, last + 1):
            if start + ticks[i] > self.tick:
                self.go(start + ticks[i] - self.tick, float(cue.times_s[i]))

    def done(self) -> Timeline:
        return Timeline(
            tempos=tuple(self.tempos) or ((0, 500_000),), bars=tuple(self.bars), starts=self.starts, lasts=self.lasts
        )


def _bar_ticks(meter: tuple[int, int]) -> int:
    return meter[0] * 4 * PPQ // meter[1]


def _meter_of(ticks: int) -> tuple[int, int]:
    """Return the plainest meter whose bar is ``ticks`` long (nearest sixteenth).

    >>> _meter_of(1920), _meter_of(1440), _meter_of(2160)
    ((2, 4), (3, 8), (9, 16))
    """
    count, unit = max(1, round(ticks / SIXTEENTH)), 16
    while count % 2 == 0 and unit > 4:
        count, unit = count // 2, unit // 2
    return count, unit
