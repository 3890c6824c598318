"""``markers.edl``: CMX 3600, one event a marker, with the marker lines that Resolve and Avid read."""

from fractions import Fraction

from scorecut.delivery.export import Draft
from scorecut.delivery.markers import Marker, markers, text_of
from scorecut.model.clock import NTSC, timecode

#: Event numbers have three digits.
MOST_EVENTS = 999
NAME_LENGTH = 120
COLOURS = {"cue": ("ResolveColorBlue", "BLUE"), "hit": ("ResolveColorRed", "RED")}


class Edl:
    """``markers.edl``."""

    identity = "markers.edl/1"

    def write(self, draft: Draft) -> None:
        """Write the list; of more than 999 markers the lightest hits stay out."""
        record = draft.record
        rows = sorted(markers(record), key=lambda row: (row.kind != "cue", -row.weight, row.time_s))[:MOST_EVENTS]
        rows.sort(key=lambda row: (row.time_s, row.kind, row.id))
        draft.write("markers.edl", edl(rows, record.film.path.stem, record.film.frame_rate))


def edl(rows: list[Marker], title: str, rate: Fraction) -> str:
    """Return the text of an edit decision list with a marker on each event."""
    drop = rate.denominator == NTSC and round(rate) in (30, 60)
    lines = [f"TITLE: {' '.join(title.split()) or 'film'}", f"FCM: {'DROP FRAME' if drop else 'NON-DROP FRAME'}", ""]
    for number, row in enumerate(rows, 1):
        begin = timecode(float(row.rate_frame / rate), rate)
        end = timecode(float((row.rate_frame + 1) / rate), rate)
        resolve, avid = COLOURS[row.kind]
        name = text_of(row)[:NAME_LENGTH]
        lines += [
            f"{number:03d}  001      V     C        {begin} {end} {begin} {end}",
            f" |C:{resolve} |M:{name} |D:{row.n_rate_frames}",
            f"* LOC: {begin} {avid:<7} {name}",
            "",
        ]
    return "\n".join(lines)
