"""Ornaments, rolled chords and drummers' hands."""

import itertools

import numpy as np
import pytest

from scorecut.model.performance import PlayedNote
from scorecut.model.pitch import Key
from scorecut.model.score import Note
from scorecut.performance.ornaments import ornamented
from tests.performance.scenes import play, solo, starts

C = Key(0, "major")


def fingers(ornament: str = "", articulation: str = "legato", length_s: float = 2.0, **how: bool) -> list[PlayedNote]:
    note = PlayedNote(heard_s=10.0, length_s=length_s, pitch=64, velocity=70, articulation=articulation)
    return ornamented(
        note, ornament, C, runs=how.get("runs", False), strokes=how.get("strokes", False), draw=np.random.default_rng(1)
    )


def test_a_grace_note_comes_before_the_beat_from_a_semitone_below() -> None:
    grace, note = fingers("grace")
    assert (grace.pitch, note.pitch) == (63, 64)
    assert grace.heard_s < note.heard_s == 10.0


def test_a_mordent_begins_on_the_beat_with_the_scale_s_lower_note_between() -> None:
    played = fingers("mordent")
    assert [note.pitch for note in played] == [64, 62, 64]
    assert played[0].heard_s == 10.0
    assert played[-1].heard_s + played[-1].length_s == pytest.approx(12.0)


def test_a_turn_goes_round_its_note() -> None:
    assert [note.pitch for note in fingers("turn")] == [65, 64, 62, 64]


def test_a_trill_starts_from_above_alternates_and_ends_on_its_note() -> None:
    played = fingers(articulation="trill")
    assert played[0].pitch == 65 and played[-1].pitch == 64
    assert all(a.pitch != b.pitch for a, b in itertools.pairwise(played))
    assert 10 <= len(played) / 2.0 <= 15
    assert played[0].heard_s == 10.0


def test_a_tremolo_is_strokes_on_a_drum_and_a_bow_on_strings() -> None:
    assert len(fingers(articulation="tremolo", strokes=True)) == 26
    assert len(fingers(articulation="tremolo")) == 1


def test_a_harp_s_glissando_runs_up_the_scale_into_the_note() -> None:
    played = fingers("glissando", runs=True)
    assert all(note.pitch % 12 in C.scale for note in played)
    assert [note.pitch for note in played] == sorted(note.pitch for note in played)
    assert played[-1].heard_s == 10.0


def chords(ornament: str = "") -> tuple[Note, ...]:
    return tuple(
        Note(start_beat=4.0 * i, length_beats=4.0, pitch=p, ornament=ornament)
        for i in range(4)
        for p in (48, 55, 60, 64)
    )


def test_a_harp_rolls_a_guitar_strums_and_strings_do_neither() -> None:
    width = {}
    for name in ("harp", "classical guitar", "string section"):
        at = starts(play(solo(name, chords(), n_bars=4, function="harmony"))[0])
        width[name] = float(np.ptp(at[4:8]))
    assert width["harp"] > width["classical guitar"] > 0.015
    assert width["string section"] == 0.0


def test_a_roll_into_a_hit_ends_on_it() -> None:
    film = solo("harp", chords("roll"), n_bars=4, function="harmony", hit_beats=(8.0,))
    at = starts(play(film)[0])
    assert at[11] == pytest.approx(film.second(8.0), abs=1e-9)
    assert at[8] < at[9] < at[10] < at[11]


def test_hands_alternate_on_quick_strokes() -> None:
    notes = tuple(Note(start_beat=i / 4, length_beats=0.25, pitch=47) for i in range(64))
    velocity = np.array(
        [n.velocity for n in play(solo("taiko", notes, n_bars=4, bpm=100.0, function="rhythm"))[0].notes]
    )
    assert velocity[1::2].mean() < velocity[2::2].mean() - 4


def backbeat() -> tuple[Note, ...]:
    return tuple(
        Note(start_beat=float(b), length_beats=0.5, pitch=(36, 38)[b % 2], articulation="accent") for b in range(64)
    )


def test_a_drummer_adds_ghost_notes_and_a_machine_does_not() -> None:
    human = play(solo("drum kit", backbeat(), n_bars=16, function="rhythm", style="jazz noir"))[0].notes
    machine = play(solo("drum kit", backbeat(), n_bars=16, function="rhythm", style="house", fixed=True))[0].notes
    assert len(machine) == 64
    ghosts = [note for note in human if note.velocity < 45]
    assert 5 <= len(ghosts) == len(human) - 64
    assert all(note.pitch == 38 for note in ghosts)
