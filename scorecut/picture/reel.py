"""What is kept of every frame: a row of measures, two histograms and a thumbnail in colour.

One pass over the film fills it (``Recorder``); everything that decides about
shots, light and motion reads it afterwards, so the decisions may look both ways
in time. Two hours at 24 frames a second are 60 MB of rows and histograms and 150 MB of
thumbnails; all lie in files of the run's private folder.

Rows are plain sums over the whole picture. Letterbox bars are known only at the
end: being black, they add nothing to these sums, so dividing by the share that is
picture (``Reel.active``) gives what a cropped film would have given.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from scorecut.model.arrays import in_a_file, let_go
from scorecut.model.machine_code import compiled
from scorecut.picture import kernels
from scorecut.picture.closer import FINDINGS, PLAIN, Looker
from scorecut.picture.letterbox import Bars, BarSeeker
from scorecut.picture.motion import MotionMeter, pair_sums

SMALL = 160
THUMB = (18, 32)
TINT = (9, 16)
COLOUR = (36, 64)
LUMA_BINS = 32
CHROMA_BINS = 8
#: Classes of colour: from which code on, and how many codes each; what lies outside is not counted.
CHROMA_CLASSES = (64, 16)
CHUNK = 4096

#: One column for each measure of a frame; those about change compare it with the frame before.
COLUMNS = (
    "difference",
    "residual",
    "changed",
    "luma_change",
    "chroma_change",
    "speed",
    "camera_x",
    "camera_y",
    "zoom",
    "roll",
    "subject",
    "lightness",
    "lightness_squared",
    "dark",
    "black",
    "detail",
    "u",
    "v",
    "uu",
    "vv",
    "uv",
    "saturation",
    *FINDINGS,
)
#: How wide the rows and the histograms of light and colour are, and of what type.
KEPT: tuple[tuple[int, type], ...] = ((len(COLUMNS), np.float32), (LUMA_BINS, np.uint16), (CHROMA_BINS**2, np.uint16))
PLACE = {name: at for at, name in enumerate(COLUMNS)}
DARK_LUMA = 16 + round(0.25 * 219)
BLACK_LUMA = 16 + round(0.05 * 219)
LEAST_VALUE = 16
NEUTRAL = 128


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reel:
    """The frames of a film as numbers.

    rows : float32, (n_frames, len(COLUMNS)); the first frame has no change
    luma : uint16, (n_frames, 32), chroma : uint16, (n_frames, 64) histograms, each summing to 65535
    thumbs : uint8, (n_frames, 18, 32), luma; tints : uint8, (n_frames, 2, 9, 16), U and V
    bars : the letterbox
    """

    rows: np.ndarray
    luma: np.ndarray
    chroma: np.ndarray
    thumbs: np.ndarray
    tints: np.ndarray
    bars: Bars

    @property
    def n_frames(self) -> int:
        return int(self.rows.shape[0])

    @property
    def active(self) -> float:
        """The share of the frame's area that is picture."""
        return self.bars.active

    def column(self, name: str) -> np.ndarray:
        """Return one measure of all frames, float64, (n_frames,), as summed over the whole frame."""
        values = self.rows[:, PLACE[name]].astype(np.float64)
        let_go(self.rows)
        return values

    def stretch(self, first: int, end: int) -> "Reel":
        """Return the frames from ``first`` to just before ``end``."""
        return self.only(slice(first, end))

    def only(self, frames: slice | np.ndarray) -> "Reel":
        """Return some of the frames; where they are named one by one, what is kept of them lies in files again."""
        some: dict[str, Any] = {
            name: kept[frames] if isinstance(frames, slice) else put_aside(kept, frames) for name, kept in self._kept()
        }
        return replace(self, **some)

    def _kept(self) -> list[tuple[str, np.ndarray]]:
        return [(name, getattr(self, name)) for name in ("rows", "luma", "chroma", "thumbs", "tints")]

    def let_go(self) -> None:
        """Give back the memory of what was read from the reel's files."""
        let_go(*(kept for _, kept in self._kept()))

    def stretches(self, margin: int) -> Iterator[tuple["Reel", slice, slice]]:
        """Give the reel in pieces that fit into memory, each with up to ``margin`` more frames on either side.

        With each come the place of its own frames in the whole, and their place within the piece.
        """
        for first in range(0, self.n_frames, CHUNK):
            end = min(first + CHUNK, self.n_frames)
            low, high = max(0, first - margin), min(self.n_frames, end + margin)
            yield self.stretch(low, high), slice(first, end), slice(first - low, end - low)
            self.let_go()


def put_aside(kept: np.ndarray, frames: np.ndarray) -> np.ndarray:
    """Return some rows of an array, mapped from a file that goes with them: few of them are in memory at a time."""
    if not frames.size:
        return kept[frames]
    rows = in_a_file((frames.size, *kept.shape[1:]), kept.dtype)
    for first in range(0, frames.size, CHUNK):
        rows[first : first + CHUNK] = kept[frames[first : first + CHUNK]]
        let_go(rows, kept)
    return rows


