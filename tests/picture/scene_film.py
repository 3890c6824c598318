"""Films made of drawn scenes, one shot each."""

from fractions import Fraction
from pathlib import Path

from tests.films import QUIET, run_with_frames
from tests.picture.drawn_scenes import Scene, paint

RATE = Fraction(12)
WIDTH, HEIGHT = 192, 108


def film_of_scenes(path: Path, shown: list[Scene], shot_s: float) -> Path:
    """Draw a silent film of the scenes in their order, each ``shot_s`` long, what bustles in them moving."""
    n = round(shot_s * RATE)
    frames = (paint(scene, HEIGHT, WIDTH, float(i / RATE)) for scene in shown for i in range(n))
    args = [word for word in QUIET if word != "-nostdin"]
    args += ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(RATE), "-i", "pipe:0"]
    args += ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-crf", "16", str(path)]
    run_with_frames(args, frames)
    return path
