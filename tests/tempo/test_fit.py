"""Every gridded hit is exact, bars run on without a gap, and the tempo hardly moves."""

from dataclasses import replace
from itertools import pairwise
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecut.errors import TempoMapError
from scorecut.model.tempo_map import CueTempo
from scorecut.tempo.bars import Barring
from scorecut.tempo.fit import fit_tempo
from scorecut.tempo.meter import Grid
from scorecut.tempo.settings import TempoSettings
from tests.tempo.sheets import cut_film, hit, sheet

METERS = [(4, 4), (3, 4), (6, 8), (5, 4), (7, 8)]


def steps_of(cue: CueTempo) -> np.ndarray:
    """Beat-to-beat change of tempo as a share."""
    per_beat = round(cue.felt_beats / (cue.beats[1] - cue.beats[0]))
    beats_s = np.diff(cue.times_s[::per_beat])
    return np.abs(beats_s[1:] / beats_s[:-1] - 1)


def check(cue: CueTempo, start_s: float, end_s: float) -> None:
    """What holds for every cue whatever its hits."""
    assert cue.beats[0] == 0
    assert cue.times_s[0] == start_s
    assert cue.times_s[-1] >= end_s - 1e-9
    at_beat = 0.0
    for number, bar in enumerate(cue.bars, 1):
        assert (bar.number, bar.start_beat) == (number, at_beat)
        at_beat += bar.length_beats
    assert cue.beats[-1] == at_beat
    regular = Grid(cue.meter).meter
    odd = [number for number, bar in enumerate(cue.bars) if bar.meter != regular]
    assert all(b - a > 3 for a, b in pairwise(odd))
    for place in cue.places:
        if place.kind != "free":
            assert abs(float(cue.seconds_at(place.at_beat)) - place.hit.time_s) < 1e-9
        bar = cue.bars[place.bar - 1]
        assert bar.start_beat <= place.at_beat + 1e-6 < bar.start_beat + bar.length_beats + 1e-5
        assert place.beat == pytest.approx(1 + (place.at_beat - bar.start_beat) * bar.meter[1] / 4, abs=1e-5)
        assert (place.kind == "downbeat") == (place.kind != "free" and place.beat == 1)


gaps = st.lists(st.tuples(st.floats(0.2, 25.0), st.floats(0.0, 1.0)), max_size=14)
starts = st.sampled_from([0.0, 12.345, 5400.7])


@settings(max_examples=40, deadline=None)
@given(
    gaps, st.sampled_from(METERS), st.sampled_from(["epic", "elegy", "house", "action"]), st.floats(0.7, 12.0), starts
)
def test_whatever_the_hits_gridded_ones_are_exact_and_bars_have_no_gap(gaps, meter, style, tail_s, start_s):
    times_s = start_s + np.cumsum([gap for gap, _ in gaps])
    hits = tuple(hit(n, float(t), w) for n, (t, (_, w)) in enumerate(zip(times_s, gaps), 1))
    length_s = float(times_s[-1] - start_s if gaps else 0.0) + tail_s
    spotted = sheet(hits, length_s, start_s=start_s, style=style, meter=meter)
    music = fit_tempo(spotted)
    cue = music.cues[0]
    check(cue, start_s, start_s + length_s)
    placed = {place.hit.id for place in cue.places} | {gone.hit.id for gone in music.dropped}
    assert placed == {hit.id for hit in hits}
    bend = 0.005 if cue.fixed else 0.08
    pulses_s = np.diff(cue.times_s)
    centre = np.median(pulses_s) if cue.fixed else 60 / cue.target_bpm / Grid(meter).felt
    assert np.abs(centre / pulses_s - 1).max() <= (2 * bend if cue.fixed else bend) + 1e-9


