"""``scorecut spot --plot`` as a user runs it: on a sample film, on odd ones, and where it must refuse."""

import json
from pathlib import Path

import cv2
import pytest

from tests import films
from tests.cli.command import listing, scorecut
from tests.line.scored import SAMPLES


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small film, spotted once with a picture."""
    desk = tmp_path_factory.mktemp("desk")
    films.draw(desk / "film.mp4", seconds=3, size=(96, 54), cuts=[40])
    done = scorecut("spot", "film.mp4", "--plot", "curve.png", cwd=desk)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[:2] == ["film.cues.toml", "curve.png"]
    return desk


def test_a_sample_film_has_a_sheet_a_picture_and_all_fields_in_json(tmp_path: Path):
    film = SAMPLES / "dawn.mp4"
    args = ("spot", film, "-o", "a.toml", "--plot", "a.png", "--json")
    done = scorecut(*args, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["outputs"] == {"cues.toml": "a.toml", "plot": "a.png"}
    assert {"energy.motion", "energy.pace"} <= set(told["curve"]["parts"])
    assert len(told["curve"]["confidence"]) == len(told["curve"]["times_s"])
    assert {"kind", "time_s", "frame", "strength", "label"} == set(told["events"][0])
    image = cv2.imread(str(tmp_path / "a.png"))
    assert image.shape[1] == 1600 and 800 < image.shape[0] < 1200
    strip = image[70:140, 130:1390]
    assert strip.std() > 30, "no film in the film strip"
    assert listing(tmp_path) == ["a.png", "a.toml"]
    again = scorecut("spot", film, "-o", "b.toml", "--plot", "b.png", "-q", cwd=tmp_path)
    assert again.returncode == 0
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_what_is_there_is_replaced_only_by_force(desk: Path):
    before = (desk / "curve.png").read_bytes()
    done = scorecut("spot", "film.mp4", "-o", "new.toml", "--plot", "curve.png", cwd=desk)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == (
        "scorecut: curve.png: is there already; add --force to replace it, or name another with --plot"
    )
    assert not (desk / "new.toml").exists() and (desk / "curve.png").read_bytes() == before
    forced = scorecut("spot", "film.mp4", "--plot", "curve.png", "--force", cwd=desk)
    assert forced.returncode == 0 and (desk / "curve.png").read_bytes() == before


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--plot", "curve.jpg"], 2, "--plot draws .png, .svg, .pdf"),
        (["--plot", "nowhere/curve.png"], 6, "there is no folder"),
        (["--plot", "same.svg", "-o", "same.svg"], 2, "is the cue sheet too"),
        (["--plot", "film.mp4", "--force"], 2, "is the film itself"),
        (["-o", "film.mp4", "--force"], 2, "is the film itself"),
    ],
)
def test_it_refuses_in_one_line_before_any_work(desk: Path, options: list[str], code: int, words: str):
    before, film = listing(desk), (desk / "film.mp4").read_bytes()
    done = scorecut("spot", "film.mp4", "-o", "other.toml", *options, cwd=desk)
    assert done.returncode == code
    assert words in done.stderr and len(done.stderr.splitlines()) == 1
    assert listing(desk) == before and (desk / "film.mp4").read_bytes() == film


@pytest.mark.parametrize(
    ("name", "drawing"),
    [
        ("short.mp4", {"seconds": 0.2}),
        ("one.mkv", {"seconds": 0.04, "layout": None}),
        ("mute.mov", {"seconds": 2, "layout": None, "cuts": [25]}),
        ("tall.mp4", {"seconds": 1, "size": (32, 180)}),
    ],
)
def test_odd_films_have_a_picture_too(name: str, drawing: dict, tmp_path: Path):
    films.draw(tmp_path / name, **{"size": (96, 54), **drawing})
    done = scorecut("spot", name, "--plot", "a.png", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr and "arning" not in done.stderr
    assert cv2.imread(str(tmp_path / "a.png")).shape[1] == 1600
