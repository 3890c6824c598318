"""The maker of edited films tells the truth about them."""

import itertools

import numpy as np
import pytest

from tests import edits
from tests.edits.joints import apart
from tests.edits.manners import MANNERS
from tests.edits.timeline import name_of


def small(seed: int, **more) -> edits.Edit:
    return edits.make(seed, kind="drawn", seconds=12, size=(160, 90), rate=edits.RATES[0], **more)


def test_the_same_seed_gives_the_same_film_and_another_seed_another():
    first, again, other = small(3), small(3), small(4)
    assert first.truth == again.truth
    assert first.truth != other.truth
    for a, b in itertools.islice(zip(first.frames(), again.frames(), strict=True), 0, 200, 20):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("manner", sorted(MANNERS))
def test_every_transition_is_where_the_truth_says(manner: str):
    film = small(11, manner=manner)
    frames = list(film.frames())
    assert len(frames) == film.n_frames
    for truth in film.truth:
        before, after = frames[max(0, truth.first - (truth.kind == "cut"))], frames[truth.last]
        assert apart(before, after) > 2
        if truth.kind == "cut":
            assert truth.first == truth.last == truth.frame
            within = [apart(frames[truth.frame + k], frames[truth.frame + k + 1]) for k in (-3, 3)]
            assert apart(before, after) > min(within)
        if truth.kind == "fade_out":
            assert truth.last == truth.frame
            assert after.std() < 4
            assert frames[truth.last - 1].std() > after.std() or name_of(after[45, 80]) != "colour"
        if truth.kind == "fade_in":
            assert truth.frame == truth.first + 1
            assert frames[truth.first].std() < 4


def test_transitions_follow_each_other_in_order_without_touching():
    for seed in range(6):
        film = small(seed)
        for a, b in itertools.pairwise(film.truth):
            assert a.last < b.first or (a.kind == "fade_out" and b.kind == "fade_in" and a.last <= b.first)
        assert all(0 <= t.first <= t.frame <= t.last < film.n_frames for t in film.truth)


def test_what_happens_within_a_shot_keeps_away_from_cuts():
    for seed in range(6):
        film = small(seed, manner="music")
        for happening in film.happenings:
            if happening.kind in ("flash", "strobe", "explosion", "crossing"):
                assert not any(happening.first <= t.frame <= happening.last for t in film.truth)


def test_the_encoder_keeps_every_frame_near_what_it_was():
    film = small(5)
    plain, through = list(film.i420()), list(edits.coded(film))
    assert len(plain) == len(through)
    assert np.mean([np.abs(a.astype(int) - b).mean() for a, b in zip(plain, through, strict=True)]) < 12


def test_a_kind_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="painted"):
        edits.make(1, kind="painted")


@pytest.mark.clips
def test_films_held_out_lend_no_shots():
    library = edits.Library()
    names = {film.name for film in library.films}
    assert {"bikes", "tos_battle", "dawn"} <= names
    assert {source.film.name for source in library.sources(frozenset(names - {"bikes"}))} == {"bikes"}
