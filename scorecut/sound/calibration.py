"""What a run measures of a player before it plays: how loud each velocity is, and what more brightness would do.

Notes over the sweet register and over all strengths are rendered once by the very engine that plays, so the figures
hold for any font and for the synthesiser. From them come the velocity that plays a written level, and the slope
of the shelf with which a part grows as much brighter from pp to ff as its family does.
"""

import json
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path

import numpy as np

from scorecut.catalog.instruments import Instrument
from scorecut.media.loudness import K_WEIGHTING, momentary
from scorecut.model.audio import RATE_HZ
from scorecut.sound.engine import Engine, EngineNote
from scorecut.sound.tables import sound_tables
from scorecut.sound.tilt import DB_PER_DECADE, MF_VELOCITY, SHELVES_DB, Brightness, shelf_db, stages

VELOCITIES = (16, 28, MF_VELOCITY, 92, 120)
MF = VELOCITIES.index(MF_VELOCITY)
#: Held tones are measured over a slow note's length, as sections swell for a second; the rest by its stroke.
HELD_S, STRUCK_S, AFTER_S = 1.25, 1.0, 0.6
SILENT_LUFS = -69.0
#: Deep sounds are hardly weighted by K; their level is not read lower than this beneath their mean power.
DEEP_ALLOWANCE_DB = 3.0
DEEP = 10.0 ** (-DEEP_ALLOWANCE_DB / 10.0)
#: A kit is levelled as a whole, by bass drum and snare.
KIT_KEYS = (36, 38)
#: Keys that stray from their preset's middle level are brought back by this share, at most this far.
EVENNESS, MOST_EVEN_DB = 0.6, 6.0
SOFTEST, HARDEST = 8, 127
#: Written pp and ff, dB re mf, between which a family's brightness grows; slopes (dB a dB) that are tried for it.
PP_DB, FF_DB = -18.0, 9.0
SLOPES = np.arange(0.0, 1.61, 0.05)
#: What lies so far under a spectrum's peak is noise, and no part of its colour.
FLOOR_DB = -60.0
DEFAULT_MIDDLE_HZ = 1000.0


#: A preset is put in tune where it is further off, and all keys but one agree so well.
IN_TUNE_CENTS, AGREE_CENTS, LEAST_KEYS = 4.0, 14.0, 3
#: A partial is looked for so far from its place, and counts if it is no weaker against the strongest.
REACH_CENTS, LEAST_PARTIAL = 45.0, 0.03
PARTIALS, SPEAKS_S, FFT_SIZE = 6, 0.15, 1 << 18
#: A spectrum is kept in twelfths of an octave between these.
LOWEST_HZ, HIGHEST_HZ = 27.0, 16_000.0
EDGES_HZ = np.geomspace(LOWEST_HZ, HIGHEST_HZ, round(12 * np.log2(HIGHEST_HZ / LOWEST_HZ)) + 1)
CENTRES_HZ = np.sqrt(EDGES_HZ[:-1] * EDGES_HZ[1:])


@dataclass(frozen=True, slots=True)
class Key:
    """One key. lufs : momentary loudness at each of ``VELOCITIES``; middle_hz : centroid of its power at mf.

    power, size : power and amplitudes of a mezzo-forte, summed in bands around ``CENTRES_HZ``
    cents : how far it sounds from its equal-tempered pitch; NaN where that is not clear
    """

    pitch: float
    lufs: tuple[float, ...]
    middle_hz: float
    power: tuple[float, ...]
    size: tuple[float, ...]
    cents: float

    def shelved(self, corner_hz: float) -> tuple[np.ndarray, np.ndarray]:
        """Return what each shelf of ``SHELVES_DB`` does to loudness (LU) and to the centroid (ratio)."""
        gains = np.array([stages(CENTRES_HZ, corner_hz, shelf) for shelf in SHELVES_DB])
        weighted = (gains**2 * self.power) @ np.column_stack([_k_power(), np.full(CENTRES_HZ.size, DEEP)])
        sizes = gains * self.size
        centroid = (sizes @ CENTRES_HZ) / np.maximum(1e-30, sizes.sum(axis=1))
        plain = SHELVES_DB.index(0.0)
        level = 10.0 * np.log10(np.maximum(1e-30, weighted.max(axis=1)))
        return level - level[plain], centroid / max(1.0, float(centroid[plain]))


