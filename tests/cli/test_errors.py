"""What goes wrong is one line with the right exit code, and nothing is left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scorecut import __main__ as main
from scorecut.errors import FilmError
from tests.cli.command import listing, scorecut
from tests.films import draw


def text_as_film(folder: Path) -> list[object]:
    (folder / "film.mp4").write_text("this is no film, whatever its name says\n" * 40)
    return ["film.mp4"]


def empty(folder: Path) -> list[object]:
    (folder / "film.mp4").touch()
    return ["film.mp4"]


def directory(folder: Path) -> list[object]:
    (folder / "film.mp4").mkdir()
    return ["film.mp4"]


def out_exists(folder: Path) -> list[object]:
    draw(folder / "film.mp4", seconds=0.4)
    (folder / "film.scored.mp4").write_text("mine")
    return ["film.mp4"]


def out_is_the_film(folder: Path) -> list[object]:
    draw(folder / "film.mp4", seconds=0.4)
    return ["film.mp4", "-o", "film.mp4", "--force"]


def package_is_something_else(folder: Path) -> list[object]:
    draw(folder / "film.mp4", seconds=0.4)
    (folder / "photos").mkdir()
    (folder / "photos" / "a.jpg").write_text("dear")
    return ["film.mp4", "--package", "photos", "--force"]


def no_folder(folder: Path) -> list[object]:
    draw(folder / "film.mp4", seconds=0.4)
    return ["film.mp4", "-o", "absent/film.mp4"]


def sheet_of_another_film(folder: Path) -> list[object]:
    draw(folder / "film.mp4", seconds=0.4)
    (folder / "a.toml").write_text(
        'schema = "scorecut/cue-sheet/1"\n[film]\nname = "b.mp4"\ndigest = "00"\nframe_rate = "25"\nduration_s = 0.4\n'
    )
    return ["film.mp4", "--cues", "a.toml"]


def no_picture(folder: Path) -> list[object]:
    command = ["ffmpeg", "-v", "error", "-nostdin", "-f", "lavfi", "-i", "sine=d=0.3", str(folder / "film.mp4")]
    subprocess.run(command, check=True)
    return ["film.mp4"]


def codec_that_is_none(folder: Path) -> list[object]:
    draw(folder / "film.mp4", seconds=0.4)
    return ["film.mp4", "--audio-codec", "tape"]


def codec_that_does_not_fit(folder: Path) -> list[object]:
    draw(folder / "film.mov", seconds=0.4)
    return ["film.mov", "--audio-codec", "flac"]


def font_that_is_absent(folder: Path) -> list[object]:
    draw(folder / "film.mp4", seconds=0.4)
    return ["film.mp4", "--soundfont", "absent.sf2"]


def font_that_is_none(folder: Path) -> list[object]:
    draw(folder / "film.mp4", seconds=0.4)
    return ["film.mp4", "--soundfont", "film.mp4"]


def dash(folder: Path) -> list[object]:
    (folder / "-film.mp4").touch()
    return ["-film.mp4"]


def name_that_is_no_text(folder: Path) -> list[object]:
    name = b"b\xffd.mp4".decode("utf-8", "surrogateescape")
    draw(folder / "film.mp4", seconds=0.4)
    (folder / "film.mp4").rename(folder / name)
    return [name]


@pytest.mark.parametrize(
    ("made", "code", "words"),
    [
        (lambda folder: ["film.mp4"], 3, "film.mp4"),
        (text_as_film, 3, "cannot be read as a film"),
        (empty, 3, "0 bytes"),
        (directory, 3, "folder"),
        (no_picture, 3, "no picture"),
        (out_exists, 2, "--force"),
        (out_is_the_film, 2, "never changed"),
        (package_is_something_else, 2, "folder of other things"),
        (name_that_is_no_text, 2, "no UTF-8 text"),
        (no_folder, 6, "no folder"),
        (sheet_of_another_film, 2, "belongs to"),
        (lambda folder: ["film.mp4", "--tempo", "3"], 2, "--tempo"),
        (lambda folder: ["film.mp4", "--tempo", "nan"], 2, "--tempo"),
        (lambda folder: ["film.mp4", "--hits", "many"], 2, "--hits"),
        (lambda folder: ["film.mp4", "--louder"], 2, "--louder"),
        (lambda folder: ["film.mp4", "--cues", "absent.toml"], 2, "absent.toml"),
        (lambda folder: ["-p", "sad"], 2, "FILM"),
        (lambda folder: ["my", "film.mp4"], 2, "no command and no film 'my'"),
        (lambda folder: ["my.film", "reel", "two.mp4"], 2, "needs quotes"),
        (lambda folder: ["scores", "film.mp4"], 2, "commands are score"),
        (dash, 2, "./-name"),
        (codec_that_is_none, 2, "no sound codec"),
        (codec_that_does_not_fit, 2, "mov cannot hold flac"),
        (lambda folder: ["film.mp4", "--loudness", "ebbu"], 2, "did you mean 'ebu'"),
        (lambda folder: ["batch", ".", "--duck", "-3"], 2, "--duck -3"),
        (font_that_is_absent, 5, "absent.sf2"),
        (font_that_is_none, 5, "no SoundFont"),
        (lambda folder: ["batch", "."], 2, "no film"),
        (lambda folder: ["verify", "film.mp4", "--package", "absent"], 2, "absent"),
        (lambda folder: ["words", "colours"], 2, "colours"),
        (lambda folder: ["models", "fetch", "--offline"], 2, "--offline"),
    ],
)
def test_one_line_the_right_code_and_nothing_left(tmp_path: Path, made, code: int, words: str):
    args = made(tmp_path)
    before = listing(tmp_path)
    temporary = tmp_path / "tmp"
    done = scorecut(*args, cwd=tmp_path, TMPDIR=str(temporary.parent), COLUMNS="200")
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    [line] = [line for line in done.stderr.splitlines() if line.startswith("scorecut: ")]
    assert done.stderr.splitlines()[-1] == line
    assert len(done.stderr.splitlines()) == 1
    assert words in line
    assert listing(tmp_path) == before


def test_a_fault_of_ours_is_one_line_too(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    def broken(*_args, **_kwargs):
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("scorecut.cli.app.app", broken)
    assert main.run(["film.mp4"]) == 70
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and "SCORECUT_DEBUG=1" in told


def test_debug_shows_the_traceback(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    def broken(*_args, **_kwargs):
        raise FilmError("film.mp4: is broken; mend it")

    monkeypatch.setattr("scorecut.cli.app.app", broken)
    monkeypatch.setenv("SCORECUT_DEBUG", "1")
    assert main.run(["film.mp4"]) == 3
    assert "Traceback" in capsys.readouterr().err


def from_a_terminal() -> None:
    """Let a child hear the signals that a shell's background jobs are deaf to."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_run_that_is_ended_cleans_up(tmp_path: Path, number: int, code: int):
    draw(tmp_path / "film.mp4", seconds=12, size=(640, 360), cuts=[100, 200])
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    before = listing(tmp_path)
    child = subprocess.Popen(
        [sys.executable, "-m", "scorecut", "film.mp4", "--no-clip", "--no-cache", "--soundfont", "none"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(temporary)},
        preexec_fn=from_a_terminal,
    )
    assert child.stderr is not None
    first = child.stderr.readline()
    time.sleep(0.3)
    child.send_signal(number)
    out, err = child.communicate(timeout=60)
    assert first.startswith("watching")
    assert child.returncode == code, err
    assert err.splitlines()[-1].startswith("scorecut: ")
    assert out == ""
    assert listing(tmp_path) == before


