"""Speed and memory beside a reference, in one run: ``make bench``.

For a 60 s and a 10-minute 1080p film: the wall time of each stage, and of plain decoding
(``ffmpeg -i film -f null -``) of the same film just before and just after. Ratios travel, seconds do not.
``make bench ARGS="--only watch"`` looks at the analysis alone, without CLIP, and takes it apart: what each
part costs for every second of film (slope between the two lengths), what it costs once, and the greatest
memory of all processes together.
"""

import argparse
import multiprocessing
import os
import resource
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from unittest import mock

from rich.console import Console
from rich.table import Table

from scorecut import pipeline
from scorecut.model.progress import Silent
from scorecut.settings import Settings
from scorecut.store import Store

CLIPS = Path(__file__).parent.parent / "sample_clips"
MIB = 1024**2
LIMIT, AIM = 1.4, 1.15

#: The parts of watching, by the name under which ``scorecut.picture.watch`` calls them.
PARTS = {
    "cut_evidence": "evidence of cuts",
    "find_transitions": "transitions",
    "loudness_curve": "loudness",
    "loud_sounds": "loud sounds",
    "group_looks": "likeness of shots",
    "picture_curves": "light and motion curves",
    "picture_events": "events in the picture",
}


@dataclass
class Run:
    """What one film cost: wall seconds by name, processor seconds of us and our children, memory at its peak."""

    plain_s: float
    plain_cpu_s: float
    stages_s: dict[str, float] = field(default_factory=dict)
    cpu_s: float = 0.0
    peak_mib: float = 0.0


class Memory:
    """Adds up the memory of a process and all below it, again and again: each page counted once (PSS)."""

    def __init__(self, pid: int) -> None:
        self.pid, self.peak = pid, 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Memory":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.2):
            self.peak = max(self.peak, sum(pss(pid) for pid in family(self.pid)))


def family(pid: int) -> Iterator[int]:
    """Give a process and all that it started (Linux)."""
    yield pid
    try:
        children = [
            int(child)
            for thread in Path(f"/proc/{pid}/task").iterdir()
            for child in (thread / "children").read_text().split()
        ]
    except OSError:
        return
    for child in children:
        yield from family(child)


def pss(pid: int) -> int:
    """Return a process's share of memory in bytes; 0 where it has gone or cannot be asked."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


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


def cpu_s() -> float:
    """Return the processor seconds of this process and of the children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def decode_s(film: Path) -> tuple[float, float]:
    """Return wall and processor seconds of plain decoding."""
    before, begun = cpu_s(), time.perf_counter()
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-i", str(film), "-f", "null", "-"], check=True)
    return time.perf_counter() - begun, cpu_s() - before


def beside_plain(film: Path, work: Callable[..., dict[str, float]], *given: object) -> Run:
    """Return what ``work(film, *given)`` (giving stages) costs, and plain decoding before and after it (the mean).

    It runs in a process of its own, as a user's film does: what a longer film leaves behind is not the next one's.
    """
    first = decode_s(film)
    own = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
    with own as pool, Memory(pool.submit(os.getpid).result()) as memory:
        stages, used = pool.submit(costing, work, film, *given).result()
    last = decode_s(film)
    return Run((first[0] + last[0]) / 2, (first[1] + last[1]) / 2, stages, used, memory.peak / MIB)


def costing(work: Callable[..., dict[str, float]], *given: object) -> tuple[dict[str, float], float]:
    """Return what a piece of work gives, and the processor seconds that it took."""
    before = cpu_s()
    stages = work(*given)
    return stages, cpu_s() - before


def whole_line(film: Path, folder: Path, prompt: str) -> dict[str, float]:
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
    stages = dict(record.timings_s)
    return {**stages, "all": sum(stages.values())}


def watching(film: Path, folder: Path) -> dict[str, float]:
    """Return the wall time of opening, watching (with its parts) and feeling, without CLIP, nothing kept."""
    settings = Settings()
    settings = replace(settings, picture=replace(settings.picture, clip=False))
    begun = time.perf_counter()
    record = pipeline.begin(film, "", settings=settings, seed=1, progress=Silent())
    opened = time.perf_counter()
    with tempfile.TemporaryDirectory(dir=folder) as work, parts_timed() as parts:
        pipeline.watch_and_spot(record, settings=settings, workdir=Path(work), store=Store(None))
    took = time.perf_counter() - begun
    return {"open": opened - begun, **record.timings_s, **parts, "all": took}


