"""A sheet's text opened: its outermost table, and what its head asks for before the film is known."""

import tomllib
from pathlib import Path

from scorecut.errors import CueSheetError
from scorecut.model.cue_sheet import SCHEMA
from scorecut.sheetfile.fields import TOP_FIELDS
from scorecut.sheetfile.places import Spot
from scorecut.sheetfile.table import Table


def text_of(path: Path) -> str:
    """Return the text of a sheet; CueSheetError where there is none."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as why:
        cause = "it is no UTF-8 text" if isinstance(why, UnicodeDecodeError) else str(why.strerror)
        raise CueSheetError(f"{path.name}: the cue sheet cannot be read ({cause})") from why


def top_of(text: str, name: str) -> Table:
    """Return the sheet as a table whose fields and schema are ours; ``name`` is what messages call the file."""
    text = text.replace("\r\n", "\n")
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as why:
        raise CueSheetError(f"{name}: this is no TOML: {why}") from why
    top = Table(Spot(name, text), values)
    top.only(TOP_FIELDS)
    if top.string("schema", SCHEMA) != SCHEMA:
        raise top.fault(f"schema {values['schema']!r} is not one that this scorecut reads ({SCHEMA})", "schema")
    return top


def asked_in(path: Path) -> tuple[str, int]:
    """Return prompt and seed of a sheet; all that needs the film is left unread."""
    top = top_of(text_of(path), path.name)
    return top.string("prompt", ""), top.whole("seed", 1)
