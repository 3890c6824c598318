"""Black bars around the picture: found over the whole film, cropped afterwards.

A row belongs to a bar when it is black in nearly all frames that show anything.
Bars come in pairs of one size; a lone black edge is picture.
"""

from dataclasses import dataclass

import numpy as np

LIT_LUMA = 16 + 12
EVERY = 6
SELDOM = 0.01
UNEVEN = 0.015
MOST = 0.3


@dataclass(frozen=True, slots=True)
class Bars:
    """The bars as shares of the frame: top and bottom of its height, left and right of its width."""

    top: float = 0.0
    bottom: float = 0.0
    left: float = 0.0
    right: float = 0.0

    @property
    def active(self) -> float:
        """The share of the frame's area between the bars."""
        return (1 - self.top - self.bottom) * (1 - self.left - self.right)

    def crop(self, plane: np.ndarray) -> np.ndarray:
        """Return the part of a plane (h, w, ...) between the bars."""
        height, width = plane.shape[:2]
        return plane[
            round(self.top * height) : height - round(self.bottom * height),
            round(self.left * width) : width - round(self.right * width),
        ]


class BarSeeker:
    """Counts over the film how often each row and column shows anything."""

    def __init__(self, height: int, width: int) -> None:
        self._rows = np.zeros(height, np.int64)
        self._columns = np.zeros(width, np.int64)
        self._n_lit = 0
        self._n = 0

    def add(self, luma: np.ndarray) -> None:
        """Look at a luma plane (every sixth suffices; the others are passed over)."""
        self._n += 1
        if (self._n - 1) % EVERY:
            return
        rows = luma.max(axis=1) > LIT_LUMA
        if not rows.any():
            return
        self._n_lit += 1
        self._rows += rows
        self._columns += luma.max(axis=0) > LIT_LUMA

    def bars(self) -> Bars:
        """Return the bars seen so far."""
        if not self._n_lit:
            return Bars()
        top, bottom = self._pair(self._rows)
        left, right = self._pair(self._columns)
        return Bars(top, bottom, left, right)

    def _pair(self, lit: np.ndarray) -> tuple[float, float]:
        shown = np.flatnonzero(lit > SELDOM * self._n_lit)
        if not shown.size:
            return 0.0, 0.0
        first, last = shown[0] / lit.size, 1 - (shown[-1] + 1) / lit.size
        if abs(first - last) > UNEVEN or max(first, last) > MOST or min(first, last) * lit.size < 2:
            return 0.0, 0.0
        return float(first), float(last)
