"""Blanks, title cards and credits are told from pictures, and neither cut rate nor mood is read off them."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from scorecut.picture.feel import feel
from scorecut.picture.pace import cut_pace
from scorecut.picture.scenes import blank_times, scene_starts
from scorecut.picture.settings import PictureSettings
from scorecut.picture.shots import find_transitions, shots_between
from scorecut.picture.titles import shot_kinds
from tests.picture.cards import card, lettered, roll
from tests.picture.drawing import clock_of, picture_of, reel_of, shot, yuv


def wide(frames):
    """Give frames of 160 x 90 at the size of the cards."""
    for frame in frames:
        height = frame.shape[0] * 2 // 3
        luma = cv2.resize(frame[:height], (640, 360), interpolation=cv2.INTER_CUBIC)
        yield yuv(luma.astype(np.float64), int(frame[height, 0]), int(frame[-1, -1]))


def place(seed: int, n: int = 40, **how):
    return list(wide(shot(seed, n, **how)))


def plain(n: int, luma: float = 16.0):
    return [yuv(np.full((360, 640), luma))] * n


def kinds_of(folder, *parts):
    """Return (first frame, kind) of each shot of the parts in a row."""
    frames = [frame for part in parts for frame in part]
    reel, clock = reel_of(frames, folder), clock_of(len(frames))
    shots = shots_between(find_transitions(reel, 24).changes, clock)
    return [(s.start_frame, kind) for s, kind in zip(shots, shot_kinds(reel, clock, shots), strict=True)]


def test_a_film_with_a_title_a_white_blank_and_rolling_credits(tmp_path):
    kinds = kinds_of(
        tmp_path, card(48), place(1), plain(30, 230.0), place(2, pan=1), card(40, ("later",)), place(3), roll(96)
    )
    assert [kind for _, kind in kinds] == ["title", "picture", "blank", "picture", "title", "picture", "credits"]


@pytest.mark.parametrize(
    "how", [{}, {"paper": 230, "ink": 20}, {"paper": 90, "ink": 210}, {"scale": 0.8}, {"scale": 1.5}]
)
def test_cards_of_any_tone_and_size_are_titles(tmp_path, how):
    assert [kind for _, kind in kinds_of(tmp_path, place(1), card(40, **how), place(2))] == [
        "picture",
        "title",
        "picture",
    ]


def test_the_last_word_is_a_title_and_a_row_of_cards_at_the_end_are_credits(tmp_path):
    end = kinds_of(tmp_path, place(1), place(2), card(48, ("The End",), scale=2.0))
    assert end[-1][1] == "title"
    names = (("Directed by", "Anna Example"), ("Written by", "Bert Sample"), ("Music by", "Carla Muster Example"))
    row = kinds_of(tmp_path, place(1), *(card(40, pair) for pair in names), plain(20))
    assert row[0][1] == "picture" and {kind for _, kind in row[1:]} <= {"credits", "blank"}
    assert kinds_of(tmp_path, roll(120)) == [(0, "credits")]


def test_a_card_that_fades_in_and_out_is_a_title(tmp_path):
    words = lettered([("THE LONG WAY", 0.5)]).astype(np.float64) - 16
    faded = [yuv(16 + words * min(1, i / 12, (60 - i) / 12)) for i in range(61)]
    kinds = dict(kinds_of(tmp_path, place(1), plain(12), faded, plain(12), place(2)))
    assert "title" in kinds.values() and list(kinds.values()).count("picture") == 2


def head(x: float) -> np.ndarray:
    """A face-like blob before black."""
    rows, columns = np.mgrid[:360, :640]
    blob = np.exp(-(((rows - 180) / 80) ** 2) - ((columns - x) / 60) ** 2)
    return 16 + blob * (150 + 30 * np.sin(columns / 15) * np.sin(rows / 11))


def test_a_face_or_a_disc_before_a_plain_ground_is_a_picture(tmp_path):
    disc = np.full((360, 640), 16.0)
    cv2.circle(disc, (300, 180), 70, 220, -1)
    for frames in ([yuv(disc)] * 40, [yuv(head(320 + i / 3)) for i in range(40)], place(3, level=20, depth=8)):
        assert [kind for _, kind in kinds_of(tmp_path, place(1), frames, place(2))] == ["picture"] * 3


def test_cards_are_no_shots_for_the_pace_and_no_mood_for_the_curve():
    picture = picture_of([10.0, 4.0, 10.0, 6.0], {"brightness": [0.4, 0.4], "motion": [0.2, 0.2]})
    as_title = tuple(
        replace(s, kind="title" if i == 1 else "credits" if i == 3 else "picture") for i, s in enumerate(picture.shots)
    )
    titled = replace(picture, shots=as_title)
    times_s = picture.features["cut_pace"].times_s
    assert cut_pace(titled.shots, 30.0, times_s).values.max() < cut_pace(picture.shots, 30.0, times_s).values.max()
    blank = blank_times(titled, times_s)
    assert blank[(times_s > 10.5) & (times_s < 13.5)].all() and blank[times_s > 24.5].all()
    assert not blank[(times_s > 1) & (times_s < 9)].any()
    assert 14.0 in scene_starts(titled, 8.0)

    def with_dark_card(shots):
        from scorecut.model.curve import Curve

        dark = np.where((times_s > 10) & (times_s < 14) | (times_s > 24), 0.02, 0.5)
        features = {**picture.features, "brightness": Curve(times_s=times_s, values=dark)}
        features["cut_pace"] = cut_pace(shots, 30.0, times_s)
        return feel(replace(picture, shots=shots, features=features), settings=PictureSettings())

    card_, real = with_dark_card(as_title), with_dark_card(picture.shots)
    assert np.ptp(card_.valence) < 0.01 < np.ptp(real.valence)
    assert card_.confidence[blank].max() < 0.5 * card_.confidence[~blank].min()
