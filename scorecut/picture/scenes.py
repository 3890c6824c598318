"""Scenes: where the film changes place or time, as far as shots and transitions tell; and where nothing is shown."""

from itertools import pairwise

import numpy as np

from scorecut.model.picture import Picture, Shot, Transition

LINK_S = 30.0
SOFT_S = 0.5
BLANK = "black"


def scene_starts(picture: Picture, least_s: float) -> list[float]:
    """Return when scenes begin, seconds, rising, the first 0.

    A fade or a dissolve of half a second or more begins a scene, and so does a picture after a title card or a
    blank; the blank itself belongs to what was before. So does a cut that no pair of like shots within half a minute reaches over (Yeung and Yeo 1997), once
    the scene before has lasted ``least_s``.
    """
    numbers = scene_numbers(picture.shots, picture.transitions, least_s)
    return [0.0, *(shot.start_s for shot, a, b in zip(picture.shots[1:], numbers, numbers[1:]) if a != b)]


def scene_numbers(shots: tuple[Shot, ...], transitions: tuple[Transition, ...], least_s: float) -> list[int]:
    """Return the number of each shot's scene, rising from 0; see ``scene_starts``."""
    soft = [t.time_s for t in transitions if t.kind.startswith("fade") or t.end_s - t.start_s >= SOFT_S]
    linked = linked_bounds(shots)
    numbers, start_s = [0], 0.0
    for i, (before, shot) in enumerate(pairwise(shots), 1):
        plainly = any(abs(shot.start_s - time_s) < 1e-9 for time_s in soft)
        plainly |= shot.kind == "picture" and before.kind != "picture"
        begins = shot.start_s - start_s >= (least_s / 4 if plainly else least_s) and (plainly or not linked[i])
        begins &= shot.kind != "blank"
        start_s = shot.start_s if begins else start_s
        numbers.append(numbers[-1] + begins)
    return numbers[: len(shots)]


def linked_bounds(shots: tuple[Shot, ...]) -> list[bool]:
    """Return for each shot whether like shots on both sides of its beginning tie it to what was before."""
    last_of: dict[int, int] = {}
    reach = [False] * len(shots)
    for i, shot in enumerate(shots):
        before = last_of.get(shot.group)
        if before is not None and shot.start_s - shots[before].end_s < LINK_S:
            for j in range(before + 1, i + 1):
                reach[j] = True
        last_of[shot.group] = i
    return reach


def blank_times(picture: Picture, times_s: np.ndarray) -> np.ndarray:
    """Return which of the times show no picture: fades, what lies between them, blanks, title cards, credits; bool."""
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
    empty = {edge_s for shot in picture.shots if shot.kind == "blank" for edge_s in (shot.start_s, shot.end_s)}
    for transition in picture.transitions:
        if transition.kind != "cut" and transition.time_s in empty:
            blank |= (times_s >= transition.start_s) & (times_s <= transition.end_s)
    for shot in picture.shots:
        if shot.kind != "picture" or BLANK in shot.labels:
            blank |= (times_s >= shot.start_s - 0.125) & (times_s <= shot.end_s + 0.125)
    return blank
