"""Level over the whole film: fades, builds and their opposites, as a curve in dB."""

import numpy as np

from scorecut.brief.figures import Span
from scorecut.brief.scan import Item
from scorecut.model.curve import Curve

#: A line for the user, with its place in the prompt.
Line = tuple[int, str]

#: A build rises by this many dB in cues of so many seconds (MUSIC.md section 12, "Build of D s").
_BUILD_S, _BUILD_DB = (30.0, 60.0, 120.0), (8.0, 11.0, 14.0)
#: Fades begin and end here, and take this share of the film, seconds at most.
_SILENT_DB, _FADE_SHARE, _FADE_S = -36.0, 0.15, 12.0
#: "Dies away" takes longer than a fade: it begins after this share of the film.
_DYING_FROM = 0.4


def level_over_time(items: tuple[Item, ...], film_length_s: float, lines: list[Line], *, timed: bool) -> Curve | None:
    """Return the shapes that were asked for, added up, in dB over the film; None where none was."""
    shapes: dict[str, tuple[Item, Span | None]] = {}
    for n, item in enumerate(items):
        name = item.name("level")
        if not name and item.name("turn") == "builds to" and not timed:
            name = "build"
        if name and not item.negated:
            shapes.setdefault(name, (item, _when(items, n)))
    if not shapes or film_length_s <= 0:
        return None
    times_s = np.linspace(0.0, film_length_s, max(2, int(np.ceil(2 * film_length_s)) + 1))
    values = np.zeros_like(times_s)
    for name, (item, span) in shapes.items():
        values += _shape(name, times_s, span)
        where = f" at {span.start_s:g} s" if span and span.start_s else ""
        lines.append((item.at, f"level: {name}{where}"))
    return Curve(times_s=times_s, values=values)


def _shape(name: str, times_s: np.ndarray, span: Span | None) -> np.ndarray:
    """Return one shape in dB at ``times_s``; with a span it happens there."""
    length_s = float(times_s[-1])
    fade_s = min(_FADE_S, _FADE_SHARE * length_s)
    rise_db = float(np.interp(length_s, _BUILD_S, _BUILD_DB))
    if name == "fade in":
        start_s = span.start_s if span and span.start_s < length_s - fade_s else 0.0
        return np.interp(times_s, [start_s, start_s + fade_s], [_SILENT_DB, 0.0])
    if name == "fade out":
        start_s = min(span.start_s, length_s - 0.5) if span else length_s - fade_s
        end_s = min(length_s, (span.end_s if span and span.end_s else start_s + fade_s))
        return np.interp(times_s, [start_s, max(end_s, start_s + 0.5)], [0.0, _SILENT_DB])
    if name == "die away":
        start_s = min(span.start_s, length_s - 0.5) if span else _DYING_FROM * length_s
        return np.interp(times_s, [start_s, length_s], [0.0, -2.0 * rise_db])
    start_s, end_s = (span.start_s, span.end_s or length_s) if span else (0.0, 0.9 * length_s)
    ends_db = [-rise_db, 0.0] if name == "build" else [0.0, -rise_db]
    return np.interp(times_s, [start_s, max(end_s, start_s + 0.5)], ends_db)


def _when(items: tuple[Item, ...], n: int) -> Span | None:
    """Return the time in figures that stands in the clause of the item at ``n``."""
    for step in (1, -1):
        k = n + step
        while 0 <= k < len(items) and not items[k].has("comma", "stop", "turn"):
            if items[k].has("when"):
                return items[k].value
            k += step
    return None
