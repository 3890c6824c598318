"""What is new in a change of shot decides what it is worth; bangs are struck on their frame."""

from dataclasses import replace

import numpy as np
import pytest

from scorecut.model.brief import Brief
from scorecut.model.curve import Curve
from scorecut.spotting.candidates import find_candidates
from scorecut.spotting.news import size_change
from scorecut.spotting.settings import SpottingSettings
from scorecut.spotting.spot import spot
from scorecut.spotting.weights import Weights, weights
from tests.spotting.pictures import feeling, picture, step


def worths(film, emotion=None):
    emotion = emotion or feeling(film.duration_s)
    return {round(c.time_s, 2): c.worth for c in find_candidates(film, emotion, ())}


def with_feature(film, name, values):
    times_s = np.arange(0, film.duration_s, 0.25)
    return replace(film, features={**film.features, name: Curve(times_s=times_s, values=values(times_s))})


def test_every_weight_tells_why():
    table = weights()
    assert isinstance(table, Weights)
    for group in (table.seam, table.event, table.news, table.around, table.choice):
        assert all(row.why.endswith(".") and len(row.why) > 20 for row in group.values())


def test_a_new_place_is_worth_more_than_a_counter_shot_and_a_place_that_returns_more_too():
    cuts = [4.0, 8.0, 12.0, 16.0, 20.0, 24.0, 28.0, 32.0]
    found = worths(picture(36, cuts, groups=[0, 1, 0, 1, 2, 2, 2, 2, 0]))
    assert found[16.0] > found[12.0]
    assert found[32.0] > found[12.0]
    assert found[20.0] < found[16.0]


def test_a_cut_into_movement_or_light_is_worth_more_than_a_cut_between_like_pictures():
    film = picture(30, [10.0, 20.0], groups=[0, 0, 0])
    moved = worths(with_feature(film, "motion", step(20, 0.02, 0.5)))
    assert moved[20.0] > moved[10.0] + 0.1
    lit = worths(with_feature(film, "brightness", step(20, 0.2, 0.6)))
    assert lit[20.0] > lit[10.0] + 0.1


def test_a_glance_and_the_way_back_from_it_are_worth_little():
    film = picture(30, [10.0, 20.0, 20.4], groups=[0, 0, 0, 0])
    film = with_feature(film, "brightness", lambda t: np.where((t > 20.0) & (t < 20.4), 0.9, 0.3))
    found = worths(film)
    assert found[20.42] < 0.3
    assert found[20.0] < 0.35


def test_a_cut_after_a_long_shot_to_one_that_stays_has_weight():
    film = picture(40, [3.0, 6.0, 9.0, 29.0, 32.0, 35.0], groups=[0] * 7)
    found = worths(film)
    assert found[29.0] > found[6.0] + 0.05


def test_size_labels_tell_near_from_far():
    film = picture(20, [10.0], groups=[0, 0])
    near, far = film.shots
    assert size_change(near, far) == (0.0, "")
    near, far = replace(near, labels=("close-up",)), replace(far, labels=("rain", "wide shot"))
    assert size_change(near, far) == (1.0, "from near to far")
    assert worths(replace(film, shots=(near, far)))[10.0] > worths(film)[10.0]


def test_an_impact_that_a_film_with_sound_does_not_let_us_hear_is_doubted():
    film = picture(30, events=[("impact", 10.0, 0.9), ("impact", 20.0, 0.9)])
    loud = with_feature(film, "loudness", step(20.0, -40.0, -20.0))
    found = worths(loud)
    assert found[20.0] > found[10.0] + 0.2
    assert worths(film)[10.0] == pytest.approx(found[20.0], abs=0.05)


def test_a_cut_just_before_a_line_is_left_to_the_line():
    film = picture(30, [10.0, 20.0], speech=[(10.5, 13.0)])
    sheet = spot(film, feeling(30), Brief())
    assert [hit.time_s for hit in sheet.hits if 9.0 < hit.time_s < 14.0] == [pytest.approx(13.25, abs=0.1)]
    assert any("1 under speech" in note for note in sheet.notes)


def test_bangs_are_struck_a_frame_late_at_most_and_cuts_as_late_as_asked():
    film = picture(40, [10.0], events=[("sound", 25.0, 0.9)])
    plain = spot(film, feeling(40), Brief()).hits
    late = spot(film, feeling(40), Brief(), settings=SpottingSettings(hit_offset_frames=3)).hits
    assert [b.frame - a.frame for a, b in zip(plain, late, strict=True)] == [3, 1]


def test_a_lamp_that_goes_on_is_hit_as_light_and_not_as_a_cut():
    film = picture(30, [15.0], events=[("light", 6.0, 0.45)], groups=[0, 1])
    hit = spot(film, feeling(30), Brief()).hits[0]
    assert (hit.time_s, hit.label) == (6.0, "light")
    assert "light changes" in hit.reason
