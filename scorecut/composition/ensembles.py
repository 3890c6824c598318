"""Small and odd ensembles: what a named handful plays among itself, and a seat for whoever was asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from scorecut.catalog.instruments import Instrument, instrument
from scorecut.catalog.tables import build
from scorecut.composition.idiom import Idiom, Layer, Lead, grooves, textures
from scorecut.composition.seats import Seat, allowed, taste, with_players
from scorecut.model.cue_sheet import Wishes

#: An instrument that reaches down to here can carry a bass.
LOW_ENOUGH = 42
#: A section whose good notes end below this plays the bass and nothing else.
BASS_ENDS = 55
#: Where held chords lie.
CHORDS = (48, 69)
#: What tuned drums and kits play where the style has no groove of its own.
GROOVE_OF_TUNED, GROOVE_OF_KIT = "epic taiko", "light four"


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A family that plays as an orchestra of its own (``data/few.toml``).

    of : who is named when the whole family is; also : who belongs to it beside
    takes : by what a layer does, who takes it where the style's own players are others, best first
    """

    of: tuple[str, ...]
    also: tuple[str, ...] = ()
    takes: dict[str, tuple[str, ...]] = field(default_factory=dict)


@cache
def families() -> tuple[Family, ...]:
    """Return all families of the table."""
    return tuple(build(Family, values, "few.toml, family") for values in taste("few.toml")["family"])


def whole_family(pool: Sequence[str], wishes: Wishes) -> Family | None:
    """Return the family that a pool of names holds whole, but for who is forbidden; None where it is a handful of players."""
    for family in families():
        named = set(family.of) & set(pool)
        if len(named) > 1 and all(name in named or not allowed(name, wishes) for name in family.of):
            return family
    return None


def for_family(idiom: Idiom, family: Family, pool: tuple[str, ...], leads: tuple[Lead, ...]) -> tuple[Layer, ...]:
    """Return the style's layers in the hands of a family: nobody plays two of them at a time, nor beside a tune of theirs.

    A layer that nobody is left for is left out.
    """
    taken = [(lead.player, lead.above, lead.below) for lead in leads]
    layers: list[Layer] = []
    for layer in idiom.layers:
        if layer.texture in grooves():
            continue
        kind = "bass" if layer.function == "bass" else textures()[layer.texture].kind
        for option in (*layer.players, *family.takes.get(kind, ())):
            players = option.split("+")
            busy = {name for name, above, below in taken if above < layer.below and layer.above < below}
            if set(players) <= set(pool) and not busy & set(players):
                taken += [(name, layer.above, layer.below) for name in players]
                layers.append(replace(layer, players=(option,)))
                break
    return tuple(layers)


def for_few(idiom: Idiom, pool: tuple[str, ...], leads: tuple[Lead, ...]) -> tuple[Layer, ...]:
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
    lowest = next((row for row in basses if not row.polyphonic or row.sweet_high <= BASS_ENDS), None)
    held = [row for row in held if row is not lowest]
    layers: list[Layer] = []
    if struck:
        layers += _few("struck", struck[0], idiom)
        if lowest is None and struck[0].low <= LOW_ENOUGH:
            layers += _few("struck_low", struck[0], idiom)
    if held:
        layers += _few("held", max(reversed(held), key=_holds), idiom)
        deepest = min((row for row in pitched if row.polyphonic and row.sustains), key=lambda row: row.sweet_low)
        if lowest is None and not struck and deepest.low <= LOW_ENOUGH:
            layers += _few("low", deepest, idiom)
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


def _holds(row: Instrument) -> int:
    """Return how much of the chords' register lies well for an instrument, semitones."""
    return min(row.sweet_high, CHORDS[1]) - max(row.sweet_low, CHORDS[0])


def _few(kind: str, row: Instrument, idiom: Idiom) -> list[Layer]:
    """Return the layers that ``data/few.toml`` gives a kind of player, with ``row`` in them."""
    out = []
    for values in taste("few.toml")[kind]:
        layer = build(Layer, {**values, "players": [row.name]}, f"few.toml, {kind}")
        texture = layer.texture or idiom.solo_figure
        out.append(replace(layer, name=f"{layer.name} {row.name}", texture=texture))
    return out


def seated(name: str, seats: list[Seat], wishes: Wishes) -> list[Seat]:
    """Return the seats with ``name`` in the one that suits it best, sounding from the quietest intensity on."""
    row = instrument(name)
    wished = {*wishes.instruments, *wishes.background}
    free = [i for i, seat in enumerate(seats) if not wished & set(seat.players) and _suits(row, seat.layer) > 0]
    if free:
        best = max(free, key=lambda i: (_suits(row, seats[i].layer), -i))
        layer = replace(seats[best].layer, above=0.0, below=1.01, level_db=max(seats[best].layer.level_db, -5.0))
        return [*seats[:best], with_players(layer, (name,)), *seats[best + 1 :]]
    return [*seats, with_players(_new_layer(row), (name,))]


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
