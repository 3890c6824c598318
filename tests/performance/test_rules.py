"""KTH's rules against numbers worked out by hand from the published formulas."""

import numpy as np
import pytest

from scorecut.model.pitch import Key
from scorecut.model.score import Chord, Note
from scorecut.performance.passage import Passage, read_passage
from scorecut.performance.rules import charge, contour, duration, phrasing
from tests.performance.scenes import solo


def passage(*notes: tuple[float, int], **changes: object) -> Passage:
    """One note after the other: (length in beats, pitch); a beat is 500 ms."""
    made, beat = [], 0.0
    for length, pitch in notes:
        made.append(Note(start_beat=beat, length_beats=length, pitch=pitch, **changes))
        beat += length
    film = solo("cello", tuple(made), bpm=120.0)
    return read_passage(tuple(made), film.scene())


def test_high_loud_is_three_decibels_an_octave() -> None:
    level = contour.high_loud(passage((1, 60), (1, 72)))
    assert level[1] - level[0] == pytest.approx(3.0)
    assert level.mean() == pytest.approx(0.0)


@pytest.mark.parametrize(("dr", "d"), [(100, -70 * 11 / 170), (200, -11.0), (300, -9.0), (500, -3.5), (700, 0.0)])
def test_duration_contrast_follows_its_three_lines(dr: float, d: float) -> None:
    assert duration.contrast(np.array([dr]))[0] == pytest.approx(d)


def test_a_short_note_between_longer_ones_is_left_out_of_contrast() -> None:
    d = duration.passage_contrast(passage((1, 60), (0.5, 60), (1, 60), (0.5, 60), (0.5, 60)))
    assert d[1] == 0.0
    assert d[3] < 0.0


def test_long_short_before_a_longer_note_gives_the_short_twelve_percent() -> None:
    added = duration.double_duration(passage((1, 60), (0.5, 62), (1, 64)))
    assert added[:2].tolist() == pytest.approx([-30.0, 30.0])
    assert pytest.approx(1.68, abs=0.01) == (500 - 30) / (250 + 30)


def test_leaps_lengthen_their_upper_note() -> None:
    assert contour.leap_duration(passage((1, 60), (1, 69))).tolist() == pytest.approx([-12.6, 12.6])
    assert contour.leap_duration(passage((1, 69), (1, 60))).tolist() == pytest.approx([7.2, -12.6])
    assert not contour.leap_duration(passage((1, 60), (1, 62))).any()


def test_leap_pause_at_500_ms() -> None:
    assert contour.leap_pause(passage((1, 60), (1, 67)))[0] == pytest.approx(8 * 7 * (0.3 + 0.2))


def test_repeated_notes_are_parted_and_climbs_are_quicker() -> None:
    assert contour.repetition_pause(passage((1, 60), (1, 60), (1, 62))).tolist() == [35.0, 0.0, 0.0]
    assert contour.faster_uphill(passage((1, 60), (1, 62), (1, 64))).tolist() == [0.0, -2.0, 0.0]


def test_the_arch_turns_at_its_turn() -> None:
    x = np.array([0.0, 0.15, 0.3, 0.65, 1.0])
    assert phrasing.arch_tempo(x, 1.0).tolist() == pytest.approx([0.1, 0.025, 0.0, 0.05, 0.2])
    assert phrasing.arch_level(x, 1.0, amp=1.0)[[0, 2, 4]].tolist() == pytest.approx([-0.5, 0.0, -1.0])


@pytest.mark.parametrize(("k", "end"), [(1.0, 1 / 4), (0.5, 1 / 2.5), (0.0, 1.0)])
def test_the_final_ritard_ends_at_its_tempo(k: float, end: float) -> None:
    assert phrasing.final_ritard(np.array([0.0]), k)[0] == pytest.approx(end)
    assert phrasing.final_ritard(np.array([1300.0 * k + 1]), k)[0] == 1.0


def test_punctuation_marks_the_end_of_a_gesture() -> None:
    line = passage((0.5, 60), (0.5, 62), (1.28, 64), (0.5, 72), (0.5, 71), (0.5, 69))
    pause = phrasing.punctuation_pause(line)
    assert np.flatnonzero(pause).tolist() == [2]
    assert pause[2] == pytest.approx(60.0)
    assert phrasing.punctuation_lengthening(line)[2] == pytest.approx(27.0)


def chord(root: int, minor: bool = False, beat: float = 0.0) -> Chord:
    tones = (root, (root + (3 if minor else 4)) % 12, (root + 7) % 12)
    return Chord(start_beat=beat, length_beats=4, root=root, bass=root, tones=tones, symbol="", numeral="")


@pytest.mark.parametrize(
    ("root", "minor", "expected"),
    [
        (0, False, 0.0),
        (0, True, 0.3),
        (1, False, 7.0),
        (5, False, 3.0),
        (7, False, 1.5),
        (9, True, 1.5),
        (6, False, 7.5),
    ],
)
def test_harmonic_charge_in_c(root: int, minor: bool, expected: float) -> None:
    assert charge.harmonic_charge(chord(root, minor), Key(0, "major")) == expected


def test_a_diminished_chord_has_its_own_charge() -> None:
    dim = Chord(start_beat=0, length_beats=4, root=11, bass=11, tones=(11, 2, 5), symbol="", numeral="")
    assert charge.harmonic_charge(dim, Key(0, "major")) == 5.0


def test_melodic_charge_by_distance_from_the_root() -> None:
    line = passage((1, 60), (1, 61), (1, 64), (1, 66))
    assert charge.melodic_charge(line, (chord(0),)).tolist() == [0.0, 6.5, 4.0, 6.0]
    assert charge.charge_level(np.array([6.5]), 1.0)[0] == pytest.approx(1.3)


def test_the_crescendo_to_a_charged_chord_begins_1_9_s_before_it() -> None:
    points = charge.harmony_level((chord(0), chord(1, beat=8)), Key(0, "major"), np.array([0.0, 4.0]))
    assert points.tolist() == [[0.0, 0.0], [pytest.approx(2.1), 0.0], [4.0, pytest.approx(1.5 * 7**0.5)]]
