"""What the shots mean: embeddings, scores on the axes of feeling, and labels of what is seen."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scorecut.model.emotion import AXES
from scorecut.model.picture import ShotMeaning
from scorecut.picture.axes import AxisTable, Kind
from scorecut.picture.embedding import Embedder
from scorecut.store import Store


@dataclass(frozen=True, slots=True, eq=False)
class Directions:
    """The table put into the embedder's space.

    axes : unit vectors, float32, (d,), by axis name
    kinds : unit vectors of ``none`` and then of the labels, float32, (1 + n_labels, d), by kind
    """

    axes: dict[str, np.ndarray]
    kinds: dict[str, np.ndarray]


def directions(embedder: Embedder, table: AxisTable, store: Store) -> Directions:
    """Return the table's directions for this embedder; its text vectors are kept in the store."""
    sentences = table.sentences()
    vectors = store.keep(
        "texts",
        {"identity": embedder.identity, "sentences": sentences},
        make=lambda: embedder.texts(sentences),
        save=lambda value, folder: np.save(folder / "texts.npy", value),
        load=lambda folder: load_texts(folder, len(sentences)),
    )
    place = {sentence: i for i, sentence in enumerate(sentences)}

    def mean(phrases: list[str]) -> np.ndarray:
        rows = [place[template.format(phrase)] for phrase in phrases for template in table.templates]
        return unit(vectors[rows].mean(axis=0))

    neutral = mean(list(table.neutral))
    axes = {}
    for name, axis in table.axis.items():
        line = mean(list(axis.positive)) - mean(list(axis.negative))
        axes[name] = unit(line - (line @ neutral) * neutral)
    kinds = {
        name: np.stack([mean([kind.none]), *(mean([label.prompt]) for label in kind.labels)])
        for name, kind in table.kind.items()
    }
    return Directions(axes, kinds)


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
    shares = {name: label_shares(vectors, there.kinds[name], table.labelling.temperature) for name in table.kind}
    evidence, weight = evidence_of(shares, table.kind)
    scores = {}
    for i, name in enumerate(AXES):
        axis = table.axis[name]
        direct = np.tanh((vectors.astype(np.float64) @ there.axes[name] - axis.bias) / axis.scale)
        share = table.labelling.evidence * weight
        scores[name] = (1 - share) * direct + share * evidence[:, i]
    labels = [labels_of(shares, table, shot) for shot in range(len(stills))]
    return ShotMeaning(vectors=vectors, scores=scores, identity=embedder.identity), labels


def shot_vectors(
    stills: list[list[int]],
    read: Callable[[int], np.ndarray],
    embedder: Embedder,
    advance: Callable[[float], None],
) -> np.ndarray:
    """Return one unit vector for each shot, float32, (n_shots, d): the mean over its stills."""
    wanted = sorted({frame for chosen in stills for frame in chosen})
    found: dict[int, np.ndarray] = {}
    step = 64
    for first in range(0, len(wanted), step):
        batch = wanted[first : first + step]
        for frame, vector in zip(batch, embedder.images(np.stack([read(frame) for frame in batch])), strict=True):
            found[frame] = vector
        advance(min(1.0, (first + step) / len(wanted)))
    have = [i for i, chosen in enumerate(stills) if chosen]
    means = {i: unit(np.mean([found[frame] for frame in stills[i]], axis=0)) for i in have}
    nearest = [min(have, key=lambda j: (abs(j - i), j)) for i in range(len(stills))]
    return np.stack([means[i] for i in nearest]).astype(np.float32)


def unit(vector: np.ndarray) -> np.ndarray:
    """Return the vector at length 1 (a zero vector as it is)."""
    length = float(np.linalg.norm(vector))
    return vector / length if length > 0 else vector


def label_shares(vectors: np.ndarray, prompts: np.ndarray, temperature: float) -> np.ndarray:
    """Return how the certainty of each shot is shared out among the prompts, float64, (n_shots, n_prompts)."""
    logits = temperature * (vectors.astype(np.float64) @ prompts.T)
    logits -= logits.max(axis=1, keepdims=True)
    shares = np.exp(logits)
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def evidence_of(shares: dict[str, np.ndarray], kinds: dict[str, Kind]) -> tuple[np.ndarray, np.ndarray]:
    """Return the affect that the labels lend to each shot (n_shots, 3), and how certain they are, 0-1, (n_shots,).

    An even spread over a kind's labels says nothing and counts nothing.
    """
    n_shots = next(iter(shares.values())).shape[0]
    total, certainty = np.zeros((n_shots, 3)), np.zeros(n_shots)
    for name, kind in kinds.items():
        share = shares[name]
        even = 1 / share.shape[1]
        sure = np.clip((share - even) / (1 - even), 0, 1)[:, 1:]
        total += sure @ np.array([label.affect for label in kind.labels])
        certainty += sure.sum(axis=1)
    affect = np.clip(total / np.maximum(certainty, 1e-9)[:, None], -1, 1)
    return affect, np.minimum(1.0, certainty)


def labels_of(shares: dict[str, np.ndarray], table: AxisTable, shot: int) -> tuple[str, ...]:
    """Return what is seen in a shot, most certain first."""
    found = []
    for name, kind in table.kind.items():
        for label, share in zip(kind.labels, shares[name][shot, 1:], strict=True):
            if share >= table.labelling.least_share:
                found.append((-float(share), label.name))
    return tuple(name for _, name in sorted(found)[: table.labelling.most_labels])
