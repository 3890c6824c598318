"""Films that no editor would bring, and somebody will: drawn, each with what is true of it."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tests import films

H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")


def black(folder: Path) -> Path:
    return plain(folder, "color=black:s=160x90:r=25:d=8")


def white(folder: Path) -> Path:
    return plain(folder, "color=white:s=160x90:r=25:d=8")


def still(folder: Path) -> Path:
    """One picture for eight seconds."""
    return plain(folder, "testsrc2=s=160x90:r=25:d=8,loop=200:1:0,trim=end_frame=200")


def noise(folder: Path) -> Path:
    return plain(folder, "nullsrc=s=160x90:r=25:d=6,geq=lum='random(1)*255':cb=128:cr=128")


def one_frame(folder: Path) -> Path:
    return plain(folder, "testsrc2=s=160x90:r=25", "-frames:v", "1")


def two_frames(folder: Path) -> Path:
    return plain(folder, "testsrc2=s=160x90:r=25", "-frames:v", "2")


def a_fifth_of_a_second(folder: Path) -> Path:
    return films.draw(folder / "odd.mp4", seconds=0.2, cuts=(3,)).path


def a_thousand_frames_a_second(folder: Path) -> Path:
    return films.draw(folder / "odd.mkv", seconds=2, rate=1000, size=(96, 54), cuts=(900,), layout=None).path


def strobe(folder: Path) -> Path:
    """White and black in turn, twelve times a second."""
    frames = (np.full((90, 160, 3), 255 * (i % 2), np.uint8) for i in range(200))
    return drawn(folder, frames, 24)


def credits_only(folder: Path) -> Path:
    """White names roll over black for ten seconds."""
    return drawn(folder, rolling(240), 24)


def picture_three_seconds_late(folder: Path) -> Path:
    return films.draw(folder / "odd.mkv", seconds=4, late_s=3.0, cuts=(50,), flashes=(75,)).path


def plain(folder: Path, lavfi: str, *options: str) -> Path:
    films.ffmpeg("-f", "lavfi", "-i", lavfi, *options, *H264, folder / "odd.mp4")
    return folder / "odd.mp4"


def drawn(folder: Path, frames: Iterator[np.ndarray], rate: int) -> Path:
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "160x90", "-r", str(rate), "-i", "pipe:0"]
    films.run_with_frames(["ffmpeg", "-v", "error", "-y", *raw, *H264, str(folder / "odd.mp4")], frames)
    return folder / "odd.mp4"


def rolling(n: int) -> Iterator[np.ndarray]:
    import cv2

    page = np.zeros((90 + 18 * 30, 160, 3), np.uint8)
    for line in range(30):
        text = f"{['GAFFER', 'GRIP', 'SOUND', 'CUTTER', 'MUSIC'][line % 5]} J. DOE {line}"
        cv2.putText(page, text, (14, 90 + 18 * line), cv2.FONT_HERSHEY_SIMPLEX, 0.38, (235, 235, 235), 1, cv2.LINE_AA)
    for i in range(n):
        top = round(i * (page.shape[0] - 90) / n)
        yield page[top : top + 90]
