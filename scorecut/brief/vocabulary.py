"""The words that a prompt may use, as rows for ``scorecut words``."""

from dataclasses import dataclass

from scorecut.catalog.instruments import instruments
from scorecut.catalog.moods import moods
from scorecut.catalog.styles import styles
from scorecut.catalog.words import Term, terms
from scorecut.errors import BriefError

#: What people may ask for, in the order shown.
KINDS = ("moods", "instruments", "styles", "tempo", "dynamics", "density", "timbre", "articulation", "modes", "metres",
         "space", "form", "hits", "groups", "genres", "time")  # fmt: skip
_TABLES = {
    "tempo": ("tempo", "factor", "pulse"), "dynamics": ("dynamics", "level"), "density": ("density",),
    "timbre": ("brightness", "tension"), "articulation": ("articulation",), "modes": ("mode",), "metres": ("meter",),
    "space": ("space",), "form": ("form",), "hits": ("hits",), "groups": ("group",), "genres": ("genre",),
    "time": ("turn", "moment"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One word: its kind, what it means in short, and what else it may be called."""

    kind: str
    name: str
    meaning: str
    synonyms: tuple[str, ...] = ()


def vocabulary(kind: str | None = None) -> list[Row]:
    """Return the rows of one kind, of all kinds without one; BriefError names the kinds there are."""
    if kind is None:
        return [row for each in KINDS for row in vocabulary(each)]
    kind = f"{kind}s" if kind not in KINDS and f"{kind}s" in KINDS else kind
    if kind == "moods":
        return [
            Row(kind, m.name, "V {:+.2f}  E {:+.2f}  T {:+.2f}".format(*m.affect), m.synonyms) for m in moods().values()
        ]
    if kind == "instruments":
        return [Row(kind, i.name, i.family, i.synonyms) for i in instruments().values()]
    if kind == "styles":
        return [
            Row(kind, s.name, f"{s.tempo.low_bpm:g}-{s.tempo.high_bpm:g} bpm. {s.why}", s.synonyms)
            for s in styles().values()
        ]
    if kind not in _TABLES:
        raise BriefError(f"no words of kind {kind!r}; there are {', '.join(KINDS)}")
    return [Row(kind, t.name, _meaning(t), t.words) for table in _TABLES[kind] for t in terms()[table].values()]


def _meaning(term: Term) -> str:
    """Return what a parameter word does, in a few signs."""
    if term.kind == "tempo":
        return f"{term.low:g}-{term.high:g} bpm"
    if term.kind == "factor":
        return f"tempo x {term.amount:g}"
    if term.kind == "dynamics":
        return f"{term.amount:+g} dB"
    if term.kind in ("density", "brightness", "tension"):
        return f"{term.kind} {term.amount:+g}"
    if term.kind == "group":
        return ", ".join(term.members) or "the style decides which"
    if term.kind == "genre":
        return ", ".join([term.style, *([term.mode] if term.mode else []), *term.members])
    if term.kind == "moment":
        return f"{term.low:.0%}-{term.high:.0%} of the film"
    return term.why or term.kind
