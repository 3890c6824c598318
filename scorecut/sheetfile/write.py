"""The cue sheet as a new text: every field explained once, what scorecut chose beside it as a comment."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from scorecut.model.cue_sheet import SCHEMA, CueSheet
from scorecut.sheetfile.fields import (
    CUE_FIELDS,
    CURVE_FIELDS,
    HIT_FIELDS,
    WISH_FIELDS,
    cue_values,
    curve_values,
    film_values,
    hit_values,
    top_values,
)

#: What scorecut decided itself stands behind this mark. Such lines are written anew and never read.
CHOSEN = "#:"
HEAD = """\
# Cue sheet of scorecut: where the music plays, and which moments of the film it marks.
# Change what you like, then score the film again with  --cues THIS_FILE.
# Times are timecode (00:00:31:04) or seconds (31.2, "0:31.2"). A field left out is free.
# Lines that begin with #: tell what scorecut chose; they are written anew each time and never read."""
#: Values of a curve on one line.
CURVE_WIDTH = 16

Decisions = Mapping[str, Mapping[str, Any]]


def write_sheet(sheet: CueSheet, *, decisions: Decisions | None = None) -> str:
    """Return the sheet as commented TOML, schema ``scorecut/cue-sheet/1``; reading it gives the same sheet.

    decisions : by id of a cue or hit what was chosen for it, such as ``{"c1": {"key": "G minor"},
        "h3": {"place": "downbeat", "bar": 5}}``. It becomes comments, never wishes
    """
    lines = [HEAD, f'schema = "{SCHEMA}"']
    for name, value in top_values(sheet).items():
        if value or name in ("prompt", "seed"):
            lines.append(f"{name} = {toml(value)}")
    lines += ["", "[film]", *_fields(film_values(sheet))]
    lines += ["", *_legend("Cues: stretches of music. Fields:", CUE_FIELDS)]
    lines += _legend("and wishes, all free where left out:", WISH_FIELDS)
    lines += _legend("The curve is what the music follows:", CURVE_FIELDS)
    for cue in sheet.cues:
        lines += ["", "[[cues]]", *_fields(cue_values(cue, sheet.frame_rate)), "", "[cues.curve]"]
        lines += _fields(curve_values(cue))
    if not sheet.cues:
        lines += ["", "# This film has no music."]
    lines += ["", *_legend("Hits: moments that the music marks. Fields:", HIT_FIELDS)]
    for hit in sheet.hits:
        lines += ["", "[[hits]]", *_fields(hit_values(hit, sheet.frame_rate))]
    return with_decisions("\n".join(lines) + "\n", decisions)


def with_decisions(text: str, decisions: Decisions | None) -> str:
    """Return ``text`` with the old lines of decisions taken out and the new ones below each ``id``."""
    lines = []
    table = ""
    for line in text.removesuffix("\n").split("\n"):
        bare = line.strip()
        if bare.startswith(CHOSEN):
            continue
        lines.append(line)
        if bare.startswith("["):
            table = bare.split("#")[0].strip().strip("[]").strip()
        name, _, value = bare.partition("=")
        if table in ("cues", "hits") and name.strip() == "id" and decisions:
            chosen = decisions.get(value.split("#")[0].strip().strip("\"'"))
            if chosen:
                lines.append(f"{CHOSEN} " + ", ".join(f"{what} {_short(which)}" for what, which in chosen.items()))
    return "\n".join(lines) + "\n"


def toml(value: Any) -> str:
    """Return a value as TOML; long lists break into lines."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, str):
        return _quoted(value)
    items = [toml(item) for item in value]
    line = f"[{', '.join(items)}]"
    if len(line) <= 100 and not (items and isinstance(value[0], (list, tuple))):
        return line
    step = CURVE_WIDTH if isinstance(value[0], (int, float)) else 1
    rows = [", ".join(items[at : at + step]) for at in range(0, len(items), step)]
    return "[\n" + "".join(f"  {row},\n" for row in rows) + "]"


def _fields(values: Mapping[str, Any]) -> list[str]:
    return [f"{name} = {toml(value)}" for name, value in values.items()]


def _legend(title: str, meanings: Mapping[str, str]) -> list[str]:
    width = max(map(len, meanings))
    return [f"# {title}", *(f"#   {name:<{width}}  {meaning}" for name, meaning in meanings.items())]


def _quoted(text: str) -> str:
    """Return a basic string (TOML 1.0: backslash, quote and control characters are escaped)."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _short(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, Sequence):
        return " ".join(_short(item) for item in value)
    return str(value)
