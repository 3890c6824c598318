"""What can be set about finding the tempo."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TempoSettings:
    """Defaults, ranges and meanings of the tempo room.

    most_bend : the tempo leaves its target by no more than this share, 0-0.2 (SYNC section 5: 8 %)
    """

    most_bend: float = 0.08
