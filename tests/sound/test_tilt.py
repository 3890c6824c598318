import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecut.chance import stream
from scorecut.sound.engine import EngineNote
from scorecut.sound.tilt import (
    SHELVES_DB,
    Brightness,
    Shelf,
    played_level_db,
    played_pitch,
    tilted,
    velocity_db,
    velocity_of,
)

NONE = np.zeros((0, 2))


def noise(n: int = 48_000) -> np.ndarray:
    return stream(1, "tilt test").standard_normal((n, 2)).astype(np.float32) * np.float32(0.1)


def centroid_hz(sound: np.ndarray) -> float:
    power = np.abs(np.fft.rfft(sound[:, 0])) ** 2
    return float((np.fft.rfftfreq(sound.shape[0], 1 / 48_000) * power).sum() / power.sum())


def test_louder_is_brighter_and_mezzo_forte_is_as_it_was() -> None:
    sound = noise()
    level = np.ones(1001)
    how = Brightness((Shelf(60.0, 0.35, 1500.0),))
    soft, plain, loud = (centroid_hz(tilted(sound, level * db, level * 60, how)) for db in (-18.0, 0.0, 9.0))
    assert soft < plain < loud
    assert np.allclose(tilted(sound, level * 0.0, level * 60, how), sound, atol=1e-6)


def test_the_shelf_goes_with_the_pitch() -> None:
    sound, level = noise(96_000), np.full(2001, -12.0)
    low, high = Shelf(40.0, 1.0, 300.0), Shelf(80.0, 1.0, 3000.0)
    rising = np.linspace(40.0, 80.0, 2001)
    there, back = (tilted(sound, level, way, Brightness((low, high))) for way in (rising, rising[::-1]))
    first, last = slice(0, 12_000), slice(-12_000, None)
    for moving, one, other in ((there, low, high), (back, high, low)):
        for piece, shelf in ((first, one), (last, other)):
            alone = tilted(sound, level, level * 0.0 + shelf.pitch, Brightness((shelf,)))
            assert centroid_hz(moving[piece]) == pytest.approx(centroid_hz(alone[piece]), rel=0.1)
    # Going from corner to corner makes no clicks: no sample stands further out than where they stay.
    most = max(np.abs(tilted(sound, level, level * 0.0 + 60.0, Brightness((shelf,)))).max() for shelf in (low, high))
    assert np.abs(there).max() < 1.1 * most


def test_without_slope_nothing_changes() -> None:
    sound = noise(4800)
    assert tilted(sound, np.full(101, 9.0), np.full(101, 60.0), Brightness((Shelf(60.0, 0.0, 1500.0),))) is sound
    assert tilted(sound, np.full(101, 9.0), np.full(101, 60.0), Brightness()) is sound


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


def test_the_level_is_what_was_written_not_what_evens_out_the_keys() -> None:
    notes = [EngineNote(start_s=0.0, length_s=1.0, pitch=60, velocity=90, written=64)]
    assert played_level_db(notes, NONE, 0.0, 4800) == pytest.approx(0.0)


def test_the_pitch_is_that_of_the_last_note_and_of_a_chord_its_mean() -> None:
    notes = [EngineNote(start_s=at, length_s=1.0, pitch=key, velocity=64) for at, key in ((0, 60), (1, 64), (1, 70))]
    pitch = played_pitch(notes, 0.0, 96_000)
    assert pitch[500] == pytest.approx(60) and pitch[1500] == pytest.approx(67)


@given(st.floats(-24, 24), st.floats(40, 90))
def test_loudness_between_measured_keys_and_shelves_lies_between_theirs(shelf: float, pitch: float) -> None:
    how = Brightness(
        tuple(Shelf(at, 1.0, 1000.0, tuple(lu * db for db in SHELVES_DB)) for at, lu in ((48.0, 0.2), (72.0, 0.6)))
    )
    share = min(1.0, max(0.0, (pitch - 48) / 24))
    assert how.gained_lu(np.array([shelf]), np.array([pitch]))[0] == pytest.approx(
        (0.2 + 0.4 * share) * shelf, abs=1e-9
    )
