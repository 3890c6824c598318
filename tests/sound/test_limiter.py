import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecut.chance import stream
from scorecut.media.loudness import true_peak_dbtp
from scorecut.sound.levels import amplitude, spread
from scorecut.sound.limiter import cell_peaks, limit, limit_beneath

CEILING = amplitude(-1.1)


def reader(samples: np.ndarray):
    return lambda first, last: samples[first:last]


def bursts(seed: int, n: int = 96_000) -> np.ndarray:
    chance = stream(seed, "limiter test")
    envelope = 0.1 + 2.0 * np.clip(np.sin(2 * np.pi * 1.5 * np.arange(n) / 48_000), 0, None) ** 8
    return (chance.standard_normal((n, 2)) * 0.4 * envelope[:, None]).astype(np.float32)


@settings(max_examples=8, deadline=None)
@given(st.integers(1, 1000))
def test_no_peak_passes_the_ceiling_and_quiet_sound_is_not_touched(seed: int) -> None:
    sound = bursts(seed)
    gain = limit(cell_peaks(reader(sound), len(sound), CEILING), CEILING)
    out = sound * spread(gain, len(sound))[:, None]
    assert true_peak_dbtp(out) <= -1.0
    assert gain.max() <= 1.0 and gain.min() < 0.9


def test_peaks_between_samples_are_found() -> None:
    t = np.arange(48_000)
    sound = np.repeat((0.99 * np.sin(2 * np.pi * t / 4 + np.pi / 4)).astype(np.float32)[:, None], 2, axis=1)
    assert np.abs(sound).max() < 0.71  # a quarter of the rate, sampled off its peaks
    assert cell_peaks(reader(sound), len(sound), CEILING)[5:-5].min() == pytest.approx(0.99, rel=0.02)


def test_peaks_do_not_depend_on_where_blocks_meet(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = bursts(3)
    whole = cell_peaks(reader(sound), len(sound), CEILING)
    monkeypatch.setattr("scorecut.sound.limiter.BLOCK_CELLS", 333)
    assert np.allclose(cell_peaks(reader(sound), len(sound), CEILING), whole, rtol=1e-3)


def test_soft_sound_passes_as_it_is() -> None:
    assert (limit(np.full(100, 0.5, np.float32), CEILING) == 1.0).all()


def test_beneath_a_film_only_the_music_makes_room() -> None:
    film, music = bursts(5) * 0.2, bursts(6) * 0.4
    n = len(film)
    own, whole = (cell_peaks(reader(x), n, CEILING) for x in (film, film + music))
    gain = limit_beneath(own, whole, CEILING)
    together = film + music * spread(gain, n)[:, None]
    assert true_peak_dbtp(together) <= max(-1.0, true_peak_dbtp(film)) + 0.05
    assert 0.1 <= gain.min() < 0.9


def test_a_film_above_the_ceiling_keeps_its_music_up_to_its_own_peaks() -> None:
    film = bursts(7) * 0.9
    music = bursts(8) * 0.1
    n = len(film)
    own, whole = (cell_peaks(reader(x), n, CEILING) for x in (film, film + music))
    assert own.max() > CEILING, "the film itself must be over"
    gain = limit_beneath(own, whole, CEILING)
    assert np.median(gain[:-1][own > CEILING]) > 0.5
    together = film + music * spread(gain, n)[:, None]
    assert true_peak_dbtp(together) <= true_peak_dbtp(film) + 0.15