@dataclass(frozen=True, slots=True)
class Calibration:
    """A player as measured, keys rising; no keys where it is silent."""

    keys: tuple[Key, ...]

    @property
    def pitches(self) -> list[float]:
        """The keys that were measured."""
        return [key.pitch for key in self.keys]

    def mf_lufs(self) -> float:
        """Return the median loudness of a mezzo-forte; -inf for a silent player."""
        return float(np.median([key.lufs[MF] for key in self.keys])) if self.keys else -np.inf

    def velocity(self, pitch: int, written: int, *, even: bool) -> int:
        """Return the velocity that sounds as loud as ``written`` should (35 dB a decade, mf is 64).

        even : strays of single keys are brought back, too; a line should not jump where its samples do
        """
        if not self.keys:
            return written
        lufs = np.array([key.lufs for key in self.keys])
        own = np.array([np.interp(pitch, self.pitches, column) for column in lufs.T])
        if not even:
            own = np.median(lufs, axis=0)
        wanted_db = DB_PER_DECADE * np.log10(max(1, written) / MF_VELOCITY)
        stray_db = own[MF] - float(np.median(lufs[:, MF]))
        wanted_db += float(np.clip(-EVENNESS * stray_db, -MOST_EVEN_DB, MOST_EVEN_DB))
        return _inverse(own - own[MF], wanted_db)

    def out_of_tune_cents(self) -> float:
        """Return how far the whole preset is out of tune; 0 where it is not much, or its keys do not agree."""
        known = np.sort([key.cents for key in self.keys if np.isfinite(key.cents)])
        if known.size < LEAST_KEYS or min(np.ptp(known[:-1]), np.ptp(known[1:])) > AGREE_CENTS:
            return 0.0
        middle = float(np.median(known))
        return middle if abs(middle) > IN_TUNE_CENTS else 0.0

    def middle_hz(self, pitch: float) -> float:
        """Return the middle of a mezzo-forte's spectrum."""
        if not self.keys:
            return DEFAULT_MIDDLE_HZ
        return float(np.interp(pitch, self.pitches, [key.middle_hz for key in self.keys]))

    def brightness(self, pitch: float, grows: float) -> Brightness:
        """Return the shelf by which a part around ``pitch`` grows brighter, from pp to ff by the share ``grows``."""
        corner_hz = self.middle_hz(pitch)
        if not self.keys or grows <= 0.0:
            return Brightness(0.0, corner_hz)
        lu, growth = zip(*(key.shelved(corner_hz) for key in self.keys))
        here = np.array([np.interp(pitch, self.pitches, column) for column in zip(*growth)])
        for slope in SLOPES:
            soft, loud = np.interp(shelf_db(np.array([PP_DB, FF_DB]), slope), SHELVES_DB, here)
            if loud / max(1e-9, soft) >= 1.0 + grows:
                break
        return Brightness(float(slope), corner_hz, tuple(self.pitches), tuple(tuple(row.tolist()) for row in lu))


def _inverse(curve: np.ndarray, wanted_db: float) -> int:
    """Return the velocity at which ``curve`` (dB re mf at ``VELOCITIES``) reaches a level; its ends go on as straight."""
    at = np.log10(VELOCITIES)
    rising = np.maximum.accumulate(curve + 1e-6 * np.arange(curve.size))
    if wanted_db > rising[-1]:
        place = at[-1] + (wanted_db - rising[-1]) / DB_PER_DECADE
    elif wanted_db < rising[0]:
        place = at[0] - (rising[0] - wanted_db) / DB_PER_DECADE
    else:
        place = np.interp(wanted_db, rising, at)
    return int(np.clip(round(10.0**place), SOFTEST, HARDEST))


