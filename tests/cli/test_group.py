"""How arguments are read: films without a command's name, options before them, folders left out."""

from pathlib import Path

import pytest

from scorecut.cli.app import app


@pytest.fixture(scope="module")
def group():
    import typer.main

    return typer.main.get_command(app)


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("film.mp4", "score film.mp4"),
        ("-p sad film.mp4", "score -p sad film.mp4"),
        ("--json --seed 3 film.mp4 -q", "score --json --seed 3 film.mp4 -q"),
        ("--tempo=1.2 film.mp4", "score --tempo=1.2 film.mp4"),
        ("score film.mp4", "score film.mp4"),
        ("spot film.mp4", "spot film.mp4"),
        ("--json spot film.mp4", "spot --json film.mp4"),
        ("-p spot film.mp4", "score -p spot film.mp4"),
        ("./spot", "score ./spot"),
        ("-- spot", "score -- spot"),
        ("-- -film.mp4", "score -- -film.mp4"),
        ("--version", "--version"),
        ("film.mp4 --version", "--version"),
        ("--help", "--help"),
        ("", ""),
        ("-p sad", "score -p sad"),
        ("film.mp4 --package", "score film.mp4 --package="),
        ("--package film.mp4", "score --package= film.mp4"),
        ("film.mp4 --package out/s -q", "score film.mp4 --package=out/s -q"),
        ("film.mp4 --package -q", "score film.mp4 --package= -q"),
        ("verify film.mp4 --package out/s", "verify film.mp4 --package out/s"),
        ("batch films --package", "batch films --package"),
        ("--package batch films", "score --package=batch films"),
    ],
)
def test_the_commands_name_comes_first(group, given: str, read: str):
    assert group.with_command(given.split()) == read.split()


def test_a_file_after_package_is_the_film(group, tmp_path: Path):
    film = tmp_path / "film without suffix"
    film.write_text("x")
    assert group.with_command(["--package", str(film)]) == ["score", "--package=", str(film)]
