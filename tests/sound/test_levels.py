import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecut.sound.levels import amplitude, faded, gains, grid_s, spread


@given(st.floats(-90, 30))
def test_amplitude_is_the_inverse_of_decibels(level_db: float) -> None:
    assert 20 * np.log10(amplitude(level_db)) == pytest.approx(level_db, abs=1e-9)


@given(st.integers(1, 500))
def test_the_grid_covers_every_sample(n_samples: int) -> None:
    times_s = grid_s(2.0, n_samples)
    assert times_s[-1] >= 2.0 + (n_samples - 1) / 48_000
    assert spread(times_s, n_samples).shape == (n_samples,)


def test_levels_run_in_straight_lines_between_their_points() -> None:
    factor = gains(np.array([[1.0, 0.0], [2.0, -20.0]]), 0.5, 96_000)
    for at_s, level_db in ((0.6, 0.0), (1.5, -10.0), (1.75, -15.0), (2.3, -20.0)):
        assert 20 * np.log10(factor[round((at_s - 0.5) * 48_000)]) == pytest.approx(level_db, abs=0.01)


def test_no_points_mean_no_change() -> None:
    assert (gains(np.zeros((0, 2)), 0.0, 100) == 1.0).all()
    assert gains(np.array([[3.0, -6.0]]), 0.0, 7) == pytest.approx(amplitude(-6.0))


def test_a_fade_is_whole_before_and_silent_after() -> None:
    fade = faded(np.ones((1000, 2), np.float32), 200, 300)[:, 0]
    assert (fade[:201] == 1).all() and (fade[500:] == 0).all() and (np.diff(fade) <= 0).all()
