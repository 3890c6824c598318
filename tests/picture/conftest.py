"""One tiny CLIP for all tests of the room."""

from pathlib import Path

import pytest

from tests.picture.tiny_clip import write_tiny_clip


@pytest.fixture(scope="session")
def tiny_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_clip(tmp_path_factory.mktemp("weights") / "tiny")
