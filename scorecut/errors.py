"""What can go wrong, as a tree; each branch is one exit code of the command.

ScorecutError        70  a fault of ours
├── BriefError        2  the prompt, a slider or an edit cannot be read
├── UsageError        2  an option contradicts another, or OUT exists
├── CueSheetError     2  the cue sheet contradicts itself or the film
│   └── TempoMapError 2  its locked hit points leave no playable tempo
├── FilmError         3  the film is missing, broken or has no picture
├── HitMissedError    4  the finished film was measured and a hit is off
├── MissingError      5  ffmpeg, a sound font or a model is not there
└── OutputError       6  the result cannot be written
"""


class ScorecutError(Exception):
    """Root of the tree: the message says what, where, and what to try."""

    exit_code = 70


class BriefError(ScorecutError):
    """The prompt, a slider or an edit cannot be read."""

    exit_code = 2


class UsageError(ScorecutError):
    """An option contradicts another, or the output is there already."""

    exit_code = 2


class CueSheetError(ScorecutError):
    """The cue sheet contradicts itself or the film."""

    exit_code = 2


class TempoMapError(CueSheetError):
    """The locked hit points leave no playable tempo."""


class FilmError(ScorecutError):
    """The film is missing, broken or has no picture."""

    exit_code = 3


class HitMissedError(ScorecutError):
    """The finished film was measured and a hit is off."""

    exit_code = 4


class MissingError(ScorecutError):
    """ffmpeg, a sound font or a model is not there."""

    exit_code = 5


class OutputError(ScorecutError):
    """The result cannot be written."""

    exit_code = 6
