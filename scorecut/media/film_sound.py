"""The film's own sound, lined up with its picture: sample 0 is heard with the first displayed frame.

It lies in a file of the run's private folder and is mapped from there, so a long film needs no more memory
than a short one.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from scorecut.errors import FilmError
from scorecut.media import tools
from scorecut.model.arrays import let_go
from scorecut.model.audio import RATE_HZ, Audio
from scorecut.model.clock import Clock
from scorecut.model.film import Film, SoundTrack

#: Stretches without sound that are longer than this are kept as silence; shorter jitter of stamps is let be.
GAP_S = 0.1

BLOCK_FRAMES = RATE_HZ

FILE = "film_sound.f32"


def main_track(film: Film) -> SoundTrack | None:
    """Return the sound track that a player plays: the first one that can be decoded at all; None if there is none."""
    known = [track for track in film.sound if track.codec not in ("unknown", "none", "") and track.channels > 0]
    return known[0] if known else None


def read_film_sound(film: Film, clock: Clock, *, workdir: Path) -> Audio | None:
    """Return the film's sound as float32 at 48 kHz in its own channels, or None if it has none.

    ``samples`` : (round(clock.end_s * 48000), n_channels), mapped from a file in ``workdir``. What sounds
    before the first displayed frame or after the last is cut off, what is missing is silence.
    """
    track = main_track(film)
    if track is None:
        return None
    place = Path(workdir) / FILE
    write_track(film, track, first_s(clock), place, most=samples_of(clock))
    return mapped(place, track, samples_of(clock))


def write_track(
    film: Film,
    track: SoundTrack,
    first_pts_s: float,
    place: Path,
    *,
    most: int | None = None,
) -> int:
    """Write the track from ``first_pts_s`` of the file's own clock on into a file, raw float32 at 48 kHz.

    Returns how many samples there were (never more than ``most``).
    Raises FilmError where the track cannot be decoded.
    """
    n_samples = 0
    try:
        with place.open("wb") as file:
            for block in track_blocks(film.path, track, first_pts_s, most):
                file.write(block.tobytes())
                n_samples += block.shape[0]
    except tools.ToolError as error:
        raise FilmError(f"{film.path}: its sound cannot be decoded ({error.last}); try --original drop") from error
    return n_samples


def read_track(
    path: Path,
    track: SoundTrack,
    first_pts_s: float,
    *,
    into: np.ndarray,
    tell: Callable[[float], None] = lambda share: None,
) -> int:
    """Fill ``into`` (n, channels) with the track from ``first_pts_s`` of the file's own clock on.

    Returns how many samples there were (never more than fit). tell : told which share has been filled
    """
    filled = 0
    for block in track_blocks(path, track, first_pts_s, into.shape[0]):
        into[filled : filled + block.shape[0]] = block
        filled += block.shape[0]
        let_go(into)
        tell(filled / into.shape[0])
    return filled


def track_blocks(path: Path, track: SoundTrack, first_pts_s: float, most: int | None = None) -> Iterator[np.ndarray]:
    """Give the decoded track at 48 kHz, float32, (n, channels), a second at a time, ``most`` samples at most.

    The stamps of the decoded sound rule, not the container's start times: codec delay and edit lists are in them.
    """
    align = (
        f"aresample={RATE_HZ}:async=1:min_comp=0.00001:min_hard_comp={GAP_S}:"
        f"first_pts={round(first_pts_s * RATE_HZ)}:resampler=swr:filter_size=64:phase_shift=10:cutoff=0.97"
    )
    args = ["-hide_banner", "-nostdin", "-v", "error", "-copyts", *tools.source(path), "-map", f"0:{track.index}"]
    args += ["-af", align, "-c:a", "pcm_f32le", "-f", "f32le", "pipe:1"]
    width = track.channels * 4
    left = most
    with tools.running("ffmpeg", args) as child:
        assert child.stdout is not None
        while left is None or left > 0:
            block = child.stdout.read((BLOCK_FRAMES if left is None else min(BLOCK_FRAMES, left)) * width)
            frames = len(block) // width
            if not frames:
                break
            left = None if left is None else left - frames
            yield np.frombuffer(block[: frames * width], "<f4").reshape(frames, -1)


def first_s(clock: Clock) -> float:
    """Return when the first displayed frame stands on the file's own clock."""
    return float(clock.pts[0] * clock.time_base)


def samples_of(clock: Clock) -> int:
    """Return how many samples the film is long."""
    return max(1, round(clock.end_s * RATE_HZ))


def mapped(place: Path, track: SoundTrack, n_samples: int) -> Audio:
    """Return the file as sound of exactly that many samples: longer ones are cut, shorter ones end in silence."""
    with place.open("r+b") as file:
        file.truncate(n_samples * track.channels * 4)
    samples = np.memmap(place, np.float32, mode="r", shape=(n_samples, track.channels))
    return Audio(samples=samples, layout=layout_of(track))


def layout_of(track: SoundTrack) -> str:
    """Return where a track's channels are, by ffmpeg's name; the usual places where the film does not tell."""
    return track.layout if track.layout not in ("", "unknown") else default_layout(track.channels)


def default_layout(channels: int) -> str:
    """Return ffmpeg's usual name for so many channels; above eight their places are left open (``10C``)."""
    return {1: "mono", 2: "stereo", 3: "2.1", 4: "4.0", 5: "5.0", 6: "5.1", 7: "6.1", 8: "7.1"}.get(
        channels, f"{channels}C"
    )
