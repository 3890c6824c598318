"""The music as a sound track beside the film's own, and as a file of its own: measured in what was delivered."""

import json
import subprocess
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import soundfile

from scorecut.delivery.containers import CONTAINERS
from scorecut.delivery.deliver import deliver
from scorecut.delivery.lag import lag_of
from scorecut.delivery.settings import DeliverySettings
from scorecut.delivery.streams import plan_streams
from scorecut.delivery.verify import verify
from scorecut.errors import UsageError
from scorecut.media.decode import decode
from scorecut.media.mux import Track
from scorecut.media.probe import open_film
from scorecut.model.clock import Clock
from scorecut.model.film import Film, SoundTrack
from tests import drawn_music, films

LENGTH_S = 2.4
BESIDE = DeliverySettings(original="track")


def accents() -> list:
    return [drawn_music.accent(1, 0.4), drawn_music.accent(2, 1.2, "blown"), drawn_music.accent(3, 1.84)]


def opened(path: Path, workdir: Path) -> tuple[Film, Clock]:
    film = open_film(path)
    with decode(film, workdir=workdir) as frames:
        for _ in frames:
            pass
    return film, frames.clock


def streams(path: Path) -> list[dict]:
    args = ["ffprobe", "-v", "error", "-of", "json", "-show_streams", path]
    return json.loads(subprocess.run(args, capture_output=True, check=True).stdout)["streams"]


def packets(path: Path, stream: str) -> list[str]:
    """Digests of a stream's packets as they lie in the file."""
    args = ["ffmpeg", "-nostdin", "-v", "error", "-i", path, "-map", stream, "-c", "copy", "-f", "framemd5", "-"]
    told = subprocess.run(args, capture_output=True, check=True).stdout.decode()
    return [line.split(",")[5].strip() for line in told.splitlines() if not line.startswith("#")]


@pytest.mark.parametrize(
    ("name", "late_s"),
    [
        ("film.mp4", 0.21),
        pytest.param("film.mov", 0.0, marks=pytest.mark.slow),
        pytest.param("film.mkv", 0.371, marks=pytest.mark.slow),
        pytest.param("film.webm", 0.0, marks=pytest.mark.slow),
    ],
)
def test_the_films_own_track_is_untouched_and_the_hits_are_proven_in_the_one_beside_it(
    tmp_path: Path, name: str, late_s: float
) -> None:
    source = films.draw(tmp_path / name, seconds=LENGTH_S, sound=drawn_music.dialogue(LENGTH_S), late_s=late_s).path
    film, clock = opened(source, tmp_path)
    stems = drawn_music.stems_of(accents(), LENGTH_S)
    mix = drawn_music.mix_of(stems, gain_db=-9)
    made = deliver(mix, film, clock, tmp_path / f"out{source.suffix}", settings=BESIDE, workdir=tmp_path)
    sync = verify(made, stems, mix, clock, settings=BESIDE, workdir=tmp_path)
    assert made.sound_track == 1 and made.warnings == ()
    assert [hit.hit_id for hit in sync.hits] == ["h1", "h2", "h3"] and sync.max_abs_ms < 0.55
    assert packets(made.film, "0:a:0") == packets(source, "0:a:0")
    before, after = films.sound_as_played(source), films.sound_as_played(made.film)
    lag = lag_of(before, after[: len(before)], 4800)
    assert abs(lag.samples) / 48 <= CONTAINERS[source.suffix].tolerance_ms
    own, music = (row for row in streams(made.film) if row["codec_type"] == "audio")
    assert (own["disposition"]["default"], music["disposition"]["default"]) == (1, 0)
    tags = music["tags"]
    assert "Music (scorecut)" in (tags.get("title"), tags.get("handler_name"))
    assert tags.get("language") == (None if source.suffix == ".mov" else "zxx")  # QuickTime has no such code


def film_with(*sound: SoundTrack) -> Film:
    return Film(
        path=Path("film.mkv"), digest="", container="matroska,webm", video_index=0, video_codec="h264", width=2, height=2,
        frame_rate=Fraction(25), duration_s=1.0, sound=sound,
    )  # fmt: skip


