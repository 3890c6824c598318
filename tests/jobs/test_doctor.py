"""The doctor: states what is there, survives what is not."""

import pytest

from scorecut.cli.options import settings_from
from scorecut.jobs import doctor
from scorecut.settings import Settings
from scorecut.store import Store


@pytest.fixture(autouse=True)
def light(monkeypatch: pytest.MonkeyPatch):
    """Importing torch and open_clip takes seconds and is tested where they are used."""
    monkeypatch.setattr(doctor, "_torch", lambda: doctor.Check(name="torch", state="ok", found="2"))
    monkeypatch.setattr(doctor, "_open_clip", lambda: doctor.Check(name="open_clip", state="ok", found="2"))


def states(settings: Settings | None = None) -> dict[str, doctor.Check]:
    return {check.name: check for check in doctor.examine(settings or Settings(), Store(None))}


def test_it_looks_at_everything_and_ffmpeg_is_found():
    found = states()
    assert list(found) == [
        *("Python", "ffmpeg", "ffprobe", "libfluidsynth", "sound font", "torch", "open_clip", "CLIP weights"),
        *("speech model", "cache", "temporary folder"),
    ]
    assert found["ffmpeg"].state == found["ffprobe"].state == "ok"
    assert found["cache"].found == "not used (--no-cache)"


def test_a_sound_font_that_was_asked_for_and_is_not_there_is_missing(tmp_path):
    found = states(settings_from({"soundfont": str(tmp_path / "absent.sf2")}))
    assert found["sound font"].state == "missing"


def test_weights_are_absent_without_harm_unless_required(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("scorecut.picture.models.cached_weights", lambda model, tag: None)
    assert states()["CLIP weights"].state == "absent"
    assert "models fetch" in states()["CLIP weights"].hint
    assert states(settings_from({"require_clip": True}))["CLIP weights"].state == "missing"


def test_an_old_ffmpeg_is_missing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(
        "scorecut.media.tools.run", lambda name, args: f"{name} version 4.4.2-0ubuntu0 Copyright".encode()
    )
    assert states()["ffmpeg"].state == "missing"
    monkeypatch.setattr("scorecut.media.tools.run", lambda name, args: f"{name} version n7.1 Copyright".encode())
    assert states()["ffmpeg"].state == "ok"


def test_a_check_that_breaks_is_a_line_of_the_table(monkeypatch: pytest.MonkeyPatch):
    def broken() -> doctor.Check:
        raise ImportError("operator torchvision::nms does not exist")

    monkeypatch.setattr(doctor, "_torch", broken)
    check = states()["torch"]
    assert check.state == "missing" and "nms" in check.found
