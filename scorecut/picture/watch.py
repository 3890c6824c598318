"""Watching: a film becomes a picture. One pass over its frames, then its sound, then the decisions."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from scorecut.errors import MissingError
from scorecut.media.decode import decode
from scorecut.media.film_sound import read_film_sound
from scorecut.model.clock import Clock
from scorecut.model.film import Film
from scorecut.model.picture import Picture, Shot, ShotMeaning
from scorecut.model.progress import Progress
from scorecut.picture.axes import AxisTable, axis_table
from scorecut.picture.bangs import loud_sounds
from scorecut.picture.embedding import Embedder, find_embedder
from scorecut.picture.events import picture_events
from scorecut.picture.fades import blank_runs
from scorecut.picture.groups import group_shots
from scorecut.picture.keep import load_picture, save_picture
from scorecut.picture.light import grid_s, motion, picture_curves
from scorecut.picture.meaning import read_meaning
from scorecut.picture.music import find_music
from scorecut.picture.pace import cut_pace
from scorecut.picture.reel import Recorder, Reel
from scorecut.picture.scenes import scene_numbers
from scorecut.picture.settings import PictureSettings
from scorecut.picture.shots import Change, as_transitions, find_transitions, shots_between, typical_rate
from scorecut.picture.sound import loudness_curve
from scorecut.picture.speech import find_speech
from scorecut.picture.stills import StillKeeper, choose
from scorecut.picture.titles import shot_kinds
from scorecut.store import Store

NO_WEIGHTS = (
    "no CLIP weights{of}: scoring from light, colour, motion, cuts and sound; `scorecut models fetch` gets them"
)
BLANK = "black"
BLANK_LIGHTNESS = 0.06
MOSTLY = 0.8


def watch(film: Film, *, settings: PictureSettings, workdir: Path, store: Store, progress: Progress) -> Picture:
    """Return everything that can be seen and heard in the film.

    What was found is kept in ``store`` under the film's content and the embedder's identity. Raises FilmError
    if the film cannot be decoded, MissingError if weights are required and not there.
    """
    embedder = reader_of_meaning(settings, progress)
    identity = embedder.identity if embedder else None
    table = axis_table(settings.axes)
    picture = store.keep(
        "watch",
        {
            "film": film.digest,
            "stream": film.video_index,
            "embedder": identity,
            "axes": table.identity,
            "quick": settings.quick_decode,
        },
        make=lambda: watch_afresh(
            film, embedder, table, quick=settings.quick_decode, workdir=workdir, store=store, progress=progress
        ),
        save=save_picture,
        load=lambda folder: load_picture(folder, film),
    )
    progress.advance(1.0)
    if settings.clip and embedder is None:
        picture = replace(picture, warnings=(*picture.warnings, no_weights(settings)))
    return picture


def reader_of_meaning(settings: PictureSettings, progress: Progress) -> Embedder | None:
    """Return the embedder that the settings ask for; None, told in one line, where its weights are missing."""
    if not settings.clip:
        return None
    embedder = find_embedder(settings.embedder, settings)
    if embedder is None:
        if settings.require_clip:
            raise MissingError(
                f"no weights of {settings.clip_model}/{settings.clip_tag}".rstrip("/") + " on this machine; "
                "run `scorecut models fetch`, or give a folder with --clip-weights"
            )
        progress.say(no_weights(settings))
    return embedder


def no_weights(settings: PictureSettings) -> str:
    """Return the one line that says weights are missing; a model that was asked for is named."""
    usual = settings.clip_model == PictureSettings().clip_model
    return NO_WEIGHTS.format(of="" if usual else f" of {settings.clip_model}")


def watch_afresh(
    film: Film,
    embedder: Embedder | None,
    table: AxisTable,
    *,
    quick: bool = True,
    workdir: Path,
    store: Store,
    progress: Progress,
) -> Picture:
    """Return the picture without looking into the store for it."""
    reel, clock, stills, warnings = see(
        film, workdir=workdir, keep_stills=embedder is not None, quick=quick, progress=progress
    )
    rate_hz = typical_rate(clock)
    found = find_transitions(reel, rate_hz)
    changes, returns = found.changes, found.evidence.returns
    shots = shots_between(changes, clock)
    clear = clear_of_transitions(shots, changes)
    audio = read_film_sound(film, clock, workdir=workdir)
    speech = find_speech(audio, lambda share: progress.advance(0.7 + 0.1 * share, "listening for speech"))
    music = find_music(audio, speech)
    progress.advance(0.85, "looking at what was seen")
    meaning: ShotMeaning | None = None
    labels: list[tuple[str, ...]] = [()] * len(shots)
    if embedder is not None and stills is not None:
        chosen = choose(stills.tiny, clear, clock.times_s)
        if any(chosen):
            bars, size = reel.bars, embedder.size
            meaning, labels = read_meaning(
                chosen,
                lambda frame: stills.read(frame, size, bars),
                embedder,
                table,
                store,
                lambda share: progress.advance(0.85 + 0.15 * share, "reading what is seen"),
            )
    groups = group_shots(reel, clear, meaning.vectors if meaning is not None else None)
    blank = blank_shots(reel, shots)
    kinds = shot_kinds(reel, clock, shots)
    shots = tuple(
        replace(shot, group=group, kind=kind, labels=(BLANK,) if is_blank else tuple(seen))
        for shot, group, kind, seen, is_blank in zip(shots, groups, kinds, labels, blank, strict=True)
    )
    transitions = as_transitions(changes, clock)
    scenes = scene_numbers(shots, transitions, table.smoothing.least_scene_s)
    shots = tuple(replace(shot, scene=scene) for shot, scene in zip(shots, scenes, strict=True))
    features = picture_curves(reel, clock, changes, returns)
    features["cut_pace"] = cut_pace(shots, clock.end_s, grid_s(clock.end_s))
    features["loudness"] = loudness_curve(audio, clock.end_s)
    events = picture_events(reel, clock, changes, returns, motion(reel, clock, changes, returns))
    bars_ = reel.bars
    return Picture(
        film=film,
        clock=clock,
        shots=shots,
        transitions=transitions,
        events=tuple(sorted([*events, *loud_sounds(audio, clock, speech, music)], key=lambda e: (e.frame, e.kind))),
        features=features,
        speech=speech,
        music=music,
        meaning=meaning,
        letterbox=(bars_.top, bars_.bottom, bars_.left, bars_.right),
        warnings=warnings,
    )


def see(
    film: Film, *, workdir: Path, keep_stills: bool, quick: bool = True, progress: Progress
) -> tuple[Reel, Clock, StillKeeper | None, tuple[str, ...]]:
    """Run the film past once: its frames as numbers, their times, stills for a closer look, warnings."""
    expected = max(1.0, film.duration_s * float(film.frame_rate))
    with one_thread(), decode(film, workdir=workdir, quick=quick) as stream:
        recorder = Recorder(stream.width, stream.height, workdir)
        stills = StillKeeper(stream.width, stream.height, workdir, float(film.frame_rate)) if keep_stills else None
        for number, frame in enumerate(stream):
            changed = recorder.add(frame)
            if stills is not None:
                stills.add(number, frame, changed)
            if number % 50 == 0:
                progress.advance(min(0.7, 0.7 * number / expected))
        if stills is not None:
            stills.flush()
    reel = recorder.reel()
    recorder.close()
    return reel, stream.clock, stills, tuple(stream.warnings)


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    """Let OpenCV work on one core while the block lasts: flow differs with the number of threads, and the
    frames are too small to gain from more."""
    import cv2

    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        yield
    finally:
        cv2.setNumThreads(before)


def clear_of_transitions(shots: tuple[Shot, ...], changes: list[Change]) -> list[tuple[int, int]]:
    """Return (first, end) of each shot's frames that belong to it alone; none where none does."""
    clear = []
    for shot in shots:
        first, end = shot.start_frame, shot.end_frame
        for change in changes:
            if change.kind == "cut" or change.last < first or change.first >= end:
                continue
            if change.first < first or change.frame <= first:
                first = max(first, change.last)
            else:
                end = min(end, change.first + 1)
        clear.append((first, end) if end > first else (shot.start_frame, shot.start_frame))
    return clear


def blank_shots(reel: Reel, shots: tuple[Shot, ...]) -> list[bool]:
    """Return for each shot whether it shows nothing but black for nearly all of its length."""
    dark = reel.column("lightness") / reel.active < BLANK_LIGHTNESS
    blank = dark & False
    for first, end in blank_runs(reel):
        blank[first:end] = dark[first:end]
    return [bool(blank[shot.start_frame : shot.end_frame].mean() > MOSTLY) for shot in shots]
