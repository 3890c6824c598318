"""Repeated frames: telecine, animation on twos, a film in a faster container.

A repeat shows again what the frame before it showed while the picture around it moves. Decisions about
change are made on the fresh frames alone, as if the repeats had never been made. A picture that really
stands still has no repeats: there is nothing that moves around it.
"""

import numpy as np

from scorecut.picture.reel import Reel

AROUND = 6
SHARE = 0.2
FAINT = 0.8
OFTEN = 0.08
MOVING = 1.2
#: A picture repeats so often at most; longer stillness is stillness.
MOST = 3


def fresh_frames(reel: Reel) -> np.ndarray:
    """Return the numbers of all frames that are no repeats, int64, rising; the first frame is always fresh.

    Few repeats by chance (a dropped frame) are left in: only where at least every twelfth frame within a
    second repeats does the film have a cadence.
    """
    from scipy.ndimage import percentile_filter, uniform_filter1d

    difference = reel.column("difference") / reel.active
    usual = percentile_filter(difference, 75, size=2 * AROUND + 1, mode="mirror")
    repeat = (difference < SHARE * usual) & (difference < FAINT) & (usual > MOVING)
    often = uniform_filter1d(repeat.astype(np.float64), 4 * AROUND + 1, mode="mirror") >= OFTEN
    repeat &= often
    repeat[:1] = False
    edges = np.flatnonzero(np.diff(np.concatenate([[0], repeat.astype(np.int8), [0]])))
    for first, end in zip(edges[::2], edges[1::2], strict=True):
        if end - first > MOST:
            repeat[first:end] = False
    return np.flatnonzero(~repeat)
