"""Notes rendered alone, all strengths over the sweet register, and what is read off them (``calibration``)."""

import numpy as np

from scorecut.catalog.instruments import Instrument
from scorecut.media.loudness import momentary
from scorecut.model.audio import RATE_HZ
from scorecut.sound.calibration import DEEP_ALLOWANCE_DB, EDGES_HZ, SILENT_LUFS, Calibration, Key
from scorecut.sound.engine import Engine, EngineNote
from scorecut.sound.tilt import MF_VELOCITY

#: Velocities that are measured; held tones have their level in the expression and are attacked between 58 and 92, but
#: for short ones. Where a font changes its sample between two of these the level is a little off.
VELOCITIES = (10, 18, 30, 46, MF_VELOCITY, 78, 92, 106, 120)
HELD_VELOCITIES = (30, 46, MF_VELOCITY, 92, 120)
#: Held tones are measured over a slow note's length, as sections swell for a second; the rest by its stroke.
HELD_S, STRUCK_S, AFTER_S = 1.25, 1.0, 0.6
#: A kit is levelled as a whole, by bass drum and snare.
KIT_KEYS = (36, 38)
#: What lies so far under a spectrum's peak is noise, and no part of its colour.
FLOOR_DB = -60.0
#: A partial is looked for so far from its place, and counts if it is no weaker against the strongest.
REACH_CENTS, LEAST_PARTIAL = 45.0, 0.03
#: Struck and plucked tones tell by their lowest partial alone, and in the bass they die before it is clear.
LOWEST_STRUCK = 45
PARTIALS, SPEAKS_S, FFT_SIZE = 6, 0.15, 1 << 18


def calibrated(engine: Engine, preset: str, row: Instrument) -> Calibration:
    """Return a player measured: an instrument's keys at all strengths."""
    if row.is_drums:
        pitches = list(KIT_KEYS) if row.key < 0 else [row.key]
    else:
        span = row.sweet_high - row.sweet_low
        pitches = sorted({round(row.sweet_low + share * span) for share in (0.0, 0.25, 0.5, 0.75, 1.0)})
    length_s = HELD_S if row.sustains else STRUCK_S
    found = [_key(engine, preset, pitch, length_s, row.sustains) for pitch in pitches]
    return Calibration(tuple(key for key in found if key.mf_lufs > SILENT_LUFS))


def _key(engine: Engine, preset: str, pitch: int, length_s: float, held: bool) -> Key:
    """Return one key measured. held : it sustains, so that its overtones are whole multiples and tell its pitch, too."""
    velocities = HELD_VELOCITIES if held else VELOCITIES
    sounds = [_probe(engine, preset, pitch, velocity, length_s) for velocity in velocities]
    mf = sounds[velocities.index(MF_VELOCITY)]
    freqs, power = _power(mf, length_s)
    heard = (freqs > 30.0) & (freqs < 12_000.0)
    middle_hz = float((power * freqs)[heard].sum() / max(1e-30, power[heard].sum()))
    size = np.sqrt(power)
    size = size * (size > size.max(initial=0.0) * 10.0 ** (FLOOR_DB / 20.0))
    bands = [tuple(np.histogram(freqs, EDGES_HZ, weights=values)[0].tolist()) for values in (power, size)]
    tells = held or pitch >= LOWEST_STRUCK
    cents = _cents(mf[: round(length_s * RATE_HZ)], pitch, PARTIALS if held else 1) if tells else np.nan
    lufs = tuple(loudest(sound) for sound in sounds)
    under = _under(freqs, power, pitch) if held else 0.0
    return Key(float(pitch), velocities, lufs, middle_hz, bands[0], bands[1], cents, under)


def _under(freqs: np.ndarray, power: np.ndarray, pitch: int) -> float:
    """Return the strongest amplitude around two octaves under a pitch, against the strongest of all."""
    low_hz = 440.0 * 2.0 ** ((pitch - 69) / 12.0 - 2.0)
    near = (freqs > low_hz * 0.94) & (freqs < low_hz * 1.06)
    return float(np.sqrt(power[near].max(initial=0.0) / max(1e-30, power.max())))


def _cents(sound: np.ndarray, pitch: int, partials: int) -> float:
    """Return how far a note sounds from its pitch once it speaks."""
    return cents_off(sound[round(SPEAKS_S * RATE_HZ) :].sum(axis=1), pitch, partials)


def cents_off(
    mono: np.ndarray, pitch: int, partials: int, *, reach_cents: float = REACH_CENTS, least: float = LEAST_PARTIAL
) -> float:
    """Return how far a tone (n,) lies from a pitch, cents: the places of its partials, weighed by their amplitudes.

    NaN where none of them stands out within ``reach_cents`` and with ``least`` of the strongest amplitude.
    """
    spectrum = np.abs(np.fft.rfft(mono * np.hanning(mono.size), FFT_SIZE))
    f0_hz = 440.0 * 2.0 ** ((pitch - 69) / 12.0)
    places, weights = [], []
    for n in range(1, partials + 1):
        low, high = (round(n * f0_hz * 2.0 ** (side * reach_cents / 1200.0) / RATE_HZ * FFT_SIZE) for side in (-1, 1))
        at = low + int(np.argmax(spectrum[low : high + 1])) if high < spectrum.size - 1 else low
        if at in (low, high) or spectrum[at] < least * spectrum.max():
            continue
        a, b, c = np.log(spectrum[at - 1 : at + 2] + 1e-30)
        at_hz = (at + 0.5 * (a - c) / min(-1e-9, a - 2 * b + c)) * RATE_HZ / FFT_SIZE
        places.append(1200.0 * np.log2(at_hz / (n * f0_hz)))
        weights.append(spectrum[at])
    return float(np.average(places, weights=weights)) if places else np.nan


def _probe(engine: Engine, preset: str, pitch: int, velocity: int, length_s: float) -> np.ndarray:
    empty = np.zeros((0, 2))
    note = EngineNote(start_s=0.0, length_s=length_s, pitch=pitch, velocity=velocity)
    return engine.render(preset, [note], empty, empty, round((length_s + AFTER_S) * RATE_HZ), 0.0)


def loudest(sound: np.ndarray) -> float:
    """Return the highest momentary loudness; deep sounds by their mean power where K hardly weighs them."""
    level = float(momentary(sound).values.max())
    width = round(0.4 * RATE_HZ)
    power = np.add.reduceat((sound.astype(np.float64) ** 2).sum(axis=1), np.arange(0, sound.shape[0], width)) / width
    plain = 10.0 * float(np.log10(max(1e-12, power.max())))
    return max(level, plain - 0.691 - DEEP_ALLOWANCE_DB)


def _power(sound: np.ndarray, length_s: float) -> tuple[np.ndarray, np.ndarray]:
    """Return frequencies and power of the note while it is held."""
    held = sound[: round(length_s * RATE_HZ)].sum(axis=1)
    return np.fft.rfftfreq(held.size, 1.0 / RATE_HZ), np.abs(np.fft.rfft(held * np.hanning(held.size))) ** 2
