"""The whole mux, measured from outside: clicks against flashes in the decoded output."""

import hashlib
import json
import os
import subprocess
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from scorecut.delivery.containers import container_of, default_out
from scorecut.delivery.deliver import deliver
from scorecut.delivery.settings import DeliverySettings
from scorecut.errors import OutputError, UsageError
from scorecut.media import mux
from scorecut.media.decode import decode
from scorecut.media.probe import open_film
from scorecut.model.audio import Audio, Loudness, Mix
from scorecut.model.clock import Clock
from scorecut.model.curve import Curve
from scorecut.model.film import Film
from scorecut.model.progress import Silent
from scorecut.model.report import Delivery
from tests import films

UNEVEN = [i / 25 + 0.013 * (i * 7 % 3) for i in range(50)]
NTSC, FAST = Fraction(24000, 1001), Fraction(60000, 1001)
FLASHES = [11, 27, 38]


def seen(path: Path, workdir: Path) -> tuple[Film, Clock, list[float]]:
    """The film, its clock, and the seconds of its white frames."""
    film = open_film(path)
    with decode(film, workdir=workdir) as frames:
        white = [i for i, frame in enumerate(frames) if frame[: frames.height].mean() > 220]
    return film, frames.clock, [frames.clock.time_of(i) for i in white]


def clicking(clock: Clock, flashes_s: list[float], channels: int = 2) -> Mix:
    """A programme that clicks on each flash, over a hiss that nobody minds."""
    sound = films.clicks_at(flashes_s, clock.end_s, channels)
    sound += 0.003 * np.random.default_rng(2).standard_normal(sound.shape)
    return Mix(
        programme=Audio(samples=sound.astype(np.float32), layout={2: "stereo", 6: "5.1"}[channels]),
        gain_db=Curve(times_s=np.array([0.0]), values=np.array([0.0])),
        music_gain_db=0.0,
        loudness=Loudness(integrated_lufs=-20, true_peak_dbtp=-3, lra_lu=1),
    )


def delivered(
    source: Path, workdir: Path, out: Path | None = None, channels: int = 2, **settings: object
) -> tuple[Delivery, Clock]:
    film, clock, flashes_s = seen(source, workdir)
    assert len(flashes_s) >= 2
    mix = clicking(clock, flashes_s, channels)
    told = DeliverySettings(**settings)
    return deliver(mix, film, clock, out or default_out(film), settings=told, workdir=workdir), clock


def check_in_step(delivery: Delivery, clock: Clock, workdir: Path) -> None:
    """Clicks land on flashes within the container's limit; sound and picture end within a frame."""
    _, after, flashes_s = seen(delivery.film, workdir)
    sound = films.sound_as_played(delivery.film)
    heard = films.click_times(sound, flashes_s)
    error_ms = 1000 * np.abs(np.subtract(heard, flashes_s)).max()
    assert error_ms <= container_of(delivery.film).tolerance_ms, f"{error_ms:.3f} ms"
    assert abs(len(sound) / 48_000 - after.end_s) <= 1 / float(clock.rate)


def check_picture_is_the_same(source: Path, delivery: Delivery, tick_s: float) -> None:
    times_in, frames_in = films.frames_as_decoded(source)
    times_out, frames_out = films.frames_as_decoded(delivery.film)
    assert frames_out == frames_in
    assert np.abs(times_out - times_in).max() <= tick_s


CASES = [
    ("film.mp4", {}, ".mp4"),
    ("film.mp4", {}, ".mov"),
    ("film.mp4", {}, ".mkv"),
    ("film.webm", {}, ".webm"),
    ("late.mp4", {"late_s": 0.35}, ".mp4"),
    ("late.mkv", {"late_s": 0.371}, ".mkv"),
    ("film.ts", {"rate": NTSC}, ".mp4"),
    ("uneven.mp4", {"times_s": UNEVEN}, ".mp4"),
    ("silent.mov", {"layout": None, "rate": FAST}, ".mov"),
]
SWEEP = [
    (name, how, suffix)
    for name, how in [
        ("film.mp4", {}),
        ("ntsc.mp4", {"rate": NTSC}),
        ("fast.mp4", {"rate": FAST}),
        ("late.mp4", {"late_s": 0.35}),
        ("late.mkv", {"late_s": 0.371}),
        ("hair.mkv", {"late_s": 0.021}),
        ("film.ts", {}),
        ("fast.ts", {"rate": FAST}),
        ("film.avi", {"rate": NTSC}),
        ("silent.mkv", {"layout": None}),
        ("six.mov", {"layout": "5.1"}),
        ("uneven.mkv", {"times_s": UNEVEN}),
        ("uneven.mov", {"times_s": UNEVEN, "late_s": 0.1}),
    ]
    for suffix in (".mp4", ".mov", ".mkv")
]
SWEEP += [("late.webm", {"late_s": 0.2}, ".webm"), ("late.webm", {"late_s": 0.2}, ".mkv")]


