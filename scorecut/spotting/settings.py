"""What can be set about spotting."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SpottingSettings:
    """Defaults, ranges and meanings of the spotting room.

    hit_offset_frames : hits on changes of shot sound this many frames after theirs, 0-3; bangs at most one
    coverage : share of the film that has music, 0-1; None: as the film asks (calm talks and the film's own music
        stay alone)
    replaces_sound : the film's own sound is dropped, so its music is no reason to keep away
    least_cue_s : no cue is shorter; least_section_s : nor a section between change points (AFFECT section 7:
        two phrases, 8-16 s)
    change_price : what a further section must explain of the curve, in squared units of it at 2 Hz
    short_film_s : films below this have music from end to end
    least_silence_s : a talk without music is at least this long
    most_silence : share of a film that may go without music, 0-1
    """

    hit_offset_frames: int = 0
    coverage: float | None = None
    replaces_sound: bool = False
    least_cue_s: float = 8.0
    least_section_s: float = 8.0
    change_price: float = 1.2
    short_film_s: float = 90.0
    least_silence_s: float = 20.0
    most_silence: float = 0.5
