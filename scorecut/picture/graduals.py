"""Dissolves, fades and wipes: one picture becomes another over a quarter of a second to some seconds.

Windows of nine lengths are laid over the film wherever the picture at their ends differs and no single
step makes most of it (that is a cut). Boosted trees, trained by ``make train-picture``, weigh their signs
(``blends``) as nothing, dissolve, wipe, fade out or fade in. Of windows that overlap the surest counts; its ends are then
set to the frames at which the new picture begins to show and the old one is gone.
"""

from dataclasses import dataclass

import numpy as np

from scorecut.picture.blends import LENGTHS_S, PLAIN, Views, Window, views, window_signs, windows
from scorecut.picture.forest import Forest, read_forest
from scorecut.picture.reel import Reel

MODEL = "graduals"
#: Half of the windows show at a glance that nothing is in them; this model tells, and these log-odds are enough.
GLANCES, WORTH = "glances", -4.5
CERTAIN = 0.5
TOUCHING_S = 0.13
REACH_S = 4.5
EARLY, LATE = 3, 97
REFITS = 4
FADES = {"fade_out", "fade_in"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gradual:
    """A ``dissolve``, ``wipe``, ``fade_out`` or ``fade_in``: last pure frame of the old, first pure one of the new.

    confidence : 0-1
    """

    kind: str
    first: int
    last: int
    confidence: float


def find_graduals(reel: Reel, rate_hz: float, closed: list[int]) -> list[Gradual]:
    """Return all gradual transitions in order; none reaches over a frame of ``closed`` (cuts)."""
    found: list[Gradual] = []
    barrier = barriers(reel.n_frames, closed)
    forest = read_forest(MODEL)
    for piece, place, inside in reel.stretches(margin=round(2 * REACH_S * rate_hz)):
        begin = place.start - inside.start
        end = begin + piece.n_frames
        view = views(piece)
        for gradual in weigh(view, rate_hz, barrier[begin : end + 1], forest):
            middle = begin + (gradual.first + gradual.last) // 2
            if place.start <= middle < place.stop:
                found.append(
                    Gradual(
                        kind=gradual.kind,
                        first=begin + gradual.first,
                        last=begin + gradual.last,
                        confidence=gradual.confidence,
                    )
                )
    return joined(sorted(found, key=lambda row: (row.first, row.last)), max(1, round(TOUCHING_S * rate_hz)))


def barriers(n_frames: int, closed: list[int]) -> np.ndarray:
    """Return a number for each frame that rises at every closed one, int64, (n + 1,)."""
    barrier = np.zeros(n_frames + 1, np.int64)
    barrier[[frame for frame in closed if 0 <= frame <= n_frames]] = 1
    return np.cumsum(barrier)


def open_windows(view: Views, rate_hz: float, barrier: np.ndarray) -> list[Window]:
    """Return the windows of all lengths that reach over no barrier."""
    n = view.reel.n_frames
    found: list[Window] = []
    for length in sorted({max(4, round(seconds * rate_hz)) for seconds in LENGTHS_S}):
        found += [w for w in windows(view, length, rate_hz) if barrier[min(w.last, n)] == barrier[w.first]]
    return found


def worth_a_look(found: list[Window]) -> list[Window]:
    """Return the windows that may hold something, as far as a glance can tell."""
    if not found:
        return []
    odds = read_forest(GLANCES).odds(np.array([window.glance for window in found]))[:, 0]
    return [window for window, odd in zip(found, odds, strict=True) if odd >= WORTH]


def weigh(view: Views, rate_hz: float, barrier: np.ndarray, forest: Forest) -> list[Gradual]:
    """Return the graduals of a piece of film, no two overlapping."""
    perhaps = worth_a_look(open_windows(view, rate_hz, barrier))
    if not perhaps:
        return []
    rows = [window_signs(view, w.first, w.last, rate_hz) for w in perhaps]
    odds = forest.odds(np.array([[row[name] for name in forest.names] for row in rows]))
    share = np.exp(odds - odds.max(axis=1, keepdims=True))
    share /= share.sum(axis=1, keepdims=True)  # columns: forest.classes, "none" first
    sure = 1 - share[:, 0]
    chosen: list[Gradual] = []
    for k in np.argsort(-sure, kind="stable"):
        if sure[k] < CERTAIN:
            break
        window = perhaps[k]
        if all(window.last <= other.first or window.first >= other.last for other in chosen):
            kind = forest.classes[1 + int(np.argmax(share[k, 1:]))]
            first, last = fitted(view, window, kind, barrier)
            chosen.append(Gradual(kind=kind, first=first, last=last, confidence=float(sure[k])))
    return chosen


def joined(graduals: list[Gradual], apart: int) -> list[Gradual]:
    """Return the graduals with those made one that overlap or lie within ``apart`` frames: halves of a long one."""
    kept: list[Gradual] = []
    for found in graduals:
        if kept and found.first - kept[-1].last <= apart and not {found.kind, kept[-1].kind} & FADES:
            before = kept[-1]
            surer = before if before.confidence >= found.confidence else found
            kept[-1] = Gradual(
                kind=surer.kind,
                first=before.first,
                last=max(before.last, found.last),
                confidence=surer.confidence,
            )
        else:
            kept.append(found)
    return kept


def fitted(view: Views, window: Window, kind: str, barrier: np.ndarray) -> tuple[int, int]:
    """Return the frames at which the new picture begins to show and the old one is gone.

    A piece out of the middle of a long transition looks like one too: the ends are looked for again from
    where they were found, as long as they move outwards.
    """
    n, first, last = view.reel.n_frames, window.first, window.last
    for _ in range(REFITS):
        length = last - first
        low, high = max(0, first - length // 2), min(n - 1, last + length // 2)
        while barrier[first] != barrier[low]:
            low += 1
        while barrier[high] != barrier[last]:
            high -= 1
        ends = swept(view, low, high) if kind == "wipe" else mixed(view, low, high)
        if ends is None or abs(sum(ends) - first - last) >= 2 * length or ends[1] - ends[0] >= 3 * length:
            break
        first, last = max(low, round(ends[0])), min(high, round(ends[1]))
        if last - first <= length:
            break
    return first, max(last, first + 2)


def mixed(view: Views, low: int, high: int) -> tuple[float, float] | None:
    """Return the ends of a dissolve between two frames that lie outside it; None where none can be told.

    The share of the new picture in each frame is its projection on the line between the two; the straight
    part of that share between a fifth and four fifths, carried on to 0 and 1, marks the ends.
    """
    a, b = (view.pictures[frame].astype(np.float64) for frame in (low, high))
    line = b - a
    share = (view.pictures[low : high + 1].astype(np.float64) - a) @ line / max(1.0, float(line @ line))
    rising = (share > 0.2) & (share < 0.8)
    if rising.sum() < 2:
        return None
    slope, offset = np.polyfit(np.flatnonzero(rising), share[rising], 1)
    if slope <= 1e-3:
        return None
    return low - offset / slope, low + (1 - offset) / slope


def swept(view: Views, low: int, high: int) -> tuple[float, float] | None:
    """Return the ends of a wipe between two frames that lie outside it: when the first and the last parts change."""
    luma = view.luma[low : high + 1]
    line = luma[-1] - luma[0]
    plain = np.abs(line) > PLAIN
    if plain.sum() < 12:
        return None
    over_half = (luma[:, plain] - luma[0, plain]) / line[plain] > 0.5
    moment = over_half.argmax(axis=0)
    return low + float(np.percentile(moment, EARLY)) - 1, low + float(np.percentile(moment, LATE))
