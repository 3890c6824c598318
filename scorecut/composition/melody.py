"""The tune gets its pitches: the theme's shape, bent to the harmony, within the singer's range.

A shortest path over the notes: every note wants the degree that the theme has
there and the interval that leads to it, strong and long notes want to belong to
the chord, moves want to be small and leaps to turn back (Temperley 2007;
MUSIC.md 6).
"""

from dataclasses import dataclass

import numpy as np

from scorecut.composition.canvas import Canvas
from scorecut.composition.chart import Chart, local_scale
from scorecut.composition.degrees import degree_pitch
from scorecut.composition.development import PlanNote

OFF_DEGREE = 0.55
OFF_INTERVAL = 0.5
STRONG_FOREIGN = 4.0
LONG_FOREIGN = 2.6
WEAK_FOREIGN = 0.35
#: What is quoted of a theme gives way to the harmony less and keeps its intervals more: it must be known again.
HEAD_YIELDS, HEAD_HOLDS = 0.5, 5.0
#: What the square of a move in semitones costs: a tune goes by step (MUSIC.md 6), but for what is its head's own.
NEAR, NEAR_IN_HEAD = 0.08, 0.018
#: Where in its register a tune is at home.
HOME_SHARE = 0.42
#: So many semitones outside its register a phrase is bent into it rather than moved by an octave.
OVER = 3
#: How far (share of the register) home rises with intensity; a plain rise or fall; what a semitone costs: away from home,
#: outside the register, and against the way the music goes.
HOME_RISES, PLAIN_RISE = 0.4, 0.1
HOMESICK, OUTSIDE, AGAINST = 0.25, 1.5, 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Sung:
    """A note of the tune."""

    start_beat: float
    length_beats: float
    pitch: int
    phrase: int
    goal: bool = False
    head: bool = False
    leans: bool = False

    @property
    def end_beat(self) -> float:
        return self.start_beat + self.length_beats


@dataclass(frozen=True, slots=True)
class Heard:
    """Where the tune was in the section before: mean pitch of what was sung, and the intensity there."""

    centre: float
    intensity: float


def octaves(
    notes: tuple[PlanNote, ...], low: int, high: int, intensity: float = 0.5, before: Heard | None = None
) -> int:
    """Return the semitones (whole octaves) that set a section's tune into a register.

    It is at home a little under the middle, higher where the music is intense, and does not sink where the music rises
    from what was heard ``before``, nor climb where it falls.
    """
    if not notes:
        return 12 * round((low + high) / 24)
    degrees = np.array([degree_pitch(note.degree, note.key) for note in notes])
    home = low + (HOME_SHARE + HOME_RISES * (intensity - 0.5)) * (high - low)

    def cost(base: int) -> float:
        pitches = degrees + base
        outside = np.maximum(0, pitches - high) + np.maximum(0, low - pitches)
        against = 0.0
        if before is not None and abs(rise := intensity - before.intensity) >= PLAIN_RISE:
            against = max(0.0, (before.centre - pitches.mean()) * np.sign(rise))
        return HOMESICK * abs(pitches.mean() - home) + OUTSIDE * float(outside.mean()) + AGAINST * against

    near = 12 * round((home - degrees.mean()) / 12)
    return min((near, near + 12, near - 12), key=cost)


def intended(notes: tuple[PlanNote, ...], low: int, high: int, base: int) -> list[int]:
    """Return the pitches that the theme asks for.

    base : semitones that set degree 0 of octave 0 into the register; each phrase is moved by octaves until it fits.
    """
    if not notes:
        return []
    out = np.array([degree_pitch(note.degree, note.key) for note in notes]) + base
    for phrase in sorted({note.phrase for note in notes}):
        which = np.array([note.phrase == phrase for note in notes])
        while out[which].max() > high + OVER and out[which].min() - 12 >= low - 4:
            out[which] -= 12
        while out[which].min() < low - OVER and out[which].max() + 12 <= high + 4:
            out[which] += 12
    return [int(p) for p in out]


def sung(
    notes: tuple[PlanNote, ...], chart: Chart, canvas: Canvas, low: int, high: int, base: int,
    last: int | None = None,
) -> list[Sung]:  # fmt: skip
    """Return the tune's notes with pitches between ``low`` and ``high``; ``last`` is the pitch it comes from."""
    if not notes:
        return []
    wanted = intended(notes, low, high, base)
    choices: list[list[int]] = []
    static: list[np.ndarray] = []
    for note, goal in zip(notes, wanted, strict=True):
        placed = chart.at(note.start_beat)
        scale = local_scale(placed.chord, placed.key)
        row = [p for p in range(max(low, goal - 5), min(high, goal + 5) + 1) if p % 12 in scale]
        row = row or [min(range(low, high + 1), key=lambda p: (p % 12 not in scale, abs(p - goal)))]
        choices.append(row)
        strong = canvas.is_strong(note.start_beat)
        yields = HEAD_YIELDS if note.head else 1.0
        costs = []
        for p in row:
            cost = OFF_DEGREE * abs(p - goal)
            if p % 12 not in placed.chord.tones:
                cost += yields * (STRONG_FOREIGN if strong and note.length_beats >= 0.5 else WEAK_FOREIGN)
                cost += yields * (LONG_FOREIGN if note.length_beats >= 1.5 else 0.0)
            elif p % 12 in placed.chord.tones[1:2] and note.goal:
                cost -= 0.1
            costs.append(cost)
        static.append(np.array(costs))
    total = static[0].copy()
    if last is not None:
        total = total + np.array([0.03 * abs(p - last) for p in choices[0]])
    links: list[np.ndarray] = []
    for i in range(1, len(notes)):
        now, then = np.array(choices[i]), np.array(choices[i - 1])
        move = now[:, None] - then[None, :]
        want = wanted[i] - wanted[i - 1]
        near = NEAR_IN_HEAD if notes[i].head else NEAR
        step = OFF_INTERVAL * np.abs(move - want) ** 1.5 * 0.5 + near * move**2
        step += 1.6 * ((move == 0) & (want != 0)) + 2.0 * (move * want < 0)
        step += 1.0 * (np.abs(move) == 6) + 2.0 * (np.abs(move) > 9) + 1.5 * (np.abs(move) == 11)
        if notes[i].phrase != notes[i - 1].phrase:
            step = step * 0.4
        elif notes[i].head:
            step = step * HEAD_HOLDS
        cost = step + total[None, :]
        link = cost.argmin(axis=1)
        links.append(link)
        total = cost[np.arange(len(now)), link] + static[i]
    at = int(total.argmin())
    path = [at]
    for link in reversed(links):
        at = int(link[at])
        path.append(at)
    path.reverse()
    return [
        Sung(
            start_beat=note.start_beat, length_beats=note.length_beats, pitch=choices[i][pick],
            phrase=note.phrase, goal=note.goal, head=note.head,
        )
        for i, (note, pick) in enumerate(zip(notes, path, strict=True))
    ]  # fmt: skip
