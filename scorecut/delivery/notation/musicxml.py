"""``score.musicxml``: the whole score, part by part, for a notation program (MusicXML 4.0, partwise).

One movement as long as the film: bar *n* is bar *n* of ``score.mid``, and the time between cues is
bars of rest at the tempo that lets the next cue begin on its second. Everything stands at concert pitch;
only instruments that always are written an octave off (basses, guitars, piccolo, celesta) are.
No dates: the same score gives the same bytes.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

import scorecut
from scorecut.delivery.notation.above import system_marks
from scorecut.delivery.notation.bars import TICKS, Measure, measures
from scorecut.delivery.notation.drums import drums_of, name_of
from scorecut.delivery.notation.looks import players
from scorecut.delivery.notation.marks import clean
from scorecut.delivery.notation.page import Page
from scorecut.delivery.notation.parts import Part, harmony, part_of
from scorecut.delivery.ticks import Timeline, timeline
from scorecut.model.cue_sheet import CueSheet
from scorecut.model.pitch import Key
from scorecut.model.score import Score
from scorecut.model.tempo_map import TempoMap

HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
    '<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 Partwise//EN" '
    '"http://www.musicxml.org/dtds/partwise.dtd">\n'
)
CONCERT = "Score in C: every part at concert pitch, basses, guitars, piccolo and celesta in their usual octave."

#: Pages by how many staves they take (A4, A3, A2; millimetres); a staff with its room takes so many times its height.
PAGES = ((12, 210, 297), (30, 297, 420), (9999, 420, 594))
ROOM, MARGINS_MM = 2.4, 60.0
SMALLEST_MM, LARGEST_MM = 1.8, 7.0
DRUM_CHANNEL = 10


def written_xml(score: Score, tempo_map: TempoMap, sheet: CueSheet) -> str:
    """Return the score as MusicXML."""
    grid = page_grid(score, tempo_map)
    bars = page_bars(score, tempo_map, grid)
    known = harmony(score, tempo_map, grid)
    keys = _keys(score, grid)
    rows = [part_of(player, score, tempo_map, grid, bars) for player in players(score)]
    marks = system_marks(score, tempo_map, sheet, grid, bars)
    n_staves = sum(part.player.n_staves for part in rows)
    out = [HEAD, '<score-partwise version="4.0">\n', *_head(sheet, n_staves)]
    out.append("<part-list>\n")
    if not rows:
        out.append('<score-part id="P1"><part-name>No music</part-name></score-part>\n')
    for group, inside in groupby(rows, key=lambda part: part.player.group):
        out += _group(group, list(inside))
    out.append("</part-list>\n")
    if not rows:
        out += _silence(bars)
    for i, part in enumerate(rows):
        out.append(f'<part id="{part.player.id}">\n')
        out += Page(part, bars, known, keys, marks if i == 0 else ()).measures()
        out.append("</part>\n")
    out.append("</score-partwise>\n")
    return "".join(out)


def page_grid(score: Score, tempo_map: TempoMap) -> Timeline:
    """Return the film on the same grid as ``score.mid``."""
    pickups = {
        cue.cue_id: max((-note.start_beat for line in cue.lines for note in line.notes), default=0.0)
        for cue in score.cues
    }
    return timeline(tempo_map, pickups)


def page_bars(score: Score, tempo_map: TempoMap, grid: Timeline) -> list[Measure]:
    """Return all bars, to the last onset at least."""
    onsets = [grid.tick_at(accent.time_s) for cue in score.cues for accent in cue.accents]
    for cue in score.cues:
        tempo = tempo_map.cue(cue.cue_id)
        onsets += [grid.tick_of(tempo, line.notes[-1].start_beat) for line in cue.lines if line.notes]
    return measures(grid, max(onsets, default=0) // TICKS)


def _keys(score: Score, grid: Timeline) -> list[tuple[int, Key]]:
    return sorted(((grid.starts[cue.cue_id] // TICKS, cue.key) for cue in score.cues), key=lambda one: one[0])


def _head(sheet: CueSheet, n_staves: int) -> Iterator[str]:
    title = clean(sheet.film_name or "film")
    _, width, height = next(row for row in PAGES if n_staves <= row[0])
    size = round(min(LARGEST_MM, max(SMALLEST_MM, (height - MARGINS_MM) / max(1, n_staves) / ROOM)), 1)
    tenths = 40 / size
    yield f"<work><work-title>{title}</work-title></work>\n"
    yield f"<identification><encoding><software>scorecut {scorecut.__version__}</software>"
    for element in ("accidental", "beam", "stem"):
        yield f'<supports element="{element}" type="yes"/>'
    yield "</encoding>"
    yield f'<miscellaneous><miscellaneous-field name="prompt">{clean(sheet.prompt)}</miscellaneous-field>'
    yield f'<miscellaneous-field name="seed">{sheet.seed}</miscellaneous-field></miscellaneous></identification>\n'
    yield f"<defaults><scaling><millimeters>{size}</millimeters><tenths>40</tenths></scaling>"
    yield f"<page-layout><page-height>{height * tenths:.0f}</page-height><page-width>{width * tenths:.0f}</page-width>"
    sides = "".join(f"<{side}-margin>{15 * tenths:.0f}</{side}-margin>" for side in ("left", "right", "top", "bottom"))
    yield f'<page-margins type="both">{sides}</page-margins></page-layout></defaults>\n'
    top, middle = (height - 15) * tenths, width * tenths / 2
    prompt = clean(f"“{sheet.prompt}”" if sheet.prompt else "")
    for kind, text, points, below, x, side in (
        ("title", title, 20, 0, middle, "center"),
        ("subtitle", prompt, 11, 60, middle, "center"),
        ("lyricist", CONCERT, 8, 95, 15 * tenths, "left"),
    ):
        if text:
            yield (
                f'<credit page="1"><credit-type>{kind}</credit-type><credit-words default-x="{x:.0f}" '
                f'default-y="{top - below:.0f}" font-size="{points}" justify="{side}" valign="top">{text}'
                "</credit-words></credit>\n"
            )


def _group(name: str, parts: Sequence[Part]) -> Iterator[str]:
    """A bracketed family, and who plays in it."""
    if len(parts) > 1:
        yield f'<part-group type="start" number="1"><group-name>{name}</group-name><group-symbol>bracket</group-symbol>'
        yield "<group-barline>yes</group-barline></part-group>\n"
    for part in parts:
        yield _score_part(part)
    if len(parts) > 1:
        yield '<part-group type="stop" number="1"/>\n'


def _score_part(part: Part) -> str:
    player = part.player
    row = player.instrument
    out = [f'<score-part id="{player.id}"><part-name>{clean(player.name)}</part-name>']
    out.append(f"<part-abbreviation>{clean(player.short)}</part-abbreviation>")
    keys = drums_of(part) if player.is_unpitched else [0]
    ids = [f"{player.id}-I{key}" for key in keys]
    for key, name in zip(keys, ids, strict=True):
        called = name_of(part, key) if player.is_unpitched else player.name
        out.append(
            f'<score-instrument id="{name}"><instrument-name>{clean(called)}</instrument-name></score-instrument>'
        )
    number = int(player.id[1:]) - 1
    channel = DRUM_CHANNEL if row.is_drums else [c for c in range(1, 17) if c != DRUM_CHANNEL][number % 15]
    program = (row.bank if row.is_drums else row.program) + 1
    for key, name in zip(keys, ids, strict=True):
        drum = f"<midi-unpitched>{key + 1}</midi-unpitched>" if player.is_unpitched else ""
        out.append(
            f'<midi-instrument id="{name}"><midi-channel>{channel}</midi-channel>'
            f"<midi-program>{program}</midi-program>{drum}</midi-instrument>"
        )
    return "".join(out) + "</score-part>\n"


def _silence(bars: Sequence[Measure]) -> Iterator[str]:
    """A film without music: bars of rest, so that programs open the file."""
    yield '<part id="P1">\n'
    for bar in bars:
        beats, unit = bar.meter
        head = f"<attributes><divisions>24</divisions><time><beats>{beats}</beats><beat-type>{unit}</beat-type></time>"
        head += "<clef><sign>G</sign><line>2</line></clef></attributes>"
        rest = f'<note><rest measure="yes"/><duration>{bar.length}</duration><voice>1</voice></note>'
        yield f'<measure number="{bar.number}">{head}{rest}</measure>\n'
    yield "</part>\n"
