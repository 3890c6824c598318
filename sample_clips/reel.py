"""Shots into a film, and the truth about it: what is drawn is known frame by frame."""

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from paint import HEIGHT, WIDTH, finish

RATE_HZ = 48_000


@dataclass(frozen=True, kw_only=True)
class Shot:
    """``draw(time_s, share)`` paints one moment of the shot: seconds and share 0-1 since its start.

    into : how it begins: ``cut``, ``dissolve`` or ``fade`` (from black), lasting ``into_frames``
    energy : what a viewer would call its energy, 0-1; camera : what is seen, for the reader
    """

    n_frames: int
    draw: Callable[[float, float], np.ndarray]
    energy: float
    seen: str
    into: str = "cut"
    into_frames: int = 0
    grain: float = 0.012


@dataclass(frozen=True, kw_only=True)
class Reel:
    """A whole film. ``moments`` are what a viewer would name: (frame, words); ``flashes`` frames that are no cuts."""

    name: str
    rate: Fraction
    shots: tuple[Shot, ...]
    sound: np.ndarray
    moments: tuple[tuple[int, str], ...]
    flashes: tuple[int, ...] = ()
    speech: tuple[tuple[float, float, str], ...] = ()
    fade_out_frames: int = 0
    mood: str = ""

    @property
    def n_frames(self) -> int:
        return sum(shot.n_frames for shot in self.shots)

    def seconds(self, frame: int) -> float:
        return float(frame / self.rate)


def frames(reel: Reel):
    """Yield every frame as uint8 RGB; a dissolve overlaps the tail of the shot before with the new one."""
    start = 0
    for number, shot in enumerate(reel.shots):
        before = reel.shots[number - 1] if number else None
        for k in range(shot.n_frames):
            frame = start + k
            picture = shot.draw(float(k / reel.rate), k / shot.n_frames)
            if k < shot.into_frames:
                share = (k + 1) / (shot.into_frames + 1)
                if shot.into == "dissolve" and before is not None:
                    late = before.n_frames + k
                    old = before.draw(float(late / reel.rate), late / before.n_frames)
                    picture = old + (picture - old) * share
                elif shot.into == "fade":
                    picture = picture * (k / shot.into_frames)
            left = reel.n_frames - 1 - frame
            if left < reel.fade_out_frames:
                picture = picture * (left / reel.fade_out_frames)
            dark = picture.max() < 1e-6
            yield finish(picture, 1000 + frame, 0.0 if dark else shot.grain)
        start += shot.n_frames


def write_film(reel: Reel, folder: Path) -> Path:
    """Encode the reel as ``<name>.mp4`` (H.264 and AAC)."""
    out = folder / f"{reel.name}.mp4"
    wav = folder / f".{reel.name}.f32"
    wav.write_bytes(reel.sound.astype("<f4").tobytes())
    command = [
        "ffmpeg", "-v", "error", "-y",
        "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(reel.rate), "-i", "-",
        "-f", "f32le", "-ar", str(RATE_HZ), "-ac", "2", "-i", str(wav),
        "-c:v", "libx264", "-preset", "slow", "-crf", "25", "-pix_fmt", "yuv420p", "-g", "96", "-threads", "1",
        "-colorspace", "bt709", "-c:a", "aac", "-b:a", "96k", "-movflags", "+faststart",
        "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact", str(out),
    ]  # fmt: skip
    child = subprocess.Popen(command, stdin=subprocess.PIPE)
    assert child.stdin is not None
    for picture in frames(reel):
        child.stdin.write(picture.tobytes())
    child.stdin.close()
    if child.wait():
        raise SystemExit(f"ffmpeg failed on {out.name}")
    wav.unlink()
    return out


def write_truth(reel: Reel, folder: Path) -> Path:
    """Write ``<name>.truth.toml``: what was drawn, in frames and seconds."""
    lines = [
        f"# What is drawn in {reel.name}.mp4. Times in seconds from the first frame; frames count from 0.",
        f'film = "{reel.name}.mp4"',
        f'frame_rate = "{reel.rate}"',
        f"n_frames = {reel.n_frames}",
        f'mood = "{reel.mood}"',
        "",
    ]
    start = 0
    sections = []
    for shot in reel.shots:
        if start or shot.into == "fade":
            if shot.into == "cut":
                a = b = middle = start
                kind = "cut"
            elif shot.into == "dissolve":
                a, b = start, start + shot.into_frames - 1
                middle, kind = (a + b) // 2, "dissolve"
            else:
                a, b = start, start + shot.into_frames
                middle, kind = start + 1, "fade_in"
            lines += _transition(reel, kind, a, middle, b)
        sections.append((start, start + shot.n_frames, shot.energy, shot.seen))
        start += shot.n_frames
    if reel.fade_out_frames:
        a, b = reel.n_frames - reel.fade_out_frames, reel.n_frames - 1
        lines += _transition(reel, "fade_out", a, b, b)
    for frame in reel.flashes:
        lines += ["[[flashes]]", f"frame = {frame}", f"time_s = {reel.seconds(frame):.6f}", ""]
    for a, b, energy, seen in sections:
        lines += ["[[sections]]", f"start_s = {reel.seconds(a):.6f}", f"end_s = {reel.seconds(b):.6f}"]
        lines += [f"energy = {energy}", f'seen = "{seen}"', ""]
    for a_s, b_s, words in reel.speech:
        lines += ["[[speech]]", f"start_s = {a_s:.3f}", f"end_s = {b_s:.3f}", f'words = "{words}"', ""]
    for frame, words in reel.moments:
        lines += ["[[moments]]", f"frame = {frame}", f"time_s = {reel.seconds(frame):.6f}", f'words = "{words}"', ""]
    path = folder / f"{reel.name}.truth.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _transition(reel: Reel, kind: str, a: int, middle: int, b: int) -> list[str]:
    return [
        "[[transitions]]",
        f'kind = "{kind}"',
        f"start_frame = {a}",
        f"frame = {middle}",
        f"end_frame = {b}",
        f"time_s = {reel.seconds(middle):.6f}",
        "",
    ]
