"""Lengths as signs: every stretch is filled, beats stay to be seen, beams are closed."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecut.delivery.notation.bars import QUARTER, Measure
from scorecut.delivery.notation.rhythm import Sign, beams, signs

FOUR, THREE, SIX, SEVEN = (Measure(1, 0, meter) for meter in ((4, 4), (3, 4), (6, 8), (7, 8)))


def shape(start: float, end: float, bar: Measure, *, rest: bool = False, triplets: tuple[int, ...] = ()) -> list[str]:
    """The signs between two places in quarters, dots as points."""
    row = signs(round(start * QUARTER), round(end * QUARTER), bar, rest=rest, is_triplet=triplets.__contains__)
    return [f"{sign.kind}{'.' * sign.dots}{'/3' if sign.tuplet else ''}" for sign in row]


@pytest.mark.parametrize(
    ("start", "end", "bar", "written"),
    [
        (0, 4, FOUR, ["whole"]),
        (0, 3, FOUR, ["half."]),
        (1, 3, FOUR, ["half"]),
        (0.5, 1.5, FOUR, ["quarter"]),
        (1.5, 2.5, FOUR, ["eighth", "eighth"]),
        (0.25, 1.25, FOUR, ["eighth.", "16th"]),
        (0.25, 0.75, FOUR, ["eighth"]),
        (0, 2.5, THREE, ["half", "eighth"]),
        (0.5, 3, THREE, ["eighth", "half"]),
        (0, 1.5, SIX, ["quarter."]),
        (0, 3, SIX, ["half."]),
        (1, 2, SIX, ["eighth", "eighth"]),
        (0, 2, SIX, ["quarter.", "eighth"]),
    ],
)
def test_a_note_is_written_as_a_copyist_would(start: float, end: float, bar: Measure, written: list[str]):
    assert shape(start, end, bar) == written


@pytest.mark.parametrize(
    ("start", "end", "bar", "written"),
    [
        (0, 2, FOUR, ["half"]),
        (1, 3, FOUR, ["quarter", "quarter"]),
        (0, 3, FOUR, ["half", "quarter"]),
        (0, 2, THREE, ["quarter", "quarter"]),
        (0.5, 1.5, FOUR, ["eighth", "eighth"]),
        (0, 2, SIX, ["quarter.", "eighth"]),
        (0, 3, SIX, ["whole"]),
    ],
)
def test_a_rest_shows_the_beats(start: float, end: float, bar: Measure, written: list[str]):
    assert shape(start, end, bar, rest=True) == written


def test_triplets_are_bracketed_by_beat_and_tied_into():
    assert shape(0, 1 / 3, FOUR, triplets=(0,)) == ["eighth/3"]
    assert shape(1 / 3, 1, FOUR, triplets=(0,)) == ["quarter/3"]
    assert shape(2 / 3, 2, FOUR, triplets=(0,)) == ["eighth/3", "quarter"]
    row = [signs(a, a + 8, FOUR, rest=False, is_triplet=lambda at: at == 0)[0] for a in (0, 8, 16)]
    assert [sign.bracket for sign in row] == ["start", "", "stop"]


@given(
    st.sampled_from(
        [(4, 4), (3, 4), (2, 4), (5, 4), (6, 8), (9, 8), (12, 8), (7, 8), (3, 8), (5, 8), (3, 16), (9, 16)]
    ),
    st.integers(0, 40),
    st.integers(1, 40),
    st.booleans(),
)
def test_signs_fill_their_stretch_and_say_how_long_they_are(
    meter: tuple[int, int], start: int, length: int, rest: bool
):
    bar = Measure(1, 0, meter)
    begin = min(start * 3, bar.length - 3)
    end = min(begin + length * 3, bar.length)
    row = signs(begin, end, bar, rest=rest, is_triplet=lambda at: False)
    assert row[0].start == begin and row[-1].end == end
    assert all(before.end == after.start for before, after in pairwise(row))
    lengths = {"whole": 96, "half": 48, "quarter": 24, "eighth": 12, "16th": 6, "32nd": 3}
    for sign in row:
        assert sign.whole_bar or sign.length == lengths[sign.kind] * (1.5 if sign.dots else 1)


def test_beams_join_a_beat_and_hook_the_short_note():
    eighth, sixteenth = Sign(0, 18, "eighth", dots=1), Sign(18, 6, "16th")
    assert beams([(eighth, True), (sixteenth, True)], FOUR) == [("begin",), ("end", "backward hook")]
    pair = [(Sign(12, 12, "eighth"), True), (Sign(24, 12, "eighth"), True)]
    assert beams(pair, FOUR) == [(), ()]
    assert beams([(Sign(0, 12, "eighth"), True), (Sign(12, 12, "eighth"), False)], FOUR) == [(), ()]
    assert [beam[0] for beam in beams([(Sign(k * 12, 12, "eighth"), True) for k in range(3)], SIX)] == [
        *("begin", "continue", "end")
    ]


def test_odd_metres_leave_no_eighth_alone():
    assert SEVEN.groups == ((0, 24), (24, 48), (48, 84))
