"""Cues and hits as markers, for editing programs: the list itself, and ``markers.csv``.

Timecode counts from 00:00:00:00 at the first displayed frame, at the nominal
rate (a film of varying rate has no better one); formats that name the source's
own timecode carry that beside it.
"""

import csv
import io
from dataclasses import dataclass
from fractions import Fraction

from scorecut.delivery.export import Draft
from scorecut.model.clock import timecode
from scorecut.model.record import Record

COLUMNS = (
    "kind", "id", "time_s", "frame", "timecode", "end_s", "end_timecode", "label", "note", "weight", "place", "bar",
    "beat", "error_ms",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """One moment or stretch. ``kind`` is ``cue`` or ``hit``; frame counts at the nominal rate, for timelines."""

    kind: str
    id: str
    time_s: float
    end_s: float
    rate_frame: int
    n_rate_frames: int
    label: str
    note: str
    weight: float = 0.0


def markers(record: Record) -> list[Marker]:
    """Return the cues and the hits that were kept, in order of time."""
    assert record.sheet is not None
    rate = record.film.frame_rate
    dropped = {row.hit.id for row in record.tempo_map.dropped} if record.tempo_map else set()
    found = []
    for cue in record.sheet.cues:
        what = cue.label or cue.reason
        music = record.score.cue(cue.id) if record.score else None
        tempo = record.tempo_map.cue(cue.id) if record.tempo_map else None
        facts = [cue.reason if cue.label else ""]
        facts += [music.style, str(music.key)] if music else [cue.wishes.style or ""]
        facts += [f"{tempo.tempo_bpm:.1f} bpm"] if tempo else []
        first, last = rate_frame(cue.start_s, rate), rate_frame(cue.end_s, rate)
        found.append(
            Marker(
                kind="cue",
                id=cue.id,
                time_s=cue.start_s,
                end_s=cue.end_s,
                rate_frame=first,
                n_rate_frames=max(1, last - first),
                label=f"cue {cue.number}" + (f": {what}" if what else ""),
                note=", ".join(fact for fact in facts if fact),
            )
        )
    for hit in record.sheet.hits:
        if hit.id not in dropped:
            found.append(
                Marker(
                    kind="hit",
                    id=hit.id,
                    time_s=hit.time_s,
                    end_s=hit.time_s,
                    rate_frame=rate_frame(hit.time_s, rate),
                    n_rate_frames=1,
                    label=f"hit {hit.id}" + (f": {hit.label}" if hit.label else ""),
                    note=", ".join(word for word in (hit.kind, hit.reason) if word),
                    weight=hit.weight,
                )
            )
    return sorted(found, key=lambda row: (row.time_s, row.kind, row.id))


def rate_frame(time_s: float, rate: Fraction) -> int:
    """Return the frame of a timeline at ``rate`` that is nearest to ``time_s``."""
    return round(Fraction(time_s) * rate)


def text_of(marker: Marker) -> str:
    """Return label and note on one line, without characters that marker lists divide fields with."""
    text = marker.label + (f" ({marker.note})" if marker.note else "")
    return " ".join(text.replace("|", "/").split())


class MarkersCsv:
    """``markers.csv``: one row a cue or hit."""

    identity = "markers.csv/1"

    def write(self, draft: Draft) -> None:
        """Write the list; empty cells where something does not apply."""
        rate = draft.record.film.frame_rate
        told = {row["id"]: row for row in draft.report.get("hits", ())}
        frames = {row["id"]: row["frame"] for row in told.values()}
        text = io.StringIO()
        out = csv.writer(text, lineterminator="\n")
        out.writerow(COLUMNS)
        for row in markers(draft.record):
            hit = told.get(row.id, {}) if row.kind == "hit" else {}
            frame = frames.get(row.id, row.rate_frame) if row.kind == "hit" else self._frame(draft.record, row)
            end = (f"{row.end_s:.6f}", timecode(row.end_s, rate)) if row.kind == "cue" else ("", "")
            out.writerow(
                [
                    *(row.kind, row.id, f"{row.time_s:.6f}", frame, timecode(row.time_s, rate), *end),
                    *(row.label, row.note, f"{row.weight:.3f}" if row.kind == "hit" else ""),
                    *("" if hit.get(name) is None else hit[name] for name in ("place", "bar", "beat", "error_ms")),
                ]
            )
        draft.write("markers.csv", text.getvalue())

    @staticmethod
    def _frame(record: Record, row: Marker) -> int:
        return record.picture.clock.frame_at(row.time_s) if record.picture else row.rate_frame
