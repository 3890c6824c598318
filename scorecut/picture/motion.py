"""Motion between two frames: how far things move, what the camera does, what is left over.

Dense inverse search flow (Kroeger et al. 2016) on a picture 160 wide costs a
tenth of a millisecond. The camera is a similarity (shift, zoom, roll) fitted
robustly to the flow; what departs from it moves by itself. The residual is what
remains of the difference between the frames once the flow is undone: a pan leaves
little, a cut leaves nearly everything.
"""

from dataclasses import dataclass
from math import ceil, floor
from typing import Any

import numpy as np

from scorecut.model.machine_code import compiled
from scorecut.picture import kernels

STRIDE = 8
PLAIN_LEVELS = (4.0, 14.0)
PLAIN_SHARE = 0.7
MOST_GAIN = 5.0
DOUBT_PX = 0.5
BLACK = 20
#: Differences with a gain are taken in sixteenths of a level, which fit into 16 bits; a gain this near to 1 is none.
SHADES = 16
ALIKE_GAIN = 0.01
#: The flow is worked out for every fourth pixel; those between carry nothing new.
COARSE = 4
#: Places are given in one map; OpenCV takes an empty second one for something else.
NO_SECOND_MAP: Any = None
#: Lengths are added as whole parts of a pixel: sums of floats may depend on where the array lies in memory.
FINE = 4096


@dataclass(frozen=True, slots=True)
class Motion:
    """Motion from one frame to the next; lengths are shares of the picture's width.

    residual : mean absolute difference of luma that the flow does not explain, 0-255
    changed : share of the picture where the pictures differ by more than motion and light explain
    speed : mean length of the flow, black counted as still
    camera_x, camera_y, zoom (relative), roll (radians) : the global motion
    subject : mean length of what departs from the global motion
    """

    residual: float
    changed: float
    speed: float
    camera_x: float
    camera_y: float
    zoom: float
    roll: float
    subject: float


class MotionMeter:
    """Measures motion between small frames of one size (h, w), uint8.

    flow : OpenCV's dense flow; last : what it gave for the last two frames, float32, (h, w, 2)
    """

    def __init__(self, height: int, width: int) -> None:
        import cv2

        self.width = width
        make: Any = vars(cv2)["DISOpticalFlow_create"]
        self.flow = make(cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST)
        self.last: np.ndarray | None = None
        columns, rows = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
        self._grid = np.dstack([columns, rows])
        self._points = (slice(STRIDE // 2, None, STRIDE), slice(STRIDE // 2, None, STRIDE))
        points = self._grid[self._points].reshape(-1, 2)
        self._points_x = np.ascontiguousarray(points[:, 0]) - (width - 1) / 2
        self._points_y = np.ascontiguousarray(points[:, 1]) - (height - 1) / 2

    def between(self, before: np.ndarray, after: np.ndarray) -> Motion:
        """Return the motion from ``before`` to ``after``, uint8, (h, w)."""
        import cv2

        flow = self.last = self.flow.calc(before, after, None)
        undone = fetched(after, self._grid + flow, cv2.INTER_LINEAR)
        lengths, asked = compiled(kernels.length_sum)(flow, before, after, BLACK, COARSE, np.float32(FINE))
        along, down = (np.ascontiguousarray(flow[..., axis][self._points]).ravel() for axis in (0, 1))
        shift_x, shift_y = middle(along), middle(down)
        zoom, roll, own = compiled(kernels.global_motion)(
            along, down, shift_x, shift_y, self._points_x, self._points_y, DOUBT_PX
        )
        sums = pair_sums(undone, before)
        return Motion(
            residual=sums.apart / before.size,
            changed=changed_share(undone, before, sums),
            speed=lengths / FINE / asked / self.width,
            camera_x=shift_x / self.width,
            camera_y=shift_y / self.width,
            zoom=zoom,
            roll=roll,
            subject=own / self.width,
        )


def fetched(picture: np.ndarray, places: np.ndarray, how: int) -> np.ndarray:
    """Return what a picture shows at ``places``, float32, (h, w, 2) in pixels; how : OpenCV's interpolation."""
    import cv2

    return cv2.remap(picture, places, NO_SECOND_MAP, how, borderMode=cv2.BORDER_REPLICATE)


def middle(values: np.ndarray) -> float:
    """Return the median of a few values, float32, (n,), n even or odd, without numpy's long way to it."""
    ordered = np.sort(values)
    half = ordered.size // 2
    return float(ordered[half] if ordered.size % 2 else (ordered[half - 1] + ordered[half]) / np.float32(2))


@dataclass(frozen=True, slots=True)
class PairSums:
    """What two pictures come to: sum and greatest of their differences, their own sums, those of their squares and of
    their products; whole numbers."""

    apart: int
    most: int
    sum_a: int
    sum_b: int
    squares_a: int
    squares_b: int
    products: int


def pair_sums(a: np.ndarray, b: np.ndarray) -> PairSums:
    """Return the sums of two arrays of whole numbers, uint8 or int16, (h, w), exactly."""
    return PairSums(*compiled(kernels.pair_sums)(a, b))


def changed_share(a: np.ndarray, b: np.ndarray, sums: PairSums) -> float:
    """Return in which share of the picture ``b`` shows something else than ``a``, 0-1; both uint8 (h, w).

    What a change of light explains does not count: the pictures are compared as they are, at the same mean,
    and with the paler one at the contrast of the deeper one, and the least difference holds. Plain to see are
    14 levels, less in pictures of little depth.
    """
    if sums.most <= PLAIN_LEVELS[0]:
        return 0.0
    n = a.size
    mean = (sums.sum_a / n, sums.sum_b / n)
    power = (sums.squares_a / n - mean[0] ** 2, sums.squares_b / n - mean[1] ** 2)
    shared = sums.products / n - mean[0] * mean[1]
    pale, deep = (0, 1) if power[0] < power[1] else (1, 0)
    gain = min(max(shared / max(power[pale], 1.0), 0.0), MOST_GAIN)
    plain = min(max(PLAIN_SHARE * power[deep] ** 0.5, PLAIN_LEVELS[0]), PLAIN_LEVELS[1])
    lighter = mean[deep] - mean[pale]
    reaches = (*reach(0.0, plain), *reach(lighter, plain))
    least = n - max(compiled(kernels.counts_within)((a, b)[deep], (a, b)[pale], *reaches))
    if least and abs(gain - 1) > ALIKE_GAIN:
        offset = mean[deep] - gain * mean[pale]
        scaled = (np.float32(part * SHADES) for part in (gain, offset))
        there = compiled(kernels.counts_scaled)(
            (a, b)[deep], (a, b)[pale], *scaled, *reach(0.0, plain * SHADES), np.float32(SHADES)
        )
        least = min(least, n - there)
    return least / n


def reach(middle: float, width: float) -> tuple[int, int]:
    """Return the least and the greatest whole number within ``width`` of ``middle``."""
    return ceil(middle - width), floor(middle + width)
