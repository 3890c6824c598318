"""The text of a cue sheet becomes the noun; whatever is wrong is named with file, line, item and field."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from scorecut.errors import CueSheetError
from scorecut.model.clock import NTSC
from scorecut.model.cue_sheet import HIT_KINDS, Cue, CueSheet, Hit
from scorecut.model.emotion import AXES, Emotion
from scorecut.model.film import Film
from scorecut.model.picture import Speech
from scorecut.sheetfile.fields import (
    CUE_FIELDS,
    CURVE_FIELDS,
    ENDINGS,
    FILM_FIELDS,
    HIT_FIELDS,
    OPENINGS,
    WISH_FIELDS,
    even_times,
    nearest_frame,
)
from scorecut.sheetfile.head import text_of, top_of
from scorecut.sheetfile.places import ids_of, title_of
from scorecut.sheetfile.table import HUGE, Table
from scorecut.sheetfile.times import seconds_of, shown, written
from scorecut.sheetfile.wishes import read_wishes

#: Points a second of the curve of a cue that a person added.
NEW_CURVE_HZ = 2.0


def read_sheet(path: Path, *, film: Film | None = None) -> CueSheet:
    """Return the cue sheet that the file holds; with ``film``, only if it is that film's.

    A cue without a curve gets a flat one of confidence 0, which spotting may fill in. Raises
    CueSheetError, one line: file, line, item, what is wrong and what to write.
    """
    return parse_sheet(text_of(path), name=path.name, film=film)


def parse_sheet(text: str, *, name: str = "cue sheet", film: Film | None = None) -> CueSheet:
    """Return the cue sheet that ``text`` holds; ``name`` is what messages call the file."""
    top = top_of(text, name)
    sheet_film = _read_film(top, film)
    cues = tuple(sorted(_read_cues(top, sheet_film), key=lambda cue: cue.start_s))
    numbered = tuple(_renumbered(cue, number) for number, cue in enumerate(cues, 1))
    hits = tuple(sorted(_read_hits(top, sheet_film, numbered), key=lambda hit: hit.time_s))
    try:
        return CueSheet(
            film_name=sheet_film.name,
            film_digest=sheet_film.digest,
            duration_s=sheet_film.duration_s,
            frame_rate=sheet_film.rate,
            cues=numbered,
            hits=hits,
            speech=_read_speech(top),
            prompt=top.string("prompt", ""),
            seed=top.whole("seed", 1),
            emotion_source=top.string("emotion_source", ""),
            notes=top.strings("notes"),
        )
    except CueSheetError as why:
        raise CueSheetError(f"{name}: {why}") from why


class _SheetFilm:
    """The film as the sheet knows it, checked against the one at hand."""

    def __init__(self, table: Table, film: Film | None) -> None:
        table.only(FILM_FIELDS)
        self.name = table.string("name", film.path.name if film else "")
        self.digest = table.string("digest", film.digest if film else "")
        if film and self.digest and self.digest != film.digest:
            raise table.fault(
                f'this sheet belongs to "{self.name}" (digest {self.digest[:8]}), not to "{film.path.name}" '
                f"({film.digest[:8]}); spot that film, or delete the digest if the cut is the same",
                "digest",
            )
        self.rate = _rate(table, film)
        self.duration_s = table.number("duration_s", film.duration_s if film else 0.0)
        if self.duration_s <= 0:
            raise table.fault("duration_s is missing: how long is the film in seconds?", "duration_s")


def _rate(table: Table, film: Film | None) -> Fraction:
    """Return the frame rate: "24000/1001", 24 or, as people say it, 23.976."""
    value = table.values.get("frame_rate", str(film.frame_rate) if film else "")
    if isinstance(value, float) and np.isfinite(value):
        ntsc = Fraction(round(value) * 1000, NTSC)
        value = ntsc if abs(value - float(ntsc)) < 0.005 and value != round(value) else Fraction(str(value))
    try:
        rate = Fraction(value) if not isinstance(value, bool) else Fraction(0)
    except (TypeError, ValueError, ArithmeticError):
        rate = Fraction(0)
    if not 0 < rate <= 100_000:
        raise table.fault(f'frame_rate {value!r} is none; write "24" or "24000/1001"', "frame_rate")
    return rate


def _read_film(top: Table, film: Film | None) -> _SheetFilm:
    if "film" not in top.values and film is None:
        raise top.fault("the table [film] is missing; it needs frame_rate and duration_s")
    return _SheetFilm(top.table("film"), film)


def _read_cues(top: Table, film: _SheetFilm) -> list[Cue]:
    cues: list[Cue] = []
    rows = top.tables("cues")
    for index, (values, cue_id) in enumerate(zip(rows, ids_of(rows, "c"), strict=True)):
        table = top.item("cues", index, values, title_of("cue", values, index))
        table.only((*CUE_FIELDS, *WISH_FIELDS, "curve"))
        exact = table.numbers("exact_s")
        start_s = _time(table, "start", film, exact[0] if len(exact) == 2 else None)
        end_s = _time(table, "end", film, exact[1] if len(exact) == 2 else None)
        if end_s <= start_s:
            raise table.fault(
                f"its end ({shown(end_s, film.rate)}) does not come after its start ({shown(start_s, film.rate)})",
                "end",
            )
        cues.append(
            Cue(
                id=table.name("id", cue_id),
                number=index + 1,
                start_s=start_s,
                end_s=end_s,
                reason=table.string("reason", ""),
                emotion=_read_curve(table, start_s, end_s, top.string("emotion_source", "")),
                wishes=read_wishes(table),
                label=table.string("label", ""),
                opening=table.choice("opening", "attack", OPENINGS),
                ending=table.choice("ending", "open", ENDINGS),
                scene=table.whole("scene", 0),
            )
        )
    for before, after in zip(ordered := sorted(cues, key=lambda cue: cue.start_s), ordered[1:], strict=False):
        if after.start_s < before.end_s - 1e-9:
            index = cues.index(after)
            table = top.item("cues", index, {}, f"cue {after.id}")
            raise table.fault(
                f"it begins at {shown(after.start_s, film.rate)}, before cue {before.id} ends at "
                f"{shown(before.end_s, film.rate)}; cues must not overlap",
                "start",
            )
    return cues


def _read_hits(top: Table, film: _SheetFilm, cues: tuple[Cue, ...]) -> list[Hit]:
    hits: list[Hit] = []
    rows = top.tables("hits")
    ids = ids_of(rows, "h")
    for index, (values, hit_id) in enumerate(zip(rows, ids, strict=True)):
        table = top.item("hits", index, values, title_of("hit", values, index))
        table.only(HIT_FIELDS)
        exact_s = table.number("exact_s") if "exact_s" in values else None
        time_s = _time(table, "time", film, exact_s)
        frame = nearest_frame(time_s, film.rate)
        if exact_s == time_s:  # `time` was not edited: the frame is still the film's own
            frame = table.whole("frame", frame)
        cue_id = table.string("cue", "") or _cue_at(time_s, cues)
        cue = next((cue for cue in cues if cue.id == cue_id), None)
        if not cue_id:
            raise table.fault(f"no cue plays at {shown(time_s, film.rate)}; add one there or move the hit", "time")
        if cue is None:
            alone = [name for name, row in zip(ids, rows, strict=True) if row.get("cue") == cue_id]
            known = f", or name one of {', '.join(cue.id for cue in cues)}" if cues else ""
            raise table.fault(f"there is no cue {cue_id!r}; delete {', '.join(alone)} too{known}", "cue")
        if not cue.start_s - 1e-6 <= time_s <= cue.end_s + 1e-6:
            raise table.fault(
                f"{shown(time_s, film.rate)} lies outside cue {cue.id} "
                f"({shown(cue.start_s, film.rate)} to {shown(cue.end_s, film.rate)}); "
                "move or delete the hit, or move the cue's end",
                "time",
            )
        weight = table.number("weight", 0.6)
        if not 0 <= weight <= 1:
            raise table.fault(f"weight {weight:g} is not between 0 and 1", "weight")
        hits.append(
            Hit(
                id=table.name("id", hit_id),
                cue=cue.id,
                time_s=time_s,
                frame=frame,
                kind=table.choice("kind", "turn", HIT_KINDS),
                weight=weight,
                label=table.string("label", ""),
                reason=table.string("reason", ""),
                locked=table.flag("locked", False),
            )
        )
    return hits


def _read_curve(cue: Table, start_s: float, end_s: float, source: str) -> Emotion:
    """Return the cue's curve, cut to the cue where its start or end was edited."""
    table = cue.table("curve")
    if not table.values:
        times_s = even_times(start_s, end_s, max(2, int(np.ceil((end_s - start_s) * NEW_CURVE_HZ)) + 1))
        flat = np.zeros_like(times_s)
        return Emotion(times_s=times_s, valence=flat, energy=flat, tension=flat, confidence=flat, source=source)
    table.only(CURVE_FIELDS)
    axes: dict[str, Any] = {axis: np.array(table.numbers(axis)) for axis in AXES}
    n = len(axes["valence"])
    for axis, values in axes.items():
        if len(values) != n or n < 2:
            raise table.fault(
                f"{axis} has {len(values)} values; valence, energy and tension need equally many, two or more", axis
            )
        if np.abs(values).max() > 1:
            raise table.fault(f"{axis} leaves -1 to +1", axis)
    times_s = np.array(table.numbers("times_s"))
    if not times_s.size:
        times_s = even_times(table.number("from_s", start_s), table.number("to_s", end_s), n)
    if len(times_s) != n or not (np.diff(times_s) > 0).all():
        raise table.fault("the times of the curve must rise, one for each value", "times_s")
    confidence = np.array(table.numbers("confidence")) if "confidence" in table.values else np.ones(n)
    if len(confidence) != n:
        raise table.fault("confidence needs as many values as valence", "confidence")
    emotion = Emotion(times_s=times_s, confidence=confidence, source=source, **axes)
    if times_s[0] == start_s and times_s[-1] == end_s:
        return emotion
    kept = even_times(start_s, end_s, max(2, int(np.ceil((end_s - start_s) * NEW_CURVE_HZ)) + 1))
    cut: dict[str, Any] = {axis: np.round(emotion.curve(axis).at(kept), 4) for axis in AXES}
    return Emotion(times_s=kept, confidence=np.interp(kept, times_s, confidence), source=source, **cut)


