"""The nearest known word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecut.brief.spelling import corrected, distance, nearest

LETTERS = st.text("abcdef", max_size=7)


@pytest.mark.parametrize(
    ("slip", "word"),
    [("harpsicord", "harpsichord"), ("vioiln", "violin"), ("melancolic", "melancholic"), ("timpanni", "timpani"), ("glockenspeil", "glockenspiel"), ("xylophon", "xylophone")],
)  # fmt: skip
def test_a_slip_of_the_finger_is_put_right(slip: str, word: str) -> None:
    assert corrected(slip) == word


@pytest.mark.parametrize("word", ["crunchwave", "cat", "interstellar", "zzzzzz", "ocean", "виолончель"])
def test_another_word_is_not_put_right(word: str) -> None:
    assert corrected(word) is None


def test_a_suggestion_is_a_known_word_or_none() -> None:
    assert nearest("crunchwave") == "synthwave"
    assert nearest("qqqq") is None


@given(LETTERS, LETTERS)
def test_distance_is_a_measure(a: str, b: str) -> None:
    assert distance(a, b) == distance(b, a)
    assert (distance(a, b) == 0) == (a == b)
    assert abs(len(a) - len(b)) <= distance(a, b) <= max(len(a), len(b))
