"""The known word that an unknown one may have meant."""

from functools import cache

from scorecut.brief.lexicon import CONTENT, lexicon
from scorecut.brief.text import words_of

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
    """Return the known word if only a slip of the finger lies between (one step, two in long words); else None."""
    if len(word) < 6 or not word.isascii():
        return None
    allowed = 2 if len(word) >= 10 else 1
    named = [near for near in _ranked(word) if near[0] == word[0] and _NAMES & set(lexicon().phrases[words_of(near)])]
    if not named:
        return None
    steps = {near: distance(word, near) for near in named}
    close = sorted(near for near, n in steps.items() if n == min(steps.values()) and n <= allowed)
    return close[0] if len(close) == 1 else None


def _ranked(word: str) -> list[str]:
    """Return up to six known words like ``word``, the likest first."""
    mine = _letter_pairs(word)
    shared: dict[str, int] = {}
    for pair in sorted(mine):
        for near in _pairs().get(pair, ()):
            shared[near] = shared.get(near, 0) + 1
    alike = {near: 2.0 * n / (len(mine) + len(near) + 1) for near, n in shared.items()}
    best = sorted((near for near, share in alike.items() if share >= WORTH), key=lambda near: (-alike[near], near))[:6]
    return sorted(best, key=lambda near: (distance(word, near), -alike[near], near))


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
