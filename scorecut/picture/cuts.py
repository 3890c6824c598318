"""Hard cuts: the frame at which everything changes at once and does not come back.

Six observations speak for or against a cut between two frames; each is blind to
something another one sees:

- how much of the picture the motion between the two frames leaves unexplained
  (a pan or a large object crossing explains itself), and how far that stands out of
  its surroundings (a shaky shot surrounds itself with change);
- how far the colours jump, against their surroundings;
- how the frames before differ in colour and light from the frames after, against
  their own unrest, near (a sixth of a second) and far (a whip pan keeps its colours);
- whether any of the frames before resembles any after (a flash lies between twins).

Their weighted sum is the log-odds of a cut; the weights are a logistic fit on real
shots and drawn scenes re-edited at random, rounded. A change that returns within
a quarter of a second is a flash and never a cut, whatever the sum says.
"""

from dataclasses import dataclass

import numpy as np

from scorecut.picture.reel import Reel

#: Weights of the observations in the log-odds of a cut, and what is needed before any of them counts.
WEIGHTS = {
    "changed": 2.9,
    "changed_peak": 1.9,
    "colour_peak": 2.4,
    "sides_peak": 2.7,
    "far_sides_peak": 1.5,
    "alike": -4.3,
}
BIAS = -4.5

WINDOW_S = 0.5
SIDE_S = 1 / 6
FAR_SIDE_S = 0.42
RETURN_S = 0.26
RETURNED = 0.45
NEIGHBOUR_PERCENTILE = 85
LEAST_DIFFERENCE = 1.0
LEAST_CHANGED = 0.1
LEAST_COLOUR = 6.0
LEAST_RESIDUAL_PEAK = 1.4
SAME_PICTURE = 0.9
FLASHED = 0.3
FLASH_SETTLES_S = 0.4
AFTER_FLASH = 2.5
CERTAIN = 0.5
NEVER = -50.0
SEEN_AROUND_S = 1.5


@dataclass(frozen=True, slots=True, eq=False)
class CutEvidence:
    """For each frame, how likely a new shot begins with it.

    odds : float64, (n,), log-odds of a cut, flashes ruled out
    returns : float64, (n,), least difference between the picture before and some picture soon after,
        relative to the jump: near 0 in a flash, near 1 at a cut
    """

    odds: np.ndarray
    returns: np.ndarray

    @property
    def probability(self) -> np.ndarray:
        """The probability of a cut at each frame."""
        return 1 / (1 + np.exp(-np.clip(self.odds, -50, 50)))


def cut_evidence(reel: Reel, rate_hz: float) -> CutEvidence:
    """Weigh every frame of the reel; ``rate_hz`` is the typical number of frames a second."""
    odds, returns = np.full(reel.n_frames, NEVER), np.ones(reel.n_frames)
    for piece, place, inside in reel.stretches(margin=round(SEEN_AROUND_S * rate_hz) + 16):
        some_odds, some_returns = weigh(piece, rate_hz)
        odds[place], returns[place] = some_odds[inside], some_returns[inside]
    odds[:1] = NEVER
    return CutEvidence(odds=odds, returns=returns)


def weigh(reel: Reel, rate_hz: float) -> tuple[np.ndarray, np.ndarray]:
    """Return odds and returns (see ``CutEvidence``) of a piece of film; its edges know only one side."""
    seen = observations(reel, rate_hz)
    odds = np.full(reel.n_frames, BIAS)
    for name, weight in WEIGHTS.items():
        odds += weight * seen[name]
    returns = returning(reel.thumbs, max(2, round(RETURN_S * rate_hz)))
    flash = (returns < RETURNED) & (seen["changed"] > FLASHED)
    odds -= AFTER_FLASH * lately(flash, max(1, round(FLASH_SETTLES_S * rate_hz)))
    odds[(returns < RETURNED) | ~breaks(reel, seen, rate_hz)] = NEVER
    return odds, returns