@pytest.mark.parametrize(("name", "how", "suffix"), CASES)
def test_clicks_land_on_flashes_and_the_picture_is_untouched(tmp_path: Path, name: str, how: dict, suffix: str) -> None:
    drawn = films.draw(tmp_path / name, seconds=2.0, cuts=[20], flashes=FLASHES, **how)
    delivery, clock = delivered(drawn.path, tmp_path, tmp_path / f"out{suffix}")
    check_in_step(delivery, clock, tmp_path)
    same_clock = suffix == drawn.path.suffix or suffix in (".mp4", ".mov")
    check_picture_is_the_same(drawn.path, delivery, 5e-5 if same_clock else 0.001)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "how", "suffix"), SWEEP)
def test_the_whole_sweep_of_inputs_and_containers_is_in_step(tmp_path: Path, name: str, how: dict, suffix: str) -> None:
    drawn = films.draw(tmp_path / name, seconds=3.0, cuts=[20], flashes=FLASHES, **how)
    channels = 6 if how.get("layout") == "5.1" else 2
    delivery, clock = delivered(drawn.path, tmp_path, tmp_path / f"out{suffix}", channels)
    check_in_step(delivery, clock, tmp_path)
    check_picture_is_the_same(drawn.path, delivery, 0.001)


@pytest.mark.slow
@pytest.mark.parametrize("codec", ["aac", "alac", "flac", "ac3", "opus"])
@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_other_sound_codecs_are_in_step_too(tmp_path: Path, codec: str, suffix: str) -> None:
    drawn = films.draw(tmp_path / "film.mp4", seconds=2.0, flashes=FLASHES)
    delivery, clock = delivered(drawn.path, tmp_path, tmp_path / f"out{suffix}", audio_codec=codec)
    assert delivery.audio_codec == codec
    check_in_step(delivery, clock, tmp_path)


def test_a_piece_cut_without_decoding_is_in_step(tmp_path: Path) -> None:
    drawn = films.draw(tmp_path / "film.mp4", seconds=3.0, flashes=[30, 50])
    piece = films.cut_without_decoding(drawn.path, tmp_path / "piece.mp4", 0.7)
    delivery, clock = delivered(piece, tmp_path)
    check_in_step(delivery, clock, tmp_path)
    check_picture_is_the_same(piece, delivery, 5e-5)


def test_where_hidden_frames_come_back_the_music_still_begins_with_the_films_first(tmp_path: Path) -> None:
    drawn = films.draw(tmp_path / "film.mp4", seconds=3.0, flashes=[30, 50])
    piece = films.cut_without_decoding(drawn.path, tmp_path / "piece.mp4", 0.7)
    delivery, _ = delivered(piece, tmp_path, tmp_path / "out.mkv")
    assert delivery.hidden_frames > 0
    assert any("hidden by its edit list" in line for line in delivery.warnings)
    _, _, flashes_s = seen(delivery.film, tmp_path)
    heard = films.click_times(films.sound_as_played(delivery.film), flashes_s)
    assert 1000 * np.abs(np.subtract(heard, flashes_s)).max() <= 0.5


@pytest.mark.parametrize(("name", "how", "wanted"), [("film.mp4", {}, 1), ("late.mp4", {"late_s": 0.35}, 2)])
def test_a_film_that_begins_at_zero_is_written_once_and_no_other(
    tmp_path: Path, monkeypatch, name, how, wanted
) -> None:
    source = films.draw(tmp_path / name, seconds=2.0, cuts=[20], flashes=FLASHES, **how).path
    written: list[Path] = []
    real = mux.mux

    def counted(film: Path, programme: Audio, tracks: tuple, out: Path, **rest: object) -> None:
        written.append(out)
        real(film, programme, tracks, out, **rest)

    monkeypatch.setattr(mux, "mux", counted)
    delivery, clock = delivered(source, tmp_path)
    assert len(written) == wanted and delivery.film in written
    check_in_step(delivery, clock, tmp_path)


