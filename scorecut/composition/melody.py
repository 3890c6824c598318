"""The tune gets its pitches: the theme's shape, bent to the harmony, within the singer's range.

A shortest path over the notes: every note wants the degree that the theme has
there and the interval that leads to it, strong and long notes want to belong to
the chord, moves want to be small and leaps to turn back (Temperley 2007;
MUSIC.md 6). Then some held notes get an appoggiatura from the step above.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from scorecut.composition.canvas import Canvas
from scorecut.composition.chart import Chart, local_scale
from scorecut.composition.development import PlanNote
from scorecut.composition.harmony import degree_pitch

OFF_DEGREE = 0.55
OFF_INTERVAL = 0.5
STRONG_FOREIGN = 4.0
LONG_FOREIGN = 2.6
WEAK_FOREIGN = 0.35
#: What is quoted of a theme gives way to the harmony less and keeps its intervals more: it must be known again.
HEAD_YIELDS, HEAD_HOLDS = 0.5, 5.0
#: A note of so many beats may lean: from a step above rather than from below, and a foreign one falls rather than rises.
LEAST_LEANT, STEPS = 1.0, (1, 2, -1, -2)
#: A leaning note is resolved within so many beats.
RESOLVED_BEATS = 2.0
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
        step = OFF_INTERVAL * np.abs(move - want) ** 1.5 * 0.5 + 0.018 * move**2
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


def leaning(
    tune: list[Sung], chart: Chart, canvas: Canvas, highest: list[int], share: float, rng: np.random.Generator
) -> list[list[Sung]]:
    """Return, for each note of the tune, what is sung: it, or an appoggiatura from a neighbouring step and what is left of it.

    ``share`` of the bars that are sung in get one (15-25 %: MUSIC.md 12), on a strong beat; each resolves by step within
    two beats. ``highest``: how high each note may go, so that the tune's summit stays the summit. The last note is the
    goal of all and stays. Where more bars lean by themselves than are wanted, none is added.
    """
    leaned = {canvas.bar_index(now.start_beat) for now, after in pairwise(tune) if _leans(now, after, chart, canvas)}
    bars = {canvas.bar_index(note.start_beat) for note in tune}
    wanted = share * len(bars) - len(leaned)
    wanted = int(wanted) + (float(rng.random()) < wanted - int(wanted)) if wanted > 0 else 0
    able = [
        i
        for i, note in enumerate(tune[:-1])
        if i and note.length_beats >= LEAST_LEANT and canvas.is_strong(note.start_beat)
    ]
    foreign = {i for i in able if tune[i].pitch % 12 not in chart.at(tune[i].start_beat).chord.tones}
    rng.shuffle(able)
    able.sort(key=lambda i: (i not in foreign, tune[i].head and not tune[i - 1].head, tune[i].length_beats < 1.5))
    out = [[note] for note in tune]
    for i in able:
        note = tune[i]
        if wanted <= 0 or canvas.bar_index(note.start_beat) in leaned:
            continue
        placed = chart.at(note.start_beat)
        tones = frozenset(placed.chord.tones)
        if i in foreign:  # what the theme puts against the chord is led into it
            leads = [(note.pitch, note.pitch - d) for d in STEPS if (note.pitch - d) % 12 in tones]
        else:
            beside = local_scale(placed.chord, placed.key) - tones
            leads = [(note.pitch + d, note.pitch) for d in STEPS if (note.pitch + d) % 12 in beside]
        leads = [lead for lead in leads if max(lead) <= highest[i] or max(lead) == note.pitch]
        if not leads:
            continue
        lean = 1.0 if note.length_beats >= 2.0 else 0.5
        out[i] = [
            replace(note, length_beats=lean, pitch=leads[0][0], goal=True, leans=True),
            replace(
                note, start_beat=note.start_beat + lean, length_beats=note.length_beats - lean, pitch=leads[0][1],
                goal=False, head=False,
            ),
        ]  # fmt: skip
        leaned.add(canvas.bar_index(note.start_beat))
        wanted -= 1
    return out


def _leans(now: Sung, after: Sung, chart: Chart, canvas: Canvas) -> bool:
    """Return whether ``now`` is a dissonance on a strong beat that ``after`` resolves by step, soon, into its chord."""
    foreign = now.pitch % 12 not in chart.at(now.start_beat).chord.tones
    resolved = after.pitch % 12 in chart.at(after.start_beat).chord.tones
    soon = after.start_beat - now.start_beat <= RESOLVED_BEATS + 1e-6
    return foreign and resolved and soon and canvas.is_strong(now.start_beat) and abs(after.pitch - now.pitch) in (1, 2)
