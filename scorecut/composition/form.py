"""Where a cue's sections begin, and what each is for.

Bars are cut into sections by dynamic programming: a section keeps to the
style's phrase length, is even in itself, and likes to begin on a hit or where
the curve turns. Then each gets a role: the tune is stated early, put in
question, built up to where the curve is highest, and led out.
"""

from dataclasses import dataclass

import numpy as np

from scorecut.composition.canvas import Canvas
from scorecut.composition.idiom import ROLES
from scorecut.model.affect import Affect
from scorecut.model.pitch import Key

LONGEST_BARS = 8
#: A section that falls away to under this intensity thins out.
BREAK_BELOW = 0.68
#: What fills the way between the opening and the peak, and after it.
CYCLE = ("A'", "B", "A'", "A", "B")
#: What one squared step of intensity inside a section costs, and what a hit at its start is worth.
UNEVEN = 14.0
HIT_GAIN = {"strong": 1.6, "medium": 0.8, "light": 0.2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One section on its way to the score. ``first``, ``last`` bar indices (inclusive), ``idea`` A or B.

    cadence : how it ends (``half`` ``deceptive`` ``open`` ``perfect`` ``plagal`` ``modal`` or "" for none)
    """

    number: int
    role: str
    first: int
    last: int
    start_beat: float
    end_beat: float
    intensity: float
    affect: Affect
    key: Key
    idea: str = "A"
    cadence: str = ""
    spoken: float = 0.0

    def __post_init__(self) -> None:
        assert self.role in ROLES

    @property
    def n_bars(self) -> int:
        return self.last - self.first + 1

    @property
    def length_beats(self) -> float:
        return self.end_beat - self.start_beat


def boundaries(canvas: Canvas, phrase_bars: int, until: float) -> list[int]:
    """Return the index of each section's first bar, the first being 0; each has half a bar before the beat ``until``."""
    n = canvas.n_bars
    levels = np.array(
        [canvas.intensity_between(bar.start_beat, canvas.bar_end(i)) for i, bar in enumerate(canvas.bars)]
    )
    gain = np.zeros(n + 1)
    for place in canvas.places:
        index = canvas.bar_index(place.at_beat)
        if abs(place.at_beat - canvas.bars[index].start_beat) < 1e-3:
            gain[index] += HIT_GAIN[place.hit.size] + (0.6 if place.hit.kind in ("turn", "arrive", "enter") else 0.0)
    seconds = np.array([canvas.seconds(bar.start_beat) for bar in canvas.bars] + [canvas.seconds(canvas.end_beat)])
    begins = [not i or bar.start_beat + bar.length_beats / 2 <= until + 1e-6 for i, bar in enumerate(canvas.bars)]
    latest = max(i for i, able in enumerate(begins) if able)
    best = np.full(n + 1, np.inf)
    best[0] = 0.0
    before = np.zeros(n + 1, dtype=int)
    for end in range(1, n + 1):
        for start in (start for start in range(max(0, min(end - LONGEST_BARS, latest)), end) if begins[start]):
            bars, length_s = end - start, seconds[end] - seconds[start]
            stretch = levels[start:end]
            cost = UNEVEN * float(((stretch - stretch.mean()) ** 2).sum()) + 1.0
            cost += 0.35 * abs(bars - phrase_bars) + (0.5 if bars % 2 else 0.0) + (1.5 if bars == 1 and n > 2 else 0.0)
            cost += 0.25 * max(0.0, length_s - 12.0) + 0.5 * max(0.0, 4.5 - length_s)
            cost -= gain[start] if start else 0.0
            if best[start] + cost < best[end]:
                best[end], before[end] = best[start] + cost, start
    cuts, at = [], n
    while at > 0:
        at = int(before[at])
        cuts.append(at)
    return cuts[::-1]


def roles(levels: list[float], lengths: list[int], *, sneaks: bool) -> list[str]:
    """Return the role of each section from its intensity (0-1) and its length in bars.

    The peak becomes the climax, what rises to it a build, what falls away after it a break; the last section ends.
    """
    n = len(levels)
    if n == 1:
        return ["A"]
    if n == 2:
        return ["A", "ending"] if lengths[1] <= 4 else ["A", "A'"]
    result = [""] * n
    result[-1] = "ending"
    inner = range(1, n - 1)
    peak = max(inner, key=lambda i: (round(levels[i], 2), i))
    if levels[-1] > levels[peak] + 0.08:
        result[-1] = "climax"
    elif levels[peak] >= max(0.4, float(np.mean(levels)) + 0.04):
        result[peak] = "climax"
        if peak - 1 >= 1 and levels[peak - 1] > levels[peak - 2] + 0.03:
            result[peak - 1] = "build"
    opens_softly = sneaks and levels[0] < 0.5 and n >= 4
    result[0] = "intro" if opens_softly else "A"
    cycle = CYCLE if not opens_softly else ("A", *CYCLE)
    turn = 0
    for i in inner:
        if result[i]:
            continue
        if result[i - 1] in ("climax", "B") and levels[i] < min(BREAK_BELOW, levels[i - 1] - 0.12):
            result[i] = "break"
        else:
            result[i] = cycle[turn % len(cycle)]
            turn += 1
    return result


def cadences(parts: list[str], ending: str, close: str) -> list[str]:
    """Return how each section ends: open inside, half before a peak or a return, by ``ending`` at the end."""
    result = []
    for i, role in enumerate(parts):
        if i == len(parts) - 1:
            final = {"close": close, "ring out": close, "button": "perfect", "stop": "half", "open": "open"}[ending]
            result.append(final)
        elif parts[i + 1] in ("climax", "A", "ending") or role == "build":
            result.append("half")
        elif parts[i + 1] in ("B", "break"):
            result.append("deceptive")
        else:
            result.append("half" if i % 2 else "open")
    return result
