"""Scenes: where the film changes place or time, as far as shots and transitions tell; and where nothing is shown."""

import numpy as np

from scorecut.model.picture import Picture

LINK_S = 30.0
SOFT_S = 0.5
BLANK = "black"


def scene_starts(picture: Picture, least_s: float) -> list[float]:
    """Return when scenes begin, seconds, rising, the first 0.

    A fade or a dissolve of half a second or more begins a scene. So does a cut that no pair of like shots
    within half a minute reaches over (Yeung and Yeo 1997), once the scene before has lasted ``least_s``.
    """
    starts = [0.0]
    soft = [t.time_s for t in picture.transitions if t.kind.startswith("fade") or t.end_s - t.start_s >= SOFT_S]
    linked = linked_bounds(picture)
    for i, shot in enumerate(picture.shots[1:], 1):
        at_soft = any(abs(shot.start_s - time_s) < 1e-9 for time_s in soft)
        long_enough = shot.start_s - starts[-1] >= (least_s / 4 if at_soft else least_s)
        if long_enough and (at_soft or not linked[i]):
            starts.append(shot.start_s)
    return starts


def linked_bounds(picture: Picture) -> list[bool]:
    """Return for each shot whether like shots on both sides of its beginning tie it to what was before."""
    last_of: dict[int, int] = {}
    reach = [False] * len(picture.shots)
    for i, shot in enumerate(picture.shots):
        before = last_of.get(shot.group)
        if before is not None and shot.start_s - picture.shots[before].end_s < LINK_S:
            for j in range(before + 1, i + 1):
                reach[j] = True
        last_of[shot.group] = i
    return reach


def blank_times(picture: Picture, times_s: np.ndarray) -> np.ndarray:
    """Return which of the times show nothing or nearly nothing: fades, what lies between them, black shots, bool."""
    blank = np.zeros(times_s.size, bool)
    previous_out = None
    for transition in picture.transitions:
        if transition.kind == "fade_out":
            blank |= (times_s >= transition.start_s) & (times_s <= transition.end_s)
            previous_out = transition.time_s
        elif transition.kind == "fade_in":
            start_s = previous_out if previous_out is not None else transition.start_s
            first = transition is picture.transitions[0]
            blank |= (times_s >= (0.0 if first else start_s)) & (times_s <= transition.end_s)
            previous_out = None
        else:
            if previous_out is not None and transition.kind == "cut":
                blank |= (times_s >= previous_out) & (times_s <= transition.time_s)
            previous_out = None
    if previous_out is not None:
        blank |= times_s >= previous_out
    for shot in picture.shots:
        if BLANK in shot.labels:
            blank |= (times_s >= shot.start_s - 0.125) & (times_s <= shot.end_s + 0.125)
    return blank
