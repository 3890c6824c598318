"""Boosted trees as plain arrays: small classifiers trained by ``make train-picture``, read without pickle."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from scorecut.catalog.tables import DATA
from scorecut.model.machine_code import compiled
from scorecut.picture import kernels


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Forest:
    """Trees whose leaves add up to the log-odds of each class.

    names : of the observations, in the order of the columns; classes : one, or several that exclude each other
    roots : int32, (n_trees,), first node of each tree; tree t speaks for class t % len(classes)
    feature : int16, (n_nodes,), -1 at a leaf; threshold, value : float32; left, right : int32, (n_nodes,)
    bias : float32, (n_classes,)
    """

    names: tuple[str, ...]
    classes: tuple[str, ...]
    roots: np.ndarray
    feature: np.ndarray
    threshold: np.ndarray
    value: np.ndarray
    left: np.ndarray
    right: np.ndarray
    bias: np.ndarray

    def odds(self, seen: np.ndarray) -> np.ndarray:
        """Return the raw scores of rows of observations (n, n_names): float64, (n, n_classes)."""
        total = np.tile(self.bias.astype(np.float64), (seen.shape[0], 1))
        trees = self.roots, self.feature, self.threshold, self.value, self.left, self.right
        compiled(kernels.leaf_sums)(np.ascontiguousarray(seen, np.float32), *trees, total)
        return total


@cache
def read_forest(name: str) -> Forest:
    """Return a classifier that comes with the package (``data/<name>.npz``)."""
    with np.load(DATA / f"{name}.npz", allow_pickle=False) as kept:
        arrays = {key: kept[key] for key in kept.files}
    names, classes = (tuple(str(word) for word in arrays.pop(key)) for key in ("names", "classes"))
    return Forest(names=names, classes=classes, **arrays)
