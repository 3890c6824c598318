"""Grids know their beats, and which bars may stand in."""

import pytest

from scorecut.errors import TempoMapError
from scorecut.tempo.meter import Grid


@pytest.mark.parametrize(
    ("meter", "bar", "felt_beats", "places"),
    [
        ((4, 4), 8, 1.0, "D-b-b-b-"),
        ((3, 4), 6, 1.0, "D-b-b-"),
        ((6, 8), 6, 1.5, "D--b--"),
        ((5, 4), 10, 1.0, "D-b-b-b-b-"),
        ((7, 8), 7, 1.0, "D-b-b--"),
        ((12, 8), 12, 1.5, "D--b--b--b--"),
        ((2, 2), 8, 2.0, "D---b---"),
    ],
)
def test_pulses_of_a_bar(meter, bar, felt_beats, places):
    grid = Grid(meter)
    letters = {"downbeat": "D", "beat": "b", "eighth": "-"}
    assert grid.bar == bar
    assert grid.felt_beats == felt_beats
    assert "".join(letters[grid.place(phase)] for phase in range(bar)) == places


@pytest.mark.parametrize("meter", [(4, 4), (3, 4), (6, 8), (5, 4), (7, 8), (9, 8), (2, 4), (2, 2), (9, 16)])
def test_stand_in_bars_have_another_length_and_the_same_pulse(meter):
    grid = Grid(meter)
    assert grid.irregular
    for pulses, other in grid.irregular.items():
        assert pulses == grid.pulses(other) != grid.bar


def test_an_impossible_meter_is_refused():
    with pytest.raises(TempoMapError, match="no music in 4/3"):
        Grid((4, 3))
