"""Reading the tables: TOML in, dataclasses out, errors that name file, table and field."""

import dataclasses
import tomllib
import types
import typing
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar, cast

from scorecut.errors import ScorecutError

T = TypeVar("T")

DATA = Path(__file__).parent.parent / "data"

#: So many names are listed where none is near.
MOST = 40


class TableError(ScorecutError):
    """A table in ``data/`` (or a user's own) cannot be read; the message says where."""

    exit_code = 2


def read_table(path: Path) -> dict[str, Any]:
    """Return the TOML file as a dictionary; TableError with line where it is no TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as why:
        raise TableError(f"{path.name}: {why}") from why


def hint(word: str, known: Iterable[str]) -> str:
    """Return what to write instead of an unknown word: the nearest, else what there is.

    >>> hint("celo", ["cello", "flute"]), hint("xyz", ["cello", "flute"])
    ("did you mean 'cello'?", 'there are cello, flute')
    """
    names = list(known)
    near = get_close_matches(word, names, n=1)
    return (
        f"did you mean {near[0]!r}?"
        if near
        else f"there are {', '.join(names[:MOST])}" + (" ..." * (len(names) > MOST))
    )


def build(kind: type[T], values: dict[str, Any], where: str) -> T:
    """Return ``values`` as the dataclass ``kind``: lists become tuples, tables nested dataclasses.

    Raises TableError naming ``where`` and the field for unknown or missing fields and wrong types.
    """
    hints = typing.get_type_hints(kind)
    fields = {field.name: field for field in dataclasses.fields(cast(Any, kind))}
    unknown = sorted(set(values) - set(fields))
    if unknown:
        raise TableError(f"{where}: no field named {unknown[0]!r}; {hint(unknown[0], fields)}")
    missing = [
        name
        for name, field in fields.items()
        if name not in values and field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    ]
    if missing:
        raise TableError(f"{where}: the field {missing[0]!r} is missing")
    return kind(**{name: _fit(value, hints[name], f"{where}.{name}") for name, value in values.items()})


def _fit(value: Any, hint: Any, where: str) -> Any:
    """Return ``value`` in the shape that the annotation asks for."""
    if hint is Any:
        return value
    origin = typing.get_origin(hint)
    args = typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        kinds = [arg for arg in args if arg is not type(None)]
        return _fit(value, kinds[0], where)
    if origin is tuple:
        if not isinstance(value, list):
            raise TableError(f"{where}: expected a list")
        inner = args[:1] * len(value) if len(args) == 2 and args[1] is Ellipsis else args
        if len(inner) != len(value):
            raise TableError(f"{where}: expected {len(inner)} values")
        return tuple(_fit(item, kind, f"{where}[{i}]") for i, (item, kind) in enumerate(zip(value, inner, strict=True)))
    if origin is dict:
        if not isinstance(value, dict):
            raise TableError(f"{where}: expected a table")
        return {key: _fit(item, args[1], f"{where}.{key}") for key, item in value.items()}
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        if not isinstance(value, dict):
            raise TableError(f"{where}: expected a table")
        return build(hint, value, where)
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(hint, type) and (not isinstance(value, hint) or (hint is not bool and isinstance(value, bool))):
        raise TableError(f"{where}: expected {hint.__name__}, found {value!r}")
    return value
