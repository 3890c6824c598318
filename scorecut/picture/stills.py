"""Stills for a closer look: frames put aside while the film runs by, few for each shot.

Shots are known only after the last frame, so the choice is made in two steps. While
frames pass, a few well spread ones of each stretch between large changes are put
aside as JPEG in the run's private folder, with a tiny picture of each in memory.
In the end each shot takes from those what lies nearest to the middle of its first,
second and last third, and one more every five seconds of a long shot, but of
frames that are nearly copies of each other only one: a shot in which nothing
changes costs one embedding. Never a frame from within a transition.
"""

from pathlib import Path

import numpy as np

from scorecut.picture.letterbox import Bars

CHANGE = 0.5
HELD = 24
PUT_ASIDE = 6
LONG_S = 5.0
#: Frames put aside lie about this far apart at most, so that a short shot whose cut was not noticed has one.
FARTHEST_S = 1.5
#: A shot as short as this is seen as one picture.
BLINK_S = 0.6
#: Mean difference of tiny pictures (levels of 255) up to which one frame is a copy of another.
COPY = 5.0
TINY = (16, 9)
QUALITY = 95


class StillKeeper:
    """Puts frames aside. width, height : of the frames; rate_hz : about how many come in a second.

    tiny : what was put aside, by frame number, as very small pictures, uint8, (9, 16, 3)
    """

    def __init__(self, width: int, height: int, workdir: Path, rate_hz: float) -> None:
        self.width, self.height = width, height
        self._folder = workdir / "stills"
        self._folder.mkdir(exist_ok=True)
        self._spacing = 1
        self._second = max(1.0, rate_hz)
        self._held: list[tuple[int, np.ndarray]] = []
        self._begun = 0
        self.tiny: dict[int, np.ndarray] = {}

    def add(self, frame: int, picture: np.ndarray, changed: float) -> None:
        """Take frame number ``frame``, uint8 yuv420p (h*3//2, w); ``changed`` (0-1) against the one before."""
        if changed > CHANGE and self._held and frame - self._begun > 1:
            self.flush()
            self._begun = frame
        if (frame - self._begun) % self._spacing:
            return
        self._held.append((frame, picture))
        if len(self._held) > HELD:
            if 2 * self._spacing <= FARTHEST_S * self._second:
                self._spacing *= 2
                self._held = [(k, p) for k, p in self._held if (k - self._begun) % self._spacing == 0]
            else:
                self._put_aside(self._held[: HELD // 2])
                self._held = self._held[HELD // 2 :]

    def flush(self) -> None:
        """Put aside what is held: the stretch is over."""
        n = len(self._held)
        wanted = max(PUT_ASIDE, round(n * self._spacing / self._second))
        chosen = sorted({round((i + 0.5) / wanted * (n - 1)) for i in range(wanted)}) if n > wanted else range(n)
        self._put_aside([self._held[i] for i in chosen])
        self._held = []
        self._spacing = 1

    def _put_aside(self, stills: list[tuple[int, np.ndarray]]) -> None:
        import cv2

        for frame, picture in stills:
            bgr = cv2.cvtColor(np.ascontiguousarray(picture), cv2.COLOR_YUV2BGR_I420)
            cv2.imwrite(str(self._folder / f"{frame}.jpg"), bgr, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
            self.tiny[frame] = cv2.resize(bgr, TINY, interpolation=cv2.INTER_AREA)

    def read(self, frame: int, size: int, bars: Bars) -> np.ndarray:
        """Return a still as the embedder takes it: RGB, uint8, (size, size, 3), bars cropped, centre cut out."""
        import cv2

        bgr = np.asarray(cv2.imread(str(self._folder / f"{frame}.jpg"), cv2.IMREAD_COLOR))
        return square(cv2.cvtColor(bars.crop(bgr), cv2.COLOR_BGR2RGB), size)


def square(picture: np.ndarray, size: int) -> np.ndarray:
    """Return the centre of a picture (h, w, 3) scaled so that its shorter side is ``size``, (size, size, 3)."""
    import cv2

    height, width = picture.shape[:2]
    scale = size / min(height, width)
    wide, high = max(size, round(width * scale)), max(size, round(height * scale))
    smaller = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    picture = cv2.resize(picture, (wide, high), interpolation=smaller)
    left, top = (wide - size) // 2, (high - size) // 2
    return np.ascontiguousarray(picture[top : top + size, left : left + size])


def choose(tiny: dict[int, np.ndarray], clear: list[tuple[int, int]], times_s: np.ndarray) -> list[list[int]]:
    """Return for every shot the stills that stand for it: at most three, and one more each 5 s of a long shot.

    tiny : very small pictures of the frames put aside, by frame number; clear : (first, end) of the frames of
    each shot outside its transitions; times_s : of all frames. A shot in which nothing was put aside gets the
    empty list.
    """
    at = np.array(sorted(tiny), dtype=np.int64)
    chosen: list[list[int]] = []
    for first, end in clear:
        inside = at[(at >= first) & (at < end)]
        if not inside.size:
            chosen.append([])
            continue
        begin_s, length_s = times_s[first], times_s[end - 1] - times_s[first]
        n = 1 if length_s < BLINK_S else most_stills(length_s)
        wanted = begin_s + (np.arange(n) + 0.5) / n * length_s
        nearest = np.abs(times_s[inside][None, :] - wanted[:, None]).argmin(axis=1)
        chosen.append(without_copies(sorted({int(inside[i]) for i in nearest}), tiny))
    return chosen


def most_stills(length_s: float) -> int:
    """Return how many stills a shot may have.

    >>> [most_stills(length_s) for length_s in (1, 9.9, 12, 61)]
    [3, 3, 5, 15]
    """
    return 3 + int(length_s // LONG_S) if length_s > 2 * LONG_S else 3


def without_copies(frames: list[int], tiny: dict[int, np.ndarray]) -> list[int]:
    """Return the middle one of each run of frames that look like the first of the run."""
    runs: list[list[int]] = []
    for frame in frames:
        picture = tiny[frame].astype(np.float32)
        if runs and float(np.abs(picture - tiny[runs[-1][0]]).mean()) <= COPY:
            runs[-1].append(frame)
        else:
            runs.append([frame])
    return [run[len(run) // 2] for run in runs]
