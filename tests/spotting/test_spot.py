"""Hits are on frames, worth it, apart from each other, never under speech, and of different kinds."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecut.model.brief import Brief, Sliders
from scorecut.model.cue_sheet import Wishes
from scorecut.spotting.settings import SpottingSettings
from scorecut.spotting.spot import spot
from tests.spotting.pictures import feeling, picture, step

CUTS = [2.5, 6.0, 9.25, 12.5, 16.0, 20.5, 25.0]


@st.composite
def films(draw):
    length_s = draw(st.floats(1.0, 150.0))
    times = st.floats(0, length_s - 0.1)
    rate = draw(st.sampled_from([Fraction(24000, 1001), Fraction(25), Fraction(60)]))
    bounds = sorted(draw(st.lists(times, max_size=8, unique=True)))
    return picture(
        length_s,
        draw(st.lists(st.floats(0.1, length_s - 0.05), max_size=25, unique_by=lambda t: round(t * 12))),
        seams=[
            (kind, t) for kind, t in draw(st.lists(st.tuples(st.sampled_from(["dissolve", "wipe"]), times), max_size=2))
        ],
        events=draw(
            st.lists(
                st.tuples(st.sampled_from(["flash", "impact", "sound", "stillness"]), times, st.floats(0, 1)),
                max_size=4,
            )
        ),
        speech=list(zip(bounds[::2], bounds[1::2], strict=False)),
        rate=rate,
    )


@settings(max_examples=50, deadline=None)
@given(
    films(),
    st.floats(-1, 1),
    st.sampled_from(["epic", "elegy", "pizzicato comedy", "trailer", None]),
    st.sampled_from([-1, 0, 1]),
)
def test_what_holds_for_every_film(film, energy, style, hit_words):
    brief = Brief(wishes=Wishes(style=style), hit_words=hit_words)
    emotion = feeling(film.duration_s, energy=lambda t: np.clip(energy + 0.4 * np.sin(t / 6), -1, 1), tension=energy)
    sheet = spot(film, emotion, brief)
    assert [hit.id for hit in sheet.hits] == [f"h{n}" for n in range(1, len(sheet.hits) + 1)]
    for hit in sheet.hits:
        assert hit.time_s == film.clock.time_of(hit.frame)
        assert 0.4 <= hit.time_s <= film.duration_s - 0.5
        assert not any(span.start_s < hit.time_s < span.end_s + 0.15 for span in film.speech)
        assert hit.reason and hit.label
    times_s = [hit.time_s for hit in sheet.hits]
    assert all(b - a >= 0.5 for a, b in pairwise(times_s))
    kinds = [hit.kind for hit in sheet.hits]
    assert all(a != b for a, b in pairwise(kinds))
    assert sheet.hits or sheet.notes


def test_half_a_minute_with_a_few_cuts_gets_a_few_hits():
    for style in ("epic", "elegy", "ambient", "action"):
        hits = spot(picture(30, CUTS), feeling(30), Brief(wishes=Wishes(style=style))).hits
        assert 4 <= len(hits) <= 8, style
        assert any(hit.size == "strong" for hit in hits)


def test_a_dull_film_is_still_marked_at_its_cut_and_one_without_any_says_why():
    assert len(spot(picture(20, [9]), feeling(20, energy=-0.9), Brief()).hits) == 1
    empty = spot(picture(20), feeling(20), Brief())
    assert empty.hits == ()
    assert "no hits: the film has neither a cut nor a sudden event" in empty.notes


def test_not_every_cut_is_caught_unless_asked():
    film, emotion = picture(60, list(np.arange(1.0, 59, 1.25))), feeling(60, energy=0.3)
    style = Wishes(style="epic")
    usual = len(spot(film, emotion, Brief(wishes=style)).hits)
    every = len(spot(film, emotion, Brief(wishes=style, hit_words=1)).hits)
    few = len(spot(film, emotion, Brief(wishes=style, hit_words=-1)).hits)
    assert few < usual < 20
    assert every >= 40


def test_the_slider_scales_the_number_of_hits_down_to_none():
    counts = [
        len(spot(picture(60, list(np.arange(2.0, 59, 3))), feeling(60), Brief(sliders=Sliders(hits=share))).hits)
        for share in (0.0, 0.4, 1.0)
    ]
    assert counts[0] == 0 < counts[1] < counts[2]


def test_more_energy_more_hits():
    film = picture(60, list(np.arange(2.0, 59, 1.5)))
    counts = [len(spot(film, feeling(60, energy=e), Brief(wishes=Wishes(style="action"))).hits) for e in (-0.6, 0.6)]
    assert counts[0] < counts[1]


def test_a_cut_that_changes_the_feeling_beats_one_that_does_not():
    film = picture(30, [10.0, 20.0], groups=[0, 1, 0])
    sheet = spot(
        film, feeling(30, energy=step(20, -0.5, 0.5)), Brief(wishes=Wishes(style="epic"), sliders=Sliders(hits=0.15))
    )
    assert [hit.time_s for hit in sheet.hits] == [20.0]
    assert sheet.hits[0].size == "strong"


def test_a_cut_with_a_bang_is_one_moment():
    hits = spot(picture(30, [10.0], events=[("impact", 10.05, 0.9), ("sound", 10.1, 0.5)]), feeling(30), Brief()).hits
    assert len(hits) == 1
    assert abs(hits[0].time_s - 10.0) < 0.11


def test_a_line_end_is_marked_after_the_line_or_on_the_cut_that_follows():
    film = picture(30, [], speech=[(5, 10)])
    (hit,) = spot(film, feeling(30), Brief()).hits
    assert 10.15 <= hit.time_s <= 10.4
    (hit,) = spot(picture(30, [11.0], speech=[(5, 10)]), feeling(30), Brief()).hits
    assert hit.time_s == 11.0
    assert "a line ends" in hit.reason


def test_strong_hits_stand_far_apart():
    film = picture(120, list(np.arange(3.0, 118, 3)))
    sheet = spot(film, feeling(120, energy=lambda t: 0.5 * np.sin(t / 4)), Brief(wishes=Wishes(style="epic")))
    strong = [hit.time_s for hit in sheet.hits if hit.size == "strong"]
    assert len(strong) >= 3
    assert min(np.diff(strong)) > 5.0


@pytest.mark.parametrize("style", ["elegy", "romantic strings", "epic", "jazz noir"])
def test_in_drama_stings_are_rare_and_most_hits_turn_or_arrive(style):
    chance = np.random.default_rng(4)
    cuts = np.sort(chance.uniform(2, 590, 150))
    events = [
        (kind, float(t), 0.9)
        for kind, t in zip(["impact", "flash", "sound", "stillness"] * 12, chance.uniform(2, 590, 48), strict=True)
    ]
    emotion = feeling(600, energy=lambda t: 0.4 * np.sin(t / 11), valence=lambda t: 0.4 * np.cos(t / 17))
    kinds = [
        hit.kind for hit in spot(picture(600, cuts, events=events), emotion, Brief(wishes=Wishes(style=style))).hits
    ]
    assert len(kinds) > 25
    assert kinds.count("sting") <= 0.15 * len(kinds)
    assert kinds.count("turn") + kinds.count("arrive") >= 0.6 * len(kinds)
    assert len(set(kinds)) >= 4


def test_hits_may_sound_some_frames_late():
    film = picture(30, CUTS, rate=Fraction(24000, 1001))
    on_time = spot(film, feeling(30), Brief()).hits
    late = spot(film, feeling(30), Brief(), settings=SpottingSettings(hit_offset_frames=2)).hits
    assert [hit.frame for hit in late] == [hit.frame + 2 for hit in on_time]
    assert all(hit.time_s == film.clock.time_of(hit.frame) for hit in late)


def test_the_same_film_is_spotted_the_same():
    film, emotion = picture(90, CUTS), feeling(90, energy=lambda t: 0.3 * np.sin(t / 9))
    first, again = spot(film, emotion, Brief()), spot(film, emotion, Brief())
    assert first.hits == again.hits
    assert [cue.reason for cue in first.cues] == [cue.reason for cue in again.cues]


@pytest.mark.parametrize("length_s", [1 / 24, 2 / 24, 0.2, 1.0, 3.0])
def test_a_film_of_a_moment_gives_a_sensible_sheet(length_s):
    sheet = spot(picture(length_s), feeling(length_s), Brief())
    assert [cue.end_s for cue in sheet.cues] == [sheet.duration_s]
    assert sheet.hits == ()
