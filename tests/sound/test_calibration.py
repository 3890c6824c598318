import numpy as np
import pytest

from scorecut.catalog.instruments import instrument
from scorecut.model.audio import RATE_HZ
from scorecut.sound.calibration import Calibration, Key, load, save
from scorecut.sound.engine import EngineNote
from scorecut.sound.probe import VELOCITIES, calibrated, loudest
from scorecut.sound.sampled import SampledPlayers
from scorecut.sound.tilt import DB_PER_DECADE, MF_VELOCITY, tilted
from tests.instruments.measure import centroid_hz

NONE = np.zeros((0, 2))


@pytest.fixture(scope="module")
def measured(players: SampledPlayers) -> Calibration:
    return calibrated(players, "0:0", instrument("piano"))


def played(players: SampledPlayers, pitch: int, velocity: int) -> np.ndarray:
    note = EngineNote(start_s=0.0, length_s=1.0, pitch=pitch, velocity=velocity)
    return players.render("0:0", [note], NONE, NONE, round(1.6 * RATE_HZ), 0.0)


def key(pitch: float, lufs: float, per_decade: float = DB_PER_DECADE, cents: float = 0.0, under: float = 0.0) -> Key:
    curve = tuple(lufs + per_decade * float(np.log10(v / MF_VELOCITY)) for v in VELOCITIES)
    return Key(pitch, VELOCITIES, curve, 1000.0, (1.0,) * 110, (1.0,) * 110, cents, under)


def test_every_written_strength_is_as_loud_as_it_says(players: SampledPlayers, measured: Calibration) -> None:
    plain = loudest(played(players, 62, measured.velocity(62, 64, even=True)))
    for written in (23, 43, 90, 110):
        heard = loudest(played(players, 62, measured.velocity(62, written, even=True)))
        assert heard - plain == pytest.approx(DB_PER_DECADE * np.log10(written / 64), abs=0.8)


def test_a_player_of_the_usual_strengths_is_left_alone() -> None:
    usual = Calibration((key(50, -30.0), key(60, -30.0)))
    assert [usual.velocity(55, v, even=True) for v in (10, 40, 64, 127)] == [10, 40, 64, 127]


def test_a_player_with_half_the_strength_is_asked_for_twice_the_change() -> None:
    weak = Calibration((key(60, -30.0, DB_PER_DECADE / 2),))
    # Its mf lies lower, so that ff is not out of reach; twice the decibels are twice the way on the scale of velocities.
    soft, mf, loud = (weak.velocity(60, written, even=True) for written in (58, 64, 70))
    assert mf < 50 and weak.velocity(60, 108, even=True) <= 127
    assert loud / mf == pytest.approx((70 / 64) ** 2, rel=0.05) and mf / soft == pytest.approx((64 / 58) ** 2, rel=0.05)


def test_a_part_grows_brighter_by_the_share_asked_for_and_no_louder(
    players: SampledPlayers, measured: Calibration
) -> None:
    sound, level = played(players, 62, 64), np.ones(1601)
    how = measured.brightness(0.5)
    soft, loud = (tilted(sound, level * db, level * 62, how) for db in (-18.0, 9.0))
    assert centroid_hz(loud) / centroid_hz(soft) == pytest.approx(1.5, abs=0.12)
    assert loudest(soft) == pytest.approx(loudest(sound), abs=0.5)
    assert loudest(loud) == pytest.approx(loudest(sound), abs=0.5)


def test_a_preset_is_put_in_tune_only_where_its_keys_agree() -> None:
    def off(*cents: float) -> float:
        return Calibration(tuple(key(50 + i, -30.0, cents=c) for i, c in enumerate(cents))).out_of_tune_cents()

    assert off(9.0, 9.5, 8.5) == 9.0
    assert off(1.0, 2.0, 3.0) == 0.0, "near enough"
    assert off(-30.0, 9.0, 40.0) == 0.0, "each key has its own fault"
    assert off(-13.2, 6.7, -12.3, -4.6, -27.0) == -12.3, "nearly all the same way"
    assert off(-13.2, 6.7, -12.3, 4.6, -27.0) == 0.0
    assert off(9.0, 9.0) == 0.0 and off(np.nan, 9.0, np.nan) == 0.0


def test_a_preset_that_lies_an_octave_too_low_is_played_higher(players: SampledPlayers) -> None:
    assert Calibration((key(50, -30.0, under=0.9), key(60, -30.0, under=0.8))).octaves() == 1
    assert Calibration((key(50, -30.0, under=0.9), key(60, -30.0, under=0.1))).octaves() == 0
    assert Calibration(()).octaves() == 0
    assert calibrated(players, "0:48", instrument("string section")).octaves() == 0


def test_what_was_measured_comes_back_from_the_store(measured: Calibration, tmp_path) -> None:
    save(measured, tmp_path)
    assert repr(load(tmp_path)) == repr(measured), "also where a pitch was not clear (NaN)"
    assert measured.keys[0].mf_lufs < 0.0
