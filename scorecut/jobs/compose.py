"""As far as the MIDI: tempo map and score in a package without sound, from a film or from a sheet alone."""

from pathlib import Path

from scorecut import pipeline
from scorecut.jobs.edited import completed, is_sheet
from scorecut.jobs.folder import run_folder
from scorecut.jobs.score import Order, check_names, open_order, watch_and_spot
from scorecut.model.cue_sheet import CueSheet
from scorecut.model.film import Film
from scorecut.model.progress import Progress
from scorecut.model.record import Record
from scorecut.settings import Settings
from scorecut.store import Store


def compose_film(order: Order, *, settings: Settings, store: Store, progress: Progress) -> tuple[Record, Path]:
    """Compose and write ``order.out`` (``film.score`` beside the film): MIDI, sheet, markers, report.

    A sheet in the film's place is composed as it stands, the film need not be there.
    """
    from scorecut.delivery.package import check_package, default_package, publish_package, write_package

    check_names(order)
    folder = order.out or default_package(order.film.with_name(_title(order.film)))
    check_package(folder, settings.delivery.force)
    if is_sheet(order.film):
        record = _from_sheet(order, settings=settings, progress=progress)
        sheet = None
    else:
        record, sheet = open_order(order, settings=settings, progress=progress)
    with run_folder(record.film.duration_s, folder.absolute().parent) as workdir:
        if record.sheet is None:
            watch_and_spot(record, sheet, settings=settings, workdir=workdir, store=store)
        pipeline.compose_and_perform(record, settings=settings)
        with record.stage("package", "writing the package"):
            draft = write_package(record, settings=settings.delivery, workdir=workdir, package=folder)
            publish_package(draft, folder)
    return record, folder


def _title(path: Path) -> str:
    """``film.cues.toml`` is the sheet of ``film``."""
    return path.name.removesuffix(".toml").removesuffix(".cues") + ".mid" if is_sheet(path) else path.name


def _from_sheet(order: Order, *, settings: Settings, progress: Progress) -> Record:
    from scorecut.brief.read import read_brief
    from scorecut.sheetfile.read import read_sheet

    sheet = read_sheet(order.film)
    prompt = order.prompt if order.prompt is not None else sheet.prompt
    seed = order.seed if order.seed is not None else sheet.seed
    brief = read_brief(prompt, settings.sliders, sheet.duration_s, settings.style)
    pipeline.check_style(brief)
    record = Record(film=_film_of(sheet), brief=brief, seed=seed, progress=progress)
    if order.explain:
        order.explain(brief)
    record.sheet_text = order.film.read_text(encoding="utf-8")
    record.sheet = completed(sheet, brief, picture=None, emotion=None, seed=seed)
    return record


def _film_of(sheet: CueSheet) -> Film:
    """The film as its sheet knows it, without a picture to look at."""
    return Film(
        path=Path(sheet.film_name or "film"),
        digest=sheet.film_digest,
        container="",
        video_index=0,
        video_codec="",
        width=0,
        height=0,
        frame_rate=sheet.frame_rate,
        duration_s=sheet.duration_s,
    )
