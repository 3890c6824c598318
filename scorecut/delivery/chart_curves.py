"""The lines of the drawing: the emotional curve with how sure it is, what it is made of, the music's level."""

from collections.abc import Callable
from typing import Any

import numpy as np

from scorecut.delivery.palette import N_PARTS
from scorecut.model.emotion import AXES

#: No curve is drawn with more points than this: a longer one is averaged stretch by stretch.
MOST_POINTS = 640
LABEL_GAP = 15.0
LEGEND_GAP = 13.0
QUIETEST_DB = -20.0

#: Half width of the band around a curve that is not trusted at all.
WIDEST_BAND = 0.25
#: A stack that hardly leaves zero is not blown up beyond this.
LEAST_STACK = 0.4

Place = Callable[[float], float]
Lane = tuple[float, float]


def lines(curve: Any, x: Place, lane: Lane, length_s: float) -> list[dict[str, Any]]:
    """The three axes as polylines with a band each, their names at the right end without touching each other."""
    low, high = lane[1], lane[0]

    def y(values: np.ndarray) -> np.ndarray:
        return low + (high - low) * (np.clip(values, -1.0, 1.0) + 1) / 2

    times_s, sure = averaged(curve["times_s"], curve.get("confidence") or np.ones(len(curve["times_s"])), length_s)
    doubt = WIDEST_BAND * (1 - np.clip(sure, 0.0, 1.0))
    found: list[dict[str, Any]] = []
    for axis in AXES:
        values = averaged(curve["times_s"], curve[axis], length_s)[1]
        top, bottom = y(values + doubt), y(values - doubt)
        found.append(
            {
                "axis": axis,
                "points": joined(times_s, y(values), x),
                "band": f"{joined(times_s, top, x)} {joined(times_s[::-1], bottom[::-1], x)}" if doubt.any() else "",
                "end_y": float(y(values)[-1]) + 4,
            }
        )
    for line, label_y in zip(found, kept_apart([line["end_y"] for line in found], lane), strict=True):
        line["label_y"] = label_y
    return found


def stack(curve: Any, axis: str, x: Place, lane: Lane, length_s: float) -> dict[str, Any]:
    """The components of one axis on top of each other: what speaks for it above the zero line, against it below."""
    names = [name for name in curve["parts"] if name.startswith(f"{axis}.")]
    sampled = [averaged(curve["times_s"], curve["parts"][name], length_s) for name in names]
    times_s, values = sampled[0][0], np.array([part for _, part in sampled])
    above, below = np.maximum(values, 0.0), np.minimum(values, 0.0)
    most, least = float(above.sum(axis=0).max()), float(below.sum(axis=0).min())
    scale = (lane[1] - lane[0]) / max(LEAST_STACK, most - least)
    zero_y = lane[0] + scale * most + ((lane[1] - lane[0]) - scale * (most - least)) / 2
    layers = []
    for i, name in enumerate(names):
        shapes = []
        for side in (above, below):
            if side[i].any():
                inner, outer = side[:i].sum(axis=0), side[: i + 1].sum(axis=0)
                out, back = joined(times_s, zero_y - scale * outer, x), zero_y - scale * inner
                shapes.append(f"{out} {joined(times_s[::-1], back[::-1], x)}")
        layers.append({"name": name.removeprefix(f"{axis}."), "colour": f"p{i % N_PARTS}", "shapes": shapes})
    first_y = lane[0] + 9 + max(0.0, (lane[1] - lane[0] - LEGEND_GAP * len(names)) / 2)
    for i, layer in enumerate(layers):
        layer["legend_y"] = round(first_y + LEGEND_GAP * i, 1)
    return {"layers": layers, "zero_y": round(zero_y, 1)}


def averaged(times_s: Any, values: Any, length_s: float) -> tuple[np.ndarray, np.ndarray]:
    """Return a curve from the film's first second to its last; one of many points is averaged over even stretches."""
    times, kept = np.asarray(times_s, dtype=float), np.asarray(values, dtype=float)
    if times.size > MOST_POINTS:
        first = np.arange(MOST_POINTS) * times.size // MOST_POINTS
        counts = np.diff(np.append(first, times.size))
        times, kept = np.add.reduceat(times, first) / counts, np.add.reduceat(kept, first) / counts
    if times[0] > 0:
        times, kept = np.append(0.0, times), np.append(kept[0], kept)
    if times[-1] < length_s:  # outside its ends the end values go on
        times, kept = np.append(times, length_s), np.append(kept, kept[-1])
    return times, kept


def gain_shape(gain: Any, x: Place, lane: Lane, right: float) -> dict[str, Any]:
    """The music's level under the film as a filled shape, its loudest at the top of the lane."""
    levels_db = np.clip(np.asarray(gain["gain_db"], dtype=float), max(gain["gain_db"]) + QUIETEST_DB, None)
    top_db = float(levels_db.max())
    shares = 1 + (levels_db - top_db) / -QUIETEST_DB
    ys = lane[1] - (lane[1] - lane[0]) * shares
    first = x(float(gain["times_s"][0]))
    points = joined(np.asarray(gain["times_s"], dtype=float), ys, x)
    return {
        "points": f"{first},{lane[1]} {points} {right},{ys[-1]:.1f} {right},{lane[1]}",
        "top_db": top_db,
    }


def joined(times_s: np.ndarray, ys: np.ndarray, x: Place) -> str:
    """Return points as SVG writes them."""
    return " ".join(f"{x(float(t))},{y:.1f}" for t, y in zip(times_s, ys, strict=True))


def kept_apart(wanted: list[float], lane: Lane) -> list[float]:
    """Return where names stand beside the ends of their lines, ``LABEL_GAP`` apart and inside the lane."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    ys = list(wanted)
    bottom = lane[1] + 4
    for i in reversed(order):
        ys[i] = min(ys[i], bottom)
        bottom = ys[i] - LABEL_GAP
    top = lane[0] + 8
    for i in order:
        ys[i] = round(max(ys[i], top), 1)
        top = ys[i] + LABEL_GAP
    return ys
