"""The one decode: frames as drawn, times to the tick."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from scorecut.errors import FilmError
from scorecut.media.decode import decode, small_size
from scorecut.media.probe import open_film
from scorecut.model.clock import Clock
from tests import films

UNEVEN = [i / 25 + 0.013 * (i * 7 % 3) for i in range(40)]


def watched(path: Path, workdir: Path) -> tuple[Clock, list[float], tuple[str, ...]]:
    """Clock, brightness of every frame (0-255), warnings."""
    with decode(open_film(path), workdir=workdir) as frames:
        light = [float(frame[: frames.height].mean()) for frame in frames]
    return frames.clock, light, frames.warnings


@pytest.mark.parametrize(
    ("name", "how", "tick_s"),
    [
        ("film.mp4", {}, 0),
        ("ntsc.mp4", {"rate": Fraction(24000, 1001)}, 0),
        ("fast.mkv", {"rate": Fraction(60000, 1001)}, 0.001),
        ("late.mp4", {"late_s": 0.35}, 2e-5),
        ("late.mkv", {"late_s": 0.371}, 0.001),
        ("film.ts", {"rate": Fraction(30000, 1001)}, 2e-5),
        ("film.webm", {}, 0.001),
        ("film.avi", {}, 0),
        ("uneven.mp4", {"times_s": UNEVEN}, 2e-5),
        ("uneven.mkv", {"times_s": UNEVEN, "late_s": 0.2}, 0.001),
    ],
)
def test_every_frame_comes_with_its_time_and_flashes_lie_where_they_were_drawn(
    tmp_path: Path, name: str, how: dict, tick_s: float
) -> None:
    drawn = films.draw(tmp_path / name, seconds=1.6, cuts=[15], flashes=[9, 31], **how)
    clock, light, warnings = watched(drawn.path, tmp_path)
    assert clock.n_frames == len(light) == len(drawn.times_s)
    assert np.abs(clock.times_s - drawn.times_s).max() <= tick_s + 1e-9
    assert [i for i, level in enumerate(light) if level > 220] == [9, 31]
    assert clock.end_s == pytest.approx(drawn.times_s[-1] + float(1 / drawn.rate), abs=0.0025 + tick_s)
    assert warnings == ()


def test_frames_hidden_by_an_edit_list_are_not_shown(tmp_path: Path) -> None:
    drawn = films.draw(tmp_path / "film.mp4", seconds=2.0, flashes=[25, 40])
    piece = films.cut_without_decoding(drawn.path, tmp_path / "piece.mp4", 0.7)
    clock, light, _ = watched(piece, tmp_path)
    flashes = [clock.time_of(i) for i, level in enumerate(light) if level > 220]
    assert np.diff(flashes) == pytest.approx(15 / 25)
    assert flashes[0] == pytest.approx(25 / 25 - 0.7, abs=0.041)


def test_small_frames_keep_the_aspect_and_are_never_enlarged(tmp_path: Path) -> None:
    large = open_film(films.draw(tmp_path / "large.mp4", size=(854, 480), seconds=0.2, layout=None).path)
    small = open_film(films.draw(tmp_path / "small.mp4", size=(162, 90), seconds=0.2, layout=None).path)
    assert small_size(large) == (456, 256)
    assert small_size(small) == (162, 90)
    assert small_size(replace(large, width=1920, height=1080)) == (480, 270)  # a whole part: quicker to make
    assert small_size(replace(large, width=1920, height=804)) == (640, 268)
    assert small_size(replace(large, width=1280, height=720)) == (456, 256)
    with decode(large, workdir=tmp_path) as frames:
        first = next(iter(frames))
    assert first.shape == (384, 456) and first.dtype == np.uint8


def test_rotation_is_applied(tmp_path: Path) -> None:
    plain = films.draw(tmp_path / "plain.mp4", seconds=0.4, size=(160, 90), layout=None)
    films.ffmpeg("-i", plain.path, "-c", "copy", "-metadata:s:v", "rotate=90", tmp_path / "turned.mp4")
    with decode(open_film(tmp_path / "turned.mp4"), workdir=tmp_path) as frames:
        list(frames)
    assert (frames.width, frames.height) == (90, 160)


def test_leaving_early_leaves_no_process_and_no_error(tmp_path: Path) -> None:
    film = open_film(films.draw(tmp_path / "film.mp4", seconds=3.0, size=(320, 180), layout=None).path)
    with decode(film, workdir=tmp_path) as frames:
        next(iter(frames))
    with pytest.raises(RuntimeError, match="all frames"):
        _ = frames.clock


def test_a_film_that_was_cut_short_is_watched_with_a_warning(tmp_path: Path) -> None:
    drawn = films.draw(tmp_path / "film.mp4", seconds=4.0, layout=None, options=["-movflags", "+faststart"])
    data = drawn.path.read_bytes()
    drawn.path.write_bytes(data[: len(data) * 6 // 10])
    clock, light, warnings = watched(drawn.path, tmp_path)
    assert 10 < len(light) < 100 and clock.n_frames == len(light)
    assert any("cut short" in line for line in warnings)


def test_a_film_without_one_good_frame_is_refused(tmp_path: Path) -> None:
    drawn = films.draw(tmp_path / "film.mp4", seconds=1.0, layout=None, options=["-movflags", "+faststart"])
    film = open_film(drawn.path)
    data = bytearray(drawn.path.read_bytes())
    at = data.index(b"mdat") + 4
    data[at:] = bytes(len(data) - at)
    drawn.path.write_bytes(data)
    with pytest.raises(FilmError, match="decoded"), decode(film, workdir=tmp_path) as frames:
        list(frames)


@pytest.mark.clips
def test_a_real_clip_of_varying_rate_keeps_its_times(clips_dir: Path, tmp_path: Path) -> None:
    clock, _, _ = watched(clips_dir / "fire2_vfr.mp4", tmp_path)
    assert clock.time_base == Fraction(1, 90000)
    assert int(clock.pts[-1] - clock.pts[0]) == 205186
    assert clock.end_s == pytest.approx((205186 + 8993) / 90000)


def test_damage_in_the_middle_is_told(tmp_path):
    whole = films.draw(tmp_path / "film.mp4", seconds=3.0, cuts=(25, 50)).path
    data = bytearray(whole.read_bytes())
    middle = len(data) // 3
    data[middle : middle + 4000] = bytes(range(250)) * 16
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(data)
    with decode(open_film(broken), workdir=tmp_path) as stream:
        n_frames = sum(1 for _ in stream)
    assert n_frames > 0
    assert any("damaged" in warning for warning in stream.warnings)
    with decode(open_film(whole), workdir=tmp_path) as stream:
        assert sum(1 for _ in stream) >= n_frames
    assert stream.warnings == ()
