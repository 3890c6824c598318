"""What becomes of a theme in each section: stated, moved, cut up, stretched, turned over, stripped, piled up.

One of contour and rhythm is always kept, so that the theme stays itself
(MUSIC.md 7). A section is filled with units of one or two bars; every unit
knows which transformation it is, and becomes a line of the report.
"""

import math
from dataclasses import dataclass, replace

from scorecut.composition.canvas import Canvas
from scorecut.composition.form import Stretch
from scorecut.composition.measure import in_bar
from scorecut.composition.theme import CANONICAL_EIGHTHS, Bars, Theme, Tone
from scorecut.model.pitch import Key

#: Phrases are numbered from this times the number of their section.
PHRASES = 100
#: With fewer notes nothing is quoted.
QUOTED_NOTES = 2
#: From here on a variant may be a diminution.
HURRIES_FROM = 0.68
#: Degrees that a build climbs on its way to the climax.
CLIMBED = 4
#: Degrees that the tune climbs from the quietest to the loudest.
LIFT_PER_INTENSITY = 7.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanNote:
    """A note before it has a pitch: where, how long, which degree of which key."""

    start_beat: float
    length_beats: float
    degree: int
    key: Key
    phrase: int
    head: bool = False
    goal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One or two bars of theme. ``bars`` in canonical eighths, ``stretch`` the factor of their values."""

    name: str
    bars: Bars
    transformation: str
    theme: str
    reports: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The tune of a section without pitches, and what it quotes: (theme, start, length, transformation)."""

    notes: tuple[PlanNote, ...]
    quotes: tuple[tuple[str, float, float, str], ...]


def shifted(bars: Bars, steps: int) -> Bars:
    """Return the bars ``steps`` degrees higher."""
    return tuple(tuple(Tone(tone.onset, tone.length, tone.degree + steps) for tone in bar) for bar in bars)


def inverted(bars: Bars) -> Bars:
    """Return the bars turned upside down around their first note (tonal inversion)."""
    first = next(tone.degree for bar in bars for tone in bar)
    return tuple(tuple(Tone(tone.onset, tone.length, 2 * first - tone.degree) for tone in bar) for bar in bars)


def augmented(bar: tuple[Tone, ...]) -> Bars:
    """Return one bar's notes over two, all values doubled."""
    halves: list[list[Tone]] = [[], []]
    for tone in bar:
        onset = tone.onset * 2
        which = 0 if onset < CANONICAL_EIGHTHS - 1e-6 else 1
        start = onset - which * CANONICAL_EIGHTHS
        halves[which].append(Tone(start, min(tone.length * 2, CANONICAL_EIGHTHS - start), tone.degree))
    return tuple(tuple(half) for half in halves)


def diminished(head: Bars) -> Bars:
    """Return two bars' notes in one, all values halved."""
    tones = [
        Tone((i * CANONICAL_EIGHTHS + tone.onset) / 2, max(0.5, tone.length / 2), tone.degree)
        for i, bar in enumerate(head)
        for tone in bar
    ]
    return (tuple(tones),)


def liquidated(bars: Bars) -> Bars:
    """Return the bars stripped to the first note of each, held."""
    return tuple((Tone(0.0, 6.0, bar[0].degree),) if bar else () for bar in bars)


def units_of(stretch: Stretch, theme: Theme, variant: int, rests: int = 0) -> list[Unit]:
    """Return what fills the section, bar for bar; the tune leaves its last ``rests`` bars to the others."""
    if rests:
        inner = replace(stretch, last=stretch.last - rests)
        return [*units_of(inner, theme, variant), *[_rest()] * rests]
    n, role = stretch.n_bars, stretch.role
    if stretch.spoken > 0.5 and role != "ending":
        return _repeat([_unit(liquidated(theme.head), "liquidation", theme)], n)
    head, answer, tail = theme.head, theme.answer, theme.tail
    if role == "intro":
        if n == 1:
            return [_unit(head[:1], "fragment", theme)]
        return [_rest()] * (n - 2) + [_slow(theme, "fragment")]
    if role == "build":  # the climax is its next step
        rises = [-math.ceil((n - i) * min(1.0, CLIMBED / n)) for i in range(n)]
        return [_unit(tuple(bar for rise in rises for bar in shifted(head[:1], rise)), "sequence", theme)]
    if role == "break":
        slow = _slow(theme, "augmentation")
        return _fill([slow, _rest(), _unit(liquidated(tail), "liquidation", theme)], n)
    if role == "ending":
        if n == 1:
            return [_unit(head[:1], "fragment", theme)]
        opening = [_unit(head, "statement", theme)] if n >= 6 else []
        opening += [_slow(theme, "augmentation")]
        return _fill([*opening, _unit(liquidated(tail), "liquidation", theme, reports=False)], n)
    if role == "climax":
        lead = [_unit(head, "accumulation", theme), _unit(answer, "sequence", theme)]
        return _fill([*lead, _unit(tail, "", theme, reports=False)], n, head=head, theme=theme)
    if role == "A'":
        first, name = _variant(head, variant, stretch.intensity)
        second = _unit(tail, "", theme, reports=False) if n < 6 else _unit(answer, "sequence", theme)
        return _fill(
            [_unit(first, name, theme), second, _unit(tail, "", theme, reports=False)], n, head=head, theme=theme
        )
    row = [_unit(head, "statement", theme), _unit(answer, "sequence", theme)]
    return _fill([*row, _unit(tail, "", theme, reports=False)], n, head=head, theme=theme)


