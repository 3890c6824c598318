"""The wishes of a cue, read from its table and checked against what scorecut has."""

import re

from scorecut.catalog.instruments import FAMILIES, by_word
from scorecut.catalog.styles import is_own, style, styles
from scorecut.catalog.tables import TableError
from scorecut.model.cue_sheet import Wishes
from scorecut.model.pitch import MODES, Key, pitch_class
from scorecut.sheetfile.fields import ARTICULATIONS, SPACES
from scorecut.sheetfile.places import choices, nearest
from scorecut.sheetfile.table import Table

UNITS = (2, 4, 8, 16)
#: Tempo that a person may ask for, felt beats a minute.
SLOWEST_BPM, FASTEST_BPM = 20.0, 300.0


def read_wishes(table: Table) -> Wishes:
    """Return the wishes in a cue's table; synonyms of instruments become the names of the table."""
    given = table.values
    return Wishes(
        style=_style(table, "style"),
        rhythm_style=_style(table, "rhythm_style"),
        rhythm_share=_between(table, "rhythm_share", 0.5, 0.0, 1.0),
        meter=_meter(table) if "meter" in given else None,
        tempo_bpm=_tempo(table, table.number("tempo_bpm"), "tempo_bpm") if "tempo_bpm" in given else None,
        tempo_range_bpm=_tempo_range(table) if "tempo_range_bpm" in given else None,
        tempo_factor=_between(table, "tempo_factor", 1.0, 0.25, 4.0),
        fixed_tempo=table.flag("fixed_tempo", False) if "fixed_tempo" in given else None,
        key=_key(table) if "key" in given else None,
        tonic=_tonic(table, table.string("tonic", ""), "tonic") if "tonic" in given else None,
        mode=table.choice("mode", "", tuple(MODES)) if "mode" in given else None,
        lead=_instrument(table, table.string("lead", ""), "lead") if "lead" in given else None,
        instruments=tuple(_instrument(table, word, "instruments") for word in table.strings("instruments")),
        background=tuple(_instrument(table, word, "background") for word in table.strings("background")),
        only=table.flag("only", False),
        without=tuple(_unwanted(table, word) for word in table.strings("without")),
        drums=table.flag("drums", False) if "drums" in given else None,
        density=_between(table, "density", 0.0, -1.0, 1.0),
        brightness=_between(table, "brightness", 0.0, -1.0, 1.0),
        dynamics_db=_between(table, "dynamics_db", 0.0, -40.0, 20.0),
        articulation=table.choice("articulation", "", ARTICULATIONS) if "articulation" in given else None,
        space=table.choice("space", "", SPACES) if "space" in given else None,
    )


def _style(table: Table, field: str) -> str | None:
    name = table.string(field, "")
    if not name:
        return None
    if is_own(name):
        try:
            return style(name).name
        except TableError as why:
            raise table.fault(str(why), field) from why
    for row in styles().values():
        if name.lower() == row.name or name.lower() in row.synonyms:
            return row.name
    raise table.fault(f"no style named {name!r}{choices(name, styles())}", field)


def _instrument(table: Table, word: str, field: str) -> str:
    name = by_word().get(word.lower())
    if name is None:
        hint = nearest(word, by_word()) or "; `scorecut words` lists them"
        raise table.fault(f"no instrument named {word!r}{hint}", field)
    return name


def _unwanted(table: Table, word: str) -> str:
    lower = word.lower()
    if lower in ("drums", "melody") or lower in FAMILIES:
        return lower
    if lower in by_word():
        return by_word()[lower]
    hint = nearest(word, {*by_word(), *FAMILIES}) or f"; families are {', '.join(FAMILIES)}"
    raise table.fault(f"no instrument or family named {word!r}{hint}", "without")


def _meter(table: Table) -> tuple[int, int]:
    text = table.string("meter", "")
    match = re.fullmatch(r"\s*(\d{1,2})\s*/\s*(\d{1,2})\s*", text)
    if not match or not 1 <= int(match[1]) <= 16 or int(match[2]) not in UNITS:
        raise table.fault(f'meter {text!r} is none; write "4/4", "3/4", "6/8", "5/4" or "7/8"', "meter")
    return int(match[1]), int(match[2])


def _tempo(table: Table, value: float, field: str) -> float:
    if not SLOWEST_BPM <= value <= FASTEST_BPM:
        raise table.fault(f"{field} {value:g} is not between {SLOWEST_BPM:g} and {FASTEST_BPM:g}", field)
    return value


def _tempo_range(table: Table) -> tuple[float, float]:
    values = table.numbers("tempo_range_bpm")
    if len(values) != 2 or values[0] > values[1]:
        raise table.fault("tempo_range_bpm is two numbers, the slower first: [60, 80]", "tempo_range_bpm")
    low, high = (_tempo(table, value, "tempo_range_bpm") for value in values)
    return low, high


def _between(table: Table, field: str, default: float, low: float, high: float) -> float:
    value = table.number(field, default)
    if not low <= value <= high:
        raise table.fault(f"{field} {value:g} is not between {low:g} and {high:g}", field)
    return value


def _key(table: Table) -> Key:
    text = table.string("key", "")
    tonic, _, mode = text.strip().partition(" ")
    if mode.lower().startswith(("flat", "sharp")):
        sign, _, mode = mode.partition(" ")
        tonic += "b" if sign.lower() == "flat" else "#"
    mode = mode.strip().lower() or ("minor" if tonic[:1].islower() else "major")
    if mode not in MODES:
        raise table.fault(f"key {text!r}: no mode named {mode!r}{choices(mode, MODES)}", "key")
    return Key(_tonic(table, tonic, "key"), mode)


def _tonic(table: Table, text: str, field: str) -> int:
    try:
        return pitch_class(text)
    except ValueError:
        raise table.fault(f'{field} {text!r} has no note name; write "D", "F#" or "Bb"', field) from None
