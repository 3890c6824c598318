"""What was understood is said in lines that a person can check."""

from scorecut.brief.explain import explain
from scorecut.brief.read import read_brief
from scorecut.model.brief import Sliders


def lines(prompt: str) -> str:
    return "\n".join(explain(read_brief(prompt, Sliders(), 60.0)))


def test_every_decision_has_its_line() -> None:
    text = lines(
        "melancholic cello, 3/4, 70 bpm in D minor, no drums, big reverb, follow every cut, fade out, crunchwave"
    )
    for part in (
        "mood: melancholic",
        "lead: cello",
        "style: elegy",
        "3/4",
        "70 bpm",
        "D minor",
        "without drums",
        "hall",
        "follow every cut",
        "fade out",
    ):
        assert part in text
    assert "crunchwave (did you mean synthwave?)" in text


def test_contradictions_are_said() -> None:
    assert "contradicts" in lines("fast, slow") and "stands" in lines("in D minor, in E minor")
    assert "pull apart" in lines("sad but joyful")
    assert "asked for and forbidden" in lines("drums, no drums")
    assert "left aside" in lines("folk western")
    assert "minor: contradicts D major" in lines("in D major, minor")
    assert "pulls against" in lines("loud but quiet")
    assert "140 bpm was asked for" in lines("adagio, 140 bpm") and "stands" in lines("half-time feel, 140 bpm")


def test_a_corrected_slip_is_said() -> None:
    assert "harpsicord: read as harpsichord" in lines("harpsicord")


def test_an_empty_prompt_leaves_all_to_the_picture() -> None:
    assert lines("") == "no prompt: the picture alone decides"


def test_what_we_know_and_cannot_do_is_said_with_the_reason() -> None:
    assert "tempo follows the curve of energy" in lines("piano, speeding up")
    assert "the film gives the length" in lines("a 30 second piece")
