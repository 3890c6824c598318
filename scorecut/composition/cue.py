"""One cue from the blank page to its lines: form, tune, harmony, layers, ending, accents."""

from dataclasses import replace

import numpy as np

from scorecut.catalog.styles import Style, nearest_style, style
from scorecut.chance import stream
from scorecut.composition import arrivals, hits
from scorecut.composition.blend import blended
from scorecut.composition.book import Book, write_tune
from scorecut.composition.canvas import Canvas, canvas_of
from scorecut.composition.cast import Cast, cast_of
from scorecut.composition.chart import Chart, nearest
from scorecut.composition.counterpoint import MINDED, parted
from scorecut.composition.depth import cleared
from scorecut.composition.development import PHRASES, PlanNote, lift_of, planned
from scorecut.composition.ending import final_beat
from scorecut.composition.form import Stretch, boundaries, cadences, roles
from scorecut.composition.harmony import Placed, as_score, harmonised
from scorecut.composition.idiom import Idiom, Lead, idiom_of
from scorecut.composition.inversions import walking
from scorecut.composition.layers import write_layers
from scorecut.composition.leanings import leaning
from scorecut.composition.melody import Heard, Sung, octaves, sung
from scorecut.composition.plan import CuePlan, plan_cue
from scorecut.composition.rests import relieved, rests
from scorecut.composition.setting import Page
from scorecut.composition.summit import crowned, spans
from scorecut.composition.theme import Theme, theme_of
from scorecut.model.cue_sheet import Cue, CueSheet
from scorecut.model.score import CueScore, Line, Part, Section, Statement
from scorecut.model.tempo_map import CueTempo

BUSY_STYLES = ("action", "trailer")
#: How much higher the tune is at home in a climax and with a full wish for brightness, in steps of intensity.
CRESTED, BRIGHT = 0.15, 0.25


def compose_cue(sheet: CueSheet, cue: Cue, tempo: CueTempo) -> tuple[CueScore, list[Part]]:
    """Return the music of one cue and the parts that play it."""
    manner = manner_of(cue)
    idiom = idiom_of(manner.name)
    if cue.wishes.rhythm_style and cue.wishes.rhythm_style != manner.name:
        idiom = blended(idiom, idiom_of(cue.wishes.rhythm_style), cue.wishes.rhythm_share)
    canvas = canvas_of(cue, tempo, sheet.speech)
    plan = plan_cue(sheet, cue, idiom)
    until = final_beat(canvas)
    stretches = formed(canvas, manner, idiom, plan, until)
    themes = {name: theme_of(sheet.seed, name, manner.stem, idiom) for name in (plan.main, plan.other)}
    tunes, chords, quotes = _sketched(sheet, canvas, idiom, plan, stretches, themes, until)
    sketch = Chart(chords)
    cast = cast_of(cue.wishes, idiom)
    leads = [lead_of(cast, stretch, cue.wishes.density) for stretch in stretches]
    leads = relieved(leads, cast, stretches, cue.length_s)
    tune, by_section = _sung_tune(sheet, canvas, sketch, stretches, leads, tunes, idiom, until)
    chart = Chart(walking(chords, idiom.inversions, tune, cast.bass_register))
    page = Page(canvas=canvas, chart=chart, tune=tune, until=until)
    book = Book(canvas, idiom)
    write_tune(book, stretches, leads, by_section, sheet.seed)
    write_layers(book, page, cast, stretches, idiom, sheet.seed)
    gaps = arrivals.silences(canvas)
    lines, parts = book.lines(gaps)
    if manner.limits.parallels[1] < MINDED:
        lines = parted(lines, parts, page, cast.bass_register)
    lines = cleared(lines, parts, idiom.low_spacing)
    for name, notes in arrivals.swell_parts(canvas, chart, cast, busy=manner.name in BUSY_STYLES):
        swell = name if name.endswith("swell") else f"{name} swell"
        part = Part(id=f"texture: {swell}", function="texture", instrument=name)
        parts.append(part)
        lines.append(
            Line(part=part.id, notes=tuple(arrivals.silenced(notes, gaps)), swells=arrivals.swell_points(notes))
        )
    accents = hits.accents_of(canvas, chart, cast, idiom, stream(sheet.seed, "accents", cue.id))
    lead_part = {
        stretch.number: f"melody: {lead.player}" if lead else "" for stretch, lead in zip(stretches, leads, strict=True)
    }
    statements = tuple(
        Statement(theme=theme, start_beat=start, length_beats=length, transformation=how, part=lead_part[number])
        for number, theme, start, length, how in quotes
        if lead_part[number]
    )
    score = CueScore(
        cue_id=cue.id,
        style=manner.name,
        key=plan.key,
        theme=plan.main,
        chords=as_score(chart.chords, plan.key),
        lines=tuple(line for line in lines if line.notes),
        accents=accents,
        statements=statements,
        sections=tuple(
            Section(
                label=s.role, start_beat=s.start_beat, end_beat=s.end_beat, intensity=round(min(1.0, s.intensity), 4)
            )
            for s in stretches
        ),
        cut_s=tuple(place.hit.time_s for place in canvas.places if place.hit.kind == "stop"),
    )
    playing = {line.part for line in score.lines}
    return score, [part for part in parts if part.id in playing]


