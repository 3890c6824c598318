"""What is measured of instruments, seen in films and made once, kept for as long as one test run lasts, for all its processes."""

import atexit
import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from scorecut.store import Store


@cache
def kept() -> Store:
    """Return the store of this test run, else one of this process's own that is gone when it ends."""
    told = os.environ.get("SCORECUT_CACHE")
    if told:
        return Store(Path(told))
    folder = tempfile.mkdtemp(prefix="scorecut-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Store(Path(folder))


def made_once(folder: Path, make: Callable[[Path], object]) -> Path:
    """Return ``folder`` as ``make(aside)`` filled it; of several processes one makes it and the others wait."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            aside = Path(tempfile.mkdtemp(dir=folder.parent))
            make(aside)
            aside.rename(folder)
    return folder
