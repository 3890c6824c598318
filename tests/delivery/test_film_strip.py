"""The film strip: every still in its own stretch, filling it, and a bound on how many there are."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecut.delivery.film_strip import Cell, filling, side_by_side, strip_cells
from scorecut.media.strip import MOST

WIDEST = 14.5


def spans(lengths_s: list[float]) -> list[tuple[float, float]]:
    ends = np.cumsum(lengths_s).tolist()
    return list(zip([0.0, *ends[:-1]], ends, strict=True))


@given(st.lists(st.floats(0.04, 300.0), min_size=1, max_size=200), st.floats(0.5, 4.0))
def test_cells_cover_the_film_each_shows_a_moment_inside_and_they_are_few(lengths_s, aspect):
    shots = spans(lengths_s)
    cells = strip_cells(shots, shots[-1][1], widest=WIDEST, aspect=aspect)
    assert len(cells) <= MOST
    assert cells[0].start_s == 0.0 and cells[-1].end_s == pytest.approx(shots[-1][1])
    assert all(a.end_s == pytest.approx(b.start_s) for a, b in itertools.pairwise(cells))
    assert all(cell.start_s <= cell.time_s <= cell.end_s for cell in cells)


def test_each_wide_shot_has_its_own_still_and_a_long_one_several():
    cells = strip_cells(spans([2.0, 2.0, 8.0]), 12.0, widest=12.0, aspect=2.0)
    assert [cell.time_s for cell in cells] == [1.0, 3.0, 5.0, 7.0, 9.0, 11.0]


def test_short_shots_share_cells_that_show_the_longest_of_them():
    shots = spans([0.1, 0.3, 0.1, 0.7] * 50)
    cells = strip_cells(shots, 60.0, widest=WIDEST, aspect=16 / 9)
    assert len(cells) == 12
    inside = [next((a, b) for a, b in shots if a <= cell.time_s < b) for cell in cells]
    assert all(b - a == pytest.approx(0.7) for a, b in inside)


def test_a_single_frame_of_black_has_no_still():
    cells = strip_cells(spans([0.04, 9.96]), 10.0, widest=10.0, aspect=10.0)
    assert [(cell.start_s, cell.end_s) for cell in cells] == [(0.0, 10.0)]


def test_a_still_fills_its_cell_with_its_middle_undistorted():
    still = np.zeros((90, 160, 3), np.uint8)
    still[:, 70:90] = 255
    narrow = filling(still, 20, 90)
    assert narrow.shape == (90, 20, 3) and (narrow == 255).all()
    wide = filling(still, 320, 90)
    assert 36 <= (wide[45, :, 0] > 128).sum() <= 44


def test_what_could_not_be_decoded_is_grey():
    cells = (Cell(0.0, 1.0, 0.5), Cell(1.0, 2.0, 1.5))
    strip = side_by_side(cells, [10, 30], {30: np.full((8, 8, 3), 250, np.uint8)}, 2.0, width=40, height=10)
    assert (strip[:, :20] == 128).all() and (strip[:, 20:] == 250).all()
