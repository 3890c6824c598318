"""Small files that are absent, old or complete, never half."""

import contextlib
import os
import tempfile
from pathlib import Path

from scorecut.errors import OutputError, UsageError


def check_new(path: Path, force: bool, option: str = "-o") -> None:
    """Refuse a file that must not be written, before any work is done; UsageError or OutputError.

    option : what names it on the command line, for the message
    """
    if path.is_dir():
        raise UsageError(f"{path}: is a folder; name a file in it")
    if path.exists() and not force:
        raise UsageError(f"{path}: is there already; add --force to replace it, or name another with {option}")
    folder = path.absolute().parent
    if not folder.is_dir():
        raise OutputError(f"{path}: there is no folder {folder}; create it first")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OutputError(f"{path}: nothing can be written in {folder}; choose another folder with {option}")


def write_whole(path: Path, content: str | bytes) -> None:
    """Write text (or bytes as they are) aside, through to the disk, then rename; OutputError where that fails."""
    part: str | None = None
    try:
        handle, part = tempfile.mkstemp(prefix=f".{path.name}.part-", dir=path.absolute().parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(part, 0o666 & ~umask)
        os.replace(part, path)
        part = None
    except OSError as why:
        raise OutputError(f"{path}: cannot be written ({why.strerror}); choose another place with -o") from why
    finally:
        if part is not None:
            with contextlib.suppress(OSError):
                os.unlink(part)
