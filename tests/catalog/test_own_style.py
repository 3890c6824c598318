"""A style of one's own: a copy of a house style, changed, is taken; a fault is told in one line."""

import re
from pathlib import Path

import pytest

from scorecut.brief.read import read_brief
from scorecut.catalog.styles import named_style, style
from scorecut.catalog.tables import DATA, TableError
from scorecut.composition.idiom import idiom_of
from scorecut.model.brief import Sliders
from tests.composition.spotted import composed, cue, players

HOUSE = (DATA / "styles" / "elegy.toml").read_text(encoding="utf-8")


def own(folder: Path, change: tuple[str, str] = ("", ""), more: str = "") -> str:
    """Write a copy of the elegy with a passage changed (a pattern and what takes its place)."""
    text, n = re.subn(change[0], change[1], HOUSE, count=1, flags=re.MULTILINE) if change[0] else (HOUSE, 1)
    assert n == 1, change
    path = folder / "my elegy.toml"
    path.write_text(more + text, encoding="utf-8")
    return str(path)


def test_a_copy_of_a_style_composes_what_the_style_does(tmp_path: Path) -> None:
    name = own(tmp_path)
    mine, _, _ = composed(cue(name, length_s=24.0))
    house, _, _ = composed(cue("elegy", length_s=24.0))
    assert players(mine, mine.cues[0]) == players(house, house.cues[0])
    assert mine.cues[0].style == name


def test_what_is_changed_in_it_is_heard(tmp_path: Path) -> None:
    name = own(tmp_path, (r'^leads = \[\n?.*?player = "[^"]+"', 'leads = [{ player = "oboe"'))
    score, _, _ = composed(cue(name, length_s=24.0))
    assert "oboe" in players(score, score.cues[0])


def test_the_style_that_was_chosen_stands_before_the_words(tmp_path: Path) -> None:
    name = own(tmp_path)
    brief = read_brief("happy folk", Sliders(), 40.0, name)
    assert brief.wishes.style == name
    assert any("folk: left aside" in line for line in brief.understood)
    assert read_brief("sad", Sliders(), 40.0, "Baroque").wishes.style == "baroque"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ((r"^low_bpm", "low_bmp"), r"elegy\.toml\.tempo: no field named 'low_bmp'; did you mean 'low_bpm'"),
        ((r"^low_bpm = .*", "low_bpm = 500"), r"give low_bpm up to high_bpm"),
        ((r"^low_bpm = .*", 'low_bpm = "slow"'), r"tempo\.low_bpm: expected float, found 'slow'"),
        ((r"^low_bpm = .*", "low_bpm = "), r"elegy\.toml: .*line"),
        ((r'texture = "[^"]+"', 'texture = "arpegio"'), r"no texture or groove named 'arpegio'"),
        ((r'players = \["[^"]+"', 'players = ["chello"'), r"no instrument named 'chello'; did you mean 'cello'"),
        ((r'^minor = \["[^ ]+', 'minor = ["H7'), r"'H7' is no chord"),
        ((r'^cells = \["[^"]+"', 'cells = ["3 3 | 8"'), r"is no rhythm of two bars"),
        ((r"^affect = .*", "affect = [3.0, 0.0, 0.0]"), r"between -1 and 1"),
    ],
)
def test_a_fault_says_what_and_where(tmp_path: Path, change: tuple[str, str], told: str) -> None:
    with pytest.raises(TableError, match=told) as refused:
        idiom_of(own(tmp_path, change))
    assert "\n" not in str(refused.value)


def test_a_style_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="no such style file"):
        style(str(tmp_path / "nowhere.toml"))
    with pytest.raises(TableError, match="did you mean 'baroque'"):
        named_style("barroque")
