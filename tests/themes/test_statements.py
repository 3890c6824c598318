"""What the score says of its themes is what a listener would find, and their order tells a story."""

from itertools import combinations

import numpy as np
import pytest

from scorecut.catalog.styles import styles
from scorecut.model.score import Score
from tests.composition.spotted import composed, cue
from tests.themes.heard import LEAST_FRAGMENT, apart, at, first_statements, notes_of
from tests.themes.matcher import SAME, distance, edit_distance, moves, search

STYLES = sorted(styles())
HINTS = ("liquidation",)


@pytest.fixture(scope="module")
def scores() -> dict[tuple[str, int], Score]:
    """A minute and twenty seconds in every style, with one of two seeds."""
    return {(name, 1 + n % 2): composed(cue(name, length_s=80.0), seed=1 + n % 2)[0] for n, name in enumerate(STYLES)}


def test_nine_of_ten_statements_are_heard_where_they_are_reported(scores):
    near: list[bool] = []
    for score in scores.values():
        music = score.cue("c1")
        themes = first_statements(music)
        near += [
            apart(themes[told.theme], at(music, told)) <= SAME
            for told in music.statements
            if told.theme in themes and told.transformation not in HINTS and len(at(music, told)) >= LEAST_FRAGMENT
        ]
    assert len(near) > 150
    assert np.mean(near) >= 0.9


def test_what_is_found_of_a_theme_in_the_tune_is_reported(scores):
    found, reported = 0, 0
    for score in scores.values():
        music = score.cue("c1")
        for theme in first_statements(music).values():
            for part in {told.part for told in music.statements}:
                tune = notes_of(music, part)
                for place in search(theme, tune) if len(theme) >= 4 else []:
                    first, last = tune[place.first][0], tune[place.last][0]
                    found += 1
                    reported += any(
                        told.start_beat <= last and first < told.start_beat + told.length_beats
                        for told in music.statements
                    )
    assert found > 100
    assert reported >= 0.95 * found


def test_every_cue_states_its_theme_and_no_three_statements_running_are_alike(scores):
    for score in scores.values():
        music = score.cue("c1")
        assert first_statements(music), music.style
        row = [(told.transformation, told.part) for told in music.statements]
        assert not any(a == b == c for a, b, c in zip(row, row[1:], row[2:], strict=False)), music.style


def test_the_fullest_statement_stands_at_the_climax(scores):
    fullest = []
    for score in scores.values():
        music = score.cue("c1")
        climax = [section for section in music.sections if section.label == "climax"]
        if not climax:
            continue
        told = [one for one in music.statements if one.transformation not in HINTS]
        playing = [parts_at(music, one.start_beat) for one in told]
        best = told[int(np.argmax(playing))]
        fullest.append(climax[0].start_beat <= best.start_beat < climax[0].end_beat)
    assert len(fullest) >= 20
    assert np.mean(fullest) >= 0.8


def parts_at(music, beat: float) -> int:
    """Return how many parts play within the two bars from a beat."""
    return sum(any(beat <= note.start_beat < beat + 8 for note in line.notes) for line in music.lines)


@pytest.mark.parametrize("style", ["elegy", "epic", "romantic strings", "minimalist piano", "rock"])
def test_ten_seeds_are_ten_themes(style):
    heads = [
        next(iter(first_statements(composed(cue(style, length_s=40.0), seed=seed)[0].cue("c1")).values()))
        for seed in range(1, 11)
    ]
    pairs = list(combinations(heads, 2))
    assert np.median([edit_distance(moves(a), moves(b)) for a, b in pairs]) > 0.6
    assert min(distance(a, b) for a, b in pairs) > SAME
