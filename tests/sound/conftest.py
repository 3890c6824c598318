"""The tiny font and the real one, each loaded once."""

from pathlib import Path

import pytest

from scorecut.errors import MissingError
from scorecut.sound.fluidsynth import library
from scorecut.sound.sampled import SampledPlayers
from scorecut.sound.soundfont import find_font
from tests.sound.fonts import tiny_font


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound font that the tests wrote; skipped where libfluidsynth is absent."""
    try:
        library()
    except MissingError:
        pytest.skip("libfluidsynth is not installed")
    return tiny_font(tmp_path_factory.mktemp("font") / "tiny.sf2")


@pytest.fixture(scope="session")
def players(tiny: Path) -> SampledPlayers:
    return SampledPlayers(tiny)


@pytest.fixture(scope="session")
def real_players() -> SampledPlayers:
    """The machine's own sound font (use it with ``@pytest.mark.font``)."""
    path = find_font()
    assert path is not None, "mark the test with @pytest.mark.font"
    return SampledPlayers(path)
