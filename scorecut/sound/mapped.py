"""Sound as long as a film lies in files, mapped into memory and let go of when nobody looks at it."""

from pathlib import Path

import numpy as np

from scorecut.model.arrays import let_go


def mapped(path: Path, n_samples: int, channels: int = 2) -> np.memmap:
    """Return zeros, float32 (n_samples, channels), in a new file at ``path``."""
    return np.memmap(path, dtype=np.float32, mode="w+", shape=(n_samples, channels))


def sealed(array: np.memmap) -> np.memmap:
    """Return the array read-only, its memory given back (to the file's pages, which the system writes when it likes)."""
    array.flags.writeable = False
    let_go(array)
    return array
