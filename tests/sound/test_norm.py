"""A whole programme at a loudness standard: one gain for film and music, and peaks that keep their ceiling."""

from pathlib import Path

import numpy as np
import pytest

from scorecut.chance import stream
from scorecut.errors import UsageError
from scorecut.media.loudness import integrated_lufs, spans_lufs, true_peak_dbtp
from scorecut.model.audio import RATE_HZ, Audio, Mix, Stems
from scorecut.model.brief import Brief
from scorecut.model.picture import Speech
from scorecut.model.progress import Silent
from scorecut.model.score import FUNCTIONS
from scorecut.sound.mix import mix
from scorecut.sound.settings import SoundSettings
from scorecut.sound.standards import limiting, spoken, standard, standards

LENGTH_S = 6
LINES = (Speech(start_s=1.0, end_s=2.2), Speech(start_s=2.0, end_s=2.6), Speech(start_s=4.0, end_s=5.0))


def stems() -> Stems:
    """A chord that is struck every second."""
    t = np.arange(LENGTH_S * RATE_HZ) / RATE_HZ
    wave = sum(np.sin(2 * np.pi * hz * t) / k for k, hz in enumerate((110, 220, 331, 662, 1320), 1))
    music = (0.05 * np.stack([wave, np.roll(wave, 90)], axis=1) * np.exp(-1.5 * (t % 1.0))[:, None]).astype(np.float32)
    empty = Audio(samples=np.zeros((1, 2), np.float32))
    return Stems(stems=dict.fromkeys(FUNCTIONS, empty), music=Audio(samples=music), accents=())


def film(channels: int = 2, level: float = 0.08, bang: float = 0.0) -> np.ndarray:
    """Room tone, a buzz where LINES are, and a bang at 3.2 s."""
    t = np.arange(LENGTH_S * RATE_HZ) / RATE_HZ
    sound = stream(1, "norm test").standard_normal((t.size, channels)) * 0.01
    for span in LINES:
        on = (t >= span.start_s) & (t < span.end_s)
        sound += (level * np.tanh(3 * np.sin(2 * np.pi * 140 * t)) * on)[:, None]
    sound += (bang * np.exp(-np.abs(t - 3.2) / 0.01) * np.sin(2 * np.pi * 700 * t))[:, None]
    return sound.astype(np.float32)


def normed(name: str | None, sound: np.ndarray | None, folder: Path, speech=LINES, layout="stereo", **more) -> Mix:
    own = None if sound is None else Audio(samples=sound, layout=layout)
    folder.mkdir(exist_ok=True)
    return mix(
        stems(), own, speech, Brief(), settings=SoundSettings(loudness=name, **more), workdir=folder, progress=Silent()
    )


@pytest.mark.parametrize(
    ("name", "lufs", "peak", "own"),
    [
        ("web", -14, -1, True),
        ("ebu", -23, -1, True),
        ("atsc", -24, -2, True),
        ("web", -14, -1, False),
        ("atsc", -24, -2, False),
    ],
)
def test_film_and_music_together_reach_the_standard(
    tmp_path: Path, name: str, lufs: float, peak: float, own: bool
) -> None:
    made = normed(name, film() if own else None, tmp_path)
    assert made.norm is not None and made.norm.met and made.norm.target_lufs == lufs and made.norm.over == "programme"
    assert integrated_lufs(made.programme.samples) == pytest.approx(lufs, abs=0.3)
    assert made.norm.reached_lufs == pytest.approx(made.loudness.integrated_lufs, abs=1e-6)
    assert true_peak_dbtp(made.programme.samples) <= peak


def test_the_films_own_sound_has_one_gain_and_the_music_nulls(tmp_path: Path) -> None:
    plain = normed(None, film(), tmp_path / "plain")
    made = normed("ebu", film(), tmp_path / "ebu")
    assert made.norm.limited_db == 0.0 and made.film_gain_db.values == pytest.approx([made.norm.gain_db])
    factor = 10 ** (made.norm.gain_db / 20)
    rest = made.programme.samples - factor * film() - made.music.samples
    assert 20 * np.log10(np.abs(rest).max() + 1e-15) < -120
    assert np.abs(made.music.samples - factor * plain.music.samples).max() < 1e-6
    assert made.music_gain_db - plain.music_gain_db == pytest.approx(made.norm.gain_db)
    assert np.abs(made.gain_db.values - plain.gain_db.values - made.norm.gain_db).max() < 1e-9


