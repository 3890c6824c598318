"""What can be set about finding the tempo."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TempoSettings:
    """Defaults, ranges and meanings of the tempo room.

    most_bend : the tempo leaves its target by no more than this share, 0-0.2 (SYNC section 5: 8 %)
    most_bend_fixed : the same for dance styles (SYNC section 3: 0.5 %)
    most_step : tempo of one beat against the beat before, as a share (SYNC section 3: 2.5 % is safe)
    usual_step : 95 % of those steps stay below this share (SYNC section 3: below 1 % nobody hears it)
    least_gap_s : two hits closer than this are heard as one; the lighter is dropped (SYNC section 1: two
        onsets are told apart safely at 60 ms)
    most_irregular : share of bars that may have another metre than the cue's, 0-0.25
    """

    most_bend: float = 0.08
    most_bend_fixed: float = 0.005
    most_step: float = 0.025
    usual_step: float = 0.01
    least_gap_s: float = 0.12
    most_irregular: float = 0.2
