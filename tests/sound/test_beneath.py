"""How far the music steps back under speech, where somebody sets a bound."""

import numpy as np
import pytest

from scorecut.media.loudness import integrated_lufs, span_lufs
from scorecut.model.audio import RATE_HZ, Audio
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


def test_music_that_a_line_would_bury_is_lifted_slowly_and_what_rests_is_left() -> None:
    line = max(LINES, key=lambda span: span.end_s - span.start_s)
    t = np.arange(MUSIC.shape[0]) / RATE_HZ
    near = np.clip(1.0 - np.maximum(line.start_s - t, t - line.end_s), 0.0, 1.0)[
        :, None
    ]  # 1 under the line, softly out

    def under_line_lu(music: np.ndarray) -> tuple[float, Setting]:
        lufs = integrated_lufs(QUIET.samples)
        made = set_beneath(music, QUIET, lufs, LINES, 0.0, SoundSettings())
        heard = Fader(music, made.gain_db, made.presence, made.dip_db).read(0, music.shape[0])
        spoken = span_lufs(QUIET.samples, line.start_s, line.end_s)
        return spoken - span_lufs(heard, line.start_s, line.end_s), made

    soft, made = under_line_lu((MUSIC * 10.0 ** (-18.0 * near / 20.0)).astype(np.float32))
    assert 10.0 <= soft <= 14.0
    level_db = made.gain_db.at(TIMES_S) - made.back_db.at(TIMES_S)
    assert np.abs(np.diff(level_db)).max() / 0.05 < 1.05  # a swell, no move that is heard as one
    rests, _ = under_line_lu((MUSIC * (1.0 - near)).astype(np.float32))
    assert rests > 40.0
