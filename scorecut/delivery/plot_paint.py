"""The painter of plots: the places of ``chart`` as shapes of matplotlib, lane by lane.

Everything is in the chart's units, y downwards, as in the drawing of the page.
"""

from typing import Any

import numpy as np

from scorecut.delivery.palette import LIGHT

#: A unit of the chart in points of type.
POINT = 0.8


def paint(axes: Any, places: Any, strip: np.ndarray | None) -> None:
    """Paint all lanes into ``axes``, whose data are the chart's units. strip : RGB image of the film strip."""
    lanes = places["lanes"]
    _ground(axes, places)
    if "strip" in lanes and strip is not None:
        top, bottom = lanes["strip"]
        axes.imshow(
            strip,
            extent=(places["left"], places["right"], bottom, top),
            aspect="auto",
            interpolation="antialiased",
            zorder=2,
        )
        _uprights(axes, places["borders"], top, bottom, "card", width=1.0, order=3)
    _seen(axes, places)
    _felt(axes, places)
    _hits(axes, places)
    if "cues" in lanes:
        _cues(axes, places, lanes["cues"])
    if places["gain"]:
        _polygons(axes, [places["gain"]["points"]], "gain")


def write(axes: Any, x: float, y: float, text: str, colour: str, size: float, **more: Any) -> None:
    """Write a line whose foot is at (x, y); nothing in it is markup."""
    if text:
        axes.text(x, y, text, color=LIGHT[colour], fontsize=size * POINT, parse_math=False, zorder=8, **more)


def points(text: str) -> np.ndarray:
    """Return SVG's points as an array, float64, (n, 2)."""
    return np.array([[float(value) for value in pair.split(",")] for pair in text.split()])


def _ground(axes: Any, places: Any) -> None:
    """The time axis and the names of the lanes."""
    lanes = places["lanes"]
    first = lanes["strip"][1] if "strip" in lanes else 6.0
    _uprights(axes, [tick["x"] for tick in places["ticks"]], first, places["bottom"], "faint", width=0.8, order=0)
    for tick in places["ticks"]:
        write(axes, tick["x"], places["axis"], tick["text"], "soft", 11.5, ha="center")
    for name in places["names"]:
        write(axes, 12, name["y"], name["text"], "soft", 11.5)
    for empty in places["empty"]:
        write(axes, places["left"] + 4, empty["y"], empty["text"], "soft", 10)


def _seen(axes: Any, places: Any) -> None:
    """Scenes, shots, joins, events, speech and music: what the film is made of."""
    lanes = places["lanes"]
    if "scenes" in lanes:
        for scene in places["scenes"]:
            _boxes(axes, [scene], lanes["scenes"], "line" if scene["odd"] else "faint")
            write(axes, scene["x"] + 4, lanes["scenes"][0] + 11, scene["text"], "soft", 10)
    for tone in sorted({shot["tone"] for shot in places["shots"]}):
        rows = [shot for shot in places["shots"] if shot["tone"] == tone]
        _boxes(axes, rows, lanes["shots"], tone, edge=0.5 if rows[0]["edge"] else 0.0)
    for shot in places["shots"]:
        ink = "card" if shot["tone"] == "blank" else "on-group"
        write(axes, shot["x"] + 4, lanes["shots"][0] + 13, shot["text"], ink, 11)
    for join in places["joins"]:
        if join["shape"]:
            _polygons(axes, [join["shape"]], "soft", alpha=join["sure"])
            write(axes, join["end_x"] + 3, lanes["joins"][1] - 2, join["text"], "soft", 10)
    write(axes, places["right"] + 8, lanes["joins"][1] - 2, places["joins_note"], "soft", 10)
    cuts = [join for join in places["joins"] if not join["shape"]]
    for sure in sorted({join["sure"] for join in cuts}):
        at = [join["x"] for join in cuts if join["sure"] == sure]
        _uprights(axes, at, lanes["joins"][0], lanes["joins"][1], "soft", width=1.0, alpha=sure)
    for kind in dict.fromkeys(event["event"]["kind"] for event in places["events"]):
        rows = [event for event in places["events"] if event["event"]["kind"] == kind]
        _dots(axes, [row["x"] for row in rows], lanes["events"][0] + 7, [row["radius"] for row in rows], kind)
    for event in places["events"]:
        y = lanes["events"][0] + 7
        write(axes, event["x"] + event["radius"] + 3, y + 3.5, event["text"], "soft", 10)
    for lane in ("speech", "music"):
        if lane in lanes:
            _boxes(axes, places[lane], lanes[lane], lane)


