"""Odd films give a sensible sheet or one clear line, and nothing is left behind."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from scorecut import pipeline
from scorecut.model.progress import Silent
from scorecut.model.record import Record
from scorecut.settings import Settings
from scorecut.sheetfile.write import write_sheet
from scorecut.store import Store
from tests import films
from tests.cli.command import listing, scorecut
from tests.picture import odd_films as odd

SETTINGS = replace(Settings(), picture=replace(Settings().picture, clip=False))


def spotted(draw: Callable[[Path], Path], folder: Path) -> Record:
    """The film watched, felt and spotted; what holds for every film is asserted here."""
    record = pipeline.begin(draw(folder), "", settings=SETTINGS, seed=1, progress=Silent())
    (folder / "work").mkdir()
    sheet = pipeline.watch_and_spot(record, settings=SETTINGS, workdir=folder / "work", store=Store(None))
    picture, emotion = record.picture, record.emotion
    assert picture is not None and emotion is not None
    for values in (emotion.valence, emotion.energy, emotion.tension):
        assert np.isfinite(values).all() and np.abs(values).max() <= 1
    assert all(np.isfinite(curve.values).all() for curve in picture.features.values())
    [cue] = sheet.cues
    assert (cue.start_s, cue.end_s) == (0.0, pytest.approx(picture.duration_s))
    for hit in sheet.hits:
        assert hit.time_s == picture.clock.time_of(hit.frame) <= picture.duration_s
    assert "nan" not in write_sheet(sheet).lower()
    return record


@pytest.mark.parametrize(("draw", "n_frames"), [(odd.black, 200), (odd.white, 200), (odd.still, 200), (odd.noise, 150)])
def test_where_nothing_happens_nothing_is_hit(tmp_path: Path, draw: Callable[[Path], Path], n_frames: int) -> None:
    record = spotted(draw, tmp_path)
    assert record.picture.clock.n_frames == n_frames
    assert record.picture.transitions == () and len(record.picture.shots) == 1
    assert record.sheet.hits == ()


@pytest.mark.parametrize("draw", [odd.black, odd.white, odd.still])
def test_what_stands_still_has_little_energy(tmp_path: Path, draw: Callable[[Path], Path]) -> None:
    assert spotted(draw, tmp_path).emotion.energy.max() < -0.4


@pytest.mark.parametrize(("draw", "n_frames"), [(odd.one_frame, 1), (odd.two_frames, 2), (odd.a_fifth_of_a_second, 5)])
def test_the_shortest_films_have_one_cue_and_hardly_a_hit(
    tmp_path: Path, draw: Callable[[Path], Path], n_frames: int
) -> None:
    record = spotted(draw, tmp_path)
    assert record.picture.clock.n_frames == n_frames
    assert record.picture.duration_s == pytest.approx(n_frames / 25)
    assert len(record.sheet.hits) <= 1


def test_a_thousand_frames_a_second_are_watched_like_twenty_five(tmp_path: Path) -> None:
    record = spotted(odd.a_thousand_frames_a_second, tmp_path)
    assert record.picture.clock.n_frames == 2000
    assert [(t.kind, t.frame, t.time_s) for t in record.picture.transitions] == [("cut", 900, 0.9)]
    assert len(record.sheet.hits) <= 2


def test_a_strobe_is_neither_cuts_nor_the_end_of_the_scale(tmp_path: Path) -> None:
    record = spotted(odd.strobe, tmp_path)
    assert [t for t in record.picture.transitions if t.kind == "cut"] == []
    assert len(record.sheet.hits) <= 2
    assert record.emotion.energy.max() < 0.9


def test_rolling_credits_are_one_quiet_shot(tmp_path: Path) -> None:
    record = spotted(odd.credits_only, tmp_path)
    assert record.picture.transitions == () and len(record.sheet.hits) <= 1
    assert record.emotion.energy.max() < 0.3


def test_a_picture_that_starts_after_its_sound_counts_from_its_own_first_frame(tmp_path: Path) -> None:
    record = spotted(odd.picture_three_seconds_late, tmp_path)
    assert record.picture.duration_s == pytest.approx(4.0, abs=0.002)
    assert [(t.kind, t.frame) for t in record.picture.transitions] == [("cut", 50)]
    assert record.picture.transitions[0].time_s == pytest.approx(2.0, abs=0.0011)
    assert [e.frame for e in record.picture.events if e.kind == "sound"] == [75]


def test_the_command_spots_an_odd_film_and_leaves_only_the_sheet(tmp_path: Path) -> None:
    odd.one_frame(tmp_path)
    (tmp_path / "tmp").mkdir()
    done = scorecut("spot", "odd.mp4", "--no-clip", "--no-cache", cwd=tmp_path, TMPDIR=str(tmp_path / "tmp"))
    assert done.returncode == 0, done.stderr
    assert listing(tmp_path) == ["odd.cues.toml", "odd.mp4", "tmp"]


def test_a_film_that_breaks_off_is_spotted_as_far_as_it_goes_and_says_so(tmp_path: Path) -> None:
    film = films.draw(tmp_path / "film.mp4", seconds=4, cuts=(30,), layout=None, options=["-movflags", "+faststart"])
    data = film.path.read_bytes()
    film.path.write_bytes(data[: len(data) * 7 // 10])
    done = scorecut("spot", "film.mp4", "--no-clip", "--no-cache", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "cut short" in done.stderr + done.stdout
    assert listing(tmp_path) == ["film.cues.toml", "film.mp4"]


def sound_with_a_cover(folder: Path) -> None:
    films.ffmpeg("-f", "lavfi", "-i", "color=red:s=64x64", "-frames:v", "1", folder / "cover.png")
    audio = ["-f", "lavfi", "-i", "sine=d=1", "-i", folder / "cover.png", "-map", "0", "-map", "1"]
    films.ffmpeg(*audio, "-c:v", "copy", "-disposition:v", "attached_pic", folder / "film.mp3")


def nothing(folder: Path) -> None:
    (folder / "film.mp4").touch()


def only_its_beginning(folder: Path) -> None:
    data = films.draw(folder / "film.mp4", seconds=1).path.read_bytes()
    (folder / "film.mp4").write_bytes(data[: len(data) // 2])


def playlist(folder: Path) -> None:
    films.draw(folder / "secret.ts", seconds=0.5)
    text = f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{folder}/secret.ts\n#EXT-X-ENDLIST\n"
    (folder / "film.mp4").write_text(text)


def one_picture(name: str) -> Callable[[Path], None]:
    def draw(folder: Path) -> None:
        kind = Path(name).suffix
        films.ffmpeg("-f", "lavfi", "-i", "testsrc2=s=64x64", "-frames:v", "1", folder / f"film{kind}")

    return draw


def photo_named_film(folder: Path) -> None:
    one_picture("film.jpg")(folder)
    (folder / "film.jpg").rename(folder / "film.mp4")


def noise_named_film(folder: Path) -> None:
    (folder / "film.mkv").write_bytes(np.random.default_rng(3).integers(0, 256, 20_000, np.uint8).tobytes())


@pytest.mark.parametrize(
    ("make", "name", "words"),
    [
        (sound_with_a_cover, "film.mp3", "no picture"),
        (nothing, "film.mp4", "0 bytes"),
        (only_its_beginning, "film.mp4", "complete"),
        (playlist, "film.mp4", "playlist"),
        (one_picture("film.png"), "film.png", "still picture"),
        (one_picture("film.jpg"), "film.jpg", "still picture"),
        (one_picture("film.bmp"), "film.bmp", "still picture"),
        (photo_named_film, "film.mp4", "still picture"),
        (noise_named_film, "film.mkv", "a film"),
    ],
)
def test_what_is_no_film_is_refused_in_one_line(
    tmp_path: Path, make: Callable[[Path], None], name: str, words: str
) -> None:
    make(tmp_path)
    before = listing(tmp_path)
    done = scorecut("spot", name, "--no-clip", "--no-cache", cwd=tmp_path, TMPDIR=str(tmp_path), COLUMNS="200")
    assert done.returncode == 3, done.stderr
    [line] = done.stderr.splitlines()
    assert line.startswith(f"scorecut: {name}: ") and words in line
    assert done.stdout == "" and listing(tmp_path) == before
