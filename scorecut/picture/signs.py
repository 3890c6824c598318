"""Signs of a cut: what can be said of every frame that the trained classifier of ``cuts`` weighs.

Each sign is blind to something that another one sees. How much of the picture the motion leaves
unexplained, and how far that stands out of its surroundings (a shaking shot surrounds itself with
change); whether the structure of the picture goes on, against what neighbours of one shot have in
common; how the frames before differ from those after in colour and light, near (a sixth of a second)
and far (a whip pan keeps its colours), against their own unrest; whether any frame before resembles any
after (a flash lies between twins); whether a change of light alone explains it (a lamp).
"""

import numpy as np

from scorecut.picture.closer import CHANGED_LEVELS
from scorecut.picture.fades import bare
from scorecut.picture.reel import Reel

WINDOW_S = 0.5
SIDE_S = 1 / 6
FAR_SIDE_S = 0.42
RETURN_S = 0.26
NEIGHBOUR_PERCENTILE = 85
FLASHED = 0.3
RETURNED = 0.45
FLASH_SETTLES_S = 0.4
STAYS_S = (0.12, 0.25, 0.5)
BLOCKS = (6, 8)


def signs(reel: Reel, rate_hz: float) -> dict[str, np.ndarray]:
    """Return all signs of every frame by name, float64, (n,); ``rate_hz`` frames a second are typical."""
    seen, pictures = plain_signs(reel, rate_hz)
    return seen | lasting_signs(pictures, rate_hz, np.arange(reel.n_frames))


def lasting_signs(pictures: np.ndarray, rate_hz: float, frames: np.ndarray) -> dict[str, np.ndarray]:
    """Return whether the picture stays away, near and far, at some frames: the dearest signs, float64, (len(frames),)."""
    return {
        f"stays_{round(seconds * 100):02d}": stays_away(pictures, max(2, round(seconds * rate_hz)), frames)
        for seconds in STAYS_S
    }


