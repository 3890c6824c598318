"""Figures in prompts: tempi, metres, keys and times."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecut.brief.figures import Figure, Span, figures, seconds
from scorecut.model.pitch import Key


def found(text: str, length_s: float = 100.0) -> list[Figure]:
    return figures(text, text.lower(), length_s)


def one(text: str, length_s: float = 100.0) -> Figure:
    (figure,) = found(text, length_s)
    return figure


@pytest.mark.parametrize(
    ("text", "tempo"),
    [
        ("90 bpm", (90, 90)), ("90bpm", (90, 90)), ("90-BPM", (90, 90)), ("bpm 90", (90, 90)), ("tempo: 72", (72, 72)),
        ("at around 92.5 bpm", (92.5, 92.5)), ("120-130 bpm", (120, 130)), ("between 80 and 90 bpm", (80, 90)),
        ("60 to 70 beats per minute", (60, 70)), ("♩=84", (84, 84)),
    ],
)  # fmt: skip
def test_a_tempo_is_read_as_people_write_it(text: str, tempo: tuple[float, float]) -> None:
    assert (one(text).kind, one(text).value) == ("bpm", tempo)


@pytest.mark.parametrize("text", ["9000 bpm", "0 bpm", "29 bpm", "241 bpm", "1/4", "40/8"])
def test_an_impossible_figure_is_refused_with_the_reason(text: str) -> None:
    assert (one(text).kind == "refused" and "between" in str(one(text).value)) or "beats" in str(one(text).value)


@pytest.mark.parametrize(("text", "meter"), [("3/4", (3, 4)), ("in 7/8 time", (7, 8)), ("12/8", (12, 8))])
def test_a_metre_is_two_figures(text: str, meter: tuple[int, int]) -> None:
    assert one(text).value == meter


@pytest.mark.parametrize("text", ["24/7", "1/2/4", "page 3"])
def test_other_figures_are_no_metre(text: str) -> None:
    assert not [figure for figure in found(text) if figure.kind == "meter"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("in D minor", Key(2, "minor")), ("Bb major", Key(10, "major")), ("f# dorian", Key(6, "dorian")),
        ("C-sharp minor", Key(1, "minor")), ("E flat major", Key(3, "major")), ("in the key of A minor", Key(9, "minor")),
        ("in a minor", Key(9, "minor")), ("Am", Key(9, "minor")), ("in F#m", Key(6, "minor")),
        ("G harmonic minor", Key(7, "harmonic minor")), ("Ab lydian", Key(8, "lydian")),
    ],
)  # fmt: skip
def test_a_key_is_read_as_musicians_write_it(text: str, key: Key) -> None:
    assert (one(text).kind, one(text).value) == ("key", key)


@pytest.mark.parametrize("text", ["in a minor key", "a major change", "a minor detail", "in a sad mood", "be major"])
def test_an_article_is_no_key(text: str) -> None:
    assert not [figure for figure in found(text) if figure.kind in ("key", "tonic")]


def test_a_tonic_may_stand_alone() -> None:
    assert (one("in Bb").kind, one("in Bb").value) == ("tonic", 10)
    assert (one("key of e flat").kind, one("key of e flat").value) == ("tonic", 3)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("at 0:32", Span(32)), ("at 1:02:03.5", Span(3723.5)), ("from 0:20 to 0:40", Span(20, 40)), ("0:20-0:40", Span(20, 40)),
        ("between 20 and 40 seconds", None), ("between 20s and 40s", Span(20, 40)), ("in the last 10 seconds", Span(4990, 5000)),
        ("for the first minute", Span(0, 60)), ("the final half a minute", Span(4970, 5000)), ("after 1 min 20 sec", Span(80)),
        ("at the 45 second mark", Span(45)), ("until 0:20", Span(0, 20)), ("at 50%", Span(2500)), ("around two minutes in", Span(120)),
        ("@ 0:10", Span(10)), ("00:00:31:12", Span(31)),
    ],
)  # fmt: skip
def test_a_time_is_read_as_editors_write_it(text: str, span: Span | None) -> None:
    times = [figure.value for figure in found(text, 5000.0) if figure.kind == "when"]
    assert times == ([span] if span else [])


def test_a_time_after_the_end_is_refused() -> None:
    assert one("at 5:00", 60.0).kind == "refused" and "1:00" in str(one("at 5:00", 60.0).value)


@pytest.mark.parametrize("text", ["the 80s", "1980s music", "as epic as", "808s", "a s"])
def test_decades_and_little_words_are_no_times(text: str) -> None:
    assert not found(text)


@given(st.integers(0, 59), st.integers(0, 59))
def test_minutes_and_seconds_read_the_same_in_words_and_on_a_clock(minutes: int, secs: int) -> None:
    assert seconds(f"{minutes}:{secs:02d}") == seconds(f"{minutes} minutes {secs} seconds") == 60 * minutes + secs


@given(st.text(max_size=200))
def test_figures_of_any_text_do_not_overlap(text: str) -> None:
    spans = [(figure.start, figure.end) for figure in figures(text, text, 60.0)]
    assert all(a < b for a, b in spans) and all(one[1] <= two[0] for one, two in pairwise(spans))
