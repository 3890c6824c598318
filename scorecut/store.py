"""What is kept between runs: analyses in the user's cache folder, under keys that cannot lie.

A key is the content of everything that went in, and a digest of this package's
own source. Entries are written aside and renamed, so two runs do not hurt each
other; one that cannot be read is dropped and made again. Arrays and JSON, no pickle.
"""

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

MAX_BYTES = 2 * 1024**3
#: Only an entry of this size has the whole folder looked through; small ones wait for the next such.
WEIGHTY_BYTES = 64 * 1024
#: The file of an entry that grows.
FIGURES = "figures.json"


class Figures:
    """Many small figures of one kind, in one entry that grows: read at once, written when ``Store.remember`` says so.

    place : the entry's folder (None: nothing is kept)
    """

    def __init__(self, place: Path | None) -> None:
        self._place = place
        self._known: dict[str, float] = self._read()
        self._new = False

    def get(self, key: str) -> float | None:
        """Return the figure of this key, None where there is none."""
        return self._known.get(key)

    def put(self, key: str, value: float) -> None:
        """Take in a figure."""
        self._known[key] = value
        self._new = True

    def write(self) -> None:
        """Write what is new, with what another run has written meanwhile; that it cannot be written is no error."""
        if self._place is None or not self._new:
            return
        self._new = False
        with contextlib.suppress(OSError):
            self._place.mkdir(parents=True, exist_ok=True)
            whole = self._read() | self._known
            handle, aside = tempfile.mkstemp(prefix=".part-", dir=self._place)
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    json.dump(whole, file)
                os.replace(aside, self._place / FIGURES)
            except BaseException:
                Path(aside).unlink(missing_ok=True)
                raise

    def _read(self) -> dict[str, float]:
        if self._place is None:
            return {}
        with contextlib.suppress(OSError, ValueError, TypeError, AttributeError):  # not there, or not as it was written
            told = json.loads((self._place / FIGURES).read_text(encoding="utf-8"))
            os.utime(self._place)
            return {str(key): float(value) for key, value in told.items()}
        return {}


class Store:
    """A folder of entries, each a folder of files; ``None`` as folder keeps nothing."""

    def __init__(self, folder: Path | None, max_bytes: int = MAX_BYTES) -> None:
        self.folder = folder
        self.max_bytes = max_bytes
        self._figures: dict[str, Figures] = {}

    def figures(self, stage: str, inputs: Any) -> Figures:
        """Return the figures of ``stage`` for ``inputs`` (JSON); ``remember`` writes what is added to them."""
        name = f"{stage}-{key_of(stage, inputs)}"
        if name not in self._figures:
            self._figures[name] = Figures(self.folder / name if self.folder else None)
        return self._figures[name]

    def remember(self) -> None:
        """Write all figures that were added."""
        for figures in self._figures.values():
            figures.write()

    def keep(
        self,
        stage: str,
        inputs: Any,
        make: Callable[[], T],
        save: Callable[[T, Path], None],
        load: Callable[[Path], T],
    ) -> T:
        """Return the entry of ``stage`` for ``inputs`` (JSON), made and saved if there is none.

        ``save(value, folder)`` writes files into an empty folder, ``load(folder)`` reads them back.
        A store that cannot be written is no error: the value is returned all the same.
        """
        if self.folder is None:
            return make()
        place = self.folder / f"{stage}-{key_of(stage, inputs)}"
        if place.is_dir():
            try:
                value = load(place)
                os.utime(place)
                return value
            except Exception:
                shutil.rmtree(place, ignore_errors=True)
        value = make()
        with contextlib.suppress(OSError):
            self._write(place, value, save)
        return value

    def _write(self, place: Path, value: T, save: Callable[[T, Path], None]) -> None:
        place.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".part-", dir=place.parent))
        try:
            save(value, aside)
            try:
                os.rename(aside, place)
            except OSError:
                if not place.is_dir():
                    raise
        finally:
            shutil.rmtree(aside, ignore_errors=True)
        if size_of(place) >= WEIGHTY_BYTES:
            self._shrink(keep=place)

    def _shrink(self, keep: Path) -> None:
        entries = sorted(
            ((path.stat().st_mtime, size_of(path), path) for path in self.entries()), key=lambda entry: entry[0]
        )
        total = sum(size for _, size, _ in entries)
        for _, size, path in entries:
            if total <= self.max_bytes:
                break
            if path != keep:
                shutil.rmtree(path, ignore_errors=True)
                total -= size

    def entries(self) -> list[Path]:
        """Return the folders of all entries."""
        if self.folder is None or not self.folder.is_dir():
            return []
        return [path for path in self.folder.iterdir() if path.is_dir() and not path.name.startswith(".")]

    def clear(self) -> int:
        """Remove all entries; return how many bytes that freed."""
        freed = 0
        for path in self.entries():
            freed += size_of(path)
            shutil.rmtree(path, ignore_errors=True)
        return freed


def default_store() -> Store:
    """Return the store in the user's cache folder (``$SCORECUT_CACHE`` in its place where it is set)."""
    import platformdirs

    folder = os.environ.get("SCORECUT_CACHE")
    return Store(Path(folder) if folder else Path(platformdirs.user_cache_dir("scorecut")) / "analysis")


def key_of(stage: str, inputs: Any) -> str:
    """Return the key: a digest of stage, inputs and this package's source."""
    text = json.dumps([stage, inputs, source_digest()], sort_keys=True, default=str)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


@cache
def source_digest() -> str:
    """Return a digest of the package's source and tables: another version keeps other entries."""
    digest = hashlib.blake2b(digest_size=16)
    root = Path(__file__).parent
    for path in sorted([*root.rglob("*.py"), *root.rglob("*.toml")]):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def size_of(folder: Path) -> int:
    """Return the bytes of all files below ``folder``."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
