"""The one decode: every frame, small, with its exact presentation time.

One ffmpeg child decodes the picture once and hands it out twice: small raw
frames on stdout, and a ``framecrc`` listing beside it whose lines carry each
frame's pts (exact on variable rates and late starts, where frame number over
rate is not).
"""

import collections
import io
import subprocess
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import cast

import numpy as np

from scorecut.errors import FilmError
from scorecut.media import tools
from scorecut.media.looking import HEIGHT, shown_small, small_size
from scorecut.model.clock import Clock
from scorecut.model.film import Film

#: The listing of stamps in the run's private folder.
LISTING = "frames.crc"

#: A film that shows less than this share of its declared length was cut short.
WHOLE_SHARE = 0.98

#: Stamps that do not rise are put this fraction of a tick after the one before.
SUBTICKS = 1000

#: Which frames go without deblocking when looking in a hurry. In h264 those between others (B), worth an eighth
#: of decoding; in hevc only those that no other frame is made from, for there whole films may be coded as B. What
#: is left out where frames build on each other adds up and jumps back at the next key frame: that looks like a cut.
UNDEBLOCKED = {"h264": "bidir", "hevc": "noref"}

#: Frames that ffmpeg decodes at a time for each core, and at most. Its own choice (one more than there are cores)
#: leaves cores idle while it makes frames small and hands them out: a 1080p film takes a tenth longer to watch.
DECODED_AHEAD, MOST_AHEAD = 3, 8

#: Room in the pipe, so that ffmpeg decodes on while we look (Linux; a frame of 456 x 256 is 175 kB).
PIPE_BYTES = 1 << 20


#: Of the film's end, where its last frame is looked for, so many seconds: a broadcast may count its time from any hour.
LOOKED_AT_S = 5

#: (pts, length) of packets, seconds.
Lengths = list[tuple[float, float]]


