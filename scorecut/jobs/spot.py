"""Watching and spotting alone: the editable cue sheet, and a picture of what was found."""

import os
from pathlib import Path

from scorecut.errors import UsageError
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


def spot_film(
    order: Order, *, settings: Settings, store: Store, progress: Progress, picture: Path | None = None
) -> tuple[Record, Path]:
    """Write the cue sheet of a film; return the record so far and the sheet's place.

    picture : also draw what was found into this file (``.png``, ``.svg`` or ``.pdf``)
    """
    from scorecut.sheetfile.rewrite import rewrite
    from scorecut.sheetfile.write import write_sheet

    record, sheet = open_order(order, settings=settings, progress=progress)
    out = order.out or default_sheet(order.film)
    check_spot_outputs(order, out, picture, settings.delivery.force)
    with run_folder(record.film.duration_s, out.absolute().parent) as workdir:
        spotted = watch_and_spot(record, sheet, settings=settings, workdir=workdir, store=store)
    drawn = draw_picture(record, picture) if picture else b""
    write_whole(out, rewrite(record.sheet_text, spotted) if record.sheet_text else write_sheet(spotted))
    if picture:
        write_whole(picture, drawn)
    return record, out


def check_spot_outputs(order: Order, out: Path, picture: Path | None, force: bool) -> None:
    """Refuse what must not be written, before any work is done; UsageError or OutputError."""
    from scorecut.delivery.plot import check_plot

    for option, path in (("-o", out), ("--plot", picture)):
        if path is None:
            continue
        if path.exists() and os.path.samefile(path, order.film):
            raise UsageError(f"{path}: is the film itself, which is never changed; name another file")
        check_new(path, force, option)
    if picture is not None:
        check_plot(picture)
        if picture.absolute() == out.absolute():
            raise UsageError(f"{picture}: is the cue sheet too; give the picture a name of its own")


def draw_picture(record: Record, picture: Path) -> bytes:
    """Return the picture of what was spotted, in the kind that the suffix names."""
    from scorecut.delivery.plot import plot
    from scorecut.delivery.report_json import report

    with record.stage("plot", "drawing the picture of it"):
        return plot(record, report(record), suffix=picture.suffix)
