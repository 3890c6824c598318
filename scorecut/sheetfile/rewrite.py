"""A sheet that a person has edited, written again: their comments, order and spelling stay where they can."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from scorecut.errors import CueSheetError
from scorecut.model.cue_sheet import CueSheet
from scorecut.sheetfile.fields import (
    cue_values,
    curve_values,
    film_values,
    hit_values,
    top_values,
)
from scorecut.sheetfile.places import ids_of
from scorecut.sheetfile.read import parse_sheet
from scorecut.sheetfile.times import seconds_of
from scorecut.sheetfile.write import Decisions, toml, with_decisions

TIMES = ("start", "end", "time")


def rewrite(text: str, sheet: CueSheet, *, decisions: Decisions | None = None) -> str:
    """Return ``text`` changed as little as makes it read as ``sheet``.

    Fields that already say the same keep their spelling ("0:31" stays "0:31"), comments stay, cues and
    hits are known by their ids; new ones are added at the end of their kind, lost ones go.
    Raises CueSheetError where ``text`` is no cue sheet.
    """
    import tomlkit

    before = parse_sheet(text)
    document = tomlkit.parse(with_decisions(text.replace("\r\n", "\n"), None))
    _update(document, top_values(before), top_values(sheet), _Same(before, sheet))
    if "film" in document:
        _update(document["film"], film_values(before), film_values(sheet), _Same(before, sheet))
    _rewrite_items(document, "cues", before, sheet)
    _rewrite_items(document, "hits", before, sheet)
    return with_decisions(tomlkit.dumps(document), decisions)


class _Same:
    """Whether two values of a field mean the same; a time is spelt anew where the frame rate has changed."""

    def __init__(self, before: CueSheet, after: CueSheet) -> None:
        self.rates = before.frame_rate, after.frame_rate

    def __call__(self, field: str, old: Any, new: Any) -> bool:
        if field in TIMES:
            before, after = self.rates
            return before == after and bool(_seconds(old, before) == _seconds(new, after))
        return bool(old == new)


def _rewrite_items(document: Any, kind: str, before: CueSheet, sheet: CueSheet) -> None:
    """Bring ``[[cues]]`` or ``[[hits]]`` up to date."""
    import tomlkit

    old, new = _items(before, kind), _items(sheet, kind)
    if kind not in document:
        if not new:
            return
        document.append(kind, tomlkit.aot())
    array = document[kind]
    same = _Same(before, sheet)
    ids = ids_of(array.unwrap(), kind[0])
    for index in reversed(range(len(array))):
        item_id = ids[index]
        if item_id not in new:
            del array[index]
            continue
        _update(array[index], old[item_id], new[item_id], same)
        if kind == "cues":
            _update_curve(array[index], before, sheet, item_id, same)
    for item_id, values in new.items():
        if item_id not in ids:
            array.append(_new_table(values, curve_values(sheet.cue(item_id)) if kind == "cues" else {}))
    if not len(array):
        document.remove(kind)


def _update(table: Any, old: Mapping[str, Any], new: Mapping[str, Any], same: _Same) -> None:
    """Set what changed, take out what is no longer said; a default spelt out by a person stays."""
    for field, value in new.items():
        changed = field not in old or not same(field, old[field], value)
        stale = field == "frame" and field in table and table[field] != value
        if (changed and (field in table or value not in ("", []))) or stale:
            table[field] = _value(value)
    for field in (*old, "exact_s"):
        if field not in new and field in table:
            table.remove(field)


def _update_curve(table: Any, before: CueSheet, sheet: CueSheet, cue_id: str, same: _Same) -> None:
    old, new = curve_values(before.cue(cue_id)), curve_values(sheet.cue(cue_id))
    if old == new:
        return
    if "curve" in table:
        _update(table["curve"], old, new, same)
        for field, value in new.items():
            if field not in table["curve"]:
                table["curve"][field] = _value(value)
    else:
        table["curve"] = _new_table(new, {})


def _items(sheet: CueSheet, kind: str) -> dict[str, dict[str, Any]]:
    if kind == "cues":
        return {cue.id: cue_values(cue, sheet.frame_rate) for cue in sheet.cues}
    return {hit.id: hit_values(hit, sheet.frame_rate) for hit in sheet.hits}


def _new_table(values: Mapping[str, Any], curve: Mapping[str, Any]) -> Any:
    import tomlkit

    table = tomlkit.table()
    for field, value in values.items():
        table.add(field, _value(value))
    if curve:
        table.add("curve", _new_table(curve, {}))
    table.add(tomlkit.nl())
    return table


def _value(value: Any) -> Any:
    """Return a TOML item, spelt as a new sheet spells it."""
    import tomlkit

    return tomlkit.value(toml(value))


def _seconds(value: Any, rate: Fraction) -> Any:
    try:
        return seconds_of(value, rate) if isinstance(value, str) else value
    except CueSheetError:
        return value
