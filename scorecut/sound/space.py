"""Space: where each player sits, the first reflections of the room, and one reverb for all.

All of it is linear: a part passes through one short impulse (seat, air, low cut, early
reflections), its send through the room's long one. So the return of the reverb can be
kept apart stem by stem, and the stems add up to the music.
"""

from functools import cache

import numpy as np

from scorecut.catalog.instruments import Instrument
from scorecut.chance import stream
from scorecut.model.arrays import let_go
from scorecut.model.audio import RATE_HZ
from scorecut.model.machine_code import compiled
from scorecut.sound.convolve import Impulse
from scorecut.sound.levels import amplitude
from scorecut.sound.tables import Space, space

SPEED_OF_SOUND_M_S = 343.0
MOST_EAR_DELAY_S = 0.0004
PAN_WIDTH = 0.8
SEAT_TAPS = 4096
REFLECTIONS = 14
MIDDLE_DEPTH = 0.4
SEED = 1
#: Five bands of the reverb tail: upper edge in Hz, level in dB (the low end kept lean).
BANDS = ((160.0, -8.0), (400.0, -3.0), (1600.0, 0.0), (4500.0, -1.0), (24000.0, -4.0))
BUILD_UP_S = 0.012
#: Deep sounds have no side. A gentle filter, for a steep one turns the sides against the middle far above it.
MONO_BELOW_HZ = 165.0
BLOCK = 1 << 18


@cache
def seat_impulse(seat: float, depth: float, lowest: int, room: str) -> Impulse:
    """Return the path from a player to both ears, 4096 taps; the direct sound comes first.

    seat : -1 (left) to +1 (right); depth : 0 (near) to 1 (far); lowest : the instrument's lowest key
    """
    from scipy.signal import butter, lfilter, sosfilt

    table = space(room)
    taps = np.zeros((SEAT_TAPS, 2))
    for side, gain in enumerate(_pan(seat)):
        far = (seat > 0) == (side == 0) and seat != 0
        late = round(MOST_EAR_DELAY_S * RATE_HZ * abs(seat)) if far else 0
        taps[late, side] += gain * amplitude(-4.0 * depth)
    direct = _darker(taps, 19_000.0 - 11_000.0 * depth, lfilter)
    reflected = np.zeros((SEAT_TAPS, 2))
    chance = stream(SEED, "early reflections", room, f"{seat:.3f}", f"{depth:.3f}")
    crossing_s = table.size_m / SPEED_OF_SOUND_M_S
    times_s = np.sort(chance.uniform(0.25, 2.2, REFLECTIONS)) * crossing_s
    times_s = np.minimum(times_s, (SEAT_TAPS - 256) / RATE_HZ)
    signs = chance.choice([-1.0, 1.0], REFLECTIONS)
    pans = chance.uniform(-1.0, 1.0, REFLECTIONS)
    weights = signs * (times_s[0] / times_s) ** 0.8
    weights *= amplitude(table.early_db + 6.0 * (depth - MIDDLE_DEPTH)) / np.sqrt((weights**2).sum())
    for time_s, weight, pan in zip(times_s, weights, pans):
        left, right = _pan(float(pan))
        taps_at = max(8, round(time_s * RATE_HZ))
        reflected[taps_at] += weight * np.array([left, right])
    whole = direct + _darker(reflected, 6500.0, lfilter)
    cut_hz = max(20.0, 0.55 * 440.0 * 2.0 ** ((lowest - 69) / 12.0))
    return Impulse(sosfilt(butter(2, cut_hz, "high", fs=RATE_HZ, output="sos"), whole, axis=0))


def seat_of(instrument: Instrument, room: str) -> Impulse:
    """Return the seat impulse of an instrument in ``room``."""
    lowest = 0 if instrument.family in ("bass", "drums", "fx") else instrument.low
    return seat_impulse(instrument.seat, instrument.depth, lowest, room)


def send_gain(instrument: Instrument) -> float:
    """Return how much of the part goes to the reverb: the deeper the seat the more."""
    low = -6.0 if instrument.family == "bass" else 0.0
    return amplitude(6.0 * (instrument.depth - MIDDLE_DEPTH) + low)


