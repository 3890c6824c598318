"""The package: which files, what is in them, and that they are the same each time."""

import csv
import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from scorecut.delivery.export import exporters
from scorecut.delivery.package import check_package, default_package, files_of, write_package
from scorecut.delivery.performing_rights import cue_sheet
from scorecut.delivery.rights import rights
from scorecut.delivery.settings import DeliverySettings
from scorecut.errors import OutputError, UsageError
from tests import nouns

STEMS = [f"stems/{name}.wav" for name in ("melody", "harmony", "bass", "rhythm", "texture", "hits")]
FILES = {
    *("cues.toml", "score.mid", "performance.mid", "music.wav", *STEMS, "proof.wav", "report.json", "report.html"),
    *("score.musicxml", "rights.json"),
    *("cue-sheet.csv", "markers.csv", "markers.edl", "markers.otio", "markers.fcpxml"),
}


def write(workdir: Path) -> Path:
    (workdir / "out").mkdir(parents=True)
    out, package = workdir / "out" / "film.scored.mp4", workdir / "out" / "film.score"
    return write_package(nouns.delivered(), settings=DeliverySettings(), workdir=workdir, out=out, package=package)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("work"))


def test_every_file_is_there(package: Path):
    assert set(files_of(package)) >= FILES


def test_the_report_names_every_file_where_it_will_lie(package: Path):
    outputs = json.loads((package / "report.json").read_text())["outputs"]
    assert outputs["film"] == str(package.parent / "film.scored.mp4")
    assert outputs["score.mid"] == str(package.parent / "film.score" / "score.mid")
    assert set(outputs) - {"film"} == FILES


def test_stems_are_48_khz_24_bit_film_long_and_sum_to_the_music(package: Path):
    total, music = 0.0, soundfile.read(package / "music.wav")[0]
    for name in STEMS:
        info = soundfile.info(package / name)
        assert (info.samplerate, info.subtype, info.frames) == (48_000, "PCM_24", round(nouns.LENGTH_S * 48_000))
        total = total + soundfile.read(package / name)[0]
    assert 20 * np.log10(np.abs(total - music).max() + 1e-12) < -90


def test_the_same_run_gives_the_same_bytes(package: Path, tmp_path: Path):
    again = write(tmp_path / "again")
    for name in set(files_of(package)) - {"report.json"}:
        digests = {hashlib.sha256((folder / name).read_bytes()).hexdigest() for folder in (package, again)}
        assert len(digests) == 1, name


def test_decisions_are_comments_of_the_sheet_and_no_wishes(package: Path):
    import tomllib

    text = (package / "cues.toml").read_text()
    assert "key D minor" in text and "place downbeat" in text and "dropped 0.25 s after" in text
    assert "key" not in tomllib.loads(text)["cues"][0]


def test_an_edited_sheet_keeps_its_editors_comments(tmp_path: Path):
    from scorecut.sheetfile.write import write_sheet

    record = nouns.composed()
    record.sheet_text = write_sheet(record.sheet).replace(
        "[[cues]]", "# the producer wants this one short\n[[cues]]", 1
    )
    folder = write_package(record, settings=DeliverySettings(), workdir=tmp_path)
    text = (folder / "cues.toml").read_text()
    assert "# the producer wants this one short" in text
    assert "key D minor" in text


def test_rights_tell_seed_sounds_and_models_and_claim_no_composer(package: Path):
    told = json.loads((package / "rights.json").read_text())
    assert told["schema"] == "scorecut/rights/1"
    assert told["music"]["seed"] == 1 and told["music"]["composer"] == ""
    assert told["sounds"] == [{"name": "MuseScore_General.sf3", "licence": "MIT", "parts": "melody: cello"}]
    assert [row["name"] for row in told["models"]] == ["silero-vad"]


