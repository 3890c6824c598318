"""The scatter of players: how wide, how it hangs together, and where it must be nothing."""

import numpy as np
import pytest

from scorecut.catalog.instruments import instrument
from scorecut.catalog.styles import PlayersStyle
from scorecut.model.score import Note, Part
from scorecut.performance.asynchrony import deviations_ms, drift_ms, swung
from scorecut.performance.passage import read_passage
from tests.performance.scenes import solo, tune


def test_the_section_s_drift_is_six_ms_wide_and_correlated_over_two_beats() -> None:
    film = solo("cello", tune(400), n_bars=400)
    beats = np.arange(1600.0)
    drift = drift_ms(film.scene(PlayersStyle(asynchrony_ms=8.0)), "strings", beats)
    assert 4.5 < drift.std() < 7.5
    lag = [np.corrcoef(drift[:-n], drift[n:])[0, 1] for n in (1, 2, 8)]
    assert lag[0] == pytest.approx(np.exp(-1 / 2), abs=0.12)
    assert lag[1] == pytest.approx(np.exp(-2 / 2), abs=0.12)
    assert abs(lag[2]) < 0.2


def deviation(name: str, function: str, style: PlayersStyle, **changes: object) -> np.ndarray:
    film = solo(name, tune(100), n_bars=100, function=function, **changes)
    scene = film.scene(style)
    part = Part(id=f"{function}: {name}", function=function, instrument=name)
    return deviations_ms(read_passage(tune(100), scene), part, instrument(name), scene)


def test_players_of_one_section_drift_together_and_others_do_not() -> None:
    style = PlayersStyle()
    viola, cello = deviation("violas", "harmony", style), deviation("celli", "harmony", style)
    horn = deviation("horn", "harmony", style)
    assert np.corrcoef(viola, cello)[0, 1] > 0.4
    assert abs(np.corrcoef(viola, horn)[0, 1]) < 0.3


def test_everybody_meets_on_a_hit() -> None:
    hits = (5.0, 40.0, 41.0)
    for name in ("piano", "cello", "trumpet"):
        late = deviation(name, "melody", PlayersStyle(late_ms=30.0), hit_beats=hits)
        assert not late[[5, 40, 41]].any()
        assert np.count_nonzero(late) > 390


def test_a_piano_s_melody_leads_its_accompaniment_by_10_to_20_ms() -> None:
    style = PlayersStyle(asynchrony_ms=1.0)
    lead = deviation("piano", "harmony", style).mean() - deviation("piano", "melody", style).mean()
    assert 10.0 <= lead <= 20.0


def test_a_soloist_lays_back_by_what_the_style_says() -> None:
    late = deviation("tenor sax", "melody", PlayersStyle(late_ms=30.0, asynchrony_ms=1.0))
    assert late.mean() == pytest.approx(30.0, abs=2.0)


def test_a_sequencer_is_nearly_exact() -> None:
    assert deviation("saw lead", "harmony", PlayersStyle(asynchrony_ms=8.0)).std() < 1.5
    assert deviation("violin", "harmony", PlayersStyle(asynchrony_ms=8.0)).std() > 4.0


def test_swing_moves_the_off_beat_and_its_sixteenths() -> None:
    scene = solo("piano", tune(8)).scene(PlayersStyle(swing=0.62))
    beats = np.array([0.0, 0.25, 0.5, 0.75, 1.0, 2 / 3])
    assert swung(beats, scene).tolist() == pytest.approx([0.0, 0.31, 0.62, 0.81, 1.0, 2 / 3])


def test_only_what_stands_on_a_hit_or_would_pass_it_is_not_swung() -> None:
    scene = solo("piano", tune(8), hit_beats=(4.5, 6.55)).scene(PlayersStyle(swing=0.62))
    beats = np.array([4.25, 4.5, 4.75, 5.5, 6.25, 6.5, 6.55])
    assert swung(beats, scene).tolist() == pytest.approx([4.31, 4.5, 4.81, 5.62, 6.31, 6.5, 6.55])


def test_straight_styles_leave_every_beat_alone() -> None:
    scene = solo("piano", tune(8)).scene(PlayersStyle())
    beats = np.array([0.1, 0.5, 3.75])
    assert np.array_equal(swung(beats, scene), beats)


def test_swung_notes_keep_their_order() -> None:
    scene = solo("piano", tune(8)).scene(PlayersStyle(swing=0.7))
    beats = np.arange(0, 8, 0.25)
    assert (np.diff(swung(beats, scene)) > 0).all()


def test_drummers_lay_the_snare_back_and_keep_the_hat() -> None:
    film = solo("drum kit", (), function="rhythm", n_bars=40)
    notes = tuple(Note(start_beat=float(b), length_beats=0.5, pitch=(42, 38)[b % 2]) for b in range(160))
    scene = film.scene(PlayersStyle(late_ms=20.0, asynchrony_ms=2.0))
    late = deviations_ms(read_passage(notes, scene), film.lines[0][0], instrument("drum kit"), scene)
    assert late[1::2].mean() == pytest.approx(20.0, abs=1.0)
    assert abs(late[::2].mean()) < 1.0