def plain_signs(reel: Reel, rate_hz: float) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Return the signs that ask little of every frame, and the pictures that the others are read from."""
    window = window_frames(rate_hz)
    column = {name: reel.column(name) / reel.active for name in ("changed", "residual", "difference", "lightness")}
    chroma_change, luma_change = reel.column("chroma_change"), reel.column("luma_change") / reel.active
    chroma = reel.chroma.astype(np.float64) / 65535
    luma = reel.luma.reshape(reel.n_frames, 16, 2).sum(axis=2, dtype=np.float64) / 65535
    pictures = flat_pictures(reel)
    returns, soon = returning(pictures, (max(2, round(RETURN_S * rate_hz)), 2))
    flash = (returns < RETURNED) & (column["changed"] > FLASHED)
    settles = max(1, round(FLASH_SETTLES_S * rate_hz))
    strength = np.sqrt(np.maximum(reel.column("lightness_squared") / reel.active - column["lightness"] ** 2, 0))
    usual = np.minimum(reel.column("same_before"), reel.column("same_after"))
    speed = reel.column("speed") / reel.active
    jump, unlit, spread = light_explains(pictures, reel)
    found = {
        "changed": column["changed"],
        "changed_peak": peak(column["changed"], window, 0.03),
        "changed_alone": alone(column["changed"], 0.03),
        "residual": np.log(column["residual"] + 0.1),
        "residual_peak": peak(column["residual"], window, 0.15),
        "residual_alone": alone(column["residual"], 0.15),
        "difference": np.log(column["difference"] + 0.1),
        "difference_peak": peak(column["difference"], window, 0.2),
        "colour": chroma_change,
        "colour_peak": peak(chroma_change, window, 0.03),
        "light_peak": peak(luma_change, window, 0.01),
        "sides_peak": sides_peak(reel, (chroma, luma), max(2, round(SIDE_S * rate_hz))),
        "far_sides_peak": sides_peak(reel, (chroma, luma), max(4, round(FAR_SIDE_S * rate_hz))),
        "alike": likeness(bare(reel)),
        "returns": returns,
        "returns_soon": soon,
        "lighter": np.diff(column["lightness"], prepend=column["lightness"][:1]),
        "lightness": np.minimum(column["lightness"], np.roll(column["lightness"], 1)),
        "contrast": np.minimum(strength, np.roll(strength, 1)),
        "detail": np.log(np.minimum(reel.column("detail"), np.roll(reel.column("detail"), 1)) + 0.1),
        "light_explains": unlit,
        "spread": spread,
        "jump": np.log(jump),
        "flash_before": lately(flash, settles).astype(np.float64),
        "flash_after": lately(flash[::-1], settles)[::-1].astype(np.float64),
        "speed_before": np.log(np.maximum(np.roll(speed, 1), np.roll(speed, 2)) + 0.001),
        "speed_after": np.log(np.maximum(np.roll(speed, -1), np.roll(speed, -2)) + 0.001),
        "same_fall": reel.column("same_moved") - usual,
        "same_far_fall": reel.column("same_far") - usual,
        **{name: reel.column(name) for name in ("same", "same_moved", "same_far", "same_before", "same_after")},
        "agree": reel.column("agree"),
    }
    return found, pictures


def looked_at(reel: Reel) -> np.ndarray:
    """Return which frames had a closer look: only these can be cuts, bool, (n,)."""
    return reel.column("looked") > 0


def window_frames(rate_hz: float) -> int:
    """Return how many frames make up the neighbourhood of a frame (odd)."""
    return 2 * max(6, round(WINDOW_S * rate_hz)) + 1


def flat_pictures(reel: Reel) -> np.ndarray:
    """Return the thumbnails without the letterbox in rows of luma, U and V, int16, (n, d)."""
    luma = bare(reel).reshape(reel.n_frames, -1)
    return np.concatenate([luma, bare_tints(reel).reshape(reel.n_frames, -1)], axis=1).astype(np.int16)


def bare_tints(reel: Reel) -> np.ndarray:
    """Return the colour thumbnails without the letterbox, uint8, (n, 2, h, w)."""
    height, width = reel.tints.shape[2:]
    bars = reel.bars
    top, bottom = int(np.ceil(bars.top * height)), int(np.ceil(bars.bottom * height))
    left, right = int(np.ceil(bars.left * width)), int(np.ceil(bars.right * width))
    return reel.tints[:, :, top : height - bottom, left : width - right]


def light_explains(pictures: np.ndarray, reel: Reel) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the mean jump of every frame, what gain and offset of light leave of it (0-1), and its spread (0-1)."""
    n, wide = reel.n_frames, bare(reel).reshape(reel.n_frames, -1).shape[1]
    luma = pictures[:, :wide].astype(np.float32)
    before = luma[np.maximum(np.arange(n) - 1, 0)]
    jump = np.abs(pictures - pictures[np.maximum(np.arange(n) - 1, 0)]).mean(axis=1) + 0.5
    a, b = before - before.mean(axis=1, keepdims=True), luma - luma.mean(axis=1, keepdims=True)
    power_a, power_b = (a * a).sum(axis=1, dtype=np.float64), (b * b).sum(axis=1, dtype=np.float64)
    shared = (a * b).sum(axis=1, dtype=np.float64)
    pale = np.minimum(power_a, power_b) + wide * 0.5
    gain = np.clip(shared / pale, 0, 4)[:, None].astype(np.float32)
    left = np.where((power_a < power_b)[:, None], b - gain * a, a - gain * b)
    unlit = (np.abs(left).mean(axis=1) + 0.5) / (np.abs(luma - before).mean(axis=1) + 0.5)
    spread = (np.abs(luma - before) > CHANGED_LEVELS).mean(axis=1)
    return jump, np.minimum(unlit, 2.0), spread


