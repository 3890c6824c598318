"""Every genre rendered once: nothing that the engines complain of, and no stem above full scale."""

import logging
from pathlib import Path

import numpy as np
import pytest

from tests.films import draw
from tests.music.prompts import GENRES
from tests.run import listen_to


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return draw(tmp_path_factory.mktemp("film") / "film.mp4", seconds=16, cuts=(60, 150, 270), layout=None).path


@pytest.mark.slow
@pytest.mark.font
@pytest.mark.parametrize("genre", GENRES)
def test_no_warning_and_no_stem_above_full_scale(film, genre, tmp_path, caplog):
    with caplog.at_level(logging.WARNING):
        stems = listen_to(film, genre, workdir=tmp_path).stems
    assert not caplog.records and not stems.warnings
    peaks = {name: float(np.abs(stem.samples).max()) for name, stem in stems.stems.items()}
    assert max(peaks.values()) <= 1.0, peaks
    assert peaks["melody"] > 0.01 and sum(peak > 1e-4 for peak in peaks.values()) >= 3, peaks
