import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scorecut.catalog.styles import styles
from scorecut.composition.development import augmented, diminished, inverted, shifted
from scorecut.composition.idiom import idiom_of
from scorecut.composition.motif import Event, contour, contour_cost, fitted, read_cell
from scorecut.composition.plan import ideas, plan_cue
from scorecut.composition.theme import Tone, theme_of
from tests.composition.spotted import cue, sheet


def degrees(theme):
    return [tone.degree for bar in theme.head for tone in bar]


def rhythm(theme):
    return [(tone.onset, tone.length) for bar in theme.head for tone in bar]


def distance(a, b):
    """Normalised edit distance on (interval, length ratio): MUSIC.md 7."""

    def features(theme):
        tones = [tone for bar in theme.head for tone in bar]
        return [(q.degree - p.degree, round(q.length / p.length, 2)) for p, q in itertools.pairwise(tones)]

    x, y = features(a), features(b)
    table = np.zeros((len(x) + 1, len(y) + 1))
    table[:, 0], table[0] = np.arange(len(x) + 1), np.arange(len(y) + 1)
    for i in range(1, len(x) + 1):
        for j in range(1, len(y) + 1):
            swap = 0.5 * (x[i - 1][0] != y[j - 1][0]) + 0.5 * (x[i - 1][1] != y[j - 1][1])
            table[i, j] = min(table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + swap)
    return table[-1, -1] / max(len(x), len(y), 1)


def test_heads_are_short_enough_to_remember_and_have_a_rhythm():
    for name in styles():
        idiom = idiom_of(name)
        if name in ("ambient", "drum and bass"):
            continue
        for seed in range(3):
            theme = theme_of(seed, "A", name, idiom)
            assert 3 <= len(degrees(theme)) <= 12, name
            assert max(degrees(theme)) - min(degrees(theme)) <= 12


def test_ten_seeds_are_ten_themes():
    themes = [theme_of(seed, "A", "romantic strings", idiom_of("romantic strings")) for seed in range(10)]
    apart = [distance(a, b) for i, a in enumerate(themes) for b in themes[i + 1 :]]
    assert np.median(apart) > 0.45
    assert sum(d < 0.15 for d in apart) <= 2


def test_the_film_keeps_its_contour_from_style_to_style():
    signs = []
    for name in ("elegy", "epic", "romantic strings"):
        theme = theme_of(7, "A", name, idiom_of(name))
        signs.append(np.sign(np.diff(degrees(theme))).tolist())
    shortest = min(len(row) for row in signs)
    assert all(row[:shortest] == signs[0][:shortest] for row in signs)


def test_the_two_ideas_of_a_film_differ():
    idiom = idiom_of("epic")
    assert degrees(theme_of(1, "A", "epic", idiom)) != degrees(theme_of(1, "B", "epic", idiom))


@given(
    st.lists(st.sampled_from([0.5, 1.0, 2.0, 3.0]), min_size=1, max_size=6), st.sampled_from([4.0, 6.0, 7.0, 8.0, 10.0])
)
def test_a_rhythm_fits_any_bar(lengths, eighths):
    at, events = 0.0, []
    for length in lengths:
        events.append(Event(at, length))
        at += length
    out = fitted(tuple(events), eighths)
    assert abs(sum(event.length for event in out) - eighths) < 1e-6
    assert all(event.length >= 0.49 for event in out)
    assert out[0].onset == 0.0


def test_a_cell_reads_as_it_is_written():
    bars = read_cell("r2 1.5 .5 4 | 6 r2")
    assert [(event.length, event.sounds) for event in bars[0]] == [(2.0, False), (1.5, True), (0.5, True), (4.0, True)]


HEAD = ((Tone(0, 3, 0), Tone(3, 1, 2), Tone(4, 4, 4)), (Tone(0, 6, 3),))


def test_transformations_do_what_they_say():
    assert [t.degree for bar in shifted(HEAD, 2) for t in bar] == [2, 4, 6, 5]
    assert [t.degree for bar in inverted(HEAD) for t in bar] == [0, -2, -4, -3]
    assert inverted(inverted(HEAD)) == HEAD
    slow = augmented(HEAD[0])
    assert [(i * 8 + t.onset, t.length) for i, bar in enumerate(slow) for t in bar] == [(0, 6), (6, 2), (8, 8)]
    assert [t.length for bar in diminished(HEAD) for t in bar] == [1.5, 0.5, 2.0, 3.0]


def test_the_best_contours_leap_once_and_turn_back():
    for seed in range(8):
        moves = contour(np.random.default_rng(seed))
        assert contour_cost(moves) < contour_cost((0, 0, 0, 0, 0, 0, 0))
        assert contour_cost(moves) < contour_cost((3, 3, 3, 3, 3, 3, 3))


def test_a_scene_that_comes_back_brings_its_own_theme_and_the_films_own_opens_and_closes():
    """Places 0 1 2 1 3 1 0: only the second returns besides the first; the film's theme is in every cue."""
    places = (0, 1, 2, 1, 3, 1, 0)
    film = sheet(*(cue(number=i + 1, start_s=30.0 * i, length_s=30.0, scene=p) for i, p in enumerate(places)), marks=[])
    plans = [plan_cue(film, one, idiom_of("elegy")) for one in film.cues]
    assert [plan.main for plan in plans] == ["A", "B", "A", "B", "A", "B", "A"]
    assert all("A" in (plan.main, plan.other) and plan.main != plan.other for plan in plans)


def test_of_many_places_no_more_have_a_theme_than_can_be_kept_apart():
    places = (0, 1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 0)
    film = sheet(*(cue(number=i + 1, start_s=20.0 * i, length_s=20.0, scene=p) for i, p in enumerate(places)), marks=[])
    assert ideas(film) == {0: "A", 1: "B", 2: "C", 3: "D", 4: "A", 5: "A"}
