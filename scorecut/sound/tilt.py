"""Timbre follows level: what is played louder is brighter.

Samples grow by 20 dB from soft to loud and hardly change colour (SOUND.md section 6), so that a
crescendo sounds like a fader. Here a high shelf follows the played level: three times two linear bands
whose mix moves, nothing that depends on the signal. What the shelf does to the loudness was
measured on the instrument's own spectrum (``calibration``) and is taken back.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scorecut.model.audio import RATE_HZ
from scorecut.model.machine_code import compiled
from scorecut.sound.engine import EngineNote
from scorecut.sound.levels import STEP, grid_s, spread
from scorecut.sound.tables import sound_tables

#: The velocity of a mezzo-forte note, and what a decade of velocity does to the level (30 to 127: 20-23 dB).
MF_VELOCITY = 64
DB_PER_DECADE = 35.0
SMOOTH_MS = 30
#: Shelves whose effect is measured, dB; a shelf is made of three stages of a third of its height.
SHELVES_DB = tuple(float(db) for db in range(-42, 25, 3))
STAGES = 3
#: What rings on so softly is let go of: numbers smaller still are slow to reckon with.
INAUDIBLE = np.float32(1e-12)


@dataclass(frozen=True, slots=True)
class Shelf:
    """What follows the level around a pitch. slope : dB of shelf per dB of level; corner_hz : its middle.

    shelf_lu : the loudness that each of ``SHELVES_DB`` adds there; none: it is left as it comes
    """

    pitch: float
    slope: float
    corner_hz: float
    shelf_lu: tuple[float, ...] = (0.0,) * len(SHELVES_DB)


@dataclass(frozen=True, slots=True)
class Brightness:
    """A player's shelves, their pitches rising; between them everything goes over from one to the next. None: no shelf."""

    shelves: tuple[Shelf, ...] = ()

    @property
    def acts(self) -> bool:
        """Whether there is a shelf at any pitch."""
        return any(shelf.slope for shelf in self.shelves)

    def at(self, pitch: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return slope and corner at pitches, moment by moment."""
        pitches = [shelf.pitch for shelf in self.shelves]
        corners = np.log([shelf.corner_hz for shelf in self.shelves])
        slopes = [shelf.slope for shelf in self.shelves]
        return np.interp(pitch, pitches, slopes), np.exp(np.interp(pitch, pitches, corners))

    def gained_lu(self, shelf: np.ndarray, pitch: np.ndarray) -> np.ndarray:
        """Return what a shelf adds to the loudness of a pitch, moment by moment."""
        place = np.interp(pitch, [one.pitch for one in self.shelves], np.arange(len(self.shelves)))
        shares = np.maximum(0.0, 1.0 - np.abs(place[:, None] - np.arange(len(self.shelves))))
        rows = np.array([np.interp(shelf, SHELVES_DB, one.shelf_lu) for one in self.shelves])
        return (shares.T * rows).sum(axis=0)


def velocity_db(velocity: float | np.ndarray) -> np.ndarray:
    """Return the level of a velocity relative to mezzo-forte.

    >>> round(float(velocity_db(32)), 1)
    -10.5
    """
    return DB_PER_DECADE * np.log10(np.maximum(velocity, 1.0) / MF_VELOCITY)


def velocity_of(level_db: float, low: int = 24, high: int = 120) -> tuple[int, float]:
    """Return the velocity that plays ``level_db`` re mf, and the dB that it leaves over.

    >>> velocity_of(0.0)
    (64, 0.0)
    """
    wished = MF_VELOCITY * 10.0 ** (level_db / DB_PER_DECADE)
    velocity = int(min(high, max(low, round(wished))))
    return velocity, float(level_db - velocity_db(velocity))


def played_level_db(notes: Sequence[EngineNote], expression: np.ndarray, start_s: float, n_samples: int) -> np.ndarray:
    """Return the played level re mf on the 1 ms grid: expression and the last note's velocity as written, smoothed."""
    times_s = grid_s(start_s, n_samples)
    level = np.interp(times_s, expression[:, 0], expression[:, 1]) if expression.size else np.zeros(times_s.size)
    if notes:
        strengths = velocity_db(np.array([note.written or note.velocity for note in notes], dtype=np.float64))
        level = level + _of_the_last(notes, strengths, times_s)
    return _smooth(level)


def played_pitch(notes: Sequence[EngineNote], start_s: float, n_samples: int) -> np.ndarray:
    """Return the last note's pitch on the 1 ms grid, smoothed."""
    pitches = np.array([note.pitch for note in notes], dtype=np.float64)
    return _smooth(_of_the_last(notes, pitches, grid_s(start_s, n_samples)))


def _of_the_last(notes: Sequence[EngineNote], values: np.ndarray, times_s: np.ndarray) -> np.ndarray:
    """Return the value of the note that began last, the mean of those that began together."""
    starts, which = np.unique([note.start_s for note in notes], return_inverse=True)
    means = np.bincount(which, weights=values) / np.bincount(which)
    return means[np.clip(np.searchsorted(starts, times_s, side="right") - 1, 0, None)]


def _smooth(values: np.ndarray) -> np.ndarray:
    from scipy.ndimage import uniform_filter1d

    return uniform_filter1d(values, SMOOTH_MS, mode="nearest")


def shelf_db(level_db: float | np.ndarray, slope: float | np.ndarray) -> np.ndarray:
    """Return the shelf at a level: so much up when loud, down when soft."""
    table = sound_tables().tilt
    return np.clip(slope * level_db, -table.most_down_db, table.most_up_db)


def stages(freqs_hz: np.ndarray, corner_hz: float, shelves: Sequence[float]) -> np.ndarray:
    """Return the factor by which ``tilted`` changes each frequency at each shelf, (shelves, frequencies)."""
    pole = np.exp(-2.0 * np.pi * corner_hz / RATE_HZ)
    low = (1.0 - pole) / (1.0 - pole * np.exp(-2j * np.pi * freqs_hz / RATE_HZ))
    gain = 10.0 ** (np.array(shelves)[:, None] / STAGES / 20.0)
    return np.abs(low + gain * (1.0 - low)) ** STAGES


def tilted(sound: np.ndarray, level_db: np.ndarray, pitch: np.ndarray, how: Brightness) -> np.ndarray:
    """Return ``sound`` (n, 2) with the shelf that follows ``level_db``, as loud as it was; level and pitch on the 1 ms grid."""
    if not how.acts or not sound.size:
        return sound
    slope, corner_hz = how.at(pitch)
    shelf = shelf_db(level_db, slope)
    gain = spread(10.0 ** (shelf / STAGES / 20.0), sound.shape[0])
    taken_back = spread(10.0 ** (-how.gained_lu(shelf, pitch) / 20.0), sound.shape[0])
    poles = np.exp(-2.0 * np.pi * corner_hz / RATE_HZ).astype(np.float32)
    out = np.array(sound, dtype=np.float32, order="C")
    compiled(_shelve)(out, gain, taken_back, poles, STEP)
    return out


def _shelve(sound: np.ndarray, gain: np.ndarray, level: np.ndarray, poles: np.ndarray, step: int) -> None:
    """Give ``sound`` (n, 2) its three stages of shelf, each ``gain`` above a one-pole low pass, and its ``level``.

    poles : one every ``step`` samples
    """
    zero = np.float32(0.0)
    a, b, c, d, e, f = zero, zero, zero, zero, zero, zero
    for start in range(0, sound.shape[0], step):
        pole = poles[start // step]
        rest = np.float32(1.0) - pole
        for i in range(start, min(start + step, sound.shape[0])):  # both sides at once: each waits for its last sample
            high, x, y = gain[i], sound[i, 0], sound[i, 1]
            a, b = rest * x + pole * a, rest * y + pole * b
            x, y = a + (x - a) * high, b + (y - b) * high
            c, d = rest * x + pole * c, rest * y + pole * d
            x, y = c + (x - c) * high, d + (y - d) * high
            e, f = rest * x + pole * e, rest * y + pole * f
            sound[i, 0] = (e + (x - e) * high) * level[i]
            sound[i, 1] = (f + (y - f) * high) * level[i]
        if max(abs(a), abs(b), abs(c), abs(d), abs(e), abs(f)) < INAUDIBLE:
            a, b, c, d, e, f = zero, zero, zero, zero, zero, zero
