"""Sections begin where the feeling changes for long, on the picture's own seams."""

from itertools import pairwise

import numpy as np
import pytest

from scorecut.model.brief import Brief
from scorecut.spotting.bend import bend
from scorecut.spotting.sections import change_points, find_sections
from scorecut.spotting.settings import SpottingSettings
from tests.spotting.pictures import feeling, picture, step

SETTINGS = SpottingSettings()


def sections(film, emotion):
    return find_sections(film, bend(emotion, Brief(), film.duration_s), SETTINGS)


def test_a_step_is_found_and_set_on_the_cut_nearby():
    found = sections(picture(60, [12, 31, 48]), feeling(60, energy=step(30, -0.4, 0.5)))
    assert [section.start_s for section in found] == [0.0, 31.0]
    assert found[1].seam is not None
    assert found[1].turn == pytest.approx(0.9, abs=0.1)


def test_without_a_cut_a_section_begins_on_a_frame():
    film = picture(60)
    found = sections(film, feeling(60, valence=step(30, -0.5, 0.4)))
    assert len(found) == 2
    assert film.clock.time_of(found[1].frame) == found[1].start_s
    assert abs(found[1].start_s - 30) < 1.0


@pytest.mark.parametrize("calm", [0.0, -0.7])
def test_a_film_of_one_feeling_is_one_section_however_it_is_cut(calm):
    chance = np.random.default_rng(2)
    emotion = feeling(120, energy=lambda t: calm + 0.03 * chance.standard_normal(t.size))
    assert len(sections(picture(120, [7, 15, 40, 90], groups=[0, 1, 0, 1, 0]), emotion)) == 1


def test_sections_are_never_shorter_than_two_phrases_and_leave_no_gap():
    emotion = feeling(90, energy=lambda t: np.sign(np.sin(t / 1.9)) * 0.6, tension=lambda t: np.sin(t))
    film = picture(90, list(np.arange(1.5, 89, 1.7)))
    found = sections(film, emotion)
    assert found[0].start_s == 0
    assert found[-1].end_s == film.duration_s
    for before, after in pairwise(found):
        assert before.end_s == after.start_s
    assert min(section.end_s - section.start_s for section in found) >= SETTINGS.least_section_s - 1e-9


def test_a_very_short_film_has_no_change_points():
    assert change_points(bend(feeling(3, energy=step(1, -1, 1)), Brief(), 3), SETTINGS) == []
