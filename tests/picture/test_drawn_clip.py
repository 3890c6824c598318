"""A small CLIP that learnt from drawn scenes reads others: what they feel like, what is in them, and a film of them."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from scorecut.media.probe import open_film
from scorecut.model.emotion import AXES
from scorecut.model.progress import Silent
from scorecut.picture.axes import axis_table
from scorecut.picture.clip import from_folder
from scorecut.picture.feel import feel
from scorecut.picture.meaning import axis_scores, certainties, directions, read_meaning
from scorecut.picture.settings import PictureSettings
from scorecut.picture.watch import watch
from scorecut.store import Store
from tests.picture.drawn_scenes import THINGS, WORDS, drawn_table, paint, plain, scenes, spread_scenes
from tests.picture.scene_film import film_of_scenes
from tests.picture.tiny_clip import small, train_tiny_clip

UNSEEN = scenes(240, seed=7)
TRUTH = {
    "valence": [scene.valence for scene in UNSEEN],
    "energy": [scene.bustle for scene in UNSEEN],
    "tension": [scene.tension for scene in UNSEEN],
}


@pytest.fixture(scope="module")
def table_place(tmp_path_factory):
    return drawn_table(tmp_path_factory.mktemp("axes") / "drawn.toml")


def read(folder, table, shown):
    """Return axis scores and certainties of labels for scenes, read by the model in ``folder``."""
    embedder = from_folder(folder, 16)
    vectors = embedder.images(np.stack([small(paint(scene)) for scene in shown]))
    there = directions(embedder, table, Store(None))
    shares = certainties(vectors, there, table)
    return axis_scores(vectors, there, table, shares), shares


@pytest.fixture(scope="module")
def unseen(drawn_clip, table_place):
    return read(drawn_clip, axis_table(table_place), UNSEEN)


@pytest.mark.parametrize("axis", AXES)
def test_axes_order_unseen_scenes(unseen, axis):
    scores, _ = unseen
    assert spearmanr(TRUTH[axis], scores[axis]).statistic >= 0.85
    assert np.ptp(scores[axis]) > 1.2 and np.abs(scores[axis]).max() <= 1


def test_labels_name_what_is_drawn(unseen, table_place):
    _, shares = unseen
    table = axis_table(table_place)
    things = np.array([scene.thing for scene in UNSEEN])
    seen = np.array(THINGS)[shares["thing"].argmax(axis=1)]
    given = shares["thing"].max(axis=1) >= table.labelling.least_share
    assert np.mean(seen == things) >= 0.75
    assert np.mean((seen == things)[given]) >= 0.9 and given.mean() >= 0.25
    for measure in WORDS:
        value = np.array([getattr(scene, measure) for scene in UNSEEN])
        clear = np.abs(value) > 0.6
        assert np.mean((shares[measure].argmax(axis=1) == (value > 0))[clear]) >= 0.95


def test_labels_of_a_shot_begin_with_the_surest(drawn_clip, table_place):
    table = axis_table(table_place)
    shown = [scene for scene in UNSEEN if min(abs(scene.light), abs(scene.warmth)) > 0.75][:12]
    pictures = [small(paint(scene)) for scene in shown]
    stills = [[i] for i in range(len(shown))]
    _, labels = read_meaning(stills, lambda i: pictures[i], from_folder(drawn_clip, 16), table, Store(None))
    for scene, told in zip(shown, labels, strict=True):
        assert ("dark", "bright")[scene.light > 0] in told
        assert ("cold", "warm")[scene.warmth > 0] in told
        assert len(told) <= table.labelling.most_labels


def test_a_plain_scene_is_near_nothing(drawn_clip, table_place):
    scores, _ = read(drawn_clip, axis_table(table_place), [plain(scene) for scene in UNSEEN[:60]])
    for axis in AXES:
        assert abs(np.mean(scores[axis])) < 0.3
        assert np.abs(scores[axis]).mean() < 0.5 * np.abs(TRUTH[axis]).max()


@pytest.mark.slow
def test_another_model_scores_in_the_same_range(drawn_clip, unseen, table_place, tmp_path):
    """Another seed, half the dimensions, twice the temperature: cosines are half as far apart, scores are not."""
    folder = train_tiny_clip(tmp_path / "other", seed=2, dimensions=24, steps=300, temperature=32.0)
    table = axis_table(table_place)
    ours, theirs = from_folder(drawn_clip, 16), from_folder(folder, 16)
    assert ours.identity != theirs.identity and theirs.temperature > 1.8 * ours.temperature
    spread = {clip: directions(clip, table, Store(None)).calibration.spread for clip in (ours, theirs)}
    assert spread[theirs]["valence"] < 0.75 * spread[ours]["valence"]
    scores, _ = read(folder, table, UNSEEN)
    for axis in AXES:
        assert spearmanr(TRUTH[axis], scores[axis]).statistic >= 0.8
        for share in (0.1, 0.25, 0.75, 0.9):
            assert np.quantile(scores[axis], share) == pytest.approx(np.quantile(unseen[0][axis], share), abs=0.25)


def test_the_curve_of_a_film_follows_its_scenes(drawn_clip, table_place, tmp_path):
    shown = spread_scenes(16, seed=21)
    film = open_film(film_of_scenes(tmp_path / "scenes.mp4", shown, shot_s=7.0))
    settings = PictureSettings(clip_weights=drawn_clip, axes=table_place)
    (tmp_path / "w").mkdir()
    picture = watch(film, settings=settings, workdir=tmp_path / "w", store=Store(None), progress=Silent())
    assert [shot.start_frame for shot in picture.shots] == [84 * i for i in range(16)]
    emotion = feel(picture, settings=settings)
    assert emotion.source.startswith("clip ")
    middles = [(shot.start_s + shot.end_s) / 2 for shot in picture.shots]
    at = {axis: np.interp(middles, emotion.times_s, getattr(emotion, axis)) for axis in AXES}
    known = [scene.valence for scene in shown]
    read_ = at["valence"] - np.interp(middles, emotion.times_s, emotion.parts["valence.held"])
    assert spearmanr(known, read_).statistic >= 0.85
    assert spearmanr(known, at["valence"]).statistic >= 0.75, "the sign is kept over moods of a few seconds"
    assert spearmanr([scene.bustle for scene in shown], at["energy"]).statistic >= 0.8
    assert spearmanr([scene.tension for scene in shown], at["tension"]).statistic >= 0.5
    read_ = np.interp(middles, emotion.times_s, emotion.parts["energy.meaning"])
    assert spearmanr([scene.bustle for scene in shown], read_).statistic >= 0.75
    for scene, shot in zip(shown, picture.shots, strict=True):
        if abs(scene.light) > 0.6:
            assert ("dark", "bright")[scene.light > 0] in shot.labels


def test_the_same_seed_learns_the_same(tmp_path):
    one, other, third = (
        (train_tiny_clip(tmp_path / name, seed=seed, steps=2, n_scenes=80) / "open_clip_model.safetensors").read_bytes()
        for name, seed in (("a", 5), ("b", 5), ("c", 6))
    )
    assert one == other != third
