"""The metrics on music whose figures can be counted by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest

from tests.music import metrics
from tests.music.drawn import note, piece, run


def test_four_pitch_classes_alike_often_have_two_bits():
    assert metrics.entropy(np.array([0, 2, 4, 5, 0, 2, 4, 5])) == pytest.approx(2.0)
    assert metrics.entropy(np.array([7, 7, 7])) == 0.0
    assert math.isnan(metrics.entropy(np.array([])))


def test_a_scale_fits_itself_and_a_chromatic_run_does_not():
    assert metrics.scale_consistency(np.array([62, 64, 66, 67, 69, 71, 73])) == 1.0
    assert metrics.scale_consistency(np.arange(60, 72)) == pytest.approx(7 / 12)


def test_scale_consistency_is_taken_in_windows_so_a_modulation_costs_nothing():
    first, second = np.array([60, 62, 64, 65, 67, 69, 71]), np.array([66, 68, 70, 71, 73, 75, 77])
    bars = np.array([0] * 7 + [8] * 7)
    assert metrics.windowed_scale(np.concatenate([first, second]), bars) == 1.0
    assert metrics.windowed_scale(np.concatenate([first, second]), bars * 0) < 0.9


def test_groove_is_one_for_the_same_bar_again_and_less_for_another():
    same = piece(("melody", "flute", run([72] * 16)))
    other = piece(("melody", "flute", run([72] * 4) + run([72] * 8, 0.5, 4.0)), n_bars=2)
    assert metrics.groove(same) > metrics.groove(other)
    assert metrics.groove(other) == pytest.approx(1 - 4 / 16)


def test_empty_beats_are_those_without_any_tone():
    half = piece(("melody", "flute", [note(0, 4, 72), note(8, 4, 74)]), n_bars=4)
    assert metrics.empty_beats(half) == pytest.approx(0.5)


def test_steps_and_leaps_of_a_tune():
    steps, back = metrics.tune_moves([60, 62, 64, 72, 71, 69, 60, 62])
    assert steps == pytest.approx(5 / 7)
    assert back == 1.0
    assert metrics.tune_moves([60, 67, 74, 81, 88])[1] == 0.0


def test_parallel_fifths_are_found_and_contrary_motion_is_not():
    fifths = [
        n for i, p in enumerate([48, 50, 52, 53, 55, 57, 59, 60, 62, 64]) for n in (note(i, 1, p), note(i, 1, p + 7))
    ]
    assert metrics.parallels(piece(("harmony", "string section", fifths))) == pytest.approx(1000.0)
    sixths = [
        n for i, p in enumerate([60, 62, 64, 65, 67, 69, 71, 72, 74, 76]) for n in (note(i, 1, p), note(i, 1, p + 9))
    ]
    assert metrics.parallels(piece(("harmony", "string section", sixths))) == 0.0


def test_an_octave_doubling_does_not_change_the_tune_above_or_under_it():
    tune = ("melody", "flute", run([72, 74, 76, 77]))
    for shift in (-12, 12):
        softly = [replace(n, pitch=n.pitch + shift, level_db=-4.0) for n in tune[2]]
        assert [n.pitch for n in piece(tune, ("melody", "violin", softly)).tune] == [72, 74, 76, 77]
