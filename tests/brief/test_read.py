"""Prompts as editors write them become the briefs that they mean."""

import pytest

from scorecut.brief.read import read_brief
from scorecut.model.affect import Affect
from scorecut.model.brief import Brief, Sliders
from tests.brief.prompts import PROMPTS

FILM_S = 60.0


def read(prompt: str, length_s: float = FILM_S, **sliders: float) -> Brief:
    return read_brief(prompt, Sliders(**sliders), length_s)


def colour(brief: Brief) -> Affect:
    """The mood, or the mean of the anchors where every mood has its time."""
    if brief.mood is not None:
        return brief.mood
    n = len(brief.anchors)
    axes = ("valence", "energy", "tension")
    return Affect(*(sum(getattr(a.affect, axis) for a in brief.anchors) / n for axis in axes))


@pytest.mark.parametrize(("prompt", "expected"), PROMPTS, ids=[prompt[:40] for prompt, _ in PROMPTS])
def test_a_prompt_of_an_editor_gives_what_it_says(prompt: str, expected: dict[str, object]) -> None:
    brief = read(prompt)
    wishes = brief.wishes
    for field, value in expected.items():
        if field in ("valence", "energy", "tension"):
            found = getattr(colour(brief), field)
            if value == "+":
                assert found > 0.02, field
            elif value == "-":
                assert found < -0.01, field
            else:
                assert found >= value, field
        elif field == "mood":
            assert brief.mood is value
        elif field == "anchors":
            words = [anchor.words for anchor in brief.anchors]
            assert tuple(w for n, w in enumerate(words) if not n or words[n - 1] != w) == value
        elif field == "unknown":
            assert len(brief.not_understood) == len(value), brief.not_understood
            for line, word in zip(brief.not_understood, value, strict=True):
                assert line.startswith(word)
        elif field == "hits":
            assert brief.hit_words == value
        elif field == "form":
            assert brief.form == value
        elif field == "level":
            assert brief.level is not None
            assert (brief.level.values[-1] > brief.level.values[0]) == (value == "rises")
        elif field == "heard":
            assert set(value) <= set(wishes.instruments), wishes.instruments
        elif field == "heard_lead":
            assert wishes.lead == value
        elif field == "without":
            assert set([value] if isinstance(value, str) else value) <= set(wishes.without)
        elif field == "key":
            assert (str(wishes.key) if wishes.key else None) == value
        else:
            assert getattr(wishes, field) == value, field
