"""Beats that limp, hits beside their beat, bars of another metre side by side."""

from dataclasses import replace

import numpy as np

from scorecut.model.cue_sheet import Hit
from scorecut.model.score import Section
from scorecut.model.tempo_map import Bar, CueTempo, Place
from tests.music import check_tempo as check
from tests.music.drawn import piece, run

BARE = piece(("melody", "flute", run([72, 74, 76, 77] * 4)))
SECTION = Section(label="A", start_beat=8.0, end_beat=16.0, intensity=0.5)
PIECE = replace(BARE, music=replace(BARE.music, sections=(SECTION,)))


def with_tempo(times_s, *, meters=((4, 4),) * 4, places=()):
    starts = np.cumsum([0.0, *(beats for beats, _ in meters)])
    bars = tuple(
        Bar(number=i, start_beat=float(at), meter=meter) for i, (at, meter) in enumerate(zip(starts, meters), 1)
    )
    times_s = np.asarray(times_s, dtype=float)
    tempo = CueTempo(cue_id="c1", beats=np.arange(times_s.size), times_s=times_s, bars=bars, places=tuple(places))
    return replace(PIECE, tempo=tempo)


def at(beat, time_s, weight=0.9, kind="beat"):
    hit = Hit(id="h1", cue="c1", time_s=time_s, frame=0, weight=weight, kind="turn")
    return Place(hit=hit, kind=kind, at_beat=beat, bar=1, beat=1.0 + beat)


def test_a_tempo_that_drifts_is_steady_and_one_that_limps_is_not():
    drift = np.concatenate([[0.0], np.cumsum(0.6 * 1.005 ** np.arange(16))])
    limp = np.concatenate([[0.0], np.cumsum(0.6 + 0.02 * (-1.0) ** np.arange(16))])
    assert check.steps(with_tempo(drift)).holds
    assert not check.steps(with_tempo(limp)).holds


def test_a_hit_must_have_its_beat_exactly_unless_it_has_none():
    steady = 0.5 * np.arange(17)
    assert check.gridded(with_tempo(steady, places=[at(4.0, 2.0)])).holds
    assert not check.gridded(with_tempo(steady, places=[at(4.0, 2.001)])).holds
    assert check.gridded(with_tempo(steady, places=[at(4.1, 2.0, kind="free")])) is None


def test_a_heavy_hit_beside_the_start_of_a_section_is_found():
    steady = 0.5 * np.arange(17)
    start = SECTION.start_beat
    assert check.opening(with_tempo(steady, places=[at(start, start / 2)])).holds
    assert not check.opening(with_tempo(steady, places=[at(start + 0.3, start / 2 + 0.15)])).holds
    assert check.opening(with_tempo(steady, places=[at(start + 0.3, start / 2 + 0.15, weight=0.2)])) is None


def test_irregular_bars_are_few_and_apart():
    beats = 0.5 * np.arange(41)
    apart = with_tempo(beats, meters=((4, 4), (3, 4), (4, 4), (4, 4), (4, 4), (4, 4)))
    beside = with_tempo(beats, meters=((4, 4), (3, 4), (3, 4), *((4, 4),) * 8))
    many = with_tempo(beats, meters=((4, 4), (3, 4), (4, 4), (3, 4), (4, 4)))
    assert check.irregular(apart).holds
    assert not check.irregular(beside).holds
    assert not check.irregular(many).holds
