"""Stills of a film: single frames at exact presentation times, small, for a film strip.

A short film is decoded once up to the last still that is wanted. In a long one
each still is sought by its own short-lived child, so that a strip of a two-hour
film costs a few groups of pictures and not two hours of decoding. Either way a
still is the very frame that was asked for, chosen by its pts and never by index
over rate, or it is left out.
"""

import collections
from collections.abc import Sequence

import numpy as np

from scorecut.media import tools
from scorecut.media.decode import small_size
from scorecut.model.clock import Clock
from scorecut.model.film import Film

#: More stills than this are never read: the last ones are left out.
MOST = 40
HEIGHT = 132

#: One seek decodes about half a group of pictures (x264 makes them up to 250 frames long): this many seconds.
SEEK_COSTS_S = 5.0
#: Where the container's index leads behind the frame, the seek is tried again this much earlier.
EARLIER_S = (0.0, 12.0)
#: A still this near the start is reached without a seek.
NEAR_S = 3.0


def read_stills(film: Film, clock: Clock, frames: Sequence[int], *, height: int = HEIGHT) -> dict[int, np.ndarray]:
    """Return the wanted frames by number, uint8 RGB (h, w, 3), ``height`` pixels high (smaller films as they are).

    frames : frame numbers of ``clock``; more than ``MOST`` of them are not read
    What cannot be decoded is absent. Rotation and pixel aspect are applied. Never raises for a damaged film.
    """
    if not film.path.is_file():
        return {}
    wanted = sorted({frame for frame in frames if 0 <= frame < clock.n_frames})[:MOST]
    if not wanted:
        return {}
    size = small_size(film, height)
    if clock.time_of(wanted[-1]) <= SEEK_COSTS_S * len(wanted):
        return _in_one_go(film, wanted, size)
    found = {frame: _sought(film, clock, frame, size) for frame in wanted}
    return {frame: still for frame, still in found.items() if still is not None}


def _in_one_go(film: Film, wanted: list[int], size: tuple[int, int]) -> dict[int, np.ndarray]:
    """Decode from the start and keep what is wanted: frame numbers count as the clock's do."""
    chosen = "+".join(f"eq(n\\,{frame})" for frame in wanted)
    stills = _frames(film, [], f"select={chosen}", len(wanted), size)
    return dict(zip(wanted, stills, strict=False))


def _sought(film: Film, clock: Clock, frame: int, size: tuple[int, int]) -> np.ndarray | None:
    """Seek to the key frame before and decode up to the frame: whatever lies between its neighbours' middles is it."""
    base, pts = clock.time_base, clock.pts
    low = (int(pts[max(0, frame - 1)]) + int(pts[frame])) * base / 2 if frame else int(pts[0]) * base - 1
    high = (int(pts[frame]) + int(pts[frame + 1])) * base / 2 if frame + 1 < pts.size else int(pts[frame]) * base + 1
    between = f"trim=start={float(low):.6f}:end={float(high):.6f}"
    for earlier_s in EARLIER_S:
        seek: list[str] = []
        if clock.time_of(frame) - earlier_s > NEAR_S:
            target_s = float(int(pts[frame]) * base) - earlier_s
            seek = ["-noaccurate_seek", "-seek_timestamp", "1", "-ss", f"{target_s:.6f}"]
        stills = _frames(film, seek, between, 1, size)
        if stills:
            return stills[0]
    return None


def _frames(film: Film, seek: list[str], chosen: str, most: int, size: tuple[int, int]) -> list[np.ndarray]:
    """Run one ffmpeg child; return the frames that its filter lets through, as far as they can be decoded."""
    width, height = size
    args = ["-hide_banner", "-nostdin", "-v", "error", "-copyts", *seek, *tools.source(film.path)]
    args += ["-map", f"0:{film.video_index}", "-vf", f"{chosen},scale={width}:{height}:flags=area,setsar=1"]
    args += ["-fps_mode", "passthrough", "-frames:v", str(most), "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"]
    raw = b""
    complaints: collections.deque[str] = collections.deque(maxlen=tools.KEPT_LINES)
    try:
        with tools.running("ffmpeg", args, complaints=complaints) as child:
            assert child.stdout is not None
            raw = child.stdout.read()
    except tools.ToolError:
        pass  # a damaged film: what came before the damage is good
    one = width * height * 3
    return [np.frombuffer(raw, np.uint8, one, offset=i * one).reshape(height, width, 3) for i in range(len(raw) // one)]
