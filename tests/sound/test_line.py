from pathlib import Path

import numpy as np
import pytest

from scorecut.model.audio import RATE_HZ
from scorecut.sound.band import Band
from scorecut.sound.line import first_start_s, render_line, shared_out
from scorecut.sound.settings import SoundSettings
from scorecut.store import Store
from tests.sound.playing import line, tune


@pytest.fixture(scope="module")
def band(tiny: Path) -> Band:
    return Band(SoundSettings(soundfont=tiny), Store(None))


def loud(sound: np.ndarray, start_s: float, end_s: float) -> float:
    part = sound[round(start_s * RATE_HZ) : round(end_s * RATE_HZ)]
    return float(np.abs(part).max(initial=0.0))


def test_a_cut_ends_everything_within_eight_milliseconds_and_lets_later_notes_sound(band: Band) -> None:
    held = line("harmony", "violins", [(0.5, 3.0, 60, 64), (3.0, 1.0, 64, 64)])
    sound = render_line(held, band, start_s=0.0, n_samples=5 * RATE_HZ, cut_s=(2.0,))
    assert loud(sound, 1.9, 2.0) > 1e-3
    assert loud(sound, 2.0081, 2.85) == 0.0
    assert loud(sound, 3.0, 3.9) > 1e-3


def test_where_long_lines_are_parted_nothing_is_heard_of_it(band: Band, monkeypatch: pytest.MonkeyPatch) -> None:
    many = line("melody", "piano", [(0.5 + i * 0.7, 1.0, 50 + i % 12, 64) for i in range(12)])
    whole = render_line(many, band, start_s=0.0, n_samples=10 * RATE_HZ)
    monkeypatch.setattr("scorecut.sound.line.PIECE_S", 2.0)
    parted = render_line(many, band, start_s=0.0, n_samples=10 * RATE_HZ)
    difference = np.sqrt(((whole - parted) ** 2).mean() / (whole**2).mean())
    assert difference < 0.12  # the nearest block of a note may be another, nothing else
    levels = [np.sqrt((x.reshape(-1, RATE_HZ // 2, 2) ** 2).mean(axis=(1, 2))) for x in (whole, parted)]
    assert levels[1] == pytest.approx(levels[0], rel=0.03, abs=1e-5)


def test_the_first_start_is_before_the_first_note_is_heard(band: Band) -> None:
    slow = line("melody", "violins", tune(2.0, 3))
    assert 1.9 < first_start_s(shared_out(slow, band)) < 1.99
    assert first_start_s(shared_out(line("melody", "violins", []), band)) == np.inf


def test_a_line_beyond_the_end_is_cut_there(band: Band) -> None:
    late = line("melody", "piano", [(0.5, 5.0, 60, 64), (30.0, 1.0, 60, 64)])
    sound = render_line(late, band, start_s=0.0, n_samples=RATE_HZ)
    assert sound.shape == (RATE_HZ, 2) and loud(sound, 0.5, 1.0) > 1e-3
