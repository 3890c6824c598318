"""Tiny CLIPs for all tests of the room (one knows nothing, one learnt from drawn scenes), and scores of our own."""

from pathlib import Path

import numpy as np
import pytest

from tests.kept import made_once
from tests.picture.tiny_clip import train_tiny_clip, write_tiny_clip


@pytest.fixture(scope="session")
def tiny_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_clip(tmp_path_factory.mktemp("weights") / "tiny")


@pytest.fixture(scope="session")
def drawn_clip(shared_dir: Path) -> Path:
    return made_once(shared_dir / "drawn_clip", train_tiny_clip)


@pytest.fixture(scope="session")
def scores(shared_dir: Path) -> list[np.ndarray]:
    """Music of the tool's own making in three styles, about 15 s each, float32, (n,) mono, RMS 1."""
    made = made_once(shared_dir / "scores", write_scores)
    return [np.load(path) for path in sorted(made.glob("*.npy"))]


def write_scores(folder: Path) -> None:
    from tests.films import draw
    from tests.run import listen_to

    film = draw(folder / "film.mp4", seconds=15, cuts=(120, 260), layout=None).path
    for seed, prompt in enumerate(("epic orchestra", "melancholic solo piano", "driving synthwave"), 1):
        workdir = folder / str(seed)
        workdir.mkdir()
        stems = listen_to(film, prompt, seed=seed, workdir=workdir).stems
        assert stems is not None
        mono = np.asarray(stems.music.samples).mean(axis=1)
        np.save(folder / f"{seed}.npy", (mono / np.sqrt(np.mean(mono**2))).astype(np.float32))
