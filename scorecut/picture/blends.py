"""Signs of a gradual transition: what can be said of a window of frames that may be a dissolve, a fade or a wipe.

A dissolve is a mixture of its two ends: the frames in between lie on the straight line from the one to
the other, every part of the picture changes at the same time and slowly, and the mixture is paler than
either end. A fade is a dissolve of which one end is of a single colour. A wipe changes every part quickly, but one after the other, in an order that is smooth over
the picture. What moves leaves the line, what is lit keeps its shapes, a pan goes on outside the window.
"""

from dataclasses import dataclass

import numpy as np

from scorecut.picture.fades import bare
from scorecut.picture.reel import Reel
from scorecut.picture.signs import flat_pictures

LENGTHS_S = (0.25, 0.37, 0.54, 0.75, 1.05, 1.45, 2.05, 2.9, 4.1)
SHARES = (0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875)
LEAST_CHANGE, LEAST_SPREAD = 5.0, 0.3
LARGEST_STEP = 0.55
PLAIN = 8.0
CHUNK = 4096
#: Where windows may lie is told from every third place of the picture.
SPARSE = 3
#: What a window shows at a glance (``Window.glance``), before all its signs are worked out.
GLANCE = ("seconds", "change", "spread", "off_middle", "straight", "largest")
#: A window is looked at in at most so many frames.
LOOKS = 25
#: Added to sums of squares that are divided by.
LEAST_SUM = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Frames ``first`` (the last old picture, perhaps) to ``last`` (the first new one), and how promising they are.

    glance : what ``GLANCE`` names
    """

    first: int
    last: int
    promise: float
    glance: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Views:
    """What the signs are read from, worked out once for a piece of film.

    pictures : int16, (n, d), luma, U and V of the thumbnails; sparse : every third column of it
    luma : float32, (n, h, w)
    path : float64, (n,), how far the picture has gone; strength : its contrast
    spread : float64, (n,), how far each frame is from a single colour: the spread of luma and of the tints
    sums : measures of the reel, each added up over the frames, float64, (n + 1,)
    """

    reel: Reel
    pictures: np.ndarray
    sparse: np.ndarray
    luma: np.ndarray
    path: np.ndarray
    step: np.ndarray
    strength: np.ndarray
    spread: np.ndarray
    column: dict[str, np.ndarray]
    sums: dict[str, np.ndarray]

    def mean(self, name: str, first: int, last: int) -> float:
        """Return the mean of a measure over the frames ``first`` to ``last``; 0 where there is none."""
        if last < first:
            return 0.0
        sums = self.sums[name]
        return float(sums[last + 1] - sums[first]) / (last + 1 - first)


def views(reel: Reel) -> Views:
    """Return the views of a piece of film."""
    pictures = flat_pictures(reel)
    luma = bare(reel).astype(np.float32)
    step = np.concatenate([[0.0], np.abs(np.diff(pictures, axis=0)).mean(axis=1)])
    names = ("difference", "residual", "speed", "lightness", "subject", "camera_x", "camera_y", "zoom")
    column = {name: reel.column(name) / reel.active for name in names}
    column["detail"] = reel.column("detail") / reel.active
    strength = luma.std(axis=(1, 2), dtype=np.float64)
    wide = luma.shape[1] * luma.shape[2]
    tints = pictures[:, wide:].reshape(reel.n_frames, 2, -1)
    spread = strength + tints.std(axis=2, dtype=np.float64).sum(axis=1)
    sums = {name: np.concatenate([[0.0], np.cumsum(values)]) for name, values in column.items()}
    sparse = np.ascontiguousarray(pictures[:, ::SPARSE])
    return Views(reel, pictures, sparse, luma, np.cumsum(step), step, strength, spread, column, sums)


def windows(view: Views, length: int, rate_hz: float) -> list[Window]:
    """Return the windows of ``length`` frames that may hold a gradual transition, the best of each neighbourhood."""
    n = view.reel.n_frames
    first = np.arange(0, n - length)
    if not first.size:
        return []
    last = first + length
    change, spread, off = (np.zeros(first.size) for _ in range(3))
    for begin in range(0, first.size, CHUNK):
        part = slice(begin, min(begin + CHUNK, first.size))
        a, b = view.sparse[first[part]], view.sparse[last[part]]
        apart = np.abs(b - a)
        change[part], spread[part] = apart.mean(axis=1), (apart > PLAIN).mean(axis=1)
        middle = view.sparse[(first[part] + last[part]) // 2]
        off[part] = np.abs(2 * middle - a - b).mean(axis=1) / 2
    from scipy.ndimage import maximum_filter1d

    steps = maximum_filter1d(view.step, length, origin=-(length // 2))
    largest = steps[np.minimum(first + 1, n - 1)]
    way = view.path[last] - view.path[first]
    promise = change / (way + 1.0) - 0.5 * np.minimum(1.0, off / (change + 1.0))
    promise[(change < LEAST_CHANGE) | (spread < LEAST_SPREAD) | (largest > LARGEST_STEP * change)] = -np.inf
    best = maximum_filter1d(promise, max(3, length // 3))
    peaks = np.flatnonzero((promise == best) & np.isfinite(promise) & (promise > -0.2))
    glances = np.column_stack(
        [np.full(n - length, length / rate_hz), change, spread, off / (change + 1), change / (way + 1), largest / (change + 1)]
    )[peaks].tolist()  # fmt: skip
    return [
        Window(first=int(first[k]), last=int(last[k]), promise=float(promise[k]), glance=tuple(glance))
        for k, glance in zip(peaks, glances, strict=True)
    ]


def window_signs(view: Views, first: int, last: int, rate_hz: float) -> dict[str, float]:
    """Return all signs of the window by name."""
    n, length = view.reel.n_frames, last - first
    a, b = view.pictures[first].astype(np.float32), view.pictures[last].astype(np.float32)
    line = b - a
    change = float(np.abs(line).mean())
    looks = first + np.arange(LOOKS) * length // (LOOKS - 1) if length >= LOOKS else np.arange(first, last + 1)
    inside = view.pictures[looks] - a  # (m, d), float32
    share = inside @ line / max(1.0, float(line @ line))  # (m,)
    off = np.abs(inside - share[:, None] * line).mean(axis=1)
    straight = (looks - first) / length
    at = [first + round(s * length) for s in SHARES]
    uneven = float(np.abs(share - straight).mean())
    half = max(2, length // 2)
    low, high = max(0, first - half), min(n - 1, last + half)
    wide = view.luma.shape[1] * view.luma.shape[2]
    la, lb = view.luma[first].ravel(), view.luma[last].ravel()
    za, zb = la - la.mean(), lb - lb.mean()
    power = float(za @ za), float(zb @ zb)
    gain = float(np.clip(za @ zb / (min(power) + wide * 0.5), 0, 4))
    unlit = zb - gain * za if power[0] < power[1] else za - gain * zb
    ends = np.sqrt((view.strength[first] ** 2 + view.strength[last] ** 2) / 2) + 3.0
    detail = view.column["detail"]
    light = view.column["lightness"][first : last + 1]
    luma_a, luma_b = view.reel.luma[first].astype(np.int64), view.reel.luma[last].astype(np.int64)
    chroma_a, chroma_b = view.reel.chroma[first].astype(np.int64), view.reel.chroma[last].astype(np.int64)

    mean = view.mean
    outside = [mean("speed", low, first), mean("speed", last + 1, high)]
    own = mean("speed", first + 1, last)
    left, left_before, left_after = (
        mean("residual", *span) for span in ((first + 1, last), (low, first), (last + 1, high))
    )
    steps = view.step[first + 1 : last + 1]
    unrest_before = float(np.abs(view.pictures[first] - view.pictures[low]).mean())
    unrest_after = float(np.abs(view.pictures[high] - view.pictures[last]).mean())
    seconds = length / rate_hz
    return {
        "seconds": seconds,
        "change": np.log(change + 0.5),
        "spread": float((np.abs(line[:wide]) > PLAIN).mean()),
        "off": float(off.mean()) / (change + 1.0),
        "off_middle": float(off[looks.size // 2]) / (change + 1.0),
        "off_most": float(off.max()) / (change + 1.0),
        "uneven": uneven,
        "backwards": float(np.maximum(-np.diff(share), 0).sum()),
        "straight": change / (float(view.path[last] - view.path[first]) + 1.0),
        "largest": float(steps.max()) / (change + 1.0),
        "steps_even": float(steps.std() / (steps.mean() + 0.3)),
        "alike": float((za @ zb + wide * 0.5) / (np.sqrt(power[0] * power[1]) + wide * 0.5)),
        "light_explains": float(np.abs(unlit).mean() + 0.5) / (float(np.abs(lb - la).mean()) + 0.5),
        "paler": float(np.log((view.strength[at[3]] + 3.0) / ends)),
        "paler_quarters": float(np.log((view.strength[[at[1], at[5]]].mean() + 3.0) / ends)),
        "softer": float(np.log((detail[at[3]] + 0.3) / ((detail[first] + detail[last]) / 2 + 0.3))),
        "unexplained": left / (mean("difference", first + 1, last) + 0.3),
        "unexplained_outside": (left_before + left_after)
        / (mean("difference", low, first) + mean("difference", last + 1, high) + 0.5),
        "busier": float(np.log((left + 0.2) / (left_before + 0.2)) + np.log((left + 0.2) / (left_after + 0.2))),
        "speed": np.log(own + 0.002),
        "speed_outside": np.log(max(outside) + 0.002),
        "speed_rise": np.log((own + 0.002) / (sum(outside) / 2 + 0.002)),
        "camera": np.log(abs(mean("camera_x", first + 1, last)) + abs(mean("camera_y", first + 1, last)) + 0.001),
        "zoom": np.log(abs(mean("zoom", first + 1, last)) + 0.001),
        "unrest_before": unrest_before / (change + 1.0),
        "unrest_after": unrest_after / (change + 1.0),
        "light_step": float(light[-1] - light[0]),
        "light_beyond": float(max(light.max() - max(light[0], light[-1]), min(light[0], light[-1]) - light.min())),
        "lightness": float(min(light[0], light[-1])),
        "histogram": float(np.abs(np.cumsum(luma_a - luma_b)).mean()) / 65535,
        "colours": 0.5 * float(np.abs(chroma_a - chroma_b).sum()) / 65535,
        "flattest": float(np.log(view.strength[first : last + 1].min() + 1.0)),
        "flat_first": float(np.log(view.spread[first] + 0.3)),
        "flat_last": float(np.log(view.spread[last] + 0.3)),
        "flat_beyond": float(np.log(view.spread[max(0, first - 2)] + 0.3)),
        "flat_after": float(np.log(view.spread[min(n - 1, last + 2)] + 0.3)),
        "still_before": float(np.log(unrest_before + 0.2)),
        "still_after": float(np.log(unrest_after + 0.2)),
        **order_signs(view.luma[looks]),
    }


def order_signs(luma: np.ndarray) -> dict[str, float]:
    """Return in what order and how quickly the parts of a window's picture change; luma : float32, (m, h, w).

    For each place that differs between the ends, the share of the new picture over time: the moment at which
    it passes one half, how long it takes from a fifth to four fifths, and how clean it is before and after.
    """
    m = luma.shape[0]
    line = luma[-1] - luma[0]
    plain = np.abs(line) > PLAIN
    if plain.sum() < 12:
        return {"order": 0.0, "order_smooth": 1.0, "quick": 1.0, "clean": 0.0, "order_spread": 0.0, "order_plane": 0.0}
    share = (luma[:, plain] - luma[0, plain]) / line[plain]  # (m, k)
    over_half = share > 0.5
    moment = over_half.argmax(axis=0) / (m - 1)
    late = np.arange(m)[:, None] / (m - 1) >= moment
    clean = np.count_nonzero(late == over_half) / late.size
    between = np.sort(((share > 0.2) & (share < 0.8)).mean(axis=0))
    times = np.full(plain.shape, np.nan)
    times[plain] = moment
    rough = np.concatenate([np.abs(np.diff(times, axis=axis)).ravel() for axis in (0, 1)])
    rough = rough[np.isfinite(rough)]
    spread = float(moment.std())
    rows, columns = np.nonzero(plain)
    centre = np.hypot(rows - plain.shape[0] / 2, columns - plain.shape[1] / 2)
    fits = explained(moment, rows, columns, centre)
    ordered = np.sort(moment)
    return {
        "order": spread,
        "order_smooth": float(rough.mean()) / (spread + 0.02) if rough.size else 1.0,
        "quick": float(between[between.size // 2]),
        "clean": clean,
        "order_spread": float(ordered[int(0.95 * (ordered.size - 1))] - ordered[int(0.05 * (ordered.size - 1))]),
        "order_plane": fits,
    }


def explained(moment: np.ndarray, rows: np.ndarray, columns: np.ndarray, centre: np.ndarray) -> float:
    """Return which share of the variance of ``moment`` (k,) a plane or the distance from the centre explains, 0-1."""
    causes = np.stack([moment, rows, columns, centre]).astype(np.float64)
    causes -= causes.mean(axis=1, keepdims=True)
    (own, by_row, by_column, by_centre), (_, rr, rc, _), (_, _, cc, _), (_, _, _, dd) = (causes @ causes.T).tolist()
    rr, cc, dd = rr + LEAST_SUM, cc + LEAST_SUM, dd + LEAST_SUM
    plane = (by_row * (cc * by_row - rc * by_column) + by_column * (rr * by_column - rc * by_row)) / (rr * cc - rc * rc)
    return max(plane, by_centre * by_centre / dd) / (own + 1e-4 * moment.size)