class Recorder:
    """Takes a film's frames one by one and keeps what ``Reel`` says.

    width, height : of the frames, pixels; workdir : where thumbnails are put aside
    """

    def __init__(self, width: int, height: int, workdir: Path) -> None:
        self.width, self.height = width, height
        scale = SMALL / max(width, height)
        self._size = (max(48, round(width * scale)), max(48, round(height * scale)))
        self._motion = MotionMeter(self._size[1], self._size[0])
        self._looker = Looker(self._size[1], self._size[0], self._motion.flow)
        self._bars = BarSeeker(height, width)
        self._lightness = lightness_of_luma()
        self._workdir = workdir
        self._chunks: list[list[np.ndarray]] = []
        self._before: np.ndarray | None = None
        self._file = (workdir / "thumbs.u8").open("w+b")
        self.n_frames = 0

    def add(self, frame: np.ndarray) -> float:
        """Take the next frame, uint8 yuv420p (h*3//2, w); return how much changed (0 nothing - 1 all).

        The return value only serves to choose frames to keep for a closer look.
        """

        if self.n_frames % CHUNK == 0:
            self._begin_chunk()
        rows, luma, chroma = self._chunks[-1]
        at = self.n_frames % CHUNK
        y, u, v = planes(frame, self.height, self.width)
        self._bars.add(y)
        small = shrunk(y, self._size)
        thumb = averaged(small, THUMB[::-1])
        y_, u_, v_ = (shrunk(plane, COLOUR[::-1]) for plane in (small, u, v))
        row = rows[at]
        luma[at] = self._light(row, small)
        chroma[at] = self._colour(row, y_, u_, v_)
        changed = 0.0
        if self._before is not None:
            changed = self._change(row, self._before, small, luma, chroma)
        change = {name: float(row[PLACE[name]]) for name in PLAIN}
        for number, findings in self._looker.add(self.n_frames, small, thumb, change, self._motion.last):
            self._find(number, findings)
        self._before = small
        self._last = (luma[at], chroma[at])
        tints = [averaged(plane, TINT[::-1]).tobytes() for plane in (u_, v_)]
        self._file.write(b"".join([thumb.tobytes(), *tints]))
        self.n_frames += 1
        return changed

    def _begin_chunk(self) -> None:
        """Begin the next stretch of rows; what the looker finds late still falls into the one before."""
        self._chunks.append([in_a_file((CHUNK, width), kind, self._workdir) for width, kind in KEPT])
        self._chunks[-1][0][:, -len(FINDINGS) : -1] = 1.0
        for done in self._chunks[-3:-2]:
            let_go(*done)

    def _find(self, number: int, findings: dict[str, float]) -> None:
        row = self._chunks[number // CHUNK][0][number % CHUNK]
        for name, value in findings.items():
            put(row, name, value)

    def _light(self, row: np.ndarray, small: np.ndarray) -> np.ndarray:
        """Put the light of a small frame into the row; return its histogram."""
        counts = np.empty(kernels.CODES, np.int64)
        between = compiled(kernels.level_counts)(small, counts)
        sums = compiled(kernels.light_sums)(counts, self._lightness, DARK_LUMA, BLACK_LUMA)
        for name, value in zip(("lightness", "lightness_squared", "dark", "black"), sums, strict=True):
            put(row, name, value / small.size)
        put(row, "detail", between / small.size)
        return np.rint(counts.reshape(LUMA_BINS, -1).sum(axis=1) * (65535 / small.size))

    def _colour(self, row: np.ndarray, y: np.ndarray, u: np.ndarray, v: np.ndarray) -> np.ndarray:
        """Put the moments of the colour planes (36 x 64) into the row; return their joint histogram."""
        n = u.size
        counts = np.empty((CHROMA_BINS, CHROMA_BINS), np.int64)
        compiled(kernels.class_counts)(u, v, *CHROMA_CLASSES, counts)
        sums = pair_sums(u, v)
        mean_u, mean_v = sums.sum_a / n - NEUTRAL, sums.sum_b / n - NEUTRAL
        both = sums.products / n - NEUTRAL * (mean_u + mean_v + NEUTRAL)
        squares = ((sums.squares_a, mean_u), (sums.squares_b, mean_v))
        power_u, power_v = (x / n - NEUTRAL * (2 * mean + NEUTRAL) for x, mean in squares)
        for name, value in (("u", mean_u), ("v", mean_v), ("uu", power_u), ("vv", power_v), ("uv", both)):
            put(row, name, value)
        put(row, "saturation", compiled(kernels.saturation_sum)(y, u, v, LEAST_VALUE) / 255 / n)
        share = counts.ravel().astype(np.float32)
        return np.rint(share * (65535 / max(1.0, share.sum()))).astype(np.uint16)

    def _change(
        self, row: np.ndarray, before: np.ndarray, small: np.ndarray, luma: np.ndarray, chroma: np.ndarray
    ) -> float:
        import cv2

        motion = self._motion.between(before, small)
        for name in ("residual", "changed", "speed", "camera_x", "camera_y", "zoom", "roll", "subject"):
            put(row, name, getattr(motion, name))
        put(row, "difference", cv2.norm(small, before, cv2.NORM_L1) / small.size)
        at = self.n_frames % CHUNK
        put(row, "luma_change", histogram_distance(self._last[0], luma[at]))
        put(row, "chroma_change", 0.5 * compiled(kernels.histogram_steps)(chroma[at], self._last[1])[1] / 65535)
        return max(motion.changed, float(row[PLACE["chroma_change"]]))

    def reel(self) -> Reel:
        """Return what was kept; call it once, after the last frame."""
        n = self.n_frames
        for number, findings in self._looker.flush():
            self._find(number, findings)
        self._file.flush()
        size = THUMB[0] * THUMB[1], 2 * TINT[0] * TINT[1]
        kept = np.memmap(self._file, np.uint8, "r", shape=(n, sum(size))) if n else np.zeros((0, sum(size)), np.uint8)
        rows, luma, chroma = (self._joined(i) for i in range(3))
        self._chunks.clear()
        thumbs, tints = kept[:, : size[0]].reshape(n, *THUMB), kept[:, size[0] :].reshape(n, 2, *TINT)
        return Reel(rows=rows, luma=luma, chroma=chroma, thumbs=thumbs, tints=tints, bars=self._bars.bars())

    def _joined(self, which: int) -> np.ndarray:
        """Return the rows (0), or the histograms of light (1) or colour (2), of all stretches end to end."""
        chunks, n = [chunk[which] for chunk in self._chunks], self.n_frames
        if not n:
            return np.zeros((0, KEPT[which][0]), KEPT[which][1])
        whole = in_a_file((n, *chunks[0].shape[1:]), chunks[0].dtype, self._workdir)
        for number, chunk in enumerate(chunks):
            some = whole[number * CHUNK : (number + 1) * CHUNK]
            some[:] = chunk[: len(some)]
            let_go(whole, chunk)
        return whole

    def close(self) -> None:
        """Close the file of thumbnails (a reel that maps it can be read on)."""
        self._file.close()


def planes(frame: np.ndarray, height: int, width: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return luma (h, w) and the two chroma planes (h//2, w//2) of a yuv420p frame (h*3//2, w)."""
    colour = frame[height:].reshape(2, height // 2, width // 2)
    return frame[:height], colour[0], colour[1]


def shrunk(plane: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Return a plane (h, w) at ``size`` (width, height): first by a whole number, which is quick, then the rest."""
    import cv2

    by = max(1, min(plane.shape[1] // size[0], plane.shape[0] // size[1]))
    if by > 1:
        plane = in_blocks(plane, by)
    smaller = cv2.INTER_LINEAR if by > 1 else cv2.INTER_AREA
    return plane if plane.shape[::-1] == size else cv2.resize(plane, size, interpolation=smaller)


def averaged(plane: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Return a plane (h, w) at ``size`` (width, height), each pixel the mean of those that it stands for."""
    import cv2

    by = plane.shape[1] // size[0]
    if plane.shape == (size[1] * by, size[0] * by):
        return in_blocks(plane, by)
    return cv2.resize(plane, size, interpolation=cv2.INTER_AREA)


def in_blocks(plane: np.ndarray, by: int) -> np.ndarray:
    """Return the means of a plane's blocks of ``by`` x ``by`` pixels; what is left over at the right and below is left out."""
    import cv2

    height, width = plane.shape[0] // by, plane.shape[1] // by
    if by <= 2:  # OpenCV is as quick here
        return cv2.resize(plane[: height * by, : width * by], (width, height), interpolation=cv2.INTER_AREA)
    means = np.empty((height, width), np.uint8)
    compiled(kernels.block_means)(plane, by, means)
    return means


def put(row: np.ndarray, name: str, value: float) -> None:
    """Write one measure into a row."""
    row[PLACE[name]] = value


def lightness_of_luma() -> np.ndarray:
    """Return CIE L* / 100 for each luma code 0-255 of limited range (BT.1886, gamma 2.4), float64, (256,)."""
    signal = np.clip((np.arange(256) - 16) / 219, 0, 1)
    luminance = signal**2.4
    return np.where(luminance > 216 / 24389, 1.16 * np.cbrt(luminance) - 0.16, luminance * 24389 / 2700)


def histogram_distance(a: np.ndarray, b: np.ndarray) -> float:
    """Return how far two histograms lie apart (earth mover's distance over bins), 0-1."""
    return compiled(kernels.histogram_steps)(a, b)[0] / a.size / 65535
