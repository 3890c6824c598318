"""Speed beside a reference, in one run: ``make bench``.

For a 60 s and a 10-minute 1080p film: the wall time of each stage, and of plain decoding
(``ffmpeg -i film -f null -``) of the same film just before. Ratios travel, seconds do not.
"""

import argparse
import resource
import subprocess
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from scorecut import pipeline
from scorecut.model.progress import Silent
from scorecut.settings import Settings
from scorecut.store import Store

CLIPS = Path(__file__).parent.parent / "sample_clips"


def make_film(folder: Path, minutes: float) -> Path:
    """Return a 1080p film of that length, made of the sample clips end to end."""
    piece = folder / "minute.mp4"
    if not piece.exists():
        inputs = [part for name in ("dawn", "chase") for part in ("-i", str(CLIPS / f"{name}.mp4"))]
        graph = (
            "[0:v]scale=1920:1080,fps=24,setsar=1[a];[1:v]scale=1920:1080,fps=24,setsar=1[b];"
            "[a][0:a][b][1:a]concat=n=2:v=1:a=1[v][s]"
        )
        _ffmpeg(*inputs, "-filter_complex", graph, "-map", "[v]", "-map", "[s]", "-t", "60",
                "-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-c:a", "aac", str(piece))  # fmt: skip
    film = folder / f"film_{minutes:g}min.mp4"
    _ffmpeg("-stream_loop", str(round(minutes) - 1), "-i", str(piece), "-c", "copy", str(film))
    return film


def _ffmpeg(*arguments: str) -> None:
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", *arguments], check=True)


def decode_s(film: Path) -> float:
    """Return the wall time of plain decoding."""
    begun = time.perf_counter()
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-i", str(film), "-f", "null", "-"], check=True)
    return time.perf_counter() - begun


def run(film: Path, folder: Path, prompt: str) -> dict[str, float]:
    """Return the wall time of each stage of one whole run, nothing kept from before."""
    settings = Settings()
    record = pipeline.begin(film, prompt, settings=settings, seed=1, progress=Silent())
    with tempfile.TemporaryDirectory(dir=folder) as work:
        workdir = Path(work)
        pipeline.watch_and_spot(record, settings=settings, workdir=workdir, store=Store(None))
        pipeline.compose_and_perform(record, settings=settings)
        pipeline.sound(record, settings=settings, workdir=workdir, store=Store(None))
        out = folder / f"{film.stem}.scored.mp4"
        pipeline.deliver_and_prove(record, out, package=None, settings=settings, workdir=workdir)
        out.unlink()
    return record.timings_s


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--minutes", type=float, nargs="*", default=[1, 10])
    options.add_argument("--prompt", default="epic orchestra")
    given = options.parse_args()
    table = Table("stage", title="wall time, s (times plain decoding)")
    columns: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for minutes in given.minutes:
            film = make_film(folder, minutes)
            plain = decode_s(film)
            stages = run(film, folder, given.prompt)
            columns.append({"plain decoding": plain, **stages, "all": sum(stages.values())})
            table.add_column(f"{minutes:g} min", justify="right")
    for stage in columns[0]:
        table.add_row(stage, *(f"{c[stage]:.1f} ({c[stage] / c['plain decoding']:.2f})" for c in columns))
    console = Console(width=100)
    console.print(table)
    if len(columns) > 1:
        length_s = (given.minutes[-1] - given.minutes[0]) * 60
        slope = (columns[-1]["watch"] - columns[0]["watch"]) / (
            columns[-1]["plain decoding"] - columns[0]["plain decoding"]
        )
        whole = length_s / (columns[-1]["all"] - columns[0]["all"])
        console.print(
            f"watching costs {slope:.2f} times plain decoding (slope); the whole line {whole:.1f} x real time"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    console.print(f"peak memory {peak:.0f} MiB, largest child {child:.0f} MiB")


if __name__ == "__main__":
    main()
