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
COARSE = (slice(2, None, 4), slice(2, None, 4))
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
        self._points_x = points[:, 0] - (width - 1) / 2
        self._points_y = points[:, 1] - (height - 1) / 2

    def between(self, before: np.ndarray, after: np.ndarray) -> Motion:
        """Return the motion from ``before`` to ``after``, uint8, (h, w)."""
        import cv2

        flow = self.last = self.flow.calc(before, after, None)
        undone = fetched(after, self._grid + flow, cv2.INTER_LINEAR)
        lit = np.maximum(before[COARSE], after[COARSE]) > BLACK
        lengths = np.rint(np.hypot(flow[..., 0][COARSE], flow[..., 1][COARSE])[lit] * np.float32(FINE)).astype(np.int64)
        sampled = flow[self._points].reshape(-1, 2)
        x, y = sampled[:, 0], sampled[:, 1]
        shift_x, shift_y, zoom, roll = self._camera(x, y)
        own_x = x - (shift_x + zoom * self._points_x - roll * self._points_y)
        own_y = y - (shift_y + zoom * self._points_y + roll * self._points_x)
        return Motion(
            residual=cv2.norm(undone, before, cv2.NORM_L1) / before.size,
            changed=changed_share(undone, before),
            speed=float(lengths.sum()) / FINE / lit.size / self.width,
            camera_x=shift_x / self.width,
            camera_y=shift_y / self.width,
            zoom=zoom,
            roll=roll,
            subject=float(np.hypot(own_x, own_y).mean()) / self.width,
        )

    def _camera(self, x: np.ndarray, y: np.ndarray) -> tuple[float, float, float, float]:
        """Return shift, zoom and roll that most of the picture agrees on: medians, then one weighted fit."""
        shift_x, shift_y = middle(x), middle(y)
        own_x, own_y = x - shift_x, y - shift_y
        weight = 1.0 / (DOUBT_PX + np.hypot(own_x, own_y))
        px, py = self._points_x, self._points_y
        spread = float((weight * (px * px + py * py)).sum())
        zoom = float((weight * (px * own_x + py * own_y)).sum()) / spread
        roll = float((weight * (px * own_y - py * own_x)).sum()) / spread
        return shift_x, shift_y, zoom, roll


def fetched(picture: np.ndarray, places: np.ndarray, how: int) -> np.ndarray:
    """Return what a picture shows at ``places``, float32, (h, w, 2) in pixels; how : OpenCV's interpolation."""
    import cv2

    return cv2.remap(picture, places, NO_SECOND_MAP, how, borderMode=cv2.BORDER_REPLICATE)


def middle(values: np.ndarray) -> float:
    """Return the median of a few values, float32, (n,), n even or odd, without numpy's long way to it."""
    ordered = np.sort(values)
    half = ordered.size // 2
    return float(ordered[half] if ordered.size % 2 else (ordered[half - 1] + ordered[half]) / np.float32(2))


def changed_share(a: np.ndarray, b: np.ndarray) -> float:
    """Return in which share of the picture ``b`` shows something else than ``a``, 0-1; both uint8 (h, w).

    What a change of light explains does not count: the pictures are compared as they are, at the same mean,
    and with the paler one at the contrast of the deeper one, and the least difference holds. Plain to see are
    14 levels, less in pictures of little depth.
    """
    import cv2

    if cv2.norm(a, b, cv2.NORM_INF) <= PLAIN_LEVELS[0]:
        return 0.0
    n = a.size
    mean = [cv2.sumElems(picture)[0] / n for picture in (a, b)]
    power = [squares(picture) / n - m * m for picture, m in zip((a, b), mean, strict=True)]
    shared = product(a, b) / n - mean[0] * mean[1]
    pale, deep = (0, 1) if power[0] < power[1] else (1, 0)
    gain = min(max(shared / max(power[pale], 1.0), 0.0), MOST_GAIN)
    plain = min(max(PLAIN_SHARE * power[deep] ** 0.5, PLAIN_LEVELS[0]), PLAIN_LEVELS[1])
    apart = cv2.subtract((a, b)[deep], (a, b)[pale], dtype=cv2.CV_16S)
    least = min(n - within(apart, middle, plain) for middle in (0.0, mean[deep] - mean[pale]))
    if least and abs(gain - 1) > ALIKE_GAIN:
        offset = mean[deep] - gain * mean[pale]
        fine = cv2.addWeighted((a, b)[pale], -gain * SHADES, (a, b)[deep], SHADES, -offset * SHADES, dtype=cv2.CV_16S)
        least = min(least, n - within(fine, 0.0, plain * SHADES))
    return least / n


def within(values: np.ndarray, middle: float, reach: float) -> int:
    """Return how many of ``values``, int16, lie within ``reach`` of ``middle``."""
    import cv2

    return cv2.countNonZero(cv2.inRange(values, ceil(middle - reach), floor(middle + reach)))


def squares(a: np.ndarray) -> int:
    """Return the sum of squares of an array of whole numbers, uint8 or int16, exactly."""
    import cv2

    return round(cv2.norm(a, cv2.NORM_L2SQR))  # OpenCV may take the root on the way, and squares it again


def product(a: np.ndarray, b: np.ndarray) -> float:
    """Return the sum of products of two arrays of whole numbers, uint8 or int16, exactly."""
    import cv2

    return (squares(a) + squares(b) - round(cv2.norm(a, b, cv2.NORM_L2SQR))) / 2
