"""Shot detection beside others, in one run: ``make bench-picture``.

F1 of each detector on the labelled clips, on edits made of those clips and on edits of drawn material (``tests.edits``:
cuts, jump cuts, dissolves, fades, wipes, with flashes, strobe, explosions, whip pans and more between them), and the
time of its whole pass, decoding included, beside plain decoding (``ffmpeg -i film -f null -``) of the same 1080p film
just before: on the clock, and of all cores together. Two films are timed: one made of the drawn samples, which is
decoded very cheaply (2.5 Mbit/s), and where the labelled clips are at hand a minute of real footage at 8 Mbit/s.
``tests.scoring`` says what counts as right.

The edits take seeds from 9000 on. Whatever is trained on such edits uses seeds below 9000, and may have seen the shots
of the clips: the drawn edits share no shot with those of other seeds.
"""

import argparse
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests import edits
from tests.bench import decode_s, make_film
from tests.conftest import clips_folder
from tests.detectors import OURS, Detector, detectors
from tests.error_sheets import errors_of, write_sheets
from tests.films import frames_as_decoded
from tests.measured_films import DRAWN, LABELLED, OF_CLIPS, SETS, MeasuredFilm, edited_films, labelled_clips
from tests.scoring import Score, Scores, score

#: Tries of each timing: others may use the machine at the same time.
TRIES = 3

GOAL = {"cuts": 0.97, "all": 0.93}


@dataclass(frozen=True, slots=True)
class Result:
    """What one detector made of one film."""

    detector: str
    film: MeasuredFilm
    scores: Scores


def films(given: argparse.Namespace, folder: Path) -> Iterator[MeasuredFilm]:
    """Give the films of the sets that were asked for."""
    if LABELLED in given.sets:
        yield from labelled_clips()
    library = edits.Library(samples=False)
    for group in (OF_CLIPS, DRAWN):
        if group in given.sets and (group == DRAWN or library.films):
            yield from edited_films(
                group, n_films=given.films, seconds=given.seconds, folder=folder, library=library,
                first_seed=given.first_seed,
            )  # fmt: skip


def measure(name: str, detector: Detector, film: MeasuredFilm) -> Result:
    """Return how right a detector is on a film."""
    found = detector(film.path, film.times_s)
    return Result(name, film, score(found, film.truth, film.rate_hz))


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds on the clock and seconds of all cores, each over those of plain decoding.

    The second hardly changes when others use the machine at the same time; the first does.
    """

    wall: float
    cores: float


@dataclass(frozen=True, slots=True)
class TimedFilm:
    """A 1080p film on which time is measured: what the table calls it, where it lies, when its frames are shown."""

    name: str
    path: Path
    times_s: tuple[float, ...]


def timed_films(folder: Path) -> list[TimedFilm]:
    """Make the films that time is measured on in ``folder``."""
    films_ = {"drawn": make_film(folder, 1)}
    clips = clips_folder()
    if clips is not None:
        films_["filmed"] = enlarged(clips / "tos_battle.webm", folder / "filmed.mp4")
    return [TimedFilm(name, path, tuple(frames_as_decoded(path)[0].tolist())) for name, path in films_.items()]


def enlarged(clip: Path, path: Path) -> Path:
    """Return a minute of a clip as 1080p at the rate of a good stream, grain added: it decodes as a film does."""
    look = "scale=1920:1080:flags=lanczos,noise=alls=6:allf=t,format=yuv420p"
    coding = ["-c:v", "libx264", "-preset", "medium", "-b:v", "8M", "-maxrate", "12M", "-bufsize", "16M"]
    command = ["ffmpeg", "-nostdin", "-v", "error", "-y", "-i", str(clip), "-t", "60", "-an", "-vf", look, *coding]
    subprocess.run([*command, str(path)], check=True)
    return path


def cost(detector: Detector, film: Path, times_s: Sequence[float]) -> Cost:
    """Return what a detector's whole pass costs beside plain decoding; the best of some tries of each, taken by turns."""
    plain, own = [], []
    for _ in range(TRIES):
        plain.append(spent(lambda: decode_s(film)))
        own.append(spent(lambda: detector(film, times_s)))
    least = [[min(tries[i] for tries in of) for i in (0, 1)] for of in (own, plain)]
    return Cost(least[0][0] / least[1][0], least[0][1] / least[1][1])


def spent(work: Callable[[], object]) -> tuple[float, float]:
    """Return seconds on the clock and seconds of all cores that some work takes, its child processes included."""

    def cores_s() -> float:
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(usage.ru_utime + usage.ru_stime for usage in used)

    begun, before = time.perf_counter(), cores_s()
    work()
    return time.perf_counter() - begun, cores_s() - before


