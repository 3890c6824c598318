"""A style's way of writing, checked before a note is written: each fault says what, where and what to try."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from scorecut.catalog.instruments import instruments
from scorecut.catalog.tables import TableError, hint
from scorecut.composition.motif import read_cell
from scorecut.composition.numerals import harmony
from scorecut.model.cue_sheet import HIT_KINDS
from scorecut.model.pitch import MODES, Key

if TYPE_CHECKING:
    from scorecut.composition.idiom import Idiom

FUNCTIONS = ("melody", "harmony", "bass", "rhythm", "texture")
EIGHTHS = 8.0


def one_of(word: str, known: Iterable[str], where: str, what: str) -> None:
    """Raise TableError where ``word`` is none of ``known``, naming the nearest."""
    known = list(known)
    if word not in known:
        raise TableError(f"{where}: no {what} named {word!r}; {hint(word, known)}")


def check_idiom(idiom: "Idiom", textures: Iterable[str], where: str) -> None:
    """Raise TableError at the first thing in a ``[composition]`` table that nothing could play.

    textures : names of textures and grooves
    """
    known = sorted({*textures})
    if not idiom.layers or not idiom.leads:
        raise TableError(f"{where}: a style needs layers and leads; copy those of a style that is near")
    for layer in idiom.layers:
        here = f"{where}, layer {layer.name!r}"
        one_of(layer.texture, known, here, "texture or groove")
        one_of(layer.function, FUNCTIONS, here, "function")
        for option in layer.players:
            for name in option.split("+"):
                one_of(name, instruments(), here, "instrument")
        if not layer.players or layer.above >= layer.below or layer.register[0] >= layer.register[1]:
            raise TableError(f"{here}: give players, 'above' less than 'below', and a register from low to high")
    for lead in idiom.leads:
        for name in (lead.player, *lead.double):
            one_of(name, instruments(), f"{where}, leads", "instrument")
    for kind, names in idiom.accents.items():
        one_of(kind, HIT_KINDS, f"{where}, accents", "kind of hit")
        for name in names:
            one_of(name, instruments(), f"{where}, accents.{kind}", "instrument")
    for mode in [mode for _, mode in idiom.modes] + list(idiom.progressions) + list(idiom.chorus):
        one_of(mode, MODES, f"{where}, modes", "mode")
    one_of(idiom.solo_figure, known, f"{where}, solo_figure", "texture")
    _check_chords(idiom, where)
    _check_cells(idiom, where)


def _check_chords(idiom: "Idiom", where: str) -> None:
    for name, row in idiom.cadences.items():
        for numeral in row.split():
            try:
                harmony(numeral, Key(0, "minor" if name.endswith("minor") else "major"))
            except TableError as why:
                raise TableError(
                    f"{where}, cadences.{name}: {numeral!r} is no chord; write 'iv V' or the like"
                ) from why
    for mode, rows in (*idiom.progressions.items(), *((mode, (row,)) for mode, row in idiom.chorus.items())):
        for numeral in " ".join(rows).split():
            try:
                harmony(numeral, Key(0, mode))
            except (TableError, ValueError, KeyError) as why:
                fault = (
                    f"{where}, progressions.{mode}: {numeral!r} is no chord; write Roman numerals such as 'i VI III7 V'"
                )
                raise TableError(fault) from why


def _check_cells(idiom: "Idiom", where: str) -> None:
    for kind, rows in (("cells", idiom.cells), ("tails", idiom.tails)):
        for row in rows:
            try:
                bars = read_cell(row)
                fits = len(bars) == 2 and all(abs(sum(event.length for event in bar) - EIGHTHS) < 1e-6 for bar in bars)
            except (ValueError, IndexError):
                fits = False
            if not fits:
                raise TableError(f"{where}, {kind}: {row!r} is no rhythm of two bars of eight eighths, '3 1 4 | 6 r2'")
