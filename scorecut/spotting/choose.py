"""Which moments become hits: the worthiest, with room between them, as many as film, style and prompt ask.

Do not catch every cut: that is mickey-mousing (SYNC section 4). A moment is hit if it deserves
it (``data/spotting.toml``, choice), not because a number must be reached; style and film only
say how much it must deserve and how many may be hit at most.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scorecut.catalog.styles import SpottingStyle
from scorecut.model.brief import Brief
from scorecut.model.cue_sheet import Cue
from scorecut.model.emotion import Emotion
from scorecut.spotting.candidates import EDGE, SPEAKS_S, Candidate
from scorecut.spotting.room import (
    CLOSER_PER_ENERGY,
    FOLLOWED_GAP_S,
    LEAST_GAP_S,
    WORTHY,
    Pace,
    gap_at,
    light_gap,
    liveliness,
    rings_over,
)
from scorecut.spotting.weights import around, weights

#: How energy changes the number of hits, per unit of energy.
MORE_PER_ENERGY = 0.6
#: At most: this many, and one more each so many seconds of the first minute; a sparse style's long film, its density.
FEW_HITS, ONE_EACH_S = 3, 4.0
#: How much more room a sparser style leaves in a short film (exponent of its density).
THINNER = 0.1
#: At least, where there is anything at all that may be hit: this many, and one more each so many seconds of the
#: first minutes; but only what is worth this much fills a film up to that number.
LEAST_HITS, LEAST_EVERY_S, LEAST_UNTIL_S, FILLS_WORTH = 1, 10.0, 120.0, 0.12
USUAL_PER_MINUTE = 6.0
#: Words: "ignore cuts" keeps this share of the hits.
IGNORED_SHARE = 0.3
#: Room between two strong hits, in least gaps of the style: 1 major hit each 15-30 s in drama, 4-8 s in trailers.
STRONG_GAPS = 2.5
#: The best moments are strong ones even in an even film, one for each so many seconds.
MAJOR_EACH_S = 30.0
STRONG, MEDIUM = 0.7, 0.4
#: Music has just begun for so long.
BEGUN_S = 3.0
#: So many strong moments that are not hit are named in the notes.
NAMED = 3
NO_MUSIC, TOO_NEAR, TOO_LITTLE, NOT_ASKED = (
    "where no music plays",
    "too near another hit",
    "with too little in them",
    "more than were asked for",
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A moment that will be hit, in its cue, with its final weight. ``enters``: music begins on it after a silence."""

    candidate: Candidate
    cue: Cue
    weight: float
    enters: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """The hits in order of time, and every other moment with why it is none, in order of time."""

    hits: tuple[Chosen, ...]
    left_out: tuple[tuple[Candidate, str], ...]


def choose(
    candidates: Sequence[Candidate],
    cues: Sequence[Cue],
    emotion: Emotion,
    rules: SpottingStyle,
    brief: Brief,
    seam_times_s: Sequence[float] = (),
) -> Choice:
    """Return what is hit and what is not.

    seam_times_s : of all changes of shot, for how fast the film is cut
    """
    left: list[tuple[Candidate, Cue]] = []
    why: dict[Candidate, str] = {}
    for candidate in candidates:
        cue = cue_at(candidate.time_s, cues)
        if candidate.barred and not (cue and candidate.barred == EDGE and may_open(candidate, cue)):
            why[candidate] = candidate.barred
        elif cue is None:
            why[candidate] = NO_MUSIC
        elif not has_room(candidate, cue):
            why[candidate] = TOO_NEAR
        else:
            left.append((candidate, cue))
    followed = brief.hit_words > 0
    needed = -np.inf if followed else least_worth(rules)
    most, least = how_many(cues, emotion, rules, brief)
    usual_s = sum(cue.length_s for cue in cues) / max(1, most)
    pace = Pace(seam_times_s)
    picked: list[tuple[Candidate, Cue, bool]] = []  # bool: light
    ranks = np.array([_rank(*row) for row in left])
    times_s = np.array([candidate.time_s for candidate, _ in left])
    away_s = np.full(len(left), np.inf)  # seconds to the nearest hit so far
    for _ in left:
        lonely = around("lonely") * np.minimum(1.0, away_s / usual_s)
        k = int(np.argmax(ranks + lonely))
        candidate, cue = left[k]
        worth, ranks[k] = float(ranks[k]), -np.inf
        if len(picked) >= most:
            why[candidate] = NOT_ASKED if worth >= needed else TOO_LITTLE
            continue
        if worth < needed + begun(candidate, cue) and (len(picked) >= least or worth < FILLS_WORTH):
            why[candidate] = TOO_LITTLE
            continue
        gap_s = gap_at(candidate.time_s, emotion, rules, brief)
        if away_s[k] < min(gap_s, light_gap(candidate, gap_s, pace)) or (
            rings_over(candidate, [c for c, _, _ in picked]) and not followed
        ):
            why[candidate] = TOO_NEAR
        else:
            light = _away(candidate, [other for other, _, is_light in picked if not is_light]) < gap_s
            picked.append((candidate, cue, light))
            away_s = np.minimum(away_s, np.abs(times_s - candidate.time_s))
    hits = _weighted(sorted(picked, key=lambda row: row[0].time_s), cues, emotion, rules)
    return Choice(hits, tuple((candidate, why[candidate]) for candidate in candidates if candidate in why))


def begun(candidate: Candidate, cue: Cue) -> float:
    """Return how much more a moment must be worth because its music has only just begun."""
    return weights().choice["begun"].worth if candidate.time_s - cue.start_s < BEGUN_S else 0.0


