"""Vectors become scores and labels; the table of feeling reads well."""

from dataclasses import replace

import numpy as np
import pytest

from scorecut.catalog.tables import DATA, TableError
from scorecut.model.emotion import AXES
from scorecut.picture.axes import axis_table
from scorecut.picture.meaning import directions, evidence_of, label_shares, read_meaning
from scorecut.store import Store


class Words:
    """An embedder that knows words: each has its own direction, a sentence is the sum of its words."""

    label, size, temperature = "words", 8, 12.0

    def __init__(self, identity: str = "words") -> None:
        self.identity = identity
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


def test_the_table_has_the_three_axes_and_a_reason_for_every_row():
    table = axis_table()
    assert tuple(table.axis) == AXES
    assert all(axis.why and axis.reach > 0 and len(axis.positive) >= 3 for axis in table.axis.values())
    assert all(kind.why and 0 < kind.telling <= 1 for kind in table.kind.values())
    labels = [label for kind in table.kind.values() for label in kind.labels]
    assert all(label.why and label.prompts and all(abs(x) <= 1 for x in label.affect) for label in labels)
    for axis, weights in table.fusion.items():
        assert axis == "tension" or sum(weights.values()) == pytest.approx(1)
    sentences = table.sentences()
    assert len(sentences) == len(set(sentences)) and all("{}" not in sentence for sentence in sentences)


def test_the_labels_tell_place_time_weather_action_people_things_and_size():
    kinds = axis_table().kind
    named = {name: {label.name for label in kind.labels} for name, kind in kinds.items()}
    assert {"interior", "exterior"} == named["setting"] and "night" in named["time"]
    assert {"close-up", "medium shot", "wide shot"} == named["size"]
    assert {"spring", "summer", "autumn", "winter"} == named["season"]
    assert {"fight", "weapon"} <= named["violence"] and {"face", "crowd"} <= named["people"]
    assert {"child", "animal", "car", "fire", "water"} <= named["thing"]
    assert {"rain", "storm", "fog"} <= named["weather"] and {"city", "forest"} <= named["place"]


def test_sadness_is_no_negative_valence():
    """Rated film music: sad excerpts lie at valence -0.1 to 0.1, frightening ones at -0.6 (AFFECT, section 6)."""
    of = {label.name: label.affect for kind in axis_table().kind.values() for label in kind.labels}
    assert all(abs(of[name][0]) <= 0.2 and of[name][1] < 0 for name in ("tears", "funeral", "rain"))
    assert all(of[name][0] <= -0.4 and of[name][2] > 0.5 for name in ("fear", "gunfire", "storm", "weapon"))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("[axis.tension]", "[axis.dread]"), r"feeling.toml: there is no \[axis.tension\]"),
        (('name = "snow"', 'name = "rain"'), "the label 'rain' is there twice"),
        (("reach = 1.5", "grasp = 1.5"), "no field named 'grasp'"),
    ],
)
def test_another_table_is_checked(tmp_path, change, complaint):
    text = (DATA / "emotion_axes.toml").read_text(encoding="utf-8").replace(*change)
    (tmp_path / "feeling.toml").write_text(text, encoding="utf-8")
    with pytest.raises(TableError, match=complaint):
        axis_table(tmp_path / "feeling.toml")


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


def test_texts_are_put_into_words_once_for_a_model_and_a_table(tmp_path):
    words, store = Words(), Store(tmp_path)
    first = directions(words, axis_table(), store)
    again = directions(words, axis_table(), store)
    assert words.asked == 1
    assert all(np.array_equal(first.axes[name], again.axes[name]) for name in AXES)
    other = Words("other words")
    directions(other, axis_table(), store)
    assert other.asked == 1, "another model has vectors of its own"
    directions(words, replace(axis_table(), neutral=("nothing at all",)), store)
    assert words.asked == 2, "another table has sentences of its own"


def test_axes_say_nothing_of_neutral_sentences():
    table, words = axis_table(), Words()
    there = directions(words, table, Store(None))
    neutral = words.texts([t.format(n) for n in table.neutral for t in table.templates]).mean(axis=0)
    for axis in there.axes.values():
        assert abs(float(axis @ neutral) / np.linalg.norm(neutral)) < 0.02
        assert np.linalg.norm(axis) == pytest.approx(1, abs=1e-5)


def test_what_lends_nothing_counts_nothing():
    table = axis_table()
    none = {name: np.zeros((1, len(kind.labels))) for name, kind in table.kind.items()}
    affect, weight = evidence_of(none, table.kind)
    assert np.abs(affect).max() == 0 and weight[0] == pytest.approx(0, abs=1e-12)
    even = {
        name: np.full((1, len(kind.labels)), 1 / (1 + len(kind.labels)) if kind.exclusive else 0.5)
        for name, kind in table.kind.items()
    }
    assert evidence_of(even, table.kind)[1][0] == pytest.approx(0, abs=1e-12), "an even spread is no evidence"

    def seen(*names: str) -> tuple[np.ndarray, np.ndarray]:
        return evidence_of(
            {
                kind: np.array([[float(label.name in names) for label in row.labels]])
                for kind, row in table.kind.items()
            },
            table.kind,
        )

    alone, among = seen("storm"), seen("storm", "exterior", "two people", "wide shot")
    assert among[0] == pytest.approx(alone[0]) and alone[0][0, 0] == pytest.approx(-0.5)


def test_certainty_is_shared_only_where_labels_exclude_each_other():
    prompts = np.eye(4)
    one = np.eye(4)[2:3].astype(np.float32)
    shares = label_shares(one, prompts, 5.0)
    assert shares.shape == (1, 2) and shares[0, 0] > 0.9 > 0.1 > shares[0, 1]
    both = ((np.eye(4)[2] + np.eye(4)[3]) / np.sqrt(2))[None].astype(np.float32)
    assert label_shares(both, prompts, 5.0).max() < 0.5
    assert label_shares(both, prompts, 5.0, exclusive=False).min() > 0.8
    neither = np.eye(4)[:1].astype(np.float32)
    assert label_shares(neither, prompts, 5.0, exclusive=False).max() < 0.05
    assert label_shares(neither, prompts, 1e6, exclusive=False).max() == pytest.approx(0), "no overflow"
