"""A cut's time is the stamp of the first new frame, to the tick, whatever holds the film.

The truth is independent of scorecut: the frame numbers that we drew, and the stamps that ffmpeg's own
``framemd5`` gives to decoded frames (``tests.films.frames_as_decoded``). Equal means equal: no tolerance.
"""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from scorecut.media.probe import open_film
from scorecut.model.picture import Picture
from scorecut.model.progress import Silent
from scorecut.picture.settings import PictureSettings
from scorecut.picture.watch import watch
from scorecut.store import Store
from tests import films

CUTS = (19, 44, 62)
BLIND = PictureSettings(clip=False)


def watched(path: Path, workdir: Path, settings: PictureSettings = BLIND) -> Picture:
    workdir.mkdir(exist_ok=True)
    return watch(open_film(path), settings=settings, workdir=workdir, store=Store(None), progress=Silent())


def cut_exactly(picture: Picture, path: Path, cuts: list[int]) -> None:
    """Assert that the cuts lie on these frames and carry the stamps that ffmpeg gives to them."""
    stamps_s, _ = films.frames_as_decoded(path)
    assert picture.clock.n_frames == stamps_s.size
    assert np.array_equal(picture.clock.times_s, stamps_s)
    assert [(t.kind, t.frame) for t in picture.transitions] == [("cut", cut) for cut in cuts]
    assert [t.time_s for t in picture.transitions] == [stamps_s[cut] for cut in cuts]
    assert [s.start_s for s in picture.shots] == [0.0, *(stamps_s[cut] for cut in cuts)]


def uneven(n: int, rate: float = 25.0) -> list[float]:
    """Stamps of a varying rate in 1/90000 s: long and short frames, and one pause of a second."""
    steps = np.where(np.arange(n) % 5 < 2, 0.5 / rate, 1.25 / rate)
    steps[30] = 1.0
    return [float(t) for t in np.round(np.concatenate([[0], np.cumsum(steps)[:-1]]) * 90_000) / 90_000]


@pytest.mark.parametrize("rate", [Fraction(24000, 1001), Fraction(60000, 1001)])
@pytest.mark.parametrize("suffix", [".mkv", ".ts", ".webm", ".avi"])
def test_constant_rates_in_every_container(tmp_path: Path, suffix: str, rate: Fraction) -> None:
    film = films.draw(tmp_path / f"film{suffix}", seconds=float(80 / rate), rate=rate, cuts=CUTS, layout="mono")
    cut_exactly(watched(film.path, tmp_path / "w"), film.path, list(CUTS))


@pytest.mark.parametrize("rate", [Fraction(24000, 1001), Fraction(60000, 1001)])
def test_a_mov_tells_ntsc_rates_without_rounding(tmp_path: Path, rate: Fraction) -> None:
    film = films.draw(tmp_path / "film.mov", seconds=float(80 / rate), rate=rate, cuts=CUTS, layout="mono")
    picture = watched(film.path, tmp_path / "w")
    assert [t.time_s for t in picture.transitions] == [float(cut / rate) for cut in CUTS]


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".mov"])
@pytest.mark.parametrize("late_s", [0.0, 0.371])
def test_varying_rates_with_a_pause_late_or_not(tmp_path: Path, suffix: str, late_s: float) -> None:
    film = films.draw(tmp_path / f"film{suffix}", times_s=uneven(80), cuts=CUTS, late_s=late_s, layout="mono")
    cut_exactly(watched(film.path, tmp_path / "w"), film.path, list(CUTS))


@pytest.mark.parametrize("suffix", [".flv", ".ts", ".mkv", ".mp4"])
def test_films_put_into_another_container(tmp_path: Path, suffix: str) -> None:
    drawn = films.draw(tmp_path / "film.mp4", times_s=uneven(80), cuts=CUTS, late_s=0.25, options=["-bf", "2"])
    film = tmp_path / f"other{suffix}"
    films.ffmpeg("-i", drawn.path, "-map", "0", "-c", "copy", film)
    cut_exactly(watched(film, tmp_path / "w"), film, list(CUTS))


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".ts"])
@pytest.mark.parametrize("options", [[], ["-preset", "veryfast", "-bf", "3", "-x264-params", "open-gop=1:keyint=12"]])
def test_pieces_cut_out_without_decoding(tmp_path: Path, suffix: str, options: list[str]) -> None:
    """What is before the piece is hidden by an edit list, starts below zero, or is not to be decoded at all."""
    source = ".ts" if suffix == ".ts" else ".mp4"
    drawn = films.draw(tmp_path / f"film{source}", seconds=3.2, cuts=CUTS, options=options)
    piece = films.cut_without_decoding(drawn.path, tmp_path / f"piece{suffix}", 0.5)
    _, digests = films.frames_as_decoded(piece)
    _, whole = films.frames_as_decoded(drawn.path)
    common = next(frame for frame in digests if frame in whole)  # broken leading frames are no frames of the film
    shift = whole.index(common) - digests.index(common)
    cut_exactly(watched(piece, tmp_path / "w"), piece, [cut - shift for cut in CUTS])


def test_a_broadcast_that_starts_at_any_hour(tmp_path: Path) -> None:
    drawn = films.draw(tmp_path / "film.mp4", seconds=3.2, rate=Fraction(30000, 1001), cuts=CUTS)
    film = tmp_path / "late.ts"
    films.ffmpeg("-i", drawn.path, "-map", "0", "-c", "copy", "-output_ts_offset", "40000.5", film)
    cut_exactly(watched(film, tmp_path / "w"), film, list(CUTS))


def test_stamps_below_zero_count_like_any_others(tmp_path: Path) -> None:
    drawn = films.draw(tmp_path / "film.mp4", seconds=3.2, cuts=CUTS, layout=None)
    film = tmp_path / "early.ts"
    early = ["-output_ts_offset", "-1", "-avoid_negative_ts", "disabled", "-mpegts_copyts", "1"]
    films.ffmpeg("-i", drawn.path, "-c", "copy", *early, film)
    picture = watched(film, tmp_path / "w")
    assert picture.clock.pts[0] < 0
    cut_exactly(picture, film, list(CUTS))


@pytest.mark.parametrize("codec", ["libx264", "libx265", "libvpx-vp9", "mpeg2video"])
def test_leaving_out_deblocking_changes_no_frame_and_no_time(tmp_path: Path, codec: str) -> None:
    more = ["-c:v", codec, "-pix_fmt", "yuv420p", "-b:v", "200k", "-bf", "2"]
    more += {"libx265": ["-x265-params", "log-level=none"], "libx264": ["-crf", "40"]}.get(codec, [])
    more = [word for word in more if codec != "libvpx-vp9" or word not in ("-bf", "2")]
    film = films.draw(tmp_path / "film.mkv", seconds=3.2, cuts=CUTS, layout=None, options=more)
    for quick in (True, False):
        picture = watched(film.path, tmp_path / f"w{quick}", PictureSettings(clip=False, quick_decode=quick))
        cut_exactly(picture, film.path, list(CUTS))
