"""One summit in each stretch of tune: past its middle, higher than all else, and not twice; the climax has the highest.

A tune that reaches its top again and again goes nowhere (MUSIC.md 6 and 12: the top note once in eight bars, at 60-75 %
of them). The theme keeps its shape: one note past the middle is taken up, and what would be as high as that comes down
to the next step under it; of all notes and heights that would do, those that change least are chosen.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from scorecut.composition.canvas import Canvas
from scorecut.composition.chart import Chart, local_scale
from scorecut.composition.development import PHRASES
from scorecut.composition.form import Stretch
from scorecut.composition.melody import Sung

SPAN_BARS, LEAST_BARS, LEAST_NOTES = 8, 6, 4
#: Where in what is sung of a stretch its summit stands; where few notes are sung, half a beat before or after will do.
ZONE, SLACK_BEATS = (0.55, 0.8), 0.5
#: Sections that fall away: they have no summit, and none begins or goes on in them.
FALLS = ("break", "ending")
#: How much of a stretch, after a climax has begun in it, may have the summit where the zone has passed.
CRESTS_WITHIN = 0.15
#: How far the summit may be taken up, and how far another note down.
MOST_UP, MOST_DOWN = 9, 7
#: Costs: of a semitone of change, of touching a note, more in a head; of leaping to or from the summit.
SEMITONE, TOUCHED, HEAD, LEAP = 0.5, 1.0, 6.0, 1.5
WIDE_LEAP = 7
#: A crown that costs more than this bends the theme out of shape: rather a whole section is sung an octave away.
DEAR, OCTAVE_COST = 30.0, 12.0
#: So many semitones outside a player's register a section may go for that.
REACH = 2


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of about eight bars, in beats; ``crest_beat`` is where the cue's climax begins in it, and ``crest`` the
    number of that section."""

    start_beat: float
    end_beat: float
    crest_beat: float | None = None
    crest: int | None = None


@dataclass(frozen=True)
class Crown:
    """A summit: which note of the tune, at which height, and what the others become (index -> pitch)."""

    at: int
    pitch: int
    lowered: dict[int, int]
    cost: float


def spans(stretches: list[Stretch], canvas: Canvas) -> list[Span]:
    """Return stretches of about eight bars, each beginning with a section, that of the climax first.

    A short climax stands at the end of a stretch with what leads up to it. What follows it begins a stretch of its own.
    """
    climax = next((i for i, stretch in enumerate(stretches) if stretch.role == "climax"), None)
    if climax is None:
        return [Span(*beats) for beats in _grouped(stretches, canvas)]
    first = _leads_from(stretches[: climax + 1])
    led, crest, after = stretches[:first], stretches[first : climax + 1], stretches[climax + 1 :]
    peak = stretches[climax]
    found = [
        Span(start, end, max(start, peak.start_beat), peak.number) if peak.start_beat < end else Span(start, end)
        for start, end in _in_eights(crest[0].first, peak.last + 1, canvas)
    ]
    return [*found[::-1], *(Span(*beats) for some in (led, after) for beats in _grouped(some, canvas))]


def _leads_from(stretches: list[Stretch]) -> int:
    """Return with which section the stretch begins that ends with the last one, a climax: as late as its bars allow."""
    long = [i for i, stretch in enumerate(stretches) if stretches[-1].last + 1 - stretch.first >= LEAST_BARS]
    return max(long, default=0)


def _grouped(stretches: list[Stretch], canvas: Canvas) -> list[tuple[float, float]]:
    """Return (start, end) beats of stretches of about eight bars; what falls away, and an ending too short, has none."""
    groups: list[list[Stretch]] = []
    for stretch in stretches:
        goes_on = groups and not {groups[-1][-1].role, stretch.role} & set(FALLS)
        if goes_on and stretch.first - groups[-1][0].first < LEAST_BARS:
            groups[-1].append(stretch)
        else:
            groups.append([stretch])
    spans = [(group[0].first, group[-1].last + 1, group[0].role) for group in groups]
    able = [(a, b) for a, b, role in spans if role not in FALLS or (role == "ending" and b - a >= LEAST_BARS)]
    return [beats for first, after in able for beats in _in_eights(first, after, canvas)]


