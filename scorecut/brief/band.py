"""The band: who leads, who must be heard, who stays behind, who stays silent."""

from dataclasses import dataclass, field, replace

from scorecut.brief.roles import Player, players
from scorecut.brief.scan import Item
from scorecut.catalog.instruments import instrument, instruments
from scorecut.catalog.styles import style as style_named
from scorecut.catalog.words import homes, terms


@dataclass(frozen=True, slots=True)
class Band:
    """What the prompt says about players; names are canonical. ``lines`` are (place, text) for the user."""

    lead: str | None = None
    instruments: tuple[str, ...] = ()
    background: tuple[str, ...] = ()
    only: bool = False
    without: tuple[str, ...] = ()
    drums: bool | None = None
    lines: tuple[tuple[int, str], ...] = ()
    players: tuple[Player, ...] = field(default=())


def band(items: tuple[Item, ...]) -> Band:
    """Return who plays what; where the prompt wants and forbids the same, the ban stands and is said."""
    named = players(items)
    denied = [player for player in named if player.role == "no"]
    banned = _banned(denied)
    families = set(banned)
    banned = _spared(banned, denied, [player for player in named if player.role != "no" and not player.group])
    # "no drums, just a shaker": the only drum, not the only player
    named = tuple(
        replace(p, role="with") if p.role == "only" and not p.group and p.row.family in families else p for p in named
    )
    lines: list[tuple[int, str]] = []
    wanted: list[Player] = []
    for player in named:
        if player.role == "no":
            lines.append((player.item.at, f"without {player.name}"))
        elif player.role == "less":
            continue
        elif player.members and all(_is_banned(name, banned) for name in player.members):
            lines.append((player.item.at, f"{player.name}: asked for and forbidden; it stays silent"))
        elif not player.members and "drums" in banned and player.is_drums:
            lines.append((player.item.at, "drums: asked for and forbidden; they stay silent"))
        else:
            wanted.append(replace(player, banned=tuple(n for n in player.members if _is_banned(n, banned))))

    if any(item.name("part") == "melody" and item.negated for item in items):
        at = next(item.at for item in items if item.name("part") == "melody")
        lines.append((at, "nobody carries a melody"))
        banned = _once([*banned, "melody"])
    leader = None if "melody" in banned else _leader(wanted)
    lead = leader.carrier if leader else None
    heard = [name for player in wanted for name in player.members if not _is_banned(name, banned)]
    behind = [name for player in wanted if player.role == "over" for name in player.members]
    only = _is_only(wanted)
    if only:
        struck = any(player.is_drums and player.members for player in wanted)
        heard += [p.item.name("instrument") for p in wanted if not p.members and not (p.is_drums and struck)]
    drums: bool | None = None
    if any(player.is_drums for player in wanted):
        drums = True
    if "drums" in banned:
        drums = False
    for player in wanted:
        lines.append((player.item.at, _line(player, leader)))
    if only and wanted:
        lines.append((wanted[-1].item.at, "nothing else plays"))
    return Band(
        lead=lead,
        instruments=_once([name for name in heard if name != lead]),
        background=_once([name for name in behind if name != lead]),
        only=only,
        without=banned,
        drums=drums,
        lines=tuple(lines),
        players=named,
    )


def in_style(said: Band, style: str | None) -> Band:
    """Return the band with the style's own kind where a word left the kind open: the guitar of rock is distorted."""
    home = homes().get(style or "")
    said = _with_bass(said, style)
    leader = next((p for p in said.players if p.role != "no" and p.group and p.group.lead == said.lead), None)
    if home is None or leader is None or leader.group is None or len(leader.members) != 1:
        return said
    own = next((name for name in home.instruments if name in leader.group.also), said.lead)
    if own == said.lead or said.lead in home.instruments or own in said.without:
        return said
    lines = tuple((at, line.replace(f"({said.lead})", f"({own})")) for at, line in said.lines)
    return replace(said, lead=own, instruments=tuple(name for name in said.instruments if name != own), lines=lines)


def _with_bass(said: Band, style: str | None) -> Band:
    """Return the band with a player for each group that was asked for and that nobody of the style belongs to."""
    more = []
    for player in said.players:
        group = player.group
        if player.role in ("no", "less") or group is None or group.members or not group.stand_in:
            continue
        own = style_named(style).everybody if style else frozenset()
        if not any(name in group.also or _is_banned(name, group.families) for name in (*own, *said.instruments)):
            more.append(group.stand_in)
    kept = [name for name in more if not _is_banned(name, said.without) and name not in said.instruments]
    return replace(said, instruments=(*said.instruments, *_once(kept))) if kept else said


def _leader(wanted: list[Player]) -> Player | None:
    """Return who carries the melody: said so, soloist, described, first named; never a bed."""
    able = [player for player in wanted if player.carrier and player.role != "over"]
    for role in ("lead", "solo"):
        for player in able:
            if player.role == role:
                return player
    voices = [player for player in able if _is_choir(player)]
    first = [player for player in able if player not in voices]
    for choice in (
        [player for player in first if player.role in ("", "only") and player.described],
        [player for player in first if player.role in ("", "only")],
        first,
        voices if len(wanted) == 1 and wanted[0].role != "with" else [],
    ):
        if choice:
            return choice[0]
    return None


def _is_choir(player: Player) -> bool:
    row = instrument(player.carrier)
    return row.family == "voice" and row.polyphonic


def _is_only(wanted: list[Player]) -> bool:
    """Whether nothing else may sound: "only", or a soloist with nobody named beside."""
    if any(player.role == "only" for player in wanted):
        return True
    if len(wanted) != 1:  # a soloist and the accompaniment are all there is
        others = [player for player in wanted if player.role != "solo"]
        return 0 < len(others) < len(wanted) and all(player.accompanies for player in others)
    group = wanted[0].group
    return wanted[0].role == "solo" or bool(group and group.amount and wanted[0].role == "")


def _banned(denied: list[Player]) -> tuple[str, ...]:
    names: list[str] = []
    also = terms()["also"]
    for player in denied:
        if player.group:
            names += [*player.group.families, *player.group.also]
            names += [] if player.group.families or player.group.also else player.group.members
        else:
            names.append(player.row.name)
            if player.row.name in also:
                names += also[player.row.name].members
            if player.row.name == "drum kit":
                names.append("drums")
    return _once(names)


def _spared(banned: tuple[str, ...], denied: list[Player], wanted: list[Player]) -> tuple[str, ...]:
    """Return the ban with single players taken out of banned families: "no drums, just a shaker" keeps the shaker."""
    names = {player.row.name for player in wanted}
    meant = {player.row.name for player in denied if not player.group}
    out: list[str] = []
    for name in banned:
        if name in names - meant:
            continue
        family = [row for row in instruments().values() if row.family == name]
        if names & {row.name for row in family}:
            out += [row.name for row in family if row.name not in names]
        else:
            out.append(name)
    return _once(out)


def _is_banned(name: str, banned: tuple[str, ...]) -> bool:
    return name in banned or instruments()[name].family in banned


def _line(player: Player, leader: Player | None) -> str:
    if player is leader:
        return f"lead: {player.name}" + (f" ({player.carrier})" if player.carrier != player.name else "")
    if player.role == "over":
        return f"in the background: {player.name}"
    return f"heard: {player.name}" if player.members else f"asked for: {player.name}"


def _once(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
