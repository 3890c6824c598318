"""The film's own music is found, with talk and noise over it; speech, noise, hum, engines and sirens are none."""

import numpy as np
import pytest

from scorecut.model.audio import Audio
from scorecut.model.picture import MusicSpan, Speech
from scorecut.picture.music import bridged, find_music
from scorecut.picture.speech import find_speech
from tests.picture.sounding import (
    band,
    bell,
    counts,
    crash,
    door,
    engine,
    gusts,
    hum,
    line,
    quiet_room,
    shot,
    tune,
)

RATE = 48_000


def found(samples: np.ndarray, speech: tuple[Speech, ...] = ()) -> tuple[MusicSpan, ...]:
    return find_music(Audio(samples=samples[:, None].astype(np.float32), layout="mono"), speech)


def reel(music: np.ndarray, number: int, snr_db: float):
    """Return 45 s of talk, bangs and a bed of noise throughout, with music from 14 s to 29 s."""
    scene = quiet_room(45)
    bed = (band(45, 1000, 8000, number), gusts(45, number), band(45, 40, 1000, number), engine(45, 57, number), hum(45))
    scene.add(bed[number % len(bed)], 0.0, 0.05 * 10 ** (-12 / 20))
    stretch = np.resize(music, 15 * RATE).copy()
    stretch[:2400] *= np.linspace(0, 1, 2400)
    stretch[-2400:] *= np.linspace(1, 0, 2400)
    scene.add(stretch, 14.0, 0.05)
    scene.music_s.append((14.0, 29.0))
    for time_s, bang in ((5.3, door), (20.4, shot), (35.6, crash)):
        scene.add(bang(number), time_s, 0.3)
    for n, time_s in enumerate((1.0, 8.0, 16.0, 22.0, 31.0, 38.0)):
        scene.say(line(6 * number + n), time_s, 0.05 * 10 ** (snr_db / 20))
    return scene


@pytest.mark.parametrize("snr_db", [-3, 15])
def test_music_is_found_under_talk_noise_and_bangs(scores, snr_db):
    total = np.zeros(3)
    for number, music in enumerate((*scores, tune(15), tune(15, 1))):
        scene = reel(music, number, snr_db)
        speech = find_speech(Audio(samples=scene.samples[:, None], layout="mono"))
        spans = [(span.start_s, span.end_s) for span in found(scene.samples, speech)]
        total += counts(spans, scene.music_s, scene.length_s)
    right, got, true = total
    assert 2 * right / (got + true) >= 0.9


def two_tones(hz: tuple[float, float], seconds: float = 20.0) -> np.ndarray:
    t = np.arange(round(seconds * RATE)) / RATE
    turn = 2 * np.pi * np.cumsum(np.where(t % 1.2 < 0.6, *hz)) / RATE
    return sum(np.sin(k * turn) / k for k in range(1, 7))


def wailing(seconds: float = 20.0) -> np.ndarray:
    t = np.arange(round(seconds * RATE)) / RATE
    turn = 2 * np.pi * np.cumsum(700 + 300 * np.sin(2 * np.pi * t / 4)) / RATE
    return sum(np.sin(k * turn) / k for k in range(1, 5))


def rich_hum(seconds: float = 20.0) -> np.ndarray:
    t = np.arange(round(seconds * RATE)) / RATE
    return sum(np.sin(2 * np.pi * 110 * k * t + k) / k**0.7 for k in range(1, 25))


def steps(seconds: float = 20.0) -> np.ndarray:
    scene = quiet_room(seconds)
    for i in range(int(seconds / 0.55)):
        scene.add(door(i), 0.3 + 0.55 * i, 0.3)
    return scene.samples


def talking(seconds: float = 40.0, voices: int = 1) -> np.ndarray:
    scene = quiet_room(seconds)
    for voice in range(voices):
        time_s, n = 0.3 + 0.7 * voice, 3 * voice
        while time_s < seconds - 1:
            scene.say(line(n), time_s, 0.05)
            time_s, n = time_s + line(n).samples.size / RATE + 0.3, n + 1
    return scene.samples


NO_MUSIC = {
    "rain": lambda: band(20, 1000, 8000, 1),
    "wind": lambda: gusts(20, 2),
    "traffic": lambda: band(20, 40, 1000, 3),
    "an engine": lambda: engine(20, 60, 3),
    "an engine that speeds up": lambda: engine(20, 40, 3, 110),
    "mains hum": lambda: hum(20),
    "a hum of many partials": rich_hum,
    "a siren of two tones": lambda: two_tones((440.0, 585.0)),
    "a wailing siren": wailing,
    "steps and doors": steps,
    "talk": talking,
    "a crowd": lambda: talking(20.0, 6),
}


@pytest.mark.parametrize("what", list(NO_MUSIC))
def test_what_is_no_music_gives_none(what):
    samples = NO_MUSIC[what]()
    samples = 0.05 * samples / np.sqrt(np.mean(samples**2))
    assert found(samples) == ()


@pytest.mark.clips
def test_the_score_of_a_real_film_is_found_and_foley_is_not(clips_dir, tmp_path):
    from pathlib import Path

    from scorecut.media.film_sound import read_film_sound
    from scorecut.media.probe import open_film
    from tests.picture.drawing import clock_of

    def music_of(path: Path, seconds: float):
        return find_music(read_film_sound(open_film(path), clock_of(round(24 * seconds)), workdir=tmp_path), ())

    (span,) = music_of(clips_dir / "bbb_30s.mp4", 30)
    assert span.start_s < 1 and span.end_s > 29 and span.confidence > 0.8 and -40 < span.loudness_lufs < -10
    samples = Path(__file__).parents[2] / "sample_clips"
    for name, seconds in (("voices", 34), ("dawn", 40), ("chase", 24)):
        assert music_of(samples / f"{name}.mp4", seconds) == ()


def test_a_few_strikes_of_a_bell_are_less_sure_than_music():
    scene = quiet_room(20)
    for time_s in (1.0, 5.0, 9.0):
        scene.add(bell(), time_s, 0.2)
    struck = max((span.confidence for span in found(scene.samples)), default=0.0)
    played = max(span.confidence for span in found(0.05 * tune(20)))
    assert struck < 0.5 < played


def test_gaps_that_are_mostly_speech_are_bridged_and_others_are_not():
    spoken = (Speech(start_s=10.5, end_s=15.0),)
    assert bridged([(0.0, 10.0), (15.5, 20.0)], spoken) == [(0.0, 20.0)]
    assert bridged([(0.0, 10.0), (15.5, 20.0)], ()) == [(0.0, 10.0), (15.5, 20.0)]
    assert bridged([(0.0, 10.0), (12.0, 20.0)], ()) == [(0.0, 20.0)]


def test_the_pieces_of_a_long_film_fit_together():
    samples = 0.05 * np.concatenate([tune(40), 0.05 * band(50, 100, 5000, 1), tune(45, 2)])
    first, second = found(samples)
    assert (first.start_s, first.end_s) == pytest.approx((0, 40), abs=1.0)
    assert (second.start_s, second.end_s) == pytest.approx((90, 135), abs=1.0)
    assert find_music(None) == () and found(np.zeros(RATE)) == ()
