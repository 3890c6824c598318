"""Exporters: what turns a run into one file (or a few) of the package.

A plug-in is an object with an ``identity`` and ``write(draft)``. The built-in
ones are named here; others come by the entry point group ``scorecut.exporters``
and are written after them, in order of their names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module, metadata
from pathlib import Path
from typing import Any, Protocol

from scorecut.errors import MissingError
from scorecut.model.record import Record

GROUP = "scorecut.exporters"
BUILT_IN = {
    "cues": "scorecut.delivery.cues:CuesToml",
    "score": "scorecut.delivery.midi_files:ScoreMidi",
    "musicxml": "scorecut.delivery.score_xml:ScoreXml",
    "performance": "scorecut.delivery.midi_files:PerformanceMidi",
    "markers": "scorecut.delivery.markers:MarkersCsv",
    "edl": "scorecut.delivery.edl:Edl",
    "otio": "scorecut.delivery.otio:Otio",
    "fcpxml": "scorecut.delivery.fcpxml:Fcpxml",
    "rights": "scorecut.delivery.rights:Rights",
    "cue-sheet": "scorecut.delivery.performing_rights:CueSheetCsv",
    "report.json": "scorecut.delivery.report_files:ReportJson",
    "report.html": "scorecut.delivery.report_html:ReportHtml",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A package while it is written: what is known, and the folder that takes the files.

    out : where the film will lie; package : where the folder will lie (paths inside files are told from there)
    """

    record: Record
    report: Mapping[str, Any]
    folder: Path
    out: Path | None = None
    package: Path | None = None

    def write(self, name: str, text: str) -> None:
        """Write a text file, UTF-8 with plain line ends on every system."""
        (self.folder / name).write_text(text, encoding="utf-8", newline="\n")


class Exporter(Protocol):
    """What writes one kind of file. ``identity`` names it and its version (``markers.csv/1``)."""

    identity: str

    def write(self, draft: Draft) -> None:
        """Write into ``draft.folder``: the same bytes for the same record, no dates, no paths of this machine."""


def exporters() -> list[Exporter]:
    """Return the built-in exporters, then those that other packages bring."""
    found: list[Exporter] = [_load(place)() for place in BUILT_IN.values()]
    for entry in sorted(metadata.entry_points(group=GROUP), key=lambda entry: entry.name):
        try:
            found.append(entry.load()())
        except Exception as why:
            raise MissingError(
                f"the exporter {entry.name!r} ({entry.value}) cannot be loaded: {why}; mend or remove that package"
            ) from why
    return found


def _load(place: str) -> Any:
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)
