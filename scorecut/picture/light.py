"""Light, colour and motion of the picture as curves at 4 Hz, as if the letterbox were not there.

Each frame holds until the next one is shown; a value at 4 Hz is the mean over its
quarter second. What the picture does during a transition (the mixture of a
dissolve moves everywhere, a cut tears everything) is no motion of anything seen:
motion there is carried over from the frames around.
"""

import numpy as np

from scorecut.model.clock import Clock
from scorecut.model.curve import Curve
from scorecut.picture.reel import SMALL, Reel
from scorecut.picture.shots import Change
from scorecut.picture.signs import RETURNED

STEP_S = 0.25
#: A step of light in one frame under which no motion can be told.
BLINDING = 0.1
#: Contrast of a frame of one colour: a flash that fills the picture shows nothing that could move.
PLAIN = 0.01

#: Linear parts of R-G and of (R+G)/2-B in U and V, ITU-R BT.709 limited range.
RED_GREEN = (0.2132, 2.3256)
YELLOW_BLUE = (-2.2190, 0.6300)


def grid_s(end_s: float) -> np.ndarray:
    """Return the times at which curves have their points: every quarter second from 0, two at least."""
    return np.arange(max(2, int(np.floor(end_s / STEP_S)) + 1)) * STEP_S


def picture_curves(reel: Reel, clock: Clock, changes: list[Change], returns: np.ndarray) -> dict[str, Curve]:
    """Return ``motion``, ``brightness``, ``contrast``, ``colourfulness``, ``saturation`` and ``darkness``.

    returns : see ``cuts.CutEvidence``; frames that flash are left out of motion like cuts
    """
    frames = {**light(reel), "motion": np.log1p(motion(reel, clock, changes, returns))}
    return {name: on_grid(values, clock) for name, values in frames.items()}


#: Flow dies out over so many pixels of the small picture along a pillar that a pan runs into.
DEAD_PX = 9.0


def light(reel: Reel) -> dict[str, np.ndarray]:
    """Return light and colour of each frame inside the bars, float64, (n,) each.

    brightness, contrast : mean and standard deviation of L*/100; darkness : share of pixels under a quarter
    of full luma; colourfulness : Hasler and Suesstrunk 2003; saturation : mean of HSV
    """
    active = reel.active
    brightness = reel.column("lightness") / active
    spread = reel.column("lightness_squared") / active - brightness**2
    darkness = (reel.column("dark") - (1 - active)) / active
    u, v = reel.column("u") / active, reel.column("v") / active
    uu, vv, uv = (reel.column(name) / active for name in ("uu", "vv", "uv"))
    mean, variance = np.zeros(u.size), np.zeros(u.size)
    for by_u, by_v in (RED_GREEN, YELLOW_BLUE):
        opponent = by_u * u + by_v * v
        mean += opponent**2
        variance += by_u**2 * uu + by_v**2 * vv + 2 * by_u * by_v * uv - opponent**2
    return {
        "brightness": np.clip(brightness, 0, 1),
        "contrast": np.sqrt(np.maximum(spread, 0)),
        "darkness": np.clip(darkness, 0, 1),
        "colourfulness": np.sqrt(np.maximum(variance, 0)) + 0.3 * np.sqrt(mean),
        "saturation": np.clip(reel.column("saturation") / active, 0, 1),
    }


def motion(reel: Reel, clock: Clock, changes: list[Change], returns: np.ndarray) -> np.ndarray:
    """Return how fast the picture moves, in picture widths a second, float64, (n,), transitions masked."""
    n = reel.n_frames
    step_s = np.diff(clock.times_s, prepend=np.nan)
    width = 1 - reel.bars.left - reel.bars.right
    moving = width - DEAD_PX / SMALL * ((reel.bars.left > 0) + (reel.bars.right > 0))
    speed = reel.column("speed") / (reel.active * moving) / np.where(step_s > 0, step_s, np.inf)
    masked = np.zeros(n, bool)
    masked[:1] = True
    for change in changes:
        masked[max(0, change.first - 1) : change.last + 2] = True
    masked |= flashing(reel, returns)
    lightness = reel.column("lightness") / reel.active
    plain = reel.column("lightness_squared") / reel.active - lightness**2 < PLAIN**2
    masked |= plain | np.concatenate([[False], plain[:-1]])
    masked |= np.abs(np.diff(lightness, prepend=lightness[:1])) > BLINDING
    if masked.all():
        return np.zeros(n)
    return np.interp(np.arange(n), np.flatnonzero(~masked), speed[~masked])


def flashing(reel: Reel, returns: np.ndarray) -> np.ndarray:
    """Return which frames belong to a flash: a large jump of the whole picture that returns, bool, (n,)."""
    jump = (returns < RETURNED) & (reel.column("changed") / reel.active > 0.3)
    return np.asarray(jump | np.roll(jump, 1))


def on_grid(values: np.ndarray, clock: Clock) -> Curve:
    """Return a value of each frame as a curve at 4 Hz (means over quarter seconds around each point)."""
    times_s = grid_s(clock.end_s)
    edges = np.append(clock.times_s, max(clock.end_s, clock.times_s[-1] + 1e-9))
    area = np.concatenate([[0.0], np.cumsum(values * np.diff(edges))])
    left = np.clip(times_s - STEP_S / 2, 0, edges[-1] - 1e-6)
    right = np.clip(times_s + STEP_S / 2, left + 1e-6, edges[-1])
    mean = (np.interp(right, edges, area) - np.interp(left, edges, area)) / (right - left)
    return Curve(times_s=times_s, values=mean)
