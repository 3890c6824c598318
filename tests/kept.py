"""What is measured of instruments, and seen in films, kept for as long as the tests of one process run."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from scorecut.store import Store


@cache
def kept() -> Store:
    """Return a store of this process's own; it is gone when the process ends."""
    folder = tempfile.mkdtemp(prefix="scorecut-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Store(Path(folder))
