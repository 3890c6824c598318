"""The last step: the part files get their names, whole or not at all."""

import contextlib
import dataclasses
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from scorecut.errors import OutputError
from scorecut.model.report import Delivery


def publish(delivery: Delivery, out: Path, *, package: Path | None, draft: Path | None) -> Delivery:
    """Give the part film and the drafted package their names; return the delivery with final paths.

    Each is written through to the disk, then renamed: ``out`` is absent, old or complete at every moment.
    A package that is there already is replaced as a whole (the command has asked for ``--force`` before).
    Raises OutputError; what was drafted is then gone.
    """
    try:
        _open_to_others(delivery.film)
        _to_disk(delivery.film)
        if package is not None and draft is not None:
            _place_folder(draft, package)
        os.replace(delivery.film, out)
        _to_disk(out.absolute().parent)
    except OSError as error:
        discard(delivery, draft)
        where = package if error.filename and package and str(error.filename).startswith(str(draft)) else out
        raise OutputError(f"{where}: cannot be put in place ({error.strerror}); choose another --out") from error
    except BaseException:
        discard(delivery, draft)
        raise
    moved = delivery.package
    if package is not None and draft is not None:
        moved = {
            name: package / path.relative_to(draft) if _inside(path, draft) else path for name, path in moved.items()
        }
        moved = moved or {
            path.relative_to(package).as_posix(): path for path in sorted(package.rglob("*")) if path.is_file()
        }
    return dataclasses.replace(delivery, film=out, package=moved)


def discard(delivery: Delivery | None, draft: Path | None = None) -> None:
    """Remove the part film and the drafted package, if they are still there."""
    if delivery is not None and ".part-" in delivery.film.name:
        with contextlib.suppress(OSError):
            delivery.film.unlink()
    if draft is not None:
        shutil.rmtree(draft, ignore_errors=True)


@contextlib.contextmanager
def nothing_left_behind(folder: Path, stem: str) -> Iterator[None]:
    """Remove every part file of ``stem`` that this block left in ``folder`` when it ends badly (or is interrupted)."""
    before = set(_parts(folder, stem))
    try:
        yield
    except BaseException:
        for part in _parts(folder, stem):
            if part not in before:
                shutil.rmtree(part, ignore_errors=True) if part.is_dir() else part.unlink(missing_ok=True)
        raise


def draft_folder(package: Path) -> Path:
    """Return a new hidden folder beside ``package`` to draft it in; OutputError where none can be made."""
    try:
        return Path(tempfile.mkdtemp(prefix=f".{package.name}.part-", dir=package.absolute().parent))
    except OSError as error:
        raise OutputError(f"{package}: cannot be written ({error.strerror}); choose another folder") from error


def _parts(folder: Path, stem: str) -> list[Path]:
    return [path for path in folder.iterdir() if path.name.startswith(f".{stem}") and ".part-" in path.name]


def _place_folder(draft: Path, package: Path) -> None:
    """Rename the draft to the package; an old package makes way and is removed after."""
    for path in sorted(draft.rglob("*")):
        _open_to_others(path)
        if path.is_file():
            _to_disk(path)
    _open_to_others(draft)
    old = None
    if package.exists():
        old = Path(tempfile.mkdtemp(prefix=f".{package.name}.part-", dir=package.absolute().parent))
        os.rename(package, old / package.name)
    try:
        os.rename(draft, package)
    except OSError:
        if old is not None:
            os.rename(old / package.name, package)
        raise
    finally:
        if old is not None:
            shutil.rmtree(old, ignore_errors=True)
    _to_disk(package.absolute().parent)


def _open_to_others(path: Path) -> None:
    """Give a part file the rights that a new file of the user would have."""
    umask = os.umask(0)
    os.umask(umask)
    path.chmod((0o777 if path.is_dir() else 0o666) & ~umask)


def _to_disk(path: Path) -> None:
    """Wait until a file's bytes, or a folder's names, are on the disk."""
    if path.is_dir() and sys.platform == "win32":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _inside(path: Path, folder: Path) -> bool:
    return folder in path.parents
