"""The programme as it is put together: the film's own sound in its channels, the music in the front two."""

from pathlib import Path

import numpy as np

from scorecut.model.arrays import let_go
from scorecut.model.audio import RATE_HZ, Audio
from scorecut.model.curve import Curve
from scorecut.sound.fader import Fader
from scorecut.sound.levels import STEP, spread
from scorecut.sound.mapped import mapped, sealed

BLOCK = 10_000 * STEP
#: The limiter aims this far below the ceiling: for what its smooth gain does between samples, and for what AAC adds
#: (0.25 dB over bright plucked notes), so that the delivered file keeps the ceiling too.
CEILING_MARGIN_DB = 0.35


class Front:
    """The film's own sound as the programme has it, read piece by piece; silence where there is none."""

    def __init__(self, film: Audio | None, n_samples: int) -> None:
        self.film = film
        self.n_samples = n_samples
        own = film.samples.shape[1] if film is not None else 2
        self.channels = max(2, own)
        self.layout = film.layout if film is not None and own >= 2 else "stereo"

    def read(self, first: int, last: int) -> np.ndarray:
        """Return samples [first, last), float32 (n, channels), zeros past the film's own end."""
        out = np.zeros((last - first, self.channels), dtype=np.float32)
        if self.film is not None:
            own = np.asarray(self.film.samples[first:last])
            out[: own.shape[0]] = own  # one channel is heard on both sides
            let_go(self.film.samples)
        return out


def written(
    fader: Fader, front: Front, limited: np.ndarray, workdir: Path, *, alone: bool = False
) -> tuple[Audio, Audio]:
    """Write programme and music as played into files of ``workdir``, block by block; return both.

    limited : the limiter's gain on the music, on the 1 ms grid; alone : the film's sound stays out of the programme
    """
    n = front.n_samples
    played = mapped(workdir / "music_played.f32", n)
    programme = played if alone else mapped(workdir / "programme.f32", n, front.channels)
    for first in range(0, n, BLOCK):
        last = min(n, first + BLOCK)
        music = fader.read(first, last) * spread(limited[first // STEP : -(-last // STEP) + 1], last - first)[:, None]
        played[first:last] = music
        if not alone:
            whole = front.read(first, last)
            whole[:, :2] += music
            programme[first:last] = whole
        let_go(programme, played, fader.music)
    heard = Audio(samples=sealed(played))
    return heard if alone else Audio(samples=sealed(programme), layout=front.layout), heard


def with_limiter(gain_db: Curve, limited: np.ndarray) -> Curve:
    """Return a whole gain: the setting, dB over time, and the limiter's 1 ms grid wherever it acts."""
    acts = np.flatnonzero(limited < 1.0)
    if not acts.size:
        return gain_db
    grid = np.unique(np.clip(np.concatenate([acts - 1, acts, acts + 1]), 0, limited.size - 1))
    times_s = np.unique(np.concatenate([gain_db.times_s, grid * (STEP / RATE_HZ)]))
    limiter_db = 20.0 * np.log10(np.interp(times_s, np.arange(limited.size) * (STEP / RATE_HZ), limited))
    return Curve(times_s=times_s, values=gain_db.at(times_s) + limiter_db)
