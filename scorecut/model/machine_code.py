"""Machine code on first use: what numba makes of a plain function, kept on disk where that is possible."""

from collections.abc import Callable
from functools import cache
from typing import Any


@cache
def compiled(kernel: Callable) -> Callable[..., Any]:
    """Return a kernel as machine code, kept on disk where a folder can be written, else made anew each run."""
    import numba

    options: dict[str, Any] = {"nogil": True, "error_model": "numpy"}
    try:
        return numba.njit(cache=True, **options)(kernel)
    except RuntimeError:  # neither the package's folder nor the user's cache can be written
        return numba.njit(**options)(kernel)
