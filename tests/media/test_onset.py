"""t50: the one definition of when a note is heard."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecut.media.onset import heard_end_s, heard_onset_s

RATE = 48_000


def ramp(rise_s: float, length_s: float = 1.0) -> np.ndarray:
    t = np.arange(round(length_s * RATE)) / RATE
    return np.minimum(1.0, t / rise_s) * np.sin(2 * np.pi * 2000 * t)


@pytest.mark.parametrize("rise_s", [0.02, 0.05, 0.1, 0.2])
def test_a_linear_rise_is_heard_at_its_half(rise_s: float) -> None:
    assert heard_onset_s(ramp(rise_s), RATE) == pytest.approx(rise_s / 2, abs=0.0005)


@given(silence=st.integers(0, 5000), gain=st.floats(0.01, 10.0))
def test_silence_before_a_note_delays_it_exactly_and_its_level_does_not_matter(silence: int, gain: float) -> None:
    note = ramp(0.03, 0.4)
    later = heard_onset_s(np.concatenate([np.zeros(silence), gain * note]), RATE, note_on_s=silence / RATE)
    assert later - heard_onset_s(note, RATE) == pytest.approx(silence / RATE, abs=1e-9)


def test_what_comes_250_ms_after_note_on_does_not_count() -> None:
    note = ramp(0.02)
    note[round(0.26 * RATE) :] *= 100
    assert heard_onset_s(note, RATE) == pytest.approx(heard_onset_s(ramp(0.02), RATE), abs=1e-6)


def test_channels_count_together() -> None:
    note = ramp(0.04)
    assert heard_onset_s(np.stack([note, np.zeros_like(note)], axis=1), RATE) == pytest.approx(
        heard_onset_s(note, RATE)
    )


def test_a_stop_is_heard_where_the_sound_falls_through_half_and_its_echo_does_not_count() -> None:
    note = np.sin(2 * np.pi * 500 * np.arange(RATE) / RATE)
    note[24_000:] *= 0.1
    assert heard_end_s(note, RATE, near_s=0.5) == pytest.approx(0.5, abs=0.001)
    assert heard_end_s(note[:24_000], RATE) == pytest.approx(0.5, abs=1e-3)


def test_silence_has_no_onset_and_no_end() -> None:
    with pytest.raises(ValueError, match="no sound"):
        heard_onset_s(np.zeros(9600), RATE)
    with pytest.raises(ValueError, match="no sound"):
        heard_end_s(np.zeros(9600), RATE)
