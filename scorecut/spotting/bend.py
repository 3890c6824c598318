"""The emotional curve that the music follows: the picture's, bent towards what the prompt asks.

The picture keeps its rises and falls. The prompt moves their level: a mood moves all of
it, anchors ("from calm to epic", "at 0:32 tense") move it over time, sliders push it.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from scorecut.model.affect import Affect
from scorecut.model.brief import Anchor, Brief
from scorecut.model.curve import Curve
from scorecut.model.emotion import AXES, Emotion

#: Points a second of a cue's curve.
CURVE_HZ = 2.0
#: How far an anchor outweighs the picture's level, and what words about time leave of the picture's own swing: of what
#: goes on within ``SLOW_S``, and of its long lines, which are what the words are about.
ANCHOR_WEIGHT, ANCHOR_SWING, ANCHOR_TREND, SLOW_S = 0.95, 0.5, 0.15, 3.0
#: Between the calmest and the most energetic music lie some 21 dB (``dynamics_db`` of the styles): a step of 1 in energy
#: is half of that.
DB_OF_ENERGY = 10.5
#: A lone anchor is reached over so many seconds.
GLIDE_S = 4.0
#: How far a slider at its end moves the level.
SLIDER_REACH = 0.6
#: The curve stays this far inside -1 to +1.
EDGE = 0.98


def bend(emotion: Emotion, brief: Brief, length_s: float) -> Emotion:
    """Return the curve for the whole film at 2 Hz, mood, anchors and sliders in it.

    Where the picture is unsure of itself (confidence below 1) the prompt's mood weighs more
    (AFFECT section 7: shrink towards the prompt's mood, never towards extremes).
    """
    times_s = even_times(0.0, max(length_s, 1.0 / CURVE_HZ))
    assert emotion.confidence is not None
    sure = np.interp(times_s, emotion.times_s, emotion.confidence)
    values: dict[str, Any] = {}
    for axis in AXES:
        seen = emotion.curve(axis).at(times_s)
        middle = float(seen.mean())
        level = np.full_like(times_s, middle)
        if brief.mood is not None:
            weight = brief.mood_weight + (1 - brief.mood_weight) * 0.5 * (1 - sure)
            level += weight * (getattr(brief.mood, axis) - middle)
        swing = seen - middle
        if brief.anchors:
            asked, hold = anchored(brief.anchors, axis, times_s)
            level += ANCHOR_WEIGHT * hold * (asked - level)
            swing = yielding(swing, times_s, hold)
        if axis == "energy" and brief.level is not None:
            level += brief.level.at(times_s) / DB_OF_ENERGY
            swing = yielding(swing, times_s, moving_share(brief.level))
        level += SLIDER_REACH * getattr(brief.sliders, axis)
        values[axis] = fitted(np.clip(level, -0.9, 0.9), swing)
    return Emotion(times_s=times_s, source=emotion.source, **values)


def anchored(anchors: Sequence[Anchor], axis: str, times_s: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return what the anchors ask over time and how firmly (0-1), float64, (n,) each.

    Between two anchors the way is straight. Before the first one (unless it stands at the start)
    nothing is asked; the last few seconds glide into it.
    """
    ordered = sorted(anchors, key=lambda anchor: anchor.time_s)
    at_s = np.array([anchor.time_s for anchor in ordered])
    asked = np.interp(times_s, at_s, [getattr(anchor.affect, axis) for anchor in ordered])
    hold = np.clip(1 + (times_s - at_s[0]) / GLIDE_S, 0.0, 1.0)
    return asked, hold


def yielding(swing: np.ndarray, times_s: np.ndarray, hold: np.ndarray | float) -> np.ndarray:
    """Return the picture's swing where words about time hold (0-1): its detail halved, its long line nearly gone."""
    trend = Curve(times_s=times_s, values=swing).smoothed(SLOW_S).values
    return swing + hold * (ANCHOR_SWING * (swing - trend) + ANCHOR_TREND * trend - swing)


def moving_share(level: Curve) -> float:
    """Return 0-1 how far a level shapes the film: fully where it rises or falls over half of it."""
    return min(1.0, 2.0 * float(np.mean(np.abs(np.diff(level.values)) > 1e-9)))


def fitted(level: np.ndarray, swing: np.ndarray) -> np.ndarray:
    """Return level plus swing inside -1 to +1: rises and falls are made smaller where there is no room, never cut."""
    rise, fall = max(float(swing.max()), 1e-9), max(float(-swing.min()), 1e-9)
    up = np.minimum(1.0, (EDGE - level) / rise)
    down = np.minimum(1.0, (EDGE + level) / fall)
    return level + np.where(swing > 0, swing * up, swing * down)


def stretch(emotion: Emotion, start_s: float, end_s: float) -> Emotion:
    """Return a cue's part of the curve: 2 Hz, both ends included, two decimals so that a person can read it."""
    times_s = even_times(start_s, end_s)
    values: dict[str, Any] = {axis: np.round(emotion.curve(axis).at(times_s), 2) + 0.0 for axis in AXES}
    return Emotion(times_s=times_s, source=emotion.source, **values)


def even_times(start_s: float, end_s: float) -> np.ndarray:
    """Return evenly spaced seconds at 2 Hz or a little finer, both ends included, float64, (n,)."""
    return np.linspace(start_s, end_s, max(2, int(np.ceil((end_s - start_s) * CURVE_HZ)) + 1))


def distance(one: Affect, other: Affect) -> float:
    """Return how far two feelings lie apart (tension counts a little less: it is read least surely)."""
    return float(
        np.sqrt(
            (one.valence - other.valence) ** 2
            + (one.energy - other.energy) ** 2
            + 0.5 * (one.tension - other.tension) ** 2
        )
    )


def change_in_words(before: Affect, after: Affect) -> str:
    """Return in a few words how a feeling changes.

    >>> change_in_words(Affect(0, -0.5, 0), Affect(0.1, 0.4, 0.2))
    'more energy'
    """
    steps = [
        (after.energy - before.energy, "more energy", "calmer"),
        (after.valence - before.valence, "brighter", "darker"),
        (after.tension - before.tension, "tenser", "released"),
    ]
    big = max(abs(step) for step, _, _ in steps)
    words = [up if step > 0 else down for step, up, down in steps if abs(step) >= max(0.12, 0.6 * big)]
    return ", ".join(words) or "another colour"
