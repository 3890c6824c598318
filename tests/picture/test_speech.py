"""Speech is found among music and effects, in loud and quiet films, and neither is taken for it."""

import numpy as np
import pytest

from scorecut.model.audio import Audio
from scorecut.picture.speech import find_speech, spans
from scorecut.picture.voice_net import WINDOW, VoiceNet
from tests.picture.sounding import (
    band,
    choir,
    counts,
    crash,
    door,
    engine,
    frames_inside,
    gusts,
    hum,
    line,
    quiet_room,
    shot,
    tune,
)

RATE = 48_000


def heard(samples: np.ndarray) -> list[tuple[float, float]]:
    return [(s.start_s, s.end_s) for s in find_speech(Audio(samples=samples[:, None], layout="mono"))]


def talk(number: int, snr_db: float, bed: np.ndarray):
    """Return 36 s of lines over a bed of RMS 0.05, with bangs between and under them."""
    scene = quiet_room(36)
    scene.add(bed, 0.0, 0.05)
    rng = np.random.default_rng(number)
    for time_s in rng.uniform(1, 33, 5):
        scene.add([door, shot, crash][int(rng.integers(3))](number), float(time_s), 0.3)
    at, n = 1.0, 3 * number
    while at + line(n).samples.size / RATE < 36:
        scene.say(line(n), at, 0.05 * 10 ** (snr_db / 20))
        at += line(n).samples.size / RATE + float(rng.uniform(0.8, 3.0))
        n += 1
    return scene


def test_spans_bridge_short_pauses_and_drop_what_was_never_sure():
    certainty = np.zeros(200)
    certainty[20:60] = 0.95
    certainty[64:90] = 0.9
    certainty[64 - 4 : 64] = 0.1
    certainty[120:160] = 0.55
    ((start_s, end_s),) = spans(certainty)
    assert start_s == pytest.approx(20 * 0.032 - 0.03) and end_s == pytest.approx(90 * 0.032 - 0.06)
    assert spans(np.zeros(0)) == [] and spans(np.ones(40))[0][0] == 0


def test_lines_among_drawn_music_noise_and_bangs_are_found_to_the_frame():
    total = np.zeros(3)
    for number, snr_db in enumerate(range(-6, 18, 3)):
        noise = 0.7 * band(36, 1000, 8000, number) + 0.7 * gusts(36, number)
        scene = talk(number, snr_db, noise if number % 3 == 2 else tune(36, number))
        total += counts(heard(scene.samples), scene.speech_s, scene.length_s)
    right, found, true = total
    assert right / found >= 0.95 and right / true >= 0.95


def test_lines_over_the_tools_own_scores_are_found_to_the_frame(scores):
    total = np.zeros(3)
    for number, music in enumerate(scores):
        for snr_db in (-3, 3, 12):
            scene = talk(10 + number, snr_db, np.resize(music, 36 * RATE))
            total += counts(heard(scene.samples), scene.speech_s, scene.length_s)
    right, found, true = total
    assert right / found >= 0.95 and right / true >= 0.95


def test_music_without_a_voice_is_no_speech(scores):
    for music in (*scores, tune(30), choir(20)):
        for level in (0.05, 0.005):
            false = frames_inside(heard(level * music), music.size / RATE).mean()
            assert false < 0.01


def test_noise_and_engines_are_no_speech():
    for noise in (band(20, 1000, 8000, 1), gusts(20, 2), engine(20, 60, 3), hum(20), band(20, 50, 10_000, 4)):
        assert heard(0.05 * noise) == []


def test_a_film_that_is_20_db_quieter_has_the_same_lines():
    scene = talk(2, 6, tune(36, 2))
    loud = counts(heard(scene.samples), scene.speech_s, scene.length_s)
    quiet = counts(heard(0.1 * scene.samples), scene.speech_s, scene.length_s)
    assert quiet[0] >= 0.98 * loud[0]


def test_a_lines_loudness_follows_its_level():
    scene = quiet_room(20)
    for time_s, level in ((2.0, 0.1), (11.0, 0.05)):
        scene.say(line(0), time_s, level)
    spoken = find_speech(Audio(samples=scene.samples[:, None], layout="mono"))
    first, second = (max(s.loudness_lufs for s in spoken if a < s.start_s < b) for a, b in ((1, 8), (10, 18)))
    assert first - second == pytest.approx(6.0, abs=0.5)


def test_many_windows_at_once_give_what_one_by_one_gives():
    samples = np.ascontiguousarray(talk(1, 15, tune(36, 1)).samples[::3][: 300 * WINDOW])
    with VoiceNet() as net:
        together = np.concatenate([net.certainty(samples[: 130 * WINDOW]), net.certainty(samples[130 * WINDOW :])])
    with VoiceNet() as net:
        net._parts = None
        single = net.certainty(samples)
    assert together.max() > 0.5 > together.min()
    assert np.abs(together - single).max() < 1e-5


def test_silence_has_no_speech():
    assert find_speech(None) == ()
    assert find_speech(Audio(samples=np.zeros((RATE, 2), np.float32))) == ()
    assert find_speech(Audio(samples=np.zeros((100, 2), np.float32))) == ()
