"""Who plays when: players that the words tie to a time ("drops to a lone piano in the last 10 seconds")."""

from dataclasses import replace

from scorecut.brief.band import Band
from scorecut.brief.roles import Player
from scorecut.brief.when import span_of
from scorecut.catalog.instruments import instrument
from scorecut.model.brief import Change
from scorecut.model.cue_sheet import Wishes

#: A stretch shorter than this is no cue of its own.
LEAST_S = 2.0


def changes(band: Band, wishes: Wishes, film_length_s: float) -> tuple[Change, ...]:
    """Return the stretches of the film with wishes of their own, the first that covers a time holds: who is alone there,
    who is not in yet."""
    alone: dict[tuple[float, float], list[Player]] = {}
    late: dict[float, list[Player]] = {}
    for player in band.players:
        if player.when is None or player.role == "no" or not (player.members or player.is_drums):
            continue
        span = span_of(player.when, film_length_s)
        end_s = min(film_length_s, film_length_s if span.end_s is None else span.end_s)
        if player.alone and player.members and end_s - span.start_s >= LEAST_S:
            alone.setdefault((span.start_s, end_s), []).append(player)
        elif player.enters and LEAST_S <= span.start_s < film_length_s:
            late.setdefault(span.start_s, []).append(player)
    found = [
        Change(start_s=a, end_s=b, wishes=_alone(wishes, who), words=_words(who, "alone"))
        for (a, b), who in alone.items()
    ]
    before_s = 0.0
    for at_s in sorted(late):
        waiting = [player for time_s, who in late.items() if time_s >= at_s for player in who]
        words = _words(waiting, "not in yet")
        found.append(Change(start_s=before_s, end_s=at_s, wishes=_waiting(wishes, waiting), words=words))
        before_s = at_s
    return tuple(sorted(found, key=lambda change: (change.start_s, change.end_s)))


def lines(found: tuple[Change, ...]) -> list[str]:
    """Return what the changes are, for the user."""
    return [f"from {change.start_s:g} to {change.end_s:g} s: {change.words}" for change in found]


def _words(who: list[Player], what: str) -> str:
    return f"{', '.join(dict.fromkeys(player.name for player in who))} {what}"


def _alone(wishes: Wishes, who: list[Player]) -> Wishes:
    names = [name for player in who for name in player.members if name not in wishes.without]
    lead = next((player.carrier for player in who if player.carrier in names), None)
    drums = any(instrument(name).family == "drums" for name in names)
    rest = tuple(dict.fromkeys(name for name in names if name != lead))
    return replace(wishes, lead=lead, instruments=rest, background=(), only=True, drums=drums, rhythm_style=None)


def _waiting(wishes: Wishes, who: list[Player]) -> Wishes:
    """Return the wishes for the time before somebody enters: they are silent, whoever else was named plays."""
    silent = {name for player in who for name in player.members}
    families = {family for player in who if player.group for family in player.group.families}
    named = {name for name in (wishes.lead, *wishes.instruments) if name}
    kept = named - silent
    families -= {instrument(name).family for name in kept}
    barred = sorted({name for name in silent if name not in kept} | families)
    return replace(
        wishes,
        lead=wishes.lead if wishes.lead not in silent else None,
        instruments=tuple(name for name in wishes.instruments if name not in silent),
        background=tuple(name for name in wishes.background if name not in silent),
        without=tuple(dict.fromkeys([*wishes.without, *barred])),
        drums=False if "drums" in barred else wishes.drums,
        rhythm_style=None if "drums" in barred else wishes.rhythm_style,
    )
