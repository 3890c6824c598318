"""The words of prompts that are neither mood, instrument nor style (``data/words.toml``, ``data/homes.toml``)."""

from dataclasses import dataclass
from functools import cache

from scorecut.catalog.tables import DATA, build, read_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One row: a word, its synonyms, and what it asks for. Which fields speak depends on ``kind``.

    kind : ``tempo`` ``factor`` ``pulse`` ``dynamics`` ``level`` ``density`` ``brightness`` ``tension``
        ``articulation`` ``mode`` ``meter`` ``space`` ``form`` ``hits`` ``strength`` (parameters),
        ``group`` ``genre`` (names of several things), ``also`` ``weak`` (lists for the reader),
        ``denied`` (words that only "no ..." makes a wish), ``join`` ``turn`` ``moment`` ``entry`` (grammar), ``known`` (no answer yet), ``filler``
    amount : dB, -1..+1 or a factor; low, high : beats a minute, or shares of the film's length
    density : what a dynamics word takes from the number of notes besides
    lead, members : instruments of a group or genre; families, also : what "no ..." of it removes
    stand_in : who plays where the style has nobody of a group without members
    drums : 1 where a group means drums; style, mode, meter : what a genre brings; soft : other genres beat it
    """

    kind: str
    name: str
    words: tuple[str, ...] = ()
    amount: float = 0.0
    low: float = 0.0
    high: float = 0.0
    density: float = 0.0
    lead: str = ""
    members: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    drums: int = 0
    stand_in: str = ""
    style: str = ""
    mode: str = ""
    meter: tuple[int, ...] = ()
    soft: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The moods and instruments that mean a style although no genre is named."""

    style: str
    moods: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    why: str = ""


@cache
def terms() -> dict[str, dict[str, Term]]:
    """Return all rows by kind and name, in the table's order."""
    table = read_table(DATA / "words.toml")
    return {
        kind: {
            name: build(Term, {"kind": kind, "name": name, **row}, f"words.toml, {kind}.{name}")
            for name, row in rows.items()
        }
        for kind, rows in table.items()
    }


@cache
def homes() -> dict[str, Home]:
    """Return the home of each style that has one, by the style's name."""
    table = read_table(DATA / "homes.toml")
    return {name: build(Home, {"style": name, **row}, f"homes.toml, {name}") for name, row in table.items()}
