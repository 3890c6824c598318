from dataclasses import replace

import pytest

from scorecut.composition.cast import Cast, cast_of
from scorecut.composition.form import Stretch
from scorecut.composition.idiom import idiom_of
from scorecut.composition.rests import LONG_CUE_S, relieved, rests
from scorecut.model.affect import Affect
from scorecut.model.cue_sheet import Wishes
from scorecut.model.pitch import Key

LONG_S = LONG_CUE_S + 10.0


def form(*parts: tuple[str, int]) -> list[Stretch]:
    stretches, first = [], 0
    for number, (role, bars) in enumerate(parts):
        stretches.append(
            Stretch(
                number=number, role=role, first=first, last=first + bars - 1, start_beat=4.0 * first,
                end_beat=4.0 * (first + bars), intensity=0.5, affect=Affect(0.0, 0.0, 0.0), key=Key(0, "minor"),
            )
        )  # fmt: skip
        first += bars
    return stretches


SHORT_SECTIONS = form(("A", 2), ("climax", 4), ("A'", 3), ("B", 2), ("ending", 4))


def test_a_short_cue_sings_through():
    assert rests(SHORT_SECTIONS, LONG_CUE_S) == [0] * 5
    strings = cast_of(Wishes(), idiom_of("romantic strings"))
    leads = [strings.leads[0]] * 5
    assert relieved(leads, strings, SHORT_SECTIONS, LONG_CUE_S) == leads


def test_a_named_lead_rests_in_every_kind_of_section_but_the_end_and_sings_in_all():
    alone = rests(SHORT_SECTIONS, LONG_S, alone=True)
    assert sum(alone) >= 0.25 * 15 and alone[-1] == 0
    assert all(free < stretch.n_bars for free, stretch in zip(alone, SHORT_SECTIONS, strict=True))
    named = cast_of(Wishes(lead="cello"), idiom_of("elegy"))
    leads = [named.leads[0]] * 5
    assert relieved(leads, named, SHORT_SECTIONS, LONG_S) == leads


@pytest.mark.parametrize("style", ["romantic strings", "elegy", "epic", "folk", "fairy tale"])
def test_elsewhere_another_sings_for_a_while_but_not_the_opening_the_peak_or_the_end(style):
    cast = cast_of(Wishes(), idiom_of(style))
    leads = [cast.leads[0]] * 5
    sung = relieved(leads, cast, SHORT_SECTIONS, LONG_S)
    others = {lead.player for lead in sung} - {leads[0].player}
    assert len(others) == 1
    assert sung[0] is sung[1] is sung[-1] is leads[0]


def test_where_nobody_else_is_there_the_lead_goes_on():
    cast = cast_of(Wishes(only=True, instruments=("piano",)), idiom_of("minimalist piano"))
    alone = Cast(leads=cast.leads, seats=(), wishes=replace(cast.wishes))
    leads = [replace(alone.leads[0], double=())] * 5
    assert relieved(leads, alone, SHORT_SECTIONS, LONG_S) == leads