def calibrated(engine: Engine, preset: str, row: Instrument) -> Calibration:
    """Return a player measured: an instrument's keys at all strengths."""
    if row.is_drums:
        pitches = list(KIT_KEYS) if row.key < 0 else [row.key]
    else:
        span = row.sweet_high - row.sweet_low
        pitches = sorted({round(row.sweet_low + share * span) for share in (0.0, 0.25, 0.5, 0.75, 1.0)})
    length_s = HELD_S if row.sustains else STRUCK_S
    found = [_key(engine, preset, pitch, length_s, row.sustains) for pitch in pitches]
    return Calibration(tuple(key for key in found if key.lufs[MF] > SILENT_LUFS))


def _key(engine: Engine, preset: str, pitch: int, length_s: float, harmonic: bool) -> Key:
    """Return one key measured. harmonic : its overtones are whole multiples, so that they tell its pitch, too."""
    sounds = [_probe(engine, preset, pitch, velocity, length_s) for velocity in VELOCITIES]
    freqs, power = _power(sounds[MF], length_s)
    heard = (freqs > 30.0) & (freqs < 12_000.0)
    middle_hz = float((power * freqs)[heard].sum() / max(1e-30, power[heard].sum()))
    size = np.sqrt(power)
    size = size * (size > size.max(initial=0.0) * 10.0 ** (FLOOR_DB / 20.0))
    bands = [tuple(np.histogram(freqs, EDGES_HZ, weights=values)[0].tolist()) for values in (power, size)]
    cents = _cents(sounds[MF][: round(length_s * RATE_HZ)], pitch, PARTIALS if harmonic else 1)
    return Key(float(pitch), tuple(loudest(sound) for sound in sounds), middle_hz, bands[0], bands[1], cents)


def _cents(sound: np.ndarray, pitch: int, partials: int) -> float:
    """Return how far a note sounds from its pitch: the places of its partials, weighed by their amplitudes."""
    held = sound[round(SPEAKS_S * RATE_HZ) :].sum(axis=1)
    spectrum = np.abs(np.fft.rfft(held * np.hanning(held.size), FFT_SIZE))
    f0_hz = 440.0 * 2.0 ** ((pitch - 69) / 12.0)
    places, weights = [], []
    for n in range(1, partials + 1):
        low, high = (round(n * f0_hz * 2.0 ** (side * REACH_CENTS / 1200.0) / RATE_HZ * FFT_SIZE) for side in (-1, 1))
        at = low + int(np.argmax(spectrum[low : high + 1])) if high < spectrum.size - 1 else low
        if at in (low, high) or spectrum[at] < LEAST_PARTIAL * spectrum.max():
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


@cache
def _k_power() -> np.ndarray:
    """Return the power response of K-weighting in each band."""
    from scipy.signal import sosfreqz

    _, response = sosfreqz(K_WEIGHTING, worN=2.0 * np.pi * CENTRES_HZ / RATE_HZ)
    return np.abs(response) ** 2


def grows(row: Instrument) -> float:
    """Return by what share an instrument's family grows brighter from pp to ff."""
    return sound_tables().tilt.grows.get(row.family, 0.0)


def save(made: Calibration, folder: Path) -> None:
    """Write a calibration for the store."""
    (folder / "levels.json").write_text(json.dumps([list(astuple(key)) for key in made.keys]))


def load(folder: Path) -> Calibration:
    """Read a calibration back."""
    rows = json.loads((folder / "levels.json").read_text())
    return Calibration(
        tuple(
            Key(pitch, tuple(lufs), middle, tuple(power), tuple(size), cents)
            for pitch, lufs, middle, power, size, cents in rows
        )
    )
