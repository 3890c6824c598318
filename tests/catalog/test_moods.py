"""The moods and their words."""

import re

import pytest

from scorecut.catalog.instruments import by_word
from scorecut.catalog.moods import Mood, mood, mood_words, moods

#: Category means of Eerola & Vuoskoski (2011), (x - 5) / 4: valence, energy, tension.
CATEGORIES = {
    "happy^": (0.72, 0.79, -0.07), "happy": (0.58, -0.02, -0.41), "sad^": (-0.12, -0.33, -0.12), "sad": (0.07, -0.45, -0.20),
    "tender^": (0.56, -0.34, -0.68), "tender": (0.36, -0.28, -0.41), "anger^": (-0.55, 0.64, 0.78), "anger": (-0.26, 0.61, 0.68),
    "fear^": (-0.56, 0.48, 0.81), "fear": (-0.23, 0.37, 0.67), "lowE^": (-0.12, -0.39, 0.09), "highE^": (0.52, 0.72, 0.08),
    "highE": (0.32, 0.35, 0.07), "lowT^": (0.37, -0.40, -0.52), "lowT": (0.43, 0.05, -0.25), "highT^": (-0.49, 0.43, 0.76),
    "highT": (-0.28, 0.11, 0.48), "negV^": (-0.54, 0.21, 0.69), "negV": (-0.19, 0.03, 0.45), "posV^": (0.49, 0.16, -0.27),
    "posV": (0.34, 0.27, 0.00),
}  # fmt: skip

SYNONYMS = """
happy: glad merry sunny | cheerful: jolly bubbly carefree jaunty | energetic: lively vibrant spirited dynamic punchy
| exciting: thrilling exhilarating | triumphant: victorious glorious celebratory | heroic: brave courageous bold noble
| epic: grand massive larger-than-life huge | powerful: strong mighty | tense: nervous edgy stressful on_edge
| suspenseful: thriller cliffhanger anticipating | ominous: foreboding brooding threatening | menacing: evil villainous
| eerie: uncanny ghostly spooky otherworldly | scary: terrifying frightening nightmare horror | dark: grim noir
| gloomy: dreary murky | bleak: desolate barren hopeless despair | sad: sorrowful tearful heartbroken unhappy
| melancholic: melancholy somber blue pensive | mournful: elegiac funeral lament
| nostalgic: reminiscent vintage-memory retro-sweet | bittersweet: poignant | tender: loving affectionate delicate
| romantic: passionate sensual | calm: quiet still tranquil placid | relaxing: chill laid-back mellow easygoing soothing
| meditative: zen spiritual contemplative | dreamy: floating hazy lush | ethereal: celestial angelic weightless
| hopeful: promising new-beginning | inspiring: motivational aspirational | majestic: regal royal stately
| mysterious: enigmatic secretive curious investigative | hypnotic: trance-like repetitive | gentle: soft
| funny: comic silly goofy slapstick comedic | mischievous: sneaky cheeky sly | quirky: offbeat odd | love: intimate
| aggressive: fierce brutal furious | action: chase fight battle combat | dramatic: theatrical climactic
"""


def test_there_are_the_seventy_moods() -> None:
    assert len(moods()) == 70


@pytest.mark.parametrize("row", moods().values(), ids=lambda row: row.name)
def test_a_mood_is_the_mean_that_its_recipe_says(row: Mood) -> None:
    total, sums = 0.0, [0.0, 0.0, 0.0]
    for weight, category in re.findall(r"(?:(\d)x)?([a-zA-Z]+\^?)", row.recipe):
        share = float(weight or 1)
        total += share
        sums = [s + share * x for s, x in zip(sums, CATEGORIES[category], strict=True)]
    for axis, s in zip(row.affect, sums, strict=True):
        assert axis == pytest.approx(s / total, abs=0.016), row.recipe


@pytest.mark.parametrize(
    "entry", [e.strip() for e in SYNONYMS.replace("\n", " ").split("|")], ids=lambda e: e.split(":")[0]
)
def test_a_synonym_means_its_mood(entry: str) -> None:
    name, words = entry.split(":")
    for word in words.split():
        assert mood_words()[word.replace("_", " ")] == name


def test_no_word_has_two_moods() -> None:
    words = [word for row in moods().values() for word in (row.name, *row.synonyms)]
    assert sorted(words) == sorted(set(words))


def test_words_that_are_moods_and_instruments_are_few() -> None:
    assert sorted(set(mood_words()) & set(by_word())) == ["grand"]


def test_opposites_lie_apart() -> None:
    assert mood("happy").point.valence > 0.5 > mood("sad").point.valence
    assert mood("epic").point.energy > 0.5 > mood("calm").point.energy
    assert mood("tense").point.tension > 0.5 > mood("peaceful").point.tension
