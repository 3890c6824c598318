"""Opening films, and refusing what is none in one line."""

import hashlib
import os
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from scorecut.errors import FilmError
from scorecut.media.probe import open_film
from tests import films


@pytest.mark.parametrize("rate", [Fraction(24000, 1001), 24, 25, Fraction(30000, 1001), 50, Fraction(60000, 1001)])
@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_the_rate_is_exact(tmp_path: Path, rate: Fraction, suffix: str) -> None:
    drawn = films.draw(tmp_path / f"film{suffix}", rate=rate, seconds=1.0, layout=None)
    film = open_film(drawn.path)
    assert film.frame_rate == Fraction(rate)
    assert film.duration_s == pytest.approx(len(drawn.times_s) / rate, abs=0.002)


def test_a_film_says_what_it_is(tmp_path: Path) -> None:
    drawn = films.draw(tmp_path / "film.mkv", seconds=1.0, layout="5.1", size=(160, 90))
    film = open_film(drawn.path)
    assert (film.width, film.height, film.video_codec) == (160, 90, "h264")
    assert [(track.codec, track.channels) for track in film.sound] == [("flac", 6)]
    assert film.digest == hashlib.sha256(drawn.path.read_bytes()).hexdigest()
    assert film.has_audio and film.others == () and film.n_chapters == 0


def test_pixel_aspect_and_rotation_are_applied(tmp_path: Path) -> None:
    wide = films.draw(tmp_path / "wide.mp4", seconds=0.4, size=(144, 96), layout=None, options=["-vf", "setsar=4/3"])
    assert (open_film(wide.path).width, open_film(wide.path).height) == (192, 96)
    plain = films.draw(tmp_path / "plain.mp4", seconds=0.4, size=(160, 90), layout=None)
    films.ffmpeg("-i", plain.path, "-c", "copy", "-metadata:s:v", "rotate=90", tmp_path / "turned.mp4")
    turned = open_film(tmp_path / "turned.mp4")
    assert (turned.width, turned.height) == (90, 160)


def test_a_late_picture_and_sound_that_starts_before_it(tmp_path: Path) -> None:
    film = open_film(films.draw(tmp_path / "late.mkv", late_s=0.4, seconds=1.0).path)
    assert film.sound[0].start_s == pytest.approx(-0.4, abs=0.002)
    assert film.duration_s == pytest.approx(1.0, abs=0.002)


def test_cover_art_is_not_the_film(tmp_path: Path) -> None:
    drawn = films.draw(tmp_path / "film.mp4", seconds=0.5)
    films.ffmpeg("-f", "lavfi", "-i", "color=red:s=64x64", "-frames:v", "1", tmp_path / "cover.png")
    out = tmp_path / "covered.mp4"
    picture = ["-i", drawn.path, "-i", tmp_path / "cover.png"]
    films.ffmpeg(*picture, "-map", "1", "-map", "0", "-c", "copy", "-disposition:v:0", "attached_pic", out)
    film = open_film(out)
    assert (film.video_codec, film.width) == ("h264", 160)
    assert [stream.kind for stream in film.others] == ["picture"]
    films.ffmpeg(*picture, "-map", "1", "-map", "0:a", "-c", "copy", "-disposition:v:0", "attached_pic", out)
    with pytest.raises(FilmError, match="no picture"):
        open_film(out)


def test_chapters_and_timecode_are_seen(tmp_path: Path) -> None:
    (tmp_path / "chapters.txt").write_text(
        ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=500\ntitle=One\n"
        "[CHAPTER]\nTIMEBASE=1/1000\nSTART=500\nEND=1000\ntitle=Two\n"
    )
    drawn = films.draw(tmp_path / "film.mov", seconds=1.0)
    out = tmp_path / "with.mov"
    more = ["-map_metadata", "1", "-c", "copy", "-timecode", "01:00:00:00"]
    films.ffmpeg("-i", drawn.path, "-i", tmp_path / "chapters.txt", "-map", "0", *more, out)
    film = open_film(out)
    assert film.n_chapters == 2
    assert film.start_timecode == "01:00:00:00"


def refused(path: Path, why: str) -> None:
    with pytest.raises(FilmError, match=why) as caught:
        open_film(path)
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)


def test_what_is_no_film_is_refused_in_one_line(tmp_path: Path) -> None:
    drawn = films.draw(tmp_path / "film.mp4", seconds=0.5)
    (tmp_path / "text.mp4").write_text("This is no film at all.\n" * 50)
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "cut.mp4").write_bytes(drawn.path.read_bytes()[:2000])
    os.mkfifo(tmp_path / "pipe.mp4")
    films.ffmpeg("-i", drawn.path, "-vn", "-c", "copy", tmp_path / "sound.mp4")
    refused(tmp_path / "absent.mp4", "No such file")
    refused(tmp_path, "folder")
    refused(tmp_path / "empty.mp4", "0 bytes")
    refused(tmp_path / "text.mp4", "cannot be read|no film|no picture")
    refused(tmp_path / "cut.mp4", "cannot be read")
    refused(tmp_path / "pipe.mp4", "regular")
    refused(tmp_path / "sound.mp4", "no picture")


def test_a_playlist_posing_as_a_film_opens_nothing(tmp_path: Path) -> None:
    drawn = films.draw(tmp_path / "film.mp4", seconds=0.5)
    shutil.copy(drawn.path, tmp_path / "secret.ts")
    for name, text in {
        "hls.mp4": f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{tmp_path}/secret.ts\n#EXT-X-ENDLIST\n",
        "concat.mp4": f"ffconcat version 1.0\nfile {tmp_path}/secret.ts\n",
    }.items():
        (tmp_path / name).write_text(text)
        refused(tmp_path / name, "playlist|cannot be read")


@pytest.mark.clips
def test_real_clips_are_opened(clips_dir: Path) -> None:
    facts = {
        "tos_battle.webm": ("vp8", 800, 332, Fraction(24)),
        "bbb_30s.mp4": ("h264", 854, 480, Fraction(24)),
        "psd_testvideo.mp4": ("h264", 1280, 720, Fraction(30000, 1001)),
        "bikes.mp4": ("h264", 640, 272, Fraction(25)),
    }
    for name, (codec, width, height, rate) in facts.items():
        film = open_film(clips_dir / name)
        assert (film.video_codec, film.height, film.frame_rate) == (codec, height, rate), name
        assert abs(film.width - width) <= 2, name
