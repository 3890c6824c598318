"""What can be set about spotting."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SpottingSettings:
    """Defaults, ranges and meanings of the spotting room.

    hit_offset_frames : hits sound this many frames after theirs, 0-3
    least_cue_s : no cue is shorter; least_section_s : nor a section between change points
    """

    hit_offset_frames: int = 0
    least_cue_s: float = 8.0
    least_section_s: float = 8.0
