from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from scorecut.chance import stream
from scorecut.media.loudness import integrated_lufs, span_lufs, true_peak_dbtp
from scorecut.model.audio import RATE_HZ, Audio, Stems
from scorecut.model.brief import Brief, Sliders
from scorecut.model.picture import Speech
from scorecut.model.progress import Silent
from scorecut.model.score import FUNCTIONS
from scorecut.sound.mix import mix
from scorecut.sound.settings import SoundSettings
from scorecut.sound.tables import sound_tables

LENGTH_S = 24
LINES = (Speech(start_s=4.0, end_s=6.5), Speech(start_s=7.3, end_s=8.6), Speech(start_s=15.0, end_s=18.0))


def music(level: float = 0.05) -> np.ndarray:
    """Chords of decaying partials, an arc over the whole, a loud stroke at 12 s."""
    n = LENGTH_S * RATE_HZ
    t = np.arange(n) / RATE_HZ
    wave = sum(np.sin(2 * np.pi * hz * t) / k for k, hz in enumerate((110, 220, 331, 440, 662, 1320), 1))
    strokes = np.exp(-2.0 * (t % 1.0)) * (0.4 + 0.6 * np.sin(np.pi * t / LENGTH_S) ** 2)
    loud = 1.0 + 8.0 * np.exp(-((t - 12.05) ** 2) / 0.005)
    return (level * np.stack([wave, np.roll(wave, 90)], axis=1) * (strokes * loud)[:, None]).astype(np.float32)


def stems(samples: np.ndarray, glue: float = 0.3) -> Stems:
    empty = Audio(samples=np.zeros((1, 2), np.float32))
    return Stems(stems=dict.fromkeys(FUNCTIONS, empty), music=Audio(samples=samples), accents=(), glue=glue)


def film(channels: int = 2, level: float = 0.08) -> np.ndarray:
    """Room tone, and a voice-like buzz where LINES are."""
    n = LENGTH_S * RATE_HZ
    t = np.arange(n) / RATE_HZ
    sound = stream(1, "mix test").standard_normal((n, channels)) * 0.002
    for span in LINES:
        on = (t >= span.start_s) & (t < span.end_s)
        buzz = np.tanh(3 * np.sin(2 * np.pi * 140 * t)) * (0.55 + 0.45 * np.sin(2 * np.pi * 4 * t))
        sound += (level * buzz * on)[:, None]
    return sound.astype(np.float32)


def mixed(sound, workdir: Path, speech=(), brief=None, **settings):
    return mix(
        stems(music()),
        sound,
        speech,
        brief or Brief(),
        settings=SoundSettings(**settings),
        workdir=workdir,
        progress=Silent(),
    )


@pytest.fixture(scope="module")
def under(tmp_path_factory: pytest.TempPathFactory):
    return mixed(Audio(samples=film()), tmp_path_factory.mktemp("mix"), LINES)


@pytest.mark.parametrize("level", [0.003, 0.05, 0.4])
def test_a_silent_films_music_comes_out_at_minus_fourteen(tmp_path: Path, level: float) -> None:
    made = mix(stems(music(level)), None, (), Brief(), settings=SoundSettings(), workdir=tmp_path, progress=Silent())
    assert integrated_lufs(made.programme.samples) == pytest.approx(-14.0, abs=0.5)
    assert true_peak_dbtp(made.programme.samples) <= -1.0
    assert made.loudness.integrated_lufs == pytest.approx(-14.0, abs=0.5)


def test_music_alone_keeps_the_range_of_its_style(tmp_path: Path) -> None:
    # One slow swell and its end, 16 LU high.
    swell = 10.0 ** (-8.0 * np.cos(2 * np.pi * np.arange(LENGTH_S * RATE_HZ) / (LENGTH_S * RATE_HZ)) / 20.0)
    wide = (0.05 * stream(1, "range").standard_normal((LENGTH_S * RATE_HZ, 2)) * swell[:, None]).astype(np.float32)
    loose, tight = (
        mix(stems(wide, glue), None, (), Brief(), settings=SoundSettings(), workdir=tmp_path, progress=Silent())
        for glue in (0.1, 0.6)
    )
    table = sound_tables().range
    assert tight.loudness.lra_lu == pytest.approx(table.alone_lu(0.6), abs=1.0)
    assert loose.loudness.lra_lu == pytest.approx(table.alone_lu(0.1), abs=1.0)


