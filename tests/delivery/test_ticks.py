"""The MIDI grid: seconds and ticks, both ways, and bars that begin where cues begin."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecut.delivery.ticks import PPQ, timeline
from scorecut.model.tempo_map import Bar, CueTempo, TempoMap
from tests import nouns


def cue(number: int, start_s: float, beats_s: list[float], beats_a_bar: int = 4) -> CueTempo:
    times_s = start_s + np.concatenate([[0.0], np.cumsum(beats_s)])
    n_bars = -(-len(beats_s) // beats_a_bar)
    return CueTempo(
        cue_id=f"c{number}",
        beats=np.arange(times_s.size, dtype=float),
        times_s=times_s,
        bars=tuple(Bar(number=n + 1, start_beat=float(beats_a_bar * n), meter=(beats_a_bar, 4)) for n in range(n_bars)),
    )


def bar_length(meter: tuple[int, int]) -> int:
    return meter[0] * 4 * PPQ // meter[1]


def test_every_beat_of_a_cue_sounds_at_its_second():
    tempi = nouns.tempo_map()
    grid = timeline(tempi)
    for tempo in tempi.cues:
        for beat, time_s in zip(tempo.beats, tempo.times_s, strict=True):
            assert grid.seconds_at(grid.tick_of(tempo, float(beat))) == pytest.approx(time_s, abs=2e-6)


def test_ticks_and_seconds_are_inverse():
    grid = timeline(nouns.tempo_map())
    for tick in range(0, 40_000, 977):
        assert grid.tick_at(grid.seconds_at(tick)) == tick


def test_a_film_without_music_has_a_plain_grid():
    grid = timeline(TempoMap(cues=()))
    assert grid.tempos == ((0, 500_000),)
    assert grid.meters == [(0, (4, 4))]
    assert grid.seconds_at(grid.tick_at(12.5)) == pytest.approx(12.5, abs=1e-3)


def test_the_bar_before_a_cue_runs_at_its_tempo_so_that_an_upbeat_stands_on_the_grid():
    tempo = cue(1, 9.7, [0.5] * 8)
    grid = timeline(TempoMap(cues=(tempo,)), {"c1": 1.0})
    tick = grid.starts["c1"] - PPQ
    assert grid.seconds_at(tick) == pytest.approx(9.7 - 0.5, abs=2e-6)
    assert grid.tick_of(tempo, -1.0) == tick


def test_a_cue_that_follows_at_once_begins_on_a_bar_line_cut_short_before():
    tempi = TempoMap(cues=(cue(1, 0.0, [0.5] * 6), cue(2, 3.0, [0.4] * 8)))
    grid = timeline(tempi)
    assert grid.starts["c2"] == 6 * PPQ
    assert grid.meters == [(0, (4, 4)), (4 * PPQ, (2, 4)), (6 * PPQ, (4, 4))]


def test_a_cue_that_begins_before_the_last_beat_of_the_one_before_cuts_it_off():
    tempi = TempoMap(cues=(cue(1, 0.0, [0.5] * 8), cue(2, 3.3, [0.4] * 8)))
    grid = timeline(tempi)
    assert grid.seconds_at(grid.starts["c2"]) == pytest.approx(3.3, abs=2e-6)
    assert grid.lasts["c1"] == 6


gaps_s = st.one_of(st.just(0.0), st.floats(1e-4, 0.5), st.floats(0.5, 200.0))
cues = st.lists(
    st.tuples(gaps_s, st.lists(st.floats(0.25, 1.6), min_size=2, max_size=12), st.sampled_from([3, 4, 5])),
    min_size=1,
    max_size=5,
)


@settings(max_examples=60, deadline=None)
@given(cues)
def test_any_cues_begin_on_their_exact_second_and_on_a_bar_line(rows: list[tuple[float, list[float], int]]):
    tempi, now = [], 0.0
    for number, (gap_s, beats_s, meter) in enumerate(rows, 1):
        tempi.append(cue(number, now + gap_s, beats_s, meter))
        now = float(tempi[-1].times_s[-1])
    grid = timeline(TempoMap(cues=tuple(tempi)))
    starts = [tick for tick, _ in grid.bars]
    assert starts == sorted(set(starts))
    for (tick, meter), (after, _) in zip(grid.bars, grid.bars[1:], strict=False):
        assert after - tick == bar_length(meter)
    for tempo in tempi:
        assert grid.starts[tempo.cue_id] in starts
        assert grid.seconds_at(grid.starts[tempo.cue_id]) == pytest.approx(tempo.times_s[0], abs=5e-6)
        for beat, time_s in zip(tempo.beats, tempo.times_s, strict=True):
            assert grid.seconds_at(grid.tick_of(tempo, float(beat))) == pytest.approx(time_s, abs=5e-6)
