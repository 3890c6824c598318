"""What a copyist makes of a player's lengths, and where triplets are meant."""

import pytest

from scorecut.delivery.notation.bars import QUARTER, Measure
from scorecut.delivery.notation.quantise import Raw, written

BARS = [Measure(n + 1, 96 * n, (4, 4)) for n in range(4)]


def row(*notes: tuple[float, float], articulation: str = "legato", struck: bool = False, polyphonic: bool = False):
    """The written (start, length) in quarters of notes given so."""
    raws = [
        Raw(start=start * QUARTER, end=(start + length) * QUARTER, pitch=60 + i, articulation=articulation)
        for i, (start, length) in enumerate(notes)
    ]
    made, _ = written(raws, BARS, struck=struck, polyphonic=polyphonic)
    return [(note.start / QUARTER, (note.end - note.start) / QUARTER) for note in made]


def test_a_lifted_bow_is_no_rest():
    assert row((0, 0.9), (1, 0.9), (2, 1.84), articulation="detache") == [(0, 1), (1, 1), (2, 2)]


def test_a_rest_that_was_composed_stays():
    assert row((0, 2), (3, 1)) == [(0, 2), (3, 1)]
    assert row((0, 0.5), (2, 1)) == [(0, 0.5), (2, 1)]


def test_short_notes_are_eighths_with_a_dot_and_plucked_ones_full_beats():
    assert row((0, 0.12), (0.5, 0.12), (1, 0.12), articulation="spiccato") == [(0, 0.5), (0.5, 0.5), (1, 0.5)]
    assert row((0, 0.45), (3, 0.45), articulation="pizzicato") == [(0, 1), (3, 1)]


def test_triplets_are_kept_where_they_were_meant():
    thirds = [(k / 3, 1 / 3) for k in range(3)]
    assert row(*thirds, (1, 0.5), (1.5, 0.5)) == [pytest.approx(one) for one in [*thirds, (1, 0.5), (1.5, 0.5)]]


def test_what_lies_off_every_grid_goes_to_the_nearest_sixteenth():
    assert [start for start, _ in row((0.364, 1.0), (2.4, 1.0))] == [0.25, 2.5]


def test_strokes_last_to_the_next_stroke_or_beat():
    assert row((0, 0.25), (0.75, 0.25), (2, 0.1), struck=True) == [(0, 0.75), (0.75, 0.25), (2, 1)]


def test_only_instruments_of_many_voices_hold_a_note_over_the_next():
    assert row((0, 4), (1, 1)) == [(0, 1), (1, 1)]
    assert row((0, 4), (1, 1), polyphonic=True) == [(0, 4), (1, 1)]


def test_a_broken_chord_is_written_note_by_note():
    assert row((0, 4), (0.5, 3.5), (1, 3), articulation="ring", polyphonic=True) == [(0, 0.5), (0.5, 0.5), (1, 3)]