def _in_eights(first: int, after: int, canvas: Canvas) -> list[tuple[float, float]]:
    n = max(1, round((after - first) / SPAN_BARS))
    edges = [first + round(k * (after - first) / n) for k in range(n + 1)]
    return [(canvas.bars[a].start_beat, canvas.bar_end(b - 1)) for a, b in pairwise(edges)]


def crowned(
    tune: list[Sung], registers: list[tuple[int, int]], places: list[Span], chart: Chart, canvas: Canvas
) -> tuple[list[Sung], list[tuple[int, int]]]:
    """Return the tune with one summit in each place that can have one, and between which heights each note may still move.

    registers : (low, high) of each note's player; a summit may only rise, and what is under it stays under it. A place
    with the climax comes first: no note of a player who goes no higher than the climax's is then as high as its summit
    """
    out, rooms, able = list(tune), list(registers), list(registers)
    for place in places:
        inside = [i for i, note in enumerate(out) if place.start_beat - 1e-6 <= note.start_beat < place.end_beat - 1e-6]
        if len(inside) < LEAST_NOTES:
            continue
        found = _found(out, able, inside, place, chart, canvas)
        if found is None:
            continue
        out, best = found
        for i, pitch in {**best.lowered, best.at: best.pitch}.items():
            out[i] = replace(out[i], pitch=pitch)
        for i in inside:
            low, high = able[i]
            rooms[i] = (best.pitch, max(high, best.pitch)) if i == best.at else (low, min(high, best.pitch - 1))
        if place.crest is not None:
            others = set(range(len(out))) - set(inside)
            below = [i for i in others if registers[i][1] <= registers[best.at][1] + REACH]
            out = _kept_under(out, registers, below, best.pitch, chart, canvas)
            for i in below:
                able[i] = rooms[i] = (registers[i][0], max(out[i].pitch, min(registers[i][1], best.pitch - 1)))
    return out, rooms


def _kept_under(
    tune: list[Sung], registers: list[tuple[int, int]], which: Iterable[int], pitch: int, chart: Chart, canvas: Canvas
) -> list[Sung]:
    """Return the tune with some notes brought under ``pitch``, whole sections by an octave where that bends less.

    A section that would be bent out of shape, and cannot sink, stays as it is.
    """
    out = list(tune)
    for indices in _by_section(tune, sorted(which)):
        high = [i for i in indices if tune[i].pitch >= pitch]
        under = {
            i: steps(tune[i], chart, canvas, max(registers[i][0], tune[i].pitch - MOST_DOWN), pitch - 1)[-1:]
            for i in high
        }
        bent = sum(
            TOUCHED + HEAD * tune[i].head + SEMITONE * (tune[i].pitch - p) for i, ps in under.items() for p in ps
        )
        if bent <= OCTAVE_COST and all(under.values()):
            for i, lower in under.items():
                out[i] = replace(tune[i], pitch=lower[0])
        elif all(tune[i].pitch - 12 >= registers[i][0] - REACH for i in indices):
            for i in indices:
                out[i] = replace(tune[i], pitch=tune[i].pitch - 12)
    return out


