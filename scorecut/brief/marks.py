"""Adverbs and denials: how much a word counts, and what must not be.

"Very", "a bit" and "not too" become the strength of the word after them; "no",
"without" and "not" deny what follows, over "or" and lists, until something of
another sort comes.
"""

from dataclasses import replace

from scorecut.brief.scan import Item
from scorecut.catalog.words import terms

_GRADED = ("mood", "density", "brightness", "dynamics", "tempo", "tension", "space", "style", "articulation", "level")
#: A denial in front of an adjective denies the adjective ("not sad piano" is a piano).
_DENIES_NEXT = ("not", "n't", "never", "isn", "anything", "non", "nothing")
#: "No music under dialogue" denies the music, not the level.
_DENIES_NOUN = frozenset({"no", "without", "zero", "minus", "w/o", "sans", "lacking"})
_ARTICLES = frozenset(
    {
        "a",
        "an",
        "the",
        "any",
        "more",
        "of",
        "other",
        "real",
        "those",
        "these",
        "kind of",
        "too",
        "much",
        "such",
        "live",
        "like",
        "loud",
        "all",
    }
)
_REACH = 4


def marked(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Return the items with strengths and denials laid upon the words they belong to."""
    out = list(items)
    for n, item in enumerate(out):
        if item.has("mood") and item.has("instrument"):  # "a grand theme" is no piano, "cello and grand" is one
            adjective = n + 1 < len(out) and not out[n + 1].has("comma", "stop", "join")
            kept = "mood" if adjective else "instrument"
            out[n] = replace(item, senses={kept: item.name(kept)})
        if item.name("join") == "as background" and item.has("dynamics") and _player_before(out, n):
            out[n] = replace(item, senses={"join": "as background"})
        if n and item.name("join") == "alone" and is_player(out[n - 1]):
            out[n] = replace(item, senses={"join": "alone"})  # "cello alone" is no lonely cello
    _lay_strengths(out)
    _lay_denials(out)
    return tuple(out)


def is_player(item: Item) -> bool:
    """Whether the item names an instrument or a group of them."""
    return item.has("instrument", "group")


def sort_of(item: Item) -> str:
    """Return what sort of thing is said, for lists: ``player``, ``mood``, ``style`` or the first other kind."""
    if is_player(item):
        return "player"
    for kind in ("mood", "style", "genre"):
        if item.has(kind):
            return "style" if kind == "genre" else kind
    return next(iter(item.senses), "")


def _player_before(items: list[Item], n: int) -> bool:
    """Whether a player was named earlier in the clause."""
    for item in reversed(items[max(0, n - 5) : n]):
        if item.has("comma", "stop"):
            return False
        if is_player(item):
            return True
    return False


def _lay_strengths(items: list[Item]) -> None:
    rows = terms()["strength"]
    for n, item in enumerate(items):
        if not item.has("strength") or item.is_content:
            continue
        amount = rows[item.name("strength")].amount
        for k in range(n + 1, min(len(items), n + 1 + _REACH)):
            after = items[k]
            if after.has("comma", "stop", "when"):
                break
            if after.has("tempo") and item.name("strength") == "not too":
                items[k] = replace(after, negated=True)  # "not too fast" is not a bit fast
                break
            if after.has(*_GRADED):
                items[k] = replace(after, strength=max(0.3, min(1.8, after.strength * amount)))
                break
            if is_player(after):
                break


def _lay_denials(items: list[Item]) -> None:
    n = 0
    while n < len(items):
        if items[n].name("join") == "no":
            n = _deny_from(items, n)
        elif items[n].name("join") == "free" and n and is_player(items[n - 1]):
            items[n - 1] = replace(items[n - 1], negated=True)
        n += 1


def _deny_from(items: list[Item], n: int) -> int:
    """Deny what the denial at ``n`` reaches; return the last place that it took."""
    first = _next_content(items, n + 1, over=_ARTICLES if items[n].raw.lower() in _DENIES_NOUN else None)
    barred = _next_barred(items, n + 1)
    if barred is not None and (first is None or barred <= first):
        items[barred] = _barred(items[barred])
        return _deny_list(items, barred)
    if first is None:
        return n
    last = first
    word = items[n].raw.lower()
    if not any(word.startswith(start) or start in word for start in _DENIES_NEXT):
        # "no heavy drums" asks for no drums; what they would have been like does not matter
        while not is_player(items[last]) and last + 1 < len(items) and items[last + 1].is_content:
            if not any(is_player(item) for item in _phrase(items, last + 1)):
                break
            items[last] = replace(items[last], senses={"filler": "words"})
            last += 1
    items[last] = _denied(items[last])
    if items[last].inner and last + 1 < len(items):
        last += 1
        items[last] = _denied(items[last])
    return _deny_list(items, last)


def _deny_list(items: list[Item], last: int) -> int:
    """Deny what goes on with the list after ``last``; return the last place that was taken."""
    sort = sort_of(items[last])
    while (further := _listed(items, last, sort)) is not None:
        for k in range(last + 1, further + 1):
            if items[k].is_content:
                items[k] = _denied(items[k])
        last = further
    return last


def _denied(item: Item) -> Item:
    return replace(item, negated=True)


def _barred(item: Item) -> Item:
    """Return a word that only its denial makes a wish ("no melody", "no rhythm"), denied."""
    name = item.name("denied")
    kind = "group" if name in terms()["group"] else "part"
    return replace(item, senses={kind: name}, negated=True)


def _next_barred(items: list[Item], n: int) -> int | None:
    """Return the place of such a word right after a denial, None where there is none."""
    for k in range(n, min(len(items), n + _REACH)):
        if items[k].has("denied") and not is_player(items[k]):
            return k
        if not (items[k].raw.lower() in _ARTICLES or items[k].has("strength")):
            return None
    return None


def _phrase(items: list[Item], n: int) -> list[Item]:
    """Return the items from ``n`` that stand together without a sign or a join."""
    out = []
    while n < len(items) and not items[n].has("comma", "stop", "join", "turn", "when"):
        out.append(items[n])
        n += 1
    return out


def _next_content(items: list[Item], n: int, *, over: frozenset[str] | None) -> int | None:
    """Return the next item about music from ``n`` on, within the clause; None if there is none.

    over : the only fillers that may stand between (None: any)
    """
    for k in range(n, min(len(items), n + _REACH)):
        if items[k].has("comma", "stop", "when"):
            return None
        if items[k].is_content:
            return k
        if over is not None and items[k].raw.lower() not in over and not items[k].has("strength"):
            return None
        if (
            items[k].has("join")
            and items[k].name("join") not in ("no", "only", "as lead")
            and not items[k].has("filler")
        ):
            return None
    return None


def _listed(items: list[Item], last: int, sort: str) -> int | None:
    """Return the next item of a denied list, None where the list is over.

    "Or", "nor" and "and" go on with the list; a comma does where an "or" or "and" closes the list later.
    """
    n = last + 1
    if n < len(items) and items[n].has("comma"):
        n += 1
        if n < len(items) and sort_of(items[n]) == sort and not items[n].negated:
            follow = n + 1
            while follow < len(items) and (items[follow].has("comma") or sort_of(items[follow]) == sort):
                follow += 1
            closes = follow < len(items) and items[follow].name("join") in ("or", "and")
            closes = closes and follow + 1 < len(items) and sort_of(items[follow + 1]) == sort
            return n if closes else None
    if n < len(items) and items[n].name("join") in ("or", "and"):
        after = n + 1
        while after < len(items) and (items[after].inner or items[after].raw.lower() in ("the", "any")):
            after += 1
        if after < len(items) and sort_of(items[after]) == sort:
            return after
        if after < len(items) and items[n].name("join") == "or" and items[after].is_content:
            return after
    return None
