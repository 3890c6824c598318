"""Who plays: the style's layers and leads under a person's wishes.

Wishes are law: what is forbidden never sounds, ``only`` means only, a named
lead carries the tune, every named instrument gets something to play. What the
style would have used otherwise is replaced by the nearest that may play.
"""

from dataclasses import dataclass, replace

from scorecut.catalog.instruments import Instrument, instrument, instruments
from scorecut.composition.ensembles import GROOVE_OF_KIT, for_family, for_few, seated, whole_family
from scorecut.composition.idiom import Idiom, Layer, Lead, grooves
from scorecut.composition.seats import Seat, allowed, register, seat_of
from scorecut.model.cue_sheet import Wishes

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
#: From this intensity on a wished lead sings higher: by how much its lowest note rises, and its highest, semitones.
SOARS_ABOVE, SOARS, SOARS_OVER, OCTAVE = 0.55, 9, 5, 12
#: Where the roots are thought of where no bass plays.
NO_BASS = (31, 48)


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

    @property
    def bass_register(self) -> tuple[int, int]:
        """Lowest and highest pitch of the bass that plays over most of the range of intensity."""
        basses = [seat for seat in self.seats if seat.layer.function == "bass"]
        if not basses:
            return NO_BASS
        seat = max(basses, key=lambda seat: seat.layer.below - seat.layer.above)
        return seat.low, seat.high


def cast_of(wishes: Wishes, idiom: Idiom) -> Cast:
    """Return the players of a cue."""
    pool: tuple[str, ...] | None = None
    if wishes.only:
        named = dict.fromkeys([*([wishes.lead] if wishes.lead else []), *wishes.instruments, *wishes.background])
        pool = tuple(name for name in named if name in instruments()) or None
    family = whole_family(pool or (), wishes)
    if pool and family:
        pool = tuple(dict.fromkeys([*pool, *(name for name in family.also if allowed(name, wishes))]))
    tuneless = "melody" in wishes.without
    leads = () if tuneless else _leads(wishes, idiom, pool)
    layers = idiom.layers
    if pool is not None:
        layers = for_family(idiom, family, pool, leads) if family and family.takes else for_few(idiom, pool, leads)
    if tuneless:
        layers = tuple(layer for layer in layers if layer.function != "melody")
    if wishes.drums:
        layers = tuple(
            replace(layer, above=min(layer.above, 0.08), steady=True) if layer.texture in grooves() else layer
            for layer in layers
        )
    seats = [seat for layer in layers if (seat := seat_of(layer, wishes, pool)) is not None]
    if wishes.drums and pool is None and not any(seat.layer.texture in grooves() for seat in seats):
        drum = Layer(
            name="drums", function="rhythm", texture=GROOVE_OF_KIT, players=("drum kit",), above=0.1, level_db=-4.0
        )
        seat = seat_of(drum, wishes, pool)
        seats += [seat] if seat else []
    playing = {player for seat in seats for player in seat.players}
    playing |= {lead.player for lead in leads[:1]}  # the others sing only where the music is as loud as they like it
    for name in (*wishes.instruments, *wishes.background):
        if name not in playing and name in instruments() and allowed(name, wishes):
            seats = seated(name, seats, wishes)
            playing.add(name)
    return Cast(leads=leads, seats=tuple(seats), wishes=wishes, pool=pool)


def _soaring(lead: Lead, idiom: Idiom) -> tuple[Lead, ...]:
    """Return a lead that is alone in all sections, and how it sings where the music is intense: from higher up.

    A wished lead has no brighter player to give the tune to, but goes where the style's other leads do then, as far as
    it can: a solo cello sings on its first string.
    """
    row = instrument(lead.player)
    low, high = lead.register
    wanted = [other.register for other in idiom.leads if other.above >= SOARS_ABOVE]
    wanted.append((low + SOARS, high + SOARS_OVER))
    able = [(max(low, a), min(b, row.high, row.sweet_high + SOARS_OVER)) for a, b in wanted]
    higher = [(a, b) for a, b in able if b - a > OCTAVE and a + b > low + high]
    if not higher:
        return (lead,)
    # who doubles an octave above the calm lead joins the high one from below
    soaring = replace(lead, register=max(higher, key=sum), above=SOARS_ABOVE, octave=-lead.octave)
    return replace(lead, below=SOARS_ABOVE), soaring


def _leads(wishes: Wishes, idiom: Idiom, pool: tuple[str, ...] | None) -> tuple[Lead, ...]:
    """Return the leads: the wished one alone, else the style's that may play (those that were asked for before all
    others), else the first that can sing."""

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
        calm = Lead(
            player=wishes.lead,
            register=(low, high),
            double=double,
            double_above=0.7,
            octave=1 if double == (wishes.lead,) else 0,
        )
        return _soaring(calm, idiom)
    found = []
    for lead in idiom.leads:
        if may(lead.player) and lead.player not in wishes.background:
            low, high = register(instrument(lead.player), lead.register)
            found.append(replace(lead, register=(low, high), double=tuple(name for name in lead.double if may(name))))
    found = [lead for lead in found if lead.player in wishes.instruments] or found
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
