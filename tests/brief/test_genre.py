"""Which style a prompt means."""

import pytest

from scorecut.brief.band import Band
from scorecut.brief.implied import implied_style
from scorecut.brief.read import read_brief
from scorecut.catalog.styles import styles
from scorecut.model.brief import Brief, Sliders


def read(prompt: str) -> Brief:
    return read_brief(prompt, Sliders(), 60.0)


@pytest.mark.parametrize("name", styles())
def test_every_style_is_found_by_its_name(name: str) -> None:
    assert read(f"some {name} music").wishes.style == name


@pytest.mark.parametrize(
    ("word", "name"), [(word, row.name) for row in styles().values() for word in row.synonyms][::3]
)
def test_a_synonym_finds_a_style(word: str, name: str) -> None:
    assert read(word).wishes.style in {row.name for row in styles().values() if word in (row.name, *row.synonyms)}


@pytest.mark.parametrize(
    "genre",
    ["epic", "cinematic", "classical", "symphonic", "romantic", "baroque", "chamber", "minimalism", "neoclassical", "ambient", "drone", "soundscape", "space",
     "new age", "meditation", "suspense", "thriller", "crime", "horror", "action", "chase", "trailer", "comedy", "slapstick", "noir", "detective", "jazz", "swing",
     "big band", "bossa", "latin", "blues", "gospel", "funk", "disco", "soul", "r&b", "folk", "celtic", "acoustic", "country", "bluegrass", "western", "rock", "indie",
     "post-rock", "punk", "metal", "industrial", "synthwave", "80s", "retrowave", "synthpop", "house", "techno", "trance", "dubstep", "drum and bass", "trap", "hip hop",
     "lo-fi", "chillhop", "downtempo", "trip-hop", "reggae", "chiptune", "video game", "corporate", "advertising", "uplifting", "children", "lullaby", "christmas", "world",
     "middle eastern", "indian", "japanese", "african", "balkan", "medieval", "march", "waltz", "documentary", "sport", "fantasy", "sci-fi"],
)  # fmt: skip
def test_every_genre_of_the_trade_is_understood(genre: str) -> None:
    brief = read(genre)
    assert brief.not_understood == () and brief.understood


@pytest.mark.parametrize(
    "mood", ["sad", "happy and calm", "tense", "from calm to tense", "fast", "90 bpm", "no drums", "in D minor"]
)
def test_without_a_genre_or_an_instrument_the_picture_chooses(mood: str) -> None:
    assert read(mood).wishes.style is None


@pytest.mark.parametrize(
    ("prompt", "style"),
    [("melancholic cello", "elegy"), ("gentle piano", "minimalist piano"), ("funny bassoon", "pizzicato comedy"), ("triumphant trumpet", "fanfare"),
     ("warm violins", "romantic strings"), ("tense tremolo strings", "hybrid tension"), ("harpsichord", "baroque"), ("muted trumpet", "jazz noir"),
     ("scary music box", "horror"), ("magical celesta", "fairy tale"), ("epic choir and taiko", "epic"), ("happy ukulele", "uplifting"),
     ("banjo", "folk"), ("distorted guitar", "rock"), ("rhodes", "lo fi"), ("braams and risers", "trailer"), ("happy cello", "romantic strings")],
)  # fmt: skip
def test_instrument_and_mood_imply_a_style(prompt: str, style: str) -> None:
    brief = read(prompt)
    assert brief.wishes.style == style
    assert any(line.startswith("style:") for line in brief.understood)


@pytest.mark.parametrize(
    ("prompt", "style", "rhythm"),
    [("baroque with techno beats", "baroque", "techno"), ("baroque meets drum and bass", "baroque", "drum and bass"),
     ("techno meets baroque", "baroque", "techno"), ("cello with trap beats", "elegy", "trap"),
     ("techno drums", "techno", None), ("jazz-infused baroque", "baroque", "jazz"), ("horror + lo-fi", "horror", "lo fi"),
     ("techno techno techno", "techno", None), ("baroque with industrial techno beats", "baroque", "industrial techno")],
)  # fmt: skip
def test_of_two_styles_one_gives_notes_and_one_rhythm(prompt: str, style: str, rhythm: str | None) -> None:
    wishes = read(prompt).wishes
    assert (wishes.style, wishes.rhythm_style) == (style, rhythm)


def test_a_denied_style_is_not_taken() -> None:
    assert read("celesta, not fairy tale").wishes.style != "fairy tale"
    assert read("no EDM").wishes.style is None


def test_moods_alone_imply_nothing() -> None:
    assert implied_style({}, Band(), None, ("sad",), set()) is None


def test_a_genre_with_its_own_mode_brings_it_unless_another_is_named() -> None:
    assert read("middle eastern oud").wishes.mode == "phrygian dominant"
    assert read("middle eastern oud in dorian").wishes.mode == "dorian"


@pytest.mark.parametrize(
    ("prompt", "style", "rhythm", "share"),
    [("70% baroque, 30% techno", "baroque", "techno", 0.3), ("baroque 80% techno 20%", "baroque", "techno", 0.2),
     ("60 percent folk and 40 percent jazz", "folk", "jazz", 0.4), ("30% folk, 70% jazz", "jazz", "folk", 0.3),
     ("baroque, 25% techno", "baroque", "techno", 0.25), ("baroque meets techno", "baroque", "techno", 0.5)],
)  # fmt: skip
def test_two_styles_may_have_weights(prompt: str, style: str, rhythm: str, share: float) -> None:
    brief = read(prompt)
    assert (brief.wishes.style, brief.wishes.rhythm_style, brief.wishes.rhythm_share) == (style, rhythm, share)
    assert brief.not_understood == ()


def test_a_share_of_nothing_is_named() -> None:
    assert any(line.startswith("30%") for line in read("30% louder").not_understood)
    assert read("tense at 50%").not_understood == ()
