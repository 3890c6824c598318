import numpy as np
import pytest

from scorecut.catalog.styles import SoundStyle
from scorecut.sound.balance import balanced_db, place_db
from scorecut.sound.tables import sound_tables

STYLE = SoundStyle(balance_db={"harmony": -5.0, "bass": -4.0})


def tone(hz: float, level: float, seconds: float = 6.0) -> np.ndarray:
    t = np.arange(round(seconds * 48_000)) / 48_000
    return np.repeat((level * np.sin(2 * np.pi * hz * t)).astype(np.float32)[:, None], 2, axis=1)


def test_a_bed_that_is_too_loud_is_brought_to_its_place() -> None:
    gains = balanced_db({"melody": tone(1000, 0.1), "harmony": tone(1000, 0.2)}, STYLE, None)
    assert gains["melody"] == 0.0
    assert gains["harmony"] == pytest.approx(-6.02 - 5.0 + sound_tables().balance.tolerance_above_db, abs=0.1)


def test_within_tolerance_nothing_is_moved() -> None:
    assert balanced_db({"melody": tone(1000, 0.1), "harmony": tone(1000, 0.05)}, STYLE, None)["harmony"] == 0.0


def test_what_is_buried_is_lifted_but_not_without_bound() -> None:
    gains = balanced_db({"melody": tone(1000, 0.1), "harmony": tone(1000, 1e-3)}, STYLE, None)
    assert gains["harmony"] == sound_tables().balance.most_lift_db


def test_the_lead_has_three_lu_in_its_own_band() -> None:
    buses = {"melody": tone(500, 0.05), "harmony": tone(520, 0.026), "texture": tone(480, 0.026)}
    style = SoundStyle(balance_db={"harmony": -4.0, "texture": -4.0})
    plain = balanced_db(buses, style, None)
    banded = balanced_db(buses, style, (500.0, 500.0))
    assert plain == {"melody": 0.0, "harmony": 0.0, "texture": 0.0}
    assert -3.0 < banded["harmony"] < -0.3 and banded["harmony"] == banded["texture"]


def test_without_a_melody_functions_take_their_styles_place() -> None:
    gains = balanced_db({"harmony": tone(300, 0.1), "texture": tone(900, 0.1)}, STYLE, None)
    assert gains == {"harmony": -5.0, "texture": sound_tables().balance.texture}
    assert place_db(STYLE, "melody") == 0.0


def test_a_silent_function_is_left_alone() -> None:
    buses = {"melody": tone(1000, 0.1), "harmony": np.zeros((288_000, 2), np.float32)}
    assert np.isfinite(balanced_db(buses, STYLE, (500.0, 900.0))["harmony"])
