"""Hits against what a viewer would name in the sample films, written down before anything was spotted."""

import tomllib
from pathlib import Path

import pytest

from scorecut.model.emotion import Emotion
from scorecut.model.picture import Picture
from tests.kept import kept
from tests.spotting.moments import measure, moments_of, seen, spotted

SAMPLES = Path(__file__).parents[2] / "sample_clips"
FILMS = ("dawn", "chase", "voices")
PROMPTS = ("", "melancholic cello", "hybrid action, tense", "gentle piano")


@pytest.fixture(scope="session")
def watched() -> dict[str, tuple[Picture, Emotion]]:
    """The sample films, each watched once."""
    return {name: seen(SAMPLES / f"{name}.mp4", kept()) for name in FILMS}


@pytest.mark.parametrize("prompt", PROMPTS)
@pytest.mark.parametrize("name", FILMS)
def test_four_of_five_named_moments_are_hit_and_four_of_five_hits_are_named(watched, name, prompt):
    found = measure(spotted(*watched[name], prompt).hits, moments_of(SAMPLES / f"{name}.mp4"))
    missed = [moment.words for moment, hit in found.moments if hit is None]
    assert found.share_hit >= 0.8, missed
    assert found.share_unnamed <= 0.2, [(hit.frame, hit.reason) for hit in found.unnamed]


@pytest.mark.parametrize("name", FILMS)
def test_another_seed_plays_other_notes_on_the_same_moments(watched, name):
    sheets = [spotted(*watched[name], "gentle piano", seed=seed) for seed in (1, 2, 7)]
    assert sheets[0].hits == sheets[1].hits == sheets[2].hits


@pytest.mark.parametrize("prompt", PROMPTS)
def test_nothing_is_struck_while_somebody_speaks_or_is_about_to(watched, prompt):
    told = tomllib.loads((SAMPLES / "voices.truth.toml").read_text(encoding="utf-8"))
    hits = spotted(*watched["voices"], prompt).hits
    for line in told["speech"]:
        assert not [hit.time_s for hit in hits if line["start_s"] - 0.3 < hit.time_s < line["end_s"]]


def test_the_music_of_a_dawn_begins_softly_on_its_first_light(watched):
    sheet = spotted(*watched["dawn"], "melancholic cello")
    first = sheet.hits[0]
    assert (first.frame, first.kind, first.size) == (1, "enter", "light")
    assert sheet.cues[0].start_s == first.time_s


def test_every_hit_says_why_in_words_and_the_notes_say_what_was_left_out(watched):
    for name in FILMS:
        sheet = spotted(*watched[name])
        assert all(len(hit.reason) > 8 and "_" not in hit.reason for hit in sheet.hits)
        assert any(f"{len(sheet.hits)} of " in note and "left out" in note for note in sheet.notes)


@pytest.mark.clips
def test_in_a_battle_four_of_five_moments_are_hit_and_four_of_five_hits_are_named_with_every_prompt(clips_dir):
    clip = clips_dir / "tos_battle.webm"
    battle = seen(clip, kept())
    for prompt in (*PROMPTS, "epic orchestra"):
        found = measure(spotted(*battle, prompt).hits, moments_of(clip))
        assert found.share_hit >= 0.8 and found.share_unnamed <= 0.2, prompt
