"""Shots, scenes and the joins between shots on the drawing.

Shots of a group that comes back share a letter and a colour; a shot that is never
seen again is pale. A film of thousands of shots is drawn in blocks no narrower than
``LEAST_BLOCK``, each in the colour of the group that fills most of it.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from scorecut.delivery.chart_labels import SMALL, text_width, with_room
from scorecut.delivery.palette import N_GROUPS

#: From this many on, neighbours are drawn together.
MANY = 400
LEAST_BLOCK = 1.5
#: A group with less than this share of the film (single frames of black) gets no letter.
LEAST_SHARE = 0.005
#: More borders than these would hide the film strip.
MOST_BORDERS = 120
#: A join is never drawn narrower than this.
LEAST_JOIN = 7.0
LETTER_SIZE = 11.0

Place = Callable[[float], float]
Lane = tuple[float, float]


def group_names(shots: Sequence[Any]) -> dict[int, str]:
    """Return a letter for each of the ``N_GROUPS`` groups that fill most of the film and come back, by first appearance."""
    screen_s: dict[int, float] = {}
    times: dict[int, int] = {}
    for shot in shots:
        if shot.get("kind", "picture") == "picture":
            group = shot.get("group", 0)
            screen_s[group] = screen_s.get(group, 0.0) + shot["end_s"] - shot["start_s"]
            times[group] = times.get(group, 0) + 1
    least_s = LEAST_SHARE * sum(screen_s.values())
    back = [group for group in screen_s if times[group] > 1 and screen_s[group] > least_s]
    shown = set(sorted(back, key=lambda group: -screen_s[group])[:N_GROUPS])
    return {group: chr(ord("A") + i) for i, group in enumerate(group for group in screen_s if group in shown)}


def shot_places(shots: Sequence[Any], x: Place) -> list[dict[str, Any]]:
    """Return the blocks of the shots: ``tone`` is the colour, ``text`` the letter and what is seen, as far as it fits.

    ``edge`` : whether there is room for lines between them
    """
    names = group_names(shots)
    times = Counter(shot.get("group", 0) for shot in shots)
    places = []
    for block in _blocks(shots, x):
        main = max(block, key=lambda shot: shot["end_s"] - shot["start_s"])
        left, right = x(block[0]["start_s"]), x(block[-1]["end_s"])
        name, tone = _tone(main, names, times)
        words = [name, " ".join([name, *main.get("labels", ())[:1]]).strip()]
        fitting = [text for text in words if text_width(text, LETTER_SIZE) + 6 <= right - left]
        places.append(
            {
                "x": left,
                "width": round(max(0.6, right - left), 2),
                "tone": tone,
                "text": fitting[-1] if fitting else "",
                "name": name,
                "n": len(block),
                "edge": len(shots) <= MANY,
                "shot": main,
                "start_s": block[0]["start_s"],
                "end_s": block[-1]["end_s"],
            }
        )
    return places


def borders(shots: Sequence[Any], x: Place) -> list[float]:
    """Return where the film strip is divided; nothing where the lines would hide it."""
    return [x(shot["start_s"]) for shot in shots[1:]] if len(shots) <= MOST_BORDERS else []


def scene_places(shots: Sequence[Any], x: Place) -> list[dict[str, Any]]:
    """Return the scenes, each with its number (counted from 1) where it fits."""
    runs: list[list[Any]] = []
    for shot in shots:
        if runs and runs[-1][-1].get("scene", 0) == shot.get("scene", 0):
            runs[-1].append(shot)
        else:
            runs.append([shot])
    places = []
    for i, run in enumerate(runs):
        left, right = x(run[0]["start_s"]), x(run[-1]["end_s"])
        number = run[0].get("scene", 0) + 1
        texts = [text for text in (f"{number}", f"scene {number}") if text_width(text, SMALL) + 6 <= right - left]
        places.append(
            {
                "x": left,
                "width": round(max(0.6, right - left), 2),
                "odd": i % 2 == 1,
                "text": texts[-1] if texts else "",
                "number": number,
                "start_s": run[0]["start_s"],
                "end_s": run[-1]["end_s"],
            }
        )
    return places


def join_places(transitions: Sequence[Any], x: Place, lane: Lane, *, high: float) -> tuple[list[dict[str, Any]], int]:
    """Return how shots join, and how many cuts are not drawn because there are too many to tell apart.

    A cut is a line, a dissolve two crossing wedges, a fade one wedge, a wipe a slope. ``shape`` : points of a
    polygon, "" for a cut; ``sure`` : opacity by confidence; ``text`` : its name, where it fits before ``high``
    """
    many = len(transitions) > MANY
    least = LEAST_JOIN / 2 if many else LEAST_JOIN
    rows = [row for row in transitions if not many or row["kind"] != "cut"]
    places = []
    for row in rows:
        left, right = x(row["start_s"]), x(row["end_s"])
        if right - left < least:
            middle = (left + right) / 2
            left, right = middle - least / 2, middle + least / 2
        places.append(
            {
                "x": x(row["time_s"]),
                "end_x": right,
                "kind": row["kind"],
                "shape": _shape(row["kind"], left, right, lane),
                "sure": round(0.35 + 0.65 * row.get("confidence", 1.0), 2),
                "text": "",
                "join": row,
            }
        )
    named = [place for place in places if place["shape"]]
    marks = [(place["x"] - least / 2, place["end_x"]) for place in named]
    texts = [place["kind"].replace("_", " ") for place in named]
    if not many:
        for i in with_room(marks, texts, [place["sure"] for place in named], high=high):
            named[i]["text"] = texts[i]
    return places, len(transitions) - len(rows)


def _tone(shot: Any, names: dict[int, str], times: Mapping[int, int]) -> tuple[str, str]:
    """Name and colour of a shot."""
    kind, group = shot.get("kind", "picture"), shot.get("group", 0)
    if kind != "picture":
        return ("" if kind == "blank" else kind, "blank" if kind == "blank" else "title")
    if group in names:
        return names[group], f"g{ord(names[group]) - ord('A')}"
    return "", "again" if times[group] > 1 else "once"


def _blocks(shots: Sequence[Any], x: Place) -> list[list[Any]]:
    """Shots one by one; in a film of many, neighbours together until they are wide enough to be seen."""
    if len(shots) <= MANY:
        return [[shot] for shot in shots]
    blocks: list[list[Any]] = []
    for shot in shots:
        if blocks and x(blocks[-1][-1]["end_s"]) - x(blocks[-1][0]["start_s"]) < LEAST_BLOCK:
            blocks[-1].append(shot)
        else:
            blocks.append([shot])
    return blocks


def _shape(kind: str, left: float, right: float, lane: Lane) -> str:
    top, bottom = lane
    middle = (top + bottom) / 2
    corners = {
        "dissolve": [(left, top), (right, bottom), (right, top), (left, bottom)],
        "fade_in": [(left, middle), (right, top), (right, bottom)],
        "fade_out": [(left, top), (left, bottom), (right, middle)],
        "wipe": [(left, bottom), (right, top), (right, bottom)],
    }.get(kind, [])
    return " ".join(f"{x:.2f},{y:.2f}" for x, y in corners)