def test_a_clip_model_is_named_with_its_licence():
    from dataclasses import replace

    record = nouns.delivered()
    record.emotion = replace(record.emotion, source="clip ViT-B-32-256/datacomp_s34b_b86k")
    assert rights(record)["models"][0]["name"] == "CLIP ViT-B-32-256/datacomp_s34b_b86k"
    assert rights(record)["models"][0]["licence"].startswith("MIT")


def test_the_performing_rights_sheet_has_a_row_for_each_cue_and_leaves_people_open():
    rows = list(csv.reader(cue_sheet(nouns.delivered()).splitlines()))
    head = next(i for i, row in enumerate(rows) if row[:1] == ["sequence"])
    cues = [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]
    assert [(cue["sequence"], cue["duration"], cue["time in"]) for cue in cues] == [
        *(("1", "00:09", "00:00:01:12"), ("2", "00:10", "00:00:14:00"))
    ]
    assert {cue["composer"] for cue in cues} == {""}
    assert "seed 1" in cues[0]["comment"]
    assert ["total music length", "00:19"] in rows


def test_a_run_without_sound_leaves_the_sound_files_out(tmp_path: Path):
    folder = write_package(nouns.composed(), settings=DeliverySettings(), workdir=tmp_path)
    assert "music.wav" not in files_of(folder)
    assert "score.mid" in files_of(folder)
    assert json.loads((folder / "report.json").read_text())["outputs"]["score.mid"] == "score.mid"


def test_a_draft_that_cannot_be_written_is_an_output_error(tmp_path: Path):
    (tmp_path / "package").write_text("in the way")
    with pytest.raises(OutputError, match="package cannot be written"):
        write_package(nouns.composed(), settings=DeliverySettings(), workdir=tmp_path)


def test_a_failure_half_way_leaves_no_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("scorecut.delivery.rights.Rights.write", full)
    with pytest.raises(OutputError, match="No space left"):
        write_package(nouns.composed(), settings=DeliverySettings(), workdir=tmp_path, package=tmp_path / "film.score")
    assert list(tmp_path.iterdir()) == []


def test_a_stem_that_finds_no_room_names_the_package_and_leaves_no_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def full(path: Path, samples: np.ndarray, **_more: int) -> None:
        raise OutputError(f"{path}: cannot be written (System error)")

    monkeypatch.setattr("scorecut.media.sound_file.write_wav", full)
    with pytest.raises(OutputError, match=r"film\.score: the package cannot be written") as told:
        write_package(nouns.delivered(), settings=DeliverySettings(), workdir=tmp_path, package=tmp_path / "film.score")
    assert ".part-" not in str(told.value) and not list(tmp_path.iterdir())


def test_a_package_is_replaced_only_with_force_and_only_if_it_is_one(tmp_path: Path):
    package = tmp_path / "film.score"
    check_package(package, force=False)
    package.mkdir()
    check_package(package, force=False)
    (package / "holiday.jpg").write_text("dear")
    with pytest.raises(UsageError, match="folder of other things"):
        check_package(package, force=True)
    (package / "report.json").write_text("{}")
    with pytest.raises(UsageError, match="add --force"):
        check_package(package, force=False)
    check_package(package, force=True)
    with pytest.raises(OutputError, match="no folder"):
        check_package(tmp_path / "absent" / "film.score", force=True)


def test_what_a_user_put_into_a_package_is_taken_along_when_it_is_replaced(tmp_path: Path):
    package = tmp_path / "film.score"
    (package / "stems").mkdir(parents=True)
    (package / "my notes.txt").write_text("louder")
    (package / "stems" / "hits.wav").write_text("old")
    folder = write_package(nouns.composed(), settings=DeliverySettings(), workdir=tmp_path, package=package)
    assert (folder / "my notes.txt").read_text() == "louder"
    assert not (folder / "stems").exists()


def test_exporters_have_names_of_their_own():
    names = [exporter.identity for exporter in exporters()]
    assert len(set(names)) == len(names)


def test_a_package_without_a_name_lies_beside_the_film():
    assert default_package(Path("a/film.scored.mp4")) == Path("a/film.score")
