"""Who was named, and in which role: leading, with others, behind, alone, forbidden."""

from dataclasses import dataclass

from scorecut.brief.marks import is_player
from scorecut.brief.scan import Item
from scorecut.catalog.instruments import Instrument, instrument
from scorecut.catalog.words import Term, terms

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
        described : a mood stands before it; accompanies : said to be the accompaniment, and not only to lie behind
    when : the time in its clause; alone : nobody else plays then; enters : it is silent before
    banned : players of it that the prompt forbids elsewhere
    """

    item: Item
    role: str
    described: bool = False
    accompanies: bool = False
    when: Item | None = None
    alone: bool = False
    enters: bool = False
    banned: tuple[str, ...] = ()

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
            first = (self.group.lead, *self.group.members) if self.group.lead else ()
            return next((name for name in first if name not in self.banned), "")
        return self.row.name if self.row.family in _LEADERS else ""

    @property
    def is_drums(self) -> bool:
        """Whether it asks for a beat."""
        if self.group:
            return bool(self.group.drums)
        row = self.row
        return row.family == "drums" and row.name not in _COLOURS and (row.key < 0 or row.preset in _BEATING)


def players(items: tuple[Item, ...]) -> tuple[Player, ...]:
    """Return the players named, each with its role."""
    found: list[Player] = []
    role, described, accompanies = "", False, False
    for n, item in enumerate(items):
        join = item.name("join")
        if item.has("stop") or (item.has("turn") and item.name("turn") == "then"):
            role, described, accompanies = "", False, False
        elif item.has("comma"):
            described = False
            if role != "only" and not _list_goes_on(items, n):
                role = ""
        elif is_player(item) and not (join and _is_role_word(items, n)):
            here = "no" if item.negated else _after(items, n) or role
            if not here and "solo" in item.raw.lower().split():
                here = "solo"
            when = timed(items, n)
            by_itself = here in ("solo", "only", "down to") or "solo" in item.raw.lower().split()
            alone = by_itself and when is not None
            if alone or here == "down to":
                here = "with"  # alone for a while: the whole film is not
            if here in ("", "with") and n:
                here = _hint(items[n - 1]) or here
            served = here == "over" and (accompanies or _accompanies(items, n))
            enters = when is not None and _in_clause(items, n, "entry") is not None
            found.append(Player(item, here, described, served, when, alone, enters))
            if role == "lead":
                role = "with"
            described = False
        elif join == "only" and not _player_next(items, n):
            continue
        elif join in (
            "with",
            "over",
            "accompanied",
            "lead",
            "solo",
            "only",
            "but",
            "meets",
            "infused",
            "under",
            "down to",
        ):
            if join == "solo" and role == "down to":
                continue
            role = {"but": "", "meets": "", "infused": "", "under": "lead", "accompanied": "over"}.get(join, join)
            accompanies = join == "accompanied"
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
        if join in ("as background", "as accompaniment") or (
            item.name("dynamics") == "subtle" and "background" in item.raw.lower()
        ):
            return "over"
        if join == "alone" or (join == "only" and _closes(items, n + 1)):
            return "only" if item is items[n + 1] else ""
        if join == "solo":
            return "solo"
        if not item.has("filler") or (join and join != "only"):
            return ""
    return ""


def _accompanies(items: tuple[Item, ...], n: int) -> bool:
    """Whether the player at ``n`` is called the accompaniment ("piano accompaniment")."""
    return any(item.name("join") == "as accompaniment" for item in items[n + 1 : n + 4])


def _closes(items: tuple[Item, ...], n: int) -> bool:
    """Whether the clause is over after the word at ``n`` ("strings only")."""
    return n + 1 >= len(items) or items[n + 1].has("comma", "stop", "mood")


def timed(items: tuple[Item, ...], n: int) -> Item | None:
    """Return the time that the clause of the player at ``n`` has ("ends with solo piano", "brass at 0:45")."""
    return _in_clause(items, n, "when", "moment")


def _ends_clause(item: Item) -> bool:
    return item.has("comma", "stop") or (item.has("turn") and item.name("join") != "down to")


def _in_clause(items: tuple[Item, ...], n: int, *kinds: str) -> Item | None:
    for step in (1, -1):
        k = n + step
        while 0 <= k < len(items) and not _ends_clause(items[k]):
            if items[k].has(*kinds):
                return items[k]
            k += step
    return None


def _player_next(items: tuple[Item, ...], n: int) -> bool:
    """Whether "only", "just" at ``n`` speaks of players: before one, or right after one."""
    for item in items[n + 1 : n + 6]:
        if is_player(item):
            return True
        if (
            not item.inner
            and not item.has("mood", "strength", "join", "brightness", "dynamics")
            and item.raw.lower() not in _ARTICLES
        ):
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
