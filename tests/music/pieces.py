"""The pieces of the music bench: films watched once, then composed and performed with every prompt, without sound.

Watched pictures are kept in a folder beside the reports, keyed by the film and by the source of what watches, so that a
change in the composing rooms leaves them as they are.
"""

import hashlib
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import scorecut
from scorecut import pipeline
from scorecut.model.emotion import Emotion
from scorecut.model.film import Film
from scorecut.model.picture import Picture
from scorecut.model.progress import Silent
from scorecut.model.record import Record
from scorecut.settings import Settings
from scorecut.store import Store
from tests.conftest import clips_folder
from tests.music.piece import Piece, voices_of

SAMPLES = Path(__file__).parents[2] / "sample_clips"
CLIPS = ("tos_battle.webm", "bikes.mp4")
LONG = "ten minutes"
LONG_S = 600
STAGES = ("tempo", "compose", "perform")
WATCHERS = ("picture", "media", "model")


def films(names: list[str] | None, folder: Path) -> dict[str, Path]:
    """Return the films by name: the samples, the shared clips that are here, and the ten-minute one, made if wanted."""
    found = {path.stem: path for path in sorted(SAMPLES.glob("*.mp4"))}
    clips = clips_folder()
    found |= {Path(name).stem: clips / name for name in CLIPS} if clips else {}
    found[LONG] = folder / "ten_minutes.mp4"
    unknown = sorted(set(names or ()) - set(found))
    if unknown:
        raise SystemExit(f"no film {unknown[0]!r}; there are {', '.join(found)}")
    chosen = {name: path for name, path in found.items() if not names or name in names}
    if LONG in chosen and not chosen[LONG].exists():
        make_long(chosen[LONG])
    return chosen


def make_long(film: Path) -> None:
    """Join the sample clips end to end, over and over, to ten minutes of a small picture."""
    film.parent.mkdir(parents=True, exist_ok=True)
    round_, long = film.with_name("round.mp4"), film.with_name("part.mp4")
    samples = sorted(SAMPLES.glob("*.mp4"))
    inputs = [word for path in samples for word in ("-i", str(path))]
    pads = "".join(f"[{i}:v]fps=24,scale=640:360,setsar=1[v{i}];" for i in range(len(samples)))
    joins = "".join(f"[v{i}][{i}:a]" for i in range(len(samples)))
    graph = f"{pads}{joins}concat=n={len(samples)}:v=1:a=1[v][s]"
    _ffmpeg(*inputs, "-filter_complex", graph, "-map", "[v]", "-map", "[s]", "-c:v", "libx264", "-preset", "veryfast",
            "-c:a", "aac", str(round_))  # fmt: skip
    _ffmpeg("-stream_loop", "-1", "-i", str(round_), "-t", str(LONG_S), "-c", "copy", str(long))
    long.rename(film)
    round_.unlink()


def _ffmpeg(*arguments: str) -> None:
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", *arguments], check=True)


@cache
def seen(path: Path, folder: Path) -> tuple[Film, Picture, Emotion]:
    """Return a film with its picture and what it feels like; both are quick the second time."""
    from scorecut.media.probe import open_film
    from scorecut.picture.feel import feel
    from scorecut.picture.keep import load_picture, save_picture
    from scorecut.picture.watch import watch

    film, settings = open_film(path), Settings().picture
    place = folder / f"{path.stem}-{film.digest[:16]}-{watchers_digest()}"
    if not (place / "picture.json").exists():
        place.mkdir(parents=True, exist_ok=True)
        picture = watch(film, settings=settings, workdir=folder, store=Store(None), progress=Silent())
        save_picture(picture, place)
    picture = load_picture(place, film)
    return film, picture, feel(picture, settings=settings)


@cache
def watchers_digest() -> str:
    """Return a digest of the source of all that watches a film."""
    root, digest = Path(scorecut.__file__).parent, hashlib.blake2b(digest_size=6)
    for room in WATCHERS:
        for path in sorted((root / room).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def pieces(name: str, path: Path, prompt: str, *, folder: Path, seed: int = 1) -> Iterator[Piece]:
    """Compose and perform one film with one prompt; give its cues one by one."""
    from scorecut.brief.read import read_brief
    from scorecut.spotting.spot import spot

    settings = Settings()
    film, picture, emotion = seen(path, folder)
    brief = read_brief(prompt, settings.sliders, film.duration_s)
    record = Record(film=film, brief=brief, seed=seed, picture=picture, emotion=emotion)
    record.sheet = spot(picture, emotion, brief, seed=seed, settings=settings.spotting)
    pipeline.compose_and_perform(record, settings=settings)
    yield from pieces_of(record, name)


def pieces_of(record: Record, film: str) -> Iterator[Piece]:
    """Give the cues of a finished run."""
    parts = {part.id: part for part in record.score.parts}
    played = {cue.cue_id: cue for cue in record.performance.cues}
    for music in record.score.cues:
        if not music.lines:
            continue
        yield Piece(
            film=film,
            prompt=record.brief.prompt,
            cue=record.sheet.cue(music.cue_id),
            music=music,
            tempo=record.tempo_map.cue(music.cue_id),
            played=played[music.cue_id],
            voices=voices_of(music, parts),
            composed_s=sum(record.timings_s.get(stage, 0.0) for stage in STAGES),
        )
