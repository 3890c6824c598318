"""Sound as long as a film lies in files, mapped into memory and let go of when nobody looks at it."""

import tempfile
from pathlib import Path

import numpy as np

from scorecut.model.arrays import let_go


def mapped(path: Path, n_samples: int, channels: int = 2) -> np.memmap:
    """Return zeros, float32 (n_samples, channels), in a new file at ``path``."""
    return np.memmap(path, dtype=np.float32, mode="w+", shape=(n_samples, channels))


def scratch(folder: Path, n_samples: int) -> np.memmap:
    """Return zeros, float32 (n_samples, 2), in a file of ``folder`` that is gone as soon as the array is."""
    with tempfile.TemporaryFile(dir=folder) as file:
        file.truncate(n_samples * 8)
        return np.memmap(file, dtype=np.float32, mode="r+", shape=(n_samples, 2))


def sealed(array: np.memmap) -> np.memmap:
    """Return the array read-only, its memory given back (to the file's pages, which the system writes when it likes)."""
    array.flags.writeable = False
    let_go(array)
    return array
