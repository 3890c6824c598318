"""Waves, effects and the table of presets."""

import numpy as np
import pytest

from scorecut.catalog.instruments import instruments
from scorecut.sound.synth import waves
from scorecut.sound.synth.effects import chorused, driven, expressed, finished
from scorecut.sound.synth.presets import Preset, VoiceLayer, presets

ASKED = (
    "bowed", "bowed ensemble", "plucked", "harp", "piano", "electric piano", "organ", "bell", "mallet", "blown flute",
    "blown reed", "brass", "voice", "kick", "snare", "hat", "clap", "tom", "cymbal", "boom", "metal", "shaker", "wood",
    "saw lead", "square lead", "sine lead", "synth bass", "sub", "reese", "warm pad", "glass pad", "choir pad", "drone",
    "arp", "pluck synth", "braam", "riser", "whoosh", "impact", "noise", "distorted guitar", "clean guitar",
    "harpsichord", "accordion",
)  # fmt: skip
WAVES = (
    "saw", "square", "triangle", "sine", "bow", "reed", "double reed", "lips", "flute", "glottis", "drawbars",
    "free reed",
)  # fmt: skip


def test_every_preset_that_others_name_is_there() -> None:
    assert set(ASKED) <= set(presets())
    assert {row.preset for row in instruments().values()} <= set(presets())


def test_every_preset_says_why_and_has_a_source() -> None:
    for row in presets().values():
        assert row.why
        assert row.voice or row.string or row.modes
        assert len(row.voice) + len(row.string) + len(row.modes) <= 8


@pytest.mark.parametrize("wave", WAVES)
def test_every_table_stays_below_nyquist_for_the_highest_note_of_its_step(wave: str) -> None:
    for hz in (16.5, 55.0, 440.0, 1975.0, 4186.0, 9000.0):
        table = waves.table_for(wave, hz)[:-1]
        level = np.abs(np.fft.rfft(table))
        top = int(np.flatnonzero(level > 1e-4 * level.max())[-1])
        assert top * hz <= 24_000
        assert abs(float(table.mean())) < 1e-6


def test_a_wave_without_a_name_is_refused() -> None:
    with pytest.raises(KeyError, match="trapezoid"):
        waves.spectrum("trapezoid", np.arange(1, 5))


def tone(**changes: object) -> Preset:
    return Preset(name="probe", why="a probe", voice=(VoiceLayer(),), **changes)


def sine(hz: float, n: int = 48_000) -> np.ndarray:
    return np.repeat(np.sin(2 * np.pi * hz * np.arange(n) / 48_000)[:, None], 2, axis=1)


def test_effects_delay_nothing() -> None:
    click = np.zeros((4800, 2))
    click[1000] = 0.5
    for changes in ({"drive_db": 6.0, "drive_chords": True}, {"chorus": (1.0, 0.5, 0.4)}, {"eq": ((800.0, 6.0, 1.0),)}):
        assert int(np.argmax(np.abs(finished(click, tone(**changes))[:, 0]))) == 1000


def test_a_bell_of_the_equaliser_lifts_its_frequency_alone() -> None:
    shaped = tone(eq=((1000.0, 9.0, 2.0),))
    for hz, gain_db in ((1000.0, 9.0), (60.0, 0.0), (12_000.0, 0.0)):
        out = finished(sine(hz), shaped)[12_000:, 0]
        assert 20 * np.log10(out.std() / sine(hz)[12_000:, 0].std()) == pytest.approx(gain_db, abs=0.3)


def test_drive_adds_overtones_and_no_aliases() -> None:
    hz = 3000.0
    out = driven(0.5 * sine(hz), 18.0)[4800:43_200, 0]
    level = np.abs(np.fft.rfft(out * np.blackman(out.size)))
    freq = np.fft.rfftfreq(out.size, 1 / 48_000)
    harmonic = np.min(np.abs(freq[:, None] - hz * np.arange(0, 9)[None, :]), axis=1) < 15
    third = level[np.abs(freq - 3 * hz) < 15].max()
    assert third > 0.05 * level.max()
    assert level[~harmonic].max() < 10 ** (-60 / 20) * level.max()


def test_chorus_leaves_the_bass_in_the_middle() -> None:
    low, high = (chorused(sine(hz), 2.0, 0.5, 0.5) for hz in (40.0, 1500.0))
    assert np.abs(low[:, 0] - low[:, 1]).max() < 0.08
    assert np.abs(high[:, 0] - high[:, 1]).max() > 0.2


def test_expression_is_followed_on_a_straight_line_in_decibels() -> None:
    ones = np.ones((48_000, 2))
    out = expressed(ones, np.array([[10.0, -20.0], [11.0, 0.0]]), 10.0)
    assert out[24_000, 0] == pytest.approx(10 ** (-10 / 20), rel=1e-2)
    assert out[0, 0] == pytest.approx(0.1)
    assert np.array_equal(expressed(ones, np.zeros((0, 2)), 0.0), ones)
