"""Who plays when only some may."""

from itertools import combinations

import pytest

from scorecut.catalog.instruments import instrument
from scorecut.catalog.styles import styles
from scorecut.composition.cast import cast_of
from scorecut.composition.idiom import idiom_of, textures
from scorecut.model.cue_sheet import Wishes

STRINGS = ("violins", "violas", "celli", "basses")
LOW = ("celli", "basses")


def only(*names: str, lead: str | None = None, without: tuple[str, ...] = ()) -> Wishes:
    return Wishes(only=True, lead=lead, instruments=tuple(name for name in names if name != lead), without=without)


@pytest.mark.parametrize("style", sorted(styles()))
def test_just_strings_are_a_string_orchestra_in_every_style(style):
    cast = cast_of(only(*STRINGS, lead="violins"), idiom_of(style))
    assert cast.leads
    seats = cast.seats
    assert all("strings" in name or instrument(name).family == "strings" or "pizzicato" in name
               for seat in seats for name in seat.players)  # fmt: skip
    basses = [seat for seat in seats if seat.layer.function == "bass"]
    assert basses and all(seat.low <= 43 for seat in basses), "nobody carries the bass"
    chords = [seat for seat in seats if seat.layer.function in ("harmony", "texture")]
    assert chords, "nobody plays the harmony"
    moving = [seat for seat in chords if textures()[seat.layer.texture].kind != "drone"]
    assert not any("basses" in seat.players for seat in moving), "double basses in the middle"
    for a, b in combinations(seats, 2):
        if a.layer.above < b.layer.below and b.layer.above < a.layer.below:
            assert not set(a.players) & set(b.players), "a section in two places at a time"


def test_without_the_violins_the_other_strings_play_on():
    cast = cast_of(only("violas", *LOW, lead="violas", without=("violins", "violins ii")), idiom_of("romantic strings"))
    players = {name for seat in cast.seats for name in seat.players}
    assert "basses" in players and len(players) >= 4
    assert not any("violins" in name for name in players)


def test_just_strings_without_a_melody_have_none():
    cast = cast_of(only(*STRINGS, without=("melody",)), idiom_of("romantic strings"))
    assert not cast.leads and cast.seats
    assert not any(seat.layer.function == "melody" for seat in cast.seats)


def test_two_brass_players_stay_two():
    cast = cast_of(only("trumpet", "horn", lead="trumpet"), idiom_of("fanfare"))
    assert {name for seat in cast.seats for name in seat.players} <= {"trumpet", "horn"}


def test_whole_brass_has_a_bass_below_its_horns():
    cast = cast_of(only("trumpet", "horn", "trombone", lead="trumpet"), idiom_of("epic"))
    assert next(seat.players for seat in cast.seats if seat.layer.function == "bass") == ("tuba",)


def test_of_two_sections_the_lower_plays_the_bass_and_the_higher_the_chords():
    cast = cast_of(only("violas", "basses", "flute", lead="flute"), idiom_of("romantic strings"))
    plays = {seat.layer.function: seat.players for seat in cast.seats}
    assert plays["bass"] == ("basses",) and plays["harmony"] == ("violas",)