@cache
def reverb_impulse(room: str) -> Impulse:
    """Return the room's reverb: noise whose bands die away each at its own rate.

    Its energy is that of the room's ``wet_db`` on each side; it begins after the predelay. T60 is the time in
    which a band falls by 60 dB (Moorer 1979 shapes noise the same way).
    """
    table = space(room)
    delay = round(table.predelay_ms / 1000.0 * RATE_HZ)
    longest_s = table.t60_s * max(1.0, table.bass, table.treble)
    n = round(1.05 * longest_s * RATE_HZ)
    tail = np.zeros((n, 2))
    times_s = np.arange(n) / RATE_HZ
    for side in range(2):
        noise = stream(SEED, "reverb", room, side).standard_normal(n)
        for band, rate in zip(_bands(noise), _decays(table)):
            tail[:, side] += band * np.exp(-rate * times_s)
    tail *= np.minimum(1.0, times_s / BUILD_UP_S)[:, None]
    last = n // 20
    tail[n - last :] *= np.linspace(1.0, 0.0, last)[:, None]
    tail *= amplitude(table.wet_db) / np.sqrt((tail**2).sum(axis=0))
    return Impulse(np.concatenate([np.zeros((delay, 2)), tail]))


def ring_s(room: str) -> float:
    """Return how long the room sounds after the last note, seconds."""
    return reverb_impulse(room).taps.shape[0] / RATE_HZ


def mono_low(sound: np.ndarray) -> np.ndarray:
    """Return ``sound`` (n, 2), changed in place, with everything below 120 Hz (as good as) equal on both sides."""
    from scipy.signal import butter

    high = butter(2, MONO_BELOW_HZ, "high", fs=RATE_HZ, output="sos")
    state = np.zeros(2)
    for first in range(0, sound.shape[0], BLOCK):
        block = sound[first : first + BLOCK]
        compiled(_narrowed)(np.asarray(block), high[0], state)
        let_go(block)
    return sound


def _narrowed(sound: np.ndarray, section: np.ndarray, state: np.ndarray) -> None:
    """Send the sides of ``sound`` (n, 2) through one section (transposed direct form II; ``state``: what it remembers)."""
    b0, b1, b2, _, a1, a2 = section
    one, two = state
    half = np.float32(0.5)
    for i in range(sound.shape[0]):
        middle = half * (sound[i, 0] + sound[i, 1])
        x = np.float64(half * (sound[i, 0] - sound[i, 1]))
        side = b0 * x + one
        one = b1 * x - a1 * side + two
        two = b2 * x - a2 * side
        sound[i, 0] = middle + side
        sound[i, 1] = middle - side
    state[0], state[1] = one, two


def _pan(seat: float) -> tuple[float, float]:
    """Return gains left and right of equal power, 1 and 1 in the middle."""
    angle = (PAN_WIDTH * seat + 1.0) * np.pi / 4.0
    return float(np.sqrt(2.0) * np.cos(angle)), float(np.sqrt(2.0) * np.sin(angle))


def _darker(taps: np.ndarray, corner_hz: float, lfilter) -> np.ndarray:
    """Air and walls: a first-order low-pass."""
    pole = float(np.exp(-2.0 * np.pi * corner_hz / RATE_HZ))
    return lfilter([1.0 - pole], [1.0, -pole], taps, axis=0)


def _decays(table: Space) -> list[float]:
    """Return the decay rate of each band in 1/s: 60 dB are a factor of 1000."""
    factors = (table.bass, table.bass, 1.0, 0.5 * (1.0 + table.treble), table.treble)
    return [float(np.log(1000.0) / (table.t60_s * factor)) for factor in factors]


def _bands(noise: np.ndarray) -> list[np.ndarray]:
    """Split noise into the bands, which add up to it again before their levels are applied."""
    from scipy.fft import irfft, next_fast_len, rfft, rfftfreq

    size = next_fast_len(noise.size, real=True)
    spectrum = rfft(noise, size)
    freqs = rfftfreq(size, 1.0 / RATE_HZ)
    edges = np.array([edge for edge, _ in BANDS])
    # Each band fades into the next over a third of an octave either side of the edge.
    steps = [0.5 + 0.5 * np.tanh(3.0 * np.log2(np.maximum(freqs, 1.0) / edge)) for edge in edges[:-1]]
    below = [np.ones_like(freqs), *steps]
    above = [*steps, np.zeros_like(freqs)]
    return [
        irfft(spectrum * (low - high) * amplitude(level), size)[: noise.size]
        for low, high, (_, level) in zip(below, above, BANDS)
    ]
