"""Ducking: the music steps back for spoken lines, beforehand and gently.

Each span of speech asks for a depth; between spans closer than 1.5 s the music does not come back, so that it
does not pump between sentences. It comes down at 5 dB a second at most (6 with the slow ride of its level), has
arrived 0.1 s before the line, waits 0.4 s after it and comes back slower (SYNC.md section 6).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from scorecut.model.curve import Curve
from scorecut.model.picture import Speech

LEAST_SPAN_S = 0.5
MERGE_S = 1.5
ARRIVE_S = 0.1
HOLD_S = 0.4
DOWN_DB_S = 5.0
UP_DB_S = 4.0
LEAST_DOWN_S, LEAST_UP_S = 0.3, 0.8
GRID_S = 0.05


@dataclass(frozen=True, slots=True)
class Group:
    """Spans so close that the music stays back between them."""

    spans: tuple[Speech, ...]

    @property
    def start_s(self) -> float:
        return self.spans[0].start_s

    @property
    def end_s(self) -> float:
        return max(span.end_s for span in self.spans)


def grouped(speech: Sequence[Speech]) -> tuple[Group, ...]:
    """Return the spans of half a second or more in groups without a gap of 1.5 s."""
    groups: list[list[Speech]] = []
    for span in sorted(speech, key=lambda span: span.start_s):
        if span.end_s - span.start_s < LEAST_SPAN_S:
            continue
        if groups and span.start_s - max(one.end_s for one in groups[-1]) < MERGE_S:
            groups[-1].append(span)
        else:
            groups.append([span])
    return tuple(Group(tuple(group)) for group in groups)


def stepped_back(groups: Sequence[Group], depths_db: Sequence[Sequence[float] | np.ndarray], length_s: float) -> Curve:
    """Return the ducking in dB (0 or below) over the film; ``depths_db`` >= 0, for each group one for each span."""
    times_s = np.arange(int(np.ceil(length_s / GRID_S)) + 2) * GRID_S
    depth = np.zeros(times_s.size)
    for group, depths in zip(groups, depths_db):
        for span, deep in zip(group.spans, depths):
            depth = np.maximum(depth, _step(times_s, span.start_s, span.end_s, deep))
        for (one, other), pair in zip(pairwise(group.spans), pairwise(depths)):
            depth = np.maximum(depth, _step(times_s, one.end_s, other.start_s, min(pair)))
    return pruned(times_s, -np.round(depth, 9))


def _step(times_s: np.ndarray, start_s: float, end_s: float, deep: float) -> np.ndarray:
    """Return one step back over time, dB (0 or more), with its ways down and up."""
    if deep <= 0.0:
        return np.zeros(times_s.size)
    down_s, up_s = max(LEAST_DOWN_S, deep / DOWN_DB_S), max(LEAST_UP_S, deep / UP_DB_S)
    there, back = start_s - ARRIVE_S, max(start_s, end_s) + HOLD_S
    return np.interp(times_s, (there - down_s, there, back, back + up_s), (0.0, deep, deep, 0.0))


def presence(groups: Sequence[Group], length_s: float) -> Curve:
    """Return where speech is, 0 to 1, with soft edges of 0.3 s: for the dip between 300 Hz and 4 kHz."""
    times_s = np.arange(int(np.ceil(length_s / GRID_S)) + 2) * GRID_S
    share = np.zeros(times_s.size)
    for group in groups:
        corners = (group.start_s - ARRIVE_S - 0.3, group.start_s - ARRIVE_S, group.end_s + 0.2, group.end_s + 0.7)
        share = np.maximum(share, np.interp(times_s, corners, (0.0, 1.0, 1.0, 0.0)))
    return pruned(times_s, np.round(share, 6))


def pruned(times_s: np.ndarray, values: np.ndarray) -> Curve:
    """Return the curve without the points that lie on the line between their neighbours."""
    slope = np.diff(values) / np.diff(times_s)
    bends = np.abs(np.diff(slope)) > 1e-9
    keep = np.concatenate([[True], bends, [True]])
    return Curve(times_s=times_s[keep], values=values[keep])
