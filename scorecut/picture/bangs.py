"""Loud effects in the film's sound: doors, shots, crashes, things that ring; each at its onset, told by its shape.

The level is followed in four bands, so that a door is heard in the rain and a crack over a low rumble. What a sound
is like is read off where its energy lies, how fast it dies and whether it holds tones; the words are as careful as
that allows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from scorecut.model.arrays import let_go
from scorecut.model.audio import Audio
from scorecut.model.clock import Clock
from scorecut.model.picture import Event, MusicSpan, Speech

HOP_S = 0.005
WINDOW = 512
EDGES_HZ = (0, 300, 1500, 5000, 16_000)
BLOCK_S = 20.0
BEFORE_S = 1.0
LEAP_DB = 10.0
#: How much more it takes among music, whose own notes leap.
LEAP_MUSIC_DB = 16.0
NOTE_DB = 6.0
QUIET_DB = -55.0
LOUD_DB = -34.0
RISE_S = 0.04
HELD_S = 0.09
APART_S = 0.4
BEGUN_S = 0.3
NEAR_SPEECH_S = 0.15

SHAPE_S = 0.06
TAIL_S = 0.5
FALLEN_DB = 12.0
SHORT_S = 0.09
LOW_SHARE = 0.55
RING_PEAKS = 6
RING_SHARE = 0.6
RING_FROM_HZ = 350.0
RING_LEFT_DB = 15.0


@dataclass(frozen=True, slots=True)
class Levels:
    """Power in four bands every 5 ms, dB re full scale, float32, (n, 4), and of the whole, (n,)."""

    bands: np.ndarray
    whole: np.ndarray


def loud_sounds(
    audio: Audio | None, clock: Clock, speech: tuple[Speech, ...], music: tuple[MusicSpan, ...] = ()
) -> list[Event]:
    """Return the moments at which a loud sound breaks out, each at the frame nearest to its onset.

    A sound counts that leaps 10 dB or more (in music 16) above the loudest of the second before, in the whole or
    in a band that carries it, within 40 ms, and does not begin a spoken line. Strength grows with the leap and
    with the level; the label says what it is like.
    """
    if audio is None or audio.n_samples == 0:
        return []
    levels = levels_of(audio)
    rise = round(RISE_S / HOP_S)
    columns = [levels.whole, *levels.bands.T]
    leaps = np.array([leap_db(column, rise) for column in columns])
    carries = np.array([np.ones(levels.whole.size, bool), *(band > levels.whole - 9.0 for band in levels.bands.T)])
    loud = np.array([column > LOUD_DB for column in columns])
    leaps = np.where(loud & (carries | (leaps > LEAP_DB + 6)), leaps, 0.0)
    least = np.full(levels.whole.size, LEAP_DB)
    for span in music:
        least[int(span.start_s / HOP_S) : int(span.end_s / HOP_S)] = LEAP_MUSIC_DB
    events: list[Event] = []
    last_s = -APART_S
    for k in np.flatnonzero(leaps.max(axis=0) > least):
        column = columns[int(np.argmax(leaps[:, k]))]
        time_s = onset(column, int(k), rise) * HOP_S
        if time_s < BEGUN_S or time_s - last_s < APART_S or time_s >= clock.end_s:
            continue
        if any(span.start_s - NEAR_SPEECH_S <= time_s <= span.end_s for span in speech):
            continue
        ahead = slice(k, k + round(HELD_S / HOP_S))
        leap = float(leaps[:, ahead].max())
        label = likeness(audio, levels, int(k), time_s)
        let_go(audio.samples)
        if label == "ring" and leap < least[k] + NOTE_DB and least[k] > LEAP_DB:
            continue  # a bell among music is a note
        last_s = time_s
        frame = nearest_frame(clock, time_s)
        top = float(levels.whole[ahead].max())
        strength = float(np.clip(0.35 + (leap - LEAP_DB) / 60 + (top + 24) / 60, 0.1, 1))
        events.append(Event(kind="sound", time_s=clock.time_of(frame), frame=frame, strength=strength, label=label))
    return events


def leap_db(level: np.ndarray, rise: int) -> np.ndarray:
    """Return by how much each step lies above the loudest of the second before the last 40 ms, dB."""
    from scipy.ndimage import maximum_filter1d

    before = round(BEFORE_S / HOP_S)
    held = maximum_filter1d(level, before, origin=(before - 1) // 2, mode="nearest")
    quiet = np.concatenate([np.full(rise, held[0]), held[:-rise]])[: level.size]
    quiet[:rise] = level[:rise]
    return np.asarray(level - np.maximum(quiet, QUIET_DB))


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


def levels_of(audio: Audio) -> Levels:
    """Return the levels of the loudest channel at each moment; step ``k`` looks at the 11 ms around k x 5 ms."""
    parts = [Levels(*part) for part in spectral_blocks(audio)]
    return Levels(np.concatenate([part.bands for part in parts]), np.concatenate([part.whole for part in parts]))


def spectral_blocks(audio: Audio) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Give bands (n, 4) and whole (n,) in dB, block by block."""
    hop = round(HOP_S * audio.rate_hz)
    n_steps = max(1, -(-audio.n_samples // hop))
    hann = np.hanning(WINDOW + 1)[:-1].astype(np.float32)
    scale = float((hann**2).sum()) * WINDOW / 2
    edges = [round(hz * WINDOW / audio.rate_hz) for hz in EDGES_HZ]
    block = round(BLOCK_S / HOP_S)
    for first in range(0, n_steps, block):
        n = min(block, n_steps - first)
        start = first * hop - WINDOW // 2
        end = start + (n - 1) * hop + WINDOW
        part = np.asarray(audio.samples[max(0, start) : end], np.float32)
        let_go(audio.samples)
        part = np.pad(part, ((max(0, -start), max(0, end - audio.n_samples)), (0, 0)))
        best: np.ndarray | None = None
        for channel in part.T:
            frames = np.lib.stride_tricks.sliding_window_view(np.ascontiguousarray(channel), WINDOW)[::hop][:n]
            turned = np.fft.rfft(frames * hann, axis=1)
            power = (turned.real**2 + turned.imag**2) / scale
            bands = np.stack([power[:, a:b].sum(axis=1) for a, b in pairwise(edges)], axis=1)
            best = bands if best is None else np.maximum(best, bands)
        assert best is not None
        whole = 10 * np.log10(np.maximum(best.sum(axis=1), 1e-9))
        yield (10 * np.log10(np.maximum(best, 1e-9))).astype(np.float32), whole.astype(np.float32)


def likeness(audio: Audio, levels: Levels, k: int, time_s: float) -> str:
    """Return what the sound at step ``k`` is like: ``door or thud``, ``shot or crack``, ``crash`` or ``ring``."""
    first = max(0, round(time_s / HOP_S))
    before = slice(max(0, first - 40), max(1, first - 2))
    ahead = slice(first, first + round(SHAPE_S / HOP_S))
    power = 10 ** (levels.bands[ahead].max(axis=0) / 10) - 10 ** (np.median(levels.bands[before], axis=0) / 10)
    power = np.maximum(power, 1e-12)
    share = power / power.sum()
    if rings(audio, time_s, float(levels.whole[ahead].max())):
        return "ring"
    if share[0] > LOW_SHARE:
        return "door or thud"
    main = levels.bands[:, int(np.argmax(share))]
    tail = main[first : first + round(TAIL_S / HOP_S)]
    top = int(np.argmax(tail[: round(SHAPE_S / HOP_S)]))
    floor = max(float(tail[top]) - FALLEN_DB, float(np.median(main[before])) + 3.0)
    fallen = np.flatnonzero(tail[top:] < floor)
    lasts_s = (int(fallen[0]) if fallen.size else tail.size) * HOP_S
    return "shot or crack" if lasts_s < SHORT_S else "crash"


def rings(audio: Audio, time_s: float, top_db: float) -> bool:
    """Return whether the blow goes on sounding as a few tones: six peaks hold most of the power it left behind."""
    at = round((time_s + 0.05) * audio.rate_hz)
    n = round(0.2 * audio.rate_hz)
    after = np.asarray(audio.samples[at : at + n], np.float32).mean(axis=1)
    ahead = np.asarray(audio.samples[max(0, at - n - round(0.08 * audio.rate_hz)) :][:n], np.float32).mean(axis=1)
    if after.size < n or ahead.size < n:
        return False
    hann = np.hanning(n)
    added = np.abs(np.fft.rfft(after * hann)) ** 2 - np.abs(np.fft.rfft(ahead * hann)) ** 2
    added = np.maximum(added[round(RING_FROM_HZ * n / audio.rate_hz) : round(12_000 * n / audio.rate_hz)], 0)
    left_db = 10 * np.log10(max(1e-12, 2 * float(added.sum()) / (n * float((hann**2).sum()))))
    if left_db < top_db - RING_LEFT_DB:
        return False
    total, inside = float(added.sum()), 0.0
    for _ in range(RING_PEAKS):
        top = int(np.argmax(added))
        inside += float(added[max(0, top - 2) : top + 3].sum())
        added[max(0, top - 2) : top + 3] = 0
    return inside > RING_SHARE * total
