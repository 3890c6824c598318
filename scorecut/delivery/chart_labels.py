"""The words on the drawing: labels of hits that never overlap, and of events where there is room.

Labels of hits are written at a slant above the curve. They stand as near to their
hits as ``LABEL_GAP`` allows and point to them with a short line; where too many crowd
together the lighter hits keep their mark and lose their words.
"""

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

SLANT_DEGREES = 42.0
SIZE = 11.0
#: From one slanted line of text to the next.
LABEL_GAP = 1.2 * SIZE / math.sin(math.radians(SLANT_DEGREES))
#: A label never stands further than this from its hit.
FURTHEST = 64.0
#: Height of the lines between labels and hits.
LEADER = 20.0
LONGEST = 40
#: From this many marks on, those without words are specks.
MANY = 120
SPECK = 2.0

#: Mean width of a letter, in its size (DejaVu Sans is the widest that we meet).
LETTER = 0.58
SMALL = 9.5

Place = Callable[[float], float]


def hit_places(hits: Sequence[Any], x: Place, *, low: float, high: float) -> list[dict[str, Any]]:
    """Return each hit's place; ``label`` is empty and ``label_x`` its own place where there is no room for words."""
    places: list[dict[str, Any]] = [
        {
            "x": x(hit["time_s"]),
            "radius": round(2.5 + 3.5 * hit["weight"], 2),
            "label": "",
            "label_x": x(hit["time_s"]),
            "hit": hit,
        }
        for hit in hits
    ]
    kept, ats = thinned([p["x"] for p in places], [hit["weight"] for hit in hits], low=low, high=high)
    for i, at in zip(kept, ats, strict=True):
        places[i]["label"] = hit_text(hits[i])
        places[i]["label_x"] = round(at, 2)
    if len(places) > MANY:
        for i in set(range(len(places))) - set(kept):
            places[i]["radius"] = SPECK
    return places


def hit_text(hit: Any) -> str:
    """Return a hit in a few words: kind, weight, what is seen and why.

    >>> hit_text({"kind": "turn", "weight": 0.87, "label": "cut", "reason": "a new place, more energy"})
    'turn 0.87 · a new place, more energy'
    >>> hit_text({"kind": "sting", "weight": 0.3, "label": "flash, impact", "reason": "flash"})
    'sting 0.30 · flash, impact'
    """
    seen, why = hit.get("label", ""), hit.get("reason", "")
    head = f"{hit['kind']} {hit['weight']:.2f}"
    texts = dict.fromkeys(text for text in (*seen.split(", "), *why.split(", ")) if text)
    words = [text for text in texts if text != "cut"] or list(texts)  # a cut can be seen on the drawing
    return shortened(f"{head} · {words[0]}" if words else head, words[1:], LONGEST)


def shortened(text: str, more: Sequence[str], longest: int) -> str:
    """Return the text with as many further phrases as it has room for, an ellipsis where some are left out.

    >>> shortened("a new place", ["after a long shot", "calmer"], 24)
    'a new place, calmer…'
    """
    left_out = False
    for phrase in more:
        if len(text) + len(phrase) + 3 <= longest:
            text += f", {phrase}"
        else:
            left_out = True
    if len(text) > longest:
        text, left_out = text[: longest - 1].rstrip(" ,·"), True
    return f"{text}…" if left_out else text


def labels_height(places: Sequence[Any]) -> float:
    """Return how high the lane of the labels must be, their lines to the hits too."""
    longest = max((text_width(place["label"], SIZE) for place in places), default=0.0)
    return math.ceil(longest * math.sin(math.radians(SLANT_DEGREES)) + SIZE) + LEADER


def thinned(
    wanted: Sequence[float], weights: Sequence[float], *, low: float, high: float, gap: float = LABEL_GAP
) -> tuple[list[int], list[float]]:
    """Return which labels are kept and where they stand: ``gap`` apart, none further than ``FURTHEST`` from its hit.

    wanted : where each would like to stand, rising. The lightest of a crowd go first.
    """
    room = int((high - low) / gap) + 1
    heaviest = sorted(range(len(wanted)), key=lambda i: (-weights[i], i))[:room]
    kept = sorted(heaviest)
    while kept:
        ats = spread([wanted[i] for i in kept], gap, low, high)
        shifts = [abs(at - wanted[i]) for i, at in zip(kept, ats, strict=True)]
        worst = int(np.argmax(shifts))
        if shifts[worst] <= FURTHEST:
            return kept, ats
        first = last = worst
        while first > 0 and ats[first] - ats[first - 1] < gap + 1e-6:
            first -= 1
        while last + 1 < len(kept) and ats[last + 1] - ats[last] < gap + 1e-6:
            last += 1
        crowd = range(first, last + 1)
        kept.pop(min(crowd, key=lambda k: (weights[kept[k]], -k)))
    return [], []


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return places in the same order, at least ``gap`` apart and within the ends, as near as can be to the wanted.

    Least squares by pooling adjacent violators. wanted : rising; they must have room between the ends.

    >>> spread([10.0, 10.0, 50.0], 4, 0, 100)
    [8.0, 12.0, 50.0]
    """
    pools: list[tuple[float, int]] = []
    for i, at in enumerate(wanted):
        mean, n = at - i * gap, 1
        while pools and pools[-1][0] > mean:
            before, m = pools.pop()
            mean, n = (before * m + mean * n) / (m + n), m + n
        pools.append((mean, n))
    flat = itertools.chain.from_iterable([mean] * n for mean, n in pools)
    last = max(low, high - gap * (len(wanted) - 1))
    return [min(max(mean, low), last) + i * gap for i, mean in enumerate(flat)]


def event_places(events: Sequence[Any], x: Place, *, high: float) -> list[dict[str, Any]]:
    """Return each event's place, with its name where it has room beside the mark."""
    places: list[dict[str, Any]] = [
        {"x": x(event["time_s"]), "radius": round(2.2 + 2.6 * event["strength"], 2), "event": event, "text": ""}
        for event in events
    ]
    if len(places) > MANY:
        for place in places:
            place["radius"] = SPECK
    texts = [event["label"] or event["kind"] for event in events]
    marks = [(place["x"] - place["radius"], place["x"] + place["radius"]) for place in places]
    for i in with_room(marks, texts, [event["strength"] for event in events], high=high):
        places[i]["text"] = texts[i]
    return places


def with_room(
    marks: Sequence[tuple[float, float]], texts: Sequence[str], weights: Sequence[float], *, high: float
) -> list[int]:
    """Return which texts have room to the right of their marks, the weightiest first served.

    A text touches no other mark and no other text, and ends before ``high``. marks : (left, right), by left end
    """
    lefts = np.array([left for left, _ in marks])
    taken: list[tuple[float, float]] = []
    given = []
    for i in sorted(range(len(marks)), key=lambda i: (-weights[i], i)):
        start, end = marks[i][1] + 3, marks[i][1] + 3 + text_width(texts[i], SMALL)
        free = end <= high and not ((lefts > marks[i][0]) & (lefts < end + 3)).any()
        if free and all(end < a or start > b for a, b in taken):
            taken.append((start, end))
            given.append(i)
    return given


def text_width(text: str, size: float) -> float:
    """Return about how wide a text of this size is."""
    return LETTER * size * len(text)
