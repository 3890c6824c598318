"""Shots of the same place or person, over the whole film, so that themes can return with them.

Each pair of shots gets log odds of being the same, from how unlike they look (``likeness``) and, where there
are embeddings, from those; from where they stand too, since an editor cuts to something else and then often
back again (A B A B). Clusters are then joined by the mean of the odds between their shots (average linkage,
Sokal and Michener 1958) as long as those are even or better. All numbers are fixed; only half of the measure
for "unlike" is that of the film itself, because what is far apart in one film is near in another.
"""

from collections.abc import Iterable

import numpy as np

from scorecut.picture.likeness import distances, place_of
from scorecut.picture.looks import looks_of
from scorecut.picture.reel import Reel

#: Log odds from the logarithms of the distances over what is usual, by a logistic fit on drawn places and on
#: clips that were grouped by eye: weight of each, a floor under it, and what is usual between different shots.
WEIGHT = {"colours": 0.6, "light": 0.6, "layout": 4.5, "tints": 2.0}
FLOOR = {"colours": 0.03, "light": 0.001, "layout": 0.05, "tints": 0.01}
USUAL = {"colours": 0.15, "light": 0.03, "layout": 0.6, "tints": 0.07}
EVEN = -2.2
#: How much of "usual" is the film's own, once it has many more pairs of shots than this.
OWN, OWN_FROM_PAIRS = 0.5, 30
#: What it says that two shots follow each other, or have one between them.
NEXT, NEXT_BUT_ONE = -2.0, 0.7
#: The same for embeddings: weight, floor and usual value of the distance 1 - cosine. How far apart pictures lie
#: differs from model to model, so the film's own measure soon takes over (``own`` is 1).
MEANING, MEANING_FLOOR, MEANING_USUAL = 4.0, 0.02, 0.3
SUREST = 6.0


def group_shots(reel: Reel, spans: list[tuple[int, int]], vectors: np.ndarray | None = None) -> list[int]:
    """Return the group of each shot, numbered as they first appear.

    spans : (first, end) of the frames that belong to each shot alone; vectors : embeddings of the shots, unit
    length, (n_shots, d), or None. Takes about 17 s of one core and 120 MB for 3000 shots.
    """
    looks = looks_of(reel, [(first, max(end, first + 1)) for first, end in spans])
    return clustered(log_odds(distances(looks), len(spans), vectors), len(spans))


def log_odds(apart: Iterable[tuple[str, np.ndarray]], n: int, vectors: np.ndarray | None = None) -> np.ndarray:
    """Return the log odds that two of ``n`` shots show the same, for each pair as ``distances`` orders them, float32."""
    odds = np.full(n * (n - 1) // 2, EVEN, np.float32)
    for name, away in apart:
        odds -= np.float32(WEIGHT[name]) * unusual(away, FLOOR[name], USUAL[name])
    if vectors is not None:
        meant = np.concatenate([1 - vectors[i + 1 :] @ vectors[i] for i in range(n)])
        odds += np.float32(EVEN) - np.float32(MEANING) * unusual(
            np.maximum(0, meant), MEANING_FLOOR, MEANING_USUAL, own=1.0
        )
        odds /= 2
    for gap, says in ((1, NEXT), (2, NEXT_BUT_ONE)):
        i = np.arange(n - gap)
        odds[place_of(i, i + gap, n)] += says
    return odds


def unusual(away: np.ndarray, floor: float, usual: float, own: float = OWN) -> np.ndarray:
    """Return the logarithm of the distance of each pair over what is usual: partly a constant, partly the film's median.

    own : the share of the film's median where it has very many pairs. A distance that tells nothing apart in
    this film (colours, where it is black and white) has no say.
    """
    if not away.size:
        return away
    share = own * away.size / (away.size + OWN_FROM_PAIRS)
    median = float(np.median(away))
    measure = share * np.log(median + floor) + (1 - share) * np.log(usual)
    voice = median / (median + floor) if away.size > 1 else 1.0
    return np.asarray(voice * (np.log(away + floor) - measure), np.float32)


def clustered(odds: np.ndarray, n: int) -> list[int]:
    """Return the cluster of each of ``n`` shots, numbered as they first appear; ``odds`` as ``log_odds`` gives them."""
    from scipy.cluster.hierarchy import fcluster, linkage

    if n < 2:
        return [0] * n
    away = SUREST - np.clip(odds.astype(np.float64), -SUREST, SUREST)
    found = fcluster(linkage(away, "average"), SUREST, "distance")
    numbers: dict[int, int] = {}
    return [numbers.setdefault(int(cluster), len(numbers)) for cluster in found]
