"""Seats: a layer with the players that may take it, and the register that they share."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from scorecut.catalog.instruments import Instrument, instrument, instruments
from scorecut.catalog.tables import DATA, read_table
from scorecut.composition.idiom import Layer, grooves, textures
from scorecut.model.cue_sheet import Wishes

#: A section named in the negative means its whole family ("no strings").
WHOLE = {
    "string section": "strings", "brass section": "brass", "drum kit": "drums", "drum machine": "drums", "synths": "synth",
}  # fmt: skip
SYNTH_FAMILIES = ("lead", "pad")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A layer with its players and the register that they share."""

    layer: Layer
    players: tuple[str, ...]
    low: int
    high: int


@cache
def taste(name: str) -> dict[str, Any]:
    return read_table(DATA / name)


def allowed(name: str, wishes: Wishes) -> bool:
    """Return whether nothing in the wishes forbids the instrument (``only`` apart)."""
    row = instruments().get(name)
    if row is None:
        return False
    if wishes.drums is False and row.family == "drums":
        return False
    for word in wishes.without:
        family = WHOLE.get(word, word)
        if name in (word, family) or row.family == family:
            return False
        if family == "strings" and name.startswith("pizzicato"):
            return False
        if family in ("synth", "synths", "electronics") and (row.family in SYNTH_FAMILIES or row.engine == "synth"):
            return False
        if family == "percussion" and row.family == "drums":
            return False
        if word in ("violin", "viola", "cello", "double bass") and _section_of(word) in name:
            return False
        if family in ("woodwinds", "winds") and row.family in ("reeds", "flutes"):
            return False
    return True


def _section_of(solo: str) -> str:
    return {"violin": "violins", "viola": "violas", "cello": "celli", "double bass": "basses"}[solo]


def register(row: Instrument, wanted: tuple[int, int]) -> tuple[int, int]:
    """Return the part of ``wanted`` (moved by octaves if it must) that lies in the instrument's sweet register."""
    low, high = wanted
    centre = (row.sweet_low + row.sweet_high) / 2
    while low < row.sweet_low - 5 and abs((low + high) / 2 + 12 - centre) < abs((low + high) / 2 - centre):
        low, high = low + 12, high + 12
    while high > row.sweet_high + 5 and abs((low + high) / 2 - 12 - centre) < abs((low + high) / 2 - centre):
        low, high = low - 12, high - 12
    low, high = max(low, row.sweet_low), min(high, row.sweet_high)
    if high - low < 13:  # room for a chord tone of every name
        low = max(row.low, min(low, high - 13))
        high = min(row.high, max(high, low + 13))
        low = max(row.low, min(low, high - 13))
    return low, high


def seat_of(layer: Layer, wishes: Wishes, pool: tuple[str, ...] | None) -> Seat | None:
    """Return the layer with the first of its options that may play, None where none may."""
    for option in layer.players:
        players = tuple(name for name in option.split("+") if allowed(name, wishes) and (pool is None or name in pool))
        if players:
            return with_players(layer, players)
    if layer.texture in grooves() or pool is not None:
        return None
    kind = "bass" if layer.function == "bass" else textures()[layer.texture].kind
    for name in taste("stand_ins.toml")[kind]:
        if allowed(name, wishes) and name != wishes.lead:
            return with_players(layer, (name,))
    return None


def with_players(layer: Layer, players: tuple[str, ...]) -> Seat:
    rows = [instrument(name) for name in players]
    if layer.texture in grooves():
        return Seat(layer=layer, players=players, low=min(row.low for row in rows), high=max(row.high for row in rows))
    spans = [register(row, layer.register) for row in rows]
    if textures()[layer.texture].kind in ("pad", "chorale") and len(rows) > 1:
        return Seat(layer=layer, players=players, low=min(low for low, _ in spans), high=max(high for _, high in spans))
    low, high = max(low for low, _ in spans), min(high for _, high in spans)
    if high - low < 12:
        low, high = spans[0]
    return Seat(layer=layer, players=players, low=low, high=high)
