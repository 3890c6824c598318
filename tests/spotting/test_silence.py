"""Silence is a choice: a share that is asked for, the film's own music, titles and credits."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as rules
from hypothesis import strategies as st

from scorecut.model.brief import Brief
from scorecut.model.picture import MusicSpan
from scorecut.spotting.settings import SpottingSettings
from scorecut.spotting.spot import spot
from tests.spotting.pictures import feeling, picture, step


def share(sheet):
    return sum(cue.length_s for cue in sheet.cues) / sheet.duration_s


def covered(film, emotion, coverage, **more):
    return spot(film, emotion, Brief(), settings=SpottingSettings(coverage=coverage, **more))


def with_music(film, *spans, confidence=1.0):
    return replace(film, music=tuple(MusicSpan(start_s=a, end_s=b, confidence=confidence) for a, b in spans))


@pytest.mark.parametrize("asked", [0.2, 0.4, 0.5, 0.6, 0.8])
def test_the_share_that_is_asked_for_has_music(asked):
    film = picture(240, list(np.arange(5.0, 236, 5)))
    sheet = covered(film, feeling(240, energy=lambda t: 0.6 * np.sin(t / 13)), asked)
    assert share(sheet) == pytest.approx(asked, abs=0.06)
    seams = {seam.time_s for seam in film.transitions} | {0.0, film.duration_s}
    assert all(cue.start_s in seams and cue.end_s in seams for cue in sheet.cues)


def test_calm_stretches_give_way_first_and_the_sheet_says_so():
    film = picture(120, list(np.arange(6.0, 116, 6)))
    sheet = covered(film, feeling(120, energy=step(60, -0.6, 0.6)), 0.5)
    played_late = sum(max(0.0, cue.end_s - max(60.0, cue.start_s)) for cue in sheet.cues)
    assert played_late > 0.9 * sum(cue.length_s for cue in sheet.cues)
    assert any("calm enough" in note for note in sheet.notes)


def test_talk_gives_way_before_what_is_silent():
    film = picture(120, list(np.arange(6.0, 116, 6)), speech=[(k, k + 4.5) for k in range(61, 116, 5)])
    sheet = covered(film, feeling(120), 0.5)
    assert sum(max(0.0, min(60.0, cue.end_s) - cue.start_s) for cue in sheet.cues) > 50
    assert any("people talk" in note for note in sheet.notes)


def test_all_is_music_throughout_and_none_is_none():
    talk = [(60 + 4 * k, 63 + 4 * k) for k in range(15)]
    film = with_music(picture(240, [30, 121, 200], speech=talk), (150, 180))
    whole = covered(film, feeling(240, energy=-0.4), 1.0)
    assert share(whole) == 1.0
    assert any("plays over it" in note for note in whole.notes)
    empty = covered(film, feeling(240, energy=-0.4), 0.0)
    assert (empty.cues, empty.hits) == ((), ())
    assert any("without music" in note for note in empty.notes)


@rules(max_examples=40, deadline=None)
@given(
    st.floats(1.0, 200.0),
    st.lists(st.floats(0.02, 0.98), max_size=25, unique_by=lambda x: round(x, 2)),
    st.lists(st.floats(0.0, 1.0), max_size=8, unique=True),
    st.floats(0.0, 1.0),
)
def test_whatever_is_asked_no_cue_is_shorter_than_it_may_be(length_s, cuts, lines, asked):
    bounds = sorted(length_s * x for x in lines)
    speech = [(a, b) for a, b in zip(bounds[::2], bounds[1::2], strict=False) if b - a > 0.1]
    film = picture(length_s, [length_s * x for x in cuts if length_s * x > 0.1], speech=speech)
    sheet = covered(film, feeling(length_s, energy=lambda t: np.sin(t / 7)), asked)
    least_s = min(8.0, film.duration_s)
    assert all(cue.length_s >= least_s - 1e-6 for cue in sheet.cues)
    assert all(hit.cue in {cue.id for cue in sheet.cues} for hit in sheet.hits)


def test_the_score_keeps_away_from_music_that_is_there_already():
    film = with_music(picture(120, [40, 70]), (40.5, 69.5))
    sheet = spot(film, feeling(120), Brief())
    assert [(cue.start_s, cue.end_s) for cue in sheet.cues] == [(0.0, 40.0), (70.0, 120.0)]
    assert sheet.cues[1].reason == "the film's own music is over"
    assert any("music of its own" in note for note in sheet.notes)


def test_music_that_is_dropped_short_doubtful_or_everywhere_does_not_stop_the_score():
    film = picture(120, [40, 70])
    dropped = spot(with_music(film, (40, 70)), feeling(120), Brief(), settings=SpottingSettings(replaces_sound=True))
    assert share(dropped) == 1.0
    assert any("takes its place" in note for note in dropped.notes)
    assert share(spot(with_music(film, (40, 47)), feeling(120), Brief())) == 1.0
    assert share(spot(with_music(film, (40, 70), confidence=0.3), feeling(120), Brief())) == 1.0
    everywhere = spot(with_music(film, (0, 120)), feeling(120), Brief())
    assert share(everywhere) == 1.0
    assert any("plays over it" in note for note in everywhere.notes)


def labelled(film, **kinds):
    """The film with some of its shots (by number, ``k0``, ``k1`` ...) of another kind."""
    return replace(
        film, shots=tuple(replace(shot, kind=kinds.get(f"k{n}", shot.kind)) for n, shot in enumerate(film.shots))
    )


def test_end_credits_get_their_own_cue_if_they_last_and_no_hits_on_their_cards():
    film = labelled(picture(100, [30, 60, 66, 72, 78, 84]), k2="credits", k3="credits", k4="credits", k5="credits", k6="credits")  # fmt: skip
    sheet = spot(film, feeling(100), Brief())
    assert (sheet.cues[-1].start_s, sheet.cues[-1].reason) == (60.0, "the end credits")
    assert not [hit for hit in sheet.hits if hit.time_s > 60.0]
    short = labelled(picture(100, [30, 95]), k2="credits")
    assert spot(short, feeling(100), Brief()).cues[-1].end_s == 100.0


def test_a_film_out_of_the_black_begins_on_its_first_picture_with_a_hit():
    film = labelled(picture(40, [2.0, 20.0, 30.0]), k0="blank")
    sheet = spot(film, feeling(40), Brief())
    assert (sheet.cues[0].start_s, sheet.cues[0].reason) == (2.0, "first picture after black")
    assert (sheet.hits[0].time_s, sheet.hits[0].kind) == (2.0, "enter")


def test_a_title_is_marked_before_a_plain_cut():
    film = labelled(picture(40, [10.0, 20.0, 30.0], groups=[0, 1, 2, 3]), k2="title")
    best = max(spot(film, feeling(40), Brief()).hits, key=lambda hit: hit.weight)
    assert best.time_s == 20.0
    assert "a title" in best.reason
