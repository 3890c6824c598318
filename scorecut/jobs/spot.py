"""Watching and spotting alone: the editable cue sheet."""

from pathlib import Path

from scorecut.jobs.folder import run_folder
from scorecut.jobs.score import Order, open_order, watch_and_spot
from scorecut.jobs.whole import check_new, write_whole
from scorecut.model.progress import Progress
from scorecut.model.record import Record
from scorecut.settings import Settings
from scorecut.store import Store


def default_sheet(film: Path) -> Path:
    """Return where a film's sheet goes: ``film.cues.toml`` beside it."""
    return film.with_name(f"{film.stem}.cues.toml")


def spot_film(order: Order, *, settings: Settings, store: Store, progress: Progress) -> tuple[Record, Path]:
    """Write the cue sheet of a film; return the record so far and the sheet's place."""
    from scorecut.sheetfile.rewrite import rewrite
    from scorecut.sheetfile.write import write_sheet

    record, sheet = open_order(order, settings=settings, progress=progress)
    out = order.out or default_sheet(order.film)
    check_new(out, settings.delivery.force)
    with run_folder(record.film.duration_s, out.absolute().parent) as workdir:
        spotted = watch_and_spot(record, sheet, settings=settings, workdir=workdir, store=store)
    write_whole(out, rewrite(record.sheet_text, spotted) if record.sheet_text else write_sheet(spotted))
    return record, out
