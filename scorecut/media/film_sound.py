"""The film's own sound, lined up with its picture: sample 0 is heard with the first displayed frame."""

from pathlib import Path

import numpy as np

from scorecut.errors import FilmError
from scorecut.media import tools
from scorecut.model.audio import RATE_HZ, Audio
from scorecut.model.clock import Clock
from scorecut.model.film import Film, SoundTrack

#: Stretches without sound that are longer than this are kept as silence; shorter jitter of stamps is let be.
GAP_S = 0.1

BLOCK_FRAMES = RATE_HZ


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
    n_samples = round(clock.end_s * RATE_HZ)
    samples = np.memmap(
        Path(workdir) / "film_sound.f32", np.float32, mode="w+", shape=(max(1, n_samples), track.channels)
    )
    try:
        read_track(film.path, track, float(clock.pts[0] * clock.time_base), into=samples)
    except tools.ToolError as error:
        raise FilmError(f"{film.path}: its sound cannot be decoded ({error.last}); try --original drop") from error
    samples.flush()
    samples.flags.writeable = False
    return Audio(samples=samples, layout=_named(track.layout) or default_layout(track.channels))


def read_track(path: Path, track: SoundTrack, first_pts_s: float, *, into: np.ndarray) -> int:
    """Fill ``into`` (n, channels) with the track from ``first_pts_s`` of the file's own clock on.

    Returns how many samples there were (never more than fit). The stamps of the decoded sound rule, not
    the container's start times: codec delay and edit lists are in them.
    """
    align = (
        f"aresample={RATE_HZ}:async=1:min_comp=0.00001:min_hard_comp={GAP_S}:"
        f"first_pts={round(first_pts_s * RATE_HZ)}:resampler=swr:filter_size=64:phase_shift=10:cutoff=0.97"
    )
    args = ["-hide_banner", "-nostdin", "-v", "error", "-copyts", *tools.source(path), "-map", f"0:{track.index}"]
    args += ["-af", align, "-c:a", "pcm_f32le", "-f", "f32le", "pipe:1"]
    width = into.shape[1] * 4
    filled = 0
    with tools.running("ffmpeg", args) as child:
        assert child.stdout is not None
        while filled < into.shape[0]:
            block = child.stdout.read(min(BLOCK_FRAMES, into.shape[0] - filled) * width)
            frames = len(block) // width
            if not frames:
                break
            into[filled : filled + frames] = np.frombuffer(block[: frames * width], "<f4").reshape(frames, -1)
            filled += frames
    return filled


def _named(layout: str) -> str:
    """ffprobe calls a layout that it does not know so."""
    return "" if layout == "unknown" else layout


def default_layout(channels: int) -> str:
    """Return ffmpeg's usual name for so many channels; above eight their places are left open (``10C``)."""
    return {1: "mono", 2: "stereo", 3: "2.1", 4: "4.0", 5: "5.0", 6: "5.1", 7: "6.1", 8: "7.1"}.get(
        channels, f"{channels}C"
    )
