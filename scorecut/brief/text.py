"""The prompt as letters: cleaned, and folded so that capitals, accents and hyphens do not matter.

``clean`` keeps what a person wrote (for messages), ``fold`` keeps its length, so
that a place in the folded text is the same place in the clean one.
"""

import re
import unicodedata

from scorecut.errors import BriefError

#: A longer prompt is no prompt but a document.
LONGEST = 4000

_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "−": "-", "\u200d": " ", "\ufe0f": " "})  # fmt: skip

#: What counts as one piece of text: a word, a sign of the grammar, or one odd character.
PIECE = re.compile(r"[^\W_]+(?:'[^\W_]+)*|-+>|→|w/o\b|w/|[&+/]|[,;.!?:()\n]|[^\s\w\-'\"]")
WORD = re.compile(r"[^\W_]")


def clean(prompt: str) -> str:
    """Return the prompt with control characters and odd spaces replaced; BriefError where it is too long."""
    if len(prompt) > LONGEST:
        raise BriefError(f"the prompt has {len(prompt)} characters; say it in {LONGEST} or fewer")
    text = unicodedata.normalize("NFC", prompt).translate(_QUOTES)
    kept = ("\n" if c in "\n\r\u2028" else " " if unicodedata.category(c)[0] in "CZ" else c for c in text)
    return "".join(kept).strip()


def fold(text: str) -> str:
    """Return the text in lower case without accents, character for character."""
    return "".join(map(_folded, text))


def _folded(character: str) -> str:
    if character.isascii():
        return character.lower()
    low = unicodedata.normalize("NFKD", character).lower()
    base = "".join(c for c in low if not unicodedata.combining(c))
    return base if len(base) == 1 else character


def pieces(text: str) -> list[tuple[str, int, int]]:
    """Return the folded text's words and signs, each with its start and end."""
    return [(match.group(), match.start(), match.end()) for match in PIECE.finditer(text)]


def words_of(phrase: str) -> tuple[str, ...]:
    """Return a phrase of the tables as the pieces that a prompt would show.

    >>> words_of("Lo-Fi hip hop")
    ('lo', 'fi', 'hip', 'hop')
    """
    return tuple(piece for piece, _, _ in pieces(fold(phrase.translate(_QUOTES))))
