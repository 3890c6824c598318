"""Loudness against the standard's own cases, pyloudnorm and ffmpeg's ebur128."""

from pathlib import Path

import numpy as np
import pytest

from scorecut.media import loudness
from scorecut.media.sound_file import write_wav
from tests.films import ebur128

RATE = 48_000


def sine(level_db: float, seconds: float, hz: float = 997.0, channels: int = 2) -> np.ndarray:
    t = np.arange(round(seconds * RATE)) / RATE
    return np.repeat((10 ** (level_db / 20) * np.sin(2 * np.pi * hz * t))[:, None], channels, 1).astype(np.float32)


def music(seconds: float = 14.0) -> np.ndarray:
    """Noise whose level wanders by 30 dB, brighter on the right."""
    draw = np.random.default_rng(3)
    noise = draw.standard_normal((round(seconds * RATE), 2))
    noise[:, 0] = np.convolve(noise[:, 0], np.ones(20) / 8, "same")
    t = np.arange(len(noise)) / RATE
    return (0.05 * noise * 10 ** (-0.75 + 0.75 * np.sin(2 * np.pi * t / 9))[:, None]).astype(np.float32)


def test_stereo_sines_of_minus_23_and_minus_33_read_so() -> None:
    assert loudness.integrated_lufs(sine(-23, 20, 1000)) == pytest.approx(-23.0, abs=0.1)  # EBU Tech 3341, case 1
    assert loudness.integrated_lufs(sine(-33, 20, 1000)) == pytest.approx(-33.0, abs=0.1)  # case 2


def test_quiet_stretches_are_gated_away() -> None:
    case_3 = np.concatenate([sine(-36, 10), sine(-23, 60), sine(-36, 10)])
    assert loudness.integrated_lufs(case_3) == pytest.approx(-23.0, abs=0.1)
    case_4 = np.concatenate([sine(-72, 10), sine(-36, 10), sine(-23, 60), sine(-36, 10), sine(-72, 10)])
    assert loudness.integrated_lufs(case_4) == pytest.approx(-23.0, abs=0.1)


def test_surround_channels_weigh_more_and_the_lfe_nothing() -> None:
    six = np.zeros((20 * RATE, 6), np.float32)
    for channel, level in enumerate((-28, -28, -24, None, -30, -30)):  # EBU Tech 3341, case 6
        if level is not None:
            six[:, channel] = sine(level, 20, 1000, 1)[:, 0]
    assert loudness.integrated_lufs(six) == pytest.approx(-23.0, abs=0.1)
    six[:, 3] = sine(-3, 20, 60, 1)[:, 0]
    assert loudness.integrated_lufs(six) == pytest.approx(-23.0, abs=0.1)


def test_the_range_of_a_programme_of_two_levels_is_their_difference() -> None:
    assert loudness.lra_lu(np.concatenate([sine(-20, 20), sine(-30, 20)])) == pytest.approx(10, abs=1)  # Tech 3342, 1
    assert loudness.lra_lu(np.concatenate([sine(-20, 20), sine(-15, 20)])) == pytest.approx(5, abs=1)  # case 2


def test_a_peak_between_samples_is_found() -> None:
    t = np.arange(RATE) / RATE
    tone = 0.5 * np.sin(2 * np.pi * RATE / 4 * t + np.pi / 4)  # EBU Tech 3341, case 16: -6 dBTP, samples at -9
    assert loudness.true_peak_dbtp(tone[:, None]) == pytest.approx(-6.0, abs=0.3)
    assert 20 * np.log10(np.abs(tone).max()) < -8.9


def test_pyloudnorm_agrees() -> None:
    import pyloudnorm

    sound = music()
    told = pyloudnorm.Meter(RATE).integrated_loudness(sound.astype(np.float64))
    assert loudness.integrated_lufs(sound) == pytest.approx(told, abs=0.1)


def test_ffmpeg_agrees(tmp_path: Path) -> None:
    sound = music(30.0)
    write_wav(tmp_path / "music.wav", sound)
    found = ebur128(tmp_path / "music.wav")
    measured = loudness.measure(sound)
    assert measured.integrated_lufs == pytest.approx(found["I"], abs=0.15)
    assert measured.true_peak_dbtp == pytest.approx(found["Peak"], abs=0.15)
    assert measured.lra_lu == pytest.approx(found["LRA"], abs=0.5)


def test_a_span_is_measured_alone_and_ungated() -> None:
    sound = np.concatenate([sine(-20, 4), sine(-40, 4), np.zeros((2 * RATE, 2), np.float32)])
    assert loudness.span_lufs(sound, 0.5, 3.5) == pytest.approx(-20, abs=0.1)
    assert loudness.span_lufs(sound, 4.5, 7.5) == pytest.approx(-40, abs=0.1)
    assert loudness.span_lufs(sound, 2, 6) == pytest.approx(-23, abs=0.1)
    assert loudness.span_lufs(sound, 20, 30) == -np.inf


def test_momentary_loudness_follows_the_sound() -> None:
    curve = loudness.momentary(np.concatenate([sine(-20, 3), np.zeros((3 * RATE, 2), np.float32)]))
    assert curve.at(1.5) == pytest.approx(-20, abs=0.1)
    assert curve.at(5.0) == -70
    assert float(curve.times_s[1] - curve.times_s[0]) == pytest.approx(0.1)
    assert curve.at(3.0) == pytest.approx(-23, abs=0.5)


def test_silence_and_very_short_sounds_have_a_measure_too() -> None:
    silent = loudness.measure(np.zeros((RATE, 2), np.float32))
    assert silent.integrated_lufs == -np.inf and silent.true_peak_dbtp == -np.inf and silent.lra_lu == 0.0
    assert loudness.integrated_lufs(sine(-20, 0.2)) == pytest.approx(-20, abs=1.0)


def test_memory_is_bounded_by_blocks_and_blocks_do_not_show() -> None:
    sound = music(25.0)
    whole = loudness.measure(sound)
    block = loudness.BLOCK_S
    try:
        loudness.BLOCK_S = 3.7
        pieces = loudness.measure(sound)
    finally:
        loudness.BLOCK_S = block
    assert pieces.true_peak_dbtp == pytest.approx(whole.true_peak_dbtp, abs=1e-6)
    assert pieces.integrated_lufs == pytest.approx(whole.integrated_lufs, abs=0.05)


@pytest.mark.parametrize(
    ("layout", "weights"),
    [
        ("5.1", [1, 1, 1, 0, 1.41, 1.41]),
        ("5.1(side)", [1, 1, 1, 0, 1.41, 1.41]),
        ("7.1", [1, 1, 1, 0, 1, 1, 1.41, 1.41]),  # BS.1770-4, table 4: 120 to 180 degrees count like the front
        ("7.1(wide)", [1, 1, 1, 0, 1.41, 1.41, 1, 1]),
        ("6.1", [1, 1, 1, 0, 1, 1.41, 1.41]),
        ("quad", [1, 1, 1.41, 1.41]),
    ],
)
def test_a_channel_counts_by_its_place(layout: str, weights: list[float]) -> None:
    assert loudness.channel_weights(len(weights), layout).tolist() == weights


def test_several_spans_are_measured_together() -> None:
    sound = np.concatenate([sine(-20, 2), sine(-40, 2), sine(-20, 2)])
    assert loudness.spans_lufs(sound, [(0.5, 2.0), (4.0, 6.0)]) == pytest.approx(-20, abs=0.1)
    assert loudness.spans_lufs(sound, []) == -np.inf