def least_worth(rules: SpottingStyle) -> float:
    """Return what a moment must be worth in a style."""
    choice = weights().choice
    fewer = max(0.0, USUAL_PER_MINUTE - rules.hits_per_minute)
    return choice["least_worth"].worth + choice["sparse"].worth * fewer


def how_many(cues: Sequence[Cue], emotion: Emotion, rules: SpottingStyle, brief: Brief) -> tuple[int, int]:
    """Return the most hits that the film may have and the least that it should: style, length, slider, words."""
    wanted = 0.0
    played_s = sum(cue.length_s for cue in cues)
    for cue in cues:
        energy = emotion.mean(cue.start_s, cue.end_s).energy
        wanted += rules.hits_per_minute * (1 + MORE_PER_ENERGY * energy) * cue.length_s / 60
    thin = (USUAL_PER_MINUTE / max(1.0, rules.hits_per_minute)) ** THINNER
    most = max(wanted, FEW_HITS + min(played_s, 60.0) / (ONE_EACH_S * thin))
    lively = 1 + MORE_PER_ENERGY * float(emotion.energy.mean())
    least = lively * (LEAST_HITS + min(played_s, LEAST_UNTIL_S) / LEAST_EVERY_S)
    share = 1.0 if brief.sliders.hits is None else brief.sliders.hits
    if brief.hit_words < 0:
        share *= IGNORED_SHARE
    if brief.hit_words > 0:
        most = max(most, played_s / FOLLOWED_GAP_S)
    return int(np.floor(most * share + 0.5)), int(np.floor(least * share + 0.5))


def has_room(candidate: Candidate, cue: Cue) -> bool:
    """Whether a hit can be heard as one: not right after its cue has begun, unless the cue begins on it."""
    return candidate.time_s - cue.start_s >= LEAST_GAP_S or opens(candidate, cue)


def opens(candidate: Candidate, cue: Cue) -> bool:
    """Whether a cue begins on this moment."""
    return abs(candidate.time_s - cue.start_s) < 1e-6


def may_open(candidate: Candidate, cue: Cue) -> bool:
    """Whether the music may begin on a moment at the film's very edge: its first note needs time to speak."""
    return opens(candidate, cue) and candidate.time_s >= SPEAKS_S and cue.length_s >= LEAST_GAP_S


def cue_at(time_s: float, cues: Sequence[Cue]) -> Cue | None:
    """Return the cue that plays at a time; where two touch, the one that begins."""
    playing = [cue for cue in cues if cue.start_s - 1e-6 <= time_s <= cue.end_s + 1e-6]
    return playing[-1] if playing else None


def told(choice: Choice) -> str:
    """Return in a line how many moments are hit and why the others are not; "" where there is no moment.

    The strongest that are left out are named.
    """
    n = len(choice.hits) + len(choice.left_out)
    if n == 0:
        return ""
    counts = Counter(why for _, why in choice.left_out)
    line = f"{len(choice.hits)} of {n} moments are hit"
    if counts:
        line += "; left out: " + ", ".join(f"{count} {why}" for why, count in counts.most_common())
    strong = [row for row in choice.left_out if row[0].worth >= WORTHY and row[1] not in (EDGE, TOO_LITTLE)]
    named = sorted(sorted(strong, key=lambda row: -row[0].worth)[:NAMED], key=lambda row: row[0].time_s)
    if named:
        line += "; strong all the same: " + ", ".join(f"{c.label} at {c.time_s:.1f} s ({why})" for c, why in named)
    return line


def _away(candidate: Candidate, others: Sequence[Candidate]) -> float:
    """Return the seconds to the nearest of some moments."""
    return min((abs(candidate.time_s - other.time_s) for other in others), default=np.inf)


def _rank(candidate: Candidate, cue: Cue) -> float:
    return candidate.worth + (1.0 if opens(candidate, cue) else 0.0)


def _weighted(
    picked: Sequence[tuple[Candidate, Cue, bool]], cues: Sequence[Cue], emotion: Emotion, rules: SpottingStyle
) -> tuple[Chosen, ...]:
    """Return the hits with weights: strong ones stand far apart, light ones stay light, one at least is strong.

    A cue that sneaks in is entered softly.
    """
    strong: list[float] = []
    weights_: dict[int, float] = {}
    major = sum(cue.length_s for cue in cues) / MAJOR_EACH_S
    best_first = sorted(range(len(picked)), key=lambda k: (-picked[k][0].worth, picked[k][0].time_s))
    for place, k in enumerate(best_first):
        candidate, cue, light = picked[k]
        gap_s = STRONG_GAPS * rules.least_gap_s * (1 - CLOSER_PER_ENERGY * liveliness(candidate.time_s, emotion))
        worth = min(1.0, candidate.worth)
        softly = opens(candidate, cue) and cue.opening == "sneak"
        if light or softly:
            weight = min(MEDIUM - 0.05, max(0.15, 0.5 * worth))
        elif all(abs(candidate.time_s - other_s) >= gap_s for other_s in strong) and (
            worth >= WORTHY or place < max(1.0, major)
        ):
            weight = max(STRONG, worth)
            strong.append(candidate.time_s)
        else:
            weight = min(STRONG - 0.05, max(MEDIUM, worth))
        weights_[k] = round(weight, 2)
    silent = {cue.id for cue in cues if all(abs(other.end_s - cue.start_s) > 1e-6 for other in cues)}
    return tuple(
        Chosen(candidate, cue, weights_[k], opens(candidate, cue) and cue.id in silent)
        for k, (candidate, cue, _) in enumerate(picked)
    )
