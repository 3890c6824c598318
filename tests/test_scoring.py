"""The scorer that compares detectors gives full marks to the truth and takes them off for each kind of error."""

import pytest

from tests.scoring import Span, score

TRUTH = [
    Span(50, 50),
    Span(100, 130, "dissolve"),
    Span(200, 220, "fade_out"),
    Span(228, 250, "fade_in"),
    Span(300, 300),
]


def cuts(*frames: int) -> list[Span]:
    return [Span(frame, frame) for frame in frames]


def test_the_truth_scores_full():
    both = score(TRUTH, TRUTH, 24)
    assert both.cuts.f1 == both.all.f1 == 1
    assert (both.cuts.right, both.all.right) == (2, 4)


def test_nothing_found_scores_nothing_and_nothing_to_find_scores_full():
    assert score([], TRUTH, 24).all.f1 == 0
    assert score([], TRUTH, 24).cuts.recall == 0
    assert score([], [], 24).all.f1 == 1
    assert score(cuts(7), [], 24).cuts.f1 == 0


@pytest.mark.parametrize(("off", "right"), [(-3, 0), (-2, 2), (0, 2), (2, 2), (3, 0)])
def test_a_cut_is_right_within_two_frames(off: int, right: int):
    both = score(cuts(50 + off, 300 + off), cuts(50, 300), 24)
    assert both.cuts.right == both.all.right == right
    assert len(both.cuts.wrong) == len(both.cuts.missed) == 2 - right


def test_a_second_find_of_the_same_cut_is_wrong():
    both = score(cuts(49, 50), cuts(50), 24)
    assert (both.cuts.right, both.cuts.wrong) == (1, (Span(49, 49),))
    assert both.all.precision == 0.5


def test_close_cuts_are_paired_as_well_as_can_be():
    assert score(cuts(50, 52), cuts(52, 54), 24).cuts.right == 2


def test_a_cut_found_within_a_dissolve_finds_it_for_all_and_counts_neither_way_for_cuts():
    both = score(cuts(115), [Span(100, 130, "dissolve")], 24)
    assert both.all.f1 == 1
    assert (both.cuts.right, both.cuts.wrong, both.cuts.missed) == (0, (), ())


def test_a_dissolve_found_over_a_cut_finds_it_for_all_only():
    both = score([Span(45, 55, "dissolve")], cuts(50), 24)
    assert both.all.f1 == 1
    assert both.cuts.recall == 0


def test_two_finds_in_one_dissolve_leave_one_wrong():
    assert len(score(cuts(105, 120), [Span(100, 130, "dissolve")], 24).all.wrong) == 1


@pytest.mark.parametrize("found", [cuts(210), cuts(224), cuts(210, 240), [Span(200, 220, "fade_out")]])
def test_a_fade_through_black_may_be_found_as_one_or_as_two(found: list[Span]):
    both = score(found, TRUTH[2:4], 24)
    assert both.all.f1 == 1
    assert both.all.right == 1


def test_a_cut_found_in_the_blank_of_a_fade_through_black_is_no_wrong_cut():
    assert score(cuts(224), TRUTH[2:4], 24).cuts.wrong == ()
    assert score(cuts(224), [TRUTH[2]], 24).cuts.wrong == tuple(cuts(224))
    assert score(cuts(222), [TRUTH[2]], 24).cuts.wrong == ()


def test_a_third_find_in_a_fade_through_black_is_wrong():
    assert len(score(cuts(205, 222, 240), TRUTH[2:4], 24).all.wrong) == 1


def test_fades_with_a_long_blank_between_are_two():
    truth = [Span(200, 220, "fade_out"), Span(260, 280, "fade_in")]
    both = score(cuts(210), truth, 24)
    assert (both.all.right, len(both.all.missed)) == (1, 1)


def test_what_is_labelled_ignore_counts_neither_way():
    truth = [Span(10, 30, "ignore"), Span(50, 50)]
    for found in (cuts(20, 50), cuts(50)):
        both = score(found, truth, 24)
        assert both.cuts.f1 == both.all.f1 == 1


def test_scores_of_films_add_up():
    total = score(cuts(50), cuts(50, 90), 24) + score(cuts(10), [], 24)
    assert (total.cuts.right, len(total.cuts.missed), len(total.cuts.wrong)) == (1, 1, 1)
    assert total.cuts.f1 == pytest.approx(0.5)
