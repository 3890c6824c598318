"""When a note is heard: one definition for those who place it and those who prove it.

The heard attack, t50, is where the 5 ms Hann RMS envelope of the note alone
first reaches half of its maximum within 250 ms of note-on. That is a convention
(SOUND.md section 2: physical attacks of sampled instruments differ from 2 to
230 ms). A note that is stopped is heard to end where the same envelope last
falls through half of its maximum in the 50 ms before.
"""

import numpy as np

WINDOW_S = 0.005
WITHIN_S = 0.250
SHARE = 0.5

#: Before a stop the level is taken over so much (a note that decays is not heard to end early).
BEFORE_END_S = 0.050
SETTLES = 50


def envelope(samples: np.ndarray, rate_hz: int) -> np.ndarray:
    """Return the 5 ms Hann RMS envelope over all channels, float64, (n_samples,), without delay.

    samples : (n_samples,) or (n_samples, n_channels)
    """
    signal = np.asarray(samples, dtype=np.float64)
    power = signal**2 if signal.ndim == 1 else (signal**2).sum(axis=1)
    half = max(1, round(WINDOW_S * rate_hz / 2))
    window = np.hanning(2 * half + 3)[1:-1]  # odd length: the middle sample is the moment itself
    smooth = np.convolve(power, window / window.sum(), mode="full")[half : half + power.size]
    return np.sqrt(np.maximum(smooth, 0.0))


def heard_onset_s(samples: np.ndarray, rate_hz: int, note_on_s: float = 0.0) -> float:
    """Return t50 of a note in seconds after its first sample, to a fraction of a sample.

    note_on_s : where in ``samples`` the note begins
    The envelope looks 2.5 ms ahead, so a click is heard up to 1.7 ms before its sample, at the
    start of ``samples`` too: then t50 is negative. Silence put before a note delays its t50 exactly.
    Raises ValueError where the 250 ms from note-on hold no sound.

    >>> step = np.ones(9600)
    >>> round(heard_onset_s(step, 48_000) * 48_000)
    -33
    """
    ahead = round(WINDOW_S * rate_hz)
    first = round(note_on_s * rate_hz)
    end = first + round(WITHIN_S * rate_hz)
    heard = np.asarray(samples, dtype=np.float64)[max(0, first - ahead) : end + ahead]
    silence = np.zeros((max(0, ahead - first), *heard.shape[1:]))
    level = envelope(np.concatenate([silence, heard]), rate_hz)[: ahead + end - first]
    if not level.size or level[ahead:].max(initial=0.0) <= 0.0:
        raise ValueError("there is no sound within 250 ms of the note-on")
    half = SHARE * level[ahead:].max()
    at = max(1, int(np.argmax(level >= half)))
    below, above = level[at - 1], level[at]
    return (first - ahead + at - 1 + (half - below) / (above - below)) / rate_hz if above > below else first / rate_hz


def heard_end_s(samples: np.ndarray, rate_hz: int, near_s: float | None = None) -> float:
    """Return when a stopped note is heard to end, seconds after its first sample.

    near_s : about where it is cut off; what rings in the room afterwards does not count then.
        None takes the end of ``samples``. Asked again near its own answer it gives the same.
    Raises ValueError where the 50 ms before it hold no sound.

    >>> note = np.ones(9600); note[4800:] = 0.0
    >>> round(heard_end_s(note, 48_000) * 48_000), round(heard_end_s(note, 48_000, near_s=0.1) * 48_000)
    (4832, 4832)
    """
    level = envelope(np.concatenate([samples, np.zeros((round(WINDOW_S * rate_hz), *samples.shape[1:]))]), rate_hz)
    end = float(len(samples) if near_s is None else min(len(samples), near_s * rate_hz))
    loud = np.flatnonzero(level[: round(end) + 1] > 0.0)
    if near_s is None and loud.size:
        end = float(loud[-1])
    for _ in range(SETTLES):
        found = _fall(level, round(end), rate_hz)
        if abs(found - end) < 1e-6:
            break
        end = found
    return end / rate_hz


def _fall(level: np.ndarray, near: int, rate_hz: int) -> float:
    """Where the envelope last falls through half of what it was before ``near``, in samples."""
    first = max(0, near - round(BEFORE_END_S * rate_hz))
    before = level[first : near + 1]
    if not before.size or before.max() <= 0.0:
        raise ValueError(f"there is no sound in the {BEFORE_END_S * 1000:.0f} ms before the stop")
    half = SHARE * before.max()
    loud = np.flatnonzero(level[first : near + round(BEFORE_END_S * rate_hz)] >= half)
    at = first + int(loud[-1])
    if at + 1 >= level.size:
        return float(level.size - 1)
    above, below = level[at], level[at + 1]
    return at + float((above - half) / (above - below)) if above > below else float(at)
