"""The film strip above the picture of a film: which frames it shows, and their small images side by side.

A shot that is wide enough on the drawing has stills of its own, more where it is
long. Stretches of short shots share cells of even width, each with a frame of the
shot that fills most of it: so a two-hour film needs a dozen stills.
"""

import base64
import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from scorecut.model.film import Film
from scorecut.model.picture import Picture

#: Size of the whole strip as an image: twice the drawing's units, for fine screens.
SCALE = 2
JPEG_QUALITY = 74

#: A shot narrower than this (in heights of the strip) has no still of its own.
NARROWEST = 0.4
#: A cell that short shots share is this wide (in heights of the strip).
SHARED = 1.2


@dataclass(frozen=True, slots=True)
class Cell:
    """One still's place: the stretch of the film that it covers, and the second whose frame it shows."""

    start_s: float
    end_s: float
    time_s: float


def strip_cells(
    shots: Sequence[tuple[float, float]], length_s: float, *, widest: float, aspect: float
) -> tuple[Cell, ...]:
    """Return the cells of the strip from left to right, without a gap between them.

    shots : (start_s, end_s), in order; widest : the strip's width in heights of it; aspect : of a frame
    """
    per_s = widest / length_s
    bounds = [0.0, *(min(max(start_s, 0.0), length_s) for start_s, _ in shots[1:]), length_s]
    cells: list[Cell] = []
    pool: list[tuple[float, float]] = []
    for start_s, end_s in itertools.pairwise(bounds):
        width = (end_s - start_s) * per_s
        if width < NARROWEST:
            pool.append((start_s, end_s))
            continue
        cells = _with_shared(cells, pool, per_s)
        if pool and not cells:
            start_s = pool[0][0]
        pool = []
        n = max(1, math.ceil(width / aspect - 0.25))
        cells += [_cell(start_s, end_s, k, n) for k in range(n)]
    return tuple(_with_shared(cells, pool, per_s) or [_cell(0.0, length_s, 0, 1)])


def read_strip(film: Film, picture: Picture, *, width: float, height: float) -> np.ndarray | None:
    """Return the strip as one image, uint8 RGB (SCALE * height, SCALE * width, 3); None where no frame can be read.

    width, height : of the strip on the drawing
    """
    from scorecut.media.strip import read_stills

    top, bottom, left, right = picture.letterbox
    aspect = film.width * (1 - left - right) / max(1, film.height * (1 - top - bottom))
    spans = [(shot.start_s, shot.end_s) for shot in picture.shots]
    length_s = max(picture.duration_s, 1e-3)
    cells = strip_cells(spans, length_s, widest=width / height, aspect=min(4.0, max(0.5, aspect)))
    frames = [picture.clock.frame_at(cell.time_s) for cell in cells]
    stills = read_stills(film, picture.clock, frames, height=round(SCALE * height / max(0.3, 1 - top - bottom)))
    if not stills:
        return None
    shown = {frame: _without_bars(still, picture.letterbox) for frame, still in stills.items()}
    return side_by_side(cells, frames, shown, length_s, width=round(SCALE * width), height=round(SCALE * height))


def side_by_side(
    cells: Sequence[Cell],
    frames: Sequence[int],
    stills: Mapping[int, np.ndarray],
    length_s: float,
    *,
    width: int,
    height: int,
) -> np.ndarray:
    """Return the stills in their cells, each cropped to fill its own; grey where one is missing."""
    strip = np.full((height, width, 3), 128, np.uint8)
    for cell, frame in zip(cells, frames, strict=True):
        first, last = round(width * cell.start_s / length_s), round(width * cell.end_s / length_s)
        if frame in stills and last > first:
            strip[:, first:last] = filling(stills[frame], last - first, height)
    return strip


def filling(still: np.ndarray, width: int, height: int) -> np.ndarray:
    """Return the middle of a still, scaled so that it fills ``width`` by ``height``."""
    import cv2

    h, w = still.shape[:2]
    scale = max(width / w, height / h)
    take_w, take_h = min(w, max(1, round(width / scale))), min(h, max(1, round(height / scale)))
    left, top = (w - take_w) // 2, (h - take_h) // 2
    part = np.ascontiguousarray(still[top : top + take_h, left : left + take_w])
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(part, (width, height), interpolation=way), dtype=np.uint8)


def as_data_uri(image: np.ndarray) -> str:
    """Return an RGB image as a JPEG inside a ``data:`` address."""
    import cv2

    coded = cv2.imencode(".jpg", image[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])[1]
    return f"data:image/jpeg;base64,{base64.b64encode(coded.tobytes()).decode('ascii')}"


def _cell(start_s: float, end_s: float, k: int, n: int) -> Cell:
    step_s = (end_s - start_s) / n
    return Cell(start_s + k * step_s, start_s + (k + 1) * step_s, start_s + (k + 0.5) * step_s)


def _with_shared(cells: list[Cell], pool: list[tuple[float, float]], per_s: float) -> list[Cell]:
    """The cells and, after them, even ones over a stretch of short shots; a sliver is left to its neighbour."""
    if not pool:
        return cells
    start_s, end_s = pool[0][0], pool[-1][1]
    width = (end_s - start_s) * per_s
    if width < NARROWEST:
        return [*cells[:-1], replace(cells[-1], end_s=end_s)] if cells else cells
    n = max(1, round(width / SHARED))
    shared = []
    for k in range(n):
        even = _cell(start_s, end_s, k, n)
        inside = [(max(a, even.start_s), min(b, even.end_s)) for a, b in pool if b > even.start_s and a < even.end_s]
        a, b = max(inside, key=lambda span: span[1] - span[0])
        shared.append(replace(even, time_s=(a + b) / 2))
    return cells + shared


def _without_bars(still: np.ndarray, letterbox: Any) -> np.ndarray:
    """The still without the black bars around the picture."""
    h, w = still.shape[:2]
    top, bottom, left, right = letterbox
    cropped = still[round(top * h) : h - round(bottom * h) or None, round(left * w) : w - round(right * w) or None]
    return cropped if cropped.size else still
