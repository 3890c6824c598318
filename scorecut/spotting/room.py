"""Room between hits: the style's, less where there is more energy, less where the film itself is cut fast."""

from collections.abc import Sequence

import numpy as np

from scorecut.catalog.styles import SpottingStyle
from scorecut.model.brief import Brief
from scorecut.model.emotion import Emotion
from scorecut.spotting.candidates import Candidate

#: How energy changes the room, per unit of energy.
CLOSER_PER_ENERGY = 0.35
#: "follow every cut" leaves this room (SYNC section 4, cartoon 1-3 s and less).
FOLLOWED_GAP_S = 0.6
#: No two hits closer than this; light ones not nearer than this share of the style's gap, and less where the film
#: itself is cut fast: this share of its shots there.
LEAST_GAP_S, LIGHT_GAP, SHOT_GAP = 1.0, 0.4, 0.5
#: A moment of worth 0.4 wants all of that room, a worthier one less, in proportion to what it lacks of 1.
CROWDS = 1.67
#: Shots this near say how fast the film is cut around a moment.
PACE_S = 6.0
#: A great moment rings this long before anything is struck that is not worthy itself.
GREAT, WORTHY, RINGS_S = 0.85, 0.6, 1.5


class Pace:
    """How fast a film is cut, place by place."""

    def __init__(self, seam_times_s: Sequence[float]) -> None:
        self.times_s = np.sort(np.asarray(seam_times_s, dtype=np.float64))

    def shot_s(self, time_s: float) -> float:
        """Return the length of a usual shot around a time."""
        from_s, to_s = max(0.0, time_s - PACE_S), time_s + PACE_S
        n = int(((self.times_s >= from_s) & (self.times_s <= to_s)).sum())
        return (to_s - from_s) / (n + 1)


def light_gap(candidate: Candidate, gap_s: float, pace: Pace) -> float:
    """Return how far a light hit must stand from all others: less in a fast film, less the more it is worth."""
    usual_s = min(LIGHT_GAP * gap_s, SHOT_GAP * pace.shot_s(candidate.time_s))
    return max(LEAST_GAP_S, usual_s * float(np.clip(CROWDS * (1.0 - candidate.worth), 0.4, 1.0)))


def rings_over(candidate: Candidate, others: Sequence[Candidate]) -> bool:
    """Whether a great moment just before still rings, and this one is not much itself."""
    return candidate.worth < WORTHY and any(
        0.0 < candidate.time_s - other.time_s < RINGS_S and other.worth >= GREAT for other in others
    )


def gap_at(time_s: float, emotion: Emotion, rules: SpottingStyle, brief: Brief) -> float:
    """Return the room that a hit wants around it: the style's, less where there is more energy."""
    if brief.hit_words > 0:
        return FOLLOWED_GAP_S
    return rules.least_gap_s * (1 - CLOSER_PER_ENERGY * liveliness(time_s, emotion))


def liveliness(time_s: float, emotion: Emotion) -> float:
    """Return the energy around a time, its distance from the film's own middle counted twice: -1 to +1."""
    energy = emotion.mean(max(0.0, time_s - 5.0), time_s + 5.0).energy
    return float(np.clip(2 * energy - emotion.energy.mean(), -1.0, 1.0))