def stays_away(pictures: np.ndarray, far: int, frame: np.ndarray) -> np.ndarray:
    """Return how far the pictures ``far`` frames on either side of cuts-to-be lie apart, against their unrest (log).

    The least distance of three frames before to three after counts, and the largest within either three.
    """
    n = pictures.shape[0]

    def apart(i: np.ndarray, j: np.ndarray) -> np.ndarray:
        i, j = np.clip(i, 0, n - 1), np.clip(j, 0, n - 1)
        return np.abs(pictures[i] - pictures[j]).mean(axis=1)

    across = np.minimum(
        np.minimum(apart(frame - 1, frame + far - 1), apart(frame - far, frame)),
        np.minimum(apart(frame - far, frame + far - 1), apart(frame - 1 - far // 2, frame + far // 2)),
    )
    within = np.maximum(apart(frame - far, frame - 1), apart(frame, frame + far - 1))
    return np.log((across + 0.5) / (within + 0.5))


def lately(marks: np.ndarray, frames: int) -> np.ndarray:
    """Return where any of the last ``frames`` frames is marked, this one included, bool, (n,)."""
    count = np.concatenate([[0], np.cumsum(marks)])
    frame = np.arange(marks.size)
    return np.asarray(count[frame + 1] > count[np.maximum(frame + 1 - frames, 0)])


def alone(values: np.ndarray, floor: float) -> np.ndarray:
    """Return how far each value stands above the larger of its two neighbours on either side (log ratio)."""
    edge = np.pad(values, 2, mode="edge")
    around = np.max([edge[i : i + values.size] for i in (0, 1, 3, 4)], axis=0)
    return np.log((values + floor) / (around + floor))


def sides_peak(reel: Reel, histograms: tuple[np.ndarray, ...], side: int) -> np.ndarray:
    """Return how far the look of the ``side`` frames before is from that after, against the unrest of either."""
    apart, unrest = np.zeros(reel.n_frames), np.zeros(reel.n_frames)
    for histogram in histograms:
        between, within = sides(histogram, side)
        apart += between / reel.active
        unrest += within / reel.active
    return np.log((apart + 0.05) / (unrest + 0.05))


def peak(values: np.ndarray, window: int, floor: float) -> np.ndarray:
    """Return how far each value stands above the busy part of its neighbourhood (log ratio)."""
    from scipy.ndimage import percentile_filter

    around = percentile_filter(values, NEIGHBOUR_PERCENTILE, size=window, mode="nearest")
    return np.log((values + floor) / (around + floor))


def sides(histogram: np.ndarray, side: int) -> tuple[np.ndarray, np.ndarray]:
    """Return, at each frame, the distance of the ``side`` frames before from those after, and the unrest of either.

    histogram : float64, (n, bins), rows summing to 1; distances are 0-1, float64, (n,)
    """
    n = histogram.shape[0]
    total = np.vstack([np.zeros((1, histogram.shape[1])), np.cumsum(histogram, axis=0)])
    frame = np.arange(n)

    def mean(first: np.ndarray, last: np.ndarray) -> np.ndarray:
        last = np.clip(last, 1, n)
        first = np.clip(first, 0, last - 1)
        return (total[last] - total[first]) / (last - first)[:, None]

    def distance(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return 0.5 * np.abs(a - b).sum(axis=1)

    half = side // 2
    before, after = mean(frame - side, frame), mean(frame, frame + side)
    unrest_before = distance(mean(frame - side, frame - half), mean(frame - half, frame))
    unrest_after = distance(mean(frame, frame + half), mean(frame + half, frame + side))
    return distance(before, after), np.maximum(unrest_before, unrest_after)


def likeness(thumbs: np.ndarray, reach: int = 3) -> np.ndarray:
    """Return the best correlation of any of the last three frames with any of the next three, -1..1, (n,)."""
    n = thumbs.shape[0]
    flat = thumbs.reshape(n, -1).astype(np.float32)
    flat -= flat.mean(axis=1, keepdims=True)
    power = (flat * flat).sum(axis=1, dtype=np.float64)
    frame = np.arange(n)
    best = np.full(n, -1.0)
    quiet = flat.shape[1] * 0.5
    for lag in range(1, 2 * reach):
        later = np.minimum(frame + lag, n - 1)
        product = (flat * flat[later]).sum(axis=1, dtype=np.float64)
        alike = (product + quiet) / (np.sqrt(power * power[later]) + quiet)
        for back in range(max(1, lag - reach + 1), min(lag, reach) + 1):
            best[back:] = np.maximum(best[back:], alike[: n - back]) if n > back else best[back:]
    return best


def returning(pictures: np.ndarray, reaches: tuple[int, ...]) -> list[np.ndarray]:
    """Return how much of each jump is left when one looks so many frames past it, either way, (n,) for each reach.

    A flash jumps and returns (its end, read backwards, too): near 0. A cut stays away: near 1.
    """
    n, flat = pictures.shape[0], pictures
    jump = np.abs(np.diff(flat, axis=0, prepend=flat[:1])).mean(axis=1) + 1.0
    left = np.full(n, np.inf)
    found: dict[int, np.ndarray] = {}
    for far in range(1, max(reaches) + 1):
        if far < n:
            left[0] = min(left[0], np.abs(flat[far] - flat[0]).mean())
        apart = np.abs(flat[far + 1 :] - flat[: max(0, n - far - 1)]).mean(
            axis=1
        )  # from before a jump to ``far`` past it
        left[1 : 1 + apart.size] = np.minimum(left[1 : 1 + apart.size], apart)
        left[far + 1 :] = np.minimum(left[far + 1 :], apart)
        found[far] = np.where(np.isfinite(left), left / jump, 1.0)
    return [found[reach] for reach in reaches]
