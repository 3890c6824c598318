"""Music and film become the programme: the sound room's second front function.

The film's own sound stays as it is, bit for bit, and the music is set beneath it; a silent film's
music is mastered. Every gain on the music is one curve, which the report holds: programme
less film is the music times that curve, but for the dip under speech, which is kept beside it.
Where a loudness standard is asked for (``norm``), film and music have a further gain in common.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from scorecut.media.loudness import integrated_lufs, measure
from scorecut.model.audio import RATE_HZ, Audio, Mix, Stems
from scorecut.model.brief import Brief
from scorecut.model.picture import Speech
from scorecut.model.progress import Progress
from scorecut.sound.beneath import Setting, set_beneath
from scorecut.sound.fader import Fader
from scorecut.sound.levels import amplitude
from scorecut.sound.limiter import cell_peaks, limit, limit_beneath
from scorecut.sound.master import mastered_gain
from scorecut.sound.norm import brought_to, measured_against
from scorecut.sound.programme import CEILING_MARGIN_DB, Front, with_limiter, written
from scorecut.sound.settings import SoundSettings
from scorecut.sound.standards import spoken, standard
from scorecut.sound.tables import sound_tables

#: A film whose own sound is quieter than this counts as silent.
SILENT_LUFS = -60.0
MOST_TRIES = 3
CLOSE_LU = 0.25
#: Is told which share (0-1) of the writing is done.
Tell = Callable[[float], None]
#: How much of the work is done, about, once the film is measured and once the music has its level; and how much of what
#: is left then, once peaks are found and once all is written.
MEASURED, SET = 0.15, 0.45
LIMITED, WRITTEN = 0.35, 0.7


def mix(
    stems: Stems,
    film_sound: Audio | None,
    speech: Sequence[Speech],
    brief: Brief,
    *,
    settings: SoundSettings,
    workdir: Path,
    progress: Progress,
) -> Mix:
    """Return the programme, as long as the music, mapped from a file in ``workdir``.

    A film with sound keeps its channels (mono becomes both sides of stereo), the music goes to the front two.
    ``speech`` needs no loudness of its own: each line is measured in ``film_sound``. With ``original`` ``track`` the
    programme is the music alone, as it lies beneath the film. A standard's loudness comes before ``music_level_db``
    where the music is all that is heard. Raises UsageError for a standard that there is not.
    """
    music = stems.music.samples
    film = None if settings.original == "drop" else film_sound
    film_lufs = integrated_lufs(film.samples, film.layout) if film is not None else -np.inf
    progress.advance(MEASURED, "the film is measured")
    front = Front(film, music.shape[0])
    asked = standard(settings.loudness) if settings.loudness else None

    def tell(share: float) -> None:
        progress.advance(SET + (1.0 - SET) * share, "writing and measuring the mix")

    if film is not None and film_lufs > SILENT_LUFS:
        setting = set_beneath(music, film, film_lufs, speech, brief.sliders.music_level_db, settings)
        progress.advance(SET, "the music has its level")
        if asked is None:
            return _mixed(music, setting, front, settings, Path(workdir), tell)
        alone = settings.original == "track"
        lines = () if alone else spoken(speech, music.shape[0] / RATE_HZ)
        return brought_to(asked, setting, music, front, lines, alone=alone, workdir=Path(workdir), tell=tell)
    if asked is None or asked.music_lufs is None:
        target, peak_dbtp = settings.silent_lufs + brief.sliders.music_level_db, settings.peak_dbtp
    else:
        target, peak_dbtp = asked.music_lufs, asked.peak_dbtp
    rules = replace(settings, peak_dbtp=peak_dbtp)
    range_lu = sound_tables().range.alone_lu(stems.glue)
    mixed, limited_db = _mastered(music, target, range_lu, front, rules, Path(workdir), tell)
    return mixed if asked is None else measured_against(asked, mixed, limited_db)


def _mastered(
    music: np.ndarray,
    target_lufs: float,
    range_lu: float,
    front: Front,
    settings: SoundSettings,
    workdir: Path,
    tell: Tell,
) -> tuple[Mix, float]:
    """Return the music at a loudness, where it is all that is heard, and the most that the limiter takes, dB."""
    aim = target_lufs
    for n in range(MOST_TRIES):
        gain_db = mastered_gain(music, aim, settings.peak_dbtp - CEILING_MARGIN_DB, range_lu)
        setting = Setting(gain_db, float(np.median(gain_db.values)))
        mixed = _mixed(music, setting, front, settings, workdir, _part(tell, n))
        off = target_lufs - mixed.loudness.integrated_lufs
        if not np.isfinite(off) or abs(off) < CLOSE_LU:
            break
        aim += off
    return mixed, float((gain_db.at(mixed.gain_db.times_s) - mixed.gain_db.values).max())


def _part(tell: Tell, n: int) -> Tell:
    """Return who is told of try ``n``, as a part of all tries."""
    return lambda share: tell((n + share) / MOST_TRIES)


def _mixed(
    music: np.ndarray, setting: Setting, front: Front, settings: SoundSettings, workdir: Path, tell: Tell
) -> Mix:
    """Return the mix at a setting: limited, written, measured."""
    fader = Fader(music, setting.gain_db, setting.presence, setting.dip_db)
    limited = _limiter(fader, front, amplitude(settings.peak_dbtp - CEILING_MARGIN_DB))
    tell(LIMITED)
    programme, played = written(fader, front, limited, workdir, alone=settings.original == "track")
    tell(WRITTEN)
    loudness = measure(programme.samples, programme.layout)
    warnings = []
    if loudness.true_peak_dbtp > settings.peak_dbtp:
        warnings.append(f"the film's own sound peaks at {loudness.true_peak_dbtp:.1f} dBTP; it was left as it is")
    return Mix(
        programme=programme,
        gain_db=with_limiter(setting.gain_db, limited),
        music_gain_db=setting.music_gain_db,
        loudness=loudness,
        warnings=tuple(warnings),
        dip_db=fader.dip_db,
        music=played,
    )


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
