"""What every test may lean on: the clips' folder, a cache of its own, and tests that are left out aloud."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FONT_PLACES = (
    "/usr/share/sounds/sf3/MuseScore_General.sf3",
    "/usr/share/sounds/sf3/default-GM.sf3",
    "/usr/share/sounds/sf2/FluidR3_GM.sf2",
    "/usr/share/soundfonts/FluidR3_GM.sf2",
    "/usr/share/soundfonts/default.sf2",
    "/opt/homebrew/share/soundfonts/default.sf2",
)


def clips_folder() -> Path | None:
    """Where the labelled real clips lie, or None."""
    told = os.environ.get("SCORECUT_CLIPS")
    folder = Path(told) if told else ROOT.parent / "shared" / "clips"
    return folder if (folder / "bikes.mp4").is_file() else None


def has_font() -> bool:
    """True if a sound font and libfluidsynth are on this machine."""
    import ctypes.util

    return any(Path(place).is_file() for place in FONT_PLACES) and ctypes.util.find_library("fluidsynth") is not None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out tests whose material is absent; ``pytest_terminal_summary`` counts them aloud."""
    absent = {"clips": clips_folder() is None, "font": not has_font()}
    kept, left_out = [], []
    for item in items:
        missing = [mark for mark, gone in absent.items() if gone and item.get_closest_marker(mark)]
        (left_out if missing else kept).append(item)
        for mark in missing:
            counts = config.stash.setdefault(LEFT_OUT, {})
            counts[mark] = counts.get(mark, 0) + 1
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept


LEFT_OUT = pytest.StashKey[dict[str, int]]()
WHY = {"clips": "the labelled clips are not here", "font": "no sound font or libfluidsynth here"}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for mark, n in sorted(config.stash.get(LEFT_OUT, {}).items()):
        terminalreporter.write_line(f"left out {n} tests marked {mark}: {WHY[mark]}", yellow=True)


@pytest.fixture(scope="session")
def shared_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this test run share."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own) / "shared"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session", autouse=True)
def cache_of_its_own(shared_dir: Path):
    """No test reads or fills the user's cache; what instruments are like is measured once in a test run."""
    before = os.environ.get("SCORECUT_CACHE")
    os.environ["SCORECUT_CACHE"] = str(shared_dir / "cache")
    yield
    if before is None:
        os.environ.pop("SCORECUT_CACHE", None)
    else:
        os.environ["SCORECUT_CACHE"] = before


@pytest.fixture(scope="session")
def clips_dir() -> Path:
    """The folder of labelled real clips (use it with ``@pytest.mark.clips``)."""
    folder = clips_folder()
    assert folder is not None, "mark the test with @pytest.mark.clips"
    return folder
