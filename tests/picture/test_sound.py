"""The loudness of the film's own sound."""

import numpy as np
import pytest

from scorecut.model.audio import Audio
from scorecut.picture.sound import loudness_curve

RATE = 48_000


def test_loudness_is_at_4_hz_and_silence_is_the_floor():
    tone = np.sin(2 * np.pi * 997 * np.arange(4 * RATE) / RATE).astype(np.float32) * 0.1
    curve = loudness_curve(Audio(samples=tone[:, None], layout="mono"), 4.0)
    assert np.diff(curve.times_s) == pytest.approx(np.full(16, 0.25))
    assert curve.values[4:12] == pytest.approx(np.full(8, -23.0), abs=0.2)
    assert (loudness_curve(None, 4.0).values == -70).all()