class FrameStream:
    """The frames of a film, in the order they are shown; walk through it once.

    Iterating gives uint8 arrays (height * 3 // 2, width), yuv420p, each a fresh array that may be kept.
    ``clock`` is known once the last frame has been taken, ``warnings`` are complete once the block of
    ``decode`` has ended.
    """

    def __init__(
        self,
        film: Film,
        child: "subprocess.Popen[bytes]",
        listing: Path,
        width: int,
        height: int,
        tail: Future[Lengths],
    ) -> None:
        self.film = film
        self.width = width
        self.height = height
        self.warnings: tuple[str, ...] = ()
        self._child = child
        self._listing = listing
        self._tail = tail
        self.n_frames = 0
        self._clock: Clock | None = None

    def __iter__(self) -> Iterator[np.ndarray]:
        shape = (self.height * 3 // 2, self.width)
        size = shape[0] * shape[1]
        assert self._child.stdout is not None
        pipe = cast(io.BufferedReader, self._child.stdout)
        while True:
            frame = np.empty(size, np.uint8)
            filled = 0
            while filled < size and (n := pipe.readinto(frame[filled:].data)):
                filled += n
            if filled < size:
                break
            self.n_frames += 1
            yield frame.reshape(shape)
        self._finish()

    @property
    def clock(self) -> Clock:
        """The exact presentation times; RuntimeError before the last frame has been taken."""
        if self._clock is None:
            raise RuntimeError("the clock is known once all frames have been taken")
        return self._clock

    def _finish(self) -> None:
        self._child.wait()
        if self.n_frames == 0:
            raise FilmError(f"{self.film.path}: no frame of its picture can be decoded; the file is broken")
        time_base, pts, last_ticks = read_listing(self._listing)
        pts = pts[: self.n_frames]
        if pts.size < self.n_frames:
            raise FilmError(f"{self.film.path}: {self.n_frames - pts.size} frames came without a time; remux the film")
        warnings = []
        if self._child.returncode:
            warnings.append("the picture could not be decoded to its end: the file is damaged")
        strays = int((np.diff(pts) <= 0).sum())
        if strays:
            warnings.append(
                f"{strays} frames of the picture have a time stamp that does not rise; they are passed over"
            )
            pts, time_base = rising(pts, time_base)
            last_ticks *= SUBTICKS
        last_s = float(last_ticks * time_base)
        told_s = self._last_length_s(float(pts[-1] * time_base)) or last_s
        late_s = max(0.0, float(pts[0] * time_base))
        if "mov" in self.film.container and abs(told_s + late_s - last_s) < abs(told_s - last_s):
            told_s += late_s  # that demuxer takes an empty edit before the picture off the last frame
        end_s = float((int(pts[-1]) - int(pts[0])) * time_base) + told_s
        self._clock = Clock(pts=pts, time_base=time_base, rate=self.film.frame_rate, end_s=end_s)
        if end_s < WHOLE_SHARE * self.film.duration_s - 2 * last_s:
            warnings.append(
                f"the picture ends at {end_s:.2f} s although the file declares {self.film.duration_s:.2f} s: "
                "it is broken or cut short"
            )
        self.warnings = tuple(warnings)

    def _last_length_s(self, pts_s: float) -> float | None:
        """How long the container keeps the last frame on the screen, or None where it does not say."""
        found = length_at(self._tail.result(), pts_s)
        return found if found is not None else length_at(told_lengths(self.film, pts_s), pts_s)


@contextmanager
def decode(film: Film, *, workdir: Path, height: int = HEIGHT, quick: bool = False) -> Iterator[FrameStream]:
    """Give the film's frames while the block lasts, ``height`` pixels high (smaller films as they are).

    They are as a player shows them: rotated, in the film's aspect, tone-mapped; the width is even. ``quick``
    leaves out the deblocking of frames that no others build on, which changes no frame's number or time. Memory is bounded by
    a few frames. The listing of stamps lies in ``workdir``.
    Raises FilmError where nothing can be decoded.
    """
    width, height = small_size(film, height)
    listing = Path(workdir) / LISTING
    complaints: collections.deque[str] = collections.deque(maxlen=tools.KEPT_LINES)
    try:
        args = decoding(film, width, height, listing, quick=quick)
        with ThreadPoolExecutor(1) as beside, tools.running("ffmpeg", args, complaints=complaints) as child:
            widen(child)
            tail = beside.submit(told_lengths, film, film.duration_s)
            stream = FrameStream(film, child, listing, width, height, tail)
            yield stream
        if complaints and stream.n_frames:
            stream.warnings += (f"the picture is damaged in places ({complaints[-1]}); what could be seen was used",)
    except tools.ToolError as error:
        if stream.n_frames:
            return  # what could be decoded was, and the stream's warnings say so
        raise FilmError(f"{film.path}: the picture cannot be decoded ({error.last})") from error


def decoding(film: Film, width: int, height: int, listing: Path, *, quick: bool) -> list[str]:
    """Return ffmpeg's arguments: small raw frames to stdout, their stamps to ``listing``.

    The frames are made small once; tiny copies of them go to the listing (its checksums want bytes to chew).
    """
    import ffmpeg

    hurry = {"skip_loop_filter": UNDEBLOCKED[film.video_codec]} if quick and film.video_codec in UNDEBLOCKED else {}
    picture = ffmpeg.input(
        tools.url(film.path),
        protocol_whitelist="file,pipe",
        format_whitelist=tools.CONTAINERS,
        threads=decoder_threads(tools.usable_cores()),
        **hurry,
    )[str(film.video_index)]
    frames = shown_small(picture, film, width, height, listing.parent).filter_multi_output("split")
    tiny = frames.stream(1).filter("scale", 16, 16, flags="neighbor").filter("format", "gray")
    same_times = {"fps_mode": "passthrough", "enc_time_base": "-1", "map_metadata": "-1", "an": None, "sn": None}
    command = ffmpeg.merge_outputs(
        frames.stream(0).output("pipe:1", f="rawvideo", **same_times),
        tiny.output(tools.url(listing), f="framecrc", flush_packets=1, **same_times),
    )
    calm = ("-copyts", "-nostdin", "-hide_banner", "-v", "error", "-filter_complex_threads", "1")
    return [*command.global_args(*calm).get_args(), "-y"]


def decoder_threads(cores: int) -> int:
    """Return how many frames ffmpeg decodes at a time.

    >>> [decoder_threads(cores) for cores in (1, 2, 4, 16)]
    [3, 6, 8, 17]
    """
    return max(cores + 1, min(DECODED_AHEAD * cores, MOST_AHEAD))


def widen(child: "subprocess.Popen[bytes]") -> None:
    """Give the child's stdout more room where the system lets us; it works without, only less evenly."""
    try:
        import fcntl

        assert child.stdout is not None
        fcntl.fcntl(child.stdout.fileno(), fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    except (ImportError, AttributeError, OSError):
        return


def read_listing(path: Path) -> tuple[Fraction, np.ndarray, int]:
    """Return time base, pts (int64) and the last frame's nominal length in ticks from a framecrc file."""
    time_base = Fraction(1)
    pts: list[int] = []
    ticks = 1
    with open(path, encoding="ascii", errors="replace") as lines:
        for line in lines:
            if line.startswith("#tb"):
                time_base = Fraction(line.split(":", 1)[1].strip())
            elif not line.startswith("#"):
                fields = line.split(",")
                pts.append(int(fields[2]))
                ticks = int(fields[3])
    return time_base, np.array(pts, dtype=np.int64), max(1, ticks)


def rising(pts: np.ndarray, time_base: Fraction) -> tuple[np.ndarray, Fraction]:
    """Return stamps on a finer base in which each stray comes a hair after the frame before it.

    >>> rising(np.array([0, 5, 5, 10]), Fraction(1, 25))[0].tolist()
    [0, 5000, 5001, 10000]
    """
    fine = pts * SUBTICKS
    for i in range(1, fine.size):
        if fine[i] <= fine[i - 1]:
            fine[i] = fine[i - 1] + 1
    return fine, time_base / SUBTICKS


def told_lengths(film: Film, near_s: float) -> Lengths:
    """Return (pts, length) in seconds of the picture's packets from a second before ``near_s`` on, a few seconds of them;
    none where none is told."""
    args = ["-v", "error", "-select_streams", str(film.video_index)]
    args += ["-read_intervals", f"{max(0.0, near_s - 1.0):.6f}%+{LOOKED_AT_S}"]
    args += ["-show_entries", "packet=pts_time,duration_time", "-of", "csv=p=0"]
    try:
        told = tools.run("ffprobe", [*args, *tools.source(film.path)]).decode()
    except tools.ToolError:
        return []
    found = []
    for line in told.splitlines():
        fields = line.split(",")
        try:
            found.append((float(fields[0]), float(fields[1])))
        except (ValueError, IndexError):
            continue
    return found


def length_at(lengths: Lengths, pts_s: float) -> float | None:
    """Return the length told for the packet at a time, None where there is none or it is 0.

    >>> length_at([(9.96, 0.04), (10.0, 0.08)], 10.0)
    0.08
    """
    return next((length for at, length in reversed(lengths) if abs(at - pts_s) < 1e-4 and length > 0), None)
