"""``cue-sheet.csv``: the fields that performing-rights societies ask for (SYNC.md section 9).

Composer and publisher stay empty for the user to fill in: music made by a
machine names no human composer. Spoken of in the trade as the cue sheet, it has
nothing to do with the editable ``cues.toml``.
"""

import csv
import io

from scorecut import __version__
from scorecut.delivery.export import Draft
from scorecut.model.clock import timecode
from scorecut.model.record import Record

PRODUCTION = (
    "production title", "alternate title", "episode title", "episode number", "type", "first broadcast",
    "network or territory", "production company", "contact",
)  # fmt: skip
COLUMNS = (
    "sequence", "cue title", "composer", "composer PRO", "composer IPI", "composer share %", "publisher",
    "publisher PRO", "publisher IPI", "publisher share %", "usage", "duration", "time in", "time out", "origin",
    "ISWC", "comment",
)  # fmt: skip

#: Background instrumental: under the scene, nobody on the screen plays it.
BACKGROUND = "BI"


class CueSheetCsv:
    """``cue-sheet.csv``."""

    identity = "cue-sheet.csv/1"

    def write(self, draft: Draft) -> None:
        """Write production fields, then one row a cue."""
        draft.write("cue-sheet.csv", cue_sheet(draft.record))


def cue_sheet(record: Record) -> str:
    """Return the sheet as CSV; what only the user can know is an empty cell."""
    sheet = record.sheet
    assert sheet is not None
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    for field in PRODUCTION:
        out.writerow([field, record.film.path.stem if field == "production title" else ""])
    out.writerow(["total programme length", clock_of(sheet.duration_s)])
    out.writerow(["total music length", clock_of(sum(cue.length_s for cue in sheet.cues))])
    out.writerow([])
    out.writerow(COLUMNS)
    prompt = f", prompt: {record.brief.prompt}" if record.brief.prompt else ""
    comment = f"generated with scorecut {__version__}, seed {record.seed}{prompt}"
    for cue in sheet.cues:
        row = dict.fromkeys(COLUMNS, "")
        row |= {
            "sequence": str(cue.number),
            "cue title": f"{record.film.path.stem} {cue.number}" + (f" {cue.label}" if cue.label else ""),
            "usage": BACKGROUND,
            "duration": clock_of(cue.length_s),
            "time in": timecode(cue.start_s, record.film.frame_rate),
            "time out": timecode(cue.end_s, record.film.frame_rate),
            "comment": comment,
        }
        out.writerow(row.values())
    return text.getvalue()


def clock_of(seconds: float) -> str:
    """Return a length as societies write it.

    >>> clock_of(59.6), clock_of(3725)
    ('01:00', '1:02:05')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes:02d}:{rest:02d}"
