"""The tables of words and homes agree with the other tables."""

import pytest

from scorecut.brief.text import words_of
from scorecut.catalog.instruments import FAMILIES, instruments
from scorecut.catalog.moods import moods
from scorecut.catalog.styles import styles
from scorecut.catalog.words import Home, homes, terms
from scorecut.model.pitch import MODES


def test_what_groups_and_genres_name_exists() -> None:
    for kind in ("group", "genre", "also"):
        for term in terms()[kind].values():
            assert set(term.members) | set(term.also) <= set(instruments()), term.name
            assert not term.lead or term.lead in instruments(), term.name
            assert set(term.families) <= set(FAMILIES), term.name
            assert not term.mode or term.mode in MODES, term.name


def test_every_genre_names_a_style_that_exists() -> None:
    for term in terms()["genre"].values():
        assert term.style in styles(), term.name


def test_every_mode_of_the_table_is_a_mode_of_the_score() -> None:
    assert set(terms()["mode"]) <= set(MODES)


def test_tempo_words_rise_from_grave_to_presto() -> None:
    rows = terms()["tempo"]
    middles = [
        (rows[name].low + rows[name].high) / 2
        for name in ("grave", "very slow", "slow", "moderate", "medium", "allegretto", "fast", "very fast", "presto")
    ]
    assert middles == sorted(middles)
    assert all(30 <= row.low < row.high <= 240 for row in rows.values())


def test_amounts_stay_within_their_scales() -> None:
    for kind in ("density", "brightness", "tension"):
        assert all(-1 <= row.amount <= 1 for row in terms()[kind].values())
    assert all(-18 <= row.amount <= 9 for row in terms()["dynamics"].values())


@pytest.mark.parametrize("home", homes().values(), ids=lambda home: home.style)
def test_a_home_names_a_style_its_moods_and_its_instruments(home: Home) -> None:
    assert home.style in styles()
    assert set(home.instruments) <= set(instruments()), set(home.instruments) - set(instruments())
    assert set(home.moods) <= set(moods()), set(home.moods) - set(moods())
    assert home.why


def test_a_word_means_one_style_only() -> None:
    meant: dict[tuple[str, ...], set[str]] = {}
    for row in styles().values():
        for phrase in (row.name, row.title, *row.synonyms):
            meant.setdefault(words_of(phrase), set()).add(row.name)
    for term in terms()["genre"].values():
        for phrase in (term.name, *term.words):
            meant.setdefault(words_of(phrase), set()).add(term.style)
    assert not {" ".join(words): names for words, names in meant.items() if len(names) > 1}
