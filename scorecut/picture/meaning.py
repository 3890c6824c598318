"""What the shots mean: embeddings, scores on the axes of feeling, and labels of what is seen."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scorecut.model.emotion import AXES
from scorecut.model.picture import ShotMeaning
from scorecut.picture.axes import AxisTable, Kind
from scorecut.picture.calibration import Calibration, calibrate
from scorecut.picture.embedding import Embedder
from scorecut.store import Store

BATCH = 64


@dataclass(frozen=True, slots=True, eq=False)
class Directions:
    """The table put into the embedder's space.

    axes : unit vectors, float64, (d,), by axis name
    kinds : unit vectors of ``none``, of the neutral sentences, and then of the labels,
        float64, (2 + n_labels, d), by kind
    calibration : what cosines with them are worth
    """

    axes: dict[str, np.ndarray]
    kinds: dict[str, np.ndarray]
    calibration: Calibration


def directions(embedder: Embedder, table: AxisTable, store: Store) -> Directions:
    """Return the table's directions for this embedder; its text vectors are kept in the store."""
    sentences = table.sentences()
    vectors = store.keep(
        "texts",
        {"identity": embedder.identity, "sentences": sentences},
        make=lambda: embedder.texts(sentences),
        save=lambda value, folder: np.save(folder / "texts.npy", value),
        load=lambda folder: load_texts(folder, len(sentences)),
    ).astype(np.float64)
    place = {sentence: i for i, sentence in enumerate(sentences)}

    def mean(phrases: tuple[str, ...]) -> np.ndarray:
        rows = [place[template.format(phrase)] for phrase in phrases for template in table.templates]
        return unit(vectors[rows].mean(axis=0))

    neutral = mean(table.neutral)
    axes = {}
    for name, axis in table.axis.items():
        line = mean(axis.positive) - mean(axis.negative)
        axes[name] = unit(line - (line @ neutral) * neutral)
    kinds = {
        name: np.stack([mean(kind.none), neutral, *(mean(label.prompts) for label in kind.labels)])
        for name, kind in table.kind.items()
    }
    labels = np.concatenate([rows[2:] for rows in kinds.values()])
    return Directions(axes, kinds, calibrate(axes, labels, neutral, embedder.temperature, table))


def load_texts(folder: Path, n: int) -> np.ndarray:
    """Return kept text vectors; ValueError if there are not ``n`` of them."""
    vectors = np.load(folder / "texts.npy", allow_pickle=False)
    if vectors.shape[0] != n:
        raise ValueError(f"{json.dumps(vectors.shape)} text vectors, expected {n}")
    return np.asarray(vectors, np.float32)


def read_meaning(
    stills: list[list[int]],
    read: Callable[[int], np.ndarray],
    embedder: Embedder,
    table: AxisTable,
    store: Store,
    advance: Callable[[float], None] = lambda share: None,
) -> tuple[ShotMeaning, list[tuple[str, ...]]]:
    """Return the meaning of every shot, and its labels.

    stills : frame numbers that stand for each shot; a shot without any takes over its neighbour's meaning
    read : gives the still of a frame number, RGB, uint8, (size, size, 3)
    """
    vectors = shot_vectors(stills, read, embedder, advance)
    there = directions(embedder, table, store)
    shares = certainties(vectors, there, table)
    scores = axis_scores(vectors, there, table, shares)
    labels = [labels_of(shares, table, shot) for shot in range(len(stills))]
    return ShotMeaning(vectors=vectors, scores=scores, identity=embedder.identity), labels


