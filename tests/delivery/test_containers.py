"""What the delivered film is called, and what is refused before any work is done."""

from fractions import Fraction
from pathlib import Path

import pytest

from scorecut.delivery.containers import CONTAINERS, check_out, container_of, default_out, encoder_of
from scorecut.errors import OutputError, UsageError
from scorecut.model.film import Film


def film(path: Path, codec: str = "h264") -> Film:
    return Film(
        path=path,
        digest="",
        container="",
        video_index=0,
        video_codec=codec,
        width=2,
        height=2,
        frame_rate=Fraction(25),
        duration_s=1.0,
    )


@pytest.mark.parametrize(
    ("name", "codec", "out"),
    [
        ("film.mp4", "h264", "film.scored.mp4"),
        ("my.film.MOV", "prores", "my.film.scored.MOV"),
        ("film.mkv", "ffv1", "film.scored.mkv"),
        ("film.webm", "vp9", "film.scored.webm"),
        ("film.m4v", "h264", "film.scored.m4v"),
        ("film.ts", "h264", "film.scored.mp4"),
        ("film.avi", "mpeg4", "film.scored.mp4"),
        ("film.avi", "msmpeg4v3", "film.scored.mkv"),
        ("film.mp4", "vp8", "film.scored.mkv"),
        ("film", "h264", "film.scored.mp4"),
    ],
)
def test_the_output_keeps_its_container_where_it_can(name: str, codec: str, out: str) -> None:
    assert default_out(film(Path("/films") / name, codec)) == Path("/films") / out


def test_outputs_that_must_not_be_written_are_refused(tmp_path: Path) -> None:
    source = tmp_path / "film.mp4"
    source.write_bytes(b"film")
    there = tmp_path / "there.mp4"
    there.write_bytes(b"old")
    with pytest.raises(UsageError, match="is there already; add --force"):
        check_out(there, force=False)
    check_out(there, force=True)
    with pytest.raises(UsageError, match="film itself"):
        check_out(tmp_path / "." / "film.mp4", force=True, film=film(source))
    with pytest.raises(UsageError, match=r"cannot write \.xyz"):
        check_out(tmp_path / "out.xyz", force=False)
    with pytest.raises(UsageError, match="cannot hold vp8"):
        check_out(tmp_path / "out.mp4", force=False, film=film(source, "vp8"))
    with pytest.raises(OutputError, match="no folder"):
        check_out(tmp_path / "none" / "out.mp4", force=False)
    (tmp_path / "folder.mp4").mkdir()
    with pytest.raises(UsageError, match="is a folder"):
        check_out(tmp_path / "folder.mp4", force=True)
    assert there.read_bytes() == b"old"


def test_each_container_has_its_own_sound_and_refuses_what_it_cannot_hold() -> None:
    own = {suffix: encoder_of(container, None, 2, Path("o"))[0] for suffix, container in CONTAINERS.items()}
    assert own == {".mp4": "aac", ".m4v": "aac", ".mov": "aac", ".mkv": "flac", ".webm": "opus"}
    assert encoder_of(container_of(Path("a.mov")), "pcm", 2, Path("a.mov"))[1] == "pcm_s24le"
    assert encoder_of(container_of(Path("a.mp4")), "aac", 2, Path("a.mp4"))[2] == ("-b:{}", "256000")
    with pytest.raises(UsageError, match="webm cannot hold aac"):
        encoder_of(container_of(Path("a.webm")), "aac", 2, Path("a.webm"))
    with pytest.raises(UsageError, match="choose one of aac"):
        encoder_of(container_of(Path("a.mp4")), "mp9", 2, Path("a.mp4"))


@pytest.mark.parametrize(
    ("name", "channels", "codec"), [("a.mkv", 8, "flac"), ("a.mkv", 16, "pcm"), ("a.mov", 9, "pcm")]
)
def test_more_channels_than_the_codec_takes_become_pcm(name: str, channels: int, codec: str) -> None:
    assert encoder_of(container_of(Path(name)), None, channels, Path(name))[0] == codec


def test_channels_that_cannot_be_held_are_refused_with_a_way_out() -> None:
    with pytest.raises(UsageError, match=r"16 channels .* --audio-codec pcm"):
        encoder_of(container_of(Path("a.mp4")), None, 16, Path("a.mp4"))
    with pytest.raises(UsageError, match="flac cannot hold the 10 channels"):
        encoder_of(container_of(Path("a.mkv")), "flac", 10, Path("a.mkv"))