LOST = """
import ctypes, os, signal, sys, time
from scorecut.cli import ending
ending.obey_signals()
number = getattr(signal, sys.argv[1])
back = ctypes.CFUNCTYPE(None)(lambda: [os.kill(os.getpid(), number), time.sleep(0.01)])
try:
    back()  # what is raised in here is dropped
    time.sleep(20)
except BaseException as why:
    print(type(why).__name__)
"""


@pytest.mark.parametrize(("name", "raised"), [("SIGINT", "KeyboardInterrupt"), ("SIGTERM", "Terminated")])
def test_a_signal_that_a_callback_swallows_is_sent_again(name: str, raised: str):
    done = subprocess.run(
        [sys.executable, "-c", LOST, name], capture_output=True, text=True, timeout=15, preexec_fn=from_a_terminal
    )
    assert (done.stdout, done.stderr) == (f"{raised}\n", "")


#: A module as compiled ones are: what is raised while it comes in is lost, or worse.
FRAIL = """
import os, signal, sys, time
try:
    os.kill(os.getpid(), getattr(signal, sys.argv[1]))
    time.sleep(0.1)
    WHOLE = True
except BaseException:
    WHOLE = False
"""


@pytest.mark.parametrize(("name", "raised"), [("SIGINT", "KeyboardInterrupt"), ("SIGTERM", "Terminated")])
def test_a_signal_that_falls_into_an_import_waits_for_its_end(tmp_path: Path, name: str, raised: str):
    (tmp_path / "frail.py").write_text(FRAIL)
    code = (
        "import time\nfrom scorecut.cli import ending\nending.obey_signals()\n"
        "try:\n    import frail\n    time.sleep(20)\n"
        "except BaseException as why: print(type(why).__name__, frail.WHOLE)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, name], capture_output=True, text=True, timeout=15, preexec_fn=from_a_terminal,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )  # fmt: skip
    assert (done.stdout, done.stderr) == (f"{raised} True\n", "")


@pytest.mark.parametrize("name", ["SIGINT", "SIGHUP"])
def test_a_signal_that_the_caller_has_ignored_stays_ignored(name: str):
    number = getattr(signal, name)
    code = f"from scorecut.cli.ending import *\nobey_signals(); signal.raise_signal({int(number)}); print('goes on')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        preexec_fn=lambda: signal.signal(number, signal.SIG_IGN),
    )
    assert done.stdout == "goes on\n"


def test_an_interrupt_inside_exec_leaves_the_exit_code_ours():
    code = (
        "import sys\nfrom scorecut.cli.ending import forget_interrupt\n"
        "try: exec('raise KeyboardInterrupt')\nexcept KeyboardInterrupt: forget_interrupt()\nsys.exit(130)"
    )
    assert subprocess.run([sys.executable, "-c", code], preexec_fn=from_a_terminal).returncode == 130


def test_the_bare_command_shows_its_help(capsys: pytest.CaptureFixture[str]):
    assert main.run([]) == 0
    assert "Usage: scorecut" in capsys.readouterr().out


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
def test_a_result_that_cannot_be_written_is_an_output_error(tmp_path: Path):
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "scorecut", "words", "modes"], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 6
    assert done.stderr.count("\n") == 1 and "No space left" in done.stderr
