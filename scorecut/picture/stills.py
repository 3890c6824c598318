"""Stills for a closer look: frames put aside while the film runs by, few for each shot.

Shots are known only after the last frame, so the choice is made in two steps. While
frames pass, a few well spread ones of each stretch between large changes are put
aside as JPEG in the run's private folder. In the end each shot takes from those
what lies nearest to the middle of its first, second and last third, and one more
every five seconds of a long shot; never a frame from within a transition.
"""

from pathlib import Path

import numpy as np

from scorecut.picture.letterbox import Bars

CHANGE = 0.5
HELD = 24
PUT_ASIDE = 6
LONG_S = 5.0
QUALITY = 95


class StillKeeper:
    """Puts frames aside. width, height : of the frames; rate_hz : about how many come in a second."""

    def __init__(self, width: int, height: int, workdir: Path, rate_hz: float) -> None:
        self.width, self.height = width, height
        self._folder = workdir / "stills"
        self._folder.mkdir(exist_ok=True)
        self._spacing = 1
        self._most_apart = max(1, round(LONG_S / 2 * rate_hz))
        self._held: list[tuple[int, np.ndarray]] = []
        self._begun = 0
        self.frames: list[int] = []

    def add(self, frame: int, picture: np.ndarray, changed: float) -> None:
        """Take frame number ``frame``, uint8 yuv420p (h*3//2, w); ``changed`` (0-1) against the one before."""
        if changed > CHANGE and self._held and frame - self._begun > 1:
            self.flush()
            self._begun = frame
        if (frame - self._begun) % self._spacing:
            return
        self._held.append((frame, picture))
        if len(self._held) > HELD:
            if self._spacing < self._most_apart:
                self._spacing *= 2
                self._held = [(k, p) for k, p in self._held if (k - self._begun) % self._spacing == 0]
            else:
                self._put_aside(self._held[: HELD // 2 : 2])
                self._held = self._held[HELD // 2 :]

    def flush(self) -> None:
        """Put aside what is held: the stretch is over."""
        n = len(self._held)
        if n > PUT_ASIDE and self._spacing < self._most_apart:
            chosen = sorted({round((i + 0.5) / PUT_ASIDE * (n - 1)) for i in range(PUT_ASIDE)})
        else:
            chosen = list(range(n))
        self._put_aside([self._held[i] for i in chosen])
        self._held = []
        self._spacing = 1

    def _put_aside(self, stills: list[tuple[int, np.ndarray]]) -> None:
        import cv2

        for frame, picture in stills:
            bgr = cv2.cvtColor(np.ascontiguousarray(picture), cv2.COLOR_YUV2BGR_I420)
            cv2.imwrite(str(self._folder / f"{frame}.jpg"), bgr, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
            self.frames.append(frame)

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


def choose(kept: list[int], clear: list[tuple[int, int]], times_s: np.ndarray) -> list[list[int]]:
    """Return for every shot the stills that stand for it.

    kept : frames put aside; clear : (first, end) of the frames of each shot outside its transitions;
    times_s : of all frames. A shot in which nothing was put aside gets the empty list.
    """
    at = np.array(sorted(kept), dtype=np.int64)
    chosen: list[list[int]] = []
    for first, end in clear:
        inside = at[(at >= first) & (at < end)]
        if not inside.size:
            chosen.append([])
            continue
        begin_s, length_s = times_s[first], times_s[end - 1] - times_s[first]
        n = 3 + int(length_s // LONG_S) if length_s > 2 * LONG_S else 3
        wanted = begin_s + (np.arange(n) + 0.5) / n * length_s
        nearest = np.abs(times_s[inside][None, :] - wanted[:, None]).argmin(axis=1)
        chosen.append(sorted({int(inside[i]) for i in nearest}))
    return chosen
