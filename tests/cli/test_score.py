"""The command from end to end on a small drawn film, played by the synthesiser."""

import hashlib
import json
import tomllib
from pathlib import Path

import pytest

from tests.cli.command import listing, scorecut
from tests.films import draw

pytestmark = pytest.mark.xdist_group("scored film")

FAST = ("--no-clip", "--soundfont", "none")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film of nine seconds with two cuts, scored once with its package."""
    folder = tmp_path_factory.mktemp("films")
    draw(folder / "film.mp4", seconds=9, size=(128, 72), cuts=[75, 150], flashes=[190])
    done = scorecut("film.mp4", "-p", "solo piano, crunchwave", "--package", "--json", *FAST, cwd=folder)
    assert done.returncode == 0, done.stderr
    (folder / "told.json").write_text(done.stdout)
    return folder


def told(folder: Path) -> dict:
    return json.loads((folder / "told.json").read_text())


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file but the report, whose timings and paths differ."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "report.json"]
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_film_and_its_package_lie_beside_it_and_nothing_else(folder: Path):
    top = {name.split("/")[0] for name in listing(folder)}
    assert top == {"film.mp4", "film.scored.mp4", "film.score", "told.json"}


def test_json_is_all_that_stdout_holds_and_agrees_with_the_package(folder: Path):
    printed, written = told(folder), json.loads((folder / "film.score" / "report.json").read_text())
    assert printed["sync"] == written["sync"] and printed["sync"]["max_abs_ms"] <= 1.0
    assert printed["hits"] == written["hits"] and len(printed["hits"]) == printed["sync"]["n"]
    assert all((folder / path).exists() for path in printed["outputs"].values())
    assert any("crunchwave" in text for text in printed["brief"]["not_understood"])


def test_verify_measures_the_same_hits_again(folder: Path):
    done = scorecut("verify", "film.scored.mp4", "--package", "film.score", "--json", cwd=folder)
    assert done.returncode == 0, done.stderr
    again = json.loads(done.stdout)
    first = {hit["id"]: hit["error_ms"] for hit in told(folder)["hits"]}
    assert {hit["id"] for hit in again["hits"]} == set(first)
    for hit in again["hits"]:
        assert hit["error_ms"] == pytest.approx(first[hit["id"]], abs=0.1)


def test_the_same_command_gives_the_same_bytes(folder: Path, tmp_path: Path):
    (tmp_path / "film.mp4").write_bytes((folder / "film.mp4").read_bytes())
    done = scorecut("film.mp4", "-p", "solo piano, crunchwave", "--package", "-q", *FAST, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "film.scored.mp4\n"
    assert digests(tmp_path / "film.score") == digests(folder / "film.score")
    assert (tmp_path / "film.scored.mp4").read_bytes() == (folder / "film.scored.mp4").read_bytes()


def test_another_seed_gives_another_score(folder: Path, tmp_path: Path):
    done = scorecut("compose", "film.mp4", "-o", tmp_path / "score", "--seed", 2, "--no-clip", "-q", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "score" / "score.mid").read_bytes() != (folder / "film.score" / "score.mid").read_bytes()


def test_a_run_may_start_from_the_edited_sheet(folder: Path, tmp_path: Path):
    sheet = tmp_path / "edited.toml"
    text = (folder / "film.score" / "cues.toml").read_text()
    sheet.write_text(text.replace("[[cues]]", '# calmer\n[[cues]]\nmode = "dorian"', 1))
    out = tmp_path / "film.scored.mkv"
    done = scorecut(
        "film.mp4", "--cues", sheet, "-o", out, "--package", tmp_path / "score", "--json", *FAST, cwd=folder
    )
    assert done.returncode == 0, done.stderr
    printed = json.loads(done.stdout)
    assert {cue["mode"] for cue in printed["cues"]} == {"dorian"}
    assert printed["prompt"] == "solo piano, crunchwave"
    assert "# calmer" in (tmp_path / "score" / "cues.toml").read_text()
    assert printed["sync"]["max_abs_ms"] <= 1.0


def test_spot_writes_a_sheet_that_compose_turns_into_midi_without_the_film(folder: Path, tmp_path: Path):
    sheet = tmp_path / "film.cues.toml"
    done = scorecut("spot", "film.mp4", "-o", sheet, "--no-clip", "--json", cwd=folder)
    assert done.returncode == 0, done.stderr
    spotted = json.loads(done.stdout)
    assert "sync" not in spotted and spotted["cues"]
    assert tomllib.loads(sheet.read_text())["schema"] == "scorecut/cue-sheet/1"
    done = scorecut("compose", sheet, "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    composed = json.loads(done.stdout)
    assert [cue["start_s"] for cue in composed["cues"]] == [cue["start_s"] for cue in spotted["cues"]]
    assert (tmp_path / "film.score" / "score.mid").is_file()
    assert not (tmp_path / "film.score" / "music.wav").exists()


def test_an_output_that_is_there_is_not_touched(folder: Path):
    before = digests(folder)
    done = scorecut("film.mp4", *FAST, cwd=folder)
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert digests(folder) == before


@pytest.mark.slow
def test_the_gate_fails_with_4_and_delivers_nothing(folder: Path, tmp_path: Path):
    done = scorecut(
        "film.mp4", "-o", tmp_path / "a.mp4", "--package", tmp_path / "a", "--max-hit-error", "0.0000001", *FAST,
        cwd=folder,
    )  # fmt: skip
    assert done.returncode == 4, done.stderr
    assert "miss their frame" in done.stderr.splitlines()[-1]
    assert listing(tmp_path) == []
