"""Loud sounds are placed at their frame, speech is found and music is not taken for it."""

import subprocess

import numpy as np
import pytest
import soundfile

from scorecut.model.audio import Audio
from scorecut.model.picture import Speech
from scorecut.picture.sound import loud_sounds, loudness_curve
from scorecut.picture.speech import find_speech, spans
from tests.picture.drawing import clock_of

RATE = 48_000


def quiet(seconds: float, level: float = 0.002) -> np.ndarray:
    return (level * np.random.default_rng(1).standard_normal((round(seconds * RATE), 2))).astype(np.float32)


def bang(samples: np.ndarray, time_s: float, level: float = 0.5) -> None:
    first = round(time_s * RATE)
    length = min(round(0.3 * RATE), samples.shape[0] - first)
    fall = np.exp(-np.arange(length) / (0.06 * RATE))[:, None]
    samples[first : first + length] += level * fall * np.random.default_rng(2).standard_normal((length, 2))


def test_a_bang_is_an_event_at_its_frame():
    samples = quiet(10)
    for time_s in (2.0, 5.5, 8.25):
        bang(samples, time_s)
    events = loud_sounds(Audio(samples=samples), clock_of(240), ())
    assert [event.frame for event in events] == [48, 132, 198]
    assert all(event.kind == "sound" and event.time_s == event.frame / 24 for event in events)


def test_a_louder_bang_is_stronger_and_a_steady_noise_is_no_event():
    samples = quiet(10)
    bang(samples, 3.0, 0.1)
    bang(samples, 7.0, 0.9)
    soft, loud = loud_sounds(Audio(samples=samples), clock_of(240), ())
    assert soft.strength < loud.strength
    assert loud_sounds(Audio(samples=quiet(10, 0.2)), clock_of(240), ()) == []
    assert loud_sounds(None, clock_of(240), ()) == []


def test_the_beginning_of_a_line_is_no_bang():
    samples = quiet(6)
    bang(samples, 3.0)
    spoken = (Speech(start_s=2.97, end_s=4.0),)
    assert loud_sounds(Audio(samples=samples), clock_of(144), spoken) == []


def test_loudness_is_at_4_hz_and_silence_is_the_floor():
    tone = np.sin(2 * np.pi * 997 * np.arange(4 * RATE) / RATE).astype(np.float32) * 0.1
    curve = loudness_curve(Audio(samples=tone[:, None], layout="mono"), 4.0)
    assert np.diff(curve.times_s) == pytest.approx(np.full(16, 0.25))
    assert curve.values[4:12] == pytest.approx(np.full(8, -23.0), abs=0.2)
    assert (loudness_curve(None, 4.0).values == -70).all()


def test_spans_bridge_short_pauses_and_drop_what_was_never_sure():
    certainty = np.zeros(200)
    certainty[20:60] = 0.95
    certainty[64:90] = 0.9
    certainty[64 - 4 : 64] = 0.1
    certainty[120:160] = 0.55
    ((start_s, end_s),) = spans(certainty)
    assert start_s == pytest.approx(20 * 0.032 - 0.03) and end_s == pytest.approx(90 * 0.032 - 0.06)
    assert spans(np.zeros(0)) == [] and spans(np.ones(40))[0][0] == 0


def spoken(folder, words: str) -> np.ndarray:
    """Return a line from a speech synthesiser, 48 kHz, peak 0.3."""
    import soxr

    path = folder / "line.wav"
    try:
        subprocess.run(["espeak-ng", "-v", "en-us", "-s", "140", "-w", str(path), words], check=True)
    except FileNotFoundError:
        pytest.skip("espeak-ng is not here")
    samples, rate = soundfile.read(path, dtype="float32")
    samples = soxr.resample(samples, rate, RATE)
    return (0.3 * samples / np.abs(samples).max()).astype(np.float32)


def music(seconds: float) -> np.ndarray:
    """Return chords of partials with a beat of noise bursts: music without a voice, 48 kHz, mono."""
    t = np.arange(round(seconds * RATE)) / RATE
    sound = np.zeros(t.size)
    for bar in range(int(np.ceil(seconds / 2))):
        inside = (t >= 2 * bar) & (t < 2 * bar + 2)
        since = t[inside] - 2 * bar
        for semitones in ((0, 4, 7), (9, 12, 16), (5, 9, 12), (7, 11, 14))[bar % 4]:
            pitch = 220 * 2 ** (semitones / 12)
            for partial in range(1, 7):
                sound[inside] += np.sin(2 * np.pi * pitch * partial * since) / partial**1.5 * np.exp(-since / 1.5)
    rng = np.random.default_rng(3)
    for beat in np.arange(0, seconds - 0.2, 0.5):
        first = round(beat * RATE)
        sound[first : first + 4800] += 0.8 * rng.standard_normal(4800) * np.exp(-np.arange(4800) / 800)
    return (0.25 * sound / np.abs(sound).max()).astype(np.float32)


def test_lines_are_found_with_their_loudness_and_music_is_not_speech(tmp_path):
    line = spoken(tmp_path, "We have been waiting for you all night long, and nobody came to open the door.")
    samples = np.zeros((20 * RATE, 1), np.float32)
    samples[:, 0] = np.random.default_rng(4).normal(0, 0.0008, 20 * RATE)
    truth = []
    for time_s, level in ((2.0, 1.0), (11.0, 0.5)):
        first = round(time_s * RATE)
        samples[first : first + line.size, 0] += level * line
        truth.append((time_s, time_s + line.size / RATE))
    found = find_speech(Audio(samples=samples, layout="mono"))
    grid = np.arange(0, 20, 0.03)
    said = np.array([any(a <= t < b for a, b in truth) for t in grid])
    heard = np.array([any(span.start_s <= t < span.end_s for span in found) for t in grid])
    edge = np.array([any(abs(t - x) < 0.25 for span in truth for x in span) for t in grid])
    assert heard[said & ~edge].mean() > 0.9 and heard[~said & ~edge].mean() < 0.02
    loud = [max(span.loudness_lufs for span in found if span.start_s < b and span.end_s > a) for a, b in truth]
    assert loud[0] - loud[1] == pytest.approx(6.0, abs=0.8)
    assert find_speech(Audio(samples=music(12)[:, None], layout="mono")) == ()


def test_silence_has_no_speech():
    assert find_speech(None) == ()
    assert find_speech(Audio(samples=np.zeros((RATE, 2), np.float32))) == ()
    assert find_speech(Audio(samples=np.zeros((100, 2), np.float32))) == ()