def _by_section(tune: list[Sung], which: Iterable[int]) -> list[list[int]]:
    sections: dict[int, list[int]] = {}
    for i in which:
        sections.setdefault(tune[i].phrase // PHRASES, []).append(i)
    return list(sections.values())


def _found(
    tune: list[Sung], registers: list[tuple[int, int]], inside: list[int], place: Span, chart: Chart, canvas: Canvas
) -> tuple[list[Sung], Crown] | None:
    """Return the tune and its cheapest summit in a stretch, if need be with sections of it an octave away."""
    best = _best(tune, registers, inside, place, chart, canvas)
    found = (tune, best) if best else None
    if best and best.cost <= (DEAR if place.crest is None else OCTAVE_COST):
        return found
    least = best.cost if best else float("inf")
    for moved, cost in _octaves(tune, registers, inside, place.crest):
        crown = _best(moved, registers, inside, place, chart, canvas)
        if crown and crown.cost + cost < least:
            found, least = (moved, crown), crown.cost + cost
    return found


def _octaves(
    tune: list[Sung], registers: list[tuple[int, int]], inside: list[int], crest: int | None
) -> list[tuple[list[Sung], float]]:
    """Return the ways to sing one or two sections of a stretch an octave away within their registers, with their cost.

    The climax does not go down, and nothing else up to it.
    """
    moves = [
        (indices, octave)
        for indices in _by_section(tune, inside)
        for octave in (-12, 12)
        if all(registers[i][0] - REACH <= tune[i].pitch + octave <= registers[i][1] + REACH for i in indices)
        and (crest is None or (tune[indices[0]].phrase // PHRASES == crest) == (octave > 0))
    ]
    ways = []
    for chosen in (*combinations(moves, 1), *combinations(moves, 2)):
        moved = list(tune)
        for indices, octave in chosen:
            for i in indices:
                moved[i] = replace(moved[i], pitch=tune[i].pitch + octave)
        ways.append((moved, OCTAVE_COST * len(chosen)))
    return ways


def _best(
    tune: list[Sung], registers: list[tuple[int, int]], inside: list[int], place: Span, chart: Chart, canvas: Canvas
) -> Crown | None:
    """Return the cheapest summit of a stretch, None where there is none without bending the tune out of shape."""
    best: Crown | None = None
    start, end = tune[inside[0]].start_beat, tune[inside[-1]].end_beat
    slack = SLACK_BEATS / max(SPAN_BARS, end - start)
    first, last = ZONE
    if place.crest_beat is not None:
        rises = max(0.0, (place.crest_beat - start) / (end - start))
        first, last = max(first, rises + slack), max(last, rises + CRESTS_WITHIN)
    for at in inside:
        note = tune[at]
        if not first - slack - 1e-6 <= (note.start_beat - start) / (end - start) <= last + slack:
            continue
        high = registers[at][1]
        for pitch in steps(note, chart, canvas, note.pitch, min(high, note.pitch + MOST_UP)):
            crown = _crown(tune, registers, inside, at, pitch, chart, canvas)
            if crown and (best is None or crown.cost < best.cost - 1e-9):
                best = crown
    return best


def _crown(
    tune: list[Sung], registers: list[tuple[int, int]], inside: list[int], at: int, pitch: int, chart: Chart, canvas: Canvas,
) -> Crown | None:  # fmt: skip
    """Return what it takes for note ``at`` to be the summit at ``pitch``."""
    raised = pitch - tune[at].pitch
    cost = SEMITONE * raised + (TOUCHED + HEAD * tune[at].head if raised else 0.0)
    lowered: dict[int, int] = {}
    for i in inside:
        note = tune[i]
        if i == at or note.pitch < pitch:
            continue
        under = steps(note, chart, canvas, max(registers[i][0], note.pitch - MOST_DOWN), pitch - 1)
        if not under:
            return None
        lowered[i] = under[-1]
        cost += TOUCHED + HEAD * (note.head or i == len(tune) - 1) + SEMITONE * (note.pitch - under[-1])
    for beside in (at - 1, at + 1):
        if 0 <= beside < len(tune):
            leap = abs(pitch - lowered.get(beside, tune[beside].pitch))
            cost += LEAP * max(0, leap - WIDE_LEAP)
    return Crown(at, pitch, lowered, cost)


def steps(note: Sung, chart: Chart, canvas: Canvas, low: int, high: int) -> list[int]:
    """Return the pitches that may stand in a note's place, ascending: of the chord where it is strong or long."""
    placed = chart.at(note.start_beat)
    heavy = note.length_beats >= 1.5 or (canvas.is_strong(note.start_beat) and note.length_beats >= 0.5)
    classes = frozenset(placed.chord.tones) if heavy else local_scale(placed.chord, placed.key)
    return [p for p in range(low, high + 1) if p % 12 in classes or p == note.pitch]
