"""Few stills stand for a shot: none from outside it, one where nothing changes, more where a long shot changes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecut.media.probe import open_film
from scorecut.model.picture import Shot
from scorecut.model.progress import Silent
from scorecut.picture.letterbox import Bars
from scorecut.picture.settings import PictureSettings
from scorecut.picture.shots import Change
from scorecut.picture.stills import StillKeeper, choose, most_stills, square
from scorecut.picture.watch import clear_of_transitions, watch
from scorecut.store import Store
from tests.picture.drawing import shot
from tests.picture.drawn_scenes import spread_scenes
from tests.picture.scene_film import film_of_scenes

ANY = {"at": st.lists(st.integers(0, 400), min_size=1, max_size=60, unique=True)}


def tiny_of(frames, seed=1):
    """Tiny pictures of frames that all differ."""
    rng = np.random.default_rng(seed)
    return {frame: rng.integers(0, 256, (9, 16, 3), dtype=np.uint8) for frame in frames}


@given(ANY["at"], st.lists(st.integers(5, 120), min_size=1, max_size=6))
def test_stills_never_leave_their_shot(kept, lengths):
    ends = np.cumsum(lengths)
    clear = [(int(a), int(b)) for a, b in zip([0, *ends[:-1]], ends, strict=True)]
    chosen = choose(tiny_of(kept), clear, np.arange(int(ends[-1])) / 24)
    for (first, end), frames in zip(clear, chosen, strict=True):
        assert all(first <= frame < end for frame in frames) and frames == sorted(set(frames))
        assert len(frames) <= 3 + (end - first) / 24 / 5
        assert bool(frames) == any(first <= frame < end for frame in kept)


def test_stills_are_never_taken_within_a_transition():
    shots = tuple(
        Shot(start_s=a / 24, end_s=b / 24, start_frame=a, end_frame=b) for a, b in ((0, 60), (60, 72), (72, 200))
    )
    changes = [Change("dissolve", 50, 70, 60, 0.9), Change("wipe", 66, 90, 72, 0.9)]
    clear = clear_of_transitions(shots, changes)
    chosen = choose(tiny_of(range(200)), clear, np.arange(200) / 24)
    assert chosen[1] == [], "nothing of the second shot is ever seen alone"
    assert max(chosen[0]) <= 50 and min(chosen[2]) >= 90


def test_a_still_shot_costs_one_and_a_changing_one_costs_more():
    times_s = np.arange(3000) / 24
    same = {frame: np.full((9, 16, 3), 90, np.uint8) for frame in range(0, 3000, 12)}
    assert [len(frames) for frames in choose(same, [(0, 100), (100, 2500)], times_s)] == [1, 1]
    differs = tiny_of(range(0, 3000, 12))
    assert [len(frames) for frames in choose(differs, [(0, 100), (100, 2500)], times_s)] == [3, most_stills(99.9)]
    turns = same | {frame: np.full((9, 16, 3), 160, np.uint8) for frame in range(1200, 3000, 12)}
    (two,) = choose(turns, [(0, 2400)], times_s)
    assert len(two) == 2 and two[0] < 1200 <= two[1]
    assert [len(frames) for frames in choose(differs, [(24, 37)], times_s)] == [1], "a blink is one picture"


def test_few_stills_are_put_aside_and_every_shot_has_some(tmp_path):
    lengths = [30, 200, 12, 90]
    keeper = StillKeeper(160, 90, tmp_path, 24.0)
    number = 0
    for i, n in enumerate(lengths):
        for k, frame in enumerate(shot(i, n, pan=0.5)):
            keeper.add(number, frame, 1.0 if k == 0 and i else 0.0)
            number += 1
    keeper.flush()
    ends = np.cumsum(lengths)
    clear = [(int(a), int(b)) for a, b in zip([0, *ends[:-1]], ends, strict=True)]
    chosen = choose(keeper.tiny, clear, np.arange(number) / 24)
    assert all(frames for frames in chosen) and len(keeper.tiny) < 60
    for first, end in clear:
        assert {3 * (f - first) // (end - first) for f in keeper.tiny if first <= f < end} == {0, 1, 2}
    still = keeper.read(chosen[0][0], 64, Bars())
    assert still.shape == (64, 64, 3) and still.dtype == np.uint8


def test_shots_without_a_clear_cut_between_them_have_stills_too(tmp_path):
    """Dark shots change little at their cuts: stills of the unbroken stretch must lie close enough for each."""
    keeper = StillKeeper(160, 90, tmp_path, 24.0)
    for number, frame in enumerate(shot(1, 24 * 40, pan=0.1)):
        keeper.add(number, frame, 0.05)
    keeper.flush()
    gaps = np.diff([0, *sorted(keeper.tiny), 24 * 40])
    assert gaps.max() <= 24 * 1.5 and len(keeper.tiny) <= 48


class Counting:
    """An embedder that counts."""

    identity, label, size, temperature = "counting", "counting", 16, 20.0

    def __init__(self) -> None:
        self.pictures = 0

    def texts(self, sentences):
        rows = np.random.default_rng(len(sentences)).normal(size=(len(sentences), 8))
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)

    def images(self, pictures):
        self.pictures += len(pictures)
        rows = pictures.reshape(len(pictures), -1)[:, :8].astype(np.float32) + 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_a_long_film_embeds_at_most_three_a_shot_and_one_each_five_seconds(tmp_path, monkeypatch):
    embedder = Counting()
    monkeypatch.setattr("scorecut.picture.watch.find_embedder", lambda name, settings: embedder)
    lengths_s = [2.0, 4.0, 1.0, 25.0, 3.0, 0.5, 6.0, 40.0, 2.5, 9.0] * 2
    film = open_film(film_of_scenes(tmp_path / "long.mp4", spread_scenes(20, seed=3), lengths_s))
    (tmp_path / "w").mkdir()
    picture = watch(film, settings=PictureSettings(), workdir=tmp_path / "w", store=Store(None), progress=Silent())
    assert len(picture.shots) >= 18
    lengths = [found.end_s - found.start_s for found in picture.shots]
    assert 0 < embedder.pictures <= sum(3 + (length_s // 5 if length_s > 10 else 0) for length_s in lengths)
    assert embedder.pictures >= len(picture.shots) - 2, "every shot is looked at"


def test_square_takes_the_centre():
    picture = np.zeros((50, 150, 3), np.uint8)
    picture[:, 50:100] = 200
    assert (square(picture, 25)[:, 2:-2] == 200).all()
    assert square(picture[:, :20], 64).shape == (64, 64, 3)
    assert most_stills(9.9) == 3 and most_stills(61) == pytest.approx(15)
