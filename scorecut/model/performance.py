"""The played music: every note in film seconds, with the hands of its player."""

from dataclasses import dataclass

import numpy as np

from scorecut.model.arrays import frozen
from scorecut.model.score import Accent, Part


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayedNote:
    """One note as played.

    heard_s : the second at which its attack should be heard (t50); the sound room starts it earlier
        by the instrument's attack
    length_s : from ``heard_s`` to the release
    velocity : 1-127 (the attack's strength); pitch : MIDI note or drum key
    articulation : the written one, so that an engine may choose a patch
    """

    heard_s: float
    length_s: float
    pitch: int
    velocity: int
    articulation: str = "legato"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlayedLine:
    """What one part plays in one cue.

    expression : float64, (n, 2): seconds and level in dB (0 is the calibrated level; CC11 in MIDI)
    bend : float64, (n, 2): seconds and cents: vibrato, portamento, scoops
    """

    part: Part
    cue_id: str
    notes: tuple[PlayedNote, ...]
    expression: np.ndarray
    bend: np.ndarray

    def __post_init__(self) -> None:
        for name in ("expression", "bend"):
            object.__setattr__(self, name, frozen(np.reshape(getattr(self, name), (-1, 2))))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlayedCue:
    """One cue as played. ``space``: the reverberant room it sounds in; ``cut_s`` as in ``CueScore``."""

    cue_id: str
    start_s: float
    end_s: float
    style: str
    lines: tuple[PlayedLine, ...]
    accents: tuple[Accent, ...]
    space: str | None = None
    cut_s: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Performance:
    """The film's music as played. ``duration_s`` is the film's length."""

    parts: tuple[Part, ...]
    cues: tuple[PlayedCue, ...]
    duration_s: float
