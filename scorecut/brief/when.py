"""Words about time: which mood holds where, as anchors in seconds.

"From calm to epic", "tense, then hopeful", "at 0:32 dark", "ends with triumph"
tie moods to stretches of the film. What is said without a time holds throughout.
"""

from dataclasses import dataclass, replace

from scorecut.brief.figures import Span
from scorecut.brief.scan import Item
from scorecut.catalog.moods import mood
from scorecut.catalog.words import terms
from scorecut.model.affect import Affect
from scorecut.model.brief import Anchor

#: Over how long one mood gives way to the next where the words say "then" (share of the film, and seconds at most).
CHANGE_SHARE, LONGEST_CHANGE_S = 0.04, 2.0
#: Where a build arrives: the peak of a cue stands at 0.8 of its length (MUSIC.md section 12, 90-120 s cues).
ARRIVAL = 0.8
#: Of three moods or more, the last one has arrived this share of a step before the end, so that it is heard.
SETTLES = 0.3


@dataclass(frozen=True, slots=True)
class Stretch:
    """The moods of one stretch in the order said: (affect, weight, word); where it lies, and how it came.

    turn : ``""`` first, ``then`` ``to`` ``builds to``; span : where the words say so, else None
    """

    moods: tuple[tuple[Affect, float, str], ...] = ()
    turn: str = ""
    span: Span | None = None

    @property
    def affect(self) -> Affect:
        """Mean of the moods, the first with weight 1.5."""
        return mean_mood(self.moods)

    @property
    def words(self) -> str:
        return " ".join(word for _, _, word in self.moods)


def mean_mood(moods: tuple[tuple[Affect, float, str], ...]) -> Affect:
    """Return the weighted mean; the first mood named counts one and a half times (VOCAB: grammar of prompts)."""
    weights = [weight * (1.5 if n == 0 else 1.0) for n, (_, weight, _) in enumerate(moods)]
    total = sum(weights)
    axes = zip(*((a.valence, a.energy, a.tension) for a, _, _ in moods), strict=True)
    means = (sum(w * x for w, x in zip(weights, axis, strict=True)) / total for axis in axes)
    return Affect(*(round(mean, 6) for mean in means)).clipped()


def felt(item: Item) -> tuple[Affect, float, str]:
    """Return a mood item as (affect, weight, word): stronger words lie further out, denied ones on the other side."""
    point = mood(item.name("mood")).point
    factor = item.strength
    if item.negated:
        factor = -0.5  # VOCAB: "not" turns V into -V/2
    scaled = Affect(point.valence * factor, point.energy * factor, point.tension * factor).clipped()
    weight = 0.5 if item.negated or item.inner else 1.0
    word = f"not {item.name('mood')}" if item.negated else item.name("mood")
    return scaled, weight, word


def stretches(items: tuple[Item, ...], film_length_s: float) -> tuple[Stretch, ...]:
    """Return the stretches with a mood, in the order said."""
    found: list[Stretch] = []
    current = Stretch()
    for n, item in enumerate(items):
        if item.has("when", "moment") and not item.has("mood"):
            follows = _mood_follows(items, n, reach=8, over_first_comma=not current.moods)
            if current.moods and not follows:
                current = replace(current, span=current.span or span_of(item, film_length_s))
            elif follows or (item.has("when") and not current.moods):
                found, current = _closed(found, current)
                current = replace(current, span=span_of(item, film_length_s))
        elif item.has("lasting") and current.span is not None:
            start_s = current.span.start_s
            current = replace(current, span=Span(start_s, start_s + item.value))
        elif item.has("turn") and (current.moods or found):
            if not current.moods and current.turn:
                current = replace(current, turn=item.name("turn") if item.name("turn") != "then" else current.turn)
            elif _mood_follows(items, n, reach=9, over_commas=True):
                found, current = _closed(found, current)
                current = replace(current, turn=item.name("turn"))
        elif item.has("stop", "comma"):
            if current.moods:
                found, current = _closed(found, current)
        elif item.has("mood"):
            current = replace(current, moods=(*current.moods, felt(item)))
    found, _ = _closed(found, current)
    return tuple(found)


def span_of(item: Item, film_length_s: float) -> Span:
    """Return where a time or a word such as "halfway" lies."""
    if item.has("when"):
        return item.value
    row = terms()["moment"][item.name("moment")]
    return Span(row.low * film_length_s, row.high * film_length_s, loose=True)


def _closed(found: list[Stretch], current: Stretch) -> tuple[list[Stretch], Stretch]:
    if current.moods:
        return [*found, current], Stretch()
    return found, Stretch(turn=current.turn, span=current.span)


