"""Edited films through the encoder: to a file, or to a file and back into frames."""

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tests.edits.truth import Edit
from tests.films import run_with_frames


def write(edit: Edit, path: Path) -> Path:
    """Encode the film with x264 as coarsely as its seed says; return the path."""
    quality = ["-crf", str(edit.crf)] if edit.bitrate_k is None else ["-b:v", f"{edit.bitrate_k}k"]
    args = ["ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "yuv420p"]
    args += ["-s", f"{edit.width}x{edit.height}", "-r", str(edit.rate), "-i", "-", "-c:v", "libx264"]
    args += ["-preset", "veryfast", "-pix_fmt", "yuv420p", *quality, str(path)]
    run_with_frames(args, edit.i420())
    return path


def coded(edit: Edit) -> Iterator[np.ndarray]:
    """Give the frames as they come back from the encoder, yuv420p, uint8 (height * 3 // 2, width)."""
    with tempfile.TemporaryDirectory() as folder:
        path = write(edit, Path(folder) / "edit.mp4")
        args = ["ffmpeg", "-nostdin", "-v", "error", "-i", str(path), "-fps_mode", "passthrough"]
        args += ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-"]
        size = edit.width * edit.height * 3 // 2
        with subprocess.Popen(args, stdout=subprocess.PIPE) as child:
            assert child.stdout is not None
            while raw := child.stdout.read(size):
                yield np.frombuffer(raw, np.uint8).reshape(edit.height * 3 // 2, edit.width)
