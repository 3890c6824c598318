import numpy as np
import pytest

from scorecut.catalog.instruments import instruments
from scorecut.catalog.tables import TableError
from scorecut.chance import stream
from scorecut.sound.convolve import Impulse, add_convolved, convolve
from scorecut.sound.space import mono_low, reverb_impulse, seat_impulse, send_gain
from scorecut.sound.tables import sound_tables, space

ROOMS = tuple(sound_tables().space)


def t60_s(impulse: np.ndarray) -> float:
    """Schroeder's backward integral, the slope between -5 and -35 dB."""
    energy = np.cumsum((impulse**2).sum(axis=1)[::-1])[::-1]
    level = 10 * np.log10(np.maximum(energy, 1e-30) / energy[0])
    a, b = int(np.argmax(level < -5)), int(np.argmax(level < -35))
    return 2.0 * (b - a) / 48_000


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_rings_as_long_as_its_table_says(room: str) -> None:
    assert t60_s(reverb_impulse(room).taps.astype(np.float64)) == pytest.approx(space(room).t60_s, rel=0.2)


@pytest.mark.parametrize("room", ROOMS)
def test_the_return_has_the_tables_level_and_waits_for_the_predelay(room: str) -> None:
    impulse = reverb_impulse(room).taps.astype(np.float64)
    assert 10 * np.log10((impulse**2).sum(axis=0)) == pytest.approx(space(room).wet_db, abs=0.01)
    assert not impulse[: round(space(room).predelay_ms * 47)].any()


def test_both_sides_of_the_tail_are_strangers() -> None:
    left, right = reverb_impulse("hall").taps.T
    assert abs(np.corrcoef(left, right)[0, 1]) < 0.05


def test_seats_lie_where_the_table_puts_them() -> None:
    left, middle, right = (seat_impulse(seat, 0.3, 30, "dry").taps for seat in (-0.8, 0.0, 0.8))

    def balance(impulse: np.ndarray) -> float:
        energy = (impulse**2).sum(axis=0)
        return float(10 * np.log10(energy[1] / energy[0]))

    assert balance(left) < -6 and abs(balance(middle)) < 1.5 and balance(right) > 6


def test_the_far_ear_hears_up_to_four_tenths_of_a_millisecond_later() -> None:
    impulse = np.abs(seat_impulse(1.0, 0.0, 0, "dry").taps)
    first = [int(np.argmax(side > 0.05 * side.max())) for side in impulse.T]
    assert first[1] == 0 and 15 <= first[0] <= 20


def test_deeper_seats_are_duller_softer_and_wetter() -> None:
    near, far = (seat_impulse(0.0, depth, 0, "dry").taps[:32] for depth in (0.1, 0.9))
    assert (far**2).sum() < (near**2).sum()
    rows = instruments()
    assert send_gain(rows["timpani"]) > send_gain(rows["cello"])


@pytest.mark.parametrize(("taps", "lengths"), [(700, (1, 699, 5000, 20_000)), (40_000, (1, 16_384, 16_385, 150_000))])
def test_convolution_is_convolution_whatever_the_length(taps: int, lengths: tuple[int, ...]) -> None:
    from scipy.signal import fftconvolve

    chance = stream(1, "convolve test")
    impulse = Impulse(chance.standard_normal((taps, 2)))
    for n in lengths:
        signal = chance.standard_normal(n).astype(np.float32)
        signal[n // 3 : n // 2] = 0.0  # whole blocks of silence too
        expected = np.stack([fftconvolve(signal.astype(float), side) for side in impulse.taps.T.astype(float)], axis=1)
        heard = convolve(signal, impulse)
        assert np.allclose(heard, expected, atol=2e-5 * np.abs(expected).max())
        cut = np.ones((n // 2 + 1, 2), np.float32)
        add_convolved(cut, signal, impulse)  # added to what is there; what reaches past the end is left out
        assert np.allclose(cut, 1.0 + heard[: n // 2 + 1], atol=1e-5 * max(1.0, np.abs(expected).max()))


def test_the_low_end_is_mono_and_the_rest_keeps_its_sides() -> None:
    t = np.arange(48_000) / 48_000
    low = np.stack([np.sin(2 * np.pi * 45 * t), np.zeros_like(t)], axis=1).astype(np.float32)
    high = np.stack([np.sin(2 * np.pi * 2000 * t), np.zeros_like(t)], axis=1).astype(np.float32)
    bass = mono_low(low.copy())[12_000:]
    assert np.corrcoef(bass[:, 0], bass[:, 1])[0, 1] > 0.9
    assert np.abs(mono_low(high)[12_000:, 1]).max() < 0.06


def test_an_unknown_room_is_named() -> None:
    with pytest.raises(TableError, match="no space named 'barn'; there are dry, room"):
        space("barn")
