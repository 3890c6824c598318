"""The prompt moves the level of the curve; the picture keeps its rises and falls."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecut.model.affect import Affect
from scorecut.model.brief import Anchor, Brief, Sliders
from scorecut.model.emotion import AXES, Emotion
from scorecut.spotting.bend import bend, change_in_words, stretch
from tests.spotting.pictures import feeling

WAVE = feeling(40, energy=lambda t: 0.4 * np.sin(t / 5) - 0.2, valence=lambda t: 0.3 * np.cos(t / 7))
affects = st.builds(Affect, *[st.floats(-1, 1)] * 3)


def test_without_a_prompt_the_picture_alone_decides():
    bent = bend(WAVE, Brief(), 40)
    assert np.abs(bent.energy - WAVE.curve("energy").at(bent.times_s)).max() < 1e-9


@given(affects, st.floats(0, 1), st.floats(-1, 1))
def test_any_mood_keeps_the_order_of_high_and_low_and_stays_in_range(mood, weight, slider):
    bent = bend(WAVE, Brief(mood=mood, mood_weight=weight, sliders=Sliders(energy=slider)), 40)
    seen = WAVE.curve("energy").at(bent.times_s)
    order = np.argsort(seen)
    assert (np.diff(bent.energy[order]) >= -1e-9).all()
    assert all(np.abs(getattr(bent, axis)).max() <= 1 for axis in AXES)


def test_a_mood_moves_the_level_as_far_as_its_weight_says():
    for weight in (0.0, 0.5, 1.0):
        bent = bend(WAVE, Brief(mood=Affect(0.3, 0.3, 0.2), mood_weight=weight), 40)
        seen = float(WAVE.energy.mean())
        assert bent.energy.mean() == pytest.approx(seen + weight * (0.3 - seen), abs=0.03)


def test_from_calm_to_epic_rises_even_on_a_film_that_sinks():
    sinking = feeling(60, energy=lambda t: 0.3 - 0.6 * t / 60)
    brief = Brief(
        anchors=(
            Anchor(time_s=0, affect=Affect(0.3, -0.6, -0.4), words="calm"),
            Anchor(time_s=60, affect=Affect(0.4, 0.8, 0.3), words="epic"),
        )
    )
    energy = bend(sinking, brief, 60).curve("energy")
    assert energy.mean(0, 10) < -0.3
    assert energy.mean(50, 60) > 0.3


def test_an_anchor_in_the_middle_leaves_what_comes_before_it():
    brief = Brief(anchors=(Anchor(time_s=32, affect=Affect(-0.4, 0.5, 0.9), words="tense"),))
    tension = bend(feeling(60), brief, 60).curve("tension")
    assert tension.mean(0, 27) == pytest.approx(0, abs=1e-6)
    assert tension.mean(33, 60) > 0.7


def test_where_the_picture_is_unsure_the_prompt_weighs_more():
    flat = np.zeros(81)
    unsure = Emotion(times_s=np.arange(81) / 2, valence=flat, energy=flat, tension=flat, confidence=flat)
    brief = Brief(mood=Affect(0, 0.6, 0), mood_weight=0.4)
    assert bend(unsure, brief, 40).energy.mean() > bend(feeling(40), brief, 40).energy.mean() + 0.1


def test_a_cues_stretch_has_its_ends_and_two_decimals():
    part = stretch(bend(WAVE, Brief(), 40), 3.3, 17.9)
    assert (part.times_s[0], part.times_s[-1]) == (3.3, 17.9)
    assert np.diff(part.times_s).max() <= 0.5 + 1e-9
    assert np.array_equal(part.energy, np.round(part.energy, 2))


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (Affect(0, 0.5, 0), "more energy"),
        (Affect(-0.5, 0, 0.45), "darker, tenser"),
        (Affect(0, 0, 0), "another colour"),
    ],
)
def test_changes_in_words(after, words):
    assert change_in_words(Affect(0, 0, 0), after) == words
