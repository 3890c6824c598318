"""Trees read from arrays say what the classifier said that they came from."""

import numpy as np
import pytest

from scorecut.picture import forest
from scorecut.picture.forest import read_forest
from tests.train_picture import GROWTH, fit


@pytest.mark.parametrize("classes", [("cut",), ("none", "dissolve", "wipe")])
def test_the_arrays_give_the_odds_of_the_fitted_trees(tmp_path, monkeypatch, classes):
    from sklearn.ensemble import HistGradientBoostingClassifier

    chance = np.random.default_rng(3)
    seen = chance.normal(size=(600, 5)).astype(np.float32)
    labels = (seen[:, 0] + seen[:, 1] ** 2 > 0.5).astype(int) + (len(classes) > 1) * (seen[:, 2] > 1)
    kept = {}
    monkeypatch.setitem(GROWTH, "trees", {**GROWTH["cuts"], "max_iter": 30})
    monkeypatch.setattr(
        HistGradientBoostingClassifier,
        "fit",
        lambda self, *a, _fit=HistGradientBoostingClassifier.fit, **k: kept.update(model=_fit(self, *a, **k)),
    )
    fit([f"s{i}" for i in range(5)], seen, labels, np.ones(600), classes, tmp_path / "trees.npz")
    monkeypatch.setattr(forest, "DATA", tmp_path)
    trees = read_forest.__wrapped__("trees")
    assert trees.names == ("s0", "s1", "s2", "s3", "s4") and trees.classes == classes
    expected = kept["model"].decision_function(seen).reshape(600, -1)
    assert trees.odds(seen) == pytest.approx(expected, abs=1e-4)


def test_both_classifiers_come_with_the_package():
    assert read_forest("cuts").classes == ("cut",)
    assert read_forest("graduals").classes == ("none", "dissolve", "wipe", "fade_out", "fade_in")
