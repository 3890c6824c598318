"""Machine code on first use: what numba makes of the kernels, kept on disk where that is possible.

A kernel is a plain function that adds one note into ``out``, float32 (n, 2), from sample
``start``, which may be negative. ``bend`` (frequency ratio) and ``level_db`` hold one
value for each ``BLOCK`` samples of ``out``.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

RATE = 48_000.0
BLOCK = 32


@cache
def compiled(kernel: Callable) -> Callable[..., Any]:
    """Return a kernel as machine code, kept on disk where a folder can be written, else made anew each run."""
    import numba

    options: dict[str, Any] = {"nogil": True, "error_model": "numpy"}
    try:
        return numba.njit(cache=True, **options)(kernel)
    except RuntimeError:  # neither the package's folder nor the user's cache can be written
        return numba.njit(**options)(kernel)
