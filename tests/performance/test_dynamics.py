"""Level: attack or tone, never both; phrases that go somewhere."""

import numpy as np
import pytest

from scorecut.model.score import Note
from scorecut.performance.dynamics import goal_of, phrase_db
from scorecut.performance.expression import arc_db
from scorecut.performance.passage import read_passage
from scorecut.performance.velocity import level_of, varied, velocity_of
from tests.performance.scenes import play, solo, tune


def crescendo(**changes: object) -> tuple[Note, ...]:
    return tuple(
        Note(start_beat=float(b), length_beats=1.0, pitch=60, level_db=-12.0 + 18.0 * b / 31, **changes)
        for b in range(32)
    )


def test_a_crescendo_of_strings_lies_in_the_tone_and_not_in_the_attacks() -> None:
    line = play(solo("string section", crescendo(), function="harmony"))[0]
    velocity = np.array([note.velocity for note in line.notes])
    assert velocity.min() >= 45 and velocity.max() <= 95
    level = np.interp([n.heard_s + 0.3 for n in line.notes], line.expression[:, 0], line.expression[:, 1])
    assert level[-4:].mean() - level[:4].mean() > 9.0


def test_a_crescendo_of_a_piano_lies_in_the_attacks_alone() -> None:
    line = play(solo("piano", crescendo()))[0]
    velocity = np.array([note.velocity for note in line.notes])
    assert level_of(velocity[-4:].mean()) - level_of(velocity[:4].mean()) > 9.0
    assert not line.expression[:, 1].any()


def test_short_notes_of_strings_carry_their_level_in_the_attack() -> None:
    line = play(solo("string section", crescendo(articulation="spiccato"), function="rhythm"))[0]
    assert line.notes[-1].velocity - line.notes[0].velocity > 40
    assert not line.expression[:, 1].any()


def test_attack_and_tone_together_are_the_written_level() -> None:
    soft = play(solo("celli", tune(8, level_db=-12.0), function="harmony"))[0]
    loud = play(solo("celli", tune(8, level_db=6.0), function="harmony"))[0]

    def total(line) -> float:
        at = np.interp([n.heard_s + 0.2 for n in line.notes], line.expression[:, 0], line.expression[:, 1])
        return float(np.mean(at + level_of(np.array([n.velocity for n in line.notes]))))

    assert total(loud) - total(soft) == pytest.approx(18.0, abs=0.6)


def test_a_long_tone_is_never_flat() -> None:
    for function in ("melody", "harmony", "bass", "texture"):
        notes = tuple(Note(start_beat=4.0 * i, length_beats=4.0, pitch=50 + i) for i in range(8))
        line = play(solo("celli", notes, function=function))[0]
        for note in line.notes:
            x = np.linspace(note.heard_s, note.heard_s + 0.95 * note.length_s, 50)
            assert np.ptp(np.interp(x, line.expression[:, 0], line.expression[:, 1])) >= 3.0


def test_the_arc_of_a_note_peaks_at_sixty_percent() -> None:
    x = np.linspace(0, 1, 101)
    assert 0.55 <= x[np.argmax(arc_db(x))] <= 0.65
    assert abs(arc_db(x).mean()) < 1.0


def test_a_phrase_rises_six_to_nine_decibels_to_its_goal() -> None:
    film = solo("violin", tune(4, pitches=(60, 62, 64, 65, 67, 72, 69, 65)), n_bars=4)
    passage = read_passage(film.lines[0][1].notes, film.scene())
    shape = phrase_db(passage, 7.5)
    assert goal_of(passage, passage.phrases[0]) == 5
    assert shape[5] - shape[0] == pytest.approx(7.5)
    assert shape[7] < shape[0]


def test_written_swells_are_followed() -> None:
    held = (Note(start_beat=0.0, length_beats=32.0, pitch=48),)
    plain = play(solo("celli", held, function="harmony"))[0].expression
    swelled = play(solo("celli", held, function="harmony", swells=((4.0, -10.0), (8.0, 6.0))))[0].expression
    film = solo("celli", held)
    t = np.array([film.second(4.3), film.second(7.7)])
    rise = np.diff(np.interp(t, swelled[:, 0], swelled[:, 1]) - np.interp(t, plain[:, 0], plain[:, 1]))[0]
    assert rise > 8.0


def test_a_struck_instrument_follows_a_swell_with_its_hands() -> None:
    line = play(solo("snare", tune(8), function="rhythm", swells=((0.0, -12.0), (31.0, 6.0))))[0]
    assert line.notes[-1].velocity - line.notes[0].velocity > 30


def test_a_cue_that_sneaks_in_begins_from_nearly_nothing_and_an_open_end_leaves_to_it() -> None:
    film = solo("celli", tune(8), opening="sneak", ending="open", function="harmony")
    curve = play(film)[0].expression
    inside = np.interp(film.second(14.0), curve[:, 0], curve[:, 1])
    assert np.interp(film.start_s + 0.05, curve[:, 0], curve[:, 1]) < inside - 12.0
    assert curve[-1, 1] < inside - 12.0


def test_the_points_of_every_curve_rise_in_time() -> None:
    for name, function in (("celli", "harmony"), ("violin", "melody"), ("flute", "melody")):
        line = play(solo(name, tune(8), function=function, swells=((3.0, 0.0), (6.0, 5.0)), opening="sneak"))[0]
        for curve in (line.expression, line.bend):
            assert (np.diff(curve[:, 0]) > 0).all()


@pytest.mark.parametrize("velocity", [20, 64, 100, 127])
def test_velocity_and_level_are_inverse(velocity: int) -> None:
    assert float(velocity_of(level_of(np.array(velocity)))) == pytest.approx(velocity)


def test_the_measured_range_of_a_sampled_instrument() -> None:
    assert 20.0 <= float(level_of(np.array(127)) - level_of(np.array(30))) <= 23.0


def test_three_alike_become_two() -> None:
    one = np.full(7, 60)
    assert varied(np.array([60, 60, 60, 60, 127, 127, 127]), one).tolist() == [60, 60, 62, 60, 127, 127, 125]
    assert varied(np.array([60, 70, 60, 71, 60]), np.array([60, 62, 60, 62, 60])).tolist() == [60, 70, 60, 71, 62]