def _felt(axes: Any, places: Any) -> None:
    """The curve with its bands, and what energy is made of."""
    lanes = places["lanes"]
    if "curve" in lanes:
        middle = sum(lanes["curve"]) / 2
        _level(axes, places, middle)
        if places["lines"]:
            for text, y in (("high", lanes["curve"][0] + 10), ("feeling", middle + 4), ("low", lanes["curve"][1])):
                write(axes, 12, y, text, "soft", 11.5)
    for line in places["lines"]:
        if line["band"]:
            _polygons(axes, [line["band"]], line["axis"], alpha=0.11)
    for line in places["lines"]:
        xs, ys = points(line["points"]).T
        axes.plot(xs, ys, color=LIGHT[line["axis"]], linewidth=2.0 * POINT, zorder=6, solid_joinstyle="round")
        write(axes, places["right"] + 8, line["label_y"], line["axis"], line["axis"], 11.5)
    if places["parts"]:
        for layer in places["parts"]["layers"]:
            _polygons(axes, layer["shapes"], layer["colour"])
            swatch = {"x": places["right"] + 8, "width": 9.0}
            _boxes(axes, [swatch], (layer["legend_y"] - 8, layer["legend_y"] + 1), layer["colour"])
            write(axes, places["right"] + 21, layer["legend_y"], layer["name"], "soft", 10.5)
        _level(axes, places, places["parts"]["zero_y"])


def _hits(axes: Any, places: Any) -> None:
    """The hits: a dot as large as the weight, a line through the curve, words at a slant."""
    if not places["hits"]:
        return
    from matplotlib.collections import LineCollection

    top = places["lanes"]["labels"][1]
    lines = []
    for hit in places["hits"]:
        if hit["label"]:
            lines.append([(hit["label_x"], hit["foot_y"]), (hit["x"], top), (hit["x"], hit["end_y"])])
            write(
                axes,
                hit["label_x"] - 2,
                hit["foot_y"] - 1,
                hit["label"],
                "hit",
                11,
                rotation=places["slant"],
                rotation_mode="anchor",
            )
        else:
            lines.append([(hit["x"], top), (hit["x"], top + 12)])
    axes.add_collection(LineCollection(lines, colors=LIGHT["hit"], linewidths=1.0 * POINT, alpha=0.6, zorder=5))
    radii = [hit["radius"] for hit in places["hits"]]
    _dots(axes, [hit["x"] for hit in places["hits"]], top, radii, "hit")


def _cues(axes: Any, places: Any, lane: Any) -> None:
    from matplotlib.patches import FancyBboxPatch

    for cue in places["cues"]:
        round_by = min(4.0, cue["width"] / 2)
        axes.add_patch(
            FancyBboxPatch(
                (cue["x"], lane[0]),
                cue["width"],
                lane[1] - lane[0],
                boxstyle=f"round,pad=0,rounding_size={round_by}",
                facecolor=LIGHT["cue"],
                edgecolor=LIGHT["card"],
                linewidth=0.8,
                zorder=4,
            )
        )
        write(
            axes,
            cue["x"] + cue["pad"],
            lane[0] + 16,
            cue["text"],
            "cue-ink",
            cue["size"],
            weight="bold" if cue["why"] else "normal",
        )
        write(axes, cue["x"] + 8, lane[0] + 31, cue["why"], "cue-ink", 11)


def _boxes(axes: Any, rows: Any, lane: Any, colour: str, *, edge: float = 0.0) -> None:
    from matplotlib.collections import PolyCollection

    top, bottom = lane
    corners = [
        [(row["x"], top), (row["x"] + row["width"], top), (row["x"] + row["width"], bottom), (row["x"], bottom)]
        for row in rows
    ]
    axes.add_collection(
        PolyCollection(corners, facecolors=LIGHT[colour], edgecolors=LIGHT["card"], linewidths=edge, zorder=3)
    )


def _polygons(axes: Any, shapes: Any, colour: str, *, alpha: float = 1.0) -> None:
    from matplotlib.collections import PolyCollection

    axes.add_collection(
        PolyCollection(
            [points(shape) for shape in shapes], facecolors=LIGHT[colour], linewidths=0, alpha=alpha, zorder=3
        )
    )


def _uprights(
    axes: Any, ats: Any, top: float, bottom: float, colour: str, *, width: float, alpha: float = 1.0, order: int = 3
) -> None:
    axes.vlines(ats, top, bottom, colors=LIGHT[colour], linewidth=width * POINT, alpha=alpha, zorder=order)


def _level(axes: Any, places: Any, y: float) -> None:
    axes.hlines(
        [y], places["left"], places["right"], colors=LIGHT["line"], linewidth=0.8, linestyles=(0, (4, 4)), zorder=4
    )


def _dots(axes: Any, xs: Any, y: float, radii: Any, colour: str) -> None:
    areas = [(2 * radius * POINT) ** 2 for radius in radii]
    axes.scatter(
        xs, [y] * len(areas), s=areas, facecolor=LIGHT[colour], edgecolors=LIGHT["card"], linewidths=0.6, zorder=7
    )