def lately(marks: np.ndarray, frames: int) -> np.ndarray:
    """Return where any of the last ``frames`` frames is marked, this one included, bool, (n,)."""
    count = np.concatenate([[0], np.cumsum(marks)])
    frame = np.arange(marks.size)
    return np.asarray(count[frame + 1] > count[np.maximum(frame + 1 - frames, 0)])


def breaks(reel: Reel, seen: dict[str, np.ndarray], rate_hz: float) -> np.ndarray:
    """Return where anything plain to see happens at all, bool, (n,).

    That is a change of much of the picture, of its colour, or one far above the noise that leaves nothing alike
    (a cut between dark pictures changes few levels; a lamp leaves the shapes).
    """
    colour = sum(np.abs(np.diff(reel.column(name), prepend=reel.column(name)[:1])) for name in ("u", "v"))
    stands_out = peak(reel.column("residual") / reel.active, window_frames(rate_hz), 1.0) > LEAST_RESIDUAL_PEAK
    another = seen["alike"] < SAME_PICTURE
    plain = (seen["changed"] >= LEAST_CHANGED) | (colour / reel.active >= LEAST_COLOUR) | (stands_out & another)
    return np.asarray(plain & (reel.column("difference") / reel.active >= LEAST_DIFFERENCE))


def window_frames(rate_hz: float) -> int:
    """Return how many frames make up the neighbourhood of a frame (odd)."""
    return 2 * max(6, round(WINDOW_S * rate_hz)) + 1


def find_cuts(evidence: CutEvidence, rate_hz: float) -> list[tuple[int, float]]:
    """Return (first frame of the new shot, confidence) of every cut, in order.

    Of candidates closer than a twelfth of a second the likeliest counts.
    """
    probability = evidence.probability
    apart = max(1, round(rate_hz / 12))
    cuts: list[tuple[int, float]] = []
    for frame in np.flatnonzero(probability >= CERTAIN):
        found = (int(frame), float(probability[frame]))
        if cuts and frame - cuts[-1][0] <= apart:
            if evidence.odds[frame] > evidence.odds[cuts[-1][0]]:
                cuts[-1] = found
        else:
            cuts.append(found)
    return cuts


def observations(reel: Reel, rate_hz: float) -> dict[str, np.ndarray]:
    """Return the weighted observations of every frame by name, float64, (n,)."""
    changed = reel.column("changed") / reel.active
    chroma = reel.chroma.astype(np.float64) / 65535
    luma = reel.luma.reshape(reel.n_frames, 16, 2).sum(axis=2, dtype=np.float64) / 65535
    window = window_frames(rate_hz)
    return {
        "changed": changed,
        "changed_peak": peak(changed, window, 0.03),
        "colour_peak": peak(reel.column("chroma_change"), window, 0.03),
        "sides_peak": sides_peak(reel, (chroma, luma), max(2, round(SIDE_S * rate_hz))),
        "far_sides_peak": sides_peak(reel, (chroma, luma), max(4, round(FAR_SIDE_S * rate_hz))),
        "alike": likeness(reel.thumbs),
    }


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


def returning(thumbs: np.ndarray, reach: int) -> np.ndarray:
    """Return how much of each jump is left when one looks up to ``reach`` frames past it, either way, (n,).

    A flash jumps and returns (its end, read backwards, too): near 0. A cut stays away: near 1.
    """
    n = thumbs.shape[0]
    flat = thumbs.reshape(n, -1).astype(np.int16)
    frame = np.arange(n)
    before = np.maximum(frame - 1, 0)
    jump = np.abs(flat - flat[before]).mean(axis=1) + 1.0
    left = np.full(n, np.inf)
    for far in range(1, reach + 1):
        ahead, behind = np.minimum(frame + far, n - 1), np.maximum(frame - 1 - far, 0)
        back_again = np.abs(flat[ahead] - flat[before]).mean(axis=1)
        there_before = np.abs(flat - flat[behind]).mean(axis=1)
        back_again[frame + far > n - 1] = np.inf
        there_before[frame - 1 - far < 0] = np.inf
        left = np.minimum(left, np.minimum(back_again, there_before))
    return np.where(np.isfinite(left), left / jump, 1.0)
