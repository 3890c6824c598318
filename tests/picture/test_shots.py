"""Cuts, fades and dissolves are found where they are drawn, and nowhere else."""

import itertools

import numpy as np
import pytest

from scorecut.picture.shots import as_transitions, find_transitions, shots_between
from tests.picture.drawing import HEIGHT, WIDTH, black, clock_of, mixed, reel_of, shot, texture, yuv


def found(frames, folder, rate_hz=24.0):
    return [(change.kind, change.frame) for change in find_transitions(reel_of(frames, folder), rate_hz).changes]


def test_each_hard_cut_is_the_first_frame_of_its_new_shot(tmp_path):
    lengths = [31, 17, 44, 12, 60, 25]
    frames = [frame for i, n in enumerate(lengths) for frame in shot(i, n, pan=i % 3)]
    assert found(frames, tmp_path) == [("cut", int(k)) for k in np.cumsum(lengths)[:-1]]


def test_a_still_film_and_a_pan_have_no_transition(tmp_path):
    assert found(shot(1, 60), tmp_path) == []
    (tmp_path / "pan").mkdir()
    assert found(shot(2, 60, pan=7), tmp_path / "pan") == []


@pytest.mark.parametrize("length", [1, 2, 4])
def test_a_flash_is_no_cut(tmp_path, length):
    frames = list(shot(3, 60, pan=1))
    for i in range(length):
        frames[30 + i] = np.maximum(frames[30 + i], yuv(np.full((HEIGHT, WIDTH), 225.0)))
    assert found(frames, tmp_path) == []


def test_a_strobe_is_no_string_of_cuts(tmp_path):
    frames = list(shot(4, 96))
    for i in range(10, 90, 6):
        frames[i] = frames[i + 1] = yuv(np.full((HEIGHT, WIDTH), 235.0))
    assert found(frames, tmp_path) == []


def test_a_cut_between_dark_pictures_is_seen(tmp_path):
    frames = [*shot(5, 40, level=26, depth=4, noise=0.5, u=128, v=128)]
    frames += shot(6, 40, level=28, depth=4, noise=0.5, u=127, v=129)
    assert found(frames, tmp_path) == [("cut", 40)]


def test_slides_that_stand_still_are_cut_where_they_change(tmp_path):
    slides = [yuv(120 + 40 * np.sign(texture(20 + i, grain=3))) for i in range(4)]
    assert found([slide for slide in slides for _ in range(30)], tmp_path) == [("cut", 30), ("cut", 60), ("cut", 90)]


def test_a_crossing_object_is_no_cut(tmp_path):
    frames = [frame.copy() for frame in shot(7, 60)]
    for i in range(20, 45):
        left = (i - 20) * 9 - 60
        frames[i][:HEIGHT, max(0, left) : max(0, left + 60)] = 40
    assert found(frames, tmp_path) == []


