"""Tune and bass do not go in fifths or octaves where another bass note is within reach, and nothing else is touched."""

from typing import cast

import pytest

from scorecut.composition.canvas import Canvas
from scorecut.composition.chart import Chart
from scorecut.composition.counterpoint import parted
from scorecut.composition.harmony import Placed
from scorecut.composition.melody import Sung
from scorecut.composition.numerals import Harmony
from scorecut.composition.setting import Page
from scorecut.model.pitch import Key
from scorecut.model.score import Line, Note, Part

KEY = Key(0, "major")
BASS = (28, 52)


def chord(root: int, start: float, length: float = 4.0) -> Placed:
    tones = (root, (root + 4) % 12, (root + 7) % 12)
    harmony = Harmony(root=root, quality="major", tones=tones, bass=root, numeral="I")
    return Placed(start_beat=start, length_beats=length, chord=harmony, key=KEY)


def bass_of(
    notes: list[tuple[float, int]], tune: list[tuple[float, int]], chords: list[Placed], function: str = "bass",
    register: tuple[int, int] = BASS, player: str = "basses",
) -> list[int]:  # fmt: skip
    line = Line(part="low", notes=tuple(Note(start_beat=at, length_beats=1.0, pitch=pitch) for at, pitch in notes))
    sung = [Sung(start_beat=at, length_beats=1.0, pitch=pitch, phrase=0) for at, pitch in tune]
    parts = [Part(id="low", function=function, instrument=player)]
    page = Page(canvas=cast(Canvas, None), chart=Chart(chords), tune=sung, until=0.0)
    (out,) = parted([line], parts, page, register)
    return [note.pitch for note in out.notes]


def test_a_bass_that_would_go_in_octaves_with_the_tune_takes_the_other_octave():
    chords = [chord(0, 0.0), chord(2, 4.0)]
    assert bass_of([(0.0, 40), (4.0, 38)], [(0.0, 76), (4.0, 74)], chords) == [40, 50]
    low = [(0.0, 36), (1.0, 43), (2.0, 36)]
    assert bass_of(low, [(0.0, 60), (1.0, 67), (2.0, 64)], [chord(0, 0.0)]) == [36, 31, 36]


def test_within_a_chord_it_takes_another_of_its_tones_where_no_octave_is_within_reach():
    low = [(0.0, 36), (1.0, 43), (2.0, 36)]
    moved = bass_of(low, [(0.0, 60), (1.0, 67), (2.0, 64)], [chord(0, 0.0)], register=(34, 52))
    assert moved[0] == moved[2] == 36 and moved[1] % 12 in (0, 4)


def test_where_the_second_note_must_stay_the_first_gives_way():
    chords = [chord(0, 0.0), chord(5, 4.0)]
    low = [(0.0, 36), (3.0, 40), (4.0, 41)]
    moved = bass_of(low, [(3.0, 64), (4.0, 65)], chords, register=(34, 46))
    assert moved[2] == 41 and moved[1] % 12 in (0, 7)


@pytest.mark.parametrize(
    ("notes", "tune"),
    [
        ([(0.0, 36), (1.0, 43)], [(0.0, 67), (1.0, 60)]),  # against each other
        ([(0.0, 36), (1.0, 43)], [(0.0, 64), (1.0, 71)]),  # in thirds
        ([(0.0, 36), (1.0, 43)], [(0.0, 72)]),  # the tune rests
    ],
)
def test_what_breaks_no_rule_stays(notes, tune):
    assert bass_of(notes, tune, [chord(0, 0.0)]) == [pitch for _, pitch in notes]


def test_only_basses_of_one_note_at_a_time_are_mended():
    octaves = ([(0.0, 36), (1.0, 38)], [(0.0, 60), (1.0, 62)], [chord(0, 0.0)])
    assert bass_of(*octaves, function="harmony") == [36, 38]
    assert bass_of([(0.0, 36), (0.0, 43), (1.0, 38)], *octaves[1:]) == [36, 43, 38]


def test_no_mend_leaves_the_players_range():
    rising = [(0.0, 36), (4.0, 38)], [(0.0, 72), (4.0, 74)], [chord(0, 0.0), chord(2, 4.0)]
    assert bass_of(*rising, register=(20, 44)) == [36, 26]
    assert bass_of(*rising, register=(20, 44), player="celli") == [36, 38], "a cello has no key 26"
