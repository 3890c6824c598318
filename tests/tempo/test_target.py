"""What was asked for comes before what the style has, and the style before the picture."""

import pytest

from scorecut.catalog.styles import style
from scorecut.model.affect import Affect
from scorecut.tempo.target import share_of_range, target_of
from tests.tempo.sheets import sheet


def target(**wishes):
    return target_of(sheet((), 30.0, **wishes).cues[0])


def test_a_tempo_in_bpm_is_taken_as_it_is_and_the_slider_scales_it():
    assert target(tempo_bpm=90.0).tempo_bpm == 90.0
    assert target(tempo_bpm=90.0, tempo_factor=1.2).tempo_bpm == pytest.approx(108.0)


def test_a_slow_word_narrows_the_style_and_beats_it_where_they_do_not_meet():
    rules = style("action").tempo
    assert target(style="action", tempo_range_bpm=(40.0, 60.0)).tempo_bpm <= 60.0 < rules.low_bpm
    middle = (rules.low_bpm + rules.high_bpm) / 2
    assert rules.low_bpm <= target(style="action", tempo_range_bpm=(30.0, middle)).tempo_bpm <= middle


def test_the_rhythm_style_lends_tempo_and_metre():
    blend = target(style="baroque", rhythm_style="industrial techno")
    rules = style("industrial techno").tempo
    assert rules.low_bpm <= blend.tempo_bpm <= rules.high_bpm
    assert blend.fixed
    assert blend.meter == rules.meters[0]


def test_a_person_may_free_a_fixed_tempo():
    assert target(style="house").fixed
    assert not target(style="house", fixed_tempo=False).fixed


@pytest.mark.parametrize("energy", [-1.0, -0.5, 0.0, 0.5, 1.0])
def test_every_feeling_stays_inside_the_style(energy):
    rules = style("elegy").tempo
    assert rules.low_bpm <= target(style="elegy", energy=energy).tempo_bpm <= rules.high_bpm


def test_energy_moves_the_tempo_most():
    rise = [share_of_range(Affect(*row)) - 0.5 for row in ((0, 0.3, 0), (0.3, 0, 0), (0, 0, 0.3))]
    assert rise[0] > 4 * rise[1] > 0
    assert rise[2] == rise[1]
