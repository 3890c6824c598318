"""Limits of craft: general ones, a style's own, and what a table may not say."""

import pytest

from scorecut.catalog.limits import general_limits, limits_of
from scorecut.catalog.styles import styles
from scorecut.catalog.tables import TableError


def test_a_style_that_states_nothing_has_the_general_limits():
    assert limits_of({}, "mine.toml.limits") == general_limits()


def test_a_style_states_only_what_differs():
    mine = limits_of({"unchanged_bars": 16, "bass_walk": [0, 1]}, "mine.toml.limits")
    assert mine.unchanged_bars == 16
    assert mine.bass_walk == (0.0, 1.0)
    assert mine.tutti_share == general_limits().tutti_share


@pytest.mark.parametrize(
    ("own", "says"),
    [
        ({"tutti": 0.4}, "no field named 'tutti'"),
        ({"bass_walk": [0.5, 0.2]}, "bass_walk: the least, 0.5, is above the most"),
        ({"tutti_share": "many"}, "tutti_share: expected float"),
        ({"shaped_db": -1.0}, "shaped_db: -1 is below 0"),
        ({"bass_walk": 0.3}, "bass_walk: expected a list"),
    ],
)
def test_a_limit_that_cannot_be_kept_to_is_refused(own, says):
    with pytest.raises(TableError, match=says):
        limits_of(own, "mine.toml.limits")


def test_every_style_has_limits():
    assert all(row.limits.unchanged_bars >= 8 for row in styles().values())
