"""The labelled real clips from end to end: every hit proven, the transport within limits, a silent film at -14 LUFS."""

import pytest

from scorecut.media.loudness import measure
from tests import films
from tests.line.scored import assert_proven, score

pytestmark = [pytest.mark.font, pytest.mark.clips]

PROMPTS = {
    "bikes.mp4": ("playful pizzicato", 2),
    "fire2_vfr.mp4": ("tense", 0),
    "psd_testvideo.mp4": ("gentle piano", 2),
    "bbb_30s.mp4": ("", 1),
    "tos_battle.webm": ("epic orchestra", 6),
}


@pytest.mark.parametrize("name", ["bikes.mp4"])
def test_a_real_film_is_scored_and_proven(name, clips_dir, tmp_path):
    prompt, least = PROMPTS[name]
    scored = score(clips_dir / name, tmp_path, prompt)
    assert len(scored.report["hits"]) >= least
    assert_proven(scored)
    heard = measure(films.sound_as_played(scored.out))
    assert abs(heard.integrated_lufs + 14) <= 0.5
    assert heard.true_peak_dbtp <= -1.0 + 0.05


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in PROMPTS if name != "bikes.mp4"])
def test_the_other_real_films_too(name, clips_dir, tmp_path):
    prompt, least = PROMPTS[name]
    scored = score(clips_dir / name, tmp_path, prompt)
    assert len(scored.report["hits"]) >= least
    assert_proven(scored)
