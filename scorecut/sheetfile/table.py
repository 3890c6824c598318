"""A table of the sheet with its place in the text: every field asked for by type, or a fault that names it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from scorecut.errors import CueSheetError
from scorecut.sheetfile.places import Spot, choices

#: No number of a sheet is as large as this.
HUGE = 1e12


@dataclass(frozen=True)
class Table:
    """Values as tomllib gives them, and the spot for messages."""

    spot: Spot
    values: dict[str, Any]

    def fault(self, why: str, field: str = "") -> CueSheetError:
        """Return an error that says where."""
        return self.spot.fault(why, field)

    def only(self, known: Iterable[str]) -> None:
        """Refuse fields that the schema does not have."""
        names = tuple(known)
        for field in self.values:
            if field not in names:
                raise self.fault(f"no field named {field!r}{choices(field, names)}", field)

    def table(self, field: str) -> "Table":
        """Return a table inside this one, empty where it is left out."""
        values = self.values.get(field, {})
        if not isinstance(values, dict):
            raise self.fault(f"{field} must be a table", field)
        spot = self.spot if self.spot.table else replace(self.spot, table=field)
        return Table(spot, values)

    def tables(self, field: str) -> list[dict[str, Any]]:
        """Return a list of tables."""
        rows = self.values.get(field, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self.fault(f"{field} must be written as [[{field}]]", field)
        return rows

    def item(self, table: str, index: int, values: dict[str, Any], title: str) -> "Table":
        """Return one of a list of tables, with its name for messages."""
        return Table(Spot(self.spot.file, self.spot.text, table, index, title), values)

    def string(self, field: str, default: str) -> str:
        return self._typed(field, default, str, "a text in quotes")

    def flag(self, field: str, default: bool) -> bool:
        return self._typed(field, default, bool, "true or false")

    def whole(self, field: str, default: int) -> int:
        value: int = self._typed(field, default, int, "a whole number")
        if not abs(value) < HUGE:
            raise self.fault(f"{field} {value} is too large", field)
        return value

    def number(self, field: str, default: float | None = None) -> float:
        """Return a finite number."""
        value = self._typed(field, default, (int, float), "a number")
        if not abs(value) < HUGE:
            raise self.fault(f"{field} must be a finite number", field)
        return float(value)

    def name(self, field: str, default: str) -> str:
        """Return an id: letters, digits, dot, dash, underscore."""
        value = self.string(field, default)
        if not value.replace("-", "").replace("_", "").replace(".", "").isalnum():
            raise self.fault(f"{field} {value!r} must be of letters, digits, - and _", field)
        return value

    def choice(self, field: str, default: str, known: tuple[str, ...]) -> str:
        """Return one of the known words."""
        value = self.string(field, default)
        if value not in known:
            raise self.fault(f"no {field} named {value!r}{choices(value, known)}", field)
        return value

    def list(self, field: str) -> list[Any]:
        return self._typed(field, [], list, "a list")

    def strings(self, field: str) -> tuple[str, ...]:
        """Return a list of texts; a lone text counts as a list of one."""
        value = self.values.get(field, [])
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            raise self.fault(f"{field} must be a list of texts", field)
        return tuple(items)

    def numbers(self, field: str) -> tuple[float, ...]:
        """Return a list of finite numbers."""
        items = self.list(field)
        if not all(isinstance(x, (int, float)) and not isinstance(x, bool) and abs(x) < HUGE for x in items):
            raise self.fault(f"{field} must be a list of numbers", field)
        return tuple(float(item) for item in items)

    def _typed(self, field: str, default: Any, kind: Any, what: str) -> Any:
        value = self.values.get(field, default)
        if value is None:
            raise self.fault(f"{field} is missing; it must be {what}", field)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.fault(f"{field} must be {what}, not {value!r}", field)
        return value
