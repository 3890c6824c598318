"""A cue sheet that a person edited takes the place of spotting; what it leaves open is decided afresh.

The order of precedence is sheet, slider, prompt, picture: a wish that stands in
the sheet stays, a free one is filled from the brief; a cue that was added
without a curve gets the film's.
"""

import dataclasses
from pathlib import Path

import numpy as np

from scorecut.catalog.styles import nearest_style
from scorecut.model.brief import Brief
from scorecut.model.clock import Clock
from scorecut.model.cue_sheet import Cue, CueSheet, Hit, Wishes
from scorecut.model.emotion import Emotion
from scorecut.model.picture import Picture, Speech
from scorecut.spotting.bend import bend, stretch
from scorecut.spotting.spot import film_style_of


def completed(
    sheet: CueSheet, brief: Brief, *, picture: Picture | None, emotion: Emotion | None, seed: int
) -> CueSheet:
    """Return the sheet with every cue's style, curve and wishes decided, hits on the film's own frames.

    picture, emotion : None where there is no film at hand: then added cues keep their flat curve
    """
    curve = bend(emotion, brief, sheet.duration_s) if emotion else None
    speech = sheet.speech or (_tidied(picture) if picture else ())
    hits = tuple(_on_a_frame(hit, picture.clock, sheet) if picture else hit for hit in sheet.hits)
    return dataclasses.replace(
        sheet,
        cues=tuple(_completed_cue(cue, brief, curve) for cue in sheet.cues),
        hits=hits,
        speech=speech,
        prompt=brief.prompt,
        seed=seed,
        emotion_source=sheet.emotion_source or (emotion.source if emotion else ""),
    )


def filled(wishes: Wishes, brief: Wishes) -> Wishes:
    """Return the wishes with free fields taken from the brief's.

    >>> filled(Wishes(lead="oboe"), Wishes(lead="cello", tempo_bpm=90.0)).lead
    'oboe'
    """
    free = Wishes()
    open_fields = [
        field.name for field in dataclasses.fields(Wishes) if getattr(wishes, field.name) == getattr(free, field.name)
    ]
    return dataclasses.replace(wishes, **{name: getattr(brief, name) for name in open_fields})


def _completed_cue(cue: Cue, brief: Brief, curve: Emotion | None) -> Cue:
    emotion = cue.emotion
    assert emotion.confidence is not None
    if curve is not None and not np.any(emotion.confidence):
        emotion = stretch(curve, cue.start_s, cue.end_s)
    wishes = filled(cue.wishes, brief.wishes)
    if wishes.style is None:
        chosen = film_style_of(brief, curve)[0] if curve else nearest_style(emotion.mean(cue.start_s, cue.end_s))
        wishes = dataclasses.replace(wishes, style=chosen.name)
    return dataclasses.replace(cue, emotion=emotion, wishes=wishes)


def _on_a_frame(hit: Hit, clock: Clock, sheet: CueSheet) -> Hit:
    """Return the hit at the presentation time of the frame nearest to it, inside its cue."""
    times_s = clock.times_s
    cue = sheet.cue(hit.cue)
    inside = np.flatnonzero((times_s >= cue.start_s - 1e-6) & (times_s <= cue.end_s + 1e-6))
    if not inside.size:
        return hit
    frame = int(inside[np.argmin(np.abs(times_s[inside] - hit.time_s))])
    return dataclasses.replace(hit, frame=frame, time_s=clock.time_of(frame))


def _tidied(picture: Picture) -> tuple[Speech, ...]:
    from scorecut.spotting.spot import tidy

    return tuple(tidy(span) for span in picture.speech)


def is_sheet(path: Path) -> bool:
    """Return whether a path given for a film names a cue sheet."""
    return path.suffix.lower() == ".toml"
