"""Which style is meant: named, blended of two, or implied by instruments and moods.

A style that is named counts for itself. Words that are mood and genre at once
("epic") and instruments at home in a style (``data/homes.toml``) gather points;
moods alone decide nothing, they leave the style to the picture.
"""

from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from scorecut.brief.band import Band
from scorecut.brief.implied import implied_style
from scorecut.brief.marks import is_player
from scorecut.brief.scan import Item
from scorecut.brief.text import words_of
from scorecut.catalog.instruments import instrument
from scorecut.catalog.styles import Style, styles
from scorecut.catalog.words import Term, terms
from scorecut.model.affect import Affect

#: Points of a soft genre word, and of one that says something else besides.
SOFT, DOUBTFUL = 3.0, 1.0
_BEATS = frozenset({"beat", "beats", "groove", "grooves", "rhythm", "rhythms", "drums", "percussion", "drumming"})


@dataclass(frozen=True, slots=True)
class Mention:
    """A style that was named: how firmly, whether only its rhythm is meant, what links it to the one before, and how much
    of it there should be where that was said ("30% techno")."""

    style: str
    item: Item
    n: int
    firm: bool
    rhythm: bool = False
    link: str = ""
    term: Term | None = None
    weight: float | None = None


@dataclass(frozen=True, slots=True)
class Genre:
    """style, rhythm_style : names or None; rhythm_share : weight of the second, 0-1; terms : genre rows whose own mode, metre and players hold;
    lines : (place, text); implied : nobody named it"""

    style: str | None = None
    rhythm_style: str | None = None
    rhythm_share: float = 0.5
    terms: tuple[Term, ...] = ()
    lines: tuple[tuple[int, str], ...] = ()
    implied: bool = False


def resolve(items: tuple[Item, ...], band: Band, affect: Affect | None, moods: tuple[str, ...]) -> Genre:
    """Return the style of the prompt."""
    said = [mention for mention in mentions(items) if not mention.item.negated]
    denied = {mention.style for mention in mentions(items) if mention.item.negated}
    lines = [(m.item.at, f"not {m.style}") for m in mentions(items) if m.item.negated and m.firm]
    firm = _once([m for m in said if (m.firm or _joined(m, said)) and not m.rhythm])
    firm = [m for m in firm if not m.item.inner] or firm  # "jazz guitar" gives way to a genre that stands alone
    beats = _once([m for m in said if m.rhythm])
    soft = [m for m in said if m not in firm and not m.rhythm and not m.firm]

    main, rhythm, blend_lines = _blend(firm)
    lines += blend_lines
    implied = False
    if main is None:
        named = {m.style: 0.0 for m in soft}
        for mention in soft:
            named[mention.style] += DOUBTFUL if _is_faint(mention.item) else SOFT
        named |= {m.style: SOFT for m in beats if not _melodic(band)}
        guess = implied_style(named, band, affect, moods, denied)
        if guess:
            implied = not any(m.style == guess for m in soft + beats)
            main = next((m for m in soft + beats if m.style == guess), None)
            at, because = (main.item.at, main.item.raw) if main else _because(band, moods, items)
            if implied:
                lines.append((at, f"style: {guess} (from {because})"))
            main_name: str | None = guess
        else:
            main_name = None
    else:
        main_name = main.style
    if beats and beats[0].style != main_name:
        rhythm = beats[0]
    if main is not None:
        lines.append((main.item.at, f"style: {main.style}{_from(main)}"))
    if rhythm is not None:
        share = _share(main, rhythm)
        lines.append((rhythm.item.at, f"rhythm section: {rhythm.style}" + (f" ({share:.0%})" if share != 0.5 else "")))
    used = tuple(m.term for m in said if m.term is not None and (m.firm or m.style == main_name))
    name = rhythm.style if rhythm and rhythm.style != main_name else None
    share = _share(main, rhythm) if name else 0.5
    return Genre(
        style=main_name, rhythm_style=name, rhythm_share=share, terms=used, lines=tuple(lines), implied=implied
    )


def chosen(genre: Genre, row: Style) -> Genre:
    """Return the genre with a style in the place of the one that the words named; their rhythm section stays."""
    lines = tuple(line for line in genre.lines if not line[1].startswith("style:"))
    if genre.style and genre.style != row.name and not genre.implied:
        lines = ((0, f"{genre.style}: left aside, the style was chosen"), *lines)
    return replace(genre, style=row.name, lines=((0, f"style: {row.title} (chosen)"), *lines), implied=False)


def _from(mention: Mention) -> str:
    """The words that stand for a style under another name: they are said, so that nobody wonders."""
    said = " ".join(words_of(mention.item.raw))
    own = {mention.style, " ".join(words_of(styles()[mention.style].title))}
    return "" if said in own else f" (from {mention.item.raw})"


def _joined(mention: Mention, said: list[Mention]) -> bool:
    """Whether a soft word is one half of a blend with a dance style ("horror + lo-fi", "epic meets techno")."""
    own = " ".join(words_of(mention.item.raw)) == mention.style
    for one, two in pairwise(said):
        if two.link in ("meets", "with", "and") and mention in (one, two) and not mention.item.inner:
            other = two if mention is one else one
            if (
                other.firm
                and other.style != mention.style
                and (two.link == "meets" or styles()[other.style].tempo.fixed)
            ):
                return own or two.link == "meets"
    return False


