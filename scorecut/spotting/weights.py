"""What moments are worth, read from ``data/spotting.toml``: taste as data, each with its reason."""

from dataclasses import dataclass
from functools import cache

from scorecut.catalog.tables import DATA, build, read_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """A worth and why it is what it is."""

    worth: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The tables of ``data/spotting.toml`` by name: see there."""

    seam: dict[str, Weight]
    event: dict[str, Weight]
    news: dict[str, Weight]
    around: dict[str, Weight]
    choice: dict[str, Weight]


@cache
def weights() -> Weights:
    """Return the table."""
    return build(Weights, read_table(DATA / "spotting.toml"), "spotting.toml")


def news(name: str) -> float:
    """Return what a kind of news in a change of shot is worth."""
    return weights().news[name].worth


def around(name: str) -> float:
    """Return what the film around a moment adds for ``name``."""
    return weights().around[name].worth
