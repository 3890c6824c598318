"""The film's own sound: how loud it is over time, and where something bangs."""

from collections.abc import Iterator

import numpy as np

from scorecut.media.loudness import momentary
from scorecut.model.audio import Audio, let_go
from scorecut.model.clock import Clock
from scorecut.model.curve import Curve
from scorecut.model.picture import Event, Speech
from scorecut.picture.light import grid_s

FLOOR_LUFS = -70.0
HOP_S = 0.005
BLOCK_S = 20.0
BEFORE_S = 1.0
LEAP_DB = 12.0
LOUD_DB = -32.0
RISE_S = 0.04
HELD_S = 0.05
APART_S = 0.4
BEGUN_S = 0.3
NEAR_SPEECH_S = 0.15


def loudness_curve(audio: Audio | None, end_s: float) -> Curve:
    """Return the momentary loudness at 4 Hz, LUFS, -70 for silence or no sound at all."""
    times_s = grid_s(end_s)
    if audio is None or audio.n_samples == 0:
        return Curve(times_s=times_s, values=np.full(times_s.size, FLOOR_LUFS))
    measured = momentary(audio.samples, audio.layout)
    return Curve(times_s=times_s, values=np.clip(measured.at(times_s), FLOOR_LUFS, 10.0))


def loud_sounds(audio: Audio | None, clock: Clock, speech: tuple[Speech, ...]) -> list[Event]:
    """Return the moments at which a loud sound breaks out, each at the frame nearest to its onset.

    A sound counts that leaps 12 dB or more above the loudest of the second before within 40 ms, and does not
    begin a spoken line. Strength grows with the leap and with the level.
    """
    if audio is None or audio.n_samples == 0:
        return []
    level = np.concatenate(list(levels_db(audio)))
    rise, before = round(RISE_S / HOP_S), round(BEFORE_S / HOP_S)
    from scipy.ndimage import maximum_filter1d

    held = maximum_filter1d(level, before, origin=(before - 1) // 2, mode="nearest")
    quiet = np.concatenate([np.full(rise, held[0]), held[:-rise]])[: level.size]
    quiet[:rise] = level[:rise]
    leap = level - np.maximum(quiet, -55.0)
    events: list[Event] = []
    last_s = -APART_S
    for k in np.flatnonzero((leap > LEAP_DB) & (level > LOUD_DB)):
        time_s = float(onset(level, int(k), rise) * HOP_S)
        if time_s < BEGUN_S or time_s - last_s < APART_S or time_s >= clock.end_s:
            continue
        if any(span.start_s - NEAR_SPEECH_S <= time_s <= span.end_s for span in speech):
            continue
        last_s = time_s
        ahead = slice(k, k + round(HELD_S / HOP_S) + rise)
        frame = nearest_frame(clock, time_s)
        top = float(level[ahead].max())
        strength = float(np.clip(0.35 + (top - quiet[k] - LEAP_DB) / 60 + (top + 24) / 60, 0.1, 1))
        events.append(
            Event(kind="sound", time_s=clock.time_of(frame), frame=frame, strength=strength, label="loud sound")
        )
    return events


def onset(level: np.ndarray, k: int, rise: int) -> int:
    """Return the step at which the leap found at ``k`` began: the steepest one of the last few."""
    first = max(1, k - rise)
    return first + int(np.argmax(np.diff(level[first - 1 : k + 1])))


def nearest_frame(clock: Clock, time_s: float) -> int:
    """Return the frame whose presentation time lies nearest."""
    frame = clock.frame_at(time_s)
    if frame + 1 < clock.n_frames and clock.time_of(frame + 1) - time_s < time_s - clock.time_of(frame):
        return frame + 1
    return frame


def levels_db(audio: Audio) -> Iterator[np.ndarray]:
    """Give the RMS level of every 5 ms in dB re full scale (loudest channel), block by block, not below -90."""
    hop = round(HOP_S * audio.rate_hz)
    block = round(BLOCK_S / HOP_S) * hop
    for first in range(0, audio.n_samples, block):
        part = np.asarray(audio.samples[first : first + block], np.float32)
        n = part.shape[0] // hop
        if n == 0:
            part, n = np.pad(part, ((0, hop - part.shape[0]), (0, 0))), 1
        power = (part[: n * hop].reshape(n, hop, -1) ** 2).mean(axis=1).max(axis=1)
        let_go(audio.samples)
        yield 10 * np.log10(np.maximum(power, 1e-9))
