"""Streams of chance belong to names: repeatable, and independent of each other."""

import numpy as np
import pytest

from scorecut.chance import stream


def test_a_name_has_one_stream():
    assert np.array_equal(stream(1, "melody", "c1").random(100), stream(1, "melody", "c1").random(100))


@pytest.mark.parametrize("other", [(2, "melody", "c1"), (1, "melody", "c2"), (1, "harmony", "c1"), (1, "melodyc1")])
def test_another_seed_or_name_is_another_stream(other):
    here, there = stream(1, "melody", "c1").random(1000), stream(*other).random(1000)
    assert abs(np.corrcoef(here, there)[0, 1]) < 0.15


KNOWN = [157631, 568418, 188986]


def test_it_is_the_same_on_every_machine():
    assert stream(1, "melody", "c1").integers(1_000_000, size=3).tolist() == KNOWN
