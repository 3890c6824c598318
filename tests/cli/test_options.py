"""Options become settings; what is not given keeps the room's own default."""

from pathlib import Path

import pytest

from scorecut.cli.options import settings_from
from scorecut.errors import UsageError
from scorecut.settings import Settings


def test_no_option_changes_nothing():
    assert settings_from({}) == Settings()
    assert settings_from({"tempo": None, "original": None, "force": False}) == Settings()


def test_every_option_reaches_its_room():
    settings = settings_from(
        {
            "tempo": 1.1, "hits": 0.2, "music_level": -3.0, "original": "drop", "soundfont": "a.sf2", "no_clip": True,
            "clip_model": "ViT-L-14/datacomp", "max_hit_error": 0.5, "hit_offset": 2, "coverage": 0.6, "audio_codec": "flac",
            "force": True, "loudness": "EBU", "duck": "6",
        }
    )  # fmt: skip
    assert (settings.sliders.tempo, settings.sliders.hits, settings.sliders.music_level_db) == (1.1, 0.2, -3.0)
    assert settings.sound.original == settings.delivery.original == "drop"
    assert (settings.sound.loudness, settings.sound.duck_most_db) == ("ebu", 6.0)
    assert settings.sound.soundfont == Path("a.sf2") and settings.sound.require_font
    assert not settings.picture.clip
    assert (settings.picture.clip_model, settings.picture.clip_tag) == ("ViT-L-14", "datacomp")
    assert (settings.delivery.max_hit_error_ms, settings.delivery.audio_codec) == (0.5, "flac")
    assert settings.spotting.hit_offset_frames == 2
    assert settings.spotting.coverage == 0.6
    assert settings.delivery.force


@pytest.mark.parametrize(("word", "most_db"), [("auto", None), ("off", 0.0), ("4.5", 4.5), ("12 dB", 12.0)])
def test_ducking_is_asked_for_by_word_or_figure(word: str, most_db: float | None):
    assert settings_from({"duck": word, "loudness": "none"}) == settings_from({"duck": word})
    assert settings_from({"duck": word}).sound.duck_most_db == most_db


def test_no_sound_font_can_be_asked_for():
    assert not settings_from({"soundfont": "none"}).sound.use_font


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"tempo": float("nan")}, "--tempo"),
        ({"max_hit_error": 0.0}, "--max-hit-error"),
        ({"original": "mute"}, "keep, drop or track"),
        ({"loudness": "ebbu"}, "did you mean 'ebu'"),
        ({"loudness": "web", "original": "track"}, "contradict"),
        ({"duck": "-6"}, "--duck -6: give auto, off"),
        ({"duck": "nan"}, "--duck nan"),
        ({"duck": "much"}, "--duck much"),
        ({"no_clip": True, "require_clip": True}, "contradict"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(asked: dict, words: str):
    with pytest.raises(UsageError, match=words):
        settings_from(asked)
