"""Which moments become hits: the worthiest, with room between them, as many as style and prompt ask.

Do not catch every cut: that is mickey-mousing (SYNC section 4).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scorecut.catalog.styles import SpottingStyle
from scorecut.model.brief import Brief
from scorecut.model.cue_sheet import Cue
from scorecut.model.emotion import Emotion
from scorecut.spotting.candidates import Candidate

#: How energy changes the number of hits and the room between them, per unit of energy.
MORE_PER_ENERGY, CLOSER_PER_ENERGY = 0.6, 0.35
#: Even calm short films want a few: this many, and one more each so many seconds of their first minute.
LEAST_HITS, LEAST_EVERY_S = 3, 8.0
#: Words: "ignore cuts" keeps this share; "follow every cut" leaves this room (SYNC section 4, cartoon 1-3 s and less).
IGNORED_SHARE, FOLLOWED_GAP_S = 0.3, 0.6
#: No two hits closer than this, and light ones not nearer than this share of the style's gap.
LEAST_GAP_S, LIGHT_GAP = 1.0, 0.4
#: Room between two strong hits, in least gaps of the style: 1 major hit each 15-30 s in drama, 4-8 s in trailers.
STRONG_GAPS = 2.5
STRONG, MEDIUM = 0.7, 0.4
#: What it is worth to a moment that no other hit is near.
LONELY_WORTH = 0.2


@dataclass(frozen=True, slots=True)
class Chosen:
    """A moment that will be hit, in its cue, with its final weight. ``enters``: music begins on it after a silence."""

    candidate: Candidate
    cue: Cue
    weight: float
    enters: bool = False


def choose(
    candidates: Sequence[Candidate], cues: Sequence[Cue], emotion: Emotion, rules: SpottingStyle, brief: Brief
) -> tuple[Chosen, ...]:
    """Return the hits in order of time."""
    left = [(c, cue) for c in candidates if (cue := cue_at(c.time_s, cues)) is not None and has_room(c, cue)]
    budget = how_many(cues, emotion, rules, brief)
    usual_s = sum(cue.length_s for cue in cues) / max(1, budget)
    picked: list[tuple[Candidate, Cue, bool]] = []  # bool: light
    while left and len(picked) < budget:
        best = max(left, key=lambda row: (_rank(*row) + _lonely(row[0], picked, usual_s), -row[0].time_s))
        left.remove(best)
        candidate, cue = best
        gap_s = gap_at(candidate.time_s, emotion, rules, brief)
        nearest_s = _away(candidate, [other for other, _, _ in picked])
        if nearest_s < min(gap_s, LEAST_GAP_S):
            continue
        if _away(candidate, [other for other, _, light in picked if not light]) >= gap_s:
            picked.append((candidate, cue, False))
        elif nearest_s >= LIGHT_GAP * gap_s:
            picked.append((candidate, cue, True))
    return _weighted(sorted(picked, key=lambda row: row[0].time_s), cues, emotion, rules)


def how_many(cues: Sequence[Cue], emotion: Emotion, rules: SpottingStyle, brief: Brief) -> int:
    """Return the most hits for the film: the style's density over the energy, the slider's share, the prompt's words."""
    wanted = 0.0
    played_s = sum(cue.length_s for cue in cues)
    for cue in cues:
        energy = emotion.mean(cue.start_s, cue.end_s).energy
        wanted += rules.hits_per_minute * (1 + MORE_PER_ENERGY * energy) * cue.length_s / 60
    lively = 1 + max(0.0, float(emotion.energy.mean()))
    wanted = max(wanted, lively * (LEAST_HITS + min(played_s, 60.0) / LEAST_EVERY_S))
    share = 1.0 if brief.sliders.hits is None else brief.sliders.hits
    if brief.hit_words < 0:
        share *= IGNORED_SHARE
    if brief.hit_words > 0:
        wanted = max(wanted, played_s / FOLLOWED_GAP_S)
    return int(np.floor(wanted * share + 0.5))


def gap_at(time_s: float, emotion: Emotion, rules: SpottingStyle, brief: Brief) -> float:
    """Return the room that a hit wants around it: the style's, less where there is more energy."""
    if brief.hit_words > 0:
        return FOLLOWED_GAP_S
    return rules.least_gap_s * (1 - CLOSER_PER_ENERGY * liveliness(time_s, emotion))


def liveliness(time_s: float, emotion: Emotion) -> float:
    """Return the energy around a time, its distance from the film's own middle counted twice: -1 to +1."""
    energy = emotion.mean(max(0.0, time_s - 5.0), time_s + 5.0).energy
    return float(np.clip(2 * energy - emotion.energy.mean(), -1.0, 1.0))


def has_room(candidate: Candidate, cue: Cue) -> bool:
    """Whether a hit can be heard as one: not right after its cue has begun, unless the cue begins on it."""
    since_s = candidate.time_s - cue.start_s
    return since_s >= LEAST_GAP_S or opens(candidate, cue)


def opens(candidate: Candidate, cue: Cue) -> bool:
    """Whether a cue begins on this moment."""
    return abs(candidate.time_s - cue.start_s) < 1e-6 and cue.opening == "attack"


def cue_at(time_s: float, cues: Sequence[Cue]) -> Cue | None:
    """Return the cue that plays at a time; where two touch, the one that begins."""
    playing = [cue for cue in cues if cue.start_s - 1e-6 <= time_s <= cue.end_s + 1e-6]
    return playing[-1] if playing else None


def _away(candidate: Candidate, others: Sequence[Candidate]) -> float:
    """Return the seconds to the nearest of some moments."""
    return min((abs(candidate.time_s - other.time_s) for other in others), default=np.inf)


def _lonely(candidate: Candidate, picked: Sequence[tuple[Candidate, Cue, bool]], usual_s: float) -> float:
    """Return the bonus of a moment for standing far from the hits there are: a film is marked all along."""
    return LONELY_WORTH * min(1.0, _away(candidate, [other for other, _, _ in picked]) / usual_s)


def _rank(candidate: Candidate, cue: Cue) -> float:
    return candidate.worth + (1.0 if opens(candidate, cue) else 0.0)


def _weighted(
    picked: Sequence[tuple[Candidate, Cue, bool]], cues: Sequence[Cue], emotion: Emotion, rules: SpottingStyle
) -> tuple[Chosen, ...]:
    """Return the hits with weights: strong ones stand far apart, light ones stay light, one at least is strong."""
    strong: list[float] = []
    weights: dict[int, float] = {}
    best_first = sorted(range(len(picked)), key=lambda k: (-_rank(*picked[k][:2]), picked[k][0].time_s))
    for place, k in enumerate(best_first):
        candidate, _, light = picked[k]
        gap_s = STRONG_GAPS * rules.least_gap_s * (1 - CLOSER_PER_ENERGY * liveliness(candidate.time_s, emotion))
        worth = min(1.0, candidate.worth)
        if light:
            weight = min(MEDIUM - 0.05, max(0.15, 0.5 * worth))
        elif all(abs(candidate.time_s - other_s) >= gap_s for other_s in strong) and (worth >= 0.6 or place == 0):
            weight = max(STRONG, worth)
            strong.append(candidate.time_s)
        else:
            weight = min(STRONG - 0.05, max(MEDIUM, worth))
        weights[k] = round(weight, 2)
    silent = {cue.id for cue in cues if all(abs(other.end_s - cue.start_s) > 1e-6 for other in cues)}
    return tuple(
        Chosen(candidate, cue, weights[k], opens(candidate, cue) and cue.id in silent)
        for k, (candidate, cue, _) in enumerate(picked)
    )
