"""Who plays what: the lead, those who must be heard, those behind, those who stay silent."""

from dataclasses import dataclass, field, replace

from scorecut.brief.marks import is_player
from scorecut.brief.scan import Item
from scorecut.catalog.instruments import Instrument, instrument, instruments
from scorecut.catalog.words import Term, homes, terms

_LEADERS = frozenset({"keys", "mallets", "plucked", "strings", "brass", "reeds", "flutes", "lead", "voice"})
#: Percussion that does not ask for a drummer: it colours an orchestra.
_COLOURS = frozenset({"timpani", "bass drum", "heartbeat", "gong"})
_ARTICLES = frozenset({"a", "an", "the", "some", "one"})
_BEATING = frozenset({"kick", "snare", "hat", "clap", "tom", "boom", "metal"})
#: Adjectives of a bed as much as of a tune: they make nobody the lead.
_OF_A_BED = frozenset({"gentle", "warm", "calm", "neutral", "playful", "epic", "dark"})


@dataclass(frozen=True, slots=True)
class Player:
    """One instrument or group that was named: its role and where it stands in the prompt.

    role : ``""`` ``with`` ``over`` ``lead`` ``solo`` ``only`` ``no`` ``less``;
        described : a mood stands before it
    """

    item: Item
    role: str
    described: bool = False

    @property
    def group(self) -> Term | None:
        """The group, None for a single instrument."""
        name = self.item.name("group")
        return terms()["group"][name] if name else None

    @property
    def row(self) -> Instrument:
        return instrument(self.item.name("instrument"))

    @property
    def name(self) -> str:
        return self.item.name("group") or self.item.name("instrument")

    @property
    def members(self) -> tuple[str, ...]:
        """The instruments that it stands for."""
        return self.group.members if self.group else (self.row.name,)

    @property
    def carrier(self) -> str:
        """The instrument that takes the tune where this one leads, "" where none can."""
        if self.group:
            return self.group.lead
        return self.row.name if self.row.family in _LEADERS else ""

    @property
    def is_drums(self) -> bool:
        """Whether it asks for a beat."""
        if self.group:
            return bool(self.group.drums)
        row = self.row
        return row.family == "drums" and row.name not in _COLOURS and (row.key < 0 or row.preset in _BEATING)


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


def players(items: tuple[Item, ...]) -> tuple[Player, ...]:
    """Return the players named, each with its role."""
    found: list[Player] = []
    role, described = "", False
    for n, item in enumerate(items):
        join = item.name("join")
        if item.has("stop") or (item.has("turn") and item.name("turn") == "then"):
            role, described = "", False
        elif item.has("comma"):
            described = False
            if role != "only" and not _list_goes_on(items, n):
                role = ""
        elif is_player(item) and not (join and _is_role_word(items, n)):
            here = "no" if item.negated else _after(items, n) or role
            if not here and "solo" in item.raw.lower().split():
                here = "solo"
            if here in ("solo", "only") and timed(items, n):
                here = "with"  # alone for a while: the whole film is not
            if here in ("", "with") and n:
                here = _hint(items[n - 1]) or here
            found.append(Player(item, here, described))
            if role == "lead":
                role = "with"
            described = False
        elif join == "only" and not _player_next(items, n):
            continue
        elif join in ("with", "over", "lead", "solo", "only", "but", "meets", "infused", "under"):
            role = {"but": "", "meets": "", "infused": "", "under": "lead"}.get(join, join)
            if join in ("under",) and found and found[-1].role in ("", "with"):
                found[-1] = Player(found[-1].item, "over", found[-1].described)
            described = False
        elif item.has("mood") and not item.negated and not item.inner:
            described = item.name("mood") not in _OF_A_BED
    return tuple(found)


def _is_role_word(items: tuple[Item, ...], n: int) -> bool:
    """Whether a word that is an instrument too ("lead") speaks of the player beside it."""
    before = items[n - 1] if n else None
    after = items[n + 1] if n + 1 < len(items) else None
    return bool((before and is_player(before)) or (after and is_player(after)))


def _after(items: tuple[Item, ...], n: int) -> str:
    """Return the role that the words right after a player give it, "" if none."""
    for item in items[n + 1 : n + 6]:
        join = item.name("join")
        if join == "as lead" or (item.name("instrument") == "saw lead" and item.raw.lower() == "lead"):
            return "lead"
        if join == "as background" or (item.name("dynamics") == "subtle" and "background" in item.raw.lower()):
            return "over"
        if join == "alone" or (join == "only" and _closes(items, n + 1)):
            return "only" if item is items[n + 1] else ""
        if join == "solo":
            return "solo"
        if not item.has("filler") or (join and join != "only"):
            return ""
    return ""


def _closes(items: tuple[Item, ...], n: int) -> bool:
    """Whether the clause is over after the word at ``n`` ("strings only")."""
    return n + 1 >= len(items) or items[n + 1].has("comma", "stop", "mood")


def timed(items: tuple[Item, ...], n: int) -> bool:
    """Whether the clause of the player at ``n`` has a time of its own ("ends with solo piano", "brass at 0:45")."""
    for step in (1, -1):
        k = n + step
        while 0 <= k < len(items) and not items[k].has("comma", "stop", "turn"):
            if items[k].has("when", "moment"):
                return True
            k += step
    return False


def _player_next(items: tuple[Item, ...], n: int) -> bool:
    """Whether "only", "just" at ``n`` speaks of players: before one, or right after one."""
    for item in items[n + 1 : n + 6]:
        if is_player(item):
            return True
        if not item.has("mood", "strength", "join", "brightness", "dynamics") and item.raw.lower() not in _ARTICLES:
            return False
    return False


def _hint(before: Item) -> str:
    """Return the role that "a touch of" or "less" in front of a player gives it."""
    if before.name("strength") != "slightly":
        return ""
    words = before.raw.lower().split()
    return "less" if "less" in words else "over" if "of" in words else ""


def _list_goes_on(items: tuple[Item, ...], n: int) -> bool:
    """Whether the comma at ``n`` stands in a list of players."""
    for item in items[n + 1 : n + 3]:
        if is_player(item):
            return True
        if not item.has("mood", "filler") or item.has("join"):
            return item.name("join") == "and"
    return False


def band(items: tuple[Item, ...]) -> Band:
    """Return who plays what; where the prompt wants and forbids the same, the ban stands and is said."""
    named = players(items)
    banned = _banned([player for player in named if player.role == "no"])
    families = set(banned)
    banned = _spared(banned, [player for player in named if player.role != "no" and not player.group])
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
            wanted.append(player)

    leader = _leader(wanted)
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
    leader = next((p for p in said.players if p.role != "no" and p.group and p.group.lead == said.lead), None)
    if home is None or leader is None or leader.group is None or len(leader.members) != 1:
        return said
    own = next((name for name in home.instruments if name in leader.group.also), said.lead)
    if own == said.lead or said.lead in home.instruments or own in said.without:
        return said
    lines = tuple((at, line.replace(f"({said.lead})", f"({own})")) for at, line in said.lines)
    return replace(said, lead=own, instruments=tuple(name for name in said.instruments if name != own), lines=lines)


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
    if len(wanted) != 1:
        return False
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


def _spared(banned: tuple[str, ...], wanted: list[Player]) -> tuple[str, ...]:
    """Return the ban with single players taken out of banned families: "no drums, just a shaker" keeps the shaker."""
    names = {player.row.name for player in wanted}
    out: list[str] = []
    for name in banned:
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
