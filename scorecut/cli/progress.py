"""Progress on stderr: a bar where somebody looks on, plain lines where a file or a pipe does."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

#: Plain lines tell a stage's share no oftener than this.
EVERY_S = 10.0


@contextmanager
def progress(quiet: bool = False, verbose: bool = False) -> "Iterator[Shown]":
    """Give the progress that suits stderr; with ``verbose`` log lines of the library go there too."""
    if verbose:
        import logging

        logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(name)s: %(message)s")
    if quiet:
        yield Quiet()
    elif sys.stderr.isatty():
        with _bar() as bar:
            yield bar
    else:
        yield Lines()


class Shown:
    """Progress that remembers what it has said: nothing is said twice, not even over a folder of films."""

    def __init__(self) -> None:
        self.said: set[str] = set()

    def stage(self, name: str) -> None: ...

    def advance(self, share: float, note: str = "") -> None: ...

    def say(self, text: str) -> None:
        if text not in self.said:
            self.said.add(text)
            self.tell(text)

    def tell(self, text: str) -> None: ...


class Quiet(Shown):
    """Nothing is shown."""

    def say(self, text: str) -> None: ...


class Lines(Shown):
    """One plain line for each stage and for each thing to say."""

    def __init__(self) -> None:
        super().__init__()
        self.name = ""
        self.told_s = 0.0

    def stage(self, name: str) -> None:
        self.name = name
        self.told_s = perf_counter()
        print(f"{name} ...", file=sys.stderr, flush=True)

    def advance(self, share: float, note: str = "") -> None:
        if share < 1.0 and perf_counter() - self.told_s >= EVERY_S:
            self.told_s = perf_counter()
            print(f"{self.name} ... {share:.0%}{f' ({note})' if note else ''}", file=sys.stderr, flush=True)

    def tell(self, text: str) -> None:
        print(text, file=sys.stderr, flush=True)


class Bar(Shown):
    """A bar for the stage at work; finished stages stay above it with their time."""

    def __init__(self, bar: Any) -> None:
        super().__init__()
        self.bar = bar
        self.task: Any = None
        self.name = ""
        self.begun_s = 0.0

    def stage(self, name: str) -> None:
        self.finish()
        self.name, self.begun_s = name, perf_counter()
        self.task = self.bar.add_task(name, total=None)

    def advance(self, share: float, note: str = "") -> None:
        if self.task is not None:
            what = f"{self.name} ({note})" if note else self.name
            self.bar.update(self.task, total=1.0, completed=share, description=what)

    def tell(self, text: str) -> None:
        self.bar.console.print(text, style="yellow", markup=False, highlight=False)

    def finish(self) -> None:
        """Turn the bar into a line with the stage's time."""
        if self.task is not None:
            self.bar.remove_task(self.task)
            spent_s = perf_counter() - self.begun_s
            self.bar.console.print(f"{self.name} [dim]{spent_s:.1f} s[/dim]", highlight=False)
            self.task = None


@contextmanager
def _bar() -> Iterator[Bar]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as live:
        bar = Bar(live)
        yield bar
        bar.finish()
