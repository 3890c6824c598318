"""Joints: how one take becomes the next, and whether a viewer could see it."""

from dataclasses import dataclass

import numpy as np

from tests.edits.takes import Take

BLANKS = ("fade", "fade_cut", "fade_out", "cut_fade", "blank")
LEAST_TO_BLANK = 12.0
LEAST_MIXED = 9.0
LEAST_CUT = 3.0
SURE_CUT = 25.0
ABOVE_MOTION = 1.7


@dataclass(frozen=True, slots=True)
class Joint:
    """How one take becomes the next: ``length`` frames from the last pure one to the first (0 for a cut)."""

    kind: str
    how: str
    length: int
    hold: int = 0
    length_in: int = 0


def mixed_in(joint: Joint | None) -> int:
    """Return for how many frames the coming take is seen mixed with what was before."""
    if joint is None:
        return 0
    return max(0, (joint.length_in or (joint.length if joint.kind in ("dissolve", "wipe") else 0)) - 1)


def mixed_out(joint: Joint | None) -> int:
    """Return for how many frames the going take is seen mixed with what comes."""
    return 0 if joint is None else max(0, joint.length - 1)


def apart(a: np.ndarray, b: np.ndarray) -> float:
    """Return how far two pictures lie apart, mean levels of 0-255 over small pictures."""
    import cv2

    small = [cv2.resize(x, (48, 27), interpolation=cv2.INTER_AREA).astype(np.int16) for x in (a, b)]
    return float(np.abs(small[0] - small[1]).mean())


def tells(before: Take | None, joint: Joint | None, new: Take, colour: np.ndarray) -> bool:
    """Return whether a viewer could see the joint: its two ends differ, and more than neighbours within a take."""
    if joint is None or before is None:
        blank = np.broadcast_to(colour, new.at(0).shape).astype(np.uint8)
        return apart(new.at(min(mixed_in(joint), new.n_frames - 1)), blank) > LEAST_TO_BLANK
    if joint.kind in ("fade", "fade_cut", "cut_fade", "blank"):
        old = before.at(before.n_frames - 1 - mixed_out(joint))
        blank = np.broadcast_to(colour, old.shape).astype(np.uint8)
        return min(apart(old, blank), apart(new.at(min(mixed_in(joint), new.n_frames - 1)), blank)) > LEAST_TO_BLANK
    if joint.kind in ("dissolve", "wipe"):
        return apart(before.at(before.n_frames - joint.length), new.at(joint.length - 1)) > LEAST_MIXED
    old, first = before.at(before.n_frames - 1), new.at(0)
    step = max(apart(before.at(before.n_frames - 2), old), apart(first, new.at(1)))
    return apart(old, first) > max(LEAST_CUT, min(ABOVE_MOTION * step, SURE_CUT))
