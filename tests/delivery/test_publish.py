"""Publishing: absent, old or complete, and nothing beside it."""

import os
import stat
from pathlib import Path

import pytest

from scorecut.delivery.publish import discard, draft_folder, nothing_left_behind, publish
from scorecut.errors import OutputError
from scorecut.model.report import Delivery


def drafted(folder: Path, content: bytes = b"new") -> Delivery:
    part = folder / ".out.part-1.mp4"
    part.write_bytes(content)
    part.chmod(0o600)
    return Delivery(film=part, container="mp4", audio_codec="aac", pad_samples=0)


def package_draft(folder: Path) -> Path:
    draft = draft_folder(folder / "film.score")
    (draft / "stems").mkdir()
    (draft / "stems" / "hits.wav").write_bytes(b"hits")
    (draft / "report.json").write_text("{}")
    return draft


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_film_gets_its_name_and_ordinary_rights(tmp_path: Path) -> None:
    done = publish(drafted(tmp_path), tmp_path / "out.mp4", package=None, draft=None)
    assert done.film == tmp_path / "out.mp4" and done.film.read_bytes() == b"new"
    assert names(tmp_path) == ["out.mp4"]
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE(done.film.stat().st_mode) == 0o666 & ~umask


def test_an_old_film_and_an_old_package_are_replaced_as_a_whole(tmp_path: Path) -> None:
    (tmp_path / "out.mp4").write_bytes(b"old")
    (tmp_path / "film.score").mkdir()
    (tmp_path / "film.score" / "stale.txt").write_text("old")
    draft = package_draft(tmp_path)
    done = publish(drafted(tmp_path), tmp_path / "out.mp4", package=tmp_path / "film.score", draft=draft)
    assert names(tmp_path) == ["film.score", "out.mp4"]
    assert names(tmp_path / "film.score") == ["report.json", "stems"]
    assert (tmp_path / "out.mp4").read_bytes() == b"new"
    assert done.package == {
        "report.json": tmp_path / "film.score" / "report.json",
        "stems/hits.wav": tmp_path / "film.score" / "stems" / "hits.wav",
    }


def test_what_cannot_be_put_in_place_is_an_output_error_and_leaves_the_old(tmp_path: Path) -> None:
    (tmp_path / "out.mp4").mkdir()
    (tmp_path / "out.mp4" / "inside").write_text("kept")
    draft = package_draft(tmp_path)
    with pytest.raises(OutputError, match=r"out\.mp4: cannot be put in place"):
        publish(drafted(tmp_path), tmp_path / "out.mp4", package=None, draft=draft)
    assert names(tmp_path) == ["out.mp4"]
    assert (tmp_path / "out.mp4" / "inside").read_text() == "kept"


def test_discarding_removes_drafts_and_never_a_published_film(tmp_path: Path) -> None:
    draft = package_draft(tmp_path)
    discard(drafted(tmp_path), draft)
    assert names(tmp_path) == []
    done = publish(drafted(tmp_path), tmp_path / "out.mp4", package=None, draft=None)
    discard(done)
    discard(None, None)
    assert names(tmp_path) == ["out.mp4"]


def test_a_run_that_ends_badly_leaves_no_part_of_its_own(tmp_path: Path) -> None:
    (tmp_path / ".out.part-other.mp4").write_text("another run's")

    def interrupted() -> None:
        with nothing_left_behind(tmp_path, "out"):
            drafted(tmp_path)
            draft_folder(tmp_path / "out.score")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert names(tmp_path) == [".out.part-other.mp4"]


def test_a_folder_that_is_not_there_is_an_output_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        draft_folder(tmp_path / "none" / "film.score")