def test_netflix_measures_the_dialogue_where_there_is_enough_of_it(tmp_path: Path) -> None:
    made = normed("netflix", film(), tmp_path)
    assert made.norm.over == "dialogue"
    assert spans_lufs(made.programme.samples, [(1.0, 2.6), (4.0, 5.0)]) == pytest.approx(-27.0, abs=0.1)
    scarce = normed("netflix", film(), tmp_path, speech=(Speech(start_s=1.0, end_s=1.8),))
    assert scarce.norm.over == "programme"
    assert integrated_lufs(scarce.programme.samples) == pytest.approx(-24.0, abs=0.1)


def test_a_theatre_has_no_norm_without_dialogue(tmp_path: Path) -> None:
    spoken_film = normed("cinema", film(), tmp_path)
    assert (spoken_film.norm.over, spoken_film.norm.target_lufs) == ("dialogue", -27.0)
    mute = normed("cinema", film(), tmp_path, speech=())
    assert (mute.norm.gain_db, mute.norm.met) == (0.0, True)
    assert "no norm for a film without dialogue" in mute.warnings[0]
    alone = normed("cinema", None, tmp_path)
    assert integrated_lufs(alone.programme.samples) == pytest.approx(-27.0, abs=0.3)


def test_what_the_peaks_do_not_allow_stays_softer_and_is_said(tmp_path: Path) -> None:
    made = normed("web", film(bang=0.9), tmp_path)
    assert not made.norm.met and made.norm.reached_lufs < -16.0
    assert made.norm.limited_db == pytest.approx(limiting().most_db, abs=0.1)
    assert true_peak_dbtp(made.programme.samples) <= -1.0
    assert "web asks for -14 LUFS over all" in made.warnings[0] and "were reached" in made.warnings[0]


def test_a_limiter_that_works_hard_is_named(tmp_path: Path) -> None:
    made = normed("web", film(bang=0.5), tmp_path)
    assert made.norm.met and 3.0 < made.norm.limited_db <= limiting().most_db
    assert "the limiter takes up to" in made.warnings[0]
    at = np.array([3.2])
    assert made.film_gain_db.at(at) < made.norm.gain_db - 3.0
    assert made.film_gain_db.at(at + 0.5) == pytest.approx(made.norm.gain_db)


def test_six_channels_move_together_and_are_weighed_as_such(tmp_path: Path) -> None:
    own = film(channels=6)
    made = normed("atsc", own, tmp_path, layout="5.1")
    assert made.programme.layout == "5.1"
    assert integrated_lufs(made.programme.samples, "5.1") == pytest.approx(-24.0, abs=0.1)
    factor = np.float32(10 ** (made.norm.gain_db / 20))
    assert np.abs(made.programme.samples[:, 2:] - factor * own[:, 2:]).max() < 1e-6


def test_for_a_track_of_its_own_the_music_is_what_the_mix_holds(tmp_path: Path) -> None:
    keep = normed(None, film(), tmp_path / "keep")
    track = normed(None, film(), tmp_path / "track", original="track")
    assert track.programme.samples.shape == (LENGTH_S * RATE_HZ, 2)
    assert np.abs(keep.programme.samples - film() - track.programme.samples).max() < 1e-6
    loud = normed("ebu", film(), tmp_path / "loud", original="track")
    assert integrated_lufs(loud.programme.samples) == pytest.approx(-23.0, abs=0.1)


def test_music_that_is_silent_is_no_error(tmp_path: Path) -> None:
    silent = Stems(
        stems=dict.fromkeys(FUNCTIONS, Audio(samples=np.zeros((1, 2), np.float32))),
        music=Audio(samples=np.zeros((RATE_HZ, 2), np.float32)),
        accents=(),
    )
    made = mix(silent, None, (), Brief(), settings=SoundSettings(loudness="ebu"), workdir=tmp_path, progress=Silent())
    assert made.norm.reached_lufs == -np.inf and made.norm.met and not made.programme.samples.any()


def test_every_standard_says_why_and_a_wrong_name_is_answered() -> None:
    assert set(standards()) == {"web", "ebu", "atsc", "netflix", "cinema"}
    assert all(row.why and row.music_lufs is not None for row in standards().values())
    with pytest.raises(UsageError, match=r"--loudness netflx: .* did you mean 'netflix'\?"):
        standard("netflx")


def test_lines_that_overlap_are_counted_once() -> None:
    assert spoken(LINES, LENGTH_S) == ((1.0, 2.6), (4.0, 5.0))
