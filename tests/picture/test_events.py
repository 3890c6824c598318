"""Flashes, sudden light, impacts and sudden stops are found at their frame."""

import numpy as np

from scorecut.picture.cuts import cut_evidence
from scorecut.picture.events import picture_events
from scorecut.picture.light import motion
from scorecut.picture.shots import find_transitions
from tests.picture.drawing import HEIGHT, WIDTH, clock_of, reel_of, shot, texture, yuv


def events_of(frames, folder):
    frames = list(frames)
    reel, clock = reel_of(frames, folder), clock_of(len(frames))
    returns = cut_evidence(reel, 24).returns
    changes = find_transitions(reel, 24).changes
    found = picture_events(reel, clock, changes, returns, motion(reel, clock, changes, returns))
    assert all(event.time_s == event.frame / 24 and 0 <= event.strength <= 1 for event in found)
    return [(event.kind, event.frame) for event in found]


def moving(positions, seed=1):
    """A wide picture seen through a window at the given pixel positions."""
    wide = texture(seed, HEIGHT, WIDTH + int(max(positions)) + 2)
    return [yuv(110 + 35 * wide[:, int(left) : int(left) + WIDTH]) for left in positions]


def test_a_flash_is_a_flash_at_its_first_frame(tmp_path):
    frames = list(shot(1, 72))
    frames[36] = np.maximum(frames[36], yuv(np.full((HEIGHT, WIDTH), 220.0)))
    assert events_of(frames, tmp_path) == [("flash", 36)]


def test_light_that_comes_on_and_stays_is_sudden_light(tmp_path):
    frames = list(shot(2, 80, level=60, depth=15))
    for i in range(40, 80):
        frames[i] = frames[i].copy()
        frames[i][:HEIGHT] = np.minimum(frames[i][:HEIGHT] * 1.9, 235).astype(np.uint8)
    assert ("light", 40) in events_of(frames, tmp_path)


def test_movement_that_breaks_out_is_an_impact(tmp_path):
    positions = np.concatenate([np.zeros(40), np.cumsum(np.full(30, 5.0))])
    assert ("impact", 40) in events_of(moving(positions), tmp_path)


def test_movement_that_ends_at_once_is_a_sudden_stop(tmp_path):
    positions = np.concatenate([np.cumsum(np.full(40, 4.0)), np.full(40, 160.0)])
    found = events_of(moving(positions, seed=3), tmp_path)
    assert len(found) == 1 and found[0][0] == "stillness" and abs(found[0][1] - 40) <= 1


def test_a_quiet_shot_and_a_plain_cut_have_no_events(tmp_path):
    assert events_of([*shot(4, 60), *shot(5, 60)], tmp_path) == []


def test_tiny_films_have_no_events(tmp_path):
    assert events_of(shot(6, 2), tmp_path) == []


def test_a_strobe_is_one_event_and_three_lightnings_are_three(tmp_path):
    for name, lit, expected in (("strobe", range(20, 120, 8), [20]), ("storm", (20, 60, 100), [20, 60, 100])):
        frames = list(shot(7, 140))
        for i in lit:
            frames[i] = np.maximum(frames[i], yuv(np.full((HEIGHT, WIDTH), 220.0)))
        (tmp_path / name).mkdir()
        assert [frame for kind, frame in events_of(frames, tmp_path / name) if kind == "flash"] == expected