def test_a_film_whose_sound_is_as_good_as_silent_counts_as_silent(tmp_path: Path) -> None:
    hiss = (stream(1, "hiss").standard_normal((LENGTH_S * RATE_HZ, 2)) * 1e-5).astype(np.float32)
    made = mixed(Audio(samples=hiss), tmp_path)
    assert made.loudness.integrated_lufs == pytest.approx(-14.0, abs=0.5)


def test_dropping_the_films_sound_leaves_the_music_alone(tmp_path: Path) -> None:
    made = mixed(Audio(samples=film()), tmp_path, LINES, original="drop")
    assert np.array_equal(made.programme.samples, made.music.samples)
    assert made.loudness.integrated_lufs == pytest.approx(-14.0, abs=0.5)


def test_the_films_sound_stays_at_unity(under) -> None:
    rest = np.asarray(under.programme.samples, np.float64) - film() - under.music.samples
    assert 20 * np.log10(np.abs(rest).max() + 1e-15) < -130


def test_the_music_is_ten_lu_under_every_line(under) -> None:
    for span in LINES:
        line = span_lufs(film(), span.start_s, span.end_s)
        beneath = span_lufs(under.music.samples, span.start_s, span.end_s)
        assert line - beneath >= 10.0


def test_between_the_lines_the_music_stands_at_its_level(tmp_path: Path, under) -> None:
    unspoken = mixed(Audio(samples=film()), tmp_path)
    assert float(under.gain_db.at(11.0)) == pytest.approx(float(unspoken.gain_db.at(11.0)), abs=0.01)
    assert float(under.gain_db.at(16.5)) < float(unspoken.gain_db.at(16.5)) - 0.2


def test_a_line_that_needs_less_is_not_buried_with_its_neighbour(tmp_path: Path) -> None:
    lines = (Speech(start_s=4.0, end_s=6.5), Speech(start_s=7.3, end_s=8.6))
    sound = film()
    sound[round(7.0 * RATE_HZ) : round(9.0 * RATE_HZ)] *= 0.5
    made = mixed(Audio(samples=sound), tmp_path, lines)
    gain = made.gain_db
    assert float(gain.at(8.0)) < float(gain.at(5.0)) - 3.0
    assert float(gain.values[(gain.times_s > 6.5) & (gain.times_s < 7.3)].max()) <= float(gain.at(6.5)) + 0.3


def test_beneath_a_film_at_full_scale_the_music_is_still_there(tmp_path: Path) -> None:
    loud = (np.clip(stream(1, "battle").standard_normal((LENGTH_S * RATE_HZ, 2)) * 0.35, -1, 1)).astype(np.float32)
    made = mixed(Audio(samples=loud), tmp_path)
    gain = made.gain_db.at(np.arange(0, LENGTH_S, 0.01))
    assert (gain > made.music_gain_db - 6.0).mean() > 0.7
    assert true_peak_dbtp(made.programme.samples) <= true_peak_dbtp(loud) + 0.1


def test_the_gain_curve_tells_exactly_what_was_applied(under) -> None:
    n = LENGTH_S * RATE_HZ
    gain = 10 ** (under.gain_db.at(np.arange(n) / RATE_HZ) / 20)
    rest = under.music.samples - music() * gain[:, None]
    plain = under.dip_db.at(np.arange(n) / RATE_HZ) == 0.0
    assert plain.mean() > 0.3
    assert 20 * np.log10(np.abs(rest[plain]).max() + 1e-15) < -80


def test_the_limiter_is_in_the_gain_curve_too(tmp_path: Path) -> None:
    made = mixed(None, tmp_path)
    gain = 10 ** (made.gain_db.at(np.arange(LENGTH_S * RATE_HZ) / RATE_HZ) / 20)
    assert made.gain_db.values.min() < made.gain_db.values.max() - 1.0, "it had to act"
    assert 20 * np.log10(np.abs(made.programme.samples - music() * gain[:, None]).max()) < -80


