"""The command as a user runs it: in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path


def scorecut(*args: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run ``scorecut`` in a folder; stdout and stderr are kept as text."""
    return subprocess.run(
        [sys.executable, "-m", "scorecut", *(str(arg) for arg in args)],
        cwd=cwd,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **environment},
    )


def listing(folder: Path) -> list[str]:
    """Everything below a folder, hidden files too."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))
