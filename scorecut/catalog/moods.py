"""The moods: what an emotional word of a prompt means in numbers (``data/moods.toml``)."""

from dataclasses import dataclass
from functools import cache

from scorecut.catalog.tables import DATA, build, read_table
from scorecut.model.affect import Affect


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """One row of the table.

    affect : valence, energy, tension, each -1..+1 (Eerola & Vuoskoski 2011, category means)
    recipe : which categories were mixed; ``^`` is the 'high' one
    """

    name: str
    affect: tuple[float, float, float]
    recipe: str = ""
    synonyms: tuple[str, ...] = ()

    @property
    def point(self) -> Affect:
        """The mood as a point."""
        return Affect(*self.affect)


@cache
def moods() -> dict[str, Mood]:
    """Return all moods by canonical name, in the table's order."""
    table = read_table(DATA / "moods.toml")
    return {name: build(Mood, {"name": name, **row}, f"moods.toml, {name}") for name, row in table.items()}


def mood(name: str) -> Mood:
    """Return the mood with this canonical name; KeyError if there is none."""
    return moods()[name]


@cache
def mood_words() -> dict[str, str]:
    """Return every name and synonym (lower case) with its canonical name."""
    words: dict[str, str] = {}
    for row in moods().values():
        for word in (row.name, *row.synonyms):
            words.setdefault(word, row.name)
    return words
