"""The music under its gain: read piece by piece, with the dip between 300 Hz and 4 kHz under speech."""

import numpy as np

from scorecut.model.arrays import let_go
from scorecut.model.audio import RATE_HZ
from scorecut.model.curve import Curve
from scorecut.sound.levels import amplitude, gains, grid_s, spread
from scorecut.sound.tables import sound_tables

DIP_LOW_HZ, DIP_HIGH_HZ = 300.0, 4000.0
SETTLE = 2400


class Fader:
    """Plays ``music`` (n, 2) at ``gain_db``, thinned where ``presence`` (0-1, None for nowhere) says so.

    The dip is music minus a share of its own band-pass, a peaking filter (Bristow-Johnson's cookbook) whose depth
    moves: linear, without delay, and none of it where presence is 0. depth_db : how deep it gets (None: the table's).
    """

    def __init__(
        self, music: np.ndarray, gain_db: Curve, presence: Curve | None = None, depth_db: float | None = None
    ) -> None:
        self.music = music
        self.gain_db = gain_db
        self.presence = presence if presence is not None and presence.values.any() else None
        self.depth_db = sound_tables().under.dip_db if depth_db is None else depth_db

    @property
    def dip_db(self) -> Curve | None:
        """The dip at its middle frequency over time, dB (0 or below); None if there is none."""
        if self.presence is None:
            return None
        share = 1.0 - amplitude(-self.depth_db)
        times_s = np.union1d(self.presence.times_s, np.linspace(0.0, self.presence.times_s[-1], 2))
        return Curve(times_s=times_s, values=20.0 * np.log10(1.0 - share * self.presence.at(times_s)))

    def read(self, first: int, last: int) -> np.ndarray:
        """Return samples [first, last) as they are heard, float32 (n, 2), before the limiter."""
        lead = min(SETTLE, first)
        start_s = (first - lead) / RATE_HZ
        n = last - first + lead
        points = np.stack([self.gain_db.times_s, self.gain_db.values], axis=1)
        music = np.asarray(self.music[first - lead : last], dtype=np.float32)
        music = music * gains(points, start_s, n)[:, None]
        let_go(self.music)
        if self.presence is not None:
            share = self.presence.at(grid_s(start_s, n))
            if share.any():
                depth = spread((1.0 - amplitude(-self.depth_db)) * share, n)
                music = music - depth[:, None] * _middle(music)
        return music[lead:]


def _middle(music: np.ndarray) -> np.ndarray:
    """Return what lies between 300 Hz and 4 kHz: a band-pass of unit gain in its middle."""
    from scipy.signal import lfilter

    centre = np.sqrt(DIP_LOW_HZ * DIP_HIGH_HZ)
    omega = 2.0 * np.pi * centre / RATE_HZ
    alpha = np.sin(omega) * (DIP_HIGH_HZ - DIP_LOW_HZ) / (2.0 * centre)
    numerator = np.array([alpha, 0.0, -alpha]) / (1.0 + alpha)
    denominator = np.array([1.0, -2.0 * np.cos(omega) / (1.0 + alpha), (1.0 - alpha) / (1.0 + alpha)])
    return lfilter(numerator, denominator, music, axis=0).astype(np.float32)
