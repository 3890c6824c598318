"""The music's level beneath a film that has its own sound: a base level, and steps back for each spoken line."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scorecut.media.loudness import integrated_lufs, span_lufs
from scorecut.model.audio import RATE_HZ, Audio
from scorecut.model.curve import Curve
from scorecut.model.picture import Speech
from scorecut.sound.duck import Group, grouped, presence, stepped_back
from scorecut.sound.fader import Fader
from scorecut.sound.settings import SoundSettings
from scorecut.sound.tables import sound_tables

ROUNDS = 6
MARGIN_LU = 0.3
CLOSE_LU = 0.05
SETTLE_S = 0.6


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """gain_db : over time; music_gain_db : outside speech; presence : where the music is thinned, 0-1 (None: nowhere)."""

    gain_db: Curve
    music_gain_db: float
    presence: Curve | None = None


def set_beneath(
    music: np.ndarray,
    film: Audio,
    film_lufs: float,
    speech: Sequence[Speech],
    slider_db: float,
    settings: SoundSettings,
) -> Setting:
    """Return the level of ``music`` under ``film``: every line of 1 s or more has it ``duck_lu`` below itself.

    film_lufs : the film's integrated loudness. Depths are found by measuring the music as it will be heard.
    """
    table = sound_tables().under
    level = integrated_lufs(music)
    length_s = music.shape[0] / RATE_HZ
    if not np.isfinite(level):
        return Setting(Curve(times_s=np.zeros(1), values=np.zeros(1)), 0.0)
    target = float(np.clip(film_lufs - table.below_film_lu, table.quietest_lufs, table.loudest_lufs)) + slider_db
    base_db = target - level
    groups = grouped(speech)
    depths = np.zeros(len(groups))
    wanted = [_wanted(group, film, settings.duck_lu) for group in groups]
    where = presence(groups, length_s)
    curve = _over(base_db, stepped_back(groups, depths.tolist(), length_s))
    for _ in range(ROUNDS):
        fader = Fader(music, curve, where)
        excess = np.array([_excess(group, want, fader) for group, want in zip(groups, wanted)])
        if not groups or excess.max() < CLOSE_LU:
            break
        depths = depths + np.maximum(0.0, excess)
        curve = _over(base_db, stepped_back(groups, depths.tolist(), length_s))
    return Setting(curve, base_db, where if groups else None)


def _over(base_db: float, steps: Curve) -> Curve:
    return Curve(times_s=steps.times_s, values=base_db + steps.values)


def _wanted(group: Group, film: Audio, duck_lu: float) -> list[float]:
    """Return how loud the music may be over each span, LUFS."""
    return [
        span_lufs(film.samples, span.start_s, span.end_s, film.layout) - duck_lu - MARGIN_LU for span in group.spans
    ]


def _excess(group: Group, wanted: Sequence[float], fader: Fader) -> float:
    """Return how much too loud the music is over the worst span of the group, LU (-inf where it is silent)."""
    worst = -np.inf
    for span, want in zip(group.spans, wanted):
        first = max(0, round((span.start_s - SETTLE_S) * RATE_HZ))
        last = min(fader.music.shape[0], round(span.end_s * RATE_HZ) + 1)
        if last <= first or not np.isfinite(want):
            continue
        heard = span_lufs(fader.read(first, last), span.start_s - first / RATE_HZ, span.end_s - first / RATE_HZ)
        worst = max(worst, heard - want)
    return worst