def axis_scores(
    vectors: np.ndarray, there: Directions, table: AxisTable, shares: dict[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """Return the score of each vector on each axis, -1..1, float64, (n,): the axis itself and what the labels lend.

    vectors : unit vectors of pictures, (n, d); shares : of ``certainties``
    """
    evidence, weight = evidence_of(shares, table.kind)
    scores = {}
    for i, name in enumerate(AXES):
        axis = table.axis[name]
        along = vectors.astype(np.float64) @ there.axes[name]
        direct = np.tanh(along / (axis.reach * there.calibration.spread[name]) - axis.bias)
        share = table.labelling.evidence * weight
        scores[name] = (1 - share) * direct + share * evidence[:, i]
    return scores


def shot_vectors(
    stills: list[list[int]],
    read: Callable[[int], np.ndarray],
    embedder: Embedder,
    advance: Callable[[float], None],
) -> np.ndarray:
    """Return one unit vector for each shot, float32, (n_shots, d): the mean over its stills."""
    wanted = sorted({frame for chosen in stills for frame in chosen})
    found: dict[int, np.ndarray] = {}
    for first in range(0, len(wanted), BATCH):
        batch = wanted[first : first + BATCH]
        for frame, vector in zip(batch, embedder.images(np.stack([read(frame) for frame in batch])), strict=True):
            found[frame] = vector
        advance(min(1.0, (first + BATCH) / len(wanted)))
    have = [i for i, chosen in enumerate(stills) if chosen]
    means = {i: unit(np.mean([found[frame] for frame in stills[i]], axis=0)) for i in have}
    nearest = [min(have, key=lambda j: (abs(j - i), j)) for i in range(len(stills))]
    return np.stack([means[i] for i in nearest]).astype(np.float32)


def unit(vector: np.ndarray) -> np.ndarray:
    """Return the vector at length 1 (a zero vector as it is)."""
    length = float(np.linalg.norm(vector))
    return vector / length if length > 0 else vector


def certainties(vectors: np.ndarray, there: Directions, table: AxisTable) -> dict[str, np.ndarray]:
    """Return how certain each label of each kind is in each picture, 0-1, float64, (n, n_labels), by kind."""
    return {
        name: label_shares(vectors, there.kinds[name], there.calibration.odds, kind.exclusive)
        for name, kind in table.kind.items()
    }


def label_shares(vectors: np.ndarray, prompts: np.ndarray, odds: float, exclusive: bool = True) -> np.ndarray:
    """Return how certain each label is in each picture, 0-1, float64, (n, n_labels).

    prompts : unit vectors of two sentences for nothing of the kind, then of the labels
    odds : log odds per cosine; exclusive : the labels share the certainty, else each stands against nothing alone
    """
    logits = odds * (vectors.astype(np.float64) @ prompts.T)
    nothing, logits = logits[:, :2].max(axis=1, keepdims=True), logits[:, 2:]
    if not exclusive:
        return np.asarray(1 / (1 + np.exp(np.clip(nothing - logits + 1, -50, 50))))
    logits = np.concatenate([nothing, logits], axis=1)
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))[:, 1:]


def evidence_of(shares: dict[str, np.ndarray], kinds: dict[str, Kind]) -> tuple[np.ndarray, np.ndarray]:
    """Return the affect that the labels lend to each shot (n_shots, 3), and how much that counts, 0-1, (n_shots,).

    A label counts as far as it is certain beyond an even spread and as it lends anything: a house says nothing
    of the mood and does not water down the storm around it.
    """
    n_shots = next(iter(shares.values())).shape[0]
    total, weight = np.zeros((n_shots, 3)), np.zeros(n_shots)
    for name, kind in kinds.items():
        affect = np.array([label.affect for label in kind.labels])
        even = 1 / (1 + len(kind.labels)) if kind.exclusive else 0.5
        sure = np.clip((shares[name] - even) / (1 - even), 0, 1) * np.abs(affect).max(axis=1)
        total += sure @ affect
        weight += sure.sum(axis=1)
    return np.clip(total / np.maximum(weight, 1e-9)[:, None], -1, 1), np.minimum(1.0, weight)


def labels_of(shares: dict[str, np.ndarray], table: AxisTable, shot: int) -> tuple[str, ...]:
    """Return what is seen in a shot, most certain first; kinds that tell little come after."""
    found = []
    for name, kind in table.kind.items():
        for label, share in zip(kind.labels, shares[name][shot], strict=True):
            if share >= table.labelling.least_share:
                found.append((-float(share) * kind.telling, label.name))
    return tuple(name for _, name in sorted(found)[: table.labelling.most_labels])
