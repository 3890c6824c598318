"""What a run measures of a player before it plays: how loud each velocity is, and what more brightness would do.

Notes over the sweet register and over all strengths are rendered once by the very engine that plays (``probe``), so the
figures hold for any font and for the synthesiser. From them come the velocity that plays a written level, the slope of
the shelf with which a part grows as much brighter from pp to ff as its family does, and what puts a preset in tune.
"""

import json
import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np

from scorecut.catalog.instruments import Instrument
from scorecut.media.loudness import K_WEIGHTING
from scorecut.model.audio import RATE_HZ
from scorecut.sound.tables import sound_tables
from scorecut.sound.tilt import DB_PER_DECADE, MF_VELOCITY, SHELVES_DB, Brightness, Shelf, shelf_db, stages

SILENT_LUFS = -69.0
#: Deep sounds are hardly weighted by K; their level is not read lower than this beneath their mean power.
DEEP_ALLOWANCE_DB = 3.0
DEEP = 10.0 ** (-DEEP_ALLOWANCE_DB / 10.0)
#: Keys that stray from their preset's middle level are brought back by this share, at most this far.
EVENNESS, MOST_EVEN_DB = 0.6, 6.0
SOFTEST, HARDEST = 8, 127
#: A font may leave so little between its mezzo-forte and its hardest stroke (ff is 9 dB above mf), and no less.
HEADROOM_DB = 8.5
#: Written pp and ff, dB re mf, between which a family's brightness grows; slopes (dB a dB) that are tried for it.
PP_DB, FF_DB = -18.0, 9.0
SLOPES = np.arange(0.0, 2.51, 0.05)
#: ... but no steeper than this for a whole share, and where that does not do no steeper than the second: a pure tone has
#: nothing to brighten, and only its noise would grow.
STEEP, STEEPEST = 2.5, 3.3
#: Where its corner is looked for, against the middle of the spectrum: the first that is enough is taken.
CORNERS = (1.0, 0.84, 0.71, 0.6, 0.5, 0.42, 0.35)
#: A preset is put in tune where it is further off, and all keys but one agree so well.
IN_TUNE_CENTS, AGREE_CENTS, LEAST_KEYS = 4.0, 14.0, 3
#: ... or where of so many keys all but one are off the same way: then its middle is nearer to most of them.
MANY_KEYS = 5
#: Sixteen-foot pipes sound an octave under their key; what is so strong two octaves under it is tuned an octave too low.
UNDER = 0.3
#: A spectrum is kept in twelfths of an octave between these.
LOWEST_HZ, HIGHEST_HZ = 27.0, 16_000.0
EDGES_HZ = np.geomspace(LOWEST_HZ, HIGHEST_HZ, round(12 * np.log2(HIGHEST_HZ / LOWEST_HZ)) + 1)
CENTRES_HZ = np.sqrt(EDGES_HZ[:-1] * EDGES_HZ[1:])


