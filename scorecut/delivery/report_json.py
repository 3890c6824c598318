"""The report: what was seen, decided and measured, as plain values (schema ``scorecut/report/1``).

Scripts read it: names are stable, and what a run does not know yet is left out.
``spot --json`` prints the same fields as far as they are known by then.
Seconds are rounded to a microsecond, other figures to what they are good for.
"""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from scorecut import __version__
from scorecut.delivery.report_seen import curve_fields, film_fields, picture_fields, time
from scorecut.model.audio import Mix, Norm
from scorecut.model.clock import timecode
from scorecut.model.cue_sheet import Hit
from scorecut.model.curve import Curve
from scorecut.model.record import Record
from scorecut.model.report import SCHEMA, HeardHit, Sync
from scorecut.model.score import Score
from scorecut.model.tempo_map import TempoMap

#: The gain under the film is told no finer than this.
GAIN_STEP_S = 0.05


def report(
    record: Record, *, outputs: Mapping[str, Path | str] | None = None, proof: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """Return the report of a run as far as it has come, ready for JSON.

    outputs : where each file lies, by kind; proof : what ``write_proof`` says of the accents it wrote alone
    """
    film, picture, sheet = record.film, record.picture, record.sheet
    told: dict[str, Any] = {
        "schema": SCHEMA,
        "version": __version__,
        "film": film_fields(film, picture),
        "prompt": record.brief.prompt,
        "brief": {
            "understood": list(record.brief.understood),
            "not_understood": list(record.brief.not_understood),
        },
        "seed": record.seed,
    }
    if record.emotion:
        told["emotion_source"] = record.emotion.source
    elif sheet and sheet.emotion_source:
        told["emotion_source"] = sheet.emotion_source
    if picture:
        told |= picture_fields(picture)
    if record.emotion:
        told["curve"] = curve_fields(record.emotion)
    if sheet:
        told["speech"] = [[time(span.start_s), time(span.end_s)] for span in sheet.speech]
        told["cues"] = [_cue(record, cue.id) for cue in sheet.cues]
        dropped = {row.hit.id for row in record.tempo_map.dropped} if record.tempo_map else set()
        hits = [hit for hit in sorted(sheet.hits, key=lambda hit: (hit.time_s, hit.id)) if hit.id not in dropped]
        told["hits"] = [_hit(record, hit) for hit in hits]
    if record.tempo_map:
        told["dropped_hits"] = [{**hit_fields(record, row.hit), "why": row.why} for row in record.tempo_map.dropped]
    if record.sync:
        told["sync"] = sync_fields(record.sync)
    if record.score and record.tempo_map:
        told["themes"] = _themes(record.score, record.tempo_map)
    if record.mix:
        told["loudness"] = loudness_fields(record.mix, (record.delivery and record.delivery.norm) or record.mix.norm)
        told["music_gain"] = _gain(record.mix.gain_db)
    if record.delivery:
        told["delivered"] = {
            "container": record.delivery.container,
            "audio_codec": record.delivery.audio_codec,
            "sound_track": record.delivery.sound_track,
        }
    if proof:
        told["proof"] = [dict(entry) for entry in proof]
    if sheet:
        told["notes"] = list(sheet.notes)
    told["timings_s"] = {stage: round(spent_s, 3) for stage, spent_s in record.timings_s.items()}
    told["outputs"] = {kind: str(path) for kind, path in (outputs or {}).items()}
    told["warnings"] = all_warnings(record)
    return told


def as_json(told: Mapping[str, Any]) -> str:
    """Return the report as text: one field a line, long lists of numbers on one line, never NaN."""
    lines = []
    for name, value in told.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            rows = ",\n".join(f"    {json.dumps(row, ensure_ascii=False, allow_nan=False)}" for row in value)
            lines.append(f"  {json.dumps(name)}: [\n{rows}\n  ]")
        else:
            lines.append(f"  {json.dumps(name)}: {json.dumps(value, ensure_ascii=False, allow_nan=False)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def milliseconds(value: float) -> float:
    """Return milliseconds to a tenth of a microsecond, zero without a sign."""
    return round(float(value), 4) + 0.0


def sync_fields(sync: Sync) -> dict[str, float]:
    """The proof in figures."""
    return {
        "n": len(sync.hits),
        "max_abs_ms": milliseconds(sync.max_abs_ms),
        "p95_abs_ms": milliseconds(sync.p95_abs_ms),
        "early_share": round(sync.early_share, 4),
        "transport_ms": milliseconds(sync.transport_ms),
    }


def loudness_fields(mix: Mix, norm: Norm | None) -> dict[str, Any]:
    """BS.1770 figures of the programme; None where it is silent (JSON knows no infinity).

    norm : the standard, where one was asked for: what it asks, over what, and what the delivered file reaches
    """
    heard = mix.loudness
    told: dict[str, Any] = {
        "integrated_lufs": _figure(heard.integrated_lufs),
        "true_peak_dbtp": _figure(heard.true_peak_dbtp),
        "lra_lu": _figure(heard.lra_lu),
        "music_gain_db": _figure(mix.music_gain_db),
    }
    if norm:
        told["standard"] = {
            "name": norm.name,
            "over": norm.over,
            "target_lufs": norm.target_lufs,
            "reached_lufs": _figure(norm.reached_lufs),
            "tolerance_lu": norm.tolerance_lu,
            "peak_dbtp": norm.peak_dbtp,
            "reached_dbtp": _figure(norm.reached_dbtp),
            "met": norm.met,
            "gain_db": _figure(norm.gain_db),
            "limited_db": _figure(norm.limited_db),
        }
    return told


def all_warnings(record: Record) -> list[str]:
    """Every line that the user should read, each once, in the order of the line's stages."""
    sources = (
        record.picture.warnings if record.picture else (),
        record.score.notes if record.score else (),
        record.stems.warnings if record.stems else (),
        record.mix.warnings if record.mix else (),
        record.delivery.warnings if record.delivery else (),
        record.warnings,
    )
    return list(dict.fromkeys(text for source in sources for text in source))


def hit_fields(record: Record, hit: Hit) -> dict[str, Any]:
    """What the cue sheet knows of a hit."""
    return {
        "id": hit.id,
        "time_s": time(hit.time_s),
        "frame": hit.frame,
        "timecode": timecode(hit.time_s, record.film.frame_rate),
        "kind": hit.kind,
        "label": hit.label,
        "reason": hit.reason,
        "weight": round(hit.weight, 4),
    }


def _hit(record: Record, hit: Hit) -> dict[str, Any]:
    """A hit with its place in the music, who marks it, and when it was heard."""
    told = hit_fields(record, hit)
    if record.tempo_map:
        place = next((row for row in record.tempo_map.cue(hit.cue).places if row.hit.id == hit.id), None)
        told["place"] = place.kind if place else "free"
        told["bar"] = place.bar if place else None
        told["beat"] = round(place.beat, 4) if place else None
    if record.score:
        accent = next((row for row in record.score.cue(hit.cue).accents if row.hit_id == hit.id), None)
        told["instruments"] = list(dict.fromkeys(name for name, *_ in accent.notes)) if accent else []
    if record.sync:
        heard: HeardHit | None = next((row for row in record.sync.hits if row.hit_id == hit.id), None)
        told["heard_s"] = time(heard.heard_s) if heard else None
        told["error_ms"] = milliseconds(heard.error_ms) if heard else None
    return told


def _cue(record: Record, cue_id: str) -> dict[str, Any]:
    """A cue as spotted; what was decided for it as far as it is."""
    assert record.sheet is not None
    cue = record.sheet.cue(cue_id)
    told: dict[str, Any] = {
        "id": cue.id,
        "number": cue.number,
        "start_s": time(cue.start_s),
        "end_s": time(cue.end_s),
        "reason": cue.reason,
    }
    music = record.score.cue(cue_id) if record.score else None
    tempo = record.tempo_map.cue(cue_id) if record.tempo_map else None
    told["style"] = music.style if music else cue.wishes.style
    if music:
        told["key"] = music.key.tonic_name
        told["mode"] = music.key.mode
    if tempo:
        told["meter"] = "{}/{}".format(*tempo.meter)
        told["tempo_bpm"] = round(tempo.tempo_bpm, 3)
    if music:
        told["theme"] = music.theme
    return told


def _themes(score: Score, tempo_map: TempoMap) -> list[dict[str, Any]]:
    return [
        {
            "name": row.theme,
            "cue": music.cue_id,
            "at_s": time(float(tempo_map.cue(music.cue_id).seconds_at(row.start_beat))),
            "transformation": row.transformation,
            "part": row.part,
        }
        for music in score.cues
        for row in music.statements
    ]


def _gain(gain_db: Curve) -> dict[str, list[float]]:
    """What was applied to the music over time; a finer curve is sampled."""
    first, last = float(gain_db.times_s[0]), float(gain_db.times_s[-1])
    times_s = gain_db.times_s
    if times_s.size > (last - first) / GAIN_STEP_S + 2:
        times_s = np.append(np.arange(first, last, GAIN_STEP_S), last)
    values = np.maximum(gain_db.at(times_s), -144.0)
    keep = np.ones(times_s.size, bool)  # a straight stretch is told by its ends
    if times_s.size > 2:
        slopes = np.diff(values) / np.diff(times_s)
        keep[1:-1] = np.abs(np.diff(slopes)) > 1e-3
    return {"times_s": np.round(times_s[keep], 6).tolist(), "gain_db": np.round(values[keep], 3).tolist()}


def _figure(value: float) -> float | None:
    return round(float(value), 3) if math.isfinite(value) else None
