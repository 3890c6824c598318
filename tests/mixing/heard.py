"""The scores of the sound bench: films watched once, then composed, rendered and mixed with every prompt."""

from dataclasses import dataclass
from pathlib import Path

from scorecut import pipeline
from scorecut.brief.read import read_brief
from scorecut.media.film_sound import read_film_sound
from scorecut.media.loudness import integrated_lufs
from scorecut.model.audio import Audio, Mix, Stems
from scorecut.model.progress import Silent
from scorecut.model.record import Record
from scorecut.settings import Settings
from scorecut.sound.beneath import Setting, set_beneath
from scorecut.sound.mix import mix
from scorecut.sound.render import render
from scorecut.spotting.spot import spot
from scorecut.store import Store
from tests.music.pieces import seen

PROMPTS = (
    "epic orchestral", "melancholic cello", "18th-century baroque harpsichord", "minimalist piano", "ambient",
    "suspense thriller", "horror", "action chase", "trailer", "pizzicato comedy", "film noir", "jazz",
    "celtic folk", "country western", "rock", "synthwave", "house", "lo-fi", "corporate uplifting", "march",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Heard:
    """One score with its sound. film_sound : the film's own; alone : the mix of the film taken as silent;
    setting : how the music was set beneath it, before any limiter (None: nothing to be beneath)
    """

    film: str
    prompt: str
    record: Record
    film_sound: Audio | None
    alone: Mix
    setting: Setting | None

    @property
    def stems(self) -> Stems:
        assert self.record.stems
        return self.record.stems

    @property
    def mix(self) -> Mix:
        assert self.record.mix
        return self.record.mix

    @property
    def style(self) -> str:
        """The style of the longest cue."""
        assert self.record.performance
        return max(self.record.performance.cues, key=lambda cue: cue.end_s - cue.start_s).style


def played(path: Path, prompt: str, folder: Path) -> Record:
    """Return a film with a prompt as far as the performance."""
    settings = Settings()
    film, picture, emotion = seen(path, folder)
    brief = read_brief(prompt, settings.sliders, film.duration_s)
    record = Record(film=film, brief=brief, seed=1, picture=picture, emotion=emotion)
    record.sheet = spot(picture, emotion, brief, seed=1, settings=settings.spotting)
    pipeline.compose_and_perform(record, settings=settings)
    return record


def heard(name: str, path: Path, prompt: str, folder: Path, work: Path, store: Store) -> Heard:
    """Return one score, rendered and mixed under its film and alone; its sound lies in ``work``."""
    record, settings = played(path, prompt, folder), Settings().sound
    assert record.performance and record.picture and record.sheet
    record.stems = render(record.performance, settings=settings, workdir=work, store=store, progress=record.progress)
    sound = read_film_sound(record.film, record.picture.clock, workdir=work)
    record.mix = mix(
        record.stems, sound, record.sheet.speech, record.brief, settings=settings, workdir=work, progress=Silent()
    )
    place = work / "alone"
    place.mkdir(exist_ok=True)
    alone = mix(record.stems, None, (), record.brief, settings=settings, workdir=place, progress=Silent())
    setting = None
    if sound is not None:
        lufs = integrated_lufs(sound.samples, sound.layout)
        setting = set_beneath(record.stems.music.samples, sound, lufs, record.sheet.speech, 0.0, settings)
    return Heard(film=name, prompt=prompt, record=record, film_sound=sound, alone=alone, setting=setting)
