"""Hard cuts: the frame at which everything changes at once and does not come back.

The signs of ``signs`` are weighed by boosted trees, trained by ``make train-picture`` on real shots and
drawn scenes re-edited at random, among flashes, strobes, lamps, explosions, whip pans, shaking cameras
and objects that cross close to the lens. A change that returns within two frames is a flash and never a
cut, whatever the trees say.
"""

from dataclasses import dataclass

import numpy as np

from scorecut.picture.closer import LEAST_COLOUR, LEAST_SPREAD
from scorecut.picture.forest import read_forest
from scorecut.picture.reel import Reel
from scorecut.picture.signs import lasting_signs, looked_at, plain_signs

MODEL = "cuts"
#: A picture that comes back this far is a flash, whatever else is seen.
PLAINLY_RETURNED = 0.25
LEAST_DIFFERENCE = 0.3
CERTAIN = 0.35
NEVER = -50.0
SEEN_AROUND_S = 1.5
APART_S = 1 / 12


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
    seen, pictures = plain_signs(reel, rate_hz)
    odds = np.full(reel.n_frames, NEVER)
    perhaps = np.flatnonzero(possible(reel, seen))
    if perhaps.size:
        forest = read_forest(MODEL)
        told = {name: values[perhaps] for name, values in seen.items()} | lasting_signs(pictures, rate_hz, perhaps)
        odds[perhaps] = forest.odds(np.column_stack([told[name] for name in forest.names]))[:, 0]
    return odds, seen["returns"]


def possible(reel: Reel, seen: dict[str, np.ndarray]) -> np.ndarray:
    """Return which frames can be cuts at all: much of the picture changes, and stays so a while, bool, (n,)."""
    happens = reel.column("difference") / reel.active >= LEAST_DIFFERENCE
    wide = (seen["spread"] >= LEAST_SPREAD) | (seen["colour"] >= LEAST_COLOUR)
    return np.asarray(looked_at(reel) & happens & wide & (seen["returns_soon"] >= PLAINLY_RETURNED))


def find_cuts(evidence: CutEvidence, rate_hz: float) -> list[tuple[int, float]]:
    """Return (first frame of the new shot, confidence) of every cut, in order.

    Of candidates closer than a twelfth of a second the likeliest counts.
    """
    probability = evidence.probability
    apart = max(1, round(rate_hz * APART_S))
    cuts: list[tuple[int, float]] = []
    for frame in np.flatnonzero(probability >= CERTAIN):
        found = (int(frame), float(probability[frame]))
        if cuts and frame - cuts[-1][0] <= apart:
            if evidence.odds[frame] > evidence.odds[cuts[-1][0]]:
                cuts[-1] = found
        else:
            cuts.append(found)
    return cuts
