"""Repeats of a cadence are passed over; stillness is no repeat."""

import numpy as np
import pytest

from scorecut.picture.repeats import fresh_frames
from scorecut.picture.shots import find_transitions
from tests.picture.drawing import black, reel_of, shot

#: How often each frame is shown: telecine 3:2, animation on twos, 24 frames in a container of 60.
CADENCES = {"telecine": (2, 3), "twos": (2,), "24 in 60": (3, 2, 3, 2), "one in five": (1, 1, 1, 2)}


def shown(frames, cadence):
    return [frame for i, frame in enumerate(frames) for _ in range(cadence[i % len(cadence)])]


@pytest.mark.parametrize("cadence", CADENCES)
def test_each_frame_of_a_cadence_counts_once(tmp_path, cadence):
    frames = list(shot(1, 60, pan=3))
    played = shown(frames, CADENCES[cadence])
    firsts = np.cumsum([0, *(CADENCES[cadence][i % len(CADENCES[cadence])] for i in range(59))])
    assert fresh_frames(reel_of(played, tmp_path)).tolist() == firsts.tolist()


@pytest.mark.parametrize("cadence", CADENCES)
def test_cuts_lie_on_the_first_frame_that_shows_them(tmp_path, cadence):
    times = CADENCES[cadence]
    frames = [frame for i in range(4) for frame in shot(20 + i, 25, pan=3)]
    starts = [sum(times[k % len(times)] for k in range(cut)) for cut in (25, 50, 75)]
    changes = find_transitions(reel_of(shown(frames, times), tmp_path), 60.0).changes
    assert [(change.kind, change.frame) for change in changes] == [("cut", start) for start in starts]


def test_still_pictures_and_black_have_no_repeats(tmp_path):
    still = [next(shot(2, 1))] * 40
    for name, frames in (("still", still), ("black", black(40)), ("calm", list(shot(3, 40)))):
        (tmp_path / name).mkdir()
        assert fresh_frames(reel_of(frames, tmp_path / name)).size == 40
