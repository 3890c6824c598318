"""How unlike any two shots look: four distances over all pairs, each the least between any places of the two."""

from collections.abc import Callable, Iterator

import numpy as np

from scorecut.picture.looks import PLACES, Looks

#: Each with its opposite, so that it does not matter which of two shots is shifted.
SHIFTS = ((0, 0), (0, -2), (0, -1), (0, 1), (0, 2), (-1, 0), (1, 0))
FAINT = 6.0
ROWS = 64


def distances(looks: Looks) -> Iterator[tuple[str, np.ndarray]]:
    """Give ``colours``, ``light``, ``layout`` and ``tints``, one after another: the distance of each pair of shots.

    Each is float32, (n (n - 1) / 2,), the pairs in the order of ``place_of``.

    colours, light : 1 - the overlap of the histograms (Bhattacharyya), 0-1
    layout : 1 - correlation of the light over the picture, also a little shifted, 0-2
    tints : root mean square difference of chroma relative to light
    """
    yield "colours", _least(looks.colours, lambda rows: 1 - rows @ looks.colours.T)
    yield "light", _least(looks.light, lambda rows: 1 - rows @ looks.light.T)
    yield "layout", _layouts(looks.layout)
    yield "tints", _tints(looks.tints)


def place_of(i: np.ndarray | int, j: np.ndarray | int, n: int) -> np.ndarray | int:
    """Return where the pair i < j of n stands among all pairs, in scipy's order: (0, 1), (0, 2) ... (1, 2) ..."""
    return n * i - i * (i + 1) // 2 + j - i - 1


def _least(items: np.ndarray, apart: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """Return the least distance between the places of each pair of shots; ``apart`` gives those of some rows to all."""
    n, k = len(items) // len(PLACES), len(PLACES)
    result = np.empty(n * (n - 1) // 2, np.float32)
    for first in range(0, n, ROWS):
        some = apart(items[first * k : (first + ROWS) * k])
        for i, row in enumerate(some.reshape(-1, k, n, k).min(axis=(1, 3)), first):
            result[place_of(i, i + 1, n) : place_of(i, n, n)] = row[i + 1 :]
    return np.maximum(0, result, out=result)


def _layouts(layout: np.ndarray) -> np.ndarray:
    least: np.ndarray | None = None
    for ours, theirs in _framings(layout):
        away = _least(ours, lambda rows, them=theirs: 1 - rows @ them.T)  # type: ignore[misc]
        least = away if least is None else np.minimum(least, away, out=least)
    assert least is not None
    return least


def _framings(layout: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Give the part that two framings share, for each shift: (m, d) of the one, of the other."""
    height, width = layout.shape[1:]
    for down, right in SHIFTS:
        rows = slice(max(0, down), height + min(0, down)), slice(max(0, -down), height + min(0, -down))
        columns = slice(max(0, right), width + min(0, right)), slice(max(0, -right), width + min(0, -right))
        yield _normal(layout[:, rows[0], columns[0]]), _normal(layout[:, rows[1], columns[1]])


def _normal(pictures: np.ndarray) -> np.ndarray:
    """Return pictures as vectors around 0 of length 1, (m, d); faint ones stay shorter: they are like nothing."""
    flat = pictures.reshape(len(pictures), -1)
    flat = flat - flat.mean(axis=1, keepdims=True)
    length = np.linalg.norm(flat, axis=1, keepdims=True)
    return np.asarray(flat / (length + FAINT * np.sqrt(flat.shape[1]) / 4), np.float32)


def _tints(tints: np.ndarray) -> np.ndarray:
    flat = tints.reshape(len(tints), -1)
    power = (flat**2).mean(axis=1)

    def apart(rows: np.ndarray) -> np.ndarray:
        squares = (rows**2).mean(axis=1)[:, None] + power[None] - 2 / flat.shape[1] * (rows @ flat.T)
        return np.asarray(np.sqrt(np.maximum(squares, 0)))

    return _least(flat, apart)