def _mood_follows(
    items: tuple[Item, ...], n: int, *, reach: int, over_first_comma: bool = False, over_commas: bool = False
) -> bool:
    """Whether a mood is said soon after ``n``, before the next turn, time or end of the clause."""
    for k, item in enumerate(items[n + 1 : n + 1 + reach]):
        if item.has("mood") and not item.negated:
            return True
        if item.has("comma") and (over_commas or (over_first_comma and k == 0)):
            continue
        if item.has("stop", "comma", "when") or (item.has("moment", "turn") and not over_commas):
            return False
    return False


def anchors(found: tuple[Stretch, ...], film_length_s: float) -> tuple[Anchor, ...]:
    """Return the moods tied to times, ordered; empty where every mood holds throughout.

    A glide ("from A to B") is two anchors with a slope between, a change ("A, then B") a short slope, a stretch
    inside a mood that holds throughout leaves it and comes back.
    """
    base = [stretch for stretch in found if stretch.span is None and not stretch.turn]
    chain = [stretch for stretch in found if stretch.turn or stretch.span is not None]
    if not chain:
        return ()
    change_s = min(LONGEST_CHANGE_S, CHANGE_SHARE * film_length_s)
    if any(stretch.turn for stretch in found):
        points = _chained(found, film_length_s, change_s)
    else:
        points = _islands(base, chain, film_length_s, change_s)
    return _ordered(points, film_length_s)


def _chained(found: tuple[Stretch, ...], film_length_s: float, change_s: float) -> list[tuple[float, Stretch]]:
    """Lay stretches that follow one another: each turn at its own time, else evenly."""
    found = _merged(found)
    points: list[tuple[float, Stretch]] = []
    for k, stretch in enumerate(found):
        start_s = _start(found, k, film_length_s)
        if k and stretch.turn not in ("to", "builds to"):
            points.append((start_s - change_s, found[k - 1]))
        points.append((start_s, stretch))
    return [*points, (film_length_s, found[-1])]


def _start(found: tuple[Stretch, ...], k: int, film_length_s: float) -> float:
    """Return when stretch ``k`` of a chain begins (a glide: when it arrives)."""
    n, span, before = len(found), found[k].span, found[k - 1].span if k else None
    if span is not None:
        return span.start_s
    if before is not None and not before.loose and before.end_s is not None and before.end_s < film_length_s:
        return before.end_s
    if found[k].turn == "builds to" and k == n - 1:
        return ARRIVAL * film_length_s
    if n > 1 and all(stretch.turn in ("to", "builds to") for stretch in found[1:]):
        settles = SETTLES if n > 2 and k == n - 1 else 0.0
        return film_length_s * (k - settles) / (n - 1)
    return film_length_s * k / n


def _merged(found: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
    """Return the stretches, those without a turn or a time of their own joined to the one before."""
    out: list[Stretch] = []
    for stretch in found:
        if out and not stretch.turn and stretch.span is None:
            out[-1] = replace(out[-1], moods=(*out[-1].moods, *stretch.moods))
        else:
            out.append(stretch)
    return tuple(out)


def _islands(
    base: list[Stretch], chain: list[Stretch], film_length_s: float, change_s: float
) -> list[tuple[float, Stretch]]:
    """Lay stretches with times of their own into a mood that holds elsewhere (where one is named)."""
    points: list[tuple[float, Stretch]] = []
    ground = Stretch(moods=tuple(m for stretch in base for m in stretch.moods)) if base else None
    chain = sorted(chain, key=lambda stretch: stretch.span.start_s if stretch.span else 0.0)
    for k, stretch in enumerate(chain):
        assert stretch.span is not None
        start_s, end_s = stretch.span.start_s, stretch.span.end_s
        following = chain[k + 1].span if k + 1 < len(chain) else None
        next_s = following.start_s if following else film_length_s
        end_s = min(next_s, film_length_s if end_s is None else end_s)
        if ground and start_s > change_s:
            points += [(0.0, ground)] if not points else []
            points.append((start_s - change_s, ground))
        gives_way = end_s >= next_s and k + 1 < len(chain)
        points += [(start_s, stretch), (max(start_s, end_s - (change_s if gives_way else 0.0)), stretch)]
        if ground and end_s < film_length_s - change_s and end_s < next_s:
            points.append((end_s + change_s, ground))
    if ground and points[-1][1] is ground:
        points.append((film_length_s, ground))
    return points


def _ordered(points: list[tuple[float, Stretch]], film_length_s: float) -> tuple[Anchor, ...]:
    """Return the points as anchors inside the film, one a time."""
    out: list[Anchor] = []
    for time_s, stretch in sorted(points, key=lambda point: point[0]):
        time_s = min(max(0.0, time_s), film_length_s)
        if out and time_s <= out[-1].time_s + 1e-6:
            if out[-1].words == stretch.words:
                continue
            time_s = out[-1].time_s + 1e-3
        out.append(Anchor(time_s=round(time_s, 6), affect=stretch.affect, words=stretch.words))
    return tuple(out)
