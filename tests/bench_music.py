"""The measure of the music rooms: ``make bench-music``.

Composes and performs, without rendering, the sample clips, two shared clips (left out where they are absent) and a
ten-minute film with forty genres and thirty other prompts. Prints for each style, and on demand for each prompt, the
symbolic metrics beside real music, and how many pieces keep to each rule of craft. A piece is one cue; a score, all
cues of one film with one prompt.

``make bench-music MUSIC="--films dawn chase --prompts 'epic orchestral' --only loops --failures"``
"""

import argparse
import multiprocessing
import os
import time
from pathlib import Path

from rich.console import Console

from tests.music import tables
from tests.music.checks import CHECKS
from tests.music.judge import Job, Judged, judge
from tests.music.pieces import films, seen
from tests.music.prompts import all_prompts

WIDTH = 190


def jobs(given: argparse.Namespace, console: Console) -> list[Job]:
    """Return what is to be composed, long films first so that both processes end together.

    Each film has a seed of its own: a seed gives a theme of its own, and a style is more than one theme.
    """
    chosen = films(given.films, given.out)
    for name, path in chosen.items():
        begun = time.perf_counter()
        film, *_ = seen(path, given.out)
        console.print(f"{name}: {film.duration_s:.0f} s of film, seen in {time.perf_counter() - begun:.1f} s")
    prompts = given.prompts if given.prompts is not None else all_prompts()[:: given.every]
    seeds = {name: given.seed + number for number, name in enumerate(chosen)}
    ordered = sorted(chosen.items(), key=lambda item: -seen(item[1], given.out)[0].duration_s)
    return [
        Job(film=name, path=path, prompt=prompt, folder=given.out, seed=seeds[name], only=tuple(given.only or ()))
        for name, path in ordered
        for prompt in prompts
    ]


def run(todo: list[Job], processes: int) -> list[Judged]:
    """Return all pieces, judged; in the jobs' order."""
    if processes < 2:
        return [piece for job in todo for piece in judge(job)]
    with multiprocessing.get_context("spawn").Pool(min(2, processes), initializer=_one_thread) as pool:
        return [piece for pieces in pool.imap(judge, todo) for piece in pieces]


def _one_thread() -> None:
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = "1"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--films", nargs="+", help="names of films (default: all)")
    options.add_argument("--prompts", nargs="+", help="prompts of your own (default: 40 genres and 30 others)")
    options.add_argument("--every", type=int, default=1, help="take every n-th prompt only")
    options.add_argument("--only", nargs="+", choices=list(CHECKS), metavar="CHECK", help=", ".join(CHECKS))
    options.add_argument("--failures", action="store_true", help="name each piece and bar that fails")
    options.add_argument("--by-prompt", action="store_true", help="a row for each prompt besides those for each style")
    options.add_argument("--seed", type=int, default=1, help="of the first film; each further one has the next")
    options.add_argument("--processes", type=int, default=2, choices=(1, 2))
    options.add_argument("--out", type=Path, default=Path("out/music"), help="where watched pictures are kept")
    given = options.parse_args()
    console = Console(width=WIDTH)
    todo = jobs(given, console)
    begun = time.perf_counter()
    judged = run(todo, given.processes)
    spent_s = time.perf_counter() - begun
    console.print(f"{len(todo)} scores, {len(judged)} pieces, composed, played and judged in {spent_s:.0f} s")
    report(judged, given, console)


def report(judged: list[Judged], given: argparse.Namespace, console: Console) -> None:
    console.print(
        tables.metrics_table(judged, lambda row: row.style, "metrics by style (medians; * outside its limits)")
    )
    if given.by_prompt:
        console.print(tables.metrics_table(judged, lambda row: row.prompt, "metrics by prompt"))
    console.print(tables.styles_table(judged, lambda row: row.style, "share of pieces that hold, by style, %"))
    if given.by_prompt:
        console.print(tables.styles_table(judged, lambda row: row.prompt, "share of pieces that hold, by prompt, %"))
    console.print(tables.checks_table(judged))
    for line in tables.told(judged):
        console.print(line, markup=False, highlight=False)
    if given.failures:
        for line in tables.failures(judged):
            console.print(line, markup=False, highlight=False, soft_wrap=True)


if __name__ == "__main__":
    main()
