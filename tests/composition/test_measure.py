"""A theme's bar in the cue's own measure, and in a single bar that is cut or drawn out for a hit."""

from scorecut.composition.measure import in_bar
from scorecut.composition.theme import Tone

BAR = (Tone(0, 3, 0), Tone(3, 1, 1), Tone(4, 2, 2), Tone(6, 2, 4))


def played(eighths: float, home: float = 8.0) -> list[tuple[float, float, int]]:
    return [(tone.onset, tone.length, tone.degree) for tone in in_bar(BAR, eighths, home)]


def test_a_usual_bar_is_sung_as_it_is_written():
    assert played(8.0) == [(0, 3, 0), (3, 1, 1), (4, 2, 2), (6, 2, 4)]


def test_a_single_shorter_bar_breaks_off_and_a_longer_one_holds_its_last_note():
    assert played(4.0) == [(0, 3, 0), (3, 1, 1)]
    assert played(10.0) == [(0, 3, 0), (3, 1, 1), (4, 2, 2), (6, 4, 4)]


def test_a_cue_in_three_has_one_rhythm_of_three_whatever_its_odd_bars_do():
    three = played(6.0, home=6.0)
    assert sum(length for _, length, _ in three) == 6.0
    assert [onset for onset, *_ in played(8.0, home=6.0)] == [onset for onset, *_ in three]


def test_a_bar_without_tones_stays_empty():
    assert in_bar((), 8.0, 8.0) == []
