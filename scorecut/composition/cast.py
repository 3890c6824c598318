"""Who plays: the style's layers and leads under a person's wishes.

Wishes are law: what is forbidden never sounds, ``only`` means only, a named
lead carries the tune, every named instrument gets something to play. What the
style would have used otherwise is replaced by the nearest that may play.
"""

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from scorecut.catalog.instruments import Instrument, instrument, instruments
from scorecut.catalog.tables import DATA, build, read_table
from scorecut.composition.idiom import Idiom, Layer, Lead, grooves, textures
from scorecut.model.cue_sheet import Wishes

#: A section named in the negative means its whole family ("no strings").
WHOLE = {
    "string section": "strings",
    "brass section": "brass",
    "drum kit": "drums",
    "drum machine": "drums",
    "synths": "synth",
}
SYNTH_FAMILIES = ("lead", "pad")
QUICK_MS = 20.0
#: An instrument that reaches down to here can carry a bass.
LOW_ENOUGH = 42
#: What tuned drums and kits play where the style has no groove of its own.
GROOVE_OF_TUNED, GROOVE_OF_KIT = "epic taiko", "light four"
#: When nothing of the style may play, the tune goes to the first of these that may.
LAST_RESORTS = (
    "violins",
    "piano",
    "flute",
    "horn",
    "clarinet",
    "acoustic guitar",
    "saw lead",
    "choir",
    "marimba",
    "synth bass",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A layer with its players and the register that they share."""

    layer: Layer
    players: tuple[str, ...]
    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Everybody who plays in a cue. ``pool``: what hits may use beside the seats (None: anything not forbidden)."""

    leads: tuple[Lead, ...]
    seats: tuple[Seat, ...]
    wishes: Wishes
    pool: tuple[str, ...] | None = None

    def may(self, name: str) -> bool:
        """Return whether an instrument may sound at all."""
        return allowed(name, self.wishes) and (self.pool is None or name in self.pool)


@cache
def _table(name: str) -> dict[str, Any]:
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


def cast_of(wishes: Wishes, idiom: Idiom) -> Cast:
    """Return the players of a cue."""
    pool: tuple[str, ...] | None = None
    if wishes.only:
        named = dict.fromkeys([*([wishes.lead] if wishes.lead else []), *wishes.instruments, *wishes.background])
        pool = tuple(name for name in named if name in instruments()) or None
    leads = _leads(wishes, idiom, pool)
    layers = idiom.layers
    if pool is not None:
        layers = _for_few(idiom, pool, leads)
    if wishes.drums:
        layers = tuple(
            replace(layer, above=min(layer.above, 0.08), steady=True) if layer.texture in grooves() else layer
            for layer in layers
        )
    seats = [seat for layer in layers if (seat := _seat(layer, wishes, pool)) is not None]
    if wishes.drums and pool is None and not any(seat.layer.texture in grooves() for seat in seats):
        drum = Layer(
            name="drums", function="rhythm", texture=GROOVE_OF_KIT, players=("drum kit",), above=0.1, level_db=-4.0
        )
        seat = _seat(drum, wishes, pool)
        seats += [seat] if seat else []
    playing = {player for seat in seats for player in seat.players} | {lead.player for lead in leads}
    for name in (*wishes.instruments, *wishes.background):
        if name not in playing and name in instruments() and allowed(name, wishes):
            seats = _seated(name, seats, wishes)
            playing.add(name)
    return Cast(leads=leads, seats=tuple(seats), wishes=wishes, pool=pool)


def _leads(wishes: Wishes, idiom: Idiom, pool: tuple[str, ...] | None) -> tuple[Lead, ...]:
    """Return the leads: the wished one alone, else the style's that may play, else the first that can sing."""

    def may(name: str) -> bool:
        return allowed(name, wishes) and (pool is None or name in pool)

    if wishes.lead and wishes.lead in instruments():
        home = idiom.leads[0]
        low, high = register(instrument(wishes.lead), home.register)
        others = tuple(
            dict.fromkeys(lead.player for lead in idiom.leads if lead.player != wishes.lead and may(lead.player))
        )
        others += tuple(
            name for lead in idiom.leads for name in lead.double if may(name) and name not in (*others, wishes.lead)
        )
        partner = instrument(wishes.lead).partner
        double = others[:1] or ((partner,) if partner and may(partner) and _melodic(instrument(partner)) else ())
        if not double and instrument(wishes.lead).polyphonic:
            double = (wishes.lead,)
        return (
            Lead(
                player=wishes.lead,
                register=(low, high),
                double=double,
                double_above=0.7,
                octave=1 if double == (wishes.lead,) else 0,
            ),
        )
    found = []
    for lead in idiom.leads:
        if may(lead.player) and lead.player not in wishes.background:
            low, high = register(instrument(lead.player), lead.register)
            found.append(replace(lead, register=(low, high), double=tuple(name for name in lead.double if may(name))))
    if found:
        found[0] = replace(found[0], above=0.0)
        found[-1] = replace(found[-1], below=1.01)
        return tuple(found)
    choices = pool or tuple(
        name
        for name in (
            *wishes.instruments,
            *(p for layer in idiom.layers for o in layer.players for p in o.split("+")),
            *LAST_RESORTS,
        )
    )
    for name in choices:
        if (
            name in instruments()
            and allowed(name, wishes)
            and _melodic(instrument(name))
            and name not in wishes.background
        ):
            return (Lead(player=name, register=register(instrument(name), idiom.leads[0].register)),)
    return ()


def _melodic(row: Instrument) -> bool:
    return row.family not in ("drums", "fx") and row.high - row.low >= 12


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


def _seat(layer: Layer, wishes: Wishes, pool: tuple[str, ...] | None) -> Seat | None:
    """Return the layer with the first of its options that may play, None where none may."""
    for option in layer.players:
        players = tuple(name for name in option.split("+") if allowed(name, wishes) and (pool is None or name in pool))
        if players:
            return _with(layer, players)
    if layer.texture in grooves() or pool is not None:
        return None
    kind = "bass" if layer.function == "bass" else textures()[layer.texture].kind
    for name in _table("stand_ins.toml")[kind]:
        if allowed(name, wishes) and name != wishes.lead:
            return _with(layer, (name,))
    return None


def _with(layer: Layer, players: tuple[str, ...]) -> Seat:
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


def _for_few(idiom: Idiom, pool: tuple[str, ...], leads: tuple[Lead, ...]) -> tuple[Layer, ...]:
    """Return layers for an ensemble that was named: bass, harmony and motion from whoever can play them."""
    tune = leads[0].player if leads else ""
    rows = [instrument(name) for name in pool]
    pitched = [row for row in rows if row.family not in ("drums", "fx")]
    others = [row for row in pitched if row.name != tune]
    chords = [row for row in others if row.polyphonic] or [row for row in pitched if row.polyphonic]
    struck = [row for row in chords if not row.sustains]
    held = [row for row in chords if row.sustains]
    basses = sorted(
        (row for row in others if row.low <= LOW_ENOUGH), key=lambda row: (row.family != "bass", row.low, row.name)
    )
    lowest = next((row for row in basses if not row.polyphonic), None)
    layers: list[Layer] = []
    if struck:
        layers += _few("struck", struck[0], idiom)
        if lowest is None and struck[0].low <= LOW_ENOUGH:
            layers += _few("struck_low", struck[0], idiom)
    if held:
        layers += _few("held", held[-1], idiom)
        if lowest is None and not struck and held[0].low <= LOW_ENOUGH:
            layers += _few("low", held[0], idiom)
    if lowest is not None:
        layers += _few("low", lowest, idiom)
    singles = [row for row in others if not row.polyphonic and row is not lowest]
    for i, row in enumerate(singles):
        layers.append(_few("single", row, idiom)[i % 3])
    if not layers and pitched:
        layers += _few("alone", pitched[0], idiom)
    own = [layer for layer in idiom.layers if layer.texture in grooves()]
    for i, row in enumerate(row for row in rows if row.family == "drums"):
        groove = own[i % len(own)].texture if own else GROOVE_OF_TUNED if row.program >= 0 else GROOVE_OF_KIT
        layers.append(
            Layer(name=f"drums {i}", function="rhythm", texture=groove, players=(row.name,), above=0.08, level_db=-4.0)
        )
    return tuple(layers)


def _few(kind: str, row: Instrument, idiom: Idiom) -> list[Layer]:
    """Return the layers that ``data/few.toml`` gives a kind of player, with ``row`` in them."""
    out = []
    for values in _table("few.toml")[kind]:
        layer = build(Layer, {**values, "players": [row.name]}, f"few.toml, {kind}")
        texture = layer.texture or idiom.solo_figure
        out.append(replace(layer, name=f"{layer.name} {row.name}", texture=texture))
    return out


def _seated(name: str, seats: list[Seat], wishes: Wishes) -> list[Seat]:
    """Return the seats with ``name`` in the one that suits it best, sounding from the quietest intensity on."""
    row = instrument(name)
    wished = {*wishes.instruments, *wishes.background}
    free = [i for i, seat in enumerate(seats) if not wished & set(seat.players) and _suits(row, seat.layer) > 0]
    if free:
        best = max(free, key=lambda i: (_suits(row, seats[i].layer), -i))
        layer = replace(seats[best].layer, above=0.0, below=1.01, level_db=max(seats[best].layer.level_db, -5.0))
        return [*seats[:best], _with(layer, (name,)), *seats[best + 1 :]]
    return [*seats, _with(_new_layer(row), (name,))]


def _suits(row: Instrument, layer: Layer) -> float:
    """Return how well an instrument fills a layer, 0 not at all."""
    if (row.family == "drums") != (layer.texture in grooves()):
        return 0.0
    if row.family == "drums":
        return 2.0 if row.name in layer.players else 1.0 if row.key < 0 else 0.0
    if row.family == "fx":
        return 0.0
    kind = textures()[layer.texture].kind
    fit = min(row.sweet_high, layer.register[1]) - max(row.sweet_low, layer.register[0])
    if fit < 9:
        return 0.0
    if layer.function == "bass":
        return (
            2.0
            if row.family == "bass" or (row.sweet_low <= 32 and not row.polyphonic)
            else 0.5
            if row.sweet_low <= 36
            else 0.0
        )
    if kind in ("pad", "chorale", "cluster"):
        return 1.5 if row.sustains and row.polyphonic else 0.0
    if kind == "figure":
        return (
            (1.4 if not row.sustains else 0.7)
            if row.polyphonic or "t" in layer.texture
            else 0.6
            if not row.sustains
            else 0.0
        )
    if kind in ("counter", "call", "canon"):
        return 1.6 if not row.polyphonic else 0.4
    if kind in ("bells", "loop"):
        return 0.9 if not row.sustains else 0.0
    return 0.3


def _new_layer(row: Instrument) -> Layer:
    """Return a layer made for one instrument that found no seat."""
    span = (row.sweet_low, row.sweet_high)
    if row.family == "drums":
        texture = GROOVE_OF_TUNED if row.program >= 0 else GROOVE_OF_KIT if row.key < 0 else "clock"
        return Layer(name=row.name, function="rhythm", texture=texture, players=(row.name,), level_db=-5.0)
    if row.family == "fx":
        return Layer(
            name=row.name,
            function="texture",
            texture="low drone",
            players=(row.name,),
            above=0.3,
            register=span,
            level_db=-6.0,
        )
    if row.family == "bass" or row.sweet_high < 52:
        return Layer(
            name=row.name, function="bass", texture="bass halves", players=(row.name,), register=span, level_db=-4.0
        )
    if row.polyphonic and row.sustains:
        return Layer(
            name=row.name, function="harmony", texture="pad", players=(row.name,), register=span, level_db=-5.0
        )
    if row.polyphonic:
        texture = "harp arpeggio" if row.family in ("keys", "plucked") else "mallet pulse"
        return Layer(
            name=row.name, function="texture", texture=texture, players=(row.name,), register=span, level_db=-5.0
        )
    return Layer(
        name=row.name, function="harmony", texture="counter", players=(row.name,), register=span, level_db=-4.0
    )
