"""Loudness standards (``data/loudness.toml``): what a programme is to measure, and over what."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from scorecut.catalog.tables import DATA, build, hint, read_table
from scorecut.errors import UsageError
from scorecut.model.picture import Speech

FILE = "loudness.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """One standard. name : as it is asked for.

    programme_lufs : integrated, of the whole programme; None where there is no norm for it
    dialogue_lufs : over spoken lines alone, ungated (BS.1770-1), where they fill ``dialogue_share`` of the film or
        more; None: dialogue is not looked at
    alone_lufs : of music without a film's own sound, where that differs from ``programme_lufs``
    tolerance_lu : how far off still meets it; peak_dbtp : highest true peak
    """

    name: str
    tolerance_lu: float
    peak_dbtp: float
    programme_lufs: float | None = None
    dialogue_lufs: float | None = None
    dialogue_share: float = 0.0
    alone_lufs: float | None = None
    why: str = ""

    @property
    def music_lufs(self) -> float | None:
        """What music measures that is the whole programme."""
        return self.programme_lufs if self.alone_lufs is None else self.alone_lufs


@dataclass(frozen=True, slots=True, kw_only=True)
class Limiting:
    """most_db : what the limiter takes at most at any moment, for the sake of a standard."""

    most_db: float


@cache
def standards() -> dict[str, Standard]:
    """Return all standards by name, read on first use."""
    rows = read_table(DATA / FILE)["standard"]
    return {name: build(Standard, {"name": name, **row}, f"{FILE}, standard.{name}") for name, row in rows.items()}


@cache
def limiting() -> Limiting:
    """Return how hard the limiter may work for a standard."""
    return build(Limiting, read_table(DATA / FILE)["limiter"], f"{FILE}, limiter")


def standard(name: str) -> Standard:
    """Return the standard with this name; UsageError with what there is if there is none."""
    known = standards()
    if name not in known:
        raise UsageError(f"--loudness {name}: no such standard; {hint(name, [*known, 'none'])}")
    return known[name]


def spoken(speech: Sequence[Speech], length_s: float) -> tuple[tuple[float, float], ...]:
    """Return when somebody speaks, (start_s, end_s) in order and apart, within the film.

    >>> spoken([Speech(start_s=4.0, end_s=6.0), Speech(start_s=1.0, end_s=2.0), Speech(start_s=5.0, end_s=9.0)], 8.0)
    ((1.0, 2.0), (4.0, 8.0))
    """
    spans: list[tuple[float, float]] = []
    for span in sorted(speech, key=lambda span: span.start_s):
        start_s, end_s = max(0.0, span.start_s), min(length_s, span.end_s)
        if spans and start_s <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end_s))
        elif end_s > start_s:
            spans.append((start_s, end_s))
    return tuple(spans)
