"""The whole vocabulary (``vocabulary.toml``): every mood, instrument and genre is understood and makes music."""

import tomllib
from dataclasses import asdict
from pathlib import Path

import pytest

from scorecut.brief.read import read_brief
from scorecut.catalog.instruments import instrument
from scorecut.catalog.moods import mood_words, moods
from scorecut.model.brief import Brief, Sliders
from tests.composition.spotted import composed, cue, players
from tests.some import some

WORDS = tomllib.loads((Path(__file__).parent / "vocabulary.toml").read_text(encoding="utf-8"))
GENRES = WORDS["genres"]["names"]
#: Words that mean a player too and a mood only before a noun, and words that two rows claim.
ELSEWHERE = {"grand", "driving", "fast", "strong"}


def read(prompt: str) -> Brief:
    return read_brief(prompt, Sliders(), 40.0)


@pytest.mark.parametrize("word", [word for word in WORDS["moods"] if word not in ELSEWHERE])
def test_a_mood_lies_where_the_ratings_put_it(word: str) -> None:
    assert moods()[mood_words()[word]].affect == tuple(WORDS["moods"][word])
    brief = read(word)
    assert brief.mood is not None and brief.not_understood == ()


@pytest.mark.parametrize(
    ("word", "name"), [(word, name) for name, words in WORDS["mood_synonyms"].items() for word in words]
)
def test_a_synonym_of_a_mood_is_that_mood(word: str, name: str) -> None:
    if word not in ELSEWHERE:
        assert mood_words()[word] == mood_words()[name]
        assert read(word).mood is not None


@pytest.mark.parametrize(
    ("word", "name"), [(word, name) for name, words in WORDS["instruments"].items() for word in words]
)
def test_an_instrument_is_asked_for_under_all_its_names(word: str, name: str) -> None:
    wishes = read(f"{word}, 90 bpm").wishes
    assert name in (wishes.lead, *wishes.instruments)


@pytest.mark.parametrize("word", [word for words in WORDS["ensembles"].values() for word in words])
def test_an_ensemble_brings_its_players(word: str) -> None:
    wishes = read(word).wishes
    assert len({wishes.lead, *wishes.instruments} - {None}) >= 2


@pytest.mark.parametrize("genre", GENRES)
def test_a_genre_composes_with_everybody_it_brings(genre: str) -> None:
    wishes = read(genre).wishes
    assert wishes.style is not None
    asked = {field: value for field, value in asdict(wishes).items() if field != "style"}
    score, _, _ = composed(cue(wishes.style, length_s=24.0, **asked))
    heard = players(score, score.cues[0])
    assert sum(len(line.notes) for line in score.cues[0].lines) > 20
    assert {wishes.lead, *wishes.instruments} - {None} <= heard


@pytest.mark.parametrize("name", some(sorted(WORDS["instruments"])))
def test_an_instrument_that_was_asked_for_is_heard(name: str) -> None:
    wishes = read(f"romantic strings with {name}").wishes
    asked = {field: value for field, value in asdict(wishes).items() if field != "style"}
    score, _, _ = composed(cue("romantic strings", length_s=24.0, **asked))
    assert name in players(score, score.cues[0])
    rows = [instrument(part.instrument) for part in score.parts]
    assert all(
        rows[i].low <= note.pitch <= rows[i].high
        for i, part in enumerate(score.parts)
        for line in score.cues[0].lines
        if line.part == part.id and not rows[i].is_drums
        for note in line.notes
    )
