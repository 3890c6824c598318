"""The line without the command: a film and a prompt in, the record of the run out."""

from dataclasses import replace
from pathlib import Path

from scorecut import pipeline
from scorecut.model.progress import Silent
from scorecut.model.record import Record
from scorecut.settings import Settings
from scorecut.store import Store
from tests.kept import kept


def compose_for(
    film: Path, prompt: str = "", *, seed: int = 1, workdir: Path, store: Store | None = None, **settings
) -> Record:
    """Return the record as far as the performance; ``settings`` replace fields of ``Settings``."""
    chosen = replace(Settings(), **settings)
    record = pipeline.begin(film, prompt, settings=chosen, seed=seed, progress=Silent())
    pipeline.watch_and_spot(record, settings=chosen, workdir=workdir, store=store or kept())
    pipeline.compose_and_perform(record, settings=chosen)
    return record


def listen_to(
    film: Path, prompt: str = "", *, seed: int = 1, workdir: Path, store: Store | None = None, **settings
) -> Record:
    """Return the record as far as the mix."""
    record = compose_for(film, prompt, seed=seed, workdir=workdir, store=store, **settings)
    pipeline.sound(record, settings=replace(Settings(), **settings), workdir=workdir, store=store or kept())
    return record
