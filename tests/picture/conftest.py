"""Tiny CLIPs for all tests of the room: one that knows nothing, one that learnt from drawn scenes."""

from pathlib import Path

import pytest

from tests.picture.tiny_clip import train_tiny_clip, write_tiny_clip


@pytest.fixture(scope="session")
def tiny_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_clip(tmp_path_factory.mktemp("weights") / "tiny")


@pytest.fixture(scope="session")
def drawn_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return train_tiny_clip(tmp_path_factory.mktemp("weights") / "drawn")
