"""What stands over the whole system: tempo, letters of the cues, sections, chords, and the hits with their timecode."""

import re
from collections.abc import Sequence

from scorecut.delivery.notation.bars import QUARTER, TICKS, Measure
from scorecut.delivery.notation.marks import Mark, clean, words
from scorecut.delivery.ticks import Timeline
from scorecut.model.clock import timecode
from scorecut.model.cue_sheet import CueSheet
from scorecut.model.pitch import Key
from scorecut.model.score import Chord, CueScore, Score
from scorecut.model.spelling import chord_places, letter
from scorecut.model.tempo_map import TempoMap

#: A frame at 25 fps: so far a bar line of the page may be from its second before the tempo is marked anew.
DRIFT_S = 0.04

#: Felt beats in quarter notes -> note value and dots of the metronome mark.
BEATS = {0.5: ("eighth", 0), 1.0: ("quarter", 0), 1.5: ("quarter", 1), 2.0: ("half", 0), 3.0: ("half", 1)}

#: Chord symbols -> MusicXML's kinds and added degrees (value, alter, type).
KINDS: dict[str, tuple[str, tuple[tuple[int, int, str], ...]]] = {
    "": ("major", ()), "m": ("minor", ()), "7": ("dominant", ()), "maj7": ("major-seventh", ()),
    "m7": ("minor-seventh", ()), "mmaj7": ("major-minor", ()), "dim": ("diminished", ()), "°": ("diminished", ()),
    "dim7": ("diminished-seventh", ()), "°7": ("diminished-seventh", ()), "m7b5": ("half-diminished", ()),
    "aug": ("augmented", ()), "+": ("augmented", ()), "6": ("major-sixth", ()), "m6": ("minor-sixth", ()),
    "9": ("dominant-ninth", ()), "maj9": ("major-ninth", ()), "m9": ("minor-ninth", ()), "5": ("power", ()),
    "sus4": ("suspended-fourth", ()), "sus2": ("suspended-second", ()), "add9": ("major", ((9, 0, "add"),)),
    "madd9": ("minor", ((9, 0, "add"),)),
}  # fmt: skip


