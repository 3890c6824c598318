"""How fast the film is cut: shot lengths on a log scale, as an arousal from 0 to 1."""

import numpy as np

from scorecut.model.curve import Curve
from scorecut.model.picture import Shot

REACH_S = 15.0
SLOW_S = 9.0
FAST_S = 1.5
SHORTEST_S = 0.3


def cut_pace(shots: tuple[Shot, ...], end_s: float, times_s: np.ndarray) -> Curve:
    """Return the pace at ``times_s``: clip((ln 9 - ln median) / (ln 9 - ln 1.5), 0, 1).

    The median is over the shots within 15 s, nearer ones counting more (average shot length about 9 s in the
    1940s, 4-6 s now, 1.5-2 s in action: Bordwell, Salt). Shots shorter than 0.3 s count as 0.3 s,
    so a strobe is no faster than fast cutting. Blanks, title cards and credits are no shots here: the shot before
    them counts as lasting until the next. A film without a cut has no pace: 0.
    """
    seen = [(shot.start_s, shot.end_s) for shot in shots if shot.kind == "picture"]
    if len(seen) < 2:
        return Curve(times_s=times_s, values=np.zeros_like(times_s))
    starts = np.array([start_s for start_s, _ in seen])
    ends = np.append(starts[1:], end_s if shots[-1].kind == "picture" else seen[-1][1])
    lengths = np.maximum(ends - starts, SHORTEST_S)
    order = np.argsort(lengths, kind="stable")
    pace = np.empty_like(times_s)
    for i, time_s in enumerate(times_s):
        away = np.maximum(0, np.maximum(starts - time_s, time_s - ends))[order]
        weight = np.maximum(0, 1 - away / max(REACH_S, 2 * away.min()))
        total = np.cumsum(weight)
        median = np.interp(total[-1] / 2, total - weight / 2, np.log(lengths[order]))
        pace[i] = (np.log(SLOW_S) - median) / (np.log(SLOW_S) - np.log(FAST_S))
    return Curve(times_s=times_s, values=np.clip(pace, 0, 1))
