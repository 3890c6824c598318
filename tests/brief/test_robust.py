"""Any text at all gives a brief; what nobody understood is named, and it is quick."""

import string
import time

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scorecut.brief.lexicon import lexicon
from scorecut.brief.read import read_brief
from scorecut.brief.text import LONGEST
from scorecut.catalog.instruments import FAMILIES, instruments
from scorecut.catalog.styles import styles
from scorecut.errors import BriefError
from scorecut.model.brief import Brief, Sliders

SOME_WORDS = st.lists(
    st.sampled_from([" ".join(words) for words in list(lexicon().phrases)[::7]] + [",", ".", "no", "with", "then", "at 0:20", "to", "not"]),
    max_size=30,
).map(" ".join)  # fmt: skip


def is_sound(brief: Brief, length_s: float) -> None:
    """What the other rooms rely on."""
    wishes = brief.wishes
    assert 0 <= brief.mood_weight <= 1
    for affect in [brief.mood, *(anchor.affect for anchor in brief.anchors)]:
        if affect is not None:
            assert all(-1 <= x <= 1 for x in (affect.valence, affect.energy, affect.tension))
    times = [anchor.time_s for anchor in brief.anchors]
    assert times == sorted(set(times)) and all(0 <= t <= length_s + 0.1 for t in times)
    for name in (wishes.lead, *wishes.instruments, *wishes.background):
        assert name is None or name in instruments()
        if name:
            assert name not in wishes.without and instruments()[name].family not in wishes.without
    assert wishes.lead not in wishes.instruments
    assert all(name in instruments() or name in FAMILIES or name == "melody" for name in wishes.without)
    assert wishes.lead is None or "melody" not in wishes.without
    assert wishes.style is None or wishes.style in styles()
    assert wishes.rhythm_style is None or (wishes.rhythm_style in styles() and wishes.rhythm_style != wishes.style)
    assert all(-1 <= x <= 1 for x in (wishes.density, wishes.brightness)) and 0.5 <= wishes.tempo_factor <= 2
    if wishes.tempo_range_bpm:
        assert 30 <= wishes.tempo_range_bpm[0] <= wishes.tempo_range_bpm[1] <= 240
    assert brief.level is None or np.isfinite(brief.level.values).all()
    assert all(line.strip() == line and line for line in (*brief.understood, *brief.not_understood))


@given(text=st.text(max_size=300), length_s=st.floats(1.0, 7200.0))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_a_sound_brief(text: str, length_s: float) -> None:
    is_sound(read_brief(text, Sliders(), length_s), length_s)


@example(text="no tune", length_s=60.0)
@example(text="cello melody , no tune with piano", length_s=60.0)
@given(text=SOME_WORDS, length_s=st.floats(1.0, 7200.0))
@settings(max_examples=250, deadline=None)
def test_known_words_in_any_order_give_a_sound_brief(text: str, length_s: float) -> None:
    brief = read_brief(text, Sliders(), length_s)
    is_sound(brief, length_s)
    again = read_brief(text, Sliders(), length_s)
    assert (again.wishes, again.understood, again.anchors) == (brief.wishes, brief.understood, brief.anchors)


@given(word=st.text(string.ascii_lowercase, min_size=4, max_size=12), cased=st.booleans())
@settings(max_examples=100, deadline=None)
def test_a_word_is_either_used_or_named(word: str, cased: bool) -> None:
    raw = word.title() if cased else word
    brief = read_brief(raw, Sliders(), 60.0)
    if (word,) not in lexicon().phrases and not brief.understood:
        assert brief.not_understood and brief.not_understood[0].startswith(raw)


def test_an_empty_prompt_asks_for_nothing() -> None:
    for prompt in ("", "   ", "\n\t", "...", "\x00\x07"):
        brief = read_brief(prompt, Sliders(), 60.0)
        assert brief.mood is None and brief.wishes.style is None and brief.anchors == ()
        assert brief.understood == () and brief.not_understood == ()


def test_control_characters_do_not_hide_words() -> None:
    assert read_brief("sad\x00cello\u200b,\x1bno drums", Sliders(), 60.0).wishes.lead == "cello"


def test_typographic_quotes_and_dashes_read_like_plain_ones() -> None:
    curly = read_brief("don’t follow the cuts — lo‑fi", Sliders(), 60.0)
    plain = read_brief("don't follow the cuts - lo-fi", Sliders(), 60.0)
    assert curly.wishes == plain.wishes and curly.hit_words == plain.hit_words == -1


def test_accents_and_capitals_do_not_matter() -> None:
    for prompt in ("BANDONEÓN TANGO", "bandoneon tango"):
        assert read_brief(prompt, Sliders(), 60.0).wishes.lead == "bandoneon"


def test_a_document_is_refused_in_one_line() -> None:
    with pytest.raises(BriefError, match="characters") as refused:
        read_brief("sad " * 2000, Sliders(), 60.0)
    assert "\n" not in str(refused.value)


def test_the_longest_prompt_is_read() -> None:
    brief = read_brief(("crunchwave wobblecore " * 300)[:LONGEST], Sliders(), 60.0)
    assert brief.not_understood[:2][0].startswith("crunchwave")


@pytest.mark.parametrize(
    ("slider", "value"), [("energy", 1.5), ("tempo", 0.1), ("hits", -0.2), ("tension", float("nan"))]
)
def test_a_slider_out_of_its_range_is_refused(slider: str, value: float) -> None:
    with pytest.raises(BriefError, match=slider):
        read_brief("", Sliders(**{slider: value}), 60.0)


def test_sliders_add_to_the_words() -> None:
    wishes = read_brief("sparse, faster", Sliders(density=0.2, brightness=-0.3, tempo=1.5), 60.0).wishes
    assert wishes.density == pytest.approx(-0.4) and wishes.brightness == -0.3
    assert wishes.tempo_factor == pytest.approx(1.62)


def test_a_prompt_is_read_in_a_moment() -> None:
    sentence = "from calm to epic, at 0:32 tense strings, no drums, crunchwave wobblecore, 90 bpm in D minor. "
    read_brief("melancholic chello crunchwave", Sliders(), 60.0)  # tables
    for prompt in (sentence, (sentence * 60)[:LONGEST], "zzyzxq wfpgjl " * 100):
        best_s = 9.0
        for _ in range(3):
            begun_s = time.process_time()
            read_brief(prompt, Sliders(), 60.0)
            best_s = min(best_s, time.process_time() - begun_s)
        assert best_s < (0.05 if len(prompt) < 200 else 0.2)
