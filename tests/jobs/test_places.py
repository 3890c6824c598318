"""Folders and files of a run: private ones go, whole ones stay."""

import contextlib
import stat
from pathlib import Path

import pytest

from scorecut.errors import OutputError, UsageError
from scorecut.jobs import folder
from scorecut.jobs.compose import _title
from scorecut.jobs.folder import run_folder
from scorecut.jobs.spot import default_sheet
from scorecut.jobs.whole import check_new, write_whole


@pytest.mark.parametrize("failure", [None, ValueError, KeyboardInterrupt, SystemExit])
def test_the_private_folder_is_gone_however_the_run_ends(failure: type[BaseException] | None):
    with contextlib.suppress(ValueError, KeyboardInterrupt, SystemExit), run_folder(1.0) as place:
        (place / "deep").mkdir()
        (place / "deep" / "sound.f32").write_bytes(b"x")
        if failure:
            raise failure
    assert place.is_absolute() and not place.exists()


def test_a_long_film_works_beside_its_output_where_the_temporary_folder_is_small(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from collections import namedtuple

    usage = namedtuple("usage", "free")
    monkeypatch.setattr(folder.shutil, "disk_usage", lambda place: usage(1e12 if place == tmp_path else 1e6))
    with run_folder(7200.0, tmp_path) as place:
        assert place.parent == tmp_path
        assert place.name.startswith(".scorecut-")
    assert list(tmp_path.iterdir()) == []


def test_a_text_is_written_whole_with_the_rights_of_a_new_file(tmp_path: Path):
    sheet, plain = tmp_path / "film.cues.toml", tmp_path / "plain"
    write_whole(sheet, "a = 1\n")
    plain.write_text("x")
    assert sheet.read_bytes() == b"a = 1\n"
    assert stat.S_IMODE(sheet.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)
    write_whole(sheet, "a = 2\n")
    assert sheet.read_text() == "a = 2\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["film.cues.toml", "plain"]


def test_a_text_that_cannot_be_written_leaves_nothing(tmp_path: Path):
    (tmp_path / "film.cues.toml").mkdir()
    with pytest.raises(OutputError):
        write_whole(tmp_path / "film.cues.toml", "a = 1\n")
    assert [path.name for path in tmp_path.iterdir()] == ["film.cues.toml"]


def test_what_is_there_is_replaced_only_with_force(tmp_path: Path):
    place = tmp_path / "a.toml"
    check_new(place, force=False)
    place.write_text("mine")
    with pytest.raises(UsageError, match="--force"):
        check_new(place, force=False)
    check_new(place, force=True)
    with pytest.raises(UsageError, match="folder"):
        check_new(tmp_path, force=True)
    with pytest.raises(OutputError, match="no folder"):
        check_new(tmp_path / "absent" / "a.toml", force=True)


def test_names_beside_the_film():
    assert default_sheet(Path("a/film.mp4")) == Path("a/film.cues.toml")
    assert _title(Path("film.cues.toml")) == "film.mid"
