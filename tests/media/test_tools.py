"""ffmpeg on a leash: what it may open, and that it never outlives us."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scorecut.errors import FilmError, MissingError
from scorecut.media import tools
from tests import films

ENDLESS = ["-v", "error", "-nostdin", "-re", "-f", "lavfi", "-i", "testsrc2=s=64x36:r=25", "-f", "rawvideo", "pipe:1"]


def test_a_tool_that_is_not_installed_is_named_with_what_to_install() -> None:
    with pytest.raises(MissingError, match=r"no-such-tool was not found.*install"):
        tools.find("no-such-tool")


def test_a_failing_child_is_reported_with_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(tools.ToolError, match="No such file") as caught:
        tools.ffmpeg([*tools.source(tmp_path / "absent.mp4"), "-f", "null", "-"])
    assert caught.value.code != 0


def test_a_child_is_ended_when_its_block_is_left_by_an_exception() -> None:
    seen = []

    def leave_early() -> None:
        with tools.running("ffmpeg", ENDLESS) as child:
            seen.append(child)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        leave_early()
    assert seen[0].poll() is not None


def test_leaving_a_child_that_has_more_to_say_is_no_failure() -> None:
    with tools.running("ffmpeg", ENDLESS) as child:
        assert child.stdout is not None and len(child.stdout.read(1000)) == 1000
    assert child.poll() is not None


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel's help is Linux's")
def test_a_child_does_not_outlive_a_parent_that_is_killed(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    programme = (
        "import sys\nfrom pathlib import Path\nfrom scorecut.media import tools\n"
        f"with tools.running('ffmpeg', {ENDLESS!r}) as child:\n"
        f"    Path({str(note)!r}).write_text(str(child.pid)); child.stdout.read(100); import time; time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", programme], cwd=Path(__file__).parents[2])
    for _ in range(200):
        if note.exists() and note.read_text():
            break
        time.sleep(0.05)
    pid = int(note.read_text())
    parent.kill()
    parent.wait()
    for _ in range(100):
        if not alive(pid):
            return
        time.sleep(0.05)
    pytest.fail("ffmpeg still runs")


def alive(pid: int) -> bool:
    """True while the process runs (one that has ended and waits to be collected does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_names_that_look_like_options_or_patterns_are_only_names(tmp_path: Path) -> None:
    for name in ("-i.mp4", "shot%03d.mp4", "a:b c'd.mp4"):
        path = tmp_path / name
        films.draw(tmp_path / "plain.mp4", seconds=0.2, layout=None)
        os.replace(tmp_path / "plain.mp4", path)
        tools.ffmpeg([*tools.source(path), "-f", "null", "-"])


def test_only_regular_files_with_content_are_taken(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp4")
    (tmp_path / "empty.mp4").touch()
    for name, why in [("pipe.mp4", "regular"), ("empty.mp4", "0 bytes"), (".", "folder"), ("none.mp4", "No such")]:
        with pytest.raises(FilmError, match=why):
            tools.regular_file(tmp_path / name)