def track(index: int, codec: str = "aac", title: str = "") -> SoundTrack:
    return SoundTrack(
        index=index, codec=codec, channels=2, layout="stereo", rate_hz=48_000, start_s=0.0, language="eng", title=title
    )


MUSIC = Track(source=None, kind="a", codec="flac", disposition="default")


def test_beside_several_tracks_the_music_comes_last_and_the_first_is_played() -> None:
    plan = plan_streams(film_with(track(1), track(2, title="Commentary")), CONTAINERS[".mkv"], MUSIC, original="track")
    assert [(row.source, row.codec) for row in plan.tracks] == [(0, "copy"), (1, "copy"), (2, "copy"), (None, "flac")]
    assert [row.disposition for row in plan.tracks[1:]] == ["+default", "", "0"] and plan.sound_track == 2


def test_a_track_that_the_container_cannot_hold_is_named() -> None:
    plan = plan_streams(film_with(track(1, "vorbis")), CONTAINERS[".mp4"], MUSIC, original="track")
    assert [row.codec for row in plan.tracks] == ["copy", "aac", "flac"]
    assert "became aac: mp4 cannot hold vorbis" in plan.warnings[0]


def test_a_silent_film_has_the_music_for_its_only_track_by_default() -> None:
    plan = plan_streams(film_with(), CONTAINERS[".mkv"], MUSIC, original="track")
    assert [row.disposition for row in plan.tracks] == ["", "default"] and plan.sound_track == 0


@pytest.mark.parametrize("suffix", [".wav", ".flac"])
def test_a_sound_file_holds_the_music_from_the_first_frame_to_the_last(tmp_path: Path, suffix: str) -> None:
    source = films.draw(tmp_path / "film.mov", seconds=LENGTH_S, options=["-timecode", "01:00:00:00"]).path
    film, clock = opened(source, tmp_path)
    stems = drawn_music.stems_of(accents(), LENGTH_S)
    mix = drawn_music.mix_of(stems)
    made = deliver(mix, film, clock, tmp_path / f"music{suffix}", settings=BESIDE, workdir=tmp_path)
    sync = verify(made, stems, mix, clock, settings=BESIDE, workdir=tmp_path)
    assert len(sync.hits) == 3 and sync.max_abs_ms < 0.1 and abs(sync.transport_ms) < 0.01
    told = soundfile.info(str(made.film))
    assert (told.samplerate, told.subtype, told.channels, told.frames) == (
        48_000,
        "PCM_24",
        2,
        round(LENGTH_S * 48_000),
    )
    samples, _ = soundfile.read(str(made.film), dtype="float32")
    assert np.abs(samples - mix.programme.samples).max() < 2**-22
    if suffix == ".wav":
        args = ["ffprobe", "-v", "error", "-of", "json", "-show_format", made.film]
        tags = json.loads(subprocess.run(args, capture_output=True, check=True).stdout)["format"]["tags"]
        assert tags["time_reference"] == str(3600 * 48_000)


def test_a_sound_file_never_takes_the_films_place_nor_another_codec(tmp_path: Path) -> None:
    source = films.draw(tmp_path / "film.mov", seconds=0.4).path
    posing = tmp_path / "film.wav"
    source.rename(posing)
    film = open_film(posing)
    mix = drawn_music.mix_of(drawn_music.stems_of([], 0.4))
    clock = Clock(pts=np.array([0, 1]), time_base=film.frame_rate**-1, rate=film.frame_rate, end_s=0.4)
    before = posing.read_bytes()
    with pytest.raises(UsageError, match="film itself"):
        deliver(mix, film, clock, posing, settings=DeliverySettings(force=True), workdir=tmp_path)
    with pytest.raises(UsageError, match="wav cannot hold aac"):
        deliver(mix, film, clock, tmp_path / "a.wav", settings=DeliverySettings(audio_codec="aac"), workdir=tmp_path)
    assert posing.read_bytes() == before and [path.name for path in tmp_path.iterdir()] == ["film.wav"]
