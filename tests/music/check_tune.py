"""Craft of the tune: one summit, leaning notes that resolve, a rhythm that is its own, and breath."""

from collections import Counter
from itertools import pairwise

from scorecut.model.score import Note
from tests.music.finding import Finding, bars_named, within
from tests.music.piece import SAME_BEAT, Piece

#: A span of tune with its own top note, bars; shorter sections belong to the one before them.
SPAN_BARS = 8
LEAST_SPAN_BARS = 6
LEAST_SPAN_NOTES = 6
#: Where the music falls away.
FALLING = ("break", "ending")
#: Fewer bars of tune than this tell nothing about its habits.
FEW_BARS = 6
#: A dissonance is resolved within this time.
RESOLVED_BEATS = 2.0
#: A long note, and a rest that is heard (MUSIC.md 12).
LONG_BEATS = 1.5
REST_BEATS = 0.5
#: A tune without a pause of this many beats is one stretch.
SILENCE_BEATS = 4.0


def summit(piece: Piece) -> Finding | None:
    """Each eight bars of tune have one top note, past their middle."""
    judged, low = 0, []
    for first, last in spans(piece):
        start, end = piece.bars[first].start_beat, piece.bars[last].start_beat + piece.bars[last].length_beats
        notes = [note for note in piece.tune if start - SAME_BEAT <= note.start_beat < end - SAME_BEAT]
        if len(notes) < LEAST_SPAN_NOTES:
            continue
        judged += 1
        if not one_top(notes, piece.limits.top_at):
            low += [*range(first, last + 1)]
    if not judged:
        return None
    failed = len([1 for first, _ in spans(piece) if first in low])
    share = 1.0 - failed / judged
    ok = share >= piece.limits.top_share - 1e-9
    return Finding(share, ok, () if ok else bars_named(piece, low))


def one_top(notes: list[Note], at: tuple[float, float]) -> bool:
    """Return whether the top pitch comes once, in that part of what is sung (a repeat at once is the same summit)."""
    start, end = notes[0].start_beat, notes[-1].end_beat
    top = max(note.pitch for note in notes)
    tops = [i for i, note in enumerate(notes) if note.pitch == top]
    once = all(b == a + 1 for a, b in pairwise(tops))
    return once and within((notes[tops[0]].start_beat - start) / (end - start), at, slack=0.5 / max(8.0, end - start))


def spans(piece: Piece) -> list[tuple[int, int]]:
    """Return (first, last) bar of stretches of about eight bars that begin with a section of the cue.

    A climax ends one, together with what leads up to it where it is short: what a tune rises to is the top of what led
    there, not the start of what follows. Where the music falls away (a break, the ending) nothing goes on from before.
    """
    out: list[tuple[int, int]] = []
    for row in joined(piece):
        first, after = row[0][0], row[-1][1]
        n = max(1, round((after - first) / SPAN_BARS))
        cuts = [first + round(k * (after - first) / n) for k in range(n + 1)]
        out += [(a, b - 1) for a, b in pairwise(cuts) if b - a >= LEAST_SPAN_BARS and row[0][2] != "break"]
    return out


def joined(piece: Piece) -> list[list[tuple[int, int, str]]]:
    """Return the sections as (first bar, bar after the last, label), those together that are one stretch."""
    marks = [(piece.bar_at(section.start_beat), section.label) for section in piece.music.sections] or [(0, "")]
    ends = [*(first for first, _ in marks[1:]), len(piece.bars)]
    rows = [(first, end, label) for (first, label), end in zip(marks, ends, strict=True)]
    peak = next((i for i, row in enumerate(rows) if row[2] == "climax"), None)
    led = 0
    if peak is not None:
        led = max((i for i in range(peak + 1) if rows[peak][1] - rows[i][0] >= LEAST_SPAN_BARS), default=0)
    out: list[list[tuple[int, int, str]]] = []
    for i, row in enumerate(rows):
        to_peak = peak is not None and led < i <= peak
        apart = peak is not None and i in (led, peak + 1)
        falls = row[2] in FALLING or (out and out[-1][-1][2] in FALLING)
        if out and (to_peak or (not apart and not falls and row[0] - out[-1][0][0] < LEAST_SPAN_BARS)):
            out[-1].append(row)
        else:
            out.append([row])
    return out


