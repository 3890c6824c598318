"""Music begins and ends for a reason; short films are played through, long talks are left alone."""

import numpy as np
import pytest

from scorecut.model.brief import Brief, Change
from scorecut.model.cue_sheet import Wishes
from scorecut.spotting.spot import spot
from tests.spotting.pictures import feeling, picture, step


def cues(film, emotion, brief=None):
    return spot(film, emotion, brief or Brief()).cues


def test_a_short_film_is_one_cue_from_end_to_end():
    (cue,) = cues(picture(30, [5, 12, 20]), feeling(30))
    assert (cue.start_s, cue.end_s, cue.ending) == (0.0, 30.0, "close")
    assert cue.reason == "the film begins"


def test_a_real_change_begins_a_second_cue_on_its_cut_without_a_gap():
    first, second = cues(picture(60, [12, 31, 48]), feeling(60, energy=step(31, -0.6, 0.6)))
    assert first.end_s == second.start_s == 31.0
    assert second.opening == "attack"
    assert "more energy" in second.reason
    assert (first.ending, second.ending) == ("open", "close")


def test_words_that_leave_somebody_alone_divide_the_cue_there():
    alone = Wishes(lead="piano", only=True)
    change = Change(start_s=20.0, end_s=30.0, wishes=alone, words="piano alone")
    first, second = cues(picture(30, [5, 12]), feeling(30), Brief(wishes=Wishes(lead="horn"), changes=(change,)))
    assert first.end_s == second.start_s == pytest.approx(20.0, abs=0.05)
    assert (first.wishes.lead, second.wishes.lead, second.wishes.only) == ("horn", "piano", True)
    assert second.reason == "piano alone" and second.ending == "close"


def test_music_begins_with_the_first_light():
    film = picture(30, seams=[("fade_in", 3.0)], brightness=lambda t: np.where(t < 3, 0.0, 0.5))
    (cue,) = cues(film, feeling(30))
    assert cue.start_s == 3.0
    assert cue.opening == "sneak"


def test_the_last_sound_ends_in_the_black():
    (cue,) = cues(picture(40, seams=[("fade_out", 30.0)]), feeling(40))
    assert cue.end_s == 34.0
    (cue,) = cues(picture(40, seams=[("fade_out", 38.5)]), feeling(40))
    assert cue.end_s == 40.0


def test_a_long_calm_talk_goes_without_music_and_says_so():
    talk = [(60 + 4 * k, 63 + 4 * k) for k in range(15)]
    film = picture(240, [30, 121, 200], speech=talk)
    sheet = spot(film, feeling(240, energy=-0.4), Brief())
    assert any("people talk" in note for note in sheet.notes)
    assert all(cue.end_s <= 60.01 or cue.start_s >= 118 for cue in sheet.cues)
    after = next(cue for cue in sheet.cues if cue.start_s > 100)
    assert after.start_s == 121.0
    assert after.reason == "the talk is over"


def test_a_tense_talk_keeps_its_music_and_so_does_a_short_film():
    talk = [(60 + 4 * k, 63 + 4 * k) for k in range(15)]
    assert len(cues(picture(240, [30, 200], speech=talk), feeling(240, energy=0.4))) == 1
    (cue,) = cues(picture(60, [30], speech=[(5, 20), (21, 50)]), feeling(60, energy=-0.6))
    assert cue.length_s == 60.0


def test_a_long_film_is_divided_where_it_turns_and_never_plays_one_cue_for_ever():
    emotion = feeling(900, energy=lambda t: np.where((t // 150) % 2, 0.4, -0.3))
    found = cues(picture(900, list(np.arange(10, 890, 9.7))), emotion)
    assert 4 <= len(found) <= 14
    assert max(cue.length_s for cue in found) <= 245
    assert min(cue.length_s for cue in found) >= 8
    assert [cue.id for cue in found] == [f"c{n}" for n in range(1, len(found) + 1)]


def test_cues_of_the_same_place_share_their_scene():
    emotion = feeling(360, energy=lambda t: np.where((t // 120) == 1, 0.6, -0.4))
    first, middle, last = cues(picture(360, [120, 240], groups=[0, 1, 0]), emotion)
    assert first.scene == last.scene != middle.scene


@pytest.mark.parametrize(("words", "ending"), [((), "close"), (("button",), "button"), (("ring out",), "ring out")])
def test_the_prompt_may_choose_the_ending(words, ending):
    assert cues(picture(30), feeling(30), Brief(form=words))[-1].ending == ending


def test_wishes_reach_every_cue_and_the_style_is_settled():
    brief = Brief(wishes=Wishes(lead="cello", tempo_factor=1.2, density=0.4))
    sheet = spot(picture(60, [31]), feeling(60, energy=step(31, -0.6, 0.6)), brief)
    assert len(sheet.cues) == 2
    assert {(c.wishes.lead, c.wishes.tempo_factor, c.wishes.density) for c in sheet.cues} == {("cello", 1.2, 0.4)}
    (style,) = {cue.wishes.style for cue in sheet.cues}
    assert f'the picture chose the style "{style}"' in sheet.notes
    asked = spot(picture(60), feeling(60), Brief(wishes=Wishes(style="western")))
    assert asked.cues[0].wishes.style == "western"
    assert not any("chose the style" in note for note in asked.notes)
