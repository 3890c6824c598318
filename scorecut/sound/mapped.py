"""Sound as long as a cue or a film: a short one lies in memory, a long one in a file, let go of when nobody looks at it.

A page of a file that is written on for the first time costs ten times what is written, and again whenever it was let go.
"""

from math import prod
from pathlib import Path

import numpy as np

from scorecut.model.arrays import in_a_file, let_go

#: A minute and a half of stereo: a cue, seldom a film. Of a cue up to six such are held at a time.
SHORT_BYTES = 32 << 20


def mapped(path: Path, n_samples: int, channels: int = 2) -> np.ndarray:
    """Return zeros, float32 (n_samples, channels); where that is long, in a new file at ``path``."""
    if _is_short((n_samples, channels)):
        return np.zeros((n_samples, channels), dtype=np.float32)
    return np.memmap(path, dtype=np.float32, mode="w+", shape=(n_samples, channels))


def put_by(shape: tuple[int, ...], folder: Path) -> np.ndarray:
    """Return zeros, float32; where they are many, in a file of ``folder`` that is gone as soon as the array is."""
    return np.zeros(shape, dtype=np.float32) if _is_short(shape) else in_a_file(shape, np.float32, folder)


def sealed(array: np.ndarray) -> np.ndarray:
    """Return the array read-only, its memory given back where it lies in a file (whose pages the system writes when it likes)."""
    array.flags.writeable = False
    let_go(array)
    return array


def _is_short(shape: tuple[int, ...]) -> bool:
    return 4 * prod(shape) <= SHORT_BYTES