def leaning(piece: Piece) -> Finding | None:
    """An accented dissonance that is resolved by step, in some bars and not in too many."""
    sung = {piece.bar_at(note.start_beat) for note in piece.tune}
    if len(sung) < FEW_BARS:
        return None
    leaned = {piece.bar_at(a.start_beat) for a, b in pairwise(piece.tune) if leans(piece, a, b)}
    share = len(leaned) / len(sung)
    ok = within(share, piece.limits.dissonance, slack=1.0 / len(sung))
    return Finding(share, ok, () if ok else bars_named(piece, leaned))


def leans(piece: Piece, note: Note, after: Note) -> bool:
    """Return whether a note stands on a strong beat outside its chord and steps into the chord."""
    bar = piece.bars[piece.bar_at(note.start_beat)]
    beat = note.start_beat - bar.start_beat
    strong = min(abs(beat), abs(beat - bar.length_beats / 2) if bar.length_beats % 2 == 0 else abs(beat)) < SAME_BEAT
    here, there = piece.chord_at(note.start_beat), piece.chord_at(after.start_beat)
    if not strong or here is None or there is None or note.pitch % 12 in here.tones:
        return False
    near = 1 <= abs(after.pitch - note.pitch) <= 2 and after.start_beat - note.start_beat <= RESOLVED_BEATS + SAME_BEAT
    return near and after.pitch % 12 in there.tones


def rhythm_cell(piece: Piece) -> Finding | None:
    """One rhythm, a bar or half a bar long, is in half of the bars in which the tune moves."""
    bars: dict[int, list[float]] = {}
    for note in piece.tune:
        index = piece.bar_at(note.start_beat)
        bars.setdefault(index, []).append(note.start_beat - piece.bars[index].start_beat)
    moving = {index: beats for index, beats in bars.items() if len(beats) >= 2}
    if len(moving) < FEW_BARS:
        return None
    counts: Counter[tuple[int, ...]] = Counter()
    for index, beats in moving.items():
        counts.update(cells(beats, piece.bars[index].length_beats))
    share = max(counts.values()) / len(moving)
    return Finding(share, share >= piece.limits.cell_share - 1e-9)


def cells(beats: list[float], bar_beats: float) -> set[tuple[int, ...]]:
    """Return the rhythms of a bar and of its halves as sixteenths; one note makes none."""
    grid = [round(beat * 4) for beat in beats]
    half = round(bar_beats * 2)
    found = {tuple(grid), tuple(t for t in grid if t < half), tuple(t - half for t in grid if t >= half)}
    return {cell for cell in found if len(cell) >= 2}


def breath(piece: Piece) -> Finding | None:
    """A long note or a rest comes at least every four bars of tune."""
    tune = piece.tune
    if len(tune) < LEAST_SPAN_NOTES:
        return None
    longest, where, since = 0.0, [], tune[0].start_beat
    for note, after in pairwise([*tune, None]):
        rest = after is None or after.start_beat - note.end_beat >= REST_BEATS - SAME_BEAT
        if not rest and note.length_beats < LONG_BEATS - SAME_BEAT:
            continue
        bar_beats = piece.bars[piece.bar_at(since)].length_beats
        flowed = (note.start_beat - since) / bar_beats
        longest = max(longest, flowed)
        if flowed > piece.limits.flow_bars:
            where += range(piece.bar_at(since), piece.bar_at(note.start_beat) + 1)
        since = note.end_beat if after is None else after.start_beat
    return Finding(longest, longest <= piece.limits.flow_bars + 1e-9, bars_named(piece, where))
