"""The film's sound, in step with its picture to the sample."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from scorecut.media.decode import decode
from scorecut.media.film_sound import main_track, read_film_sound
from scorecut.media.probe import open_film
from scorecut.model.audio import Audio
from scorecut.model.clock import Clock
from tests import films


def heard(path: Path, workdir: Path) -> tuple[Clock, Audio | None]:
    film = open_film(path)
    with decode(film, workdir=workdir) as frames:
        for _ in frames:
            pass
    return frames.clock, read_film_sound(film, frames.clock, workdir=workdir)


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("film.mp4", {}),
        ("film.mkv", {"layout": "5.1"}),
        ("film.mov", {"layout": "mono", "rate": Fraction(24000, 1001)}),
        ("late.mp4", {"late_s": 0.35}),
        ("late.mkv", {"late_s": 0.371}),
        ("film.ts", {}),
        ("film.avi", {"rate": Fraction(60000, 1001)}),
    ],
)
def test_clicks_are_heard_on_the_sample_of_their_flash(tmp_path: Path, name: str, how: dict) -> None:
    drawn = films.draw(tmp_path / name, seconds=1.6, flashes=[12, 30], **how)
    clock, sound = heard(drawn.path, tmp_path)
    assert sound is not None and sound.samples.dtype == np.float32
    assert sound.n_samples == round(clock.end_s * 48_000)
    assert sound.samples.shape[1] == films.CHANNELS[how.get("layout", "stereo")]
    late = np.subtract(films.click_times(sound.samples, drawn.clicks_s), drawn.clicks_s)
    assert np.abs(late).max() * 48_000 <= 1.0


def test_other_sample_rates_are_brought_to_48_khz_in_step(tmp_path: Path) -> None:
    drawn = films.draw(tmp_path / "film.mov", seconds=1.6, flashes=[12, 30], options=["-ar", "44100"])
    _, sound = heard(drawn.path, tmp_path)
    assert sound is not None
    late = np.subtract(films.click_times(sound.samples, drawn.clicks_s), drawn.clicks_s)
    assert np.abs(late).max() * 48_000 <= 1.0


def test_sound_that_ends_early_goes_on_as_silence(tmp_path: Path) -> None:
    short = films.clicks_at([0.2], 0.8)
    drawn = films.draw(tmp_path / "film.mov", seconds=2.0, sound=short)
    _, sound = heard(drawn.path, tmp_path)
    assert sound is not None and sound.n_samples == 96_000
    assert np.abs(sound.samples[40_000:]).max() == 0.0
    assert films.click_times(sound.samples, [0.2]) == pytest.approx([0.2], abs=1 / 48_000)


def test_a_hole_in_the_sound_is_kept_as_silence(tmp_path: Path) -> None:
    drawn = films.draw(tmp_path / "film.mkv", seconds=2.4, flashes=[10, 50])
    out = tmp_path / "hole.mkv"
    films.ffmpeg(
        *("-i", drawn.path, "-map", "0:v", "-map", "0:a", "-c:v", "copy", "-c:a", "pcm_s16le"),
        *("-af", "aselect='not(between(t,0.8,1.4))'", out),
    )
    _, sound = heard(out, tmp_path)
    assert sound is not None
    late = np.subtract(films.click_times(sound.samples, drawn.clicks_s), drawn.clicks_s)
    assert np.abs(late).max() <= 0.001


def test_a_film_without_sound_has_none(tmp_path: Path) -> None:
    drawn = films.draw(tmp_path / "film.mp4", seconds=0.5, layout=None)
    assert main_track(open_film(drawn.path)) is None
    assert heard(drawn.path, tmp_path)[1] is None
