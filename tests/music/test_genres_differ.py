"""Another word is another score: one film with forty genres, no two of them alike."""

from itertools import combinations
from pathlib import Path

import pytest

from scorecut.brief.read import read_brief
from scorecut.composition.compose import compose
from scorecut.media.probe import open_film
from scorecut.model.progress import Silent
from scorecut.picture.feel import feel
from scorecut.picture.watch import watch
from scorecut.settings import Settings
from scorecut.spotting.spot import spot
from scorecut.store import Store
from scorecut.tempo.fit import fit_tempo
from tests.music.manner import Manner
from tests.music.prompts import GENRES

FILM = Path(__file__).parents[2] / "sample_clips" / "dawn.mp4"
#: In so many of players, drums, bass, harmony and tempo two genres differ.
LEAST = 2


@pytest.fixture(scope="module")
def manners(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Manner]:
    """The film, watched once and scored with every genre."""
    settings, film = Settings(), open_film(FILM)
    folder = tmp_path_factory.mktemp("genres")
    picture = watch(film, settings=settings.picture, workdir=folder, store=Store(None), progress=Silent())
    emotion = feel(picture, settings=settings.picture)
    found = {}
    for genre in GENRES:
        brief = read_brief(genre, settings.sliders, film.duration_s)
        sheet = spot(picture, emotion, brief, seed=1, settings=settings.spotting)
        tempo = fit_tempo(sheet, settings=settings.tempo)
        score = compose(sheet, tempo)
        found[genre] = Manner(score, score.cues[0], tempo.cues[0])
    return found


def test_no_two_genres_have_the_same_notes(manners: dict[str, Manner]) -> None:
    written = {
        genre: frozenset(
            (line.part, note.start_beat, note.length_beats, note.pitch)
            for line in manner.music.lines
            for note in line.notes
        )
        for genre, manner in manners.items()
    }
    assert all(written.values())
    same = [(one, two) for one, two in combinations(GENRES, 2) if written[one] == written[two]]
    assert not same


def test_any_two_genres_differ_in_two_things_that_one_hears(manners: dict[str, Manner]) -> None:
    near = {
        (one, two): sorted(manners[one].differs(manners[two]))
        for one, two in combinations(GENRES, 2)
        if len(manners[one].differs(manners[two])) < LEAST
    }
    assert not near


def test_every_genre_has_a_style_of_its_own(manners: dict[str, Manner]) -> None:
    styles = [manner.music.style for manner in manners.values()]
    assert len(set(styles)) == len(GENRES), sorted(name for name in styles if styles.count(name) > 1)
