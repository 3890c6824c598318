"""The matcher knows a theme again whatever is done to it, and takes no stranger for it."""

from itertools import combinations

import numpy as np
import pytest

from scorecut.catalog.styles import styles
from scorecut.composition.idiom import idiom_of
from scorecut.composition.theme import Theme, theme_of
from tests.themes.matcher import SAME, Tune, distance, search

MAJOR, MINOR = (0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10)
BAR = 4.0
#: Styles whose themes are a note or two long have nothing to be known by.
STYLES = sorted(set(styles()) - {"ambient", "drum and bass", "trailer"})
SEEDS = range(12)


def written(theme: Theme, scale: tuple[int, ...] = MAJOR, shift: int = 0) -> list[tuple[float, int]]:
    """Return the head of a theme in a scale on middle C, ``shift`` degrees higher."""
    return [
        (number * BAR + tone.onset / 2, 60 + 12 * ((tone.degree + shift) // 7) + scale[(tone.degree + shift) % 7])
        for number, bar in enumerate(theme.head)
        for tone in bar
    ]


@pytest.fixture(scope="module")
def themes() -> dict[str, list[Theme]]:
    return {name: [theme_of(seed, "A", name, idiom_of(name)) for seed in SEEDS] for name in STYLES}


def changed(theme: Theme) -> dict[str, Tune]:
    """Return the head transposed, led on as a sequence, in the other mode, slower, quicker, upside down."""
    plain = written(theme)
    return {
        "transposed": [(beat, pitch + 5) for beat, pitch in plain],
        "sequence": written(theme, shift=2),
        "minor": written(theme, MINOR),
        "slower": [(2 * beat, pitch) for beat, pitch in plain],
        "quicker": [(beat / 2, pitch) for beat, pitch in plain],
        "upside down": [(beat, 2 * plain[0][1] - pitch) for beat, pitch in plain],
    }


def test_planted_changes_are_the_same_theme(themes):
    near = [
        distance(written(theme), tune) <= SAME
        for row in themes.values()
        for theme in row
        for tune in changed(theme).values()
    ]
    assert np.mean(near) >= 0.97


def test_a_note_bent_or_added_leaves_it_the_same(themes):
    near = []
    for theme in (theme for row in themes.values() for theme in row):
        tune = written(theme)
        if len(tune) < 5:
            continue
        bent = [*tune[:-1], (tune[-1][0], tune[-1][1] + 2)]
        near.append(distance(tune, bent) <= SAME)
    assert np.mean(near) >= 0.95


def test_strangers_of_one_style_are_others(themes):
    apart = [distance(written(a), written(b)) for row in themes.values() for a, b in combinations(row, 2)]
    assert np.mean(np.array(apart) <= SAME) <= 0.02
    assert np.median(apart) > 0.55


def test_a_theme_is_found_where_it_was_put_and_nowhere_else(themes):
    rng = np.random.default_rng(4)
    right, wrong = 0, 0
    rows = [theme for name in STYLES[::3] for theme in themes[name][:4] if len(written(theme)) >= 5]
    for theme in rows:
        head = written(theme)
        noise = [
            (float(beat), int(pitch))
            for beat, pitch in zip(np.cumsum(rng.choice([0.5, 1.0, 1.5], 16)), 60 + np.cumsum(rng.integers(-4, 5, 16)))
        ]
        begin = noise[-1][0] + 2.0
        tune = [*noise, *((begin + beat - head[0][0], pitch - 3) for beat, pitch in head)]
        places = search(head, tune)
        right += any(abs(place.first - 16) <= 1 for place in places)
        wrong += sum(place.last < 16 for place in places)
    assert right >= 0.97 * len(rows)
    assert wrong <= 0.25 * len(rows), "in sixteen notes by chance"