def _read_speech(top: Table) -> tuple[Speech, ...]:
    spans = []
    for row in top.list("speech"):
        if not (isinstance(row, list) and len(row) in (2, 3) and all(map(_is_number, row))):
            raise top.fault("speech is a list of [start_s, end_s, loudness_lufs]", "speech")
        spans.append(Speech(**dict(zip(("start_s", "end_s", "loudness_lufs"), map(float, row), strict=False))))
    return tuple(spans)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < HUGE


def _time(table: Table, field: str, film: _SheetFilm, exact_s: float | None) -> float:
    """Return a time of the table in seconds: the exact one as long as the written one still says the same."""
    value = table.values.get(field)
    if value is None or isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise table.fault(f'{field} is missing or no time; write "00:00:31:04" or 31.2', field)
    try:
        seconds = seconds_of(value, film.rate) if isinstance(value, str) else table.number(field)
    except CueSheetError as why:
        raise (table.fault(str(why), field) if isinstance(value, str) else why) from why
    if exact_s is not None and value == written(exact_s, film.rate):
        seconds = exact_s
    if not np.isfinite(seconds) or seconds < 0:
        raise table.fault(f"{field} {value} lies before the film", field)
    if seconds > film.duration_s + 0.5 / float(film.rate):
        raise table.fault(
            f"{shown(seconds, film.rate)} lies after the end of the film ({shown(film.duration_s, film.rate)})", field
        )
    return min(seconds, film.duration_s)


def _cue_at(time_s: float, cues: tuple[Cue, ...]) -> str:
    """Return the cue that plays at a time: where two touch, the one that begins."""
    playing = [cue.id for cue in cues if cue.start_s - 1e-6 <= time_s <= cue.end_s + 1e-6]
    return playing[-1] if playing else ""


def _renumbered(cue: Cue, number: int) -> Cue:
    return replace(cue, number=number)