def test_a_pad_that_was_not_foreseen_is_found_in_the_written_file(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("scorecut.delivery.deliver._begins_alike", lambda *_: True)
    drawn = films.draw(tmp_path / "late.mp4", seconds=2.0, cuts=[20], flashes=FLASHES, late_s=0.35)
    delivery, clock = delivered(drawn.path, tmp_path)
    check_in_step(delivery, clock, tmp_path)


def test_six_channels_stay_six(tmp_path: Path) -> None:
    drawn = films.draw(tmp_path / "film.mov", seconds=2.0, flashes=FLASHES, layout="5.1")
    delivery, clock = delivered(drawn.path, tmp_path, channels=6)
    check_in_step(delivery, clock, tmp_path)
    assert [track.channels for track in open_film(delivery.film).sound] == [6]


def test_the_same_film_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("film.mp4", "film.webm"):
        drawn = films.draw(tmp_path / name, seconds=1.0, flashes=[5, 15])
        digests = {hashlib.sha256(delivered(drawn.path, tmp_path)[0].film.read_bytes()).hexdigest() for _ in range(2)}
        assert len(digests) == 1, name


def packets(path: Path, stream: str) -> list[str]:
    """Digests of a stream's packets as they lie in the file."""
    args = ["ffmpeg", "-nostdin", "-v", "error", "-i", path, "-map", stream, "-c", "copy", "-f", "framemd5", "-"]
    told = subprocess.run(args, capture_output=True, check=True).stdout.decode()
    return [line.split(",")[5].strip() for line in told.splitlines() if not line.startswith("#")]


def rich_film(folder: Path, suffix: str) -> Path:
    """A film with two sound tracks, subtitles, chapters, languages and a title."""
    drawn = films.draw(folder / f"plain{suffix}", seconds=3.0, flashes=FLASHES)
    (folder / "lines.srt").write_text("1\n00:00:00,500 --> 00:00:01,500\nHello there\n")
    (folder / "facts.txt").write_text(
        ";FFMETADATA1\ntitle=The Film\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1500\ntitle=One\n"
        "[CHAPTER]\nTIMEBASE=1/1000\nSTART=1500\nEND=3000\ntitle=Two\n"
    )
    out = folder / f"rich{suffix}"
    films.ffmpeg(
        *("-i", drawn.path, "-i", folder / "lines.srt", "-i", folder / "facts.txt"),
        *("-f", "lavfi", "-i", "sine=440:d=3:r=48000"),
        *("-map", "0:v", "-map", "0:a", "-map", "3:a", "-map", "1:s", "-map_metadata", "2", "-map_chapters", "2"),
        *("-c:v", "copy", "-c:a:0", "copy", "-c:a:1", "ac3"),
        *("-c:s", "mov_text" if suffix in (".mp4", ".mov") else "srt"),
        *("-metadata:s:a:0", "language=eng", "-metadata:s:a:1", "language=fra", "-metadata:s:s:0", "language=spa"),
        out,
    )
    return out


def described(path: Path) -> dict:
    args = ["ffprobe", "-v", "error", "-of", "json", "-show_streams", "-show_chapters", "-show_format", path]
    return json.loads(subprocess.run(args, capture_output=True, check=True).stdout)


@pytest.mark.parametrize(("suffix", "out"), [(".mp4", ".mp4"), (".mkv", ".mkv"), (".mkv", ".mp4"), (".mov", ".mkv")])
def test_further_sound_subtitles_chapters_and_names_survive(tmp_path: Path, suffix: str, out: str) -> None:
    source = rich_film(tmp_path, suffix)
    delivery, clock = delivered(source, tmp_path, tmp_path / f"out{out}")
    check_in_step(delivery, clock, tmp_path)
    found = described(delivery.film)
    kinds = [
        (stream["codec_type"], stream.get("tags", {}).get("language"))
        for stream in found["streams"]
        if stream["codec_type"] != "data"
    ]
    assert kinds[0][0] == "video"
    assert sorted(kinds[1:]) == [("audio", "eng"), ("audio", "fra"), ("subtitle", "spa")]
    assert [chapter["tags"]["title"] for chapter in found["chapters"]] == ["One", "Two"]
    assert found["format"]["tags"]["title"] == "The Film"
    assert delivery.warnings == ()
    assert packets(source, "0:a:1") == packets(delivery.film, "0:a:1")
    if suffix == out:
        assert packets(source, "0:v") == packets(delivery.film, "0:v")


def test_dropping_the_films_sound_drops_all_of_it_and_says_so(tmp_path: Path) -> None:
    source = rich_film(tmp_path, ".mp4")
    delivery, _ = delivered(source, tmp_path, original="drop")
    assert len(open_film(delivery.film).sound) == 1
    assert any("ac3, fra" in line for line in delivery.warnings)


def test_what_a_container_cannot_hold_is_named_or_made_to_fit(tmp_path: Path) -> None:
    drawn = films.draw(tmp_path / "plain.mkv", seconds=2.0, flashes=FLASHES)
    (tmp_path / "font.ttf").write_bytes(b"font" * 100)
    source = tmp_path / "rich.mkv"
    films.ffmpeg(
        *("-i", drawn.path, "-f", "lavfi", "-i", "sine=440:d=2:r=48000", "-map", "0", "-map", "1:a", "-c", "copy"),
        *("-c:a:1", "libvorbis", "-attach", tmp_path / "font.ttf", "-metadata:s:t", "mimetype=font/ttf", source),
    )
    delivery, _ = delivered(source, tmp_path, tmp_path / "out.mp4")
    assert [track.codec for track in open_film(delivery.film).sound] == ["aac", "aac"]
    told = "\n".join(delivery.warnings)
    assert "vorbis" in told and "became aac" in told
    assert "attachment stream" in told and "left out" in told
    kept, _ = delivered(source, tmp_path, tmp_path / "out.mkv")
    assert kept.warnings == ()
    assert [stream.kind for stream in open_film(kept.film).others] == ["attachment"]


def test_timecode_survives(tmp_path: Path) -> None:
    drawn = films.draw(tmp_path / "film.mov", seconds=2.0, flashes=FLASHES, options=["-timecode", "01:00:00:00"])
    delivery, _ = delivered(drawn.path, tmp_path)
    assert open_film(delivery.film).start_timecode == "01:00:00:00"
    assert delivery.warnings == ()


def test_a_refused_output_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    drawn = films.draw(tmp_path / "film.mp4", seconds=1.0, flashes=[5, 15])
    there = tmp_path / "there.mp4"
    there.write_bytes(b"old")
    place = tmp_path / "work"
    place.mkdir()
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(UsageError, match="--force"):
        delivered(drawn.path, place, there)
    with pytest.raises(UsageError, match="film itself"):
        delivered(drawn.path, place, drawn.path, force=True)
    with pytest.raises(UsageError, match="cannot hold"):
        delivered(drawn.path, place, tmp_path / "out.webm")
    with pytest.raises(OutputError, match="no folder"):
        delivered(drawn.path, place, tmp_path / "none" / "out.mp4")
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert there.read_bytes() == b"old"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
def test_a_full_disk_is_an_output_error(tmp_path: Path) -> None:
    from scorecut.delivery import deliver as room
    from scorecut.media import tools

    endless = ["-f", "lavfi", "-i", "testsrc2=d=9:s=640x360", "-c:v", "rawvideo", "-f", "nut", "file:/dev/full"]
    with pytest.raises(tools.ToolError) as caught:
        tools.ffmpeg(endless)
    with pytest.raises(OutputError, match="no space left"):
        room._raise_if_full(caught.value, tmp_path / "out.mp4")


def test_an_interrupted_delivery_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from scorecut.delivery import deliver as room

    drawn = films.draw(tmp_path / "film.mp4", seconds=1.0, flashes=[5, 15])
    place = tmp_path / "work"
    place.mkdir()
    before = sorted(path.name for path in tmp_path.iterdir())

    def interrupt(*args: object) -> float:
        raise KeyboardInterrupt

    monkeypatch.setattr(room, "_lag", interrupt)
    with pytest.raises(KeyboardInterrupt):
        delivered(drawn.path, place)
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_writing_tells_how_far_it_is(tmp_path: Path) -> None:
    drawn = films.draw(tmp_path / "film.mp4", seconds=8.0, flashes=FLASHES)
    told: list[float] = []

    class Told(Silent):
        def advance(self, share: float, note: str = "") -> None:
            told.append(share)

    film, clock, flashes_s = seen(drawn.path, tmp_path)
    mix, out = clicking(clock, flashes_s), tmp_path / "told.mp4"
    deliver(mix, film, clock, out, settings=DeliverySettings(), workdir=tmp_path, progress=Told())
    assert len(set(told)) >= 5 and told == sorted(told) and told[-1] < 1


@pytest.mark.slow
@pytest.mark.clips
@pytest.mark.parametrize("name", ["tos_battle.webm", "bbb_30s.mp4", "psd_testvideo.mp4", "bikes.mp4", "fire2_vfr.mp4"])
def test_real_clips_keep_their_picture_and_their_time(clips_dir: Path, tmp_path: Path, name: str) -> None:
    from scorecut.delivery.transport import decoded_programme, start_after, transport_lag

    film, clock, _ = seen(clips_dir / name, tmp_path)
    marks = [0.1 * clock.end_s, 0.5 * clock.end_s, 0.9 * clock.end_s]
    mix = clicking(clock, marks)
    out = tmp_path / f"out{Path(name).suffix}"
    delivery = deliver(mix, film, clock, out, settings=DeliverySettings(), workdir=tmp_path)
    check_picture_is_the_same(film.path, delivery, 5e-5)
    limit_ms = container_of(out).tolerance_ms
    heard = films.click_times(films.sound_as_played(delivery.film), marks)
    assert 1000 * np.abs(np.subtract(heard, marks)).max() <= limit_ms
    decoded = decoded_programme(
        delivery.film, start_after(delivery.film, 0), mix.programme.n_samples, tmp_path / "d.f32"
    )
    lag = transport_lag(mix.programme, decoded)
    assert lag is not None and abs(lag) / 48 <= limit_ms
