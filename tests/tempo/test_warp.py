"""The warp is exact at its anchors, steady without them, and the smoothest there is."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecut.tempo.warp import PULL, warp


def roughness(times_s: np.ndarray, pulse_s: float) -> float:
    return float((np.diff(times_s, 2) ** 2).sum() + PULL * ((np.diff(times_s) - pulse_s) ** 2).sum())


def test_without_any_demand_the_tempo_is_steady():
    assert warp(40, {0: 3.0}, 0.25) == pytest.approx(3.0 + 0.25 * np.arange(41))


segments = st.lists(st.tuples(st.integers(1, 30), st.floats(0.94, 1.06)), min_size=1, max_size=20)


@given(segments)
def test_anchors_are_met_to_the_bit_and_times_rise(segments):
    pulses = np.cumsum([0, *(n for n, _ in segments)])
    seconds = np.cumsum([7.0, *(0.3 * n * stretch for n, stretch in segments)])
    anchors = dict(zip(pulses.tolist(), seconds.tolist()))
    times_s = warp(int(pulses[-1]) + 9, anchors, 0.3)
    assert all(times_s[pulse] == second for pulse, second in anchors.items())
    assert (np.diff(times_s) > 0).all()


def test_no_other_course_through_the_anchors_is_smoother():
    anchors = {0: 0.0, 16: 4.2, 33: 8.1, 60: 15.4}
    best = warp(64, anchors, 0.25)
    least = roughness(best, 0.25)
    chance = np.random.default_rng(1)
    for _ in range(200):
        other = best + chance.normal(0, 1e-3, best.size)
        other[list(anchors)] = best[list(anchors)]
        assert roughness(other, 0.25) > least


def test_it_agrees_with_the_dense_equality_constrained_programme():
    """SYNC section 5: [[A, C'], [C, 0]] over the pulse lengths."""
    anchors, n, base = {0: 0.0, 7: 2.0, 19: 5.6, 30: 8.7}, 30, 0.29
    steps = np.diff(np.eye(n), axis=0)
    a = 2 * (steps.T @ steps + PULL * np.eye(n))
    marks = sorted(anchors)
    c = np.array([[float(lo <= k < hi) for k in range(n)] for lo, hi in pairwise(marks)])
    lengths = np.diff([anchors[k] for k in marks])
    kkt = np.block([[a, c.T], [c, np.zeros((3, 3))]])
    dense = np.linalg.solve(kkt, np.concatenate([np.full(n, 2 * PULL * base), lengths]))[:n]
    assert np.diff(warp(n, anchors, base)) == pytest.approx(dense, abs=1e-9)
