"""How far the music steps back under speech, where somebody sets a bound."""

import numpy as np
import pytest

from scorecut.media.loudness import integrated_lufs
from scorecut.model.audio import Audio
from scorecut.sound.beneath import Setting, set_beneath
from scorecut.sound.fader import Fader
from scorecut.sound.settings import SoundSettings
from tests.sound.test_norm import LENGTH_S, LINES, film, stems

MUSIC = stems().music.samples
QUIET = Audio(samples=film(level=0.02))
TIMES_S = np.arange(0.0, LENGTH_S, 0.05)


def setting(most_db: float | None, speech=LINES) -> Setting:
    lufs = integrated_lufs(QUIET.samples)
    return set_beneath(MUSIC, QUIET, lufs, speech, 0.0, SoundSettings(duck_most_db=most_db))


def reduction_db(made: Setting) -> float:
    """The most that the music is softer than without speech, in its level and in the thinned middle together."""
    dip = Fader(MUSIC, made.gain_db, made.presence, made.dip_db).dip_db
    assert dip is not None
    return float((setting(None, ()).gain_db.at(TIMES_S) - made.gain_db.at(TIMES_S) - dip.at(TIMES_S)).max())


def test_without_a_bound_the_music_steps_back_as_far_as_the_lines_need() -> None:
    assert reduction_db(setting(None)) > 12.0


@pytest.mark.parametrize("most_db", [2.0, 6.0, 12.0])
def test_the_music_steps_back_no_further_than_it_may(most_db: float) -> None:
    assert reduction_db(setting(most_db)) == pytest.approx(most_db, abs=0.05)


def test_the_music_can_be_told_never_to_step_back() -> None:
    off, unspoken = setting(0.0), setting(None, ())
    assert np.array_equal(off.gain_db.values, unspoken.gain_db.values)
    assert off.presence is None and off.back_db is None
