"""Structure stays under another light, differs between scenes, and a closer look tells cuts from moves."""

import cv2
import numpy as np
import pytest

from scorecut.picture.closer import PLAIN, Looker, likeness, structure
from scorecut.picture.motion import MotionMeter
from tests.picture.drawing import HEIGHT, WIDTH, reel_of, shot, texture

QUIET = dict.fromkeys(PLAIN, 0.0)
LOUD = {"changed": 0.9, "chroma_change": 0.9, "residual": 50.0, "difference": 60.0}


def gray(seed, level=110.0, depth=35.0, left=0):
    wide = texture(seed, HEIGHT, WIDTH + 20)
    return np.clip(level + depth * wide[:, left : left + WIDTH], 16, 235).astype(np.uint8)


@pytest.mark.parametrize(("level", "depth"), [(60, 18), (150, 35), (180, 20)])
def test_another_light_leaves_the_structure(level, depth):
    assert likeness(structure(gray(1)), structure(gray(1, level, depth))) > 0.95


def test_other_scenes_share_none_of_it():
    shares = [likeness(structure(gray(a)), structure(gray(b))) for a in range(4) for b in range(4, 8)]
    assert np.abs(shares).mean() < 0.1 and max(shares) < 0.3


def test_two_flat_pictures_are_alike_and_a_flat_one_is_like_no_other():
    flat, bright = np.full((HEIGHT, WIDTH), 20, np.uint8), np.full((HEIGHT, WIDTH), 200, np.uint8)
    assert likeness(structure(flat), structure(bright)) == pytest.approx(1)
    assert likeness(structure(flat), structure(gray(1))) < 0.2


def looks(frames):
    meter = MotionMeter(HEIGHT, WIDTH)
    looker = Looker(HEIGHT, WIDTH, meter.flow)
    found = {}
    for number, (frame, row) in enumerate(frames):
        found.update(looker.add(number, frame, cv2.resize(frame, (32, 18)), row))
    found.update(looker.flush())
    return found


def test_a_pan_is_the_same_scene_once_its_motion_is_undone_and_a_cut_is_not():
    pan = [(gray(3, left=2 * i), LOUD if i == 4 else QUIET) for i in range(8)]
    cut = [(gray(3 if i < 4 else 5), LOUD if i == 4 else QUIET) for i in range(8)]
    moved, torn = looks(pan)[4], looks(cut)[4]
    assert moved == {}, "a scene that plainly goes on needs no more"
    assert torn["same_moved"] < 0.4 and torn["agree"] < 0.4
    assert torn["same_before"] > 0.9 and torn["same_after"] > 0.9


def test_the_last_frames_of_a_film_are_looked_at_too():
    film = [(gray(3 if i < 6 else 5), LOUD if i == 6 else QUIET) for i in range(7)]
    assert list(looks(film)) == [6]


def test_what_changes_in_a_corner_is_not_looked_at_unless_that_is_all_there_is_to_see():
    lit, dark = [gray(3) for _ in range(8)], [np.full((HEIGHT, WIDTH), 16, np.uint8) for _ in range(8)]
    corner = np.s_[: HEIGHT // 5, : WIDTH // 6]
    for frame in [*lit[4:], *dark[4:]]:
        frame[corner] = 200
    for frame in dark[:4]:
        frame[corner] = 60
    gray_change = LOUD | {"chroma_change": 0.0}
    assert looks([(frame, gray_change if i == 4 else QUIET) for i, frame in enumerate(lit)]) == {}
    assert list(looks([(frame, gray_change if i == 4 else QUIET) for i, frame in enumerate(dark)])) == [4]


def test_a_calm_shot_needs_no_closer_look(tmp_path):
    reel = reel_of(shot(1, 60, pan=1), tmp_path)
    assert reel.column("looked").sum() <= 1
    assert (reel.column("same")[reel.column("looked") == 0] == 1).all()
