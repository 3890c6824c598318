"""Long tones that move whatever is laid over them, and hands with a memory."""

import numpy as np
import pytest

from scorecut.performance.alive import LEAST_DB, going_on, kept_alive
from scorecut.performance.expression import arc_db

TIMES = np.linspace(0.0, 4.0, 41)
ONE = (np.array([0.0]), np.array([4.0]), np.array([True]))


def test_a_flat_tone_is_given_an_arc() -> None:
    assert np.ptp(kept_alive(TIMES, 0 * TIMES, *ONE, arc_db)) >= LEAST_DB


def test_a_tone_that_moves_is_left_as_it_is() -> None:
    rising = 2.0 * TIMES
    assert kept_alive(TIMES, rising, *ONE, arc_db) == pytest.approx(rising)


def test_short_tones_and_struck_ones_are_left_as_they_are() -> None:
    flat = 0 * TIMES
    struck = (ONE[0], ONE[1], np.array([False]))
    assert not kept_alive(TIMES, flat, *struck, arc_db).any()
    assert not kept_alive(TIMES, flat, ONE[0], np.array([0.8]), ONE[2], arc_db).any()


def test_noise_that_goes_on_keeps_its_spread_and_remembers() -> None:
    steps = np.random.default_rng(1).standard_normal(4000)
    noise = going_on(steps, 0.75)
    assert noise.std() == pytest.approx(1.0, abs=0.08)
    assert np.corrcoef(noise[:-1], noise[1:])[0, 1] == pytest.approx(0.75, abs=0.04)
    assert steps is not noise