def test_under_speech_the_middle_is_thinned(under) -> None:
    assert float(under.dip_db.at(16.5)) == pytest.approx(-4.0, abs=0.01)
    assert float(under.dip_db.at(11.0)) == 0.0


def test_the_slider_moves_the_music(tmp_path: Path, under) -> None:
    louder = mixed(Audio(samples=film()), tmp_path, (), replace(Brief(), sliders=Sliders(music_level_db=4.0)))
    assert louder.music_gain_db == pytest.approx(under.music_gain_db + 4.0, abs=1e-6)


def test_six_channels_stay_six_and_the_music_goes_to_the_front(tmp_path: Path) -> None:
    own = film(channels=6)
    made = mixed(Audio(samples=own, layout="5.1"), tmp_path, LINES)
    assert made.programme.layout == "5.1" and made.programme.samples.shape[1] == 6
    assert np.array_equal(made.programme.samples[:, 2:], own[:, 2:])
    assert np.abs(made.programme.samples[:, :2] - own[:, :2]).max() > 1e-3


def test_a_mono_film_is_heard_on_both_sides(tmp_path: Path) -> None:
    own = film(channels=1)
    made = mixed(Audio(samples=own, layout="mono"), tmp_path, LINES)
    assert made.programme.layout == "stereo"
    rest = made.programme.samples - made.music.samples - own
    assert np.abs(rest).max() < 1e-6
    for span in LINES:
        line = span_lufs(own, span.start_s, span.end_s, "mono")
        assert line - span_lufs(made.music.samples, span.start_s, span.end_s) >= 10.0


def test_a_loud_film_is_left_alone_and_named(tmp_path: Path) -> None:
    own = film(level=0.99)
    made = mixed(Audio(samples=own), tmp_path, LINES)
    assert made.warnings and "the film's own sound peaks" in made.warnings[0]
    assert true_peak_dbtp(made.programme.samples) < true_peak_dbtp(own) + 1.0


def test_a_film_that_is_shorter_than_its_music_is_filled_with_silence(tmp_path: Path) -> None:
    own = film()[: 20 * RATE_HZ]
    made = mixed(Audio(samples=own), tmp_path, LINES)
    assert np.array_equal(made.programme.samples[20 * RATE_HZ :], made.music.samples[20 * RATE_HZ :])


def test_no_music_leaves_the_film_as_it_is(tmp_path: Path) -> None:
    silent = stems(np.zeros((LENGTH_S * RATE_HZ, 2), np.float32))
    with_sound = mix(
        silent, Audio(samples=film()), LINES, Brief(), settings=SoundSettings(), workdir=tmp_path, progress=Silent()
    )
    assert np.array_equal(with_sound.programme.samples, film())
    (tmp_path / "b").mkdir()
    alone = mix(silent, None, (), Brief(), settings=SoundSettings(), workdir=tmp_path / "b", progress=Silent())
    assert not alone.programme.samples.any()


def test_twice_is_the_same(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    one, two = (mixed(Audio(samples=film()), tmp_path / name, LINES) for name in ("a", "b"))
    assert np.array_equal(one.programme.samples, two.programme.samples)
    assert np.array_equal(one.gain_db.values, two.gain_db.values)


@pytest.mark.parametrize(("sound", "loudness"), [(True, None), (False, None), (True, "ebu"), (False, "ebu")])
def test_a_mix_tells_how_far_it_is(tmp_path, sound, loudness):
    told: list[float] = []

    class Told(Silent):
        def advance(self, share: float, note: str = "") -> None:
            told.append(share)

    own = Audio(samples=film()) if sound else None
    mix(
        stems(music()),
        own,
        LINES,
        Brief(),
        settings=SoundSettings(loudness=loudness),
        workdir=tmp_path,
        progress=Told(),
    )
    assert len(set(told)) >= 3 and told == sorted(told) and told[0] > 0 and told[-1] < 1
