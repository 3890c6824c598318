"""Riding the level: a slow hand on the fader keeps quiet passages audible and loud ones in bounds.

A score may spread over 25 LU, from a lone held note to the full band. Heard alone in a room that is
drama; on a telephone, or under a film's own sound, the quiet half is not there. So the range is brought to
what the place allows: every passage moves towards the middle by the same share of its distance, which
keeps their order, no faster than anyone hears as a move.
"""

import numpy as np

from scorecut.media.loudness import SHORT_TERM_STEPS, above_gates, gated, range_of
from scorecut.model.curve import Curve
from scorecut.sound.tables import sound_tables

ROUNDS = 6
CLOSE_LU = 0.2
SMOOTH_S = 1.5
MOST_DB_S = 1.0


def ridden(heard: Curve, most_lu: float) -> Curve:
    """Return the gain in dB over time, on the grid of ``heard``, after which the loudness range is ``most_lu``.

    heard : momentary loudness every 100 ms. 0 dB all along where the range is no wider to begin with
    """
    plain = Curve(times_s=heard.times_s, values=np.zeros(heard.times_s.size))
    level = short_term(heard.values)
    range_lu = range_of(level)
    if range_lu <= most_lu + CLOSE_LU:
        return plain
    middle = gated(heard.values)
    floor = float(np.percentile(above_gates(level), 5))
    away = np.maximum(level, floor) - middle  # what is softer still is an end or a rest, and stays one
    share, gain = most_lu / range_lu, plain
    for _ in range(ROUNDS):
        gain = _slow(heard.times_s, (share - 1.0) * away)
        over = range_of(short_term(heard.values + gain.values)) - most_lu
        if over < CLOSE_LU:
            break
        share = max(0.0, share - over / range_lu)
    return gain


def short_term(momentary_lufs: np.ndarray) -> np.ndarray:
    """Return short-term loudness (3 s) on the same grid, in the middle of its window."""
    from scipy.ndimage import uniform_filter1d

    power = uniform_filter1d(10.0 ** (momentary_lufs / 10.0), SHORT_TERM_STEPS, mode="nearest")
    return 10.0 * np.log10(np.maximum(power, 1e-12))


def _slow(times_s: np.ndarray, wanted_db: np.ndarray) -> Curve:
    """Return the wish within its bounds, smooth, and no faster than a dB a second."""
    most = sound_tables().range.most_db
    smooth = Curve(times_s=times_s, values=np.clip(wanted_db, -most, most)).smoothed(SMOOTH_S)
    return unhurried(smooth)


def unhurried(ride: Curve) -> Curve:
    """Return a ride, on an even grid, between its steepest allowed upper and lower hulls: neither way over a dB a second.

    A loud entrance after a soft passage is met half before it and half after, so that it keeps its start.
    """
    values, step_s = ride.values, float(ride.times_s[1] - ride.times_s[0]) if ride.times_s.size > 1 else 0.0
    ramp = np.arange(values.size) * (MOST_DB_S * step_s)
    upper = np.maximum(
        np.maximum.accumulate(values + ramp) - ramp,
        np.maximum.accumulate((values + ramp[::-1])[::-1])[::-1] - ramp[::-1],
    )
    lower = np.minimum(
        np.minimum.accumulate(values - ramp) + ramp,
        np.minimum.accumulate((values - ramp[::-1])[::-1])[::-1] + ramp[::-1],
    )
    return Curve(times_s=ride.times_s, values=0.5 * (upper + lower))
