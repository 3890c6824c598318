"""The places on the drawing: labels that can be read, shots that can be told apart, an axis in timecode."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecut.delivery.chart import LEFT, RIGHT, chart, ticks
from scorecut.delivery.chart_curves import WIDEST_BAND, averaged
from scorecut.delivery.chart_labels import FURTHEST, LABEL_GAP, SIZE, SLANT_DEGREES, spread, thinned, with_room
from scorecut.delivery.chart_shots import group_names
from scorecut.delivery.report_json import report
from scorecut.model.clock import timecode
from tests.seen import crowd, film_of, seen, two_hours


def corners(points: str) -> np.ndarray:
    return np.array([[float(v) for v in pair.split(",")] for pair in points.split()])


def test_forty_hits_in_thirty_seconds_keep_their_labels_apart():
    labelled = [hit for hit in chart(report(crowd()))["hits"] if hit["label"]]
    assert len(labelled) >= 36
    ats = sorted(hit["label_x"] for hit in labelled)
    between_lines = min(b - a for a, b in itertools.pairwise(ats)) * math.sin(math.radians(SLANT_DEGREES))
    assert between_lines >= 1.15 * SIZE


def test_two_hours_keep_the_heaviest_labels_and_every_hit():
    hits = chart(report(two_hours()))["hits"]
    labelled = [hit for hit in hits if hit["label"]]
    assert len(hits) == 600 and 20 <= len(labelled) <= (RIGHT - LEFT) / LABEL_GAP + 1
    weights = [hit["hit"]["weight"] for hit in hits]
    assert min(hit["hit"]["weight"] for hit in labelled) > np.median(weights)


@given(st.lists(st.tuples(st.floats(0, 900), st.floats(0, 1)), max_size=90))
def test_labels_never_touch_leave_the_drawing_or_stray(hits):
    hits = sorted(hits)
    wanted, weights = [at for at, _ in hits], [weight for _, weight in hits]
    kept, ats = thinned(wanted, weights, low=0.0, high=900.0)
    assert all(b - a >= LABEL_GAP - 1e-6 for a, b in itertools.pairwise(ats))
    assert all(-1e-6 <= at <= 900 + 1e-6 for at in ats)
    assert all(abs(at - wanted[i]) <= FURTHEST for i, at in zip(kept, ats, strict=True))
    assert bool(kept) == bool(hits)


@given(st.lists(st.floats(0, 500), min_size=1, max_size=20))
def test_labels_with_room_stand_at_their_hits(wanted):
    apart = [at + 40 * i for i, at in enumerate(sorted(wanted))]
    assert spread(apart, 40.0, 0.0, 2000.0) == pytest.approx(apart)


def test_a_word_beside_a_mark_touches_no_other_mark_or_word():
    marks = [(0.0, 4.0), (10.0, 14.0), (200.0, 204.0), (290.0, 294.0)]
    assert with_room(marks, ["flash"] * 4, [0.9, 0.5, 0.1, 0.8], high=300.0) == [1, 2]


def test_groups_that_come_back_get_letters_by_appearance_others_do_not():
    shots = [
        {"start_s": float(i), "end_s": i + 1.0, "group": group, "kind": "picture"}
        for i, group in enumerate([7, 3, 5, 3, 7, 9])
    ]
    assert group_names(shots) == {7: "A", 3: "B"}
    assert group_names([{**shot, "kind": "credits"} for shot in shots]) == {}


def test_shots_of_a_group_have_one_colour_and_a_shot_never_seen_again_is_pale():
    tones = [shot["tone"] for shot in chart(report(seen()))["shots"]]
    assert tones == ["g0", "g1", "g0", "g1", "g0"]
    record = seen()
    told = report(record)
    told["shots"][2]["group"] = 99
    assert chart(told)["shots"][2]["tone"] == "once"


def test_thousands_of_shots_are_drawn_in_blocks_that_cover_the_film_without_gaps():
    shots = chart(report(two_hours()))["shots"]
    assert len(shots) < 700 and sum(shot["n"] for shot in shots) == 3000
    assert shots[0]["x"] == LEFT and shots[-1]["x"] + shots[-1]["width"] == pytest.approx(RIGHT, abs=0.02)
    assert all(a["x"] + a["width"] == pytest.approx(b["x"], abs=0.02) for a, b in itertools.pairwise(shots))


def test_too_many_cuts_are_counted_instead_of_drawn():
    places = chart(report(two_hours()))
    assert {join["kind"] for join in places["joins"]} == {"dissolve"}
    assert places["joins_note"] == f"and {2999 - len(places['joins'])} cuts"
    assert chart(report(seen()))["joins_note"] == ""


def test_a_dissolve_spans_its_time_and_a_cut_is_a_line():
    dissolve, *cuts = chart(report(seen()))["joins"]
    xs = corners(dissolve["shape"])[:, 0]
    assert (xs.min(), xs.max()) == pytest.approx(
        (LEFT + (RIGHT - LEFT) * 5 / 24, LEFT + (RIGHT - LEFT) * 6 / 24), abs=0.1
    )
    assert [cut["shape"] for cut in cuts] == ["", "", ""]


def test_the_band_is_wider_where_the_curve_is_less_sure():
    places = chart(report(seen()))
    lane = places["lanes"]["curve"]
    energy = next(line for line in places["lines"] if line["axis"] == "tension")
    band = corners(energy["band"])
    n = len(band) // 2
    widths = (band[n:][::-1] - band[:n])[:, 1]
    middle = slice(n // 4, 3 * n // 4)  # away from the lane's ends, where the band is held to it
    sure = np.linspace(0.2, 0.9, n)
    unit = (lane[1] - lane[0]) / 2
    assert widths[middle] == pytest.approx(2 * WIDEST_BAND * (1 - sure[middle]) * unit, abs=0.3)


def test_the_stack_stands_on_zero_and_is_as_high_as_the_shares_together():
    record = seen()
    places = chart(report(record))["parts"]
    assert [layer["name"] for layer in places["layers"]] == ["motion", "pace"]
    ys = np.concatenate([corners(shape)[:, 1] for layer in places["layers"] for shape in layer["shapes"]])
    top, bottom = chart(report(record))["lanes"]["parts"]
    assert top - 0.1 <= ys.min() and ys.max() <= bottom + 0.1
    shares = np.array(list(record.emotion.parts.values()))
    most, least = np.maximum(shares, 0).sum(axis=0).max(), np.minimum(shares, 0).sum(axis=0).min()
    up, down = places["zero_y"] - ys.min(), ys.max() - places["zero_y"]
    assert up / down == pytest.approx(most / -least, rel=0.05)


def test_a_long_curve_keeps_its_mean_and_reaches_both_ends():
    times_s = np.arange(28_800) / 4
    values = np.sin(times_s / 100) + 0.3
    shown_s, shown = averaged(times_s, values, 7200.0)
    assert shown_s.size < 700 and (shown_s[0], shown_s[-1]) == (0.0, 7200.0)
    assert np.interp(times_s, shown_s, shown).mean() == pytest.approx(values.mean(), abs=1e-3)


@pytest.mark.parametrize(
    ("rate", "length_s", "first"),
    [
        (Fraction(24), 40.0, ["00:00:00:00", "00:00:05:00"]),
        (Fraction(24000, 1001), 40.0, ["00:00:00:00", "00:00:05:00"]),
        (Fraction(30000, 1001), 500.0, ["00:00:00;00", "00:01:00;02", "00:02:00;02"]),
        (Fraction(25), 0.2, ["00:00:00:00", "00:00:00:01"]),
        (Fraction(24), 7200.0, ["00:00:00:00", "00:15:00:00"]),
    ],
)
def test_the_axis_is_marked_where_timecode_is_round(rate, length_s, first):
    marked = ticks(length_s, rate)
    assert [timecode(time_s, rate) for time_s in marked][: len(first)] == first
    assert 2 <= len(marked) <= 12 and marked[-1] <= length_s + 1e-6


def test_lanes_never_overlap_and_empty_ones_say_so():
    told = report(film_of(10.0, n_shots=3, n_hits=0, n_cues=0, n_events=0))
    told["film"]["has_audio"] = False
    told["speech"] = told["music"] = []
    places = chart(told, with_strip=True)
    edges = list(itertools.chain.from_iterable(places["lanes"].values()))
    assert edges == sorted(edges) and edges[-1] < places["axis"] < places["height"]
    assert [row["text"] for row in places["empty"]] == [
        "none found",
        "the film has no sound",
        "the film has no sound",
        "this film has no music",
    ]
    assert "labels" not in places["lanes"]


def test_a_sheet_without_a_film_has_a_drawing_too():
    record = seen()
    record.picture = record.emotion = None
    places = chart(report(record))
    assert {"cues", "labels", "curve"} <= set(places["lanes"]) and "shots" not in places["lanes"]
