"""An edited sheet: what stands in it stays, what it leaves open is decided afresh."""

from dataclasses import replace

import numpy as np
import pytest

from scorecut.jobs.edited import completed, filled
from scorecut.model.brief import Brief
from scorecut.model.clock import Clock
from scorecut.model.cue_sheet import Wishes
from scorecut.model.pitch import Key
from tests import nouns


def complete(sheet, brief=None, *, film: bool = True):
    brief = brief or Brief(wishes=Wishes(style="epic", tempo_factor=1.2, drums=False))
    record = nouns.composed()
    picture, emotion = (record.picture, record.emotion) if film else (None, None)
    return completed(sheet, brief, picture=picture, emotion=emotion, seed=7)


def test_wishes_of_the_sheet_win_and_free_ones_come_from_the_brief():
    wishes = filled(Wishes(lead="oboe", key=Key(2, "minor")), Wishes(lead="cello", tempo_bpm=90.0, density=0.5))
    assert (wishes.lead, wishes.key, wishes.tempo_bpm, wishes.density) == ("oboe", Key(2, "minor"), 90.0, 0.5)


def test_a_cue_keeps_its_style_and_takes_the_slider():
    cue = complete(nouns.sheet()).cues[0]
    assert (cue.wishes.style, cue.wishes.tempo_factor, cue.wishes.drums) == ("elegy", 1.2, False)


def test_a_cue_without_a_style_gets_one_by_prompt_or_picture():
    sheet = nouns.sheet()
    free = replace(sheet, cues=tuple(replace(cue, wishes=Wishes()) for cue in sheet.cues))
    assert {cue.wishes.style for cue in complete(free).cues} == {"epic"}
    assert all(cue.wishes.style for cue in complete(free, Brief()).cues)
    assert all(cue.wishes.style for cue in complete(free, Brief(), film=False).cues)


def test_a_cue_that_was_added_without_a_curve_gets_the_films():
    sheet = nouns.sheet()
    flat = replace(sheet.cues[0].emotion, valence=np.zeros(38 + 1), energy=np.zeros(39), tension=np.zeros(39),
                   confidence=np.zeros(39))  # fmt: skip
    added = replace(sheet, cues=(replace(sheet.cues[0], emotion=flat), sheet.cues[1]))
    first, second = complete(added).cues
    assert np.ptp(first.emotion.energy) > 0.1
    assert second.emotion is sheet.cues[1].emotion


def test_hits_land_on_frames_that_the_film_has():
    sheet = nouns.sheet()
    moved = replace(sheet, hits=(replace(sheet.hits[0], time_s=5.513),))
    [hit] = complete(moved).hits
    assert (hit.time_s, hit.frame) == (5.5, 132)


def test_hits_of_a_film_of_varying_rate_take_the_frames_own_time():
    from fractions import Fraction

    record = nouns.composed()
    uneven = Clock(pts=np.array([0, 100, 500, 560, 2400]), time_base=Fraction(1, 100), rate=Fraction(24), end_s=24.5)
    picture = replace(record.picture, clock=uneven)
    sheet = replace(nouns.sheet(), hits=nouns.sheet().hits[:1])
    [hit] = completed(sheet, Brief(), picture=picture, emotion=record.emotion, seed=1).hits
    assert (hit.time_s, hit.frame) == (pytest.approx(5.6), 3)


def test_speech_is_the_sheets_or_else_the_films():
    sheet = nouns.sheet()
    assert complete(sheet).speech == sheet.speech
    assert [span.start_s for span in complete(replace(sheet, speech=())).speech] == [2.0]
    assert complete(sheet).seed == 7
