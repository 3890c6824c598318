"""The list of words is complete and true."""

import pytest

from scorecut.brief.lexicon import lexicon
from scorecut.brief.text import words_of
from scorecut.brief.vocabulary import KINDS, vocabulary
from scorecut.catalog.instruments import instruments
from scorecut.catalog.moods import moods
from scorecut.catalog.styles import styles
from scorecut.errors import BriefError

PARAMETERS = [
    "grave",
    "largo",
    "adagio",
    "slow",
    "andante",
    "walking",
    "moderate",
    "medium",
    "allegretto",
    "allegro",
    "fast",
    "vivace",
    "presto",
    "half-time",
    "double-time",
    "rubato",
    "steady",
    "whisper",
    "soft",
    "quiet",
    "loud",
    "ff",
    "crescendo",
    "sparse",
    "minimal",
    "empty",
    "simple",
    "dense",
    "busy",
    "full",
    "lush",
    "layered",
    "wall_of_sound",
    "bright",
    "shimmering",
    "airy",
    "warm",
    "round",
    "dark",
    "muffled",
    "low",
    "staccato",
    "plucky",
    "pizzicato",
    "spiccato",
    "legato",
    "flowing",
    "sustained",
    "smooth",
    "major",
    "minor",
    "dorian",
    "phrygian",
    "lydian",
    "mixolydian",
    "aeolian",
    "modal",
    "atonal",
    "chromatic",
    "pentatonic",
    "blues",
    "waltz",
    "swing",
    "shuffle",
    "triplets",
    "syncopated",
    "dissonant",
    "clashing",
    "clusters",
    "consonant",
    "pure",
    "open_fifths",
    "reverb",
    "dry",
    "intimate",
    "close",
    "wide",
    "cavernous",
    "distant",
    "cathedral",
    "hall",
    "intro",
    "build",
    "climax",
    "outro",
    "no_ending",
    "loopable",
    "cold_end",
    "ring_out",
    "button",
    "subtle",
    "underscore",
    "background",
    "unobtrusive",
    "featured",
    "foreground",
    "bold",
    "follow_every_cut",
    "tight_sync",
    "mickey-mouse",
    "loose",
    "ambient",
    "ignore_cuts",
    "accelerating",
    "slowing",
    "swell",
    "drop",
]


@pytest.mark.parametrize("word", PARAMETERS)
def test_a_parameter_word_is_known(word: str) -> None:
    senses = lexicon().senses(words_of(word.replace("_", " ")))
    assert senses and set(senses) != {"filler"}


def test_every_mood_instrument_and_style_is_listed() -> None:
    assert [row.name for row in vocabulary("moods")] == list(moods())
    assert [row.name for row in vocabulary("instruments")] == list(instruments())
    assert [row.name for row in vocabulary("styles")] == list(styles())


def test_every_listed_word_is_understood() -> None:
    for row in vocabulary():
        for word in (row.name, *row.synonyms):
            assert lexicon().senses(words_of(word)), f"{row.kind}: {word}"


def test_all_kinds_together_are_the_sum_of_each() -> None:
    assert len(vocabulary()) == sum(len(vocabulary(kind)) for kind in KINDS)
    assert all(row.meaning for row in vocabulary())


def test_an_unknown_kind_is_refused_with_the_kinds_there_are() -> None:
    with pytest.raises(BriefError, match="moods, instruments"):
        vocabulary("colours")