@dataclass(frozen=True, slots=True)
class Key:
    """One key. lufs : momentary loudness at each of ``velocities``; middle_hz : centroid of its power at mf.

    power, size : power and amplitudes of a mezzo-forte, summed in bands around ``CENTRES_HZ``
    cents : how far it sounds from its equal-tempered pitch; NaN where that is not clear
    under : how strong it is two octaves under its pitch, against its strongest partial
    """

    pitch: float
    velocities: tuple[int, ...]
    lufs: tuple[float, ...]
    middle_hz: float
    power: tuple[float, ...]
    size: tuple[float, ...]
    cents: float
    under: float

    @property
    def mf_lufs(self) -> float:
        """Momentary loudness of a mezzo-forte."""
        return _mezzo_forte(self.velocities, self.lufs)

    def shelf(self, share: float) -> Shelf:
        """Return the gentlest shelf by which the key grows brighter, from pp to ff by ``share``; else the most effective.

        It lies about the middle of the spectrum, and lower where that is not enough: an oboe's middle is its third partial.
        """
        found: list[tuple[float, Shelf]] = []
        for steepest in (STEEP * share, STEEPEST * share):
            for lower in CORNERS:
                grown, shelf = self._shelf_about(self.middle_hz * lower, share, steepest)
                if grown >= share:
                    return shelf
                found.append((grown, shelf))
        return max(found, key=lambda one: one[0])[1]

    def _shelf_about(self, corner_hz: float, share: float, steepest: float) -> tuple[float, Shelf]:
        """Return by which share the key grows with a shelf about a corner, no steeper than is needed for ``share``; and it."""
        lu, growth = self.shelved(corner_hz)
        slopes = SLOPES[max(0.0, steepest) >= SLOPES]
        soft, loud = (np.interp(shelf_db(db, slopes), SHELVES_DB, growth) for db in (PP_DB, FF_DB))
        grown = loud / np.maximum(1e-9, soft) - 1.0
        enough = np.flatnonzero(grown >= share)
        chosen = enough[0] if enough.size else -1
        return float(grown[chosen]), Shelf(self.pitch, float(slopes[chosen]), corner_hz, tuple(lu.tolist()))

    def shelved(self, corner_hz: float) -> tuple[np.ndarray, np.ndarray]:
        """Return what each shelf of ``SHELVES_DB`` does to loudness (LU) and to the centroid (ratio)."""
        gains = stages(CENTRES_HZ, corner_hz, SHELVES_DB)
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
        return float(np.median([key.mf_lufs for key in self.keys])) if self.keys else -np.inf

    def velocity(self, pitch: int, written: int, *, even: bool) -> int:
        """Return the velocity that sounds as loud as ``written`` should (35 dB a decade, mf is 64).

        even : strays of single keys are brought back, too; a line should not jump where its samples do
        """
        if not self.keys:
            return written
        rising_db, stray_db = _strengths(self, pitch if even else None)
        wanted_db = DB_PER_DECADE * math.log10(max(1, written) / MF_VELOCITY) + stray_db
        return _inverse(self.keys[0].velocities, rising_db, wanted_db)

    def out_of_tune_cents(self) -> float:
        """Return how far the whole preset is out of tune; 0 where it is not much, or its keys do not agree."""
        known = np.sort([key.cents for key in self.keys if np.isfinite(key.cents)])
        if known.size < LEAST_KEYS:
            return 0.0
        middle = float(np.median(known))
        agree = min(np.ptp(known[:-1]), np.ptp(known[1:])) <= AGREE_CENTS
        one_way = known.size >= MANY_KEYS and (known * middle > 0.0).sum() >= known.size - 1
        if not (agree or one_way):
            return 0.0
        return middle if abs(middle) > IN_TUNE_CENTS else 0.0

    def octaves(self) -> int:
        """Return how many octaves higher the preset must be played: 1 for an organ whose sixteen-foot lies one too low."""
        return int(bool(self.keys) and all(key.under > UNDER for key in self.keys))

    def brightness(self, share: float) -> Brightness:
        """Return the shelves by which a part grows brighter, from pp to ff by ``share``, each key by its own spectrum."""
        return Brightness(tuple(key.shelf(share) for key in self.keys) if share > 0.0 else ())


def _mezzo_forte(velocities: tuple[int, ...], lufs: Sequence[float]) -> float:
    """Return the loudness from which written dynamics count: that of velocity 64, or less where ff would be out of reach."""
    hardest_lufs = lufs[-1] + DB_PER_DECADE * math.log10(HARDEST / velocities[-1])
    return min(lufs[velocities.index(MF_VELOCITY)], hardest_lufs - HEADROOM_DB)


@lru_cache(maxsize=2048)
def _between(player: Calibration, pitch: int) -> tuple[float, ...]:
    """Return the loudness of a pitch at each velocity, from the measured keys on either side."""
    return tuple(float(np.interp(pitch, player.pitches, lufs)) for lufs in zip(*(key.lufs for key in player.keys)))


def _middle(player: Calibration) -> tuple[float, ...]:
    """Return the median loudness of a player's keys at each velocity."""
    return tuple(float(np.median(lufs)) for lufs in zip(*(key.lufs for key in player.keys)))


@lru_cache(maxsize=2048)
def _strengths(player: Calibration, pitch: int | None) -> tuple[tuple[float, ...], float]:
    """Return what each velocity sounds, dB re mf, rising, and how far mf is to be moved for even keys; None: any key."""
    own = np.array(_middle(player) if pitch is None else _between(player, pitch))
    mf_lufs = _mezzo_forte(player.keys[0].velocities, own.tolist())
    rising = np.maximum.accumulate(own - mf_lufs + 1e-6 * np.arange(own.size))
    stray_db = float(np.clip(EVENNESS * (player.mf_lufs() - mf_lufs), -MOST_EVEN_DB, MOST_EVEN_DB))
    return tuple(rising.tolist()), stray_db


def _inverse(velocities: tuple[int, ...], rising_db: tuple[float, ...], wanted_db: float) -> int:
    """Return the velocity at which ``rising_db`` (re mf at ``velocities``) reaches a level; its ends go on as usual."""
    if wanted_db > rising_db[-1]:
        place = math.log10(velocities[-1]) + (wanted_db - rising_db[-1]) / DB_PER_DECADE
    elif wanted_db < rising_db[0]:
        place = math.log10(velocities[0]) - (rising_db[0] - wanted_db) / DB_PER_DECADE
    else:
        above = max(1, bisect_left(rising_db, wanted_db))
        low, high = (math.log10(velocity) for velocity in velocities[above - 1 : above + 1])
        share = (wanted_db - rising_db[above - 1]) / (rising_db[above] - rising_db[above - 1])
        place = low + (high - low) * share
    return min(HARDEST, max(SOFTEST, round(10.0**place)))


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
            Key(pitch, tuple(velocities), tuple(lufs), middle, tuple(power), tuple(size), cents, under)
            for pitch, velocities, lufs, middle, power, size, cents, under in rows
        )
    )