def _variant(head: Bars, variant: int, intensity: float) -> tuple[Bars, str]:
    """Return the head changed in one of four ways, in turn; at high intensity it may come twice as fast."""
    choice = variant % 4
    shortest = min(tone.length for bar in head for tone in bar)
    if intensity > HURRIES_FROM and choice % 2 and shortest >= 1.0:
        return (*diminished(head), *shifted(head[:1], 1)), "diminution"
    if choice == 0:
        return shifted(head, 2), "transposition"
    if choice == 1:
        return inverted(head), "inversion"
    if choice == 2:
        return head, "reharmonisation"
    return shifted(head, -3), "transposition"


def _unit(bars: Bars, transformation: str, theme: Theme, *, reports: bool = True) -> Unit:
    return Unit(
        name=transformation or "tail", bars=bars, transformation=transformation, theme=theme.name, reports=reports
    )


def _slow(theme: Theme, name: str) -> Unit:
    """Return the head's first bar at half speed, come to rest with the second bar; a bar of one note is slow already:
    then both, two steps lower."""
    if len(theme.head[0]) >= 2:
        moving, held = augmented(theme.head[0])
        return _unit((moving, tuple(Tone(0.0, CANONICAL_EIGHTHS, tone.degree) for tone in held[:1])), name, theme)
    return _unit(shifted(theme.head, -2), "transposition", theme)


def _rest() -> Unit:
    return Unit(name="rest", bars=((),), transformation="", theme="", reports=False)


def _repeat(row: list[Unit], n: int) -> list[Unit]:
    out: list[Unit] = []
    bars = 0
    while bars < n:
        unit = row[len(out) % len(row)]
        out.append(unit)
        bars += len(unit.bars)
    return out


def _fill(row: list[Unit], n: int, *, head: Bars | None = None, theme: Theme | None = None) -> list[Unit]:
    """Return ``row`` cut or drawn out to ``n`` bars: the first unit is kept, the last closes, fragments fill up."""
    total = sum(len(unit.bars) for unit in row)
    if total > n:
        if n <= len(row[0].bars):
            return [replace(row[0], bars=row[0].bars[:n])]
        rest = n - len(row[0].bars)
        middle, close = row[1:-1], row[-1]
        if rest < 2 or not middle:
            cut = Unit(
                name=close.name,
                bars=close.bars[-rest:],
                transformation=close.transformation,
                theme=close.theme,
                reports=False,
            )
            return [row[0], cut]
        kept: list[Unit] = [row[0]]
        for unit in middle:
            if len(unit.bars) <= rest:
                kept.append(unit)
                rest -= len(unit.bars)
        if rest:
            kept.append(
                Unit(
                    name=close.name,
                    bars=close.bars[-rest:],
                    transformation=close.transformation,
                    theme=close.theme,
                    reports=False,
                )
            )
        return kept
    out = list(row[:-1])
    if head is not None and theme is not None:
        for i in range(n - total):
            out.append(_unit(shifted(head[:1], i % 3 + 1), "fragment", theme))
    else:
        out += [_rest()] * (n - total)
    return [*out, row[-1]]


def lift_of(stretch: Stretch, reference: float) -> int:
    """Return by how many degrees the tune stands higher (or lower) than where the curve was at ``reference``.

    Whole thirds and fifths, so that it still sounds like the theme moved rather than bent.
    """
    degrees = round(LIFT_PER_INTENSITY * (stretch.intensity - reference))
    return {-1: 0, 1: 0, 3: 2}.get(degrees, max(-3, min(4, degrees)))


def lifted(theme: Theme, steps: int) -> Theme:
    """Return the whole theme ``steps`` degrees higher."""
    return replace(
        theme, head=shifted(theme.head, steps), answer=shifted(theme.answer, steps), tail=shifted(theme.tail, steps)
    )


def planned(
    stretch: Stretch, theme: Theme, canvas: Canvas, variant: int, phrase: int, until: float, lift: int = 0,
    rests: int = 0,
) -> Plan:  # fmt: skip
    """Return the section's tune in degrees, bar by bar in its real bars; nothing starts at or after ``until``."""
    theme = lifted(theme, lift)
    notes: list[PlanNote] = []
    quotes = []
    index = stretch.first
    usable = [
        i
        for i in range(stretch.first, stretch.last + 1)
        if canvas.bars[i].start_beat < until - 0.75 * canvas.bars[i].length_beats
    ]
    if stretch.role == "ending" and usable:  # what is sung before the last chord
        stretch = replace(stretch, last=usable[-1])
    for number, unit in enumerate(units_of(stretch, theme, variant, rests)):
        if index > stretch.last:
            break
        begun = len(notes)
        for bar_tones in unit.bars:
            if index > stretch.last:
                break
            bar = canvas.bars[index]
            for tone in in_bar(bar_tones, bar.length_beats * 2, canvas.home_beats * 2):
                start = bar.start_beat + tone.onset / 2
                if start >= until - 1e-6:
                    continue
                length = min(tone.length / 2, until - start)
                notes.append(
                    PlanNote(
                        start_beat=start, length_beats=length, degree=tone.degree, key=stretch.key,
                        phrase=phrase + number, head=unit.reports, goal=tone.length >= 3,
                    )
                )  # fmt: skip
            index += 1
        if unit.reports and len(notes) - begun >= QUOTED_NOTES:
            start = notes[begun].start_beat
            last = notes[-1]
            how = (
                "transposition"
                if lift and unit.transformation in ("statement", "reharmonisation")
                else unit.transformation
            )
            quotes.append((unit.theme, start, last.start_beat + last.length_beats - start, how))
    return Plan(notes=tuple(notes), quotes=tuple(quotes))
