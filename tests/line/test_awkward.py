"""The line holds on awkward inputs derived from a sample clip, and the gate sees a shift and a moved accent."""

from pathlib import Path

import numpy as np
import pytest

from scorecut.errors import HitMissedError
from scorecut.jobs.verify import verify_film
from scorecut.media.sound_file import read_wav, write_wav
from scorecut.model.progress import Silent
from tests.films import ffmpeg
from tests.line.scored import SAMPLES, assert_proven, score

CHASE = SAMPLES / "chase.mp4"
PIECE = ("-ss", "14.0", "-t", "8.0")
X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "28", "-vf", "scale=320:180")


def late_picture(folder: Path, suffix: str) -> Path:
    out = folder / f"late{suffix}"
    ffmpeg("-itsoffset", "0.35", *PIECE, "-i", CHASE, *PIECE, "-i", CHASE, "-map", "0:v", "-map", "1:a", *X264,
           "-c:a", "aac", "-t", "8.35", out)  # fmt: skip
    return out


def transport_stream(folder: Path) -> Path:
    out = folder / "broadcast.ts"
    ffmpeg(*PIECE, "-i", CHASE, *X264, "-c:a", "aac", "-muxdelay", "1.3", out)
    return out


def cut_piece(folder: Path) -> Path:
    out = folder / "piece.mp4"
    ffmpeg("-ss", "14.3", "-i", CHASE, "-t", "8", "-c", "copy", out)
    return out


def variable_rate(folder: Path) -> Path:
    out = folder / "variable.mp4"
    ffmpeg(*PIECE, "-i", CHASE, "-vf", "scale=320:180,select='not(eq(mod(n\\,7)\\,3))'", "-fps_mode", "vfr",
           "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", out)  # fmt: skip
    return out


def at_rate(rate: str):
    def make(folder: Path) -> Path:
        out = folder / "rate.mp4"
        ffmpeg(*PIECE, "-i", CHASE, "-c:v", "libx264", "-preset", "ultrafast", "-vf", f"scale=320:180,fps={rate}",
               "-c:a", "aac", out)  # fmt: skip
        return out

    return make


def silent(folder: Path) -> Path:
    out = folder / "silent.mov"
    ffmpeg(*PIECE, "-i", CHASE, *X264, "-an", out)
    return out


def surround(folder: Path) -> Path:
    out = folder / "surround.mkv"
    ffmpeg(*PIECE, "-i", CHASE, *X264, "-af", "aformat=channel_layouts=5.1", "-c:a", "ac3", out)
    return out


FILMS = {
    "late picture, mp4": lambda folder: late_picture(folder, ".mp4"),
    "late picture, mkv": lambda folder: late_picture(folder, ".mkv"),
    "transport stream": transport_stream,
    "cut without decoding": cut_piece,
    "variable rate": variable_rate,
    "24000/1001": at_rate("24000/1001"),
    "60000/1001": at_rate("60000/1001"),
    "no sound": silent,
    "5.1 sound": surround,
}


#: Much like another of them: these wait for ``make slow``.
ALIKE = ("late picture, mkv", "cut without decoding", "24000/1001", "60000/1001", "no sound")


@pytest.mark.parametrize("kind", [pytest.param(k, marks=pytest.mark.slow) if k in ALIKE else k for k in FILMS])
def test_every_hit_is_proven_on_awkward_films(kind, tmp_path):
    scored = score(FILMS[kind](tmp_path), tmp_path / "out", "action", font=False)
    assert scored.report["hits"], "nothing was hit, so nothing is proven"
    assert_proven(scored)


@pytest.fixture(scope="module")
def piece(tmp_path_factory):
    folder = tmp_path_factory.mktemp("gate")
    return score(at_rate("24000/1001")(folder), folder / "out", "action", font=False)


def test_the_delivered_film_passes_the_gate(piece):
    sync = verify_film(piece.out, piece.package, max_hit_error_ms=1.0, progress=Silent())
    assert sync.max_abs_ms <= 1.0


def test_sound_that_is_5_ms_late_fails_the_gate(piece, tmp_path):
    late = tmp_path / "late.mp4"
    ffmpeg("-i", piece.out, "-af", "adelay=240S:all=1", "-c:v", "copy", "-c:a", "aac", "-b:a", "256k",
           "-movie_timescale", "48000", late)  # fmt: skip
    with pytest.raises(HitMissedError, match=r"h\d+"):
        verify_film(late, piece.package, max_hit_error_ms=1.0, progress=Silent())


def test_an_accent_moved_by_240_samples_fails_the_gate(piece, tmp_path):
    import shutil

    package = tmp_path / "film.score"
    shutil.copytree(piece.package, package)
    path = package / "stems" / "hits.wav"
    stem = np.array(read_wav(path).samples)
    hit = max(piece.report["hits"], key=lambda hit: hit["weight"])
    at = round(hit["time_s"] * 48_000)
    first, last = max(0, at - 12_000), min(len(stem) - 240, at + 24_000)
    moved = stem[first:last].copy()
    stem[first:last] = 0
    stem[first + 240 : last + 240] = moved
    write_wav(path, stem)
    with pytest.raises(HitMissedError, match=hit["id"]):
        verify_film(piece.out, package, max_hit_error_ms=1.0, progress=Silent())
