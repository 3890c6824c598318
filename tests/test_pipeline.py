"""The line itself: what happens to a film that was written but must not be delivered."""

from dataclasses import replace
from pathlib import Path

import pytest

from scorecut import pipeline
from scorecut.errors import HitMissedError
from scorecut.model.report import HeardHit, Sync
from scorecut.settings import Settings
from tests import nouns

LATE = Sync(hits=(HeardHit(hit_id="h1", time_s=5.5, heard_s=5.505, error_ms=5.0),), transport_ms=0.0)


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Delivery stands in: a part file beside the output, and hits as ``sync`` says."""
    part = tmp_path / ".film.scored.part-x.mp4"

    def deliver(*_args, **_more):
        part.write_text("film")
        return replace(nouns.delivered().delivery, film=part)

    monkeypatch.setattr("scorecut.delivery.deliver.deliver", deliver)
    monkeypatch.setattr("scorecut.delivery.verify.verify", lambda *args, **more: nouns.sync())
    return tmp_path


def prove(folder: Path, package: Path | None = None):
    record = nouns.delivered()
    record.delivery = record.sync = None
    out = folder / "film.scored.mp4"
    (folder / "work").mkdir()
    pipeline.deliver_and_prove(record, out, package=package, settings=Settings(), workdir=folder / "work")
    (folder / "work").rmdir()
    return record


def test_a_film_whose_hits_hold_gets_its_name_and_its_package(written: Path):
    record = prove(written, written / "film.score")
    assert sorted(path.name for path in written.iterdir()) == ["film.score", "film.scored.mp4"]
    assert record.delivery.film == written / "film.scored.mp4"
    assert record.delivery.package["score.mid"] == written / "film.score" / "score.mid"
    assert {"deliver", "verify", "package"} <= set(record.timings_s)


def test_without_a_package_none_is_written(written: Path):
    record = prove(written)
    assert [path.name for path in written.iterdir()] == ["film.scored.mp4"]
    assert "package" not in record.timings_s


def test_a_hit_that_is_off_leaves_neither_film_nor_part(written: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("scorecut.delivery.verify.verify", lambda *args, **more: LATE)
    with pytest.raises(HitMissedError, match="h1"):
        prove(written, written / "film.score")
    assert [path.name for path in written.iterdir()] == ["work"]


def test_an_interrupt_while_the_package_is_written_leaves_nothing(written: Path, monkeypatch: pytest.MonkeyPatch):
    def interrupted(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr("scorecut.delivery.rights.Rights.write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        prove(written, written / "film.score")
    assert [path.name for path in written.iterdir()] == ["work"]


def test_an_old_film_stays_until_the_new_one_is_proven(written: Path, monkeypatch: pytest.MonkeyPatch):
    (written / "film.scored.mp4").write_text("old")
    monkeypatch.setattr("scorecut.delivery.verify.verify", lambda *args, **more: LATE)
    with pytest.raises(HitMissedError):
        prove(written)
    assert (written / "film.scored.mp4").read_text() == "old"
