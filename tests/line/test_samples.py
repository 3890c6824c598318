"""The sample films from end to end: proven hits, stems that add up, the film left as it was, speech left audible."""

import hashlib
import tomllib

import numpy as np
import pytest

from scorecut.media.loudness import span_lufs
from scorecut.media.sound_file import read_wav
from scorecut.model.score import FUNCTIONS
from tests import films, listening
from tests.line.scored import SAMPLES, assert_proven, score
from tests.run import listen_to

pytestmark = pytest.mark.font

PROMPTS = {"dawn": "melancholic cello", "chase": "hybrid action, tense", "voices": "gentle piano"}


@pytest.fixture(scope="module")
def dawn(tmp_path_factory):
    return score(SAMPLES / "dawn.mp4", tmp_path_factory.mktemp("dawn"), PROMPTS["dawn"])


@pytest.fixture(scope="module")
def heard_dawn(tmp_path_factory):
    return listen_to(SAMPLES / "dawn.mp4", PROMPTS["dawn"], workdir=tmp_path_factory.mktemp("work"))


def test_every_hit_is_heard_on_its_frame(dawn):
    assert len(dawn.report["hits"]) >= 4
    assert_proven(dawn)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["chase", "voices"])
def test_every_hit_is_heard_on_its_frame_in_the_other_samples(name, tmp_path):
    scored = score(SAMPLES / f"{name}.mp4", tmp_path, PROMPTS[name])
    assert len(scored.report["hits"]) >= 4
    assert_proven(scored)


def test_stems_null_against_the_music(dawn):
    music = read_wav(dawn.package / "music.wav").samples
    stems = sum(
        np.asarray(read_wav(dawn.package / "stems" / f"{name}.wav").samples, dtype=np.float64) for name in FUNCTIONS
    )
    assert np.abs(stems - music).max() <= 10 ** (-90 / 20)


def test_the_picture_is_copied(dawn):
    before, pictures = films.frames_as_decoded(dawn.film)
    after, scored = films.frames_as_decoded(dawn.out)
    assert pictures == scored
    assert np.abs((after - after[0]) - (before - before[0])).max() < 1e-6


def test_music_and_picture_end_within_a_frame(dawn):
    sound = films.sound_as_played(dawn.out)
    frame_s = 1 / 24
    assert abs(len(sound) / 48_000 - dawn.report["film"]["duration_s"]) <= frame_s


def test_the_music_rises_and_falls_with_the_film(heard_dawn):
    truth = tomllib.loads((SAMPLES / "dawn.truth.toml").read_text(encoding="utf-8"))["sections"]
    starts_s = listening.windows(heard_dawn.sheet.duration_s)
    seen = np.array(
        [
            np.mean([next(s["energy"] for s in reversed(truth) if s["start_s"] <= t) for t in np.arange(a, a + 4, 0.1)])
            for a in starts_s
        ]
    )
    notes = listening.sounding(heard_dawn.score, heard_dawn.tempo_map)
    music = listening.intensity(heard_dawn.stems.music, notes, starts_s)
    assert listening.follows(music, seen) >= 0.7


def test_the_theme_comes_back_changed(heard_dawn):
    statements = [s for cue in heard_dawn.score.cues for s in cue.statements]
    first, *later = sorted(statements, key=lambda s: s.start_beat)
    returns = [s for s in later if s.theme == first.theme]
    assert len(returns) >= 2
    assert {s.transformation for s in returns} != {"statement"}


def test_no_note_leaves_its_instruments_range(heard_dawn):
    assert listening.out_of_range(heard_dawn.score) == []


def test_music_stays_under_spoken_lines(tmp_path):
    record = listen_to(SAMPLES / "voices.mp4", "epic orchestra", workdir=tmp_path)
    from scorecut.media.film_sound import read_film_sound

    film = np.asarray(read_film_sound(record.film, record.picture.clock, workdir=tmp_path).samples, dtype=np.float64)
    music = np.asarray(record.mix.programme.samples, dtype=np.float64) - film
    spans = [span for span in record.sheet.speech if span.end_s - span.start_s >= 1]
    assert len(spans) >= 3
    for span in spans:
        line = span_lufs(film, span.start_s, span.end_s)
        under = span_lufs(music, span.start_s, span.end_s)
        assert line - under >= 10.0 - 1e-6, f"{span}: {line - under:.1f} LU"
    assert np.abs(music).max() > 0.01


def sums(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in ("report.json", "report.html")
    }


@pytest.mark.slow
def test_the_same_order_gives_the_same_bytes_and_another_seed_another_score(tmp_path):
    chase = SAMPLES / "chase.mp4"
    first, second, other = (
        score(chase, tmp_path / name, "epic", seed=seed) for name, seed in (("a", 1), ("b", 1), ("c", 2))
    )
    assert sums(tmp_path / "a") == sums(tmp_path / "b")
    different = sums(tmp_path / "c")
    assert different["chase.score/score.mid"] != sums(tmp_path / "a")["chase.score/score.mid"]
    for report in (first.report, second.report):
        for field in ("timings_s", "outputs"):
            report.pop(field)
    assert first.report == second.report
    assert_proven(other)
