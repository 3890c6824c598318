"""Presentation stamps as a player would see them: taken from decoded frames, not from what containers declare."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from scorecut.media import tools

#: ffmpeg's stream specifiers: the first video that is no attached picture, the first sound.
PICTURE, SOUND = "0:V:0", "0:a:0"


@dataclass(frozen=True, slots=True)
class Stamp:
    """A decoded frame: when it is shown (exact, on the file's own clock) and a digest of its content."""

    time_s: Fraction
    digest: str


def first_frames(path: Path, n: int = 1, stream: str = PICTURE) -> list[Stamp]:
    """Return the first ``n`` displayed frames of the picture; ToolError if the file cannot be decoded."""
    return _listed(path, stream, ["-frames:v", str(n), "-fps_mode", "passthrough"])


def first_sound_s(path: Path, stream: str = SOUND) -> Fraction | None:
    """Return when the first decoded sample sounds on the file's own clock; None if nothing sounds."""
    frames = _listed(path, stream, ["-frames:a", "1", "-c:a", "pcm_f32le"])
    return frames[0].time_s if frames else None


def n_packets(path: Path, stream: str = PICTURE) -> int:
    """Return how many packets of the stream lie in the file (read, not decoded)."""
    args = ["-v", "error", "-select_streams", stream.removeprefix("0:"), "-count_packets"]
    args += ["-show_entries", "stream=nb_read_packets", "-of", "csv=p=0"]
    told = tools.run("ffprobe", [*args, *tools.source(path)]).decode().split(",")[0].strip()
    return int(told) if told.isdigit() else 0


def _listed(path: Path, stream: str, options: list[str]) -> list[Stamp]:
    args = ["-hide_banner", "-nostdin", "-v", "error", "-copyts", *tools.source(path), "-map", stream]
    told = tools.run("ffmpeg", [*args, *options, "-enc_time_base", "-1", "-f", "framemd5", "pipe:1"])
    base = Fraction(1)
    stamps: list[Stamp] = []
    for line in told.decode().splitlines():
        if line.startswith("#tb"):
            base = Fraction(line.split(":", 1)[1].strip())
        elif line and not line.startswith("#"):
            fields = [field.strip() for field in line.split(",")]
            stamps.append(Stamp(int(fields[2]) * base, fields[-1]))
    return stamps
