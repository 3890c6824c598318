"""The style that instruments and moods mean where nobody named one ("melancholic cello")."""

from scorecut.brief.band import Band
from scorecut.catalog.styles import Style, styles
from scorecut.catalog.words import homes
from scorecut.model.affect import Affect

#: Points of the lead's home, of another player's home, of a home mood; points lost per unit of distance.
LEAD_HOME, HOME, MOOD_HOME, DISTANCE = 2.0, 1.0, 0.8, 1.5
#: What the first instrument of a home is worth more than its last.
NEARER = 0.2


def implied_style(
    named: dict[str, float], band: Band, affect: Affect | None, moods: tuple[str, ...], denied: set[str]
) -> str | None:
    """Return the style that soft genre words, instruments and moods mean together; None where only moods speak."""
    played = [name for name in (band.lead, *band.instruments) if name]
    if not named and not played:
        return None
    points = {
        row.name: _points(row, named, band, affect, moods)
        for row in styles().values()
        if row.name not in denied and (not row.rhythm_only or row.name in named)
    }
    at_home = [name for name in points if name in named or set(_home(name)) & set(played)]
    if not at_home:
        return None
    return max(at_home, key=lambda name: (points[name], name in named))


def _home(name: str) -> tuple[str, ...]:
    return homes()[name].instruments if name in homes() else ()


def _points(row: Style, named: dict[str, float], band: Band, affect: Affect | None, moods: tuple[str, ...]) -> float:
    home = homes().get(row.name)
    points = named.get(row.name, 0.0)
    if home:
        if band.lead in home.instruments:
            points += LEAD_HOME + NEARER * (1 - home.instruments.index(band.lead) / len(home.instruments))
        points += HOME * _others_at_home(band, home.instruments)
        points += MOOD_HOME * min(2, sum(name in home.moods for name in moods))
        points -= MOOD_HOME * sum(name.removeprefix("not ") in home.moods for name in moods if name.startswith("not "))
    if affect is not None:
        valence, energy, tension = row.affect
        away = (valence - affect.valence) ** 2 + (energy - affect.energy) ** 2 + (tension - affect.tension) ** 2
        points -= DISTANCE * away**0.5
    return points


def _others_at_home(band: Band, home: tuple[str, ...]) -> int:
    """Return how many players beside the lead belong there; a group counts once."""
    n = 0
    for player in band.players:
        if player.role != "no" and player.carrier != band.lead:
            n += any(name in home for name in player.members)
    return n
