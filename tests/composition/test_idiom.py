from dataclasses import replace

import pytest

from scorecut.catalog.instruments import instruments
from scorecut.catalog.styles import style, styles
from scorecut.catalog.tables import TableError
from scorecut.composition.blend import blended
from scorecut.composition.harmony import cadence_numerals
from scorecut.composition.hits import palette
from scorecut.composition.idiom import grooves, idiom_of, read_idiom, textures
from scorecut.composition.motif import read_cell
from scorecut.composition.numerals import harmony
from scorecut.composition.percussion import ROLLED
from scorecut.composition.steering import common
from scorecut.model.cue_sheet import HIT_KINDS
from scorecut.model.pitch import MODES, Key


@pytest.mark.parametrize("name", sorted(styles()))
def test_every_style_can_be_read_to_its_last_word(name):
    idiom = idiom_of(name)
    assert len(idiom.layers) >= 5 and idiom.leads
    for layer in idiom.layers:
        for option in layer.players:
            assert all(player in instruments() for player in option.split("+"))
        assert layer.above < layer.below and layer.register[0] < layer.register[1]
    for lead in idiom.leads:
        assert lead.player in instruments() and all(player in instruments() for player in lead.double)
    for row in (*idiom.cells, *idiom.tails):
        bars = read_cell(row)
        assert len(bars) == 2 and all(abs(sum(event.length for event in bar) - 8) < 1e-6 for bar in bars)
    for mode, progressions in idiom.progressions.items():
        assert mode in MODES
        for numeral in " ".join(progressions).split():
            harmony(numeral, Key(0, mode))
    for mode in (mode for _, mode in idiom.modes):
        assert mode in MODES
    assert set(idiom.accents) <= set(HIT_KINDS)
    assert all(player in instruments() for row in idiom.accents.values() for player in row)
    assert idiom.solo_figure in textures()
    assert [limit for limit, _ in idiom.modes] == sorted(limit for limit, _ in idiom.modes)


def test_every_mode_has_progressions_and_cadences():
    for mode in MODES:
        key = Key(0, mode)
        for name in ("half", "perfect", "deceptive", "open", "plagal", "modal"):
            assert [harmony(numeral, key) for numeral in cadence_numerals(name, key)]
        for row in common()["progressions"].get(mode, ["i"]):
            assert [harmony(numeral, key) for numeral in row.split()]


def test_accents_know_their_instruments():
    loud, softly = dict(palette()), palette()["softly"]
    del loud["softly"]
    assert set(loud) == set(HIT_KINDS)
    assert set(softly) <= set(HIT_KINDS)
    assert all(player in instruments() for row in [*loud.values(), *softly.values()] for player in row)


def test_grooves_are_one_bar_or_two_of_sixteen_slots():
    for groove in grooves().values():
        assert all(len(row) in (16, 32) and set(row) <= {*".123456789", *ROLLED} for row in groove.drums.values())


def test_a_blend_takes_one_rhythm_section_only():
    mixed = blended(idiom_of("baroque"), idiom_of("industrial techno"))
    own = {layer.name for layer in idiom_of("baroque").layers if layer.function in ("rhythm", "bass")}
    assert not own & {layer.name for layer in mixed.layers if layer.function in ("rhythm", "bass")} - {"bass"}
    assert any(layer.texture == "industrial" for layer in mixed.layers)
    assert mixed.progressions == idiom_of("baroque").progressions


def test_a_texture_that_does_not_exist_is_named():
    row = style("elegy")
    layers = [{"name": "x", "function": "harmony", "texture": "fog", "players": ["piano"]}]
    with pytest.raises(TableError, match="fog"):
        read_idiom(replace(row, composition={"layers": layers}))


def test_a_style_with_little_weight_lends_less_softer_and_later():
    def lent(share):
        own = {layer.name: layer for layer in idiom_of("industrial techno").layers}
        return [
            layer
            for layer in blended(idiom_of("baroque"), idiom_of("industrial techno"), share).layers
            if layer.name in own and own[layer.name].texture == layer.texture
        ]

    few, usual, many = lent(0.2), lent(0.5), lent(0.9)
    assert 0 < len(few) < len(usual) < len(many)
    before = {layer.name: layer for layer in usual}
    assert all(layer.level_db < before[layer.name].level_db and layer.above > before[layer.name].above for layer in few)
    assert any(
        layer.function == "bass" for layer in blended(idiom_of("baroque"), idiom_of("industrial techno"), 0.1).layers
    )
