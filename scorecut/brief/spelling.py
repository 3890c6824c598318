"""The known word that an unknown one may have meant."""

from functools import cache, lru_cache

from scorecut.brief.lexicon import CONTENT, lexicon

#: Share of common letter pairs (Dice) from which a suggestion is worth making.
WORTH = 0.34
#: Only names are put right: "expensive" is a word of its own and no slip for "expansive".
_NAMES = frozenset({"instrument", "mood", "style", "genre", "group"})


@cache
def _pairs() -> dict[str, list[str]]:
    """Return every letter pair with the known words that hold it."""
    index: dict[str, list[str]] = {}
    known = lexicon()
    for words, senses in known.phrases.items():
        text = " ".join(words)
        if len(words) <= 2 and len(text) >= 4 and CONTENT & set(senses):
            for pair in sorted(_letter_pairs(text)):
                index.setdefault(pair, []).append(text)
    return index


def _letter_pairs(word: str) -> set[str]:
    padded = f"^{word}$"
    return {padded[i : i + 2] for i in range(len(padded) - 1)}


def nearest(word: str) -> str | None:
    """Return the known word most like ``word``; None where nothing is."""
    ranked = _ranked(word)
    return ranked[0] if ranked else None


def corrected(word: str) -> str | None:
    """Return the name that one slip of the finger away is this word; None if there is none, or more than one."""
    if len(word) < 6 or not word.isascii():
        return None
    close = {name for form in _with_one_less(word) for name in _slips().get(form, ()) if distance(word, name) == 1}
    close = {name for name in close if name[0] == word[0]}
    return close.pop() if len(close) == 1 else None


@cache
def _slips() -> dict[str, list[str]]:
    """Return each single name under itself and itself with one letter less: a slip shares one of those forms."""
    forms: dict[str, list[str]] = {}
    for words, senses in lexicon().phrases.items():
        if len(words) == 1 and len(words[0]) >= 5 and _NAMES & set(senses):
            for form in sorted(_with_one_less(words[0])):
                forms.setdefault(form, []).append(words[0])
    return forms


def _with_one_less(word: str) -> set[str]:
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


@lru_cache(maxsize=256)
def _ranked(word: str) -> tuple[str, ...]:
    """Return up to six known words like ``word``, the likest first."""
    mine = _letter_pairs(word)
    shared: dict[str, int] = {}
    for pair in sorted(mine):
        for near in _pairs().get(pair, ()):
            shared[near] = shared.get(near, 0) + 1
    alike = {near: 2.0 * n / (len(mine) + len(near) + 1) for near, n in shared.items()}
    best = sorted((near for near, share in alike.items() if share >= WORTH), key=lambda near: (-alike[near], near))[:6]
    return tuple(sorted(best, key=lambda near: (distance(word, near), -alike[near], near)))


def distance(a: str, b: str) -> int:
    """Return how many letters must be added, dropped, changed or swapped with a neighbour (Damerau 1964).

    >>> distance("harpsicord", "harpsichord"), distance("chello", "cello"), distance("vioiln", "violin")
    (1, 1, 1)
    """
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]
