"""A whole film from start to finish: ``make feature``.

A two-hour film at a low bitrate is made by looping the sample clips, and, where it is at hand, a battle among them. It
is scored by the command itself, in a process of its own with a cache and a temporary folder of its own, while the
memory of that process and of all that it starts is added up (each page counted once). Then what it left is read: the
times by stage, what still lies in the temporary folder, how far the sum of the stems is from the music, and the hits of
the last minute, measured in the delivered film.

``make feature FEATURE="--hours 0.5 --prompt 'film noir'"``
"""

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from rich.console import Console
from rich.table import Table

from tests.bench import family, pss
from tests.conftest import clips_folder
from tests.films import ffmpeg

SAMPLES = Path(__file__).parent.parent / "sample_clips"
STEMS = ("melody", "harmony", "bass", "rhythm", "texture", "hits")
MIB, GIB = 1024**2, 1024**3
MOST_GIB, MOST_MS, LEAST_NULL_DB, LAST_S = 1.2, 1.0, -90.0, 60.0
BLOCK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a run cost and left. peak : bytes of all processes, peak_at : what it said it was doing then;
    left : files in its temporary folder when it had ended."""

    wall_s: float
    peak: int
    peak_at: str
    left: list[str]
    report: dict
    package: Path


def make_feature(folder: Path, hours: float) -> Path:
    """Return a film of that length, 640x360 at 24 frames a second, made of real and drawn footage end to end."""
    clips = clips_folder()
    parts = [*sorted(SAMPLES.glob("*.mp4")), *([clips / "tos_battle.webm"] if clips else [])]
    inputs = [word for path in parts for word in ("-i", path)]
    shape = "fps=24,scale=640:360:force_original_aspect_ratio=decrease,pad=640:360:-1:-1,setsar=1"
    pads = "".join(
        f"[{i}:v]{shape}[v{i}];[{i}:a]aformat=r=48000:channel_layouts=stereo[a{i}];" for i in range(len(parts))
    )
    joins = "".join(f"[v{i}][a{i}]" for i in range(len(parts)))
    round_, film = folder / "round.mp4", folder / "feature.mp4"
    ffmpeg(*inputs, "-filter_complex", f"{pads}{joins}concat=n={len(parts)}:v=1:a=1[v][s]", "-map", "[v]", "-map", "[s]",
           "-c:v", "libx264", "-preset", "veryfast", "-b:v", "500k", "-c:a", "aac", "-b:a", "96k", round_)  # fmt: skip
    ffmpeg("-stream_loop", "-1", "-i", round_, "-t", str(3600 * hours), "-c", "copy", film)
    round_.unlink()
    return film


def run(film: Path, prompt: str, folder: Path, trace: Path | None = None) -> Found:
    """Score a film with the command, and watch what it takes. Raises SystemExit with its last words if it fails.

    trace : where to write a line for each sample: seconds, MiB, what the command said last
    """
    temporary = folder / "tmp"
    temporary.mkdir()
    out, package = folder / "scored.mp4", folder / "feature.score"
    command = [
        sys.executable,
        "-m",
        "scorecut",
        str(film),
        "-p",
        prompt,
        "-o",
        str(out),
        "--package",
        str(package),
        "--no-clip",
    ]
    surroundings = {**os.environ, "TMPDIR": str(temporary), "SCORECUT_CACHE": str(folder / "cache")}
    begun, peak, peak_at = time.perf_counter(), 0, ""
    with contextlib.ExitStack() as files:
        words = files.enter_context((folder / "words").open("w+"))
        samples = files.enter_context(trace.open("w", buffering=1)) if trace else None
        process = subprocess.Popen(command, env=surroundings, stdout=words, stderr=words)
        ended = threading.Event()
        threading.Thread(target=lambda: (process.wait(), ended.set()), daemon=True).start()
        while not ended.wait(0.5):
            held, said = sum(pss(pid) for pid in family(process.pid)), last_line(folder / "words")
            if samples:
                samples.write(f"{time.perf_counter() - begun:.1f}\t{held / MIB:.0f}\t{said}\n")
            if held > peak:
                peak, peak_at = held, said
        if process.returncode:
            words.seek(0)
            raise SystemExit(f"scorecut ended with {process.returncode}: {words.read()[-2000:]}")
    left = sorted(path.relative_to(temporary).as_posix() for path in temporary.rglob("*"))
    report = json.loads((package / "report.json").read_text(encoding="utf-8"))
    return Found(
        wall_s=time.perf_counter() - begun, peak=peak, peak_at=peak_at, left=left, report=report, package=package
    )


def last_line(words: Path) -> str:
    """Return what a run said last."""
    with words.open("rb") as told:
        told.seek(max(0, words.stat().st_size - 400))
        lines = told.read().decode(errors="replace").replace("\r", "\n").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


def null_db(package: Path) -> float:
    """Return the largest difference between the sum of the stems and the music, dB re full scale."""
    most = 0.0
    with soundfile.SoundFile(package / "music.wav") as music:
        stems = [soundfile.SoundFile(package / "stems" / f"{name}.wav") for name in STEMS]
        while (whole := music.read(BLOCK)).size:
            summed = np.sum([stem.read(BLOCK) for stem in stems], axis=0)
            most = max(most, float(np.abs(whole - summed).max()))
        for stem in stems:
            stem.close()
    return 20.0 * float(np.log10(max(most, 1e-9)))


def show(found: Found, console: Console) -> bool:
    """Print what was found beside what it may be; return whether all of it holds."""
    report = found.report
    length_s = report["film"]["duration_s"]
    late = [hit for hit in report["hits"] if hit["time_s"] >= length_s - LAST_S]
    worst = max((abs(hit["error_ms"]) for hit in report["hits"]), default=0.0)
    worst_late = max((abs(hit["error_ms"]) for hit in late), default=0.0)
    apart = null_db(found.package)
    rows = [
        ("peak memory of all processes", f"{found.peak / GIB:.2f} GiB", found.peak <= MOST_GIB * GIB, f"{MOST_GIB} GiB"),
        ("left in the temporary folder", f"{len(found.left)} files", not found.left, "none"),
        ("sum of the stems against the music", f"{apart:.0f} dBFS", apart <= LEAST_NULL_DB, f"{LEAST_NULL_DB:.0f} dBFS"),
        (f"worst of {len(report['hits'])} hits", f"{worst:.3f} ms", worst <= MOST_MS, f"{MOST_MS:g} ms"),
        (f"worst of {len(late)} hits in the last minute", f"{worst_late:.3f} ms", bool(late) and worst_late <= MOST_MS, f"{MOST_MS:g} ms"),
    ]  # fmt: skip
    table = Table("", "figure", "at most", title=f"a film of {length_s / 60:.0f} minutes, {len(report['cues'])} cues")
    for name, figure, holds, most in rows:
        table.add_row(name, figure if holds else f"[red]{figure}[/red]", most)
    for stage, took in report["timings_s"].items():
        table.add_row(f"{stage}", f"{took:.0f} s", f"{length_s / max(took, 1e-3):.0f} x real time")
    table.add_row("the peak came at", found.peak_at, "")
    table.add_row("all", f"{found.wall_s:.0f} s", f"{length_s / found.wall_s:.1f} x real time")
    console.print(table)
    return all(holds for _, _, holds, _ in rows)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--hours", type=float, default=2.0)
    options.add_argument("--prompt", default="epic orchestra, gentle piano under the lines")
    options.add_argument("--film", type=Path, help="a film of your own for the one that is made")
    options.add_argument("--trace", type=Path, help="a file for the memory twice a second")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        film = given.film or make_feature(folder, given.hours)
        raise SystemExit(0 if show(run(film, given.prompt, folder, given.trace), Console(width=110)) else 1)


if __name__ == "__main__":
    main()
