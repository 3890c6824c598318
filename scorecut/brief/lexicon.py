"""Every phrase that a prompt may use, with all its senses.

"Epic" is a mood and a genre, "pizzicato" an instrument, an articulation and a
genre word: a phrase keeps all its senses, and the reading room decides by what
stands around it.
"""

from dataclasses import dataclass, field
from functools import cache

from scorecut.brief.text import words_of
from scorecut.catalog.instruments import by_word
from scorecut.catalog.moods import mood_words
from scorecut.catalog.styles import styles
from scorecut.catalog.words import terms

#: Kinds that say something about the music (the others are grammar or filler).
CONTENT = frozenset(
    {"instrument", "group", "mood", "style", "genre", "tempo", "factor", "pulse", "dynamics", "level", "density",
     "brightness", "tension", "articulation", "mode", "meter", "space", "form", "hits"}
)  # fmt: skip
#: Rows of words.toml that hold lists for the reader, not words of prompts.
_HELPERS = frozenset({"weak", "also"})

Senses = dict[str, str]


@dataclass(frozen=True)
class Lexicon:
    """Phrases by their words; ``longest`` is the longest phrase that begins with a word, in words."""

    phrases: dict[tuple[str, ...], Senses]
    longest: dict[str, int]
    glued: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def senses(self, words: tuple[str, ...]) -> Senses | None:
        """Return the senses of exactly these words, the last one in the singular or plural; None if unknown."""
        found = self.phrases.get(words)
        if found is not None or not words or len(words[-1]) < 3:
            return found
        for last in _singular_or_plural(words[-1]):
            found = self.phrases.get((*words[:-1], last))
            if found is not None and CONTENT & set(found):
                return found
        return None


@cache
def lexicon() -> Lexicon:
    """Return the lexicon of all tables, built on first use."""
    phrases: dict[tuple[str, ...], Senses] = {}

    def say(phrase: str, kind: str, name: str) -> None:
        words = words_of(phrase)
        if words:
            phrases.setdefault(words, {}).setdefault(kind, name)

    for word, name in by_word().items():
        say(word, "instrument", name)
    for word, name in mood_words().items():
        say(word, "mood", name)
    for row in styles().values():
        say(row.name, "style", row.name)
        say(row.title, "style", row.name)
    for row in styles().values():
        for word in row.synonyms:
            say(word, "style", row.name)
    for kind, rows in terms().items():
        if kind in _HELPERS:
            continue
        for term in rows.values():
            for word in ((term.name,) if kind != "filler" else ()) + term.words:
                say(word, kind, term.name)

    longest: dict[str, int] = {}
    glued: dict[str, tuple[str, ...]] = {}
    for words in phrases:
        longest[words[0]] = max(longest.get(words[0], 1), len(words))
        if CONTENT & set(phrases[words]) and len("".join(words)) >= 5:
            glued.setdefault("".join(words), words)
    return Lexicon(phrases, longest, glued)


def _singular_or_plural(word: str) -> list[str]:
    """Return what else the word may be listed as."""
    forms = []
    if word.endswith("'s"):
        forms.append(word[:-2])
    if word.endswith("ies"):
        forms.append(word[:-3] + "y")
    if word.endswith("es"):
        forms.append(word[:-2])
    if word.endswith("s") and not word.endswith("ss"):
        forms.append(word[:-1])
    return [*forms, word + "s"]


def derived(word: str) -> list[tuple[str, float]]:
    """Return words that this one may come from, with the strength that its ending gives ("darkish": 0.6)."""
    found: list[tuple[str, float]] = []
    for ending, strength in (("ly", 1.0), ("ness", 1.0), ("ish", 0.6), ("er", 1.2), ("est", 1.4), ("ally", 1.0)):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            stem = word[: -len(ending)]
            found.append((stem, strength))
            found.append((stem + "e", strength))
            if stem.endswith("i"):
                found.append((stem[:-1] + "y", strength))
            if len(stem) > 3 and stem[-1] == stem[-2]:
                found.append((stem[:-1], strength))
    return found
