"""The film's own sound: how loud it is over time."""

import numpy as np

from scorecut.media.loudness import momentary
from scorecut.model.audio import Audio
from scorecut.model.curve import Curve
from scorecut.picture.light import grid_s

FLOOR_LUFS = -70.0


def loudness_curve(audio: Audio | None, end_s: float) -> Curve:
    """Return the momentary loudness at 4 Hz, LUFS, -70 for silence or no sound at all."""
    times_s = grid_s(end_s)
    if audio is None or audio.n_samples == 0:
        return Curve(times_s=times_s, values=np.full(times_s.size, FLOOR_LUFS))
    measured = momentary(audio.samples, audio.layout)
    return Curve(times_s=times_s, values=np.clip(measured.at(times_s), FLOOR_LUFS, 10.0))
