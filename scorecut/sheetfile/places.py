"""Where something stands in the text of a sheet, for messages: file, line, item."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from scorecut.errors import CueSheetError


@dataclass(frozen=True)
class Spot:
    """An item of a sheet: its table (``hits``) and number in the text, and what a message calls it."""

    file: str
    text: str
    table: str = ""
    index: int = 0
    title: str = ""

    def fault(self, why: str, field: str = "") -> CueSheetError:
        """Return the error, with the line where it can be found."""
        line = self.line_of(field)
        where = [self.file, *([f"line {line}"] if line else []), *([self.title] if self.title else [])]
        return CueSheetError(f"{', '.join(where)}: {why}")

    def line_of(self, field: str = "") -> int | None:
        """Return the line (from 1) of a field of this item, or of its heading; None if it is not to be found."""
        heading = self._heading()
        if self.table and heading is None:
            return None
        lines = self.text.split("\n")
        start = heading or 0
        if field:
            for number in range(start, len(lines)):
                bare = lines[number].strip()
                if bare.startswith("[") and "=" not in bare and not bare.startswith("[cues.") and self.table:
                    break
                if re.match(rf"['\"]?{re.escape(field)}['\"]?\s*=", bare):
                    return number + 1
        return heading

    def _heading(self) -> int | None:
        """Return the line (from 1) of the item's heading."""
        seen = -1
        for number, line in enumerate(self.text.split("\n"), 1):
            bare = line.split("#")[0].replace(" ", "").strip()
            if bare in (f"[[{self.table}]]", f"[{self.table}]"):
                seen += 1
                if seen == self.index:
                    return number
        return None


def title_of(kind: str, values: dict[str, Any], index: int) -> str:
    """Return what a message calls a cue or hit.

    >>> title_of("hit", {"id": "h7", "label": "door slam"}, 6)
    'hit h7 ("door slam")'
    """
    name = f"{kind} {values['id']}" if values.get("id") else f"{kind} number {index + 1}"
    return f'{name} ("{values["label"]}")' if values.get("label") else name


def nearest(word: str, known: Iterable[str]) -> str:
    """Return ``; did you mean "cello"?`` or nothing where no known word is near.

    >>> nearest("celo", ["cello", "flute"])
    '; did you mean "cello"?'
    """
    close = get_close_matches(word.lower(), sorted(known), n=1, cutoff=0.6)
    return f'; did you mean "{close[0]}"?' if close else ""


def choices(word: str, known: Iterable[str]) -> str:
    """Return what to write instead of ``word``: the nearest, and all there are.

    >>> choices("stig", ["sting", "stop"])
    '; did you mean "sting"? There are sting, stop'
    """
    names = tuple(known)
    hint = nearest(word, names)
    return f"{hint} There are {', '.join(names)}" if hint else f"; there are {', '.join(names)}"


def ids_of(rows: list[dict[str, Any]], prefix: str) -> list[str]:
    """Return the id of each item; those without one get the next free number (``h8``)."""
    taken = {str(row["id"]) for row in rows if "id" in row}
    ids, number = [], 0
    for row in rows:
        if "id" not in row:
            while f"{prefix}{number}" in taken or number == 0:
                number += 1
            taken.add(f"{prefix}{number}")
        ids.append(str(row["id"]) if "id" in row else f"{prefix}{number}")
    return ids
