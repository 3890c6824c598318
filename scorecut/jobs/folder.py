"""The private folder of one run: where large sounds lie until it ends, however it ends."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from scorecut.errors import OutputError

#: Stereo float32 buses a run keeps on disk at most: stems, sum, programme, film sound, decoded proof, with room to spare.
BUSES = 20
BYTES_PER_BUS_S = 48_000 * 2 * 4


@contextlib.contextmanager
def run_folder(film_s: float, beside: Path | None = None) -> Iterator[Path]:
    """Give a folder that is gone after the block, whatever happens in it.

    It lies in the system's temporary folder, or, where that has too little room for a film of ``film_s``
    seconds, as a hidden folder in ``beside`` (the output's own). Raises OutputError where neither can be made.
    """
    needed = film_s * BUSES * BYTES_PER_BUS_S
    place = _roomy(needed, beside)
    try:
        folder = Path(tempfile.mkdtemp(prefix=".scorecut-" if place else "scorecut-", dir=place))
    except OSError as why:
        raise OutputError(
            f"{place or tempfile.gettempdir()}: no temporary folder can be made ({why.strerror}); set TMPDIR"
        ) from why
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _roomy(needed: float, beside: Path | None) -> Path | None:
    """None for the system's temporary folder; ``beside`` where only that has the room."""
    with contextlib.suppress(OSError):
        if shutil.disk_usage(tempfile.gettempdir()).free >= needed or beside is None:
            return None
        if shutil.disk_usage(beside).free > shutil.disk_usage(tempfile.gettempdir()).free:
            return beside
    return None
