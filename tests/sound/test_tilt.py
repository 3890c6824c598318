import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecut.chance import stream
from scorecut.sound.engine import EngineNote
from scorecut.sound.tilt import played_level_db, tilted, velocity_db, velocity_of

NONE = np.zeros((0, 2))


def noise(n: int = 48_000) -> np.ndarray:
    return stream(1, "tilt test").standard_normal((n, 2)).astype(np.float32) * np.float32(0.1)


def centroid_hz(sound: np.ndarray) -> float:
    power = np.abs(np.fft.rfft(sound[:, 0])) ** 2
    return float((np.fft.rfftfreq(sound.shape[0], 1 / 48_000) * power).sum() / power.sum())


def test_louder_is_brighter_and_mezzo_forte_is_as_it_was() -> None:
    sound = noise()
    level = np.ones(1001)
    soft, plain, loud = (centroid_hz(tilted(sound, level * db, 0.35, 1500.0)) for db in (-18.0, 0.0, 9.0))
    assert soft < plain < loud
    assert np.allclose(tilted(sound, level * 0.0, 0.35, 1500.0), sound, atol=1e-6)


def test_without_slope_nothing_changes() -> None:
    sound = noise(4800)
    assert tilted(sound, np.full(101, 9.0), 0.0, 1500.0) is sound


@given(st.floats(-14, 9))
def test_velocity_and_rest_make_up_the_level(level_db: float) -> None:
    velocity, rest_db = velocity_of(level_db)
    assert float(velocity_db(velocity)) + rest_db == pytest.approx(level_db)
    assert abs(rest_db) < 0.4


def test_the_level_is_expression_and_velocity() -> None:
    notes = [
        EngineNote(start_s=0.0, length_s=1.0, pitch=60, velocity=64),
        EngineNote(start_s=1.0, length_s=1.0, pitch=60, velocity=128),
    ]
    level = played_level_db(notes, np.array([[0.0, -6.0], [2.0, -6.0]]), 0.0, 96_000)
    assert level[500] == pytest.approx(-6.0)
    assert level[1500] == pytest.approx(-6.0 + float(velocity_db(128)))
    assert np.abs(np.diff(level)).max() < 1.0


def test_a_brighter_sound_is_not_a_louder_one() -> None:
    t = np.arange(48_000) / 48_000
    tone = sum(np.sin(2 * np.pi * 300 * k * t) / k for k in range(1, 20))
    sound = np.repeat((0.1 * tone).astype(np.float32)[:, None], 2, axis=1)
    level = np.ones(1001)
    for db in (-18.0, 9.0):
        changed = 10 * np.log10((tilted(sound, level * db, 0.4, 800.0) ** 2).mean() / (sound**2).mean())
        assert abs(changed) < 2.0