@pytest.mark.parametrize("length", [8, 16, 36])
def test_a_dissolve_is_found_at_its_middle(tmp_path, length):
    a, b = list(shot(8, 50 + length)), list(shot(9, 50 + length))
    frames = [*a[:50], *mixed(a[50:], b[:length]), *b[length:]]
    (change,) = find_transitions(reel_of(frames, tmp_path), 24.0).changes
    assert change.kind == "dissolve"
    assert abs(change.frame - (49 + 50 + length) // 2) <= 2
    assert abs(change.first - 49) <= 3 and abs(change.last - (50 + length)) <= 3


def test_a_title_that_fades_in_is_no_dissolve(tmp_path):
    frames = [frame.copy() for frame in shot(10, 80)]
    for i in range(30, 80):
        share = min(1.0, (i - 29) / 20)
        title = frames[i][30:50, 40:120]
        title[:] = np.round(title * (1 - share) + 230 * share)
    assert found(frames, tmp_path) == []


def test_fades_end_at_the_first_black_frame_and_begin_at_the_first_visible_one(tmp_path):
    a, b = list(shot(11, 60)), list(shot(12, 60))
    frames = [*a[:40], *mixed(a[40:], black(20)), *black(12), *mixed(black(20), b[:20]), *b[20:]]
    fade_out, fade_in = find_transitions(reel_of(frames, tmp_path), 24.0).changes
    assert fade_out.kind == "fade_out" and abs(fade_out.frame - 60) <= 2 and abs(fade_out.first - 39) <= 3
    assert fade_in.kind == "fade_in" and abs(fade_in.frame - 72) <= 2 and abs(fade_in.last - 92) <= 3


def test_a_fade_is_timed_by_what_can_just_be_seen(tmp_path):
    a, b = list(shot(33, 70, depth=25)), list(shot(34, 70, depth=25))
    frames = [*a[:30], *mixed(a[30:], black(40)), *black(10), *mixed(black(40), b[:40]), *b[40:]]
    fade_out, fade_in = find_transitions(reel_of(frames, tmp_path), 24.0).changes
    assert abs(fade_out.frame - 70) <= 1 and abs(fade_in.frame - 80) <= 1
    assert type(fade_out.frame) is int and type(fade_in.frame) is int


def test_a_fade_in_ends_although_the_picture_brightens_on(tmp_path):
    dawn = [
        np.maximum(16, frame * (0.7 + 0.3 * i / 200)).astype(np.uint8)
        for i, frame in enumerate(shot(35, 200, u=128, v=128))
    ]
    for frame in dawn:
        frame[HEIGHT:] = 128
    (change,) = find_transitions(
        reel_of([*black(10), *mixed(black(24), dawn[:24]), *dawn[24:]], tmp_path), 24.0
    ).changes
    assert change.kind == "fade_in" and abs(change.last - 34) <= 5


def test_a_fade_to_white_is_a_fade(tmp_path):
    a, b = list(shot(13, 60)), list(shot(14, 40))
    white = [yuv(np.full((HEIGHT, WIDTH), 235.0))] * 20
    kinds = [kind for kind, _ in found([*a[:40], *mixed(a[40:], white), *white, *b], tmp_path)]
    assert kinds == ["fade_out", "cut"]


def test_going_black_at_once_is_a_cut(tmp_path):
    frames = [*shot(15, 40), *black(20), *shot(16, 40)]
    assert found(frames, tmp_path) == [("cut", 40), ("cut", 60)]


def test_repeated_frames_do_not_hide_cuts_nor_make_them(tmp_path):
    frames = [frame for i in range(3) for frame in shot(20 + i, 30, pan=3)]
    doubled = [frame for frame in frames for _ in range(2)]
    assert found(doubled, tmp_path, rate_hz=48.0) == [("cut", 60), ("cut", 120)]


def test_shots_follow_each_other_without_a_gap(tmp_path):
    a, b = list(shot(17, 62)), list(shot(18, 62))
    frames = [*a[:50], *mixed(a[50:], b[:12]), *b[12:], *shot(19, 30)]
    changes = find_transitions(reel_of(frames, tmp_path), 24.0).changes
    clock = clock_of(len(frames))
    shots = shots_between(changes, clock)
    assert [s.start_frame for s in shots] == [0, *(change.frame for change in changes)]
    assert all(x.end_frame == y.start_frame and x.end_s == y.start_s for x, y in itertools.pairwise(shots))
    assert shots[-1].end_frame == len(frames) and shots[-1].end_s == clock.end_s
    for transition in as_transitions(changes, clock):
        assert transition.time_s == clock.time_of(transition.frame)
        assert transition.start_s <= transition.time_s <= transition.end_s


def test_the_shortest_films_have_one_shot(tmp_path):
    for n in (1, 2, 3, 5):
        folder = tmp_path / str(n)
        folder.mkdir()
        changes = find_transitions(reel_of(shot(1, n), folder), 24.0).changes
        assert changes == [] and len(shots_between(changes, clock_of(n))) == 1
