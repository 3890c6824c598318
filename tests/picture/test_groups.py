"""Shots of one place share a group: seen anew, lit anew, minutes later; what only resembles it does not."""

import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from scorecut.media.probe import open_film
from scorecut.model.progress import Silent
from scorecut.picture.groups import clustered, group_shots, log_odds
from scorecut.picture.likeness import distances
from scorecut.picture.looks import looks_of
from scorecut.picture.settings import PictureSettings
from scorecut.picture.watch import watch
from tests.kept import kept
from tests.picture.drawing import reel_of, shot
from tests.picture.drawn_places import place, story, view

N = 12


def drawn_story(seed, folder, n_places=8, n_shots=36, **how):
    """Return reel, spans and truth of a story told in drawn places."""
    order = story(n_places, n_shots, seed)
    places = [place(100 * seed + k) for k in range(n_places)]
    frames = [frame for i, k in enumerate(order) for frame in view(places[k], N, 1000 * seed + i, **how)]
    return reel_of(frames, folder), [(N * i, N * i + N) for i in range(n_shots)], order


def f1(found, truth):
    """Return the F1 of pairs of shots in one group."""
    found, truth = np.array(found), np.array(truth)
    pairs = np.triu_indices(len(truth), 1)
    ours = (found[:, None] == found[None])[pairs]
    theirs = (truth[:, None] == truth[None])[pairs]
    return 2 * np.sum(ours & theirs) / (np.sum(ours) + np.sum(theirs))


STORIES = [(21, {}), (22, {}), (23, {"light": 0.5}), (24, {"framing": 0.05}), (25, {"n_places": 14})]


def test_places_seen_anew_share_a_group(tmp_path):
    """Stories other than those that the numbers were fitted on."""
    found = []
    for seed, how in STORIES:
        reel, spans, order = drawn_story(seed, tmp_path, **how)
        found.append(f1(group_shots(reel, spans), order))
    assert np.mean(found) >= 0.93 and min(found) >= 0.85, found


def test_places_are_known_again_in_black_and_white(tmp_path):
    reel, spans, order = drawn_story(26, tmp_path, n_places=6, n_shots=24)
    grey = replace(reel, tints=np.full_like(reel.tints, 128), chroma=np.zeros_like(reel.chroma) + one_grey())
    assert f1(group_shots(grey, spans), order) >= 0.75


def one_grey():
    """Return the chroma histogram of a picture without colour."""
    counts = np.zeros(64, np.uint16)
    counts[36] = 65535
    return counts


def test_a_dialogue_and_a_return_after_long(tmp_path):
    places = {name: place(seed) for name, seed in zip("abcdefgh", range(300, 308), strict=True)}
    order = "abababcdefghcdefgha"
    frames = [f for i, name in enumerate(order) for f in view(places[name], N, i, framing=0.04, light=0.1)]
    found = group_shots(reel_of(frames, tmp_path), [(N * i, N * i + N) for i in range(len(order))])
    assert found == ["abcdefgh".index(name) for name in order]


def test_the_reverse_shot_of_a_dialogue_is_another_view(tmp_path):
    """Shot and countershot are composed as mirror images; they are two people all the same."""
    he, she = place(411), place(412)
    frames = []
    for i in range(6):
        frames += view((he, she)[i % 2], N, 7, framing=0.02, light=0.05, mirrored=bool(i % 2))
    assert group_shots(reel_of(frames, tmp_path), [(N * i, N * i + N) for i in range(6)]) == [0, 1, 0, 1, 0, 1]


def test_different_pictures_stay_apart(tmp_path):
    frames = [frame for seed in range(40, 52) for frame in shot(seed, N)]
    found = group_shots(reel_of(frames, tmp_path), [(N * i, N * i + N) for i in range(12)])
    assert len(set(found)) >= 11


@pytest.mark.parametrize("n", [1, 2])
def test_the_shortest_films_have_groups(tmp_path, n):
    frames = [frame for i in range(n) for frame in shot(60 + i, N)]
    assert group_shots(reel_of(frames, tmp_path), [(N * i, N * i + N) for i in range(n)]) == list(range(n))


def test_a_shot_all_in_transitions_has_a_group(tmp_path):
    reel = reel_of(shot(1, 20), tmp_path)
    assert group_shots(reel, [(0, 10), (10, 10)]) in ([0, 0], [0, 1])


def test_embeddings_decide_where_looks_do_not(tmp_path):
    """Four views that look alike by twos, of things that are alike in another way by twos."""
    rng = np.random.default_rng(5)
    reel = reel_of([frame for seed in (1, 2, 3, 4, 5, 6) for frame in shot(seed, N)], tmp_path)
    apart = distances(looks_of(reel, [(N * i, N * i + N) for i in range(6)]))
    kinds = rng.normal(size=(3, 64)) + 1.0
    vectors = np.array([kinds[i % 3] + 0.15 * rng.normal(size=64) for i in range(6)])
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    assert clustered(log_odds(apart, 6, vectors.astype(np.float32)), 6) == [0, 1, 2, 0, 1, 2]


SAMPLES = {
    # by what truth.toml says is seen; the van and the red car race down one street at dusk
    "dawn": ((0, 4, 6), (2, 5)),
    "chase": ((1, 5, 11), (2, 6, 12), (3, 8), (4, 10)),
    "voices": ((0, 7), (2, 5), (3, 6)),
}
APART = {
    "dawn": ((0, 2), (1, 2)),
    "chase": ((1, 3), (3, 4), (4, 7), (1, 14)),
    "voices": ((0, 1), (2, 3), (3, 4), (0, 2)),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_what_returns_in_the_sample_clips_is_known_again(tmp_path, name):
    clips = Path(__file__).parents[2] / "sample_clips"
    truth = tomllib.loads((clips / f"{name}.truth.toml").read_text(encoding="utf-8"))
    film = open_film(clips / f"{name}.mp4")
    picture = watch(film, settings=PictureSettings(clip=False), workdir=tmp_path, store=kept(), progress=Silent())
    group = []
    for section in truth["sections"]:
        middle_s = (section["start_s"] + section["end_s"]) / 2
        group.append(next(found.group for found in picture.shots if found.start_s <= middle_s < found.end_s))
    for returning in SAMPLES[name]:
        assert len({group[i] for i in returning}) == 1, returning
    for one, other in APART[name]:
        assert group[one] != group[other]
