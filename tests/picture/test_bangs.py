"""Loud sounds are placed at their frame and named by their shape, over rain, wind and music too."""

import numpy as np
import pytest

from scorecut.model.audio import Audio
from scorecut.model.picture import MusicSpan, Speech
from scorecut.picture.bangs import loud_sounds
from tests.picture.drawing import clock_of
from tests.picture.sounding import band, bell, crash, door, gusts, quiet_room, shot, tune

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


KINDS = {"door or thud": door, "shot or crack": shot, "crash": crash, "ring": lambda seed: bell(900 + 60 * seed)}


def scene_of_bangs(bed, level: float, kinds, seconds: float = 40.0):
    """Return film sound with a bang of each of ``kinds`` in turn, their times and kinds."""
    scene = quiet_room(seconds)
    if bed is not None:
        scene.add(bed[: round(seconds * RATE)], 0.0)
    rng = np.random.default_rng(6)
    truth = []
    for i, about_s in enumerate(np.arange(2.0, seconds - 3, 3.1)):
        time_s = round((about_s + rng.uniform(0, 0.8)) * RATE) / RATE
        name = list(kinds)[i % len(kinds)]
        scene.add(KINDS[name](i), time_s, level)
        truth.append((time_s, name))
    return scene, truth


BEDS = {
    "a silent room": lambda: None,
    "rain": lambda: 0.03 * band(40, 1000, 8000, 3),
    "wind": lambda: 0.03 * gusts(40, 3),
    "music": lambda: 0.05 * tune(40, beat=False),
}


@pytest.mark.parametrize("where", list(BEDS))
def test_bangs_are_found_within_a_frame_of_their_onset_and_hardly_anything_else(where):
    music = (MusicSpan(start_s=0.0, end_s=40.0),) if where == "music" else ()
    kinds = list(KINDS)[:3] if music else list(KINDS)  # a bell among music is a note
    scene, truth = scene_of_bangs(BEDS[where](), 0.6, kinds)
    events = loud_sounds(Audio(samples=scene.samples[:, None], layout="mono"), clock_of(24 * 40), (), music)
    right = [(t, name, [e for e in events if abs(e.time_s - t) <= 1 / 24 + 1e-6]) for t, name in truth]
    found = [row for row in right if row[2]]
    assert len(found) >= 0.9 * len(truth)
    assert len(events) <= len(found) + 1
    named = np.mean([row[2][0].label == row[1] for row in found])
    assert named >= (1.0 if where == "a silent room" else 0.75)


def test_a_door_is_heard_in_the_rain_though_the_whole_grows_by_little():
    scene = quiet_room(6)
    scene.add(0.05 * band(6, 1000, 8000, 3), 0.0)
    scene.add(door(1), 3.0, 0.25)
    (event,) = loud_sounds(Audio(samples=scene.samples[:, None], layout="mono"), clock_of(144), ())
    assert event.frame == 72 and event.label == "door or thud"


def test_steady_and_swelling_noise_has_no_bangs():
    for noise in (band(20, 1000, 8000, 1), gusts(20, 2), band(20, 40, 1000, 3)):
        assert loud_sounds(Audio(samples=0.05 * noise[:, None], layout="mono"), clock_of(480), ()) == []


def test_music_that_is_known_as_such_has_hardly_any_bangs_of_its_own(scores):
    for music in scores:
        span = (MusicSpan(start_s=0.0, end_s=music.size / RATE),)
        sound = Audio(samples=0.1 * music[:, None], layout="mono")
        assert len(loud_sounds(sound, clock_of(round(24 * music.size / RATE)), (), span)) <= 1
