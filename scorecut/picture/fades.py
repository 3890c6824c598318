"""Fades: the picture sinks into one colour, or rises from it.

A blank is a run of frames of one colour. A fade leads into or out of it: the
contrast falls (rises) nearly steadily to nothing over several frames while the
picture keeps its shape. A picture that goes blank at once is a cut to black.
"""

from dataclasses import dataclass

import numpy as np

from scorecut.picture.reel import Reel

BLANK_CONTRAST = 2.2
CAPTION_CONTRAST = 6.0
CAPTION_SPREAD = 1.5
LONGEST_S = 5.0
LEAST_FRAMES = 5
SHORT_BLANK_S = 0.3
SAME_PICTURE = 0.7
STEADY = 0.8
STEEPEST = 0.6
PLAIN_CONTRAST = 5.0
SAME_SHAPE = 0.5
FAINT = 0.12
SLOWS_TO = 0.25


@dataclass(frozen=True, slots=True)
class Fade:
    """A fade between the frames ``first`` (last one untouched, or blank) and ``last``.

    blank : the frame of the blank run that touches the fade: its first for a fade out, its last for a fade in
    """

    kind: str
    first: int
    last: int
    blank: int


def contrast(reel: Reel) -> np.ndarray:
    """Return the standard deviation of luma inside the bars of each frame, float64, (n,)."""
    strength = np.zeros(reel.n_frames)
    for piece, place, _ in reel.stretches(margin=0):
        strength[place] = bare(piece).std(axis=(1, 2), dtype=np.float64)
    return strength


def bare(reel: Reel) -> np.ndarray:
    """Return the thumbnails without the letterbox, uint8, (n, h, w)."""
    bars = reel.bars
    height, width = reel.thumbs.shape[1:]
    top, bottom = int(np.ceil(bars.top * height)), int(np.ceil(bars.bottom * height))
    left, right = int(np.ceil(bars.left * width)), int(np.ceil(bars.right * width))
    return reel.thumbs[:, top : height - bottom, left : width - right]


def blank_runs(reel: Reel) -> list[tuple[int, int]]:
    """Return (first frame, frame after the last) of every run of frames of a single colour.

    A small caption or watermark that stays over the blank is overlooked: all but the outer 15 % of the
    picture on either side is of one colour then, and the whole has little contrast.
    """
    blank = np.zeros(reel.n_frames, bool)
    for piece, place, _ in reel.stretches(margin=0):
        strength = contrast(piece)
        plain = strength < BLANK_CONTRAST
        perhaps = np.flatnonzero(~plain & (strength < CAPTION_CONTRAST))
        if perhaps.size:
            flat = bare(piece)[perhaps].reshape(perhaps.size, -1)
            low, high = np.percentile(flat, [15, 85], axis=1)
            plain[perhaps] = high - low < CAPTION_SPREAD
        blank[place] = plain
    edges = np.flatnonzero(np.diff(np.concatenate([[0], blank.astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def find_fades(reel: Reel, rate_hz: float) -> list[Fade]:
    """Return all fades, in order of their first frame."""
    strength = contrast(reel)
    thumbs = bare(reel)
    longest = max(LEAST_FRAMES, round(LONGEST_S * rate_hz))
    fades = []
    for first, end in blank_runs(reel):
        if end - first < SHORT_BLANK_S * rate_hz and comes_back(thumbs, first, end):
            continue
        blanks = first + truly_blank(thumbs[first:end], int(np.argmin(strength[first:end])))
        rise = climb(strength[end : end + longest] - strength[end - 1])
        if rise and keeps_shape(thumbs, end + rise // 2, end + rise):
            fades.append(Fade("fade_in", int(blanks[-1]), end + rise, int(blanks[-1])))
        fall = climb(strength[max(0, first - longest) : first][::-1] - strength[first])
        if fall and keeps_shape(thumbs, first - 1 - fall // 2, first - 1 - fall):
            fades.append(Fade("fade_out", first - 1 - fall, int(blanks[0]), int(blanks[0])))
    return sorted(fades, key=lambda fade: fade.first)


def truly_blank(thumbs: np.ndarray, emptiest: int) -> np.ndarray:
    """Return which frames of a blank run look like its emptiest one, int, rising: the others are faintly visible."""
    apart = np.abs(thumbs.astype(np.int16) - thumbs[emptiest]).mean(axis=(1, 2))
    return np.flatnonzero(apart <= FAINT)


def climb(strength: np.ndarray) -> int:
    """Return over how many frames the contrast climbs steadily from nothing, 0 if it does not.

    strength : contrast of the frames that leave a blank, in the order of leaving
    """
    if strength.size < LEAST_FRAMES:
        return 0
    top = 0
    for i in range(1, strength.size):
        if strength[i] > strength[top] * 1.004 + 0.02:
            top = i
        elif i - top > 6:
            break
    height = strength[top]
    steps = np.diff(np.concatenate([[0.0], strength[: top + 1]]))
    if top + 1 < LEAST_FRAMES or height < PLAIN_CONTRAST:
        return 0
    if steps.max() > STEEPEST * height or (steps > -0.02 * height).mean() < STEADY:
        return 0
    reached = int(np.argmax(strength[: top + 1] >= 0.97 * height))
    even = np.convolve(steps, np.full(5, 0.2), mode="same")
    steepest = int(np.argmax(even))
    slow = np.flatnonzero(even[steepest:] < SLOWS_TO * even[steepest])
    if slow.size and strength[steepest + slow[0]] > 0.5 * height:
        reached = min(reached, steepest + int(slow[0]))
    return max(LEAST_FRAMES - 1, reached)


def comes_back(thumbs: np.ndarray, first: int, end: int) -> bool:
    """Return whether the picture after a blank run is the one before it: a flash, or a blink of the film."""
    before, after = max(0, first - 2), min(thumbs.shape[0] - 1, end + 3)
    a, b = thumbs[before].astype(np.float64), thumbs[after].astype(np.float64)
    a -= a.mean()
    b -= b.mean()
    return bool((a * b).sum() > SAME_PICTURE * np.sqrt((a * a).sum() * (b * b).sum()) > 0)


def keeps_shape(thumbs: np.ndarray, inside: int, outside: int) -> bool:
    """Return whether the half-faded picture is the full one in paler tones."""
    last = thumbs.shape[0] - 1
    a, b = (thumbs[min(max(frame, 0), last)].astype(np.float64) for frame in (inside, outside))
    a -= a.mean()
    b -= b.mean()
    return bool((a * b).sum() >= SAME_SHAPE * np.sqrt((a * a).sum() * (b * b).sum()))
