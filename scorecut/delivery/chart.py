"""The picture of a film: where everything lies on the drawing of ``report.html`` and of ``spot --plot``.

Lanes from top to bottom: film strip, scenes, shots and how they join, events, speech,
the film's own music; the hits' labels, the emotional curve with the hits across it,
what energy is made of; cues, the music's level under the film, time. A lane of which
the report knows nothing is left out. Only places are worked out here, in a drawing of
``WIDTH`` units; colours belong to ``palette``, shapes to the template and ``plot_paint``.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from scorecut.delivery.chart_curves import gain_shape, lines, stack
from scorecut.delivery.chart_labels import (
    LEADER,
    SLANT_DEGREES,
    SMALL,
    event_places,
    hit_places,
    labels_height,
    text_width,
)
from scorecut.delivery.chart_shots import borders, join_places, scene_places, shot_places
from scorecut.model.clock import NTSC, timecode

WIDTH = 1200.0
LEFT, RIGHT = 92.0, 1050.0
STRIP_HEIGHT = 66.0
TOP = 6.0

#: Height of each lane and the gap below it; the hits' labels take what they need.
LANES: dict[str, tuple[float, float]] = {
    "strip": (STRIP_HEIGHT, 5.0),
    "scenes": (15.0, 3.0),
    "shots": (18.0, 2.0),
    "joins": (11.0, 6.0),
    "events": (14.0, 5.0),
    "speech": (10.0, 6.0),
    "music": (10.0, 6.0),
    "labels": (0.0, 9.0),
    "curve": (196.0, 12.0),
    "parts": (66.0, 12.0),
    "cues": (38.0, 10.0),
    "gain": (40.0, 8.0),
}
NAMES = {
    "strip": "film",
    "scenes": "scenes",
    "shots": "shots",
    "joins": "transitions",
    "events": "events",
    "speech": "speech",
    "music": "film's music",
    "parts": "energy from",
    "cues": "cues",
    "gain": "music level",
}
AXIS_HEIGHT = 24.0
#: Between what was seen and the curve, where no labels of hits keep them apart.
BEFORE_CURVE = 10.0

STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)
MOST_TICKS = 10


def chart(told: Any, *, with_strip: bool = False) -> dict[str, Any]:
    """Return the places of all shapes. told : a report; with_strip : leave room for the film strip."""
    length_s = max(float(told["film"]["duration_s"]), 1e-3)

    def x(time_s: float) -> float:
        return round(LEFT + (RIGHT - LEFT) * min(1.0, max(0.0, time_s / length_s)), 2)

    shots = told.get("shots") or []
    scenes = scene_places(shots, x)
    hits = hit_places(told.get("hits", ()), x, low=LEFT, high=RIGHT)
    known = {
        "strip": with_strip,
        "scenes": len(scenes) > 1,
        "shots": bool(shots),
        "joins": bool(shots),
        "events": "events" in told,
        "speech": "speech" in told,
        "music": "music" in told,
        "labels": bool(hits),
        "curve": "curve" in told or bool(hits),
        "parts": any(name.startswith("energy.") for name in told.get("curve", {}).get("parts", ())),
        "cues": "cues" in told,
        "gain": bool(told.get("music_gain", {}).get("times_s")),
    }
    lanes, bottom = _stacked(known, labels_height(hits))
    for hit in hits:
        hit["foot_y"] = lanes["labels"][1] - LEADER
        hit["y"] = lanes["labels"][1]
        hit["end_y"] = lanes["parts" if "parts" in lanes else "curve"][1]
    curve = told.get("curve")
    joins, n_cuts = join_places(told.get("transitions", ()), x, lanes["joins"], high=WIDTH) if shots else ([], 0)
    return {
        "width": WIDTH,
        "height": bottom + AXIS_HEIGHT,
        "left": LEFT,
        "right": RIGHT,
        "lanes": lanes,
        "axis": bottom + 16,
        "bottom": bottom,
        "names": [{"text": text, "y": _foot(lane, lanes)} for lane, text in NAMES.items() if lane in lanes],
        "empty": _empty(told, lanes),
        "joins_note": f"and {n_cuts} cuts" if n_cuts else "",
        "borders": borders(shots, x),
        "scenes": scenes,
        "shots": shot_places(shots, x),
        "joins": joins,
        "events": event_places(told.get("events", ()), x, high=WIDTH),
        "speech": [_stretch(x, *span) for span in told.get("speech", ())],
        "music": [_stretch(x, *span) for span in told.get("music", ())],
        "hits": hits,
        "slant": SLANT_DEGREES,
        "lines": lines(curve, x, lanes["curve"], length_s) if curve else [],
        "parts": stack(curve, "energy", x, lanes["parts"], length_s) if curve and "parts" in lanes else None,
        "cues": [_cue(cue, _stretch(x, cue["start_s"], cue["end_s"])) for cue in told.get("cues", ())],
        "gain": gain_shape(told["music_gain"], x, lanes["gain"], RIGHT) if "gain" in lanes else None,
        "ticks": [{"x": x(time_s), "text": timecode(time_s, _rate(told))} for time_s in ticks(length_s, _rate(told))],
    }


def ticks(length_s: float, rate: Fraction) -> list[float]:
    """Return when the time axis is marked: where timecode shows whole seconds, in a short film even parts of them."""
    nominal = max(1, round(rate))
    n_frames = float(length_s * rate)
    steps = [n for n in range(1, nominal) if nominal % n == 0] + [step_s * nominal for step_s in STEPS_S]
    step = next((step for step in steps if n_frames / step <= MOST_TICKS), steps[-1])
    frames = list(range(0, int(n_frames * 1.002) + 1, step))  # drop-frame labels run ahead by 0.1 %
    if rate.denominator == NTSC and nominal in (30, 60):
        frames = [_drop_frame(frame, nominal) for frame in frames]
    return [float(frame / rate) for frame in frames if frame / rate <= length_s + 1e-6]


def _drop_frame(label: int, nominal: int) -> int:
    """The frame that bears the label; ``;02`` (or 04) begins the minutes whose ``;00`` is dropped."""
    skipped, minutes = nominal // 15, label // (60 * nominal)
    dropped = skipped * (minutes - minutes // 10)
    return label - dropped + (skipped if label % (60 * nominal) == 0 and minutes % 10 else 0)


def _rate(told: Any) -> Fraction:
    return Fraction(told["film"]["frame_rate"])


def _stacked(known: dict[str, bool], labels: float) -> tuple[dict[str, tuple[float, float]], float]:
    """The lanes that there are, as (top, bottom), and where the last one ends."""
    lanes: dict[str, tuple[float, float]] = {}
    y = TOP
    for lane, (height, gap) in LANES.items():
        if lane == "curve" and not known["labels"]:
            y += BEFORE_CURVE
        if known[lane]:
            tall = labels if lane == "labels" else height
            lanes[lane] = (y, y + tall)
            y += tall + gap
    return lanes, y


def _stretch(x: Callable[[float], float], start_s: float, end_s: float) -> dict[str, float]:
    return {"x": x(start_s), "width": round(max(0.6, x(end_s) - x(start_s)), 2)}


def _foot(lane: str, lanes: dict[str, tuple[float, float]]) -> float:
    """Where the words of a lane stand: in its middle, those of the cues on their first line."""
    return lanes[lane][0] + 15 if lane == "cues" else sum(lanes[lane]) / 2 + 4


def _empty(told: Any, lanes: dict[str, tuple[float, float]]) -> list[dict[str, Any]]:
    """A word in each lane that there is nothing to show in: nothing found is news too."""
    silent = not told["film"]["has_audio"]
    words = {
        "events": "none found",
        "speech": "the film has no sound" if silent else "none heard",
        "music": "the film has no sound" if silent else "none heard",
        "cues": "this film has no music",
    }
    return [
        {"text": text, "y": _foot(lane, lanes)} for lane, text in words.items() if lane in lanes and not told.get(lane)
    ]


def _cue(cue: Any, place: dict[str, float]) -> dict[str, Any]:
    """A cue's block with as many words as it has room for, its reason below."""
    texts = [str(cue["number"])]
    if cue.get("style"):
        texts.append(f"{cue['number']} · {cue['style']}")
    if cue.get("key"):
        texts.append(f"{texts[-1]} · {cue['key']} {cue['mode']}")
        texts.append(f"{texts[-1]} · {cue['tempo_bpm']:.0f} bpm")
    room = place["width"] - 14
    fitting = [text for text in texts if text_width(text, 12) <= room]
    size, pad = 12.0, 8.0
    if not fitting and text_width(texts[0], SMALL) <= place["width"] + 0.5:
        fitting, size, pad = texts[:1], SMALL, 0.5
    reason = cue.get("reason", "")
    return {
        **place,
        "size": size,
        "pad": pad,
        "text": fitting[-1] if fitting else "",
        "why": reason if text_width(reason, 11) <= room else "",
        "cue": cue,
    }
