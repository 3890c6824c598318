"""Every command of the README runs as it stands there, from top to bottom, in one folder with one film."""

import re
import shlex
from pathlib import Path

import pytest

from tests.cli.command import scorecut
from tests.films import draw

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
LINES = [line for block in BLOCKS for line in block.splitlines() if line.strip()]
COMMANDS = [line for line in LINES if line.startswith("scorecut ")]

#: What the README's commands lead to, beside what they were given.
MADE = {
    "curve.png",
    *("film.scored.mp4", "unprompted.mp4", "epic.mp4", "edited.mp4", "film.cues.toml", "film.score", "sketch.score"),
    *("out",),
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``film.mp4`` and ``rushes``, as the README takes for granted."""
    desk = tmp_path_factory.mktemp("desk")
    draw(desk / "film.mp4", seconds=3, size=(96, 54), cuts=[40])
    (desk / "rushes").mkdir()
    draw(desk / "rushes" / "one.mp4", seconds=1, size=(96, 54))
    return desk


@pytest.mark.xdist_group("readme")
def test_the_commands_of_the_readme_run_one_after_another(desk: Path):
    given = {path.name for path in desk.iterdir()}
    assert len(COMMANDS) >= 10, "the README has lost its examples"
    for line in COMMANDS:
        done = scorecut(*shlex.split(line)[1:], cwd=desk, SCORECUT_SOUNDFONT="none")
        assert done.returncode == 0, f"{line}\n{done.stderr}"
        assert done.stdout.strip(), line
        assert "Traceback" not in done.stderr, line
    assert {path.name for path in desk.iterdir()} == given | MADE


def test_what_is_no_command_of_ours_is_a_target_or_an_installation():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for line in (line for line in LINES if line not in COMMANDS):
        words = shlex.split(line)
        if words[0] == "make":
            assert set(words[1:]) <= targets, line
        elif words[:3] == ["python3", "-m", "venv"]:
            assert words[3:] == [".venv"], line
        else:
            assert words[0] == ".venv/bin/pip" and words[1] == "install", f"nobody tests: {line}"
            assert all((ROOT / word).exists() for word in words[2:] if not word.startswith("-")), line


def test_every_target_that_the_text_names_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z-]+)", README))
    assert named and named <= targets


def test_every_option_that_the_text_names_exists():
    from typer.main import get_command

    from scorecut.cli.app import app

    known: set[str] = {"--help"}
    commands = [get_command(app)]
    while commands:
        command = commands.pop()
        known |= {name for param in command.params for name in param.opts}
        commands += getattr(command, "commands", {}).values()
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README))
    assert named and named <= known, named - known


def test_every_file_that_the_text_points_to_is_there():
    for place in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / place).exists(), place
