"""Arrays as they lie inside a noun: of one type, one shape, and read-only."""

import contextlib
import ctypes
import mmap
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np


def frozen(values: Any, dtype: Any = np.float64) -> np.ndarray:
    """Return ``values`` as a read-only array of ``dtype`` (a copy only where one is needed)."""
    array = np.asarray(values, dtype=dtype)
    if array.flags.writeable:
        array = array.copy()
        array.flags.writeable = False
    return array


#: glibc's M_MMAP_THRESHOLD (malloc.h), and from which size on an array lies in memory of its own.
MMAP_THRESHOLD, OWN_MEMORY_BYTES = -3, 1 << 18


def own_memory() -> None:
    """Ask glibc to keep large arrays in memory of their own, which goes back to the system when they go.

    By itself it soon puts up to 32 MiB onto its heap, and whatever small thing stays above them keeps it all: rendering
    a minute of orchestra held 400 MiB of nothing. Elsewhere nothing happens.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).mallopt(MMAP_THRESHOLD, OWN_MEMORY_BYTES)


def in_a_file(shape: tuple[int, ...], dtype: Any, folder: Path | None = None) -> np.memmap:
    """Return zeros mapped from a file (of ``folder``, else where temporary files go) that is gone as soon as the array is.

    No length of ``shape`` may be 0.
    """
    with tempfile.TemporaryFile(prefix="scorecut-", dir=folder) as file:
        return np.memmap(file, dtype=dtype, mode="w+", shape=shape)


def let_go(*arrays: np.ndarray) -> None:
    """Give back the memory of arrays that are mapped from files, or are parts of such; it is read again when asked for.

    Whoever walks through a long film calls this after each stretch: what was looked at would else stay in memory until
    the system needs it. Other arrays stay as they are.
    """
    for array in arrays:
        held: object = array
        while held is not None and not isinstance(held, mmap.mmap):
            held = getattr(held, "base", None)
        if held is not None and hasattr(mmap, "MADV_DONTNEED"):
            with contextlib.suppress(OSError, ValueError):
                held.madvise(mmap.MADV_DONTNEED)
