"""Letters to items: the longest known phrase at each place, figures, signs, and what nobody knows."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import Any

from scorecut.brief.figures import FASTEST_BPM, SLOWEST_BPM, Figure, figures
from scorecut.brief.lexicon import CONTENT, Senses, derived, lexicon
from scorecut.brief.spelling import corrected, nearest
from scorecut.brief.text import WORD, fold, pieces
from scorecut.catalog.instruments import instrument
from scorecut.catalog.words import terms

#: More unknown words than this are named without a suggestion: it is not a prompt in our language.
SUGGESTIONS = 12

#: Senses that the first words of an instrument's name may bring along ("soft strings", "jazz guitar").
_ADJECTIVES = frozenset({"mood", "style", "genre"})
#: Senses that a part of a style's name may bring along ("brass fanfare", "dark ambient").
_OF_STYLES = frozenset({"mood", "instrument", "group"})


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was said.

    raw : as written; at : its character; senses : kind -> name (empty: unknown)
    value : of a figure; strength : factor from its ending and its adverbs; negated : "no", "not" stood before
    inner : it is part of a longer name that follows; note : a correction to tell the user
    """

    raw: str
    at: int
    senses: Senses = field(default_factory=dict)
    value: Any = None
    strength: float = 1.0
    negated: bool = False
    inner: bool = False
    note: str = ""

    def name(self, kind: str) -> str:
        """The canonical name in this sense, "" where it has no such sense."""
        return self.senses.get(kind, "")

    def has(self, *kinds: str) -> bool:
        """Whether it has one of these senses."""
        return any(kind in self.senses for kind in kinds)

    @property
    def is_content(self) -> bool:
        """Whether it says something about the music."""
        return bool(CONTENT & set(self.senses)) or self.has("bpm", "meter value", "key", "tonic")


def scan(text: str, film_length_s: float) -> tuple[tuple[Item, ...], tuple[str, ...]]:
    """Return the items of a clean prompt in order, and the lines about what was not understood."""
    folded = fold(text)
    items: list[Item] = []
    unknown: dict[str, Item] = {}
    at = 0
    for figure in [*figures(text, folded, film_length_s), None]:
        until = figure.start if figure else len(text)
        for item in _phrases(text, folded, at, until):
            items.append(item)
            if (not item.senses and WORD.search(item.raw)) or _is_symbol(item):
                unknown.setdefault(fold(item.raw), item)
        if figure:
            items.append(_figure_item(text, figure))
            at = figure.end
    lines = [(item.at, _unknown_line(item, guess=n < SUGGESTIONS)) for n, item in enumerate(unknown.values())]
    lines += [(item.at, f"{item.raw} ({item.value})") for item in items if item.has("refused")]
    return tuple(items), tuple(line for _, line in sorted(lines))


def _is_symbol(item: Item) -> bool:
    return not item.senses and not WORD.search(item.raw) and ord(item.raw[0]) > 0x2190


def _unknown_line(item: Item, *, guess: bool) -> str:
    if item.raw.isdecimal() and SLOWEST_BPM <= float(item.raw) <= FASTEST_BPM:
        return f"{item.raw} (a tempo is written '{item.raw} bpm')"
    near = nearest(fold(item.raw)) if guess and WORD.search(item.raw) else None
    return f"{item.raw} (did you mean {near}?)" if near else item.raw


def _figure_item(text: str, figure: Figure) -> Item:
    kind = {"meter": "meter value"}.get(figure.kind, figure.kind)
    return Item(text[figure.start : figure.end].strip(), figure.start, {kind: kind}, figure.value)


