"""The bench's tables: metrics beside real music, checks with the share of pieces that hold, and every failure."""

from collections.abc import Callable, Iterable

import numpy as np
from rich.table import Table

from scorecut.catalog.styles import style
from scorecut.model.tempo_map import PLACES
from tests.music.checks import CHECKS
from tests.music.judge import Judged
from tests.music.metrics import METRICS, REFERENCE

#: The share of pieces in which each check should hold.
AIM = 0.95


def metrics_table(judged: list[Judged], by: Callable[[Judged], str], title: str) -> Table:
    """Return the medians of each group beside the reference corpora; what lies outside the style's limits is marked."""
    table = Table("", "n", *METRICS, title=title, title_justify="left", padding=(0, 1))
    for name, values in REFERENCE.items():
        table.add_row(name, "", *(_figure(metric, values.get(metric, np.nan)) for metric in METRICS), style="cyan")
    table.add_section()
    for name, rows in _grouped(judged, by):
        limits = style(rows[0].style).limits
        cells = []
        for metric, bound in METRICS.items():
            values = [row.metrics[metric] for row in rows if np.isfinite(row.metrics[metric])]
            middle = float(np.median(values)) if values else float("nan")
            low, high = getattr(limits, bound) if bound else (-np.inf, np.inf)
            outside = values and not low <= middle <= high
            cells.append(f"[red]{_figure(metric, middle)}*[/red]" if outside else _figure(metric, middle))
        table.add_row(name or "(no prompt)", str(len(rows)), *cells)
    return table


def checks_table(judged: list[Judged]) -> Table:
    """Return each check with the share of pieces, and of whole scores, in which it holds."""
    table = Table(
        "check", "asks for", "pieces", "hold", "scores", "hold", "median", title="craft", title_justify="left"
    )
    for name in _checked(judged):
        found = [row.findings[name] for row in judged if name in row.findings]
        scores: dict[tuple[str, str], bool] = {}
        for row in judged:
            if name in row.findings:
                key = (row.film, row.prompt)
                scores[key] = scores.get(key, True) and row.findings[name].holds
        median = float(np.median([finding.value for finding in found]))
        table.add_row(
            name, CHECKS[name][1], str(len(found)), _share([finding.holds for finding in found]), str(len(scores)),
            _share(list(scores.values())), f"{median:.2f}",
        )  # fmt: skip
    return table


def styles_table(judged: list[Judged], by: Callable[[Judged], str], title: str) -> Table:
    """Return the share of pieces that hold, for each group and check."""
    names = list(_checked(judged))
    table = Table("", "n", *names, title=title, title_justify="left", padding=(0, 1))
    for name, rows in _grouped(judged, by):
        cells = [
            _share([row.findings[check].holds for row in rows if check in row.findings], sign="") for check in names
        ]
        table.add_row(name or "(no prompt)", str(len(rows)), *cells)
    return table


def failures(judged: list[Judged]) -> Iterable[str]:
    """Give a line for each piece and check that does not hold, with the bars where it is so."""
    for row in judged:
        for name, finding in row.findings.items():
            if not finding.holds:
                places = ", ".join(finding.where[:6]) + (
                    f" and {len(finding.where) - 6} more" if len(finding.where) > 6 else ""
                )
                yield f"{name}: {row.film}, {row.prompt!r}, {row.cue} ({row.style}): {finding.value:.2f}; {places}"


def told(judged: list[Judged]) -> Iterable[str]:
    """Give a line on where the hits stand, and one on the time that each film took to compose and play."""
    counts: dict[str, int] = {}
    for row in judged:
        for kind, n in row.places.items():
            counts[kind] = counts.get(kind, 0) + n
    total = sum(counts.values())
    yield "hits: " + ", ".join(f"{kind} {100 * counts[kind] / total:.0f} %" for kind in PLACES if counts.get(kind))
    films: dict[str, list[float]] = {}
    for row in judged:
        films.setdefault(row.film, []).append(row.composed_s)
    for film, spent_s in films.items():
        yield f"tempo, score and playing of {film}: {np.median(spent_s):.1f} s, at most {max(spent_s):.1f} s"


def _grouped(judged: list[Judged], by: Callable[[Judged], str]) -> list[tuple[str, list[Judged]]]:
    groups: dict[str, list[Judged]] = {}
    for row in judged:
        groups.setdefault(by(row), []).append(row)
    return sorted(groups.items())


def _checked(judged: list[Judged]) -> Iterable[str]:
    return (name for name in CHECKS if any(name in row.findings for row in judged))


def _share(holds: list[bool], sign: str = " %") -> str:
    if not holds:
        return "-"
    share = sum(holds) / len(holds)
    text = f"{100 * share:.0f}{sign}"
    return text if share >= AIM else f"[red]{text}[/red]"


def _figure(metric: str, value: float) -> str:
    if not np.isfinite(value):
        return "-"
    return f"{value:.0f}" if metric == "range" else f"{value:.1f}" if metric == "parallels" else f"{value:.2f}"
