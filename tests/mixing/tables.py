"""The sound bench's tables: each figure with the share of scores that hold, its median and worst, and every failure."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from rich.table import Table

from tests.mixing.figures import FIGURES, Figure


@dataclass(frozen=True)
class Measured:
    """The figures of one score by name."""

    film: str
    prompt: str
    style: str
    values: dict[str, list[float]]

    def fails(self, figure: Figure) -> bool:
        return any(not figure.holds(value) for value in self.values[figure.name])


def worst(figure: Figure, values: list[float]) -> float:
    """Return the value furthest out: by the figure's own direction, or from the middle of its bounds."""
    if figure.worse:
        return max(values) if figure.worse > 0 else min(values)
    middle = 0.5 * (figure.low + figure.high)
    return max(values, key=lambda value: abs(value - middle))


def figures_table(rows: list[Measured]) -> Table:
    """Return the table of all figures."""
    table = Table("figure", "asks for", "scores", "hold", "values", "hold", "median", "worst", "where")
    table.title = f"the mix of {len(rows)} scores"
    for figure in FIGURES:
        counted = [row for row in rows if row.values[figure.name]]
        if not counted:
            table.add_row(figure.name, figure.asks, "0", *[""] * 5)
            continue
        values = [value for row in counted for value in row.values[figure.name]]
        kept = sum(not row.fails(figure) for row in counted)
        inside = sum(figure.holds(value) for value in values)
        extreme = worst(figure, values)
        where = next(row for row in counted if extreme in row.values[figure.name])
        table.add_row(
            figure.name, figure.asks, str(len(counted)), _share(kept, len(counted)), str(len(values)),
            _share(inside, len(values)), f"{np.median(values):.2f}", f"{extreme:.2f}", f"{where.film}, {where.prompt}",
        )  # fmt: skip
    return table


def ranges_table(rows: list[Measured]) -> Table:
    """Return the loudness range of each style."""
    table = Table("style", "scores", "median LU", "least", "most", title="short-term loudness range (EBU Tech 3342)")
    by_style: dict[str, list[float]] = {}
    for row in rows:
        by_style.setdefault(row.style, []).extend(row.values["range, fixed tempo"] + row.values["range, free tempo"])
    for name, values in sorted(by_style.items()):
        if values:
            table.add_row(
                name, str(len(values)), f"{np.median(values):.1f}", f"{min(values):.1f}", f"{max(values):.1f}"
            )
    return table


def failures(rows: list[Measured]) -> Iterator[str]:
    """Give a line for each figure of a score that does not hold."""
    for figure in FIGURES:
        for row in rows:
            outside = [value for value in row.values[figure.name] if not figure.holds(value)]
            if outside:
                told = ", ".join(f"{value:.2f}" for value in outside)
                yield f"{figure.name} ({figure.asks}): {row.film}, {row.prompt!r} ({row.style}): {told}"


def _share(part: int, whole: int) -> str:
    share = 100.0 * part / whole
    return f"{share:.0f} %" if part == whole else f"[red]{share:.0f} %[/red]"
