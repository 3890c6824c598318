"""Films made of drawn scenes, one shot each."""

from fractions import Fraction
from pathlib import Path

from tests.films import QUIET, run_with_frames
from tests.picture.drawn_scenes import Scene, paint

RATE = Fraction(12)
WIDTH, HEIGHT = 192, 108


def film_of_scenes(path: Path, shown: list[Scene], shot_s: float | list[float]) -> Path:
    """Draw a silent film of the scenes in their order, each ``shot_s`` long, what bustles in them moving."""
    lengths_s = shot_s if isinstance(shot_s, list) else [shot_s] * len(shown)
    frames = (
        paint(scene, HEIGHT, WIDTH, float(i / RATE))
        for scene, length_s in zip(shown, lengths_s, strict=True)
        for i in range(round(length_s * RATE))
    )
    args = [word for word in QUIET if word != "-nostdin"]
    args += ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(RATE), "-i", "pipe:0"]
    args += ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-crf", "16", str(path)]
    run_with_frames(args, frames)
    return path
