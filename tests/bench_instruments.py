"""Does every instrument sound as it is written? ``make instruments``.

Plays each instrument of the catalogue by the way that a run takes (level, tilt, early starts), single notes at the
written dynamics from pp to ff and a phrase; measures pitch, level, brightness, likeness of repeated notes, peaks, how
notes end and when they are heard. Prints a table, marks what fails, counts who holds each line, and writes contact
sheets (a spectrogram for each instrument) to ``out/instruments``.

``make instruments INSTRUMENTS="--only violins horn --font none"``
"""

import argparse
import json
import math
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from scorecut.catalog.instruments import instruments
from scorecut.sound.band import Band
from scorecut.sound.settings import SoundSettings
from scorecut.store import Store
from tests.instruments.judge import LINES, Judged, judge
from tests.instruments.playing import DYNAMICS
from tests.instruments.sheets import draw_sheets

WIDTH = 200
SHOWN = {
    "pitch": ("{:+.1f}", "pitch c"),
    "bright": ("{:+.0%}", "bright"),
    "repeats": ("{:.3f}", "repeats"),
    "peak": ("{:.1f}", "peak dB"),
    "held": ("{:.0f}", "held dB"),
    "left": ("{:.0f}", "left dB"),
    "t50": ("{:.0f}", "t50 ms"),
    "early": ("{:.0f}", "early ms"),
    "short": ("{:+.0f}", "short ms"),
    "long": ("{:+.0f}", "long ms"),
    "short_worst": ("{:+.0f}", "worst"),
    "long_worst": ("{:+.0f}", "worst"),
}
#: Figures that another line judges.
LINE_OF = {"held": "ends", "left": "ends", "t50": "", "early": "", "short_worst": "", "long_worst": ""}


def table(judged: Sequence[Judged]) -> Table:
    """Return all figures; red where a line does not hold, grey where it is not asked."""
    shown = Table(title="Instruments as they sound", pad_edge=False, padding=(0, 1))
    for heading in ("instrument", "played by", *(f"{name} LU" for name in DYNAMICS)):
        shown.add_column(heading)
    for _, heading in SHOWN.values():
        shown.add_column(heading, justify="right")
    for one in judged:
        levels = [
            _marked(f"{off:+.1f}", None if one.holds["level"] is None else abs(off) <= 2) for off in one.levels.values()
        ]
        rest = [
            _marked(form.format(one.figures[name]), one.holds.get(LINE_OF.get(name, name), True))
            for name, (form, _) in SHOWN.items()
        ]
        shown.add_row(one.row.name, one.player, *levels, *rest)
    return shown


def _marked(text: str, holds: bool | None) -> str:
    return f"[dim]{text}[/]" if holds is None else text if holds else f"[bold red]{text}*[/]"


def summary(judged: Sequence[Judged]) -> Table:
    """Return how many instruments hold each line, of how many it is asked, and who does not."""
    shown = Table(title="Lines held", pad_edge=False)
    for heading in ("line", "hold", "of", "not asked", "fail"):
        shown.add_column(heading, justify="left" if heading in ("line", "fail") else "right", overflow="fold")
    for name in LINES:
        asked = [one for one in judged if one.holds[name] is not None]
        failing = [one.row.name for one in asked if not one.holds[name]]
        names = ", ".join(failing) if failing else "none"
        shown.add_row(name, str(len(asked) - len(failing)), str(len(asked)), str(len(judged) - len(asked)), names)
    return shown


def as_json(judged: Sequence[Judged]) -> list[dict]:
    """Return the figures as JSON would have them: NaN is null."""

    def plain(values: dict[str, float]) -> dict[str, float | None]:
        return {name: round(value, 4) if math.isfinite(value) else None for name, value in values.items()}

    return [
        {
            "name": one.row.name,
            "player": one.player,
            "figures": plain(one.figures),
            "levels": plain(one.levels),
            "holds": {name: None if held is None else bool(held) for name, held in one.holds.items()},
        }
        for one in judged
    ]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--only", nargs="+", help="names or families of instruments (default: all)")
    options.add_argument("--font", help="a sound font of your own; none: the synthesiser plays everything")
    options.add_argument("--out", type=Path, default=Path("out/instruments"), help="folder of the sheets")
    options.add_argument("--no-sheets", action="store_true", help="figures only")
    given = options.parse_args()
    console = Console(width=WIDTH)
    settings = SoundSettings(
        use_font=given.font != "none", soundfont=Path(given.font) if given.font not in (None, "none") else None
    )
    band = Band(settings, Store(None))
    rows = [
        row for row in instruments().values() if not given.only or row.name in given.only or row.family in given.only
    ]
    begun = time.perf_counter()
    judged = [judge(row, band) for row in rows]
    console.print(table(judged))
    console.print(summary(judged))
    given.out.mkdir(parents=True, exist_ok=True)
    (given.out / "figures.json").write_text(json.dumps(as_json(judged), indent=1))
    pages = [] if given.no_sheets else draw_sheets(judged, given.out)
    console.print(
        f"{len(judged)} instruments in {time.perf_counter() - begun:.0f} s; {len(pages)} sheets in {given.out}"
    )


if __name__ == "__main__":
    main()