@pytest.mark.parametrize("meter", METERS)
def test_hits_every_few_seconds_bend_the_tempo_less_than_anyone_hears(meter):
    for seed in range(6):
        cue = fit_tempo(cut_film(seed, 120, 3.0, meter=meter)).cues[0]
        check(cue, 0.0, 120.0)
        assert cue.meter == meter
        steps = steps_of(cue)
        assert np.percentile(steps, 95) <= 0.01
        assert steps.max() <= 0.025
        assert np.mean([bar.meter != meter for bar in cue.bars]) <= 0.2


def test_strong_hits_take_downbeats_and_medium_ones_the_grid():
    places = [place for seed in range(8) for place in fit_tempo(cut_film(seed, 120, 4.0)).cues[0].places]
    strong = [place.kind for place in places if place.hit.size == "strong"]
    medium = [place.kind for place in places if place.hit.size == "medium"]
    assert np.mean([kind == "downbeat" for kind in strong]) > 0.75
    assert np.mean([kind == "free" for kind in medium]) < 0.25


def test_hits_that_lie_on_a_steady_grid_all_find_it():
    beat_s = 60 / 96
    hits = tuple(hit(n, 8 * n * beat_s, 0.9) for n in range(1, 7))
    cue = fit_tempo(sheet(hits, 56 * beat_s, tempo_bpm=96.0, meter=(4, 4))).cues[0]
    assert [place.kind for place in cue.places] == ["downbeat"] * 6
    assert [place.bar for place in cue.places] == [3, 5, 7, 9, 11, 13]
    assert steps_of(cue).max() < 1e-9
    assert cue.tempo_bpm == pytest.approx(96.0)


def test_one_hit_between_two_bars_gets_one_irregular_bar_second_to_last():
    beat_s = 0.5
    hits = (hit(1, 26 * beat_s, 1.0, kind="arrive"),)  # 6 bars and a half at 120 bpm
    cue = fit_tempo(sheet(hits, 50 * beat_s, tempo_bpm=120.0, meter=(4, 4), fixed_tempo=True)).cues[0]
    assert cue.places[0].kind == "downbeat"
    before = [bar for bar in cue.bars if bar.start_beat < cue.places[0].at_beat]
    assert [bar.meter for bar in before if bar.meter != (4, 4)] == [(2, 4)]
    assert before[-2].meter == (2, 4)


@pytest.mark.parametrize("bpm", [54.0, 90.0, 150.0])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_tempo_asked_for_is_the_mean_of_the_cue_within_three_percent(bpm, seed):
    cue = fit_tempo(cut_film(seed, 45, 2.5, tempo_bpm=bpm)).cues[0]
    assert cue.tempo_bpm == pytest.approx(bpm, rel=0.03)


def test_dance_styles_keep_their_tempo_and_take_hits_off_the_grid():
    music = fit_tempo(cut_film(3, 90, 2.5, style="house"))
    cue = music.cues[0]
    assert cue.fixed
    pulses_s = np.diff(cue.times_s)
    assert np.abs(pulses_s / pulses_s.mean() - 1).max() <= 0.005
    assert not music.dropped
    assert any(place.kind == "free" for place in cue.places)
    assert any(place.kind != "free" for place in cue.places)


def test_the_last_bar_ends_with_the_picture():
    closed = [abs(fit_tempo(cut_film(seed, 60, 4.0)).cues[0].times_s[-1] - 60.0) < 1e-9 for seed in range(10)]
    assert np.mean(closed) >= 0.7


def test_energy_makes_the_music_faster_within_the_style():
    calm, wild = (fit_tempo(sheet((), 30.0, energy=energy)).cues[0] for energy in (-0.8, 0.8))
    assert calm.target_bpm < wild.target_bpm


def test_two_hits_that_nobody_could_tell_apart_leave_the_heavier_one():
    music = fit_tempo(sheet((hit(1, 10.0, 0.9), hit(2, 10.04, 0.5)), 20.0))
    assert [place.hit.id for place in music.cues[0].places] == ["h1"]
    assert [gone.hit.id for gone in music.dropped] == ["h2"]
    assert "h1" in music.dropped[0].why


