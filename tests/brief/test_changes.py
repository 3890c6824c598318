"""Players tied to a time: who is alone then, who waits until then."""

import pytest

from scorecut.brief.read import read_brief
from scorecut.model.brief import Brief, Sliders


def read(prompt: str) -> Brief:
    return read_brief(prompt, Sliders(), 60.0)


@pytest.mark.parametrize(
    ("prompt", "span"),
    [
        ("full band, in the last 10 seconds everything drops to a lone piano", (50.0, 60.0)),
        ("epic orchestra, just piano in the last 10 seconds", (50.0, 60.0)),
        ("orchestra, from 0:20 to 0:30 solo piano", (20.0, 30.0)),
    ],
)
def test_somebody_is_alone_for_a_while(prompt: str, span: tuple[float, float]) -> None:
    (change,) = read(prompt).changes
    assert (change.start_s, change.end_s) == span
    assert (change.wishes.lead, change.wishes.only, change.wishes.instruments) == ("piano", True, ())
    assert not read(prompt).wishes.only
    assert any("piano alone" in line for line in read(prompt).understood)


def test_who_enters_is_silent_before() -> None:
    (change,) = read("gentle flute, at 0:20 the choir comes in").changes
    assert (change.start_s, change.end_s) == (0.0, 20.0)
    assert "choir" not in change.wishes.instruments and "choir" in change.wishes.without
    assert change.wishes.lead == "flute"


def test_drums_may_wait_too() -> None:
    brief = read("synthwave, drums kick in at 0:10")
    assert brief.wishes.drums and brief.changes[0].wishes.drums is False


def test_entrances_follow_one_another() -> None:
    first, second = read("harp, celli enter at 0:20, choir joins at 0:40").changes
    assert (first.end_s, second.start_s, second.end_s) == (20.0, 20.0, 40.0)
    assert {"celli", "choir"} <= set(first.wishes.without)
    assert "choir" in second.wishes.without and "celli" not in second.wishes.without


def test_a_drop_without_a_time_changes_nobody_for_the_whole_film() -> None:
    brief = read("full band, then everything drops to a lone piano")
    assert brief.changes == () and not brief.wishes.only


def test_moods_may_drop_as_before() -> None:
    assert [anchor.words for anchor in read("epic, drops to calm").anchors] == ["epic", "calm"]
