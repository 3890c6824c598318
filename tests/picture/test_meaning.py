"""Vectors become scores and labels; the table of feeling reads well."""

import numpy as np
import pytest

from scorecut.model.emotion import AXES
from scorecut.picture.axes import axis_table
from scorecut.picture.meaning import directions, evidence_of, label_shares, read_meaning
from scorecut.store import Store


class Words:
    """An embedder that knows words: each has its own direction, a sentence is the sum of its words."""

    identity, label, size = "words", "words", 8

    def __init__(self) -> None:
        self.asked = 0

    def word(self, word: str) -> np.ndarray:
        seed = int.from_bytes(word.encode()[:12].ljust(12, b" "), "little") % (2**32)
        return np.random.default_rng(seed).normal(size=512)

    def texts(self, sentences: list[str]) -> np.ndarray:
        self.asked += 1
        plain = {
            "a",
            "an",
            "of",
            "the",
            "who",
            "are",
            "and",
            "people",
            "moment",
            "place",
            "photo",
            "film",
            "still",
            "scene",
        }
        told = [[word for word in s.replace(",", "").split() if word not in plain] or ["nothing"] for s in sentences]
        rows = np.array([sum((self.word(word) for word in words), np.zeros(512)) for words in told])
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)

    def images(self, pictures: np.ndarray) -> np.ndarray:
        """The top left pixel's red says which sentence the picture shows."""
        shown = {
            0: "people who are happy together",
            1: "a cruel and violent moment",
            2: "a thunderstorm with lightning",
        }
        return self.texts([f"a photo of {shown[int(picture[0, 0, 0])]}" for picture in pictures])


def test_the_table_has_the_three_axes_and_reasons():
    table = axis_table()
    assert tuple(table.axis) == AXES
    assert all(axis.why and axis.scale > 0 and len(axis.positive) >= 3 for axis in table.axis.values())
    names = [label.name for kind in table.kind.values() for label in kind.labels]
    assert len(names) == len(set(names))
    assert all(abs(x) <= 1 for kind in table.kind.values() for label in kind.labels for x in label.affect)
    for axis, weights in table.fusion.items():
        assert axis == "tension" or sum(weights.values()) == pytest.approx(1)
    sentences = table.sentences()
    assert len(sentences) == len(set(sentences)) and all("{}" not in sentence for sentence in sentences)


def test_what_is_shown_moves_the_axes_and_is_named(tmp_path):
    stills = [[0, 1], [10], [], [20]]

    def still(frame):
        return np.full((8, 8, 3), frame // 10, np.uint8)

    meaning, labels = read_meaning(stills, still, Words(), axis_table(), Store(None))
    assert meaning.vectors.shape == (4, 512)
    assert meaning.scores["valence"][0] > meaning.scores["valence"][1] + 0.5
    assert "storm" in labels[3]
    assert meaning.scores["energy"][3] > meaning.scores["energy"][0]
    assert np.array_equal(meaning.vectors[2], meaning.vectors[1]), "a shot without stills takes its neighbour's meaning"
    assert all(np.abs(scores).max() <= 1 for scores in meaning.scores.values())


def test_texts_are_put_into_words_once(tmp_path):
    words, store = Words(), Store(tmp_path)
    first = directions(words, axis_table(), store)
    again = directions(words, axis_table(), store)
    assert words.asked == 1
    assert all(np.array_equal(first.axes[name], again.axes[name]) for name in AXES)


def test_axes_say_nothing_of_neutral_sentences():
    table, words = axis_table(), Words()
    there = directions(words, table, Store(None))
    neutral = words.texts([t.format(n) for n in table.neutral for t in table.templates]).mean(axis=0)
    for axis in there.axes.values():
        assert abs(float(axis @ neutral) / np.linalg.norm(neutral)) < 0.02
        assert np.linalg.norm(axis) == pytest.approx(1, abs=1e-5)


def test_an_even_spread_is_no_evidence():
    table = axis_table()
    flat = {name: np.full((1, 1 + len(kind.labels)), 1 / (1 + len(kind.labels))) for name, kind in table.kind.items()}
    affect, weight = evidence_of(flat, table.kind)
    assert np.abs(affect).max() == 0 and weight[0] == pytest.approx(0, abs=1e-12)
    shares = label_shares(np.eye(4)[:1].astype(np.float32), np.eye(4), 30.0)
    assert shares.sum() == pytest.approx(1) and shares[0, 0] > 0.99
