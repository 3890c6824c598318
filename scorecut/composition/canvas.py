"""The blank page of one cue: its bars, its end, and what the film asks for at each beat.

Everything downstream thinks in beats; this is where seconds, the emotional
curve and the spoken lines are turned into them.
"""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scorecut.model.affect import Affect
from scorecut.model.cue_sheet import Cue
from scorecut.model.curve import Curve
from scorecut.model.picture import Speech
from scorecut.model.tempo_map import Bar, CueTempo, Place

#: The composer exaggerates a narrow curve, up to this factor, so that the music has somewhere to go.
WIDEST_STRETCH = 1.9
WANTED_RANGE = 0.75
#: Tension that moves less than this over a cue is flat.
FLAT_TENSION = 0.06


@dataclass(frozen=True, kw_only=True, eq=False)
class Canvas:
    """One cue in beats.

    bars : those that begin before the end; end_beat : where the cue's last sound must have ended
    intensity : 0-1 over film seconds: the energy of the curve (and a little of its tension), stretched
    spoken : film seconds of the lines inside the cue
    """

    cue: Cue
    tempo: CueTempo
    bars: tuple[Bar, ...]
    end_beat: float
    intensity: Curve
    spoken: tuple[tuple[float, float], ...]

    @property
    def places(self) -> tuple[Place, ...]:
        return self.tempo.places

    @property
    def n_bars(self) -> int:
        return len(self.bars)

    def seconds(self, beat: float) -> float:
        return float(self.tempo.seconds_at(beat))

    def beat(self, seconds: float) -> float:
        return float(self.tempo.beat_at(seconds))

    def bar_end(self, index: int) -> float:
        """Return where bar ``index`` ends, no later than the cue."""
        bar = self.bars[index]
        return min(self.end_beat, bar.start_beat + bar.length_beats)

    def bar_index(self, beat: float) -> int:
        return max(0, min(self.n_bars - 1, bisect_right(self._starts, beat + 1e-6) - 1))

    @cached_property
    def _starts(self) -> list[float]:
        return [bar.start_beat for bar in self.bars]

    def intensity_at(self, beat: float) -> float:
        return float(self.intensity.at(self.seconds(beat)))

    def intensity_between(self, start_beat: float, end_beat: float) -> float:
        return self.intensity.mean(self.seconds(start_beat), self.seconds(max(end_beat, start_beat + 0.01)))

    def affect_between(self, start_beat: float, end_beat: float) -> Affect:
        return self.cue.emotion.mean(self.seconds(start_beat), self.seconds(max(end_beat, start_beat + 0.01)))

    def tension_share(self, start_beat: float, end_beat: float) -> float:
        """Return where between the cue's slackest and its tensest moment a stretch lies, 0-1; a flat curve gives 0.5."""
        slack, tense = self._tension_ends
        if tense - slack < FLAT_TENSION:
            return 0.5
        return float(np.clip((self.affect_between(start_beat, end_beat).tension - slack) / (tense - slack), 0.0, 1.0))

    @cached_property
    def _tension_ends(self) -> tuple[float, float]:
        times_s = np.linspace(self.cue.start_s, self.cue.end_s, max(8, 2 * int(self.cue.length_s)))
        values = np.interp(times_s, self.cue.emotion.times_s, self.cue.emotion.tension)
        return float(np.percentile(values, 5)), float(np.percentile(values, 95))

    def is_spoken(self, beat: float) -> bool:
        """Whether somebody speaks at ``beat`` (a quarter second around a line counts)."""
        time_s = self.seconds(beat)
        return any(start - 0.25 <= time_s <= end + 0.25 for start, end in self.spoken)

    def spoken_share(self, start_beat: float, end_beat: float) -> float:
        start_s, end_s = self.seconds(start_beat), self.seconds(end_beat)
        covered = sum(max(0.0, min(end_s, b) - max(start_s, a)) for a, b in self.spoken)
        return covered / max(1e-6, end_s - start_s)

    def is_strong(self, beat: float) -> bool:
        """Whether ``beat`` is a bar's first beat, or its middle one in four and six (a waltz has none)."""
        bar = self.bars[self.bar_index(beat)]
        inside = beat - bar.start_beat
        halved = bar.meter[0] % 2 == 0 and bar.length_beats >= 3.0
        return abs(inside) < 1e-3 or (halved and abs(inside - bar.length_beats / 2) < 1e-3)

    @cached_property
    def home_beats(self) -> float:
        """The length of the cue's usual bar; a single other one is drawn out or cut for a hit."""
        lengths = [bar.length_beats for bar in self.bars]
        return max(dict.fromkeys(lengths), key=lengths.count)


def canvas_of(cue: Cue, tempo: CueTempo, speech: tuple[Speech, ...]) -> Canvas:
    """Return the page on which ``cue`` is written."""
    end_beat = min(float(tempo.beat_at(cue.end_s)), tempo.end_beat if tempo.bars else float("inf"))
    last = tempo.bars[-1]
    end_beat = min(end_beat, last.start_beat + last.length_beats)
    bars = tuple(bar for bar in tempo.bars if bar.start_beat < end_beat - 0.5) or tempo.bars[:1]
    times_s = np.arange(cue.start_s, cue.end_s + 0.25, 0.25)
    energy = cue.emotion.curve("energy").at(times_s)
    tension = cue.emotion.curve("tension").at(times_s)
    raw = 0.5 + 0.5 * energy + 0.06 * np.maximum(0.0, tension)
    smooth = Curve(times_s=times_s, values=raw).smoothed(0.8).values
    width = float(np.percentile(smooth, 97) - np.percentile(smooth, 3))
    stretch = float(np.clip(WANTED_RANGE / max(width, 1e-6), 1.0, WIDEST_STRETCH)) if width > 0.05 else 1.0
    middle = float(np.median(smooth))
    values = np.clip(middle + stretch * (smooth - middle), 0.02, 1.0)
    spoken = tuple(
        (max(span.start_s, cue.start_s), min(span.end_s, cue.end_s))
        for span in speech
        if span.end_s > cue.start_s and span.start_s < cue.end_s and span.end_s - span.start_s > 0.4
    )
    return Canvas(
        cue=cue,
        tempo=tempo,
        bars=bars,
        end_beat=end_beat,
        intensity=Curve(times_s=times_s, values=values),
        spoken=spoken,
    )
