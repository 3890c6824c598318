"""A sheet that a person has edited, made whole again: what they left open is decided afresh, the rest stays."""

from dataclasses import replace

import numpy as np

from scorecut.model.brief import Brief
from scorecut.model.clock import Clock
from scorecut.model.cue_sheet import Cue, CueSheet, Hit
from scorecut.model.emotion import Emotion
from scorecut.model.picture import Picture
from scorecut.spotting.bend import bend, stretch
from scorecut.spotting.settings import SpottingSettings
from scorecut.spotting.spot import film_style_of, spot, tidy


def complete(
    sheet: CueSheet, picture: Picture, emotion: Emotion, brief: Brief, *, settings: SpottingSettings | None = None
) -> CueSheet:
    """Return the sheet with hits on frames of the film, and curve, style and speech where it had none.

    A sheet without any cue is spotted afresh. Cues without a curve (confidence 0) get the film's, bent by the
    brief; cues without a style get the one of the cue before them, else the film's own.
    """
    if not sheet.cues:
        return spot(picture, emotion, brief, seed=sheet.seed, settings=settings)
    curve = bend(emotion, brief, picture.duration_s)
    style_name = next((cue.wishes.style for cue in sheet.cues if cue.wishes.style), None)
    style_name = style_name or film_style_of(brief, curve)[0].name
    cues: list[Cue] = []
    for cue in sheet.cues:
        end_s = min(cue.end_s, picture.duration_s)
        assert cue.emotion.confidence is not None
        known = bool(np.any(cue.emotion.confidence)) and end_s == cue.end_s
        style_name = cue.wishes.style or style_name
        cues.append(
            replace(
                cue,
                end_s=end_s,
                emotion=cue.emotion if known else stretch(curve, cue.start_s, end_s),
                wishes=replace(cue.wishes, style=style_name),
            )
        )
    bounds = {cue.id: cue for cue in cues}
    return replace(
        sheet,
        duration_s=picture.duration_s,
        cues=tuple(cues),
        hits=tuple(on_frame(hit, picture.clock, bounds[hit.cue]) for hit in sheet.hits),
        speech=sheet.speech or tuple(tidy(span) for span in picture.speech),
    )


def on_frame(hit: Hit, clock: Clock, cue: Cue) -> Hit:
    """Return the hit on the frame shown nearest to its time, and inside its cue."""
    shown = clock.frame_at(hit.time_s)
    near = [frame for frame in (shown, shown + 1) if frame < clock.n_frames]
    inside = [frame for frame in near if cue.start_s - 1e-6 <= clock.time_of(frame) <= cue.end_s + 1e-6]
    frame = min(inside or [shown], key=lambda frame: abs(clock.time_of(frame) - hit.time_s))
    time_s = clock.time_of(frame)
    if not inside:
        return replace(hit, frame=frame)
    return replace(hit, frame=frame, time_s=time_s)
