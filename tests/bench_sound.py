"""How quick and how well mixed is the sound? ``make bench-sound``.

First the processor time of our part buses beside FluidSynth's command, which renders the plain mix of the same MIDI with
the same sound font, and how many times faster than real time the whole chain is. Then the sample clips and two shared
clips (left out where they are absent) are scored, rendered and mixed with twenty prompts, under the film's own sound and
as if it were silent: for each figure of the mix the share of scores that hold, the median, the worst, and every failure.

``make bench-sound SOUND="--films dawn --every 5"``
"""

import argparse
import json
import os
import tempfile
import time
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from scorecut.store import Store
from tests.mixing import tables
from tests.mixing.figures import FIGURES
from tests.mixing.heard import PROMPTS, heard, played
from tests.mixing.speed import Speed, speed, version
from tests.music.pieces import LONG, films

#: Processor time against the command's, and times faster than real time.
MOST_RATIO, LEAST_TIMES, AIM_TIMES = 1.5, 6.0, 15.0
SPEED_PROMPT = "epic orchestral"


def measured(name: str, path: Path, prompt: str, folder: Path, store: Store) -> tables.Measured:
    """Return the figures of one score."""
    with tempfile.TemporaryDirectory() as work:
        score = heard(name, path, prompt, folder, Path(work), store)
        values = {figure.name: [v for v in figure.take(score) if not np.isnan(v)] for figure in FIGURES}
        return tables.Measured(film=name, prompt=prompt, style=score.style, values=values)


def speed_table(name: str, found: Speed) -> Table:
    """Return the speed as a table."""
    table = Table("", "figure", "goal", title=f"speed: {name}, {SPEED_PROMPT!r}, {found.voice_s:.0f} s of notes")
    table.add_row("our part buses, processor ms for a second of note", f"{1000 * found.ours_s:.2f}", "")
    if found.theirs_s is None:
        table.add_row("the fluidsynth command: not installed, left out", "", "")
    else:
        table.add_row(f"fluidsynth {version()}, the plain mix", f"{1000 * found.theirs_s:.2f}", "")
        table.add_row("ratio", f"{found.ratio:.2f}{_short(found.ratio > MOST_RATIO)}", f"{MOST_RATIO:g} at most")
    for stage, spent_s in found.chain_s.items():
        table.add_row(f"{stage}, times real time", f"{found.film_s / spent_s:.1f}", "")
    short = _short(found.times_real < LEAST_TIMES)
    table.add_row(
        "whole chain, times real time", f"{found.times_real:.1f}{short}", f"{LEAST_TIMES:g}, aim {AIM_TIMES:g}"
    )
    return table


def _short(fails: bool) -> str:
    return "*" if fails else ""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--films", nargs="+", help="names of films (default: samples and two shared clips)")
    options.add_argument("--prompts", nargs="+", default=list(PROMPTS))
    options.add_argument("--every", type=int, default=1, help="take every n-th prompt only")
    options.add_argument("--only", choices=("speed", "mix"), help="half of it")
    options.add_argument("--out", type=Path, default=Path("out/music"), help="where watched pictures are kept")
    options.add_argument("--json", type=Path, help="write all values there too")
    given = options.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    console, store = Console(width=170), Store(given.out / "levels")
    chosen = {name: path for name, path in films(given.films, given.out).items() if given.films or name != LONG}
    if given.only != "mix":
        name, path = next((item for item in chosen.items() if item[0] == "dawn"), next(iter(chosen.items())))
        with tempfile.TemporaryDirectory() as work:
            console.print(speed_table(name, speed(played(path, SPEED_PROMPT, given.out), Path(work), store)))
    if given.only != "speed":
        mixes(chosen, given, console, store)


def mixes(chosen: dict[str, Path], given: argparse.Namespace, console: Console, store: Store) -> None:
    """Print the figures of all scores."""
    begun, rows = time.perf_counter(), []
    for name, path in chosen.items():
        for prompt in given.prompts[:: given.every]:
            rows.append(measured(name, path, prompt, given.out, store))
    console.print(f"{len(rows)} scores rendered, mixed and measured in {time.perf_counter() - begun:.0f} s")
    console.print(tables.figures_table(rows))
    console.print(tables.ranges_table(rows))
    for line in tables.failures(rows):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    if given.json:
        given.json.write_text(json.dumps([vars(row) for row in rows], indent=1))


if __name__ == "__main__":
    main()