def test_a_locked_hit_stays_and_a_heavier_neighbour_goes():
    music = fit_tempo(sheet((hit(1, 10.0, 0.9), hit(2, 10.04, 0.5, locked=True)), 20.0))
    assert [gone.hit.id for gone in music.dropped] == ["h1"]


def test_locked_hits_that_quarrel_are_named():
    locked = (hit(1, 10.0, label="door slam", locked=True), hit(2, 10.04, locked=True))
    with pytest.raises(TempoMapError, match=r'h1 \("door slam"\) at 00:00:10:00 and h2 at 00:00:10:01 lie 40 ms apart'):
        fit_tempo(sheet(locked, 20.0))


def test_a_hit_on_the_first_frame_of_the_cue_is_its_first_downbeat():
    spotted = sheet((hit(1, 12.0, 0.5, kind="enter"),), 20.0, start_s=12.0)
    place = fit_tempo(spotted).cues[0].places[0]
    assert (place.kind, place.at_beat, place.bar, place.beat) == ("downbeat", 0.0, 1, 1.0)


@pytest.mark.parametrize("length_s", [0.1, 0.5, 2.0])
def test_a_very_short_cue_still_has_a_bar(length_s):
    cue = fit_tempo(sheet((), length_s)).cues[0]
    check(cue, 0.0, length_s)


def test_tighter_settings_let_go_of_hits_instead_of_bending():
    spotted = cut_film(5, 120, 3.0)
    loose, tight = (fit_tempo(spotted, settings=TempoSettings(most_bend=bend)).cues[0] for bend in (0.08, 0.01))
    assert sum(p.kind == "free" for p in tight.places) > sum(p.kind == "free" for p in loose.places)
    pulses_s = np.diff(tight.times_s)
    assert np.abs(60 / tight.target_bpm / 2 / pulses_s - 1).max() <= 0.01 + 1e-9


def test_the_same_sheet_gives_the_same_beats_and_other_cues_do_not_matter():
    spotted = cut_film(2, 60, 3.0)
    first = fit_tempo(spotted).cues[0]
    assert np.array_equal(first.times_s, fit_tempo(spotted).cues[0].times_s)
    more = replace(
        spotted,
        duration_s=90.0,
        cues=(*spotted.cues, replace(spotted.cues[0], id="c2", number=2, start_s=60.0, end_s=90.0)),
    )
    assert np.array_equal(first.times_s, fit_tempo(more).cues[0].times_s)


def test_a_film_twice_as_long_is_no_more_than_three_times_the_work():
    """The search looks back a bounded number of hits, so its work grows with the film and not with its square."""

    def work_of(seconds: float) -> int:
        asked = []
        look_up = Barring.table
        counting = patch.object(
            Barring, "table", lambda bars, n_pulses: asked.append(n_pulses) or look_up(bars, n_pulses)
        )
        with counting, patch("scorecut.tempo.fit.STIFFNESS", (1.0,)):
            fit_tempo(cut_film(1, seconds, 2.5))
        return len(asked)

    assert 200 < work_of(120) < work_of(240) < 3 * work_of(120)


def test_no_film_of_quick_hits_loses_most_of_them_to_a_tempo_that_bends_too_freely():
    """Nine hits one to four seconds apart, twenty films: each keeps a third of them on the grid, usually more than half."""
    kept = []
    for seed in range(20):
        draw = np.random.default_rng(seed)
        times_s, weights = np.cumsum(draw.uniform(1.0, 4.0, 9)), draw.uniform(0.3, 1.0, 9)
        hits = tuple(hit(i, float(at), float(w)) for i, (at, w) in enumerate(zip(times_s, weights, strict=True), 1))
        music = fit_tempo(sheet(hits, float(times_s[-1]) + 2.0, energy=float(draw.uniform(-0.2, 0.8)))).cues[0]
        kept.append(sum(place.kind != "free" for place in music.places))
    assert min(kept) >= 3
    assert np.mean(kept) > 5.2
