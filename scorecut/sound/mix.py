"""Music and film become the programme: the sound room's second front function.

The film's own sound stays as it is, bit for bit, and the music is set beneath it; a silent film's
music is mastered. Every gain on the music is one curve, which the report holds: programme
less film is the music times that curve, but for the dip under speech, which is kept beside it.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from scorecut.media.loudness import integrated_lufs, measure
from scorecut.model.arrays import let_go
from scorecut.model.audio import RATE_HZ, Audio, Mix, Stems
from scorecut.model.brief import Brief
from scorecut.model.curve import Curve
from scorecut.model.picture import Speech
from scorecut.sound.beneath import Setting, set_beneath
from scorecut.sound.fader import Fader
from scorecut.sound.levels import STEP, amplitude, spread
from scorecut.sound.limiter import cell_peaks, limit, limit_beneath
from scorecut.sound.mapped import mapped, sealed
from scorecut.sound.master import mastered_gain
from scorecut.sound.settings import SoundSettings

#: A film whose own sound is quieter than this counts as silent.
SILENT_LUFS = -60.0
BLOCK = 10_000 * STEP
MOST_TRIES = 3
CLOSE_LU = 0.25
#: The limiter aims this far below the ceiling: for what its smooth gain does between samples, and for what AAC adds
#: (0.25 dB over bright plucked notes), so that the delivered file keeps the ceiling too.
CEILING_MARGIN_DB = 0.35


def mix(
    stems: Stems,
    film_sound: Audio | None,
    speech: Sequence[Speech],
    brief: Brief,
    *,
    settings: SoundSettings,
    workdir: Path,
) -> Mix:
    """Return the programme, as long as the music, mapped from a file in ``workdir``.

    A film with sound keeps its channels (mono becomes both sides of stereo), the music goes to the front two.
    ``speech`` needs no loudness of its own: each line is measured in ``film_sound``.
    """
    music = stems.music.samples
    film = None if settings.original == "drop" else film_sound
    film_lufs = integrated_lufs(film.samples, film.layout) if film is not None else -np.inf
    front = Front(film, music.shape[0])
    if film is not None and film_lufs > SILENT_LUFS:
        setting = set_beneath(music, film, film_lufs, speech, brief.sliders.music_level_db, settings)
        return _mixed(music, setting, front, settings, Path(workdir))
    target = settings.silent_lufs + brief.sliders.music_level_db
    aim = target
    for _ in range(MOST_TRIES):
        gain_db = mastered_gain(music, aim, settings.peak_dbtp - CEILING_MARGIN_DB)
        mixed = _mixed(music, Setting(gain_db, float(np.median(gain_db.values))), front, settings, Path(workdir))
        off = target - mixed.loudness.integrated_lufs
        if not np.isfinite(off) or abs(off) < CLOSE_LU:
            break
        aim += off
    return mixed


def _mixed(music: np.ndarray, setting: Setting, front: "Front", settings: SoundSettings, workdir: Path) -> Mix:
    """Return the mix at a setting: limited, written, measured."""
    fader = Fader(music, setting.gain_db, setting.presence)
    limited = _limiter(fader, front, amplitude(settings.peak_dbtp - CEILING_MARGIN_DB))
    programme, played = _write(fader, front, limited, workdir)
    loudness = measure(programme.samples, programme.layout)
    warnings = []
    if loudness.true_peak_dbtp > settings.peak_dbtp:
        warnings.append(f"the film's own sound peaks at {loudness.true_peak_dbtp:.1f} dBTP; it was left as it is")
    return Mix(
        programme=programme,
        gain_db=_with_limiter(setting.gain_db, limited),
        music_gain_db=setting.music_gain_db,
        loudness=loudness,
        warnings=tuple(warnings),
        dip_db=fader.dip_db,
        music=played,
    )


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
        return out


def _limiter(fader: Fader, front: Front, ceiling: float) -> np.ndarray:
    """Return the limiter's gain on the music, on the 1 ms grid."""

    def whole(first: int, last: int) -> np.ndarray:
        return front.read(first, last)[:, :2] + fader.read(first, last)

    peaks = cell_peaks(whole, front.n_samples, ceiling)
    if front.film is None:
        return limit(peaks, ceiling)
    if peaks.max(initial=0.0) <= ceiling:
        return np.ones(peaks.size + 1)
    film = cell_peaks(lambda first, last: front.read(first, last)[:, :2], front.n_samples, ceiling)
    return limit_beneath(film, peaks, ceiling)


def _write(fader: Fader, front: Front, limited: np.ndarray, workdir: Path) -> tuple[Audio, Audio]:
    """Write programme and music as played, block by block."""
    n = front.n_samples
    programme = mapped(workdir / "programme.f32", n, front.channels)
    played = mapped(workdir / "music_played.f32", n)
    for first in range(0, n, BLOCK):
        last = min(n, first + BLOCK)
        music = fader.read(first, last) * spread(limited[first // STEP : -(-last // STEP) + 1], last - first)[:, None]
        whole = front.read(first, last)
        whole[:, :2] += music
        programme[first:last] = whole
        played[first:last] = music
        let_go(programme, played, fader.music)
    return Audio(samples=sealed(programme), layout=front.layout), Audio(samples=sealed(played))


def _with_limiter(gain_db: Curve, limited: np.ndarray) -> Curve:
    """Return the whole gain on the music: the setting, and the limiter's 1 ms grid wherever it acts."""
    acts = np.flatnonzero(limited < 1.0)
    if not acts.size:
        return gain_db
    grid = np.unique(np.clip(np.concatenate([acts - 1, acts, acts + 1]), 0, limited.size - 1))
    times_s = np.unique(np.concatenate([gain_db.times_s, grid * (STEP / RATE_HZ)]))
    limiter_db = 20.0 * np.log10(np.interp(times_s, np.arange(limited.size) * (STEP / RATE_HZ), limited))
    return Curve(times_s=times_s, values=gain_db.at(times_s) + limiter_db)
