"""Which tempo and metre a cue asks for, before any hit is looked at."""

from dataclasses import dataclass

from scorecut.catalog.styles import TempoStyle, nearest_style, style
from scorecut.model.affect import Affect
from scorecut.model.cue_sheet import Cue

#: Felt beats a minute that people can follow at all (SYNC section 3: pulse sensation).
SLOWEST_BPM, FASTEST_BPM = 30.0, 240.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The wish: felt beats a minute, metre, and how far the fit may stray.

    slack : the base tempo may move by this share to catch more hits
    fixed : the tempo does not bend; irregular : bars of another metre may stand before a hit
    phrase_bars : usual length of a phrase
    """

    tempo_bpm: float
    slack: float
    meter: tuple[int, int]
    fixed: bool
    irregular: bool
    phrase_bars: int


def target_of(cue: Cue) -> Target:
    """Return the tempo target of a cue: a tempo asked for, else the style's range read at the cue's feeling.

    Of a blend, the style that lends the rhythm section lends the tempo too (MUSIC section 10: never average two).
    """
    wishes = cue.wishes
    feeling = cue.emotion.mean(cue.start_s, cue.end_s)
    rules = tempo_style(cue, feeling)
    fixed = rules.fixed if wishes.fixed_tempo is None else wishes.fixed_tempo
    if wishes.tempo_bpm is not None:
        tempo_bpm, slack = wishes.tempo_bpm, 0.002 if fixed else 0.015
    else:
        low, high = tempo_range(rules, wishes.tempo_range_bpm)
        tempo_bpm = low * (high / low) ** share_of_range(feeling)
        slack = min(0.04, 0.5 * (high / low - 1.0))
    return Target(
        tempo_bpm=min(FASTEST_BPM, max(SLOWEST_BPM, tempo_bpm * wishes.tempo_factor)),
        slack=slack,
        meter=wishes.meter or rules.meters[0],
        fixed=fixed,
        irregular=rules.irregular,
        phrase_bars=max(1, rules.phrase_bars),
    )


def tempo_style(cue: Cue, feeling: Affect) -> TempoStyle:
    """Return the tempo table of the cue's rhythm style, else of its style, else of the one nearest in feeling."""
    name = cue.wishes.rhythm_style or cue.wishes.style
    return (style(name) if name else nearest_style(feeling)).tempo


def tempo_range(rules: TempoStyle, asked: tuple[float, float] | None) -> tuple[float, float]:
    """Return the range to choose from: the words' ("slow"), narrowed to the style's where the two overlap."""
    if asked is None:
        return rules.low_bpm, rules.high_bpm
    low, high = max(asked[0], rules.low_bpm), min(asked[1], rules.high_bpm)
    return (low, high) if low < high else asked


def share_of_range(feeling: Affect) -> float:
    """Return 0 (slowest) to 1 (fastest) of a range.

    The linear map of MUSIC section 1 (92 bpm at neutral, +48 an energy, +6 a valence, +6 a tension),
    with energy -1 at the lower end of the style's range and +1 at the upper.

    >>> share_of_range(Affect(0, 0, 0)), share_of_range(Affect(0, 1, 0))
    (0.5, 1.0)
    """
    lift_bpm = 48 * feeling.energy + 6 * feeling.valence + 6 * feeling.tension
    return min(1.0, max(0.0, 0.5 + lift_bpm / 96))
