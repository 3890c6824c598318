"""The played cue as a whole: hits exact, nothing outside, one cue independent of the other."""

from dataclasses import replace

import numpy as np
import pytest

from scorecut.model.cue_sheet import Wishes
from scorecut.model.performance import PlayedLine
from scorecut.model.score import Accent, Line, Note, Part, Score
from scorecut.model.tempo_map import TempoMap
from scorecut.performance.perform import perform
from tests.performance.scenes import Film, play, solo, starts, tune

HITS = (5.0, 9.5, 21.0)


def same(one: PlayedLine, other: PlayedLine) -> bool:
    return (
        one.notes == other.notes
        and np.array_equal(one.expression, other.expression)
        and np.array_equal(one.bend, other.bend)
    )


@pytest.mark.parametrize("style", ["elegy", "romantic strings", "jazz noir", "minimalist piano", "lo fi"])
@pytest.mark.parametrize("name", ["cello", "piano", "trumpet", "harp"])
def test_a_note_on_a_hit_is_heard_at_the_exact_second(style: str, name: str) -> None:
    notes = (*tune(8), Note(start_beat=9.5, length_beats=0.5, pitch=72))
    film = solo(name, notes, hit_beats=HITS, style=style)
    at = starts(play(film)[0])
    for beat in HITS:
        assert np.min(np.abs(at - film.second(beat))) < 1e-9


def test_notes_off_the_hits_are_not_on_the_machine_s_grid() -> None:
    film = solo("cello", tune(8), hit_beats=HITS)
    off = starts(play(film)[0]) - np.array([film.second(beat) for beat in range(32)])
    assert np.mean(np.abs(off) > 0.002) > 0.8


def test_accents_pass_through_untouched() -> None:
    accent = Accent(hit_id="c1h0", time_s=5.3217, kind="sting", notes=(("timpani", 41, 3.0, 1.0),))
    film = solo("cello", tune(8), accents=(accent,))
    assert perform(film.score, film.tempo_map, film.sheet).cues[0].accents == (accent,)


@pytest.mark.parametrize("name", ["piano", "string section", "harp", "flute", "drum kit"])
@pytest.mark.parametrize("articulation", ["legato", "ring", "staccato", "tremolo", "trill"])
def test_nothing_is_held_past_the_cue_and_no_length_is_negative(name: str, articulation: str) -> None:
    film = solo(name, tune(4, articulation=articulation, length_beats=1.5), n_bars=4, ending="close")
    line = play(film)[0]
    assert line.notes
    for note in line.notes:
        assert note.length_s > 0
        assert note.heard_s + note.length_s <= film.end_s + 1e-9
        assert 1 <= note.velocity <= 127
    assert list(starts(line)) == sorted(starts(line))


def test_a_stop_ends_what_sounds_and_leaves_what_follows() -> None:
    held = (Note(start_beat=0.0, length_beats=8.0, pitch=48), Note(start_beat=8.0, length_beats=4.0, pitch=50))
    film = solo("celli", held, n_bars=4, hit_beats=(6.0,))
    film = replace(film, cut_s=(film.second(6.0),))
    first, second = play(film)[0].notes
    assert first.heard_s + first.length_s == pytest.approx(film.second(6.0), abs=1e-9)
    assert second.heard_s > film.second(6.0)


def test_the_same_music_is_played_the_same_and_another_seed_otherwise() -> None:
    film = solo("cello", tune(8))
    assert same(play(film)[0], play(film)[0])
    assert not same(play(film)[0], play(replace(film, seed=2))[0])


def test_a_changed_cue_leaves_the_other_as_it_was() -> None:
    one = solo("cello", tune(8))
    two = replace(one, cue_id="c2", start_s=30.0)

    def played(second: Film) -> PlayedLine:
        score = Score(parts=one.score.parts, cues=(one.cue_score, second.cue_score))
        sheet = replace(second.sheet, cues=(one.cue, second.cue))
        return perform(score, TempoMap(cues=(one.tempo, second.tempo)), sheet).cues[0].lines[0]

    changed = replace(two, bpm=120.0, lines=((one.lines[0][0], Line(part=one.lines[0][0].id, notes=tune(4))),))
    assert same(played(two), played(changed))
    assert same(played(two), play(one)[0])


def test_a_part_that_is_added_leaves_the_melody_as_it_was() -> None:
    film = solo("cello", tune(8))
    pad = Part(id="harmony: strings", function="harmony", instrument="string section")
    chords = tuple(Note(start_beat=4.0 * i, length_beats=4.0, pitch=p) for i in range(8) for p in (48, 52, 55))
    more = replace(film, lines=(*film.lines, (pad, Line(part=pad.id, notes=chords))))
    assert same(play(film)[0], play(more)[0])


def test_the_room_is_the_one_wished_for_and_else_the_style_s() -> None:
    film = solo("cello", tune(2), n_bars=2)
    wished = replace(film, wishes=Wishes(space="cathedral"))
    assert perform(wished.score, wished.tempo_map, wished.sheet).cues[0].space == "cathedral"
    assert perform(film.score, film.tempo_map, film.sheet).cues[0].space == "hall"


def test_no_three_velocities_alike_in_a_row() -> None:
    for name in ("snare", "piano", "cello"):
        line = play(solo(name, tune(16, pitches=(60,)), n_bars=16))[0]
        velocity = [note.velocity for note in line.notes]
        assert not any(a == b == c for a, b, c in zip(velocity, velocity[1:], velocity[2:], strict=False))


def test_the_players_follow_the_same_tune_whatever_order_the_films_parts_have() -> None:
    """A change in another cue may bring one of this cue's instruments into the score earlier."""
    high = (Part(id="melody: violins", function="melody", instrument="violins"), tune(8))
    low = (Part(id="melody: celli", function="melody", instrument="celli"), tune(8, (48, 50, 43, 52), length_beats=3.0))
    film = Film(lines=tuple((part, Line(part=part.id, notes=notes)) for part, notes in (high, low)))
    there = perform(film.score, film.tempo_map, film.sheet).cues[0].lines
    turned = replace(film.score, parts=film.score.parts[::-1])
    again = perform(turned, film.tempo_map, film.sheet).cues[0].lines
    assert all(same(one, other) for one, other in zip(there, again, strict=True))
