"""How each shot looks, in few numbers that outlast a change of light or framing: colours, light, layout.

A look is taken at three places of a shot (near its beginning, middle and end, clear of transitions), each
the mean of a few frames. Colours and layout are taken relative to the light, so that a place is known again
by day and by night, under clouds or after a change of exposure.
"""

from dataclasses import dataclass

import numpy as np

from scorecut.picture.reel import Reel

PLACES = (0.1, 0.5, 0.9)
FRAMES = 5
#: After so many shots what was read of the reel leaves the memory.
SOME = 64
GRID = (9, 16)
LIGHT_BINS = 12
DARKEST, SOME_LIGHT = 16, 30.0


@dataclass(frozen=True, slots=True, eq=False)
class Looks:
    """Looks of n shots at m = 3 n places in a row, three of a shot after each other, float32.

    colours : square roots of the histogram of chroma, (m, 64)
    light : square roots of the histogram of light about its median, logarithmic, (m, 12)
    layout : luma, (m, 9, 16)
    tints : chroma relative to the light, (m, 2, 9, 16)
    """

    colours: np.ndarray
    light: np.ndarray
    layout: np.ndarray
    tints: np.ndarray


def looks_of(reel: Reel, spans: list[tuple[int, int]]) -> Looks:
    """Return the looks of shots; ``spans`` are (first, end) of the frames that belong to each alone."""
    inside = _inside(reel)
    colours, light, layout, tints = [], [], [], []
    for number, (first, end) in enumerate(spans):
        if number % SOME == 0:
            reel.let_go()
        for place in PLACES:
            middle = first + round(place * (end - 1 - first))
            low = max(first, min(middle - FRAMES // 2, end - FRAMES))
            frames = slice(low, min(end, low + FRAMES))
            luma = reel.thumbs[frames].mean(axis=0)[inside].astype(np.float32) - DARKEST
            coarse = _resized(luma, GRID)
            colours.append(np.sqrt(reel.chroma[frames].mean(axis=0) / 65535))
            light.append(_light(luma))
            layout.append(coarse)
            chroma = reel.tints[frames].mean(axis=0).astype(np.float32) - 128
            rows, columns = inside
            half = slice(rows.start // 2, (rows.stop + 1) // 2), slice(columns.start // 2, (columns.stop + 1) // 2)
            tints.append(np.stack([_resized(plane[half], GRID) for plane in chroma]) / (coarse + SOME_LIGHT))
    return Looks(*(np.array(rows, np.float32) for rows in (colours, light, layout, tints)))


def _inside(reel: Reel) -> tuple[slice, slice]:
    """Return rows and columns of a thumbnail that lie wholly within the letterbox."""
    bars = reel.bars
    height, width = reel.thumbs.shape[1:]
    rows = slice(int(np.ceil(bars.top * height)), height - int(np.ceil(bars.bottom * height)))
    return rows, slice(int(np.ceil(bars.left * width)), width - int(np.ceil(bars.right * width)))


def _light(luma: np.ndarray) -> np.ndarray:
    """Return the square roots of the histogram of log light about the median, (12,)."""
    luma = np.maximum(luma, 0)
    relative = np.log((luma + 8) / (np.median(luma) + 8))
    counts = np.histogram(relative, bins=LIGHT_BINS, range=(-2.5, 2.5))[0]
    return np.sqrt(counts / max(1, counts.sum()))


def _resized(plane: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    import cv2

    return np.asarray(cv2.resize(np.ascontiguousarray(plane), shape[::-1], interpolation=cv2.INTER_AREA))
