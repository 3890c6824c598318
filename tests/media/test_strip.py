"""Stills: the very frames that were asked for, from short films and long ones, however the file keeps its time."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from scorecut.media import strip, tools
from scorecut.media.decode import decode
from scorecut.media.probe import open_film
from scorecut.media.strip import MOST, read_stills
from tests import films

HEIGHT = 64


def clock_and_film(path: Path, workdir: Path):
    film = open_film(path)
    with decode(film, workdir=workdir, height=16) as frames:
        for _ in frames:
            pass
    return film, frames.clock


def every_frame(path: Path, size: tuple[int, int]) -> list[np.ndarray]:
    """All frames, decoded from first to last without a seek."""
    width, height = size
    args = ["-v", "error", *tools.source(path), "-vf", f"scale={width}:{height}:flags=area,setsar=1"]
    raw = tools.ffmpeg([*args, "-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"])
    return list(np.frombuffer(raw, np.uint8).reshape(-1, height, width, 3))


#: Frames 50, 100 and 300 ms apart, exact in 1/90000 s.
VARYING = [float(tick) / 90_000 for tick in np.cumsum([0, *([4500, 9000, 27_000] * 20)])]

DRAWN = {
    "plain.mp4": {"seconds": 6},
    "ntsc.mov": {"seconds": 6, "rate": Fraction(24000, 1001)},
    "late.mkv": {"seconds": 6, "late_s": 0.64},
    "late.mp4": {"seconds": 6, "late_s": 0.64},
    "stream.ts": {"seconds": 6},
    "small.webm": {"seconds": 6},
    "varying.mp4": {"times_s": VARYING},
}


@pytest.mark.parametrize("name", DRAWN)
def test_a_still_is_the_frame_that_was_asked_for(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    films.draw(tmp_path / name, size=(96, HEIGHT), **DRAWN[name])
    film, clock = clock_and_film(tmp_path / name, tmp_path)
    whole = every_frame(tmp_path / name, (96, HEIGHT))
    last = clock.n_frames - 1
    wanted = [0, 1, last // 3, last - last // 3, last - 13, last]
    for cost_s in (0.0, 1e6):  # by seeking, in one go
        monkeypatch.setattr(strip, "SEEK_COSTS_S", cost_s)
        stills = read_stills(film, clock, wanted, height=HEIGHT)
        assert list(stills) == wanted
        assert all(np.array_equal(stills[frame], whole[frame]) for frame in wanted)


def test_a_piece_cut_without_decoding_gives_its_own_frames(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    films.draw(tmp_path / "whole.mp4", seconds=10, size=(96, HEIGHT))
    piece = films.cut_without_decoding(tmp_path / "whole.mp4", tmp_path / "piece.mp4", 3.3)
    film, clock = clock_and_film(piece, tmp_path)
    monkeypatch.setattr(strip, "SEEK_COSTS_S", 0.0)
    wanted = [0, 100, clock.n_frames - 1]
    stills = read_stills(film, clock, wanted, height=HEIGHT)
    whole = every_frame(piece, (96, HEIGHT))
    assert all(np.array_equal(stills[frame], whole[frame]) for frame in wanted)


def test_a_long_film_is_not_decoded_from_its_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    films.draw(tmp_path / "a.mp4", seconds=4, size=(96, HEIGHT))
    films.ffmpeg("-stream_loop", "149", "-i", tmp_path / "a.mp4", "-c", "copy", tmp_path / "long.mp4")
    film, clock = clock_and_film(tmp_path / "long.mp4", tmp_path)
    asked = []
    frames = strip._frames
    monkeypatch.setattr(strip, "_frames", lambda film, seek, *more: asked.append(seek) or frames(film, seek, *more))
    wanted = [3000, 9_777, 14_950]
    stills = read_stills(film, clock, wanted, height=HEIGHT)
    one = every_frame(tmp_path / "a.mp4", (96, HEIGHT))
    assert all("-ss" in seek for seek in asked) and len(asked) == 3
    assert all(np.array_equal(stills[frame], one[frame % 100]) for frame in wanted)


def test_there_are_never_more_than_the_bound(tmp_path: Path):
    films.draw(tmp_path / "a.mp4", seconds=4, size=(32, 32))
    film, clock = clock_and_film(tmp_path / "a.mp4", tmp_path)
    assert len(read_stills(film, clock, range(-5, 200))) == MOST


def test_a_film_of_one_frame_has_one_still(tmp_path: Path):
    films.draw(tmp_path / "a.mp4", seconds=0.04, size=(32, 18), layout=None)
    film, clock = clock_and_film(tmp_path / "a.mp4", tmp_path)
    assert [still.shape for still in read_stills(film, clock, [0, 1, 2]).values()] == [(18, 32, 3)]


def test_a_film_that_is_gone_has_none(tmp_path: Path):
    films.draw(tmp_path / "a.mp4", seconds=1, size=(32, 18))
    film, clock = clock_and_film(tmp_path / "a.mp4", tmp_path)
    (tmp_path / "a.mp4").unlink()
    assert read_stills(film, clock, [0]) == {}


def test_of_a_damaged_film_what_can_be_decoded_is_there(tmp_path: Path):
    films.draw(tmp_path / "a.ts", seconds=6, size=(96, HEIGHT), layout=None)
    film, clock = clock_and_film(tmp_path / "a.ts", tmp_path)
    raw = (tmp_path / "a.ts").read_bytes()
    (tmp_path / "a.ts").write_bytes(raw[: len(raw) // 2])
    stills = read_stills(film, clock, [10, clock.n_frames - 2], height=HEIGHT)
    assert list(stills) == [10]