def mentions(items: tuple[Item, ...]) -> list[Mention]:
    """Return the styles named, in order."""
    found: list[Mention] = []
    link, said = "", None
    for n, item in enumerate(items):
        if item.has("style", "genre"):
            term = terms()["genre"].get(item.name("genre")) if item.has("genre") else None
            name = item.name("style") or (term.style if term else "")
            if name in styles():
                firm = _is_firm(item, name, term)
                rhythm = _beats_follow(items, n)
                weight, said = said, None
                found.append(Mention(name, item, n, firm or weight is not None, rhythm, link, term, weight))
                link = ""
        elif item.has("weight"):
            if found and found[-1].weight is None and (found[-1].n == n - 1 or not _style_follows(items, n)):
                found[-1] = replace(found[-1], weight=item.value, firm=True)
            else:
                said = item.value
        elif item.name("join") in ("meets", "with", "infused", "over", "and"):
            link = item.name("join") if link != "meets" else link
        elif item.has("stop"):
            link = ""
    return found


def _style_follows(items: tuple[Item, ...], n: int) -> bool:
    """Whether the share at ``n`` stands before its style ("70% baroque") and not behind it."""
    for item in items[n + 1 : n + 4]:
        if item.has("style", "genre"):
            return True
        if item.has("comma", "stop", "weight"):
            return False
    return False


def _is_firm(item: Item, name: str, term: Term | None) -> bool:
    """Whether the word alone settles the style: it is no mood, no place, and nothing that many styles share."""
    word = " ".join(words_of(item.raw))
    if word in _weak_words() or (term is not None and term.soft):
        return False
    return not item.has("mood") or word in (name, " ".join(words_of(styles()[name].title)))


def _is_faint(item: Item) -> bool:
    """Whether the word says something else besides and its genre only by the way."""
    if item.has("dynamics", "instrument", "group", "articulation"):
        return True
    return " ".join(words_of(item.raw)) in terms()["weak"]["faint"].words


@cache
def _weak_words() -> frozenset[str]:
    return frozenset(" ".join(words_of(word)) for word in terms()["weak"]["genre"].words)


def _beats_follow(items: tuple[Item, ...], n: int) -> bool:
    """Whether the style at ``n`` only says what the drums play ("techno drums", "trap beat")."""
    item = items[n]
    if item.has("group") and terms()["group"][item.name("group")].drums:
        return True
    for after in items[n + 1 : n + 4]:
        if after.has("group") and terms()["group"][after.name("group")].drums:
            return True
        if after.has("instrument") and not after.inner:
            return instrument(after.name("instrument")).family == "drums" and after.name("instrument") != "timpani"
        if after.raw.lower() in _BEATS:
            return True
        if after.has("comma", "stop", "join", "turn") or is_player(after):
            return False
    return False


def _blend(firm: list[Mention]) -> tuple[Mention | None, Mention | None, list[tuple[int, str]]]:
    """Return who gives the notes and who the rhythm: of a dance style and another one the dance style gives rhythm."""
    if not firm:
        return None, None, []
    if len(firm) == 1:
        return firm[0], None, []
    first, second = firm[0], firm[1]
    fixed = [styles()[m.style].tempo.fixed for m in (first, second)]
    left = [(m.item.at, f"{m.style}: left aside; two kinds of music are enough") for m in firm[2:]]
    if fixed == [True, False]:
        return second, first, left
    if fixed == [False, True]:
        return first, second, left
    if first.weight is not None or second.weight is not None:
        return (second, first, left) if _share(first, second) > 0.5 else (first, second, left)
    if second.link == "infused":
        return second, first, left
    if second.link in ("meets", "with", "and", "over"):
        return first, second, left
    line = (
        f"{first.style}: left aside for {second.style} (say '{first.item.raw} meets {second.item.raw}' to blend them)"
    )
    return second, None, [(first.item.at, line), *left]


def _share(main: Mention | None, rhythm: Mention | None) -> float:
    """Return the weight of the style that lends its rhythm; what is said of one alone leaves the rest to the other."""
    ours, theirs = main.weight if main else None, rhythm.weight if rhythm else None
    if ours is None and theirs is None:
        return 0.5
    ours = 1.0 - (theirs or 0.0) if ours is None else ours
    theirs = 1.0 - ours if theirs is None else theirs
    return round(theirs / (ours + theirs), 4) if ours + theirs > 0 else 0.5


def _melodic(band: Band) -> bool:
    return bool(band.lead or any(instrument(name).family != "drums" for name in band.instruments))


def _because(band: Band, moods: tuple[str, ...], items: tuple[Item, ...]) -> tuple[int, str]:
    at = min((item.at for item in items if item.has("instrument", "group", "mood")), default=0)
    return at, ", ".join([*moods[:2], *([band.lead] if band.lead else band.instruments[:2])])


def _once(found: list[Mention]) -> list[Mention]:
    kept: dict[str, Mention] = {}
    for mention in found:
        kept.setdefault(mention.style, mention)
    return list(kept.values())
