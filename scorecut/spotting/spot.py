"""Picture, curve and brief in, cue sheet out: the front of this room."""

from scorecut.catalog.styles import Style, nearest_style, style
from scorecut.model.brief import Brief
from scorecut.model.cue_sheet import Cue, CueSheet, Hit
from scorecut.model.emotion import Emotion
from scorecut.model.picture import Picture, Speech
from scorecut.spotting.bend import bend
from scorecut.spotting.candidates import BANGS, Candidate, find_candidates
from scorecut.spotting.choose import choose, told
from scorecut.spotting.cues import place_cues
from scorecut.spotting.kinds import mark_kinds
from scorecut.spotting.sections import Section, find_sections
from scorecut.spotting.settings import SpottingSettings


def spot(
    picture: Picture, emotion: Emotion, brief: Brief, *, seed: int = 1, settings: SpottingSettings | None = None
) -> CueSheet:
    """Return the spotted film: cues with reasons, their curve and wishes, and the moments to be hit."""
    settings = settings or SpottingSettings()
    curve = bend(emotion, brief, picture.duration_s)
    film_style, why = film_style_of(brief, curve)
    sections = find_sections(picture, curve, settings)
    cues, silences = place_cues(picture, curve, sections, brief, film_style, settings)
    hits, line = place_hits(picture, curve, sections, cues, film_style, brief, settings)
    notes = [why, *silences, line]
    if not hits:
        notes.append(_why_no_hits(picture, brief, cues))
    return CueSheet(
        film_name=picture.film.path.name,
        film_digest=picture.film.digest,
        duration_s=picture.duration_s,
        frame_rate=picture.film.frame_rate,
        cues=cues,
        hits=hits,
        speech=tuple(tidy(span) for span in picture.speech),
        prompt=brief.prompt,
        seed=seed,
        emotion_source=emotion.source,
        notes=tuple(note for note in notes if note),
    )


def film_style_of(brief: Brief, curve: Emotion) -> tuple[Style, str]:
    """Return the film's one style, and a line if the picture chose it."""
    if brief.wishes.style:
        return style(brief.wishes.style), ""
    chosen = nearest_style(curve.mean(float(curve.times_s[0]), float(curve.times_s[-1])))
    return chosen, f'the picture chose the style "{chosen.name}"'


def place_hits(
    picture: Picture,
    curve: Emotion,
    sections: tuple[Section, ...],
    cues: tuple[Cue, ...],
    film_style: Style,
    brief: Brief,
    settings: SpottingSettings,
) -> tuple[tuple[Hit, ...], str]:
    """Return the hits in order, each on the frame where it must be heard, and a line on what was left out."""
    rules = film_style.spotting
    seams_s = [seam.time_s for seam in picture.transitions]
    choice = choose(find_candidates(picture, curve, sections), cues, curve, rules, brief, seams_s)
    chosen = choice.hits
    kinds = mark_kinds(chosen, curve, rules)
    hits = []
    for number, (pick, kind) in enumerate(zip(chosen, kinds, strict=True), 1):
        frame = pick.candidate.frame + late_frames(pick.candidate, settings)
        heard_s = picture.clock.time_of(min(frame, picture.clock.n_frames - 1))
        if heard_s > pick.cue.end_s:
            frame, heard_s = pick.candidate.frame, pick.candidate.time_s
        hits.append(
            Hit(
                id=f"h{number}",
                cue=pick.cue.id,
                time_s=heard_s,
                frame=min(frame, picture.clock.n_frames - 1),
                kind=kind,
                weight=pick.weight,
                label=pick.candidate.label,
                reason=pick.candidate.reason,
            )
        )
    return tuple(hits), told(choice)


def late_frames(candidate: Candidate, settings: SpottingSettings) -> int:
    """Return how many frames late a moment is struck: the eye needs time for a new shot, a bang bears one at most."""
    asked = settings.hit_offset_frames
    return min(asked, 1) if candidate.sources & BANGS else asked


def tidy(span: Speech) -> Speech:
    """Return a span in whole milliseconds and tenths of a loudness unit, as the sheet shows it."""
    return Speech(
        start_s=round(span.start_s, 3), end_s=round(span.end_s, 3), loudness_lufs=round(span.loudness_lufs, 1)
    )


def _why_no_hits(picture: Picture, brief: Brief, cues: tuple[Cue, ...]) -> str:
    if not cues:
        return "no cues and no hits: the film is left without music"
    if brief.sliders.hits == 0:
        return "no hits: none were asked for"
    if not picture.transitions and not picture.events:
        return "no hits: the film has neither a cut nor a sudden event"
    return "no hits: every moment lies under speech, at the very edge of the film or where no music plays"
