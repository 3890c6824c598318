"""The picture of a scored film: where everything lies on the drawing of ``report.html``.

Lanes from top to bottom: cues, the emotional curve with the hits across it,
the music's level under the film, shots, speech, time. Only places are worked
out here; colours and shapes belong to the template.
"""

from typing import Any

import numpy as np

WIDTH = 1200.0
LEFT, RIGHT = 78.0, 1128.0
CUES = (14.0, 46.0)
CURVE = (62.0, 252.0)
GAIN = (268.0, 312.0)
SHOTS = (330.0, 344.0)
SPEECH = (354.0, 362.0)
AXIS = 384.0
HEIGHT = 396.0

#: No curve is drawn with more points than this.
MOST_POINTS = 1100
STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
MOST_TICKS = 12
LABEL_GAP = 15.0
QUIETEST_DB = -20.0

#: About the width of a letter at the size of the labels.
LETTER = 6.6


def chart(told: Any) -> dict[str, Any]:
    """Return the places of all shapes, in a drawing ``WIDTH`` by ``HEIGHT``."""
    length_s = max(float(told["film"]["duration_s"]), 1e-3)

    def x(time_s: float) -> float:
        return round(LEFT + (RIGHT - LEFT) * min(1.0, max(0.0, time_s / length_s)), 2)

    def stretch(start_s: float, end_s: float) -> dict[str, float]:
        return {"x": x(start_s), "width": round(max(0.6, x(end_s) - x(start_s)), 2)}

    curve = told.get("curve")
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "right": RIGHT,
        "lanes": {"cues": CUES, "curve": CURVE, "gain": GAIN, "shots": SHOTS, "speech": SPEECH, "axis": AXIS},
        "middle": sum(CURVE) / 2,
        "cues": [_cue(cue, stretch(cue["start_s"], cue["end_s"])) for cue in told.get("cues", ())],
        "lines": _lines(curve, x) if curve else [],
        "hits": [
            {"x": x(hit["time_s"]), "radius": round(2.5 + 3.5 * hit["weight"], 2), "hit": hit}
            for hit in told.get("hits", ())
        ],
        "gain": _gain(told.get("music_gain"), x),
        "shots": [
            {**stretch(shot["start_s"], shot["end_s"]), "odd": i % 2 == 1, "shot": shot}
            for i, shot in enumerate(told.get("shots", ()))
        ],
        "transitions": [
            {**stretch(row["start_s"], row["end_s"]), "kind": row["kind"]}
            for row in told.get("transitions", ())
            if row["kind"] != "cut"
        ],
        "speech": [stretch(start_s, end_s) for start_s, end_s in told.get("speech", ())],
        "ticks": [{"x": x(time_s), "text": _tick(time_s)} for time_s in _ticks(length_s)],
    }


def _cue(cue: Any, place: dict[str, float]) -> dict[str, Any]:
    """A cue's block with as many words as it has room for."""
    texts = [str(cue["number"])]
    if cue.get("style"):
        texts.append(f"{cue['number']} · {cue['style']}")
    if cue.get("key"):
        texts.append(f"{texts[-1]} · {cue['key']} {cue['mode']}")
        texts.append(f"{texts[-1]} · {cue['tempo_bpm']:.0f} bpm")
    fitting = [text for text in texts if len(text) * LETTER + 14 <= place["width"]]
    return {**place, "text": fitting[-1] if fitting else "", "cue": cue}


def _lines(curve: Any, x: Any) -> list[dict[str, Any]]:
    """The three axes as polylines, their names at the right end without touching each other."""
    times_s = np.asarray(curve["times_s"], dtype=float)
    shown_s = times_s if times_s.size <= MOST_POINTS else np.linspace(times_s[0], times_s[-1], MOST_POINTS)
    low, high = CURVE[1], CURVE[0]
    lines: list[dict[str, Any]] = []
    for axis in ("valence", "energy", "tension"):
        values = np.clip(np.interp(shown_s, times_s, curve[axis]), -1.0, 1.0)
        ys = low + (high - low) * (values + 1) / 2
        points = " ".join(f"{x(float(t))},{y:.1f}" for t, y in zip(shown_s, ys, strict=True))
        lines.append({"axis": axis, "points": points, "end_y": float(ys[-1]) + 4})
    labels = sorted(lines, key=lambda line: line["end_y"])
    bottom = CURVE[1] + 4
    for line in reversed(labels):
        line["label_y"] = round(min(line["end_y"], bottom), 1)
        bottom = line["label_y"] - LABEL_GAP
    top = CURVE[0] + 8
    for line in labels:
        line["label_y"] = round(max(line["label_y"], top), 1)
        top = line["label_y"] + LABEL_GAP
    return lines


def _gain(gain: Any, x: Any) -> dict[str, Any] | None:
    """The music's level under the film as a filled shape, its loudest at the top of the lane."""
    if not gain or not gain["times_s"]:
        return None
    levels_db = np.clip(np.asarray(gain["gain_db"], dtype=float), max(gain["gain_db"]) + QUIETEST_DB, None)
    top_db = float(levels_db.max())
    shares = 1 + (levels_db - top_db) / -QUIETEST_DB
    ys = GAIN[1] - (GAIN[1] - GAIN[0]) * shares
    points = [f"{x(float(t))},{y:.1f}" for t, y in zip(gain["times_s"], ys, strict=True)]
    first, last = x(float(gain["times_s"][0])), RIGHT
    return {
        "points": " ".join([f"{first},{GAIN[1]}", *points, f"{last},{ys[-1]:.1f}", f"{last},{GAIN[1]}"]),
        "top_db": top_db,
    }


def _ticks(length_s: float) -> list[float]:
    step_s = next((step for step in STEPS_S if length_s / step <= MOST_TICKS), STEPS_S[-1])
    return [float(time_s) for time_s in np.arange(0, length_s + 1e-6, step_s)]


def _tick(time_s: float) -> str:
    minutes, seconds = divmod(round(time_s), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"
