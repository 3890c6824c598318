"""Who plays what."""

import pytest

from scorecut.brief.read import read_brief
from scorecut.model.brief import Sliders
from scorecut.model.cue_sheet import Wishes


def wishes(prompt: str) -> Wishes:
    return read_brief(prompt, Sliders(), 60.0).wishes


@pytest.mark.parametrize(
    "prompt",
    ["cello", "cello and piano", "cello with piano", "cello over piano", "piano with a cello melody", "piano, led by cello", "cello lead, piano",
     "piano in the background, cello", "cello-driven with piano", "pads and melancholic cello", "the melody on cello, piano underneath",
     "soft piano under a cello", "featuring cello, with piano", "drums and cello"],
)  # fmt: skip
def test_the_cello_leads(prompt: str) -> None:
    assert wishes(prompt).lead == "cello"


@pytest.mark.parametrize(
    "prompt",
    [
        "solo piano",
        "piano solo",
        "only piano",
        "just piano",
        "piano alone",
        "nothing but piano",
        "piano only",
        "unaccompanied piano",
    ],
)
def test_one_player_may_be_all(prompt: str) -> None:
    found = wishes(prompt)
    assert (found.lead, found.only, found.instruments) == ("piano", True, ())


def test_a_soloist_with_others_is_not_alone() -> None:
    found = wishes("solo violin with piano")
    assert found.lead == "violin" and not found.only and found.instruments == ("piano",)


@pytest.mark.parametrize(
    "prompt",
    ["no drums", "without drums", "no percussion", "drumless", "drum-free", "minus the drums", "don't use drums", "lose the drums", "no beats",
     "without any drums", "please no drums", "no brass or drums", "no drums and no choir", "no strings, brass or drums", "beatless"],
)  # fmt: skip
def test_drums_are_forbidden(prompt: str) -> None:
    found = wishes(prompt)
    assert found.drums is False and "drums" in found.without


@pytest.mark.parametrize(
    "prompt",
    [
        "drums",
        "with drums",
        "taiko",
        "epic drums",
        "techno beat",
        "not only drums",
        "no brass. drums",
        "no brass, with drums",
    ],
)
def test_drums_are_asked_for(prompt: str) -> None:
    assert wishes(prompt).drums is True


@pytest.mark.parametrize("prompt", ["triangle", "timpani", "sleigh bells", "a harp"])
def test_colours_do_not_call_a_drummer(prompt: str) -> None:
    assert wishes(prompt).drums is None


def test_a_list_of_what_must_not_be_ends_where_another_sort_begins() -> None:
    assert wishes("no drums, gentle piano").lead == "piano"
    assert wishes("no drums, brass, or choir, gentle piano").without[:3] == ("drums", "brass", "choir")


def test_what_is_wanted_and_forbidden_stays_silent_and_is_said() -> None:
    brief = read_brief("piano and cello, no piano", Sliders(), 60.0)
    assert brief.wishes.lead == "cello" and "piano" not in brief.wishes.instruments
    assert any("asked for and forbidden" in line for line in brief.understood)


def test_a_section_leads_without_its_forbidden_players() -> None:
    found = wishes("just strings, no violins")
    assert found.lead == "violas" and found.only
    assert {"violins", "violins ii", "violin"} <= set(found.without) and not {"violins"} & set(found.instruments)


def test_a_soloist_stays_when_only_the_section_is_forbidden() -> None:
    found = wishes("cello solo, no celli")
    assert found.lead == "cello" and "celli" in found.without and "cello" not in found.without


def test_one_player_may_be_spared_from_a_forbidden_family() -> None:
    found = wishes("piano, no drums, just a shaker")
    assert found.lead == "piano" and found.instruments == ("shaker",) and not found.only
    assert "drum kit" in found.without and "shaker" not in found.without and "drums" not in found.without


def test_alone_for_a_while_is_not_alone_throughout() -> None:
    brief = read_brief("strings, ends with solo piano", Sliders(), 60.0)
    assert not brief.wishes.only and any("piano alone" in line for line in brief.understood)


def test_just_before_a_verb_leaves_nobody_alone() -> None:
    assert not wishes("cello melody, the piano just doing chords in the background").only


def test_forbidding_a_soloist_forbids_the_section() -> None:
    assert {"cello", "celli", "slow celli"} <= set(wishes("no cello").without)


def test_forbidding_strings_forbids_their_plucks() -> None:
    assert {"strings", "pizzicato strings"} <= set(wishes("no strings").without)


def test_the_style_chooses_its_own_guitar() -> None:
    assert wishes("rock with guitars").lead == "distorted guitar"
    assert wishes("folk guitar").lead == "acoustic guitar"
    assert wishes("jazz guitar").lead == "jazz guitar"


def test_less_of_a_player_is_named_as_something_we_cannot_do() -> None:
    brief = read_brief("less brass, more strings", Sliders(), 60.0)
    assert brief.wishes.lead == "violins" and brief.not_understood[0].startswith("less brass")
