"""One film from end to end: everything that is around the line of ``pipeline``."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from scorecut import pipeline
from scorecut.errors import UsageError
from scorecut.jobs.edited import completed
from scorecut.jobs.folder import run_folder
from scorecut.model.arrays import own_memory
from scorecut.model.brief import Brief
from scorecut.model.cue_sheet import CueSheet
from scorecut.model.film import Film
from scorecut.model.progress import Progress
from scorecut.model.record import Record
from scorecut.settings import Settings
from scorecut.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What one film is asked for.

    prompt, seed : None takes the cue sheet's, else no prompt and seed 1
    out : None is ``film.scored.mp4`` beside the film; cues : an edited sheet
    into, stem : the folder that ``film.scored.mp4`` goes to, and another name than the film's in its place
    package : a folder; ``with_package`` without a folder writes ``film.score`` beside the output
    explain : is told the brief as soon as the film's length is known
    """

    film: Path
    prompt: str | None = None
    out: Path | None = None
    into: Path | None = None
    stem: str | None = None
    package: Path | None = None
    with_package: bool = False
    cues: Path | None = None
    seed: int | None = None
    explain: Callable[[Brief], None] | None = None


def open_order(order: Order, *, settings: Settings, progress: Progress) -> tuple[Record, CueSheet | None]:
    """Return the opened film with its brief, and the edited sheet if there is one.

    Raises FilmError, BriefError or CueSheetError (the sheet of another film too).
    """
    from scorecut.sheetfile.head import asked_in
    from scorecut.sheetfile.read import read_sheet

    own_memory()
    check_names(order)
    prompt, seed = asked_in(order.cues) if order.cues else ("", 1)
    prompt = order.prompt if order.prompt is not None else prompt
    seed = order.seed if order.seed is not None else seed
    record = pipeline.begin(order.film, prompt, settings=settings, seed=seed, progress=progress)
    if order.explain:
        order.explain(record.brief)
    if order.cues is None:
        return record, None
    record.sheet_text = order.cues.read_text(encoding="utf-8")
    return record, read_sheet(order.cues, film=record.film)


def score_film(order: Order, *, settings: Settings, store: Store, progress: Progress) -> Record:
    """Score one film; OUT and package appear whole, or nothing does. Returns the record of the run."""
    from scorecut.delivery.containers import check_out, default_out
    from scorecut.delivery.package import check_package, default_package

    record, sheet = open_order(order, settings=settings, progress=progress)
    out = order.out or _placed(default_out(record.film), order)
    settings = fitted(settings, out)
    check_out(out, settings.delivery.force, record.film)
    package = order.package or (default_package(out) if order.with_package else None)
    if package:
        check_package(package, settings.delivery.force)
    check_means(record.film, out, settings)
    with run_folder(record.film.duration_s, out.absolute().parent) as workdir:
        watch_and_spot(record, sheet, settings=settings, workdir=workdir, store=store)
        pipeline.compose_and_perform(record, settings=settings)
        pipeline.sound(record, settings=settings, workdir=workdir, store=store)
        pipeline.deliver_and_prove(record, out, package=package, settings=settings, workdir=workdir)
    return record


def fitted(settings: Settings, out: Path) -> Settings:
    """Return the settings as OUT wants them: a sound file takes the music alone, as it lies under the film's own sound.

    Raises UsageError for what contradicts it.
    """
    from scorecut.delivery.containers import SOUND_FILES

    if out.suffix.lower() not in SOUND_FILES or settings.delivery.original == "drop":
        return settings
    if settings.delivery.original == "track":
        raise UsageError(f"{out}: holds the music alone; leave --original track out, or name a film with --out")
    return replace(
        settings,
        sound=replace(settings.sound, original="track"),
        delivery=replace(settings.delivery, original="track"),
    )


def check_means(film: Film, out: Path, settings: Settings) -> None:
    """Refuse a sound codec or a sound font that the end of the run would stumble over (UsageError, MissingError)."""
    from scorecut.delivery.containers import container_of, encoder_of
    from scorecut.media.film_sound import layout_of, main_track
    from scorecut.sound.soundfont import find_font, read_font

    track = main_track(film)
    own = track if track and track.channels > 2 and settings.delivery.original == "keep" else None
    channels, layout = (own.channels, layout_of(own)) if own else (2, "stereo")
    encoder_of(container_of(out), settings.delivery.audio_codec, channels, out, layout)
    if settings.sound.require_font and settings.sound.soundfont is not None:
        font = find_font(settings.sound.soundfont)
        assert font is not None
        read_font(font)


def check_names(order: Order) -> None:
    """Refuse a name whose bytes are no text (UsageError): the tools that we drive cannot be told it."""
    for path in (order.film, order.out, order.into, order.package, order.cues):
        try:
            str(path.absolute() if path else "").encode("utf-8")
        except UnicodeEncodeError as why:
            shown = str(path).encode("utf-8", "replace").decode("utf-8")
            raise UsageError(f"{shown}: the name is no UTF-8 text; rename the file or its folder") from why


def _placed(out: Path, order: Order) -> Path:
    """The default output in the folder and under the name that the order wishes."""
    name = f"{order.stem}.scored{out.suffix}" if order.stem else out.name
    return (order.into or out.parent) / name


def watch_and_spot(
    record: Record, sheet: CueSheet | None, *, settings: Settings, workdir: Path, store: Store
) -> CueSheet:
    """Watch the film and spot it, or complete the edited ``sheet``."""
    spotted = pipeline.watch_and_spot(record, settings=settings, workdir=workdir, store=store, sheet=sheet)
    if sheet is not None:
        spotted = completed(sheet, record.brief, picture=record.picture, emotion=record.emotion, seed=record.seed)
        record.sheet = spotted
    return spotted
