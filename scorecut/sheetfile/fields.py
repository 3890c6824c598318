"""Which fields a cue sheet has, how each is written, and what it means: the schema in one place."""

from collections.abc import Callable
from dataclasses import fields
from fractions import Fraction
from typing import Any

import numpy as np

from scorecut.model.cue_sheet import Cue, CueSheet, Hit, Wishes
from scorecut.model.emotion import AXES
from scorecut.model.pitch import FLAT_NAMES
from scorecut.sheetfile.times import seconds_of, written

FREE = Wishes()
OPENINGS = ("attack", "sneak")
ENDINGS = ("close", "open", "button", "ring out", "stop")
ARTICULATIONS = ("legato", "staccato")
SPACES = ("dry", "room", "chamber", "plate", "hall", "cathedral")

#: Field -> what it means, for the comments of a new sheet; the order is the order of writing.
CUE_FIELDS = {
    "id": "stable name; keep it when you move the cue",
    "start": "where the music begins: timecode or seconds",
    "end": "where its last sound should have ended",
    "exact_s": "start and end to the last digit; forgotten as soon as you change them",
    "reason": "why music begins here",
    "label": "a title for you",
    "opening": "attack (on a cut or hit) or sneak (fades in)",
    "ending": "close, open, button, ring out or stop",
    "scene": "cues with the same number share their theme",
}
WISH_FIELDS = {
    "style": "a style; `scorecut words` lists them; or your own .toml",
    "rhythm_style": "a second style that lends rhythm section and timbre",
    "rhythm_share": "its weight, 0-1",
    "meter": '"3/4", "6/8" ...',
    "tempo_bpm": "felt beats a minute",
    "tempo_range_bpm": "[60, 80]: anywhere between",
    "tempo_factor": "1.1 is a tenth faster",
    "fixed_tempo": "true: it never bends (dance)",
    "key": '"D minor", "F# lydian"',
    "tonic": '"D" alone, the mode is free',
    "mode": '"dorian" alone, the tonic is free',
    "lead": "the instrument that carries the melody",
    "instruments": '["cello", "harp"]: must be heard',
    "background": "instruments that accompany and never lead",
    "only": "true: nothing else than these",
    "without": 'instruments, families or "drums" that must not sound',
    "drums": "true asked for, false forbidden",
    "density": "-1 sparse ... +1 dense",
    "brightness": "-1 dark ... +1 bright",
    "dynamics_db": "louder (+) or softer (-) than the curve asks",
    "articulation": "legato or staccato",
    "space": "dry, room, chamber, plate, hall or cathedral",
}
CURVE_FIELDS = {
    "from_s": "second of the first value",
    "to_s": "second of the last; values between are evenly spaced",
    "times_s": "seconds of the values where they are not evenly spaced",
    "valence": "-1 sad ... +1 happy",
    "energy": "-1 still ... +1 wild",
    "tension": "-1 at rest ... +1 strained",
    "confidence": "0-1",
}
HIT_FIELDS = {
    "id": "stable name",
    "cue": "the cue that plays it",
    "time": "the first frame to be marked: timecode or seconds",
    "frame": "its number in the film; follows `time`",
    "exact_s": "the frame's second to the last digit; forgotten as soon as you change `time`",
    "kind": "arrive, turn, enter, sting, colour or stop",
    "weight": "0-1: 0.7 and more takes a downbeat, 0.4 a beat",
    "label": "what is seen there",
    "reason": "why it deserves a hit",
    "locked": "true: never to be dropped",
}
FILM_FIELDS = ("name", "digest", "frame_rate", "duration_s")
TOP_FIELDS = ("schema", "prompt", "seed", "emotion_source", "notes", "speech", "film", "cues", "hits")


def top_values(sheet: CueSheet) -> dict[str, Any]:
    """Return what stands above the tables."""
    return {
        "prompt": sheet.prompt,
        "seed": sheet.seed,
        "emotion_source": sheet.emotion_source,
        "notes": list(sheet.notes),
        "speech": [[span.start_s, span.end_s, span.loudness_lufs] for span in sheet.speech],
    }


def film_values(sheet: CueSheet) -> dict[str, Any]:
    """Return the ``[film]`` table."""
    return {
        "name": sheet.film_name,
        "digest": sheet.film_digest,
        "frame_rate": str(sheet.frame_rate),
        "duration_s": sheet.duration_s,
    }


def cue_values(cue: Cue, rate: Fraction) -> dict[str, Any]:
    """Return one ``[[cues]]`` table without its curve; fields at their default are left out."""
    start, end = written(cue.start_s, rate), written(cue.end_s, rate)
    values: dict[str, Any] = {"id": cue.id, "start": start, "end": end}
    if not (_says(start, cue.start_s, rate) and _says(end, cue.end_s, rate)):
        values["exact_s"] = [cue.start_s, cue.end_s]
    values["reason"] = cue.reason
    if cue.label:
        values["label"] = cue.label
    values |= {"opening": cue.opening, "ending": cue.ending, "scene": cue.scene}
    return values | wish_values(cue.wishes)


def wish_values(wishes: Wishes) -> dict[str, Any]:
    """Return the wishes that are set, as the sheet writes them."""
    asked = {}
    for field in fields(Wishes):
        value = getattr(wishes, field.name)
        if value != getattr(FREE, field.name):
            asked[field.name] = WISH_WRITERS.get(field.name, _plain)(value)
    return asked


def curve_values(cue: Cue) -> dict[str, Any]:
    """Return one ``[cues.curve]`` table."""
    emotion = cue.emotion
    times_s = emotion.times_s
    start_s, end_s = float(times_s[0]), float(times_s[-1])
    values: dict[str, Any] = {"from_s": start_s, "to_s": end_s}
    if not np.array_equal(even_times(start_s, end_s, times_s.size), times_s):
        values = {"times_s": times_s.tolist()}
    for axis in AXES:
        values[axis] = getattr(emotion, axis).tolist()
    assert emotion.confidence is not None
    if not (emotion.confidence == 1.0).all():
        values["confidence"] = emotion.confidence.tolist()
    return values


def hit_values(hit: Hit, rate: Fraction) -> dict[str, Any]:
    """Return one ``[[hits]]`` table."""
    time = written(hit.time_s, rate)
    values: dict[str, Any] = {"id": hit.id, "cue": hit.cue, "time": time, "frame": hit.frame}
    if not _says(time, hit.time_s, rate) or hit.frame != nearest_frame(hit.time_s, rate):
        values["exact_s"] = hit.time_s
    values |= {"kind": hit.kind, "weight": hit.weight}
    values |= {name: getattr(hit, name) for name in ("label", "reason", "locked") if getattr(hit, name)}
    return values


def even_times(start_s: float, end_s: float, n: int) -> np.ndarray:
    """Return ``n`` evenly spaced seconds, both ends included, float64, (n,)."""
    return np.linspace(start_s, end_s, n)


def nearest_frame(time_s: float, rate: Fraction) -> int:
    """Return the frame nearest to a time at the nominal rate (the clock of the picture knows better)."""
    return round(Fraction(time_s) * rate)


def _says(text: str | float, time_s: float, rate: Fraction) -> bool:
    """Return whether a written time alone gives the second back to the last bit."""
    return (seconds_of(text, rate) if isinstance(text, str) else text) == time_s


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


WISH_WRITERS: dict[str, Callable[[Any], Any]] = {
    "meter": lambda meter: f"{meter[0]}/{meter[1]}",
    "key": str,
    "tonic": lambda tonic: FLAT_NAMES[tonic],
}