def letter_of(number: int) -> str:
    """Return the rehearsal letter of the n-th cue, from 0.

    >>> letter_of(0), letter_of(25), letter_of(26)
    ('A', 'Z', 'AA')
    """
    return (letter_of(number // 26 - 1) if number >= 26 else "") + chr(ord("A") + number % 26)


def system_marks(
    score: Score, tempo_map: TempoMap, sheet: CueSheet, grid: Timeline, bars: Sequence[Measure]
) -> list[Mark]:
    """Return what belongs to all parts and is printed over the top one."""
    out = _tempos(tempo_map, grid, bars)
    for i, cue_score in enumerate(score.cues):
        cue = tempo_map.cue(cue_score.cue_id)
        spotted = sheet.cue(cue.cue_id)
        start = grid.starts[cue.cue_id] // TICKS
        rehearsal = f"<direction-type><rehearsal>{letter_of(i)}</rehearsal></direction-type>"
        title = spotted.label or spotted.reason or spotted.id
        where = timecode(spotted.start_s, sheet.frame_rate)
        out.append(Mark(start, rehearsal, rank=1))
        out.append(Mark(start, words(f"{spotted.number}. {title}  {where}", weight="bold"), rank=2))
        for section in cue_score.sections:
            at = grid.tick_of(cue, section.start_beat) // TICKS
            label = f"section {section.label}" if len(section.label) < 3 else section.label
            out.append(Mark(at, words(label, style="italic"), rank=3))
        out += _chords(cue_score, grid, tempo_map)
        for accent in cue_score.accents:
            hit = next((hit for hit in sheet.hits if hit.id == accent.hit_id), None)
            what = (hit.label or hit.reason or hit.kind) if hit else accent.kind
            at = 6 * round(grid.tick_at(accent.time_s) / TICKS / 6)
            text = f"{accent.kind}: {what}  {timecode(accent.time_s, sheet.frame_rate)}"
            out.append(Mark(at, words(text, style="italic", size="8"), rank=4))
        end = 6 * round(grid.tick_at(spotted.end_s) / TICKS / 6)
        text = f"end of cue {spotted.number}  {timecode(spotted.end_s, sheet.frame_rate)}"
        side = "right" if end >= bars[-1].end else ""
        out.append(Mark(end, words(text, size="8", side=side), rank=4))
    return out


def _tempos(tempo_map: TempoMap, grid: Timeline, bars: Sequence[Measure]) -> list[Mark]:
    """The tempo marks: at every cue, and wherever a bar line would otherwise drift from the film by more than a frame.

    Each holds up to the next one, and is such that the next falls on its second. ``score.mid`` has every beat.
    """
    cues = [(grid.starts[cue.cue_id] // TICKS, cue.felt_beats) for cue in tempo_map.cues]
    heads = {start for start, _ in cues}
    lines = [bar.start for bar in bars] + [bars[-1].end]
    times_s = [0.0, *(grid.seconds_at(line * TICKS) for line in lines[1:])]
    out: list[Mark] = []
    first = 0
    while first < len(bars):
        last = first + 1
        while last < len(bars) and lines[last] not in heads and _steady(lines, times_s, first, last + 1):
            last += 1
        quarters = (lines[last] - lines[first]) / QUARTER
        bpm = round(60.0 * quarters / (times_s[last] - times_s[first]), 2)
        felt = next((beats for start, beats in reversed(cues) if start <= lines[first]), cues[0][1] if cues else 1.0)
        out.append(Mark(lines[first], _metronome(bpm, felt), rank=0, tempo=bpm))
        first = last
    return out


def _steady(lines: Sequence[int], times_s: Sequence[float], first: int, last: int) -> bool:
    """Whether one tempo from bar line ``first`` to ``last`` keeps every one between within ``DRIFT_S``."""
    share = (times_s[last] - times_s[first]) / (lines[last] - lines[first])
    return all(
        abs(times_s[first] + share * (lines[i] - lines[first]) - times_s[i]) <= DRIFT_S for i in range(first + 1, last)
    )


def _metronome(bpm: float, felt: float) -> str:
    """A metronome mark in felt beats, to a tenth where it is no whole number."""
    kind, dots = BEATS.get(felt, ("quarter", 0))
    rate = round(bpm / felt if felt in BEATS else bpm, 1)
    return (
        f"<direction-type><metronome><beat-unit>{kind}</beat-unit>{'<beat-unit-dot/>' * dots}"
        f"<per-minute>{rate:g}</per-minute></metronome></direction-type>"
    )


def _chords(cue_score: CueScore, grid: Timeline, tempo_map: TempoMap) -> list[Mark]:
    """The chord symbols of a cue where they change."""
    out, before = [], ""
    for chord in cue_score.chords:
        if chord.symbol == before:
            continue
        before = chord.symbol
        at = grid.tick_of(tempo_map.cue(cue_score.cue_id), chord.start_beat) // TICKS
        out.append(Mark(at, chord_symbol(chord, cue_score.key), kind="harmony", rank=6))
    return out


def chord_symbol(chord: Chord, key: Key) -> str:
    """Return a chord as MusicXML names it; what has no kind there is ``other`` with its own text."""
    places = chord_places(key, chord.tones or (chord.root,))
    suffix = re.sub(r"^[A-G][#b]*(m(?=sus))?", "", chord.symbol.split("/")[0])
    kind, degrees = KINDS.get(suffix, ("other", ()))
    step, alter = letter(places[chord.root])
    body = (
        f'<root><root-step>{step}</root-step>{_alter("root", alter)}</root><kind text="{clean(suffix)}">{kind}</kind>'
    )
    if chord.bass != chord.root:
        step, alter = letter(places.get(chord.bass, chord_places(key, (chord.bass,))[chord.bass]))
        body += f"<bass><bass-step>{step}</bass-step>{_alter('bass', alter)}</bass>"
    for value, change, how in degrees:
        body += (
            f"<degree><degree-value>{value}</degree-value><degree-alter>{change}</degree-alter>"
            f"<degree-type>{how}</degree-type></degree>"
        )
    return body


def _alter(what: str, alter: int) -> str:
    return f"<{what}-alter>{alter}</{what}-alter>" if alter else ""