@contextmanager
def parts_timed() -> Iterator[dict[str, float]]:
    """Clock the parts of watching while the block lasts; times of the thread that listens are marked so."""
    from scorecut.picture import watch

    took: dict[str, float] = {}

    def timed(name: str, call):
        def clocked(*args, **kwargs):
            begun = time.perf_counter()
            try:
                return call(*args, **kwargs)
            finally:
                took[name] = took.get(name, 0.0) + time.perf_counter() - begun

        return clocked

    patches = [
        mock.patch.object(watch, "see", timed("  the pass over the film", watch.see)),
        mock.patch.object(watch.Recorder, "add", timed("    of it looking (Recorder.add)", watch.Recorder.add)),
        mock.patch.object(watch, "find_speech", timed("  speech (beside the pass)", watch.find_speech)),
        *(mock.patch.object(watch, n, timed(f"  {w}", getattr(watch, n))) for n, w in PARTS.items() if hasattr(watch, n)),
    ]  # fmt: skip
    for patch in patches:
        patch.start()
    try:
        yield took
    finally:
        for patch in patches:
            patch.stop()


def report(minutes: list[float], runs: list[Run], whole: str, console: Console) -> None:
    """Print stages of all films, then the slope of what is ``whole`` against plain decoding, and the memory."""
    table = Table("stage", title="wall time, s (times plain decoding)")
    for length in minutes:
        table.add_column(f"{length:g} min", justify="right")
    table.add_row("plain decoding", *(f"{run.plain_s:.1f} (1.00)" for run in runs))
    for stage in dict.fromkeys(name for run in runs for name in run.stages_s):
        cells = (run.stages_s.get(stage, 0.0) for run in runs)
        table.add_row(stage, *(f"{took:.1f} ({took / run.plain_s:.2f})" for took, run in zip(cells, runs, strict=True)))
    table.add_row("processor time", *(f"{run.cpu_s:.1f} ({run.cpu_s / run.plain_cpu_s:.2f})" for run in runs))
    table.add_row("peak memory, MiB", *(f"{run.peak_mib:.0f}" for run in runs))
    console.print(table)
    if len(runs) < 2:
        return
    short, long = runs[0], runs[-1]
    length_s = (minutes[-1] - minutes[0]) * 60
    ours = (long.stages_s[whole] - short.stages_s[whole]) / length_s
    plain = (long.plain_s - short.plain_s) / length_s
    fixed = short.stages_s[whole] - ours * minutes[0] * 60
    cpu = (long.cpu_s - short.cpu_s) / (long.plain_cpu_s - short.plain_cpu_s)
    console.print(
        f"slope of {whole} against plain decoding: {ours / plain:.2f} by wall, {cpu:.2f} by processor time "
        f"(limit {LIMIT} by wall, aim {AIM}); {1 / ours:.0f} x real time; fixed cost {fixed:.1f} s"
    )
    console.print(f"peak memory of all processes together grows by {long.peak_mib - short.peak_mib:.0f} MiB")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--minutes", type=float, nargs="*", default=[1, 10])
    options.add_argument("--prompt", default="epic orchestra")
    options.add_argument("--only", choices=["watch"], help="the analysis without CLIP, and nothing after it")
    options.add_argument("--film", type=Path, nargs="*", help="films of your own, shortest first, for the drawn ones")
    given = options.parse_args()
    console = Console(width=100)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        films = given.film or [make_film(folder, minutes) for minutes in given.minutes]
        minutes = [length_min(film) for film in films] if given.film else given.minutes
        runs = []
        for film in films:
            work = (watching, folder) if given.only else (whole_line, folder, given.prompt)
            runs.append(beside_plain(film, *work))
    report(minutes, runs, "all" if given.only else "watch", console)
    if not given.only and len(runs) > 1:
        speed = (minutes[-1] - minutes[0]) * 60 / (runs[-1].stages_s["all"] - runs[0].stages_s["all"])
        console.print(f"the whole line {speed:.1f} x real time")


def length_min(film: Path) -> float:
    """Return the declared length of a film in minutes."""
    told = ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", str(film)]
    return float(subprocess.run(told, check=True, capture_output=True, text=True).stdout) / 60


if __name__ == "__main__":
    main()
