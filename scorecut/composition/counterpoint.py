"""Tune and bass go their own ways: where both would move in fifths or octaves the bass takes another octave or chord tone.

Parallel perfect intervals of outer voices are what strict writing forbids (MUSIC.md 8: 2 in a thousand similar motions in
chorales); the bass line under the chords avoids them by cost (``bass``), the patterns that move within a chord do not.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from scorecut.catalog.instruments import instrument
from scorecut.composition.chart import Chart
from scorecut.composition.setting import Page
from scorecut.model.score import Line, Note, Part

#: A style that takes more parallels than this in a thousand does not mind them.
MINDED = 10.0
#: Two beats nearer than this are the same moment.
SAME_BEAT = 0.06
#: No mend leaps further, semitones; a chord tone that takes another's place lies no further from it.
WIDEST, NEAR = 12, 7


def parted(lines: list[Line], parts: Sequence[Part], page: Page, register: tuple[int, int]) -> list[Line]:
    """Return the lines with basses that never go with the tune in fifths or octaves where another note is within reach.

    A note that begins a chord keeps its name, for that is the chord's position; basses of several notes at once are
    left as they are. register : lowest and highest pitch of the bass, for players who have them
    """
    players = {part.id: instrument(part.instrument) for part in parts if part.function == "bass"}
    out = []
    for line in lines:
        if player := players.get(line.part):
            reach = max(register[0], player.low), min(register[1], player.high)
            line = replace(line, notes=_parted(line.notes, page, reach))
        out.append(line)
    return out


def _parted(notes: tuple[Note, ...], page: Page, register: tuple[int, int]) -> tuple[Note, ...]:
    if any(after.start_beat < before.start_beat + SAME_BEAT for before, after in pairwise(notes)):
        return notes
    tune = [page.tune_at(note.start_beat) for note in notes]
    over = [sung.pitch if sung else None for sung in tune]
    out = list(notes)
    heard = [i for i, pitch in enumerate(over) if pitch is not None]

    def along(before: int, after: int) -> bool:
        return _parallel(out[before].pitch, out[after].pitch, over[before], over[after])

    def mended(place: int) -> bool:
        """Put another note at a place of ``heard`` that goes along with neither neighbour; False where there is none."""
        i, kept = heard[place], out[heard[place]]
        near = [k for k in (i - 1, i + 1) if 0 <= k < len(out)]
        pairs = [(heard[k], heard[k + 1]) for k in (place - 1, place) if 0 <= k < len(heard) - 1]
        able = []
        for pitch in _others(kept, page.chart, register):
            out[i] = replace(kept, pitch=pitch)
            ways = [abs(pitch - out[k].pitch) for k in near]
            if max(ways, default=0) <= WIDEST and not any(along(*pair) for pair in pairs):
                able.append((pitch % 12 != kept.pitch % 12, sum(ways), pitch))
        out[i] = replace(kept, pitch=min(able)[-1]) if able else kept
        return bool(able)

    for place in range(1, len(heard)):
        if along(heard[place - 1], heard[place]) and not mended(place):
            mended(place - 1)
    return tuple(out)


def _parallel(then: int, now: int, was: int | None, heard: int | None) -> bool:
    """Whether bass and tune move the same way from one fifth, octave or unison to another of its kind."""
    if was is None or heard is None or (now - then) * (heard - was) <= 0:
        return False
    gap = (heard - now) % 12
    return gap in (0, 7) and gap == (was - then) % 12


def _others(note: Note, chart: Chart, register: tuple[int, int]) -> list[int]:
    """Return the pitches that may stand in a bass note's place: its other octaves; within a chord its other tones too."""
    low, high = register
    placed = chart.at(note.start_beat + 1e-3)
    octaves = [note.pitch + step for step in (-12, 12)]
    tones: list[int] = []
    if note.start_beat > placed.start_beat + SAME_BEAT:
        near = range(note.pitch - NEAR, note.pitch + NEAR + 1)
        tones = [pitch for pitch in near if pitch % 12 in placed.chord.tones and pitch != note.pitch]
    return [pitch for pitch in [*octaves, *tones] if low <= pitch <= high]