def manner_of(cue: Cue) -> Style:
    """Return the style that was wished, or the one at home in the cue's emotion."""
    if cue.wishes.style:
        return style(cue.wishes.style)
    return nearest_style(cue.emotion.mean(cue.start_s, cue.end_s))


def phrase_bars(canvas: Canvas, manner: Style) -> int:
    """Return the length of a phrase in bars: the style's, but short enough that the theme can come back twice."""
    return min(8, manner.tempo.phrase_bars, max(2, canvas.n_bars // 3))


def formed(canvas: Canvas, manner: Style, idiom: Idiom, plan: CuePlan, until: float) -> list[Stretch]:
    """Return the cue's sections with roles, keys and cadences; the last one has half a bar at least before the last chord."""
    firsts = boundaries(canvas, phrase_bars(canvas, manner), until)
    lasts = [*(first - 1 for first in firsts[1:]), canvas.n_bars - 1]
    spans = [(canvas.bars[first].start_beat, canvas.bar_end(last)) for first, last in zip(firsts, lasts, strict=True)]
    levels = [canvas.intensity_between(*span) for span in spans]
    parts = roles(levels, [b - a + 1 for a, b in zip(firsts, lasts, strict=True)], sneaks=canvas.cue.opening == "sneak")
    close = idiom.closes.get("close", "perfect")
    ends = cadences(parts, canvas.cue.ending, close)
    stretches = []
    for i, (first, last, span, level) in enumerate(zip(firsts, lasts, spans, levels, strict=True)):
        stretches.append(
            Stretch(
                number=i, role=parts[i], first=first, last=last, start_beat=span[0], end_beat=span[1], intensity=level,
                affect=canvas.affect_between(*span), key=plan.contrast if parts[i] == "B" else plan.key,
                idea=plan.other if parts[i] == "B" else plan.main, cadence=ends[i], spoken=canvas.spoken_share(*span),
            )
        )  # fmt: skip
    return stretches


def _sketched(
    sheet: CueSheet,
    canvas: Canvas,
    idiom: Idiom,
    plan: CuePlan,
    stretches: list[Stretch],
    themes: dict[str, Theme],
    until: float,
) -> tuple[list[tuple[PlanNote, ...]], list[Placed], list[tuple[int, str, float, float, str]]]:
    """Return each section's tune in degrees, all chords, and what is quoted where."""
    rng = stream(sheet.seed, "harmony", canvas.cue.id)
    tunes: list[tuple[PlanNote, ...]] = []
    chords: list[Placed] = []
    quotes: list[tuple[int, str, float, float, str]] = []
    taken: list[str] = []
    variant = plan.variant
    silent = rests(stretches, canvas.cue.length_s, alone=bool(canvas.cue.wishes.lead))
    for stretch, n_rests in zip(stretches, silent, strict=True):
        lift = lift_of(stretch, stretches[0].intensity)
        sketch = planned(stretch, themes[stretch.idea], canvas, variant, PHRASES * stretch.number, until, lift, n_rests)
        variant += stretch.role == "A'"
        tunes.append(sketch.notes)
        placed, text = harmonised(
            stretch, canvas, idiom, sketch.notes, chords[-1] if chords else None, taken, until, rng
        )
        chords += placed
        taken.append(text)
        quotes += [(stretch.number, *quote) for quote in sketch.quotes]
    return tunes, chords, quotes


def lead_of(cast: Cast, stretch: Stretch, density: float) -> Lead | None:
    """Return who carries the tune in a section: by intensity, the quieter one where two could."""
    if not cast.leads:
        return None
    level = min(1.0, max(0.0, stretch.intensity + 0.1 * density))
    able = [lead for lead in cast.leads if lead.above <= level < lead.below]
    if stretch.role in ("intro", "break") and len(able) > 1:
        return able[-1]
    return able[0] if able else min(cast.leads, key=lambda lead: abs(level - (lead.above + lead.below) / 2))


def _sung_tune(
    sheet: CueSheet, canvas: Canvas, chart: Chart, stretches: list[Stretch], leads: list[Lead | None],
    tunes: list[tuple[PlanNote, ...]], idiom: Idiom, until: float,
) -> tuple[list[Sung], list[list[Sung]]]:  # fmt: skip
    """Return the whole tune, and section by section."""
    rng = stream(sheet.seed, "melody", canvas.cue.id)
    raw: list[list[Sung]] = []
    last: int | None = None
    before: Heard | None = None
    for stretch, lead, notes in zip(stretches, leads, tunes, strict=True):
        if lead is None:
            raw.append([])
            continue
        low, high = lead.register
        height = stretch.intensity + CRESTED * (stretch.role == "climax") + BRIGHT * canvas.cue.wishes.brightness
        base = octaves(notes, low, high, height, before)
        line = sung(notes, chart, canvas, low, high, base, last)
        if line:
            before = Heard(float(np.mean([note.pitch for note in line])), height)
        line = [note for note in line if not canvas.is_spoken(note.start_beat) or note.length_beats >= 1.0]
        if stretch.number == len(stretches) - 1 and until < canvas.end_beat - 0.05:
            line = _closed(line, chart, canvas, low, high, until, last)
        raw.append(line)
        last = line[-1].pitch if line else last
    registers = [lead.register for lead, line in zip(leads, raw, strict=True) if lead for _ in line]
    shaped, rooms = crowned([n for line in raw for n in line], registers, spans(stretches, canvas), chart, canvas)
    most = manner_of(canvas.cue).limits.dissonance[1]
    leant = leaning(shaped, chart, canvas, rooms, (idiom.appoggiaturas, most), rng)
    ends = np.cumsum([len(line) for line in raw]).tolist()
    by_section = [
        [note for notes in leant[end - len(line) : end] for note in notes] for line, end in zip(raw, ends, strict=True)
    ]
    tune = [note for line in by_section for note in line]
    return tune, by_section


def _closed(
    line: list[Sung], chart: Chart, canvas: Canvas, low: int, high: int, until: float, last: int | None
) -> list[Sung]:
    """Return the last section's tune with its final note on the last chord: tonic, third or fifth, reached from near."""
    before = line[-1].pitch if line else last if last is not None else (low + high) // 2
    chord = chart.at(until + 1e-3).chord
    wanted = (
        frozenset({chord.root})
        if canvas.cue.ending in ("close", "ring out", "button")
        else frozenset(chord.tones[1:3] or chord.tones)
    )
    pitch = nearest(before, wanted, low, high)
    if abs(pitch - before) > 7:
        pitch = nearest(before, frozenset(chord.tones[:3]), low, high)
    length = canvas.end_beat - until
    if canvas.cue.ending == "button":
        length = min(length, 0.75)
    kept = [
        replace(note, length_beats=min(note.length_beats, until - note.start_beat))
        for note in line
        if note.start_beat < until - 0.05
    ]
    phrase = kept[-1].phrase if kept else 9998
    return [*kept, Sung(start_beat=until, length_beats=length, pitch=pitch, phrase=phrase, goal=True)]
