"""A closer look at frames over which much changes: is it still the same scene?

Six small frames are kept, so that a frame can be compared with those a little before and after it.
What counts is structure: the picture with its local light and contrast taken out, so that a lamp, an
explosion or a cloud leave it as it is. Two pictures are compared as they are and with the flow between
them undone; how much two neighbours of the same shot have in common just before and just after tells
what to expect of a blurred, dark or shaking scene.
"""

from collections import deque

import numpy as np

from scorecut.model.machine_code import compiled
from scorecut.picture import kernels
from scorecut.picture.motion import fetched, pair_sums

#: How many pixels around each the neighbourhood reaches whose light is taken out, and what contrast counts as noise, in levels.
REACH = 4
NOISE = 3.0
FINE = 256
AGREE_PX = 1.0
#: Frames before and after that a closer look takes in, and how many times a picture is shown at most in a cadence.
BEFORE, AFTER, CADENCE = 3, 1, 3
#: A frame is looked at closer where most of the picture changes, or where a change is plain and larger than lately.
MOST = 0.6
PLAIN = {"changed": 0.05, "chroma_change": 0.05, "residual": 0.35, "difference": 2.0}
RATIO, LATELY = 1.35, 0.15
#: A pixel of the thumbnail has changed where it differs by more than so many levels. A cut changes at least this share
#: of the picture so, or of its colours.
CHANGED_LEVELS, LEAST_SPREAD, LEAST_COLOUR = 4, 0.1, 0.2
#: Looked at closer is what changes half of that: which part of the frame is picture is not known before the film's end,
#: and what is not dark (codes) stands for it.
HALF, LIT = 0.5, 28
#: A single leap, as of a flash, does not become usual.
LEAP = 2.0
#: So much structure in common is the same scene, and needs no closer look.
PLAINLY_SAME = 0.85
#: Below this difference (levels) a frame repeats the one before.
STILL = 0.02
#: A cut is about as large as what changes in the frames beside it.
TOP = 0.5

#: What a look finds; see ``Looker``. Where nothing happens all but the last are 1.
FINDINGS = ("same", "same_moved", "same_far", "same_before", "same_after", "agree", "looked")


