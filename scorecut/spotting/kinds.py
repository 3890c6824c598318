"""How each hit is marked: arrive, turn, enter, sting, colour or stop.

A hit need not be a bang (MUSIC section 12): in drama stings are at most 15 % and turns
and arrivals at least 60 %, and neighbours differ.
"""

from collections.abc import Sequence

from scorecut.catalog.styles import SpottingStyle
from scorecut.model.emotion import Emotion
from scorecut.spotting.choose import Chosen

PLAIN = ("turn", "arrive")
#: Shares that hold for drama; a style's own table may ask for more stings (comedy) or fewer plain hits.
MOST_STINGS, LEAST_PLAIN, MOST_STOPS = 0.15, 0.6, 0.1
#: A special kind may be less fitting than a plain one by so much, as long as its style wants more of it: an
#: instrument may enter and a colour may fall anywhere, a sting or a stop wants a cause.
LEEWAY = {"enter": 0.5, "colour": 0.5, "sting": 0.25, "stop": 0.25}
#: A stop needs music before it, and after it to come back in.
STOP_AFTER_S, STOP_BEFORE_END_S = 4.0, 4.0


def mark_kinds(chosen: Sequence[Chosen], emotion: Emotion, rules: SpottingStyle) -> tuple[str, ...]:
    """Return the kind of each hit, in order."""
    n = len(chosen)
    leanings = [lean(hit, emotion, rules) for hit in chosen]
    kinds: list[str | None] = [None] * n
    plain = sum(rules.kinds.get(kind, 0.0) for kind in PLAIN)
    room = int(n * (1 - min(LEAST_PLAIN, plain)) + 1e-9)
    most = {
        "sting": int(n * max(MOST_STINGS, rules.kinds.get("sting", 0.0)) + 1e-9),
        "stop": int(n * max(MOST_STOPS, rules.kinds.get("stop", 0.0)) + 0.5),
        "enter": n,
        "colour": n,
    }
    margins = [
        (leanings[k][kind] - max(leanings[k][name] for name in PLAIN), k, kind) for k in range(n) for kind in most
    ]
    for margin, k, kind in sorted(margins, key=lambda row: (-row[0], row[1], row[2])):
        used = sum(other == kind for other in kinds)
        wanted = used < rules.kinds.get(kind, 0.0) * n
        neighbours = [kinds[m] for m in (k - 1, k + 1) if 0 <= m < n]
        if kinds[k] or used >= most[kind] or kind in neighbours or sum(other is not None for other in kinds) >= room:
            continue
        if margin > (-LEEWAY[kind] if wanted else 0.0):
            kinds[k] = kind
    return _alternated(kinds, leanings)


def lean(hit: Chosen, emotion: Emotion, rules: SpottingStyle) -> dict[str, float]:
    """Return how well each kind would suit a hit."""
    moment, cue = hit.candidate, hit.cue
    before = emotion.mean(max(0.0, moment.time_s - 3.0), moment.time_s)
    sources = moment.sources
    calm = max(0.0, -before.energy)
    can_stop = (
        moment.time_s - cue.start_s >= STOP_AFTER_S
        and cue.end_s - moment.time_s >= STOP_BEFORE_END_S
        and moment.rise < 0.2
    )
    loud = moment.strength if sources & {"impact", "sound"} else 0.0
    leanings = {
        "arrive": 0.5
        + 0.6 * max(0.0, moment.rise)
        + (0.15 if moment.is_scene else 0.0)
        + 0.2 * (hit.weight >= 0.7)
        + 0.4 * loud,
        "turn": 0.5 + 0.5 * max(0.0, moment.turn - max(0.0, moment.rise)) + 0.2 * bool(sources & {"mood", "dissolve"}),
        "enter": 1.2
        if hit.enters
        else 0.1 + 0.2 * moment.is_scene + 0.4 * ("fade_in" in sources) + 0.4 * calm * (moment.rise > 0.1),
        "sting": 0.9 * loud,
        "colour": 0.25
        + 0.6 * bool(sources & {"flash", "light"})
        + 0.3 * ("line end" in sources)
        + 0.1 * calm
        + 0.15 * (hit.weight < 0.4),
        "stop": (0.8 if "stillness" in sources else 0.6 if "fade_out" in sources else 0.2) if can_stop else -9.0,
    }
    if "dissolve" in sources:
        leanings["colour"] += 0.15
    if not loud:
        leanings["sting"] = 0.3 if hit.weight >= 0.7 and before.tension > 0.3 else 0.0
    if rules.kinds.get("sting", 0.0) < 0.02:
        leanings["sting"] -= 0.5
    return leanings


def _alternated(kinds: Sequence[str | None], leanings: Sequence[dict[str, float]]) -> tuple[str, ...]:
    """Return the kinds with every open place a turn or an arrival, never two alike side by side."""
    done: list[str] = []
    k = 0
    while k < len(kinds):
        kind = kinds[k]
        if kind is not None:
            done.append(kind)
            k += 1
            continue
        end = k
        while end < len(kinds) and kinds[end] is None:
            end += 1
        ways = [[PLAIN[(first + m) % 2] for m in range(end - k)] for first in (0, 1)]
        done += max(ways, key=lambda way: sum(leanings[k + m][kind] for m, kind in enumerate(way)))
        k = end
    return tuple(done)
