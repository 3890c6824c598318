"""The whole programme on one screen: each line is a verb of one room, each variable a noun."""

from pathlib import Path

from scorecut.model.brief import Brief
from scorecut.model.cue_sheet import CueSheet
from scorecut.model.progress import Progress
from scorecut.model.record import Record
from scorecut.settings import Settings
from scorecut.store import Store


def begin(path: Path, prompt: str, *, settings: Settings, seed: int, progress: Progress) -> Record:
    """Open the film and read the prompt."""
    from scorecut.brief.read import read_brief
    from scorecut.media.probe import open_film

    film = open_film(path)
    brief = read_brief(prompt, settings.sliders, film.duration_s, settings.style)
    check_style(brief)
    return Record(film=film, brief=brief, seed=seed, progress=progress)


def check_style(brief: Brief) -> None:
    """Read the style that was chosen to its last word, before the film is looked at (TableError)."""
    from scorecut.composition.idiom import idiom_of

    if brief.wishes.style is not None:
        idiom_of(brief.wishes.style)


def watch_and_spot(
    record: Record, *, settings: Settings, workdir: Path, store: Store, sheet: CueSheet | None = None
) -> CueSheet:
    """film -> picture -> emotion -> cue sheet; a ``sheet`` that a person edited takes the place of spotting."""
    from scorecut.picture.feel import feel
    from scorecut.picture.watch import watch
    from scorecut.spotting.spot import spot

    with record.stage("watch", "watching the picture"):
        record.picture = watch(
            record.film, settings=settings.picture, workdir=workdir, store=store, progress=record.progress
        )
    with record.stage("feel", "finding the emotional curve"):
        record.emotion = feel(record.picture, settings=settings.picture)
    with record.stage("spot", "spotting cues and hits"):
        record.sheet = sheet or spot(
            record.picture, record.emotion, record.brief, seed=record.seed, settings=settings.spotting
        )
    return record.sheet


def compose_and_perform(record: Record, *, settings: Settings) -> None:
    """cue sheet -> tempo map -> score -> performance."""
    from scorecut.composition.compose import compose
    from scorecut.performance.perform import perform
    from scorecut.tempo.fit import fit_tempo

    assert record.sheet is not None
    with record.stage("tempo", "finding a tempo for every hit"):
        record.tempo_map = fit_tempo(record.sheet, settings=settings.tempo)
    with record.stage("compose", "composing"):
        record.score = compose(record.sheet, record.tempo_map)
    with record.stage("perform", "playing"):
        record.performance = perform(record.score, record.tempo_map, record.sheet)


def sound(record: Record, *, settings: Settings, workdir: Path, store: Store) -> None:
    """performance -> stems -> mix."""
    from scorecut.media.film_sound import read_film_sound
    from scorecut.sound.mix import mix
    from scorecut.sound.render import render

    assert record.picture and record.sheet and record.performance
    with record.stage("render", "rendering the instruments"):
        record.stems = render(
            record.performance, settings=settings.sound, workdir=workdir, store=store, progress=record.progress
        )
    with record.stage("mix", "mixing under the film"):
        wanted = settings.sound.original != "drop"
        film_sound = read_film_sound(record.film, record.picture.clock, workdir=workdir) if wanted else None
        record.mix = mix(
            record.stems, film_sound, record.sheet.speech, record.brief,
            settings=settings.sound, workdir=workdir, progress=record.progress,
        )  # fmt: skip


def deliver_and_prove(record: Record, out: Path, *, package: Path | None, settings: Settings, workdir: Path) -> None:
    """mix -> film beside OUT -> proof -> package -> OUT; nothing appears at OUT before the proof holds."""
    from scorecut.delivery.deliver import deliver
    from scorecut.delivery.gate import check
    from scorecut.delivery.package import write_package
    from scorecut.delivery.publish import discard, publish
    from scorecut.delivery.verify import verify

    assert record.mix and record.stems and record.picture
    rules, clock = settings.delivery, record.picture.clock
    with record.stage("deliver", "writing the film"):
        record.delivery = deliver(
            record.mix, record.film, clock, out, settings=rules, workdir=workdir, progress=record.progress
        )
    draft = None
    try:
        with record.stage("verify", "measuring every hit"):
            record.sync = verify(record.delivery, record.stems, record.mix, clock, settings=rules, workdir=workdir)
            check(record.sync, settings=rules)
        if package:
            with record.stage("package", "writing the package"):
                draft = write_package(record, settings=rules, workdir=workdir, out=out, package=package)
    except BaseException:
        discard(record.delivery)
        raise
    record.delivery = publish(record.delivery, out, package=package, draft=draft)
