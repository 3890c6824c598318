"""What codec and container do to time: measured in the delivered file, as a player lines it up."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scorecut.delivery.containers import SOUND_FILES
from scorecut.delivery.lag import common_lag, lag_of, loud_windows, stretch
from scorecut.media import probe, stamps
from scorecut.media.film_sound import read_track
from scorecut.model.audio import RATE_HZ, Audio
from scorecut.model.film import SoundTrack

WINDOW = 2 * RATE_HZ
REACH = RATE_HZ // 4
N_WINDOWS = 9
MANY_WINDOWS = 60

#: A window counts from this clarity on (``lag.Lag``).
SURE = 6.0

#: The film's first displayed frame is looked for among so many when an edit list hid some before it.
HIDDEN_AT_MOST = 750


@dataclass(frozen=True, slots=True)
class Start:
    """Where the film begins in a delivered file: seconds on the file's own clock, and frames shown before."""

    picture_s: float
    hidden_frames: int = 0


def start_of(delivered: Path, first_digest: str | None) -> Start:
    """Return where the film's first displayed frame lies in ``delivered``.

    first_digest : of that frame (``stamps.first_frames``); None takes the first frame there is. Some
    containers show what an edit list hid: then it is not the first.
    """
    first = stamps.first_frames(delivered)[0]
    if first_digest is None or first.digest == first_digest:
        return Start(float(first.time_s))
    for hidden, frame in enumerate(stamps.first_frames(delivered, HIDDEN_AT_MOST)):
        if frame.digest == first_digest:
            return Start(float(frame.time_s), hidden)
    return Start(float(first.time_s))


def start_after(delivered: Path, hidden_frames: int) -> Start:
    """Return where the film begins in ``delivered``, ``hidden_frames`` after the file's first frame.

    A sound file begins with the film.
    """
    if delivered.suffix.lower() in SOUND_FILES:
        return Start(0.0)
    frames = stamps.first_frames(delivered, hidden_frames + 1)
    return Start(float(frames[-1].time_s), hidden_frames)


def decoded_programme(
    delivered: Path,
    start: Start,
    n_samples: int,
    scratch: Path,
    *,
    sound_track: int = 0,
    track: SoundTrack | None = None,
    tell: Callable[[float], None] = lambda share: None,
) -> Audio:
    """Return a sound track as it is heard from the film's first frame on, float32, mapped from ``scratch``.

    sound_track : counted among the file's sound tracks from 0; tell : told which share is read
    track : that sound track, where it is known. Raises ToolError where it cannot be decoded, ValueError where there is
        none.
    """
    if track is None:
        tracks = probe.sound_tracks(delivered)
        if len(tracks) <= sound_track:
            raise ValueError(f"{delivered}: has {'no sound' if not tracks else f'no sound track {sound_track + 1}'}")
        track = tracks[sound_track]
    samples = np.memmap(scratch, np.float32, mode="w+", shape=(max(1, n_samples), track.channels))
    read_track(delivered, track, start.picture_s, into=samples, tell=tell)
    return Audio(samples=samples, layout=track.layout)


def transport_lag(programme: Audio, decoded: Audio) -> float | None:
    """Return how many samples later the programme is heard in ``decoded`` (median over its loud windows).

    Where no window is clear by itself, as when only the music is known and the film's sound covers it, all
    are weighed together. None where that says nothing either.
    """
    lags = [lag_of(known, heard, REACH) for known, heard in _windows(programme, decoded, N_WINDOWS)]
    clear = [lag.samples for lag in lags if lag.clarity >= SURE]
    if clear:
        return float(np.median(clear))
    together = common_lag(_windows(programme, decoded, MANY_WINDOWS), REACH)
    return together.samples if together.clarity >= SURE else None


def _windows(programme: Audio, decoded: Audio, n: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    channels = min(2, programme.samples.shape[1], decoded.samples.shape[1])
    for first in loud_windows(programme.samples, WINDOW, n):
        yield (
            stretch(programme.samples, first, first + WINDOW, channels),
            stretch(decoded.samples, first, first + WINDOW, channels),
        )