class Looker:
    """Compares small frames (h, w), uint8; flow : a dense flow of OpenCV."""

    def __init__(self, height: int, width: int, flow) -> None:
        self._flow = flow
        columns, rows = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
        self._grid = np.dstack([columns, rows])
        self._ring: deque[tuple[int, np.ndarray, dict[str, float], np.ndarray | None]] = deque(
            maxlen=BEFORE + AFTER + 1
        )
        self._thumb: np.ndarray | None = None
        self._usual: dict[str, float] = {}
        self._waiting: deque[int] = deque()

    def add(
        self,
        number: int,
        small: np.ndarray,
        thumb: np.ndarray,
        row: dict[str, float],
        flow: np.ndarray | None = None,
    ) -> list[tuple[int, dict[str, float]]]:
        """Take a frame and what changed in it; return (number, findings) of earlier frames that are due.

        thumb : uint8, the frame smaller still
        row : ``changed``, ``chroma_change``, ``residual`` and ``difference`` of the frame against the one before
        flow : from the frame before to this one, float32, (h, w, 2), where it is known already
        """
        if self._ring and row["difference"] < STILL:
            for name in PLAIN:
                self._usual[name] = (1 - LATELY) * self._usual.get(name, 0.0)
            return []
        self._ring.append((number, small, row, flow))
        before, self._thumb = self._thumb, thumb
        if before is None:
            return []
        stands_out = row["changed"] > MOST
        for name, least in PLAIN.items():
            usual = self._usual.get(name, row[name])
            stands_out |= row[name] > max(least, RATIO * usual)
            self._usual[name] = usual + LATELY * (min(row[name], LEAP * usual + least) - usual)
        if stands_out and (row["chroma_change"] >= LEAST_COLOUR or is_wide(before, thumb)):
            self._waiting.append(number)
        due = []
        while self._waiting and self._place(self._waiting[0]) <= len(self._ring) - 1 - AFTER:
            wanted = self._waiting.popleft()
            if self._is_top(place := self._place(wanted)):
                due.append((wanted, self._look(place)))
        return due

    def flush(self) -> list[tuple[int, dict[str, float]]]:
        """Return the findings of frames that still wait for frames after them: there are none."""
        due = [(n, self._look(self._place(n))) for n in self._waiting if self._is_top(self._place(n))]
        self._waiting.clear()
        return due

    def _place(self, number: int) -> int:
        return next(i for i, (n, *_) in enumerate(self._ring) if n == number)

    def _is_top(self, at: int) -> bool:
        """Whether any kind of change is about as large as in the frames beside: a cut is."""
        own = self._ring[at][2]
        beside = [
            row for i in (at - 1, at + 1) if 0 <= i < len(self._ring)
            for n, _, row, _ in [self._ring[i]] if abs(n - self._ring[at][0]) <= CADENCE
        ]  # fmt: skip
        return any(own[name] > TOP * max((row[name] for row in beside), default=0.0) for name in PLAIN)

    def _look(self, at: int) -> dict[str, float]:
        """Return the findings at a place of the ring; none where the scene plainly goes on.

        same, same_moved : structure in common over the change, as it is and with the flow undone
        same_far : likewise undone, between frames somewhat further away on either side, the best of two
        same_before, same_after : likewise between neighbours before and after the change
        agree : share of the picture where the flow forth and the flow back lead to the same place
        """
        frames = {i: self._ring[i][1] for i in (at - 2, at - 1, at, at + 1) if self._near(i, at)}
        shapes: dict[int, np.ndarray] = {}

        def shape(i: int) -> np.ndarray:
            if i not in shapes:
                shapes[i] = structure(frames[i])
            return shapes[i]

        def moved(i: int, j: int) -> float:
            flow = self._ring[j][3] if j == i + 1 else None
            flow = self._flow.calc(frames[i], frames[j], None) if flow is None else flow
            return likeness(shape(i), structure(self._undone(frames[j], flow)))

        same, one = likeness(shape(at - 1), shape(at)), moved(at - 1, at)
        if max(same, one) > PLAINLY_SAME:
            return {}
        far = [moved(i, j) for i, j in ((at - 2, at), (at - 1, at + 1)) if i in frames and j in frames]
        forth = self._ring[at][3]
        if forth is None:
            forth = self._flow.calc(frames[at - 1], frames[at], None)
        return {
            "same": same,
            "same_moved": one,
            "same_far": max(far, default=one),
            "same_before": moved(at - 2, at - 1) if at - 2 in frames else 1.0,
            "same_after": moved(at, at + 1) if at + 1 in frames else 1.0,
            "agree": self._agreement(forth, self._flow.calc(frames[at], frames[at - 1], None)),
            "looked": 1.0,
        }

    def _near(self, i: int, at: int) -> bool:
        """Whether a place of the ring lies beside the change at ``at``: after a longer stillness it does not."""
        if not 0 <= i < len(self._ring):
            return False
        near = at - 1 if i < at else at
        return abs(self._ring[i][0] - self._ring[near][0]) <= CADENCE

    def _undone(self, after: np.ndarray, flow: np.ndarray) -> np.ndarray:
        import cv2

        return fetched(after, self._grid + flow, cv2.INTER_LINEAR)

    def _agreement(self, forth: np.ndarray, back: np.ndarray) -> float:
        import cv2

        returned = forth + fetched(back, self._grid + forth, cv2.INTER_NEAREST)
        off = cv2.magnitude(*cv2.split(returned))
        return cv2.countNonZero(cv2.inRange(off, 0.0, AGREE_PX)) / off.size


def is_wide(before: np.ndarray, after: np.ndarray) -> bool:
    """Whether enough of a thumbnail changes, uint8, (h, w), for a cut."""
    changed, shown = compiled(kernels.plain_changes)(before, after, CHANGED_LEVELS, LIT)
    return bool(changed >= HALF * LEAST_SPREAD * shown)


def structure(small: np.ndarray) -> np.ndarray:
    """Return a picture (h, w), uint8, with local light and contrast taken out, int16 in 1/256."""
    out = np.empty(small.shape, np.int16)
    compiled(kernels.bare_structure)(small, REACH, NOISE, FINE, out)
    return out


def likeness(a: np.ndarray, b: np.ndarray) -> float:
    """Return the correlation of two structures, about 0 (nothing in common) to 1 (the same).

    Two flat pictures are alike, a flat one and another are not.
    """
    quiet = a.size * (FINE * 0.05) ** 2
    sums = pair_sums(a, b)
    return float((sums.products + quiet) / ((sums.squares_a + quiet) * (sums.squares_b + quiet)) ** 0.5)
