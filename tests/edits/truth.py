"""What is known about an edited film: its transitions, and what happens inside its shots without being one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np


@dataclass(frozen=True, slots=True)
class Truth:
    """A transition in frames, counted from 0.

    first, last : the last pure frame of the old picture and the first pure one of the new (cut: both the first new)
    frame : the one that carries the transition's time: a cut's first new frame, the middle of a dissolve or wipe,
        the first blank frame of a fade out, the first frame that is no longer blank of a fade in
    how : its manner, for reading errors: jump, similar, circle, push ...
    """

    kind: str
    first: int
    last: int
    frame: int
    how: str = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that is no transition although it may look like one; the frames ``first`` to ``last``."""

    kind: str
    first: int
    last: int


@dataclass(frozen=True, eq=False)
class Edit:
    """An edited film: its frames are drawn anew each time that they are asked for.

    render : gives the frames in order, uint8 BGR (height, width, 3)
    crf : how coarsely ``write`` encodes it; bitrate_k : kbit/s instead where it is set
    """

    seed: int
    width: int
    height: int
    rate: Fraction
    n_frames: int
    truth: tuple[Truth, ...]
    happenings: tuple[Happening, ...]
    render: Callable[[], Iterator[np.ndarray]] = field(repr=False)
    crf: int = 23
    bitrate_k: int | None = None

    def frames(self) -> Iterator[np.ndarray]:
        """Give the frames, uint8 BGR (height, width, 3)."""
        return self.render()

    def i420(self) -> Iterator[np.ndarray]:
        """Give the frames as yuv420p, uint8 (height * 3 // 2, width), limited range."""
        import cv2

        for frame in self.render():
            yield cv2.cvtColor(frame, cv2.COLOR_BGR2YUV_I420)