def _phrases(text: str, folded: str, start: int, end: int) -> Iterator[Item]:
    """Yield the items of a stretch without figures."""
    known = lexicon()
    found = pieces(folded[start:end])
    words = [piece for piece, _, _ in found]
    spans = [(start + a, start + b) for _, a, b in found]
    n = 0
    while n < len(words):
        if not WORD.match(words[n]) and words[n] in ",;.!?:()\n":
            kind = "comma" if words[n] in ",()\n" else "stop"
            yield Item(words[n], spans[n][0], {kind: words[n]})
            n += 1
            continue
        for size in range(min(known.longest.get(words[n], 1), len(words) - n), 0, -1):
            if size == 1 and _is_split(words, n):
                continue
            phrase = tuple(words[n : n + size])
            senses = known.senses(phrase)
            if senses is not None:
                raw = text[spans[n][0] : spans[n + size - 1][1]]
                yield from _inner(phrase, senses, spans[n][0])
                yield Item(raw, spans[n][0], senses)
                n += size
                break
        else:
            n += yield from _odd(words, spans, n, text)


def _inner(phrase: tuple[str, ...], senses: Senses, at: int) -> Iterator[Item]:
    """Yield what the parts of a longer name say besides: "soft" of "soft strings", "brass" of "brass fanfare"."""
    if len(phrase) < 2 or not {"instrument", "group", "style"} & set(senses) or {"mood", "form"} & set(senses):
        return
    is_player = bool({"instrument", "group"} & set(senses))
    if "instrument" in senses and instrument(senses["instrument"]).family == "fx":
        return
    head, senses = _part(phrase, _ADJECTIVES if is_player else _OF_STYLES, from_end=False)
    if senses:
        yield Item(head, at, senses, inner=True)
    if not is_player and not {"instrument", "group"} & set(senses):
        tail, senses = _part(phrase, _OF_STYLES, from_end=True)
        if senses:
            yield Item(tail, at, senses, inner=True)


def _part(phrase: tuple[str, ...], kinds: frozenset[str], *, from_end: bool) -> tuple[str, Senses]:
    """Return the longest first (or last) part of a phrase that has a sense of one of ``kinds``, with those senses."""
    known = lexicon()
    inside = terms()["weak"]["inside"].words
    for size in range(len(phrase) - 1, 0, -1):
        part = phrase[-size:] if from_end else phrase[:size]
        found = known.phrases.get(part, {})
        kept = {kind: name for kind, name in found.items() if kind in kinds}
        if kept and " ".join(part) not in inside and ("instrument" in kinds or "instrument" not in found):
            return " ".join(part), kept
    return "", {}


def _is_split(words: list[str], n: int) -> bool:
    """Whether the word at ``n`` and the next one are one word of the tables ("synth wave")."""
    if n + 1 >= len(words) or min(len(words[n]), len(words[n + 1])) < 3:
        return False
    glued = lexicon().glued.get(words[n] + words[n + 1], ())
    return len(glued) == 1 and len(glued[0]) >= 7


def _odd(words: list[str], spans: list[tuple[int, int]], n: int, text: str) -> Generator[Item, None, int]:
    """Yield an item for a word that is no phrase of the tables as it stands; return how many words it took."""
    known = lexicon()
    word = words[n]
    raw = text[slice(*spans[n])]
    if _is_split(words, n):
        yield Item(text[spans[n][0] : spans[n + 1][1]], spans[n][0], known.phrases[known.glued[word + words[n + 1]]])
        return 2
    if word in known.glued:
        yield Item(raw, spans[n][0], known.phrases[known.glued[word]])
        return 1
    if word.endswith("less") and (stem := known.senses((word[:-4],))) and {"instrument", "group"} & set(stem):
        yield Item(raw, spans[n][0], stem, negated=True)
        return 1
    for root, strength in derived(word):
        senses = {kind: name for kind, name in known.phrases.get((root,), {}).items() if kind in CONTENT}
        if senses:
            yield Item(raw, spans[n][0], senses, strength=strength)
            return 1
    if near := corrected(word):
        yield Item(raw, spans[n][0], known.phrases[(near,)], note=f"{raw}: read as {near}")
        return 1
    yield Item(raw, spans[n][0])
    return 1
