"""The exit codes that the command promises, and the tree that its docstring draws."""

import re

import pytest

from scorecut import errors

CODES = {
    "ScorecutError": 70,
    "BriefError": 2,
    "UsageError": 2,
    "CueSheetError": 2,
    "TempoMapError": 2,
    "FilmError": 3,
    "HitMissedError": 4,
    "MissingError": 5,
    "OutputError": 6,
}


@pytest.mark.parametrize(("name", "code"), CODES.items())
def test_each_error_has_its_exit_code(name: str, code: int):
    kind = getattr(errors, name)
    assert kind.exit_code == code
    assert issubclass(kind, errors.ScorecutError)


def test_the_docstring_draws_the_whole_tree():
    drawn = dict(re.findall(r"(\w+Error)\s+(\d+)", errors.__doc__ or ""))
    assert {name: int(code) for name, code in drawn.items()} == CODES
    defined = {name for name, value in vars(errors).items() if isinstance(value, type)}
    assert defined == set(CODES)
