"""Films with known truth, drawn by ffmpeg from frames and samples that we chose.

``draw`` makes one film: colour fields with a moving block, cuts and white flashes
at chosen frames, clicks in the sound at the very second of each flash. What the
drawing knows comes back as ``Drawn``. Seconds count from the first displayed frame.
"""

import re
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import numpy as np
import soundfile

RATE_HZ = 48_000
CHANNELS = {"mono": 1, "stereo": 2, "5.1": 6}
QUIET = ("ffmpeg", "-hide_banner", "-nostdin", "-v", "error", "-y")

#: Codecs by suffix: (picture, its options, sound).
CODECS = {
    ".mp4": ("libx264", ("-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "12"), "aac"),
    ".m4v": ("libx264", ("-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "12"), "aac"),
    ".mov": ("libx264", ("-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "12"), "pcm_s16le"),
    ".mkv": ("libx264", ("-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "12"), "flac"),
    ".ts": ("libx264", ("-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "12"), "aac"),
    ".webm": ("libvpx", ("-deadline", "realtime", "-cpu-used", "8", "-b:v", "600k"), "libopus"),
    ".avi": ("mpeg4", ("-q:v", "3"), "pcm_s16le"),
}


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A drawn film and its truth. times_s : of every frame; cuts, flashes : frame numbers."""

    path: Path
    rate: Fraction
    size: tuple[int, int]
    times_s: np.ndarray
    cuts: tuple[int, ...] = ()
    flashes: tuple[int, ...] = ()
    clicks_s: tuple[float, ...] = ()
    sound: np.ndarray | None = field(default=None, repr=False)

    @property
    def cuts_s(self) -> tuple[float, ...]:
        return tuple(float(self.times_s[cut]) for cut in self.cuts)

    @property
    def flashes_s(self) -> tuple[float, ...]:
        return tuple(float(self.times_s[flash]) for flash in self.flashes)


def draw(
    path: Path,
    *,
    seconds: float = 2.0,
    rate: Fraction | int = Fraction(25),
    size: tuple[int, int] = (160, 90),
    cuts: Sequence[int] = (),
    flashes: Sequence[int] = (),
    times_s: Sequence[float] | None = None,
    layout: str | None = "stereo",
    sound: np.ndarray | None = None,
    click_flashes: bool = True,
    late_s: float = 0.0,
    options: Sequence[str] = (),
) -> Drawn:
    """Draw a film into ``path`` (its suffix chooses container and codecs).

    times_s : presentation times for a variable rate (first 0, in 1/90000 s); frames / ``rate`` otherwise
    layout : ``mono``, ``stereo``, ``5.1`` or None for a film without sound
    sound : float, (n, channels), instead of clicks; its sample 0 is heard at the first displayed frame
    late_s : the picture starts this much later than the sound track, whose first ``late_s`` are noise
    options : further ffmpeg output options
    """
    path, rate = Path(path), Fraction(rate)
    n_frames = len(times_s) if times_s is not None else max(1, round(seconds * rate))
    ticks = None if times_s is None else [round(Fraction(time) * 90_000) for time in times_s]
    exact = np.array([float(i / rate) for i in range(n_frames)] if ticks is None else [tick / 90_000 for tick in ticks])
    length_s = float(exact[-1]) + float(1 / rate)
    clicks = tuple(float(exact[flash]) for flash in flashes) if click_flashes else ()
    if layout is not None and sound is None:
        sound = clicks_at(clicks, length_s, CHANNELS[layout])
    codec, codec_options, sound_codec = CODECS[path.suffix]
    with tempfile.TemporaryDirectory() as folder:
        args = [word for word in QUIET if word != "-nostdin"]
        args += ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{size[0]}x{size[1]}", "-r", str(rate), "-i", "pipe:0"]
        if sound is not None:
            lead = np.zeros((round(late_s * RATE_HZ), sound.shape[1]))
            lead[:] = 0.003 * np.random.default_rng(1).standard_normal(lead.shape)
            soundfile.write(f"{folder}/sound.wav", np.concatenate([lead, sound]), RATE_HZ, subtype="PCM_24")
            args += ["-i", f"{folder}/sound.wav", "-map", "0:v", "-map", "1:a", "-c:a", sound_codec, "-b:a", "192k"]
            args += ["-channel_layout", layout or "stereo"] if layout == "5.1" else []
        args += ["-c:v", codec, *codec_options]
        if ticks is not None:
            late = round(Fraction(late_s) * 90_000)
            stamp = "+".join(f"eq(N\\,{i})*{tick + late}" for i, tick in enumerate(ticks))
            args += ["-vf", f"settb=1/90000,setpts={stamp}", "-fps_mode", "passthrough", "-enc_time_base", "1/90000"]
            args += ["-video_track_timescale", "90000"] if path.suffix in (".mp4", ".mov", ".m4v") else []
        elif late_s:
            args += ["-vf", f"settb=1/90000,setpts=N/({rate})/TB+{round(late_s * 90_000)}", "-fps_mode", "passthrough"]
            args += ["-enc_time_base", "1/90000"]
        run_with_frames([*args, *options, str(path)], frames_of(n_frames, size, cuts, flashes))
    return Drawn(
        path=path,
        rate=rate,
        size=size,
        times_s=exact,
        cuts=tuple(cuts),
        flashes=tuple(flashes),
        clicks_s=clicks,
        sound=sound,
    )


def frames_of(n_frames: int, size: tuple[int, int], cuts: Sequence[int], flashes: Sequence[int]):
    """Yield uint8 RGB frames (h, w, 3): a new colour after each cut, a block that moves, white flashes."""
    width, height = size
    across = np.linspace(0.75, 1.0, width)[None, :, None]
    for i in range(n_frames):
        shot = sum(i >= cut for cut in cuts)
        colour = 40 + 150 * np.random.default_rng(100 + shot).random(3)
        frame = np.broadcast_to(colour * across, (height, width, 3)).astype(np.uint8)
        left = (i * 2 + shot * 37) % max(1, width - width // 8)
        top = height // 4 + (shot * 11) % max(1, height // 4)
        frame[top : top + height // 6, left : left + width // 8] = 255 - frame[0, 0]
        if i in flashes:
            frame[:] = 255
        yield frame


def click() -> np.ndarray:
    """A short burst that codecs keep sharp: 2 ms of a falling tone pair, loudest at its first samples."""
    t = np.arange(96) / RATE_HZ
    return 0.7 * np.exp(-t / 0.0004) * (np.cos(2 * np.pi * 3000 * t) + 0.5 * np.cos(2 * np.pi * 7000 * t)) / 1.5


def clicks_at(times_s: Sequence[float], length_s: float, channels: int = 2) -> np.ndarray:
    """Return silence of ``length_s`` with a click beginning at each time, float64, (n, channels)."""
    sound = np.zeros((round(length_s * RATE_HZ), channels))
    for time_s in times_s:
        first = round(time_s * RATE_HZ)
        burst = click()[: sound.shape[0] - first]
        sound[first : first + burst.size] += burst[:, None]
    return sound


def run_with_frames(args: Sequence[str], frames) -> None:
    """Run ffmpeg with raw frames on its stdin; its complaint is the test's."""
    with subprocess.Popen(args, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdin is not None and child.stderr is not None
        try:
            for frame in frames:
                child.stdin.write(np.ascontiguousarray(frame).tobytes())
            child.stdin.close()
        except BrokenPipeError:
            pass
        complaint = child.stderr.read().decode()
    assert child.returncode == 0, complaint


def ffmpeg(*args: str | Path) -> None:
    """Run ffmpeg; its complaint is the test's."""
    done = subprocess.run([*QUIET, *map(str, args)], capture_output=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stderr.decode()


def ebur128(path: Path) -> dict[str, float]:
    """Return what ffmpeg measures of a file's first sound track: I (LUFS), LRA (LU), Peak (dBTP)."""
    heard = ["-map", "0:a:0", "-af", "ebur128=peak=true", "-f", "null", "-"]
    args = ["ffmpeg", "-nostdin", "-hide_banner", "-i", str(path), *heard]
    told = subprocess.run(args, capture_output=True, check=True).stderr.decode()
    summary = told[told.rindex("Summary:") :]
    return {name: float(re.search(rf"{name}:\s+(-?[\d.]+)", summary)[1]) for name in ("I", "LRA", "Peak")}


def cut_without_decoding(film: Path, out: Path, start_s: float, length_s: float | None = None) -> Path:
    """Cut a piece with ``-ss -c copy``: the edit list of an mp4 then hides frames before the piece."""
    length = ["-t", str(length_s)] if length_s else []
    ffmpeg("-ss", str(start_s), "-i", film, *length, "-map", "0", "-c", "copy", out)
    return out


def frames_as_decoded(film: Path) -> tuple[np.ndarray, list[str]]:
    """Return pts in seconds from the first displayed frame, and a digest of every decoded frame."""
    args = ["-copyts", "-i", str(film), "-map", "0:V:0", "-fps_mode", "passthrough", "-enc_time_base", "-1"]
    done = subprocess.run([*QUIET, *args, "-f", "framemd5", "-"], capture_output=True, check=True)
    base, pts, digests = Fraction(1), [], []
    for line in done.stdout.decode().splitlines():
        if line.startswith("#tb"):
            base = Fraction(line.split(":")[1].strip())
        elif not line.startswith("#"):
            fields = [field.strip() for field in line.split(",")]
            pts.append(int(fields[2]))
            digests.append(fields[-1])
    return np.array([float((tick - pts[0]) * base) for tick in pts]), digests


def sound_as_played(film: Path, track: int = 0) -> np.ndarray:
    """Return the decoded sound from the first displayed frame on, as a player lines them up: (n, channels).

    Independent of scorecut: pts of the first decoded picture and sound frames, and the samples between.
    """

    def listing(stream: str, *more: str) -> tuple[Fraction, list[int]]:
        args = ["-copyts", "-i", str(film), "-map", stream, "-fps_mode", "passthrough", "-enc_time_base", "-1", *more]
        told = subprocess.run([*QUIET, *args, "-f", "framecrc", "-"], capture_output=True, check=True).stdout.decode()
        base = next(Fraction(x.split(":")[1].strip()) for x in told.splitlines() if x.startswith("#tb"))
        return base, [int(x.split(",")[2]) for x in told.splitlines() if x and not x.startswith("#")]

    picture_base, picture = listing("0:V:0")
    sound_base, sound = listing(f"0:a:{track}", "-c:a", "pcm_f32le")
    raw = ["-i", str(film), "-map", f"0:a:{track}", "-c:a", "pcm_f32le", "-f", "wav", "-"]
    with tempfile.TemporaryDirectory() as folder:
        raw[-1] = f"{folder}/sound.wav"
        subprocess.run([*QUIET, *raw], check=True)
        samples, rate = soundfile.read(raw[-1], dtype="float64", always_2d=True)
    skip = round((picture[0] * picture_base - sound[0] * sound_base) * rate)
    return samples[skip:] if skip >= 0 else np.concatenate([np.zeros((-skip, samples.shape[1])), samples])


def click_times(sound: np.ndarray, near_s: Sequence[float], within_s: float = 0.06) -> list[float]:
    """Return when the drawn clicks are heard in ``sound``, each looked for near its time, sub-sample."""
    mono = sound.mean(axis=1)
    found = []
    for time_s in near_s:
        first = max(0, round((time_s - within_s) * RATE_HZ))
        stretch = mono[first : round((time_s + within_s) * RATE_HZ)]
        match = np.correlate(stretch, click(), mode="valid")
        top = int(np.argmax(match))
        shift = 0.0
        if 0 < top < match.size - 1:
            left, mid, right = match[top - 1 : top + 2]
            shift = 0.5 * (left - right) / (left - 2 * mid + right)
        found.append((first + top + shift) / RATE_HZ)
    return found
