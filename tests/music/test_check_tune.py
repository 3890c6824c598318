"""Summits, leaning notes, rhythm cells and breath."""

from tests.music import check_tune as check
from tests.music.drawn import chord, note, piece, run

ARCH = [60, 62, 64, 65, 64, 65, 67, 65, 67, 69, 71, 69, 67, 65, 64, 62]


def tune(pitches, length: float = 2.0, **more):
    return piece(("melody", "flute", run(pitches, length)), **more)


def test_one_top_note_past_the_middle_holds():
    assert check.summit(tune([p + 12 for p in ARCH])).holds


def test_a_top_note_too_early_or_twice_does_not():
    early = [84, *(p + 12 for p in ARCH[1:])]
    assert not check.summit(tune(early)).holds
    twice = [p + 12 for p in ARCH]
    twice[13] = 83
    assert not check.summit(tune(twice)).holds


def test_a_top_note_struck_again_at_once_is_one_summit():
    again = [p + 12 for p in ARCH]
    again[11] = 83
    assert check.summit(tune(again)).holds


def leaning_piece(bars_that_lean: int, n_bars: int = 10):
    notes = []
    for bar in range(n_bars):
        first = 65 if bar < bars_that_lean else 64
        notes += run([first, 64, 67, 60], 1.0, 4.0 * bar)
    return piece(("melody", "flute", notes), n_bars=n_bars, chords=[chord(4.0 * bar, 0) for bar in range(n_bars)])


def test_leaning_notes_are_counted_in_bars():
    assert check.leaning(leaning_piece(2)).value == 0.2
    assert check.leaning(leaning_piece(2)).holds
    assert not check.leaning(leaning_piece(0)).holds
    assert not check.leaning(leaning_piece(8)).holds


def test_a_dissonance_left_by_leap_is_not_resolved():
    left = piece(("melody", "flute", run([65, 60, 67, 64] * 8)), chords=[chord(4.0 * bar, 0) for bar in range(8)])
    assert check.leaning(left).value == 0.0


def test_a_rhythm_in_each_bar_is_a_cell_and_another_in_each_is_none():
    same = [
        n for bar in range(8) for n in (note(4 * bar, 1.5, 72), note(4 * bar + 1.5, 0.5, 74), note(4 * bar + 2, 2, 76))
    ]
    assert check.rhythm_cell(piece(("melody", "flute", same))).value == 1.0
    places = [(0, 1), (0.5, 3), (1, 2.5), (0, 3.5), (0.25, 2.75), (1.5, 2), (0.75, 3.25), (0, 2.25)]
    other = [note(4 * bar + at, 0.25, 72 + bar % 3) for bar, pair in enumerate(places) for at in pair]
    found = check.rhythm_cell(piece(("melody", "flute", other)))
    assert not found.holds


def test_a_tune_without_end_wants_breath():
    assert not check.breath(tune([72, 74] * 16, 1.0)).holds
    assert check.breath(tune([72, 74, 76, 74, 72, 74, None, None] * 4, 1.0)).holds
    long_notes = [
        n for bar in range(0, 8, 2) for n in [*run([72, 74, 76, 74, 72], 1.0, 4.0 * bar), note(4 * bar + 5, 3, 71)]
    ]
    assert check.breath(piece(("melody", "flute", long_notes))).holds
