"""Words about time become anchors in seconds."""

import pytest

from scorecut.brief.read import read_brief
from scorecut.brief.when import ARRIVAL
from scorecut.catalog.moods import mood
from scorecut.model.brief import Anchor, Brief, Sliders


def read(prompt: str, length_s: float = 100.0) -> Brief:
    return read_brief(prompt, Sliders(), length_s)


def held(brief: Brief, word: str) -> tuple[float, float]:
    """From when to when a mood stands."""
    times = [anchor.time_s for anchor in brief.anchors if anchor.words == word]
    return min(times), max(times)


def test_from_one_mood_to_another_is_a_slope_over_the_whole_film() -> None:
    first, last = read("from calm to epic").anchors
    assert (first.time_s, last.time_s) == (0.0, 100.0)
    assert first.affect == mood("calm").point and last.affect == mood("epic").point


@pytest.mark.parametrize(
    "prompt", ["calm to epic", "goes from calm to epic", "calm, turning into epic", "calm evolving into epic"]
)
def test_other_ways_to_say_a_slope_are_the_same(prompt: str) -> None:
    assert [(a.time_s, a.words) for a in read(prompt).anchors] == [(0.0, "calm"), (100.0, "epic")]


def test_then_is_a_change_at_once() -> None:
    brief = read("calm, then epic")
    assert held(brief, "calm") == (0.0, 48.0) and held(brief, "epic") == (50.0, 100.0)


def test_three_moods_share_the_film() -> None:
    brief = read("happy, then sad, then happy again")
    assert held(brief, "sad") == pytest.approx((100 / 3, 200 / 3 - 2), abs=0.01)


def test_a_build_arrives_before_the_end_and_stays() -> None:
    assert held(read("starts calm then builds to triumphant"), "triumphant") == (100 * ARRIVAL, 100.0)


def test_a_time_in_figures_leaves_the_mood_that_holds_elsewhere() -> None:
    brief = read("tense, at 0:32 hopeful")
    assert held(brief, "tense") == (0.0, 30.0) and held(brief, "hopeful") == (32.0, 100.0)
    assert brief.mood == mood("tense").point


@pytest.mark.parametrize(
    "prompt", ["at 0:32 hopeful", "at 0:32, hopeful", "hopeful at 0:32", "it turns hopeful at 0:32"]
)
def test_the_time_may_stand_before_or_after_its_mood(prompt: str) -> None:
    brief = read(prompt)
    assert held(brief, "hopeful") == (32.0, 100.0) and brief.mood is None


def test_a_stretch_comes_back_to_what_held_before() -> None:
    words = [anchor.words for anchor in read("peaceful, between 0:20 and 0:40 tense").anchors]
    assert words == ["peaceful", "peaceful", "tense", "tense", "peaceful", "peaceful"]


@pytest.mark.parametrize(
    ("prompt", "start_s"),
    [("tense in the last 10 seconds", 90.0), ("ends with triumph", 86.0), ("tense in the second half", 50.0), ("halfway tense", 40.0)],
)  # fmt: skip
def test_words_for_parts_of_the_film_are_shares_of_its_length(prompt: str, start_s: float) -> None:
    assert read(prompt).anchors[0].time_s == pytest.approx(start_s)


def test_a_mood_without_a_time_has_no_anchor() -> None:
    for prompt in ("calm", "calm and warm", "calm, warm, slow. hopeful", "not happy"):
        assert read(prompt).anchors == ()


def test_the_first_mood_counts_one_and_a_half_times() -> None:
    found = read("sad and happy").mood
    sad, happy = mood("sad").point, mood("happy").point
    assert found is not None and found.valence == pytest.approx((1.5 * sad.valence + happy.valence) / 2.5)


def test_a_time_without_a_mood_is_named() -> None:
    assert read("piano, with harp at 0:32").not_understood[-1].startswith("at 0:32")


def test_moods_scale_with_their_adverbs_and_weigh_more() -> None:
    plain, deep, bit = (read(p) for p in ("melancholic cello", "deeply melancholic cello", "a bit melancholic cello"))
    assert plain.mood and deep.mood and bit.mood
    assert deep.mood.energy < plain.mood.energy < bit.mood.energy
    assert deep.mood_weight > plain.mood_weight > bit.mood_weight


def test_not_turns_a_mood_over_by_half() -> None:
    found = read("not sad").mood
    assert found is not None and found.valence == pytest.approx(-0.5 * mood("sad").point.valence)


def test_anchors_are_in_order_in_a_film_of_any_length() -> None:
    for length_s in (0.5, 3.0, 7200.0):
        anchors: tuple[Anchor, ...] = read("calm, then tense, then epic, ends with joy", length_s).anchors
        assert [a.time_s for a in anchors] == sorted({a.time_s for a in anchors})
