"""``spot --plot``: the picture of a film in one file, as PNG, SVG or PDF.

It shows what ``report.json`` says, laid out as on ``report.html``. The same report
and film strip give the same bytes: nothing in the file tells when or where it was
made, and no setting of the user's own drawing programs has a say.
"""

import io
import logging
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from scorecut.delivery.chart import LEFT, RIGHT, STRIP_HEIGHT, WIDTH, chart
from scorecut.delivery.film_strip import read_strip
from scorecut.delivery.palette import LIGHT
from scorecut.delivery.plot_paint import POINT, paint, write
from scorecut.errors import UsageError
from scorecut.model.record import Record

DPI = 120
#: Height of the heading above the chart, in the chart's units.
HEADING = 44.0

#: What each kind of file must not tell (a date, a version), by suffix.
METADATA: dict[str, dict[str, None]] = {
    ".png": {"Software": None},
    ".svg": {"Creator": None, "Date": None, "Format": None, "Type": None},
    ".pdf": {"Creator": None, "Producer": None, "CreationDate": None},
}
STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "svg.hashsalt": "scorecut",
    "svg.fonttype": "path",
    "pdf.compression": 6,
}


def check_plot(path: Path) -> None:
    """Refuse a name whose suffix we cannot draw, before any work is done (UsageError)."""
    if path.suffix.lower() not in METADATA:
        kinds = ", ".join(METADATA)
        raise UsageError(f"{path}: --plot draws {kinds}; end the name with one of them")


def plot(record: Record, told: Mapping[str, Any], *, suffix: str) -> bytes:
    """Return the picture of a film that was spotted. told : its report; suffix : ``.png``, ``.svg`` or ``.pdf``."""
    strip = None
    if record.picture is not None:
        strip = read_strip(record.film, record.picture, width=RIGHT - LEFT, height=STRIP_HEIGHT)
    return draw(told, strip, title=record.film.path.name, suffix=suffix)


def draw(told: Mapping[str, Any], strip: np.ndarray | None, *, title: str, suffix: str) -> bytes:
    """Return the picture of a report. strip : RGB image, or None where the film cannot be shown."""
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # its remarks on its own cache are not for our user
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    places = chart(told, with_strip=strip is not None)
    height = places["height"] + HEADING
    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a title in a script that the font lacks is drawn as boxes
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(STYLE)
        figure = Figure(figsize=(WIDTH * POINT / 72, height * POINT / 72), dpi=DPI, facecolor=LIGHT["card"])
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0, 0, 1, 1))
        paint(axes, places, strip)
        _heading(axes, told, title)
        axes.set_axis_off()
        axes.set_xlim(0, WIDTH)
        axes.set_ylim(places["height"], -HEADING)
        file = io.BytesIO()
        figure.savefig(file, format=suffix.lower()[1:], dpi=DPI, metadata=METADATA[suffix.lower()])
    return file.getvalue()


def _heading(axes: Any, told: Mapping[str, Any], title: str) -> None:
    """The film's name, how much there is of everything, and what the curve was read from."""
    write(axes, 12, -24, title if len(title) <= 90 else f"{title[:89]}…", "ink", 15, weight="bold")
    counts = [(len(told.get(name, ())), name) for name in ("shots", "cues", "hits") if name in told]
    facts = [f"{told['film']['width']} × {told['film']['height']} at {told['film']['frame_rate']} fps"]
    facts += [f"{n} {name[:-1] if n == 1 else name}" for n, name in counts]
    facts += [f"feeling read from {told['emotion_source']}"] if told.get("emotion_source") else []
    write(axes, 12, -7, " · ".join(facts), "soft", 11.5)
