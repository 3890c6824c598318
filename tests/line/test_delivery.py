"""From the command's words to the delivered file: loudness, tracks and sound files as another program measures them."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from scorecut.cli.options import settings_from
from scorecut.errors import UsageError
from scorecut.jobs.score import Order, score_film
from scorecut.jobs.verify import verify_film
from scorecut.model.progress import Silent
from tests import drawn_music, films
from tests.films import ebur128
from tests.kept import kept

Scored = tuple[Path, dict]


@pytest.fixture(scope="module")
def score(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Scored]:
    """Score one small film with its own sound as the options ask; return what was delivered and its report."""
    folder = tmp_path_factory.mktemp("film")
    sound = 0.4 * drawn_music.dialogue(4.0)
    film = films.draw(folder / "film.mov", seconds=4.0, cuts=[50], sound=sound, options=["-timecode", "10:00:00:00"])

    def score(name: str, **options: str) -> Scored:
        settings = settings_from({"soundfont": "none", "no_clip": True, **options})
        package = folder / f"{name}.score"
        order = Order(film=film.path, prompt="solo piano", out=folder / name, package=package)
        score_film(order, settings=settings, store=kept(), progress=Silent())
        return folder / name, json.loads((package / "report.json").read_text())

    return score


def test_the_delivered_film_measures_what_the_standard_asks(score: Callable[..., Scored]) -> None:
    out, report = score("ebu.mov", loudness="ebu")
    norm = report["loudness"]["standard"]
    assert (norm["name"], norm["target_lufs"], norm["met"]) == ("ebu", -23.0, True)
    heard = ebur128(out)
    assert heard["I"] == pytest.approx(-23.0, abs=0.5) and heard["Peak"] <= -1.0
    assert norm["reached_lufs"] == pytest.approx(heard["I"], abs=0.15)
    assert norm["reached_dbtp"] == pytest.approx(heard["Peak"], abs=0.3)
    sync = verify_film(out, out.parent / "ebu.mov.score", max_hit_error_ms=1.0, progress=Silent())
    assert len(sync.hits) == len(report["hits"]) >= 1


@pytest.mark.slow
def test_a_track_beside_the_films_own_is_proven_from_its_package(score: Callable[..., Scored]) -> None:
    out, report = score("beside.mov", original="track", duck="off")
    assert report["delivered"]["sound_track"] == 1 and report["sync"]["max_abs_ms"] < 1.0
    sync = verify_film(out, out.parent / "beside.mov.score", max_hit_error_ms=1.0, progress=Silent())
    assert len(sync.hits) == len(report["hits"]) >= 1 and abs(sync.transport_ms) < 0.1


def test_music_alone_is_a_broadcast_wave_and_so_are_the_stems(score: Callable[..., Scored]) -> None:
    out, report = score("music.wav")
    package = out.parent / "music.wav.score"
    assert report["delivered"]["container"] == "wav" and report["sync"]["n"] == len(report["hits"]) >= 1
    assert len(verify_film(out, package, max_hit_error_ms=1.0, progress=Silent()).hits) == report["sync"]["n"]
    for path in (out, package / "music.wav", package / "stems" / "hits.wav"):
        args = ["ffprobe", "-v", "error", "-of", "json", "-show_format", path]
        told = json.loads(subprocess.run(args, capture_output=True, check=True).stdout)["format"]
        assert told["tags"]["time_reference"] == str(36_000 * 48_000)
        assert float(told["duration"]) == pytest.approx(4.0)
    assert "film.mov" in (package / "markers.fcpxml").read_text()


def test_a_sound_file_takes_no_track_beside_it(score: Callable[..., Scored]) -> None:
    with pytest.raises(UsageError, match="holds the music alone"):
        score("other.wav", original="track")
