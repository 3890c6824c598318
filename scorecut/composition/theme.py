"""The film's themes: a head of two bars, its answer, its continuation, in degrees of a scale.

Every idea's contour belongs to the film's seed alone, so that cues in different
styles share it; rhythm and size of steps belong to the style. Several
candidates are written out and the best one is kept: range, one highest note
late in the phrase, leaps that turn back, chord tones on strong beats of the
tonic and dominant (cost after Temperley 2007 and the counts in MUSIC.md 6).
"""

import itertools
from dataclasses import dataclass

import numpy as np

from scorecut.chance import stream
from scorecut.composition.idiom import Idiom
from scorecut.composition.motif import Rhythm, akin, cells_in, contour, invented, read_cell, steps_of

CANDIDATES = 32
#: A theme's bar is written in so many eighths.
CANONICAL_EIGHTHS = 8.0
#: Weight of scale degrees 1-7 in melodies (Essen profiles, Temperley 2007; mean of major and minor).
DEGREE_WEIGHT = (0.19, 0.15, 0.18, 0.11, 0.21, 0.07, 0.055)
#: Variance of melodic proximity in scale steps: 7.2 semitones squared (Temperley 2007) at 1.7 semitones a step.
PROXIMITY = 2.5


@dataclass(frozen=True, slots=True)
class Tone:
    """A theme's note: eighths from its bar line, length in eighths, diatonic degree (0 tonic, 7 the octave)."""

    onset: float
    length: float
    degree: int


Bars = tuple[tuple[Tone, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One idea. ``head``: two bars; ``answer``: the head led on; ``tail``: two bars that fall to rest."""

    name: str
    head: Bars
    answer: Bars
    tail: Bars

    @property
    def highest(self) -> int:
        return max(tone.degree for bar in (*self.head, *self.answer, *self.tail) for tone in bar)

    @property
    def lowest(self) -> int:
        return min(tone.degree for bar in (*self.head, *self.answer, *self.tail) for tone in bar)

    @property
    def centre(self) -> float:
        degrees = [tone.degree for bar in (*self.head, *self.answer, *self.tail) for tone in bar]
        return float(np.mean(degrees))


def theme_of(seed: int, name: str, style: str, idiom: Idiom) -> Theme:
    """Return the film's idea ``name`` as ``style`` speaks it."""
    moves = contour(stream(seed, "theme contour", name))
    rng = stream(seed, "theme", name, style)
    best, best_cost = None, np.inf
    for _ in range(CANDIDATES):
        theme = _candidate(name, moves, idiom, rng)
        cost = theme_cost(theme) + 0.8 * float(rng.random())
        if cost < best_cost:
            best, best_cost = theme, cost
    assert best is not None
    return best


def _candidate(name: str, moves: tuple[int, ...], idiom: Idiom, rng: np.random.Generator) -> Theme:
    cell = invented(idiom.cells, rng)
    tail_cell = _led_on(cell, [read_cell(str(text)) for text in rng.permutation(idiom.tails)])
    start = int(rng.choice((0, 2, 4), p=(0.35, 0.3, 0.35)))
    head = _sung(cell, start, moves, idiom)
    shift = int(rng.choice((-1, 1, 2, -2), p=(0.3, 0.35, 0.2, 0.15)))
    answer = _answered(head, shift, int(rng.choice((-1, 0, 1))))
    onset = answer[-1][-1].degree if answer[-1] else start
    goal = int(rng.choice((0, 2, 4), p=(0.55, 0.3, 0.15)))
    tail = _falling(tail_cell, onset, goal, rng)
    return Theme(name=name, head=head, answer=answer, tail=tail)


def _led_on(head: Rhythm, tails: list[Rhythm]) -> Rhythm:
    """Return the rhythm of the continuation: a tail that shares a cell with the head, else the head's bar that moves
    most and the end of a tail, as a sentence goes on with what its idea began (MUSIC.md 7)."""
    moving = max(head, key=lambda bar: sum(event.sounds for event in bar))
    for tail in tails:
        if akin(moving, tail[0]) and cells_in(tail[0]):
            return tail
    return (moving, *tails[0][1:])


def _sung(cell: Rhythm, start: int, moves: tuple[int, ...], idiom: Idiom) -> Bars:
    """Set a contour to a rhythm, one move a note."""
    degree, index, bars = start, 0, []
    for bar in cell:
        tones = []
        for event in bar:
            if not event.sounds:
                continue
            if index:
                degree += steps_of(moves[(index - 1) % len(moves)], idiom.steps)
            index += 1
            tones.append(Tone(event.onset, event.length, degree))
        bars.append(tuple(tones))
    return tuple(bars)


def _answered(head: Bars, shift: int, bend: int) -> Bars:
    """Return the head as a sequence ``shift`` steps away, its last note bent by a step."""
    bars = [[Tone(tone.onset, tone.length, tone.degree + shift) for tone in bar] for bar in head]
    for bar in reversed(bars):
        if bar:
            last = bar[-1]
            bar[-1] = Tone(last.onset, last.length, last.degree + bend)
            break
    return tuple(tuple(bar) for bar in bars)


def _falling(cell: Rhythm, start: int, goal: int, rng: np.random.Generator) -> Bars:
    """Return a continuation from near ``start`` over a high point to ``goal`` by steps."""
    events = [(i, event) for i, bar in enumerate(cell) for event in bar if event.sounds]
    n = len(events)
    peak_at = max(1, round(0.35 * n)) if n > 2 else 0
    peak = max(start, goal) + int(rng.integers(1, 4))
    path = np.interp(np.arange(n), [0, peak_at, max(peak_at + 1, n - 1)], [start + 1, peak, goal])
    degrees = [int(round(value)) for value in path]
    for i in range(1, n - 1):
        if degrees[i] == degrees[i - 1]:
            degrees[i] += int(rng.choice((-1, 1)))
    degrees[-1] = goal
    bars: list[list[Tone]] = [[] for _ in cell]
    for (bar, event), degree in zip(events, degrees, strict=True):
        bars[bar].append(Tone(event.onset, event.length, degree))
    return tuple(tuple(bar) for bar in bars)


def theme_cost(theme: Theme) -> float:
    """Return how far a theme is from singable and memorable; lower is better."""
    notes = [tone for bar in (*theme.head, *theme.answer, *theme.tail) for tone in bar]
    degrees = np.array([tone.degree for tone in notes])
    moves = np.diff(degrees)
    cost = float((moves**2 / PROXIMITY).mean())
    width = int(degrees.max() - degrees.min())
    cost += 0.5 * max(0, width - 9) + 0.6 * max(0, 4 - width)
    peaks = np.flatnonzero(degrees == degrees.max())
    cost += 0.7 * (len(peaks) - 1) + 2.0 * abs(float(peaks[0]) / max(1, len(degrees) - 1) - 0.66)
    for a, b in itertools.pairwise(moves):
        cost += 1.5 * (abs(a) >= 3 and a * b >= 0)
    for tone in notes:
        if tone.onset == 0 or tone.length >= 4:
            cost += 0.25 * (tone.degree % 7 in (1, 3, 5, 6))
        cost -= 0.4 * DEGREE_WEIGHT[tone.degree % 7]
    head = [tone for bar in theme.head for tone in bar]
    cost += 1.0 * max(0, 4 - len(head)) + 0.8 * max(0, len(head) - 8)
    cost += 1.0 * (len({tone.length for tone in head}) < 2)
    return cost
