"""The music's level beneath a film that has its own sound: a base level, steps back for each spoken line, and a slow lift
where a soft passage would be lost beneath one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scorecut.media.loudness import gated, integrated_lufs, momentary, span_lufs
from scorecut.model.audio import RATE_HZ, Audio
from scorecut.model.curve import Curve
from scorecut.model.picture import Speech
from scorecut.sound.duck import Group, grouped, presence, stepped_back
from scorecut.sound.fader import Fader
from scorecut.sound.ride import ridden, short_term, unhurried
from scorecut.sound.settings import SoundSettings
from scorecut.sound.tables import sound_tables

ROUNDS = 6
MARGIN_LU = 0.3
CLOSE_LU = 0.05
SETTLE_S = 0.6
#: Of the spoken lines these count; music more than so far under what a line allows is lifted, unless it rests there.
LEAST_LINE_S, DEEPEST_LU, LOST_LU = 1.0, 2.7, 16.0
#: ... slowly, and no further; by measuring so often at most.
LIFT_DB_S, MOST_LIFT_DB, ROOM_DB, LIFTS = 1.0, 6.0, 2.0, 4


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """gain_db : over time; music_gain_db : its middle outside speech; presence : where the music is thinned, 0-1 (None:
    nowhere); back_db : the steps back for speech, as they are in ``gain_db`` (None: none); dip_db : how deep it is thinned
    at most (None: as the table says)
    """

    gain_db: Curve
    music_gain_db: float
    presence: Curve | None = None
    back_db: Curve | None = None
    dip_db: float | None = None


def set_beneath(
    music: np.ndarray,
    film: Audio,
    film_lufs: float,
    speech: Sequence[Speech],
    slider_db: float,
    settings: SoundSettings,
) -> Setting:
    """Return the level of ``music`` under ``film``: every line of 1 s or more has it ``duck_lu`` below itself.

    film_lufs : the film's integrated loudness. Depths are found by measuring the music as it will be heard;
    ``duck_most_db`` bounds them, thinning included: of a bound below 8 dB half is left to the thinning.
    """
    table = sound_tables().under
    level = integrated_lufs(music)
    length_s = music.shape[0] / RATE_HZ
    if not np.isfinite(level):
        return Setting(Curve(times_s=np.zeros(1), values=np.zeros(1)), 0.0)
    target = float(np.clip(film_lufs - table.below_film_lu, table.quietest_lufs, table.loudest_lufs)) + slider_db
    heard = momentary(music)
    ride = ridden(heard, sound_tables().range.beneath_lu)
    base_db = target - level - (gated(heard.values + ride.values) - gated(heard.values))
    level_db = Curve(times_s=ride.times_s, values=base_db + ride.values)
    groups = grouped(speech)
    most_db = np.inf if settings.duck_most_db is None else settings.duck_most_db
    if not groups or most_db <= 0.0:
        return Setting(level_db, base_db)
    where = presence(groups, length_s)
    dip_db = min(table.dip_db, most_db / 2)
    wanted = [_wanted(group, film, settings.duck_lu) for group in groups]
    for _ in range(LIFTS):
        back_db = _stepped_back(music, level_db, where, groups, wanted, dip_db, most_db - dip_db)
        lift_db = _lift(Fader(music, _sum(level_db, back_db), where, dip_db), groups, wanted, level_db.times_s)
        if not lift_db.any():
            break
        # What is loud already stays: only what lies under the target comes up to it, and a little over.
        room_db = np.maximum(0.0, target + ROOM_DB - short_term(heard.values + level_db.values))
        level_db = unhurried(Curve(times_s=level_db.times_s, values=level_db.values + np.minimum(lift_db, room_db)))
    else:
        back_db = _stepped_back(music, level_db, where, groups, wanted, dip_db, most_db - dip_db)
    return Setting(_sum(level_db, back_db), base_db, where, back_db, dip_db)


def _lift(fader: Fader, groups: Sequence[Group], wanted: Sequence[Sequence[float]], times_s: np.ndarray) -> np.ndarray:
    """Return how far the music is to be lifted where it is lost beneath a line, dB: a slow swell that has come before it.

    Music that rests under a line stays at rest.
    """
    lift = np.zeros(times_s.size)
    for group, want in zip(groups, wanted, strict=True):
        for span, over in zip(group.spans, _excess(group, want, fader), strict=True):
            lost = -over - DEEPEST_LU
            if span.end_s - span.start_s >= LEAST_LINE_S and CLOSE_LU < lost <= LOST_LU:
                ramp_s = min(lost, MOST_LIFT_DB) / LIFT_DB_S
                corners = (span.start_s - ramp_s, span.start_s, span.end_s, span.end_s + ramp_s)
                lift = np.maximum(lift, np.interp(times_s, corners, np.array([0, 1, 1, 0]) * min(lost, MOST_LIFT_DB)))
    return lift


def _stepped_back(
    music: np.ndarray,
    level_db: Curve,
    where: Curve,
    groups: Sequence[Group],
    wanted: Sequence[Sequence[float]],
    dip_db: float,
    most_db: float,
) -> Curve:
    """Return the steps back that every line needs (``most_db`` at most), found by measuring the music as it is heard."""
    length_s = music.shape[0] / RATE_HZ
    depths = [np.zeros(len(group.spans)) for group in groups]
    back_db = stepped_back(groups, depths, length_s)
    for _ in range(ROUNDS):
        fader = Fader(music, _sum(level_db, back_db), where, dip_db)
        excess = [_excess(group, want, fader) for group, want in zip(groups, wanted)]
        if max(over.max() for over in excess) < CLOSE_LU:
            break
        deeper = [np.minimum(most_db, depth + np.maximum(0.0, over)) for depth, over in zip(depths, excess)]
        if all(np.array_equal(one, other) for one, other in zip(depths, deeper)):
            break  # no further than it may
        depths = deeper
        back_db = stepped_back(groups, depths, length_s)
    return back_db


def _sum(one: Curve, other: Curve) -> Curve:
    times_s = np.union1d(one.times_s, other.times_s)
    return Curve(times_s=times_s, values=one.at(times_s) + other.at(times_s))


def _wanted(group: Group, film: Audio, duck_lu: float) -> list[float]:
    """Return how loud the music may be over each span, LUFS."""
    return [
        span_lufs(film.samples, span.start_s, span.end_s, film.layout) - duck_lu - MARGIN_LU for span in group.spans
    ]


def _excess(group: Group, wanted: Sequence[float], fader: Fader) -> np.ndarray:
    """Return how much too loud the music is over each span of the group, LU (-inf where it is silent)."""
    over = np.full(len(group.spans), -np.inf)
    for number, (span, want) in enumerate(zip(group.spans, wanted)):
        first = max(0, round((span.start_s - SETTLE_S) * RATE_HZ))
        last = min(fader.music.shape[0], round(span.end_s * RATE_HZ) + 1)
        if last <= first or not np.isfinite(want):
            continue
        heard = span_lufs(fader.read(first, last), span.start_s - first / RATE_HZ, span.end_s - first / RATE_HZ)
        over[number] = heard - want
    return over