def total(results: Sequence[Result], detector: str, group: str) -> Scores | None:
    """Return a detector's counts over all films of a group."""
    mine = [r.scores for r in results if r.detector == detector and r.film.group == group]
    return sum(mine, Scores()) if mine else None


def table(results: Sequence[Result], costs: dict[tuple[str, str], Cost], names: Sequence[str]) -> Table:
    """Return the table: a row for each detector, for each set F1 of cuts and of all."""
    out = Table("detector", title="F1 on cuts / on all transitions")
    groups = [group for group in SETS if any(r.film.group == group for r in results)]
    for group in groups:
        n = sum(len(r.film.truth) for r in results if r.film.group == group and r.detector == names[0])
        out.add_column(f"{group}\n({n} transitions)", justify="right")
    timed = sorted({film for _, film in costs})
    for film in timed:
        out.add_column(f"cost beside decoding\n{film} 1080p: wall / cores", justify="right")
    for name in names:
        cells = []
        for group in groups:
            both = total(results, name, group)
            cells.append(f"{both.cuts.f1:.3f} / {both.all.f1:.3f}" if both else "-")
        out.add_row(
            name,
            *cells,
            *(f"{costs[name, film].wall:.2f} / {costs[name, film].cores:.2f}" for film in timed),
            end_section=name == OURS,
        )
    out.caption = f"goal: {GOAL['cuts']} / {GOAL['all']} in every column at a cost under 1.2"
    return out


def details(results: Sequence[Result], detector: str) -> Table:
    """Return precision and recall film by film."""
    out = Table("film", title=f"{detector}: F1 (precision, recall; missed, wrong)")
    for column in ("cuts", "all"):
        out.add_column(column, justify="right")
    for group in SETS:
        for result in (r for r in results if r.detector == detector and r.film.group == group):
            out.add_row(result.film.name, written(result.scores.cuts), written(result.scores.all))
        both = total(results, detector, group)
        if both is not None:
            out.add_row(f"[bold]{group}", written(both.cuts), written(both.all), end_section=True)
    return out


def written(one: Score) -> str:
    return f"{one.f1:.3f} ({one.precision:.3f}, {one.recall:.3f}; {len(one.missed)}, {len(one.wrong)})"


def options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tests.bench_picture", description=__doc__.splitlines()[0])
    parser.add_argument("--films", type=int, default=9, help="edited films of each set")
    parser.add_argument("--seconds", type=float, default=40, help="length of each edited film")
    parser.add_argument("--first-seed", type=int, default=9000, help="of the edited films, 9000 or above")
    parser.add_argument("--sets", nargs="*", choices=SETS, default=list(SETS), metavar="SET", help=", ".join(SETS))
    parser.add_argument("--only", nargs="*", default=[], help="detectors whose name contains one of these")
    parser.add_argument("--no-cost", action="store_true", help="leave out the measuring of time")
    parser.add_argument("--verbose", action="store_true", help="film by film, and the errors of our detector")
    parser.add_argument(
        "--sheet", type=Path, metavar="DIR", help="write contact sheets of the errors (of ours or --only)"
    )
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the edited films here for the next run")
    return parser


def main() -> None:
    given = options().parse_args()
    if given.first_seed < 9000:
        raise SystemExit("seeds below 9000 belong to training")
    chosen = {n: d for n, d in detectors().items() if not given.only or any(o in n for o in given.only)}
    console, beside = Console(width=130), Console(stderr=True)
    results: list[Result] = []
    costs: dict[tuple[str, str], Cost] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = given.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        with beside.status("measuring") as status:
            for film in films(given, folder):
                begun = time.perf_counter()
                for detector in chosen:
                    status.update(f"{film.name}: {detector}")
                    results.append(measure(detector, chosen[detector], film))
                beside.print(f"{film.name}: {time.perf_counter() - begun:.0f} s")
            if not given.no_cost:
                status.update("the cost")
                for timed in timed_films(Path(name)):
                    for which, run in chosen.items():
                        costs[which, timed.name] = cost(run, timed.path, timed.times_s)
        told = list(chosen) if given.only else [OURS]
        for detector in told:
            if given.verbose:
                console.print(details(results, detector))
            for result in (r for r in results if r.detector == detector):
                if given.verbose:
                    for line, _ in errors_of(result.film, result.scores.all):
                        console.print(f"{detector}: {result.film.name}: {line}", highlight=False)
                if given.sheet is not None:
                    write_sheets(given.sheet, detector, result.film, result.scores.all)
        if results or costs:
            console.print(table(results, costs, list(chosen)))


if __name__ == "__main__":
    main()
