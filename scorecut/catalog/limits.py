"""What a style's music must keep to: the limits that the music bench holds every piece against (``data/limits.toml``).

The general ones stand in ``data/limits.toml``; a style states in its ``[limits]`` what it takes otherwise: techno may
repeat, comedy may rest, a fanfare may leap.
"""

from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from scorecut.catalog.tables import DATA, TableError, build, read_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits of craft; pairs are (least, most), shares 0-1.

    pitch_class_entropy, scale_consistency, groove, leap_reversal, step_share, empty_beats, parallels : MUSIC.md 11;
        parallels are counted in a thousand similar motions
    equal_velocities : attacks of one pitch running that may be equally strong
    silent_share : least rest of each part but pad and drone in a long cue; tutti_share : most bars with everybody
    unchanged_bars : longest run of bars with the same instruments
    inner_motion : least share of bars where tune and bass hold and an inner voice moves
    together : most chord changes at which all parts move at once
    bass_walk : share of chords with an inversion or a passing note in the bass
    contrary : least share of contrary motion between tune and bass where both move
    same_progression : how often running a progression may sound unchanged in bass, voicing and scoring
    similarity, similar_bars : four bars may resemble the next four more than this for so many bars
    top_at : where in eight bars their one top note may stand; top_share : least share of spans where it does
    dissonance : share of the tune's bars with an accented dissonance that is resolved by step
    cell_share : least share of the tune's moving bars that have its rhythm cell
    flow_bars : most bars of tune without a hold or a rest
    low_spacing : least semitones between the lowest two voices under MIDI 48
    shaped_db : least movement of level in sustained notes of 1 s or more
    fader : greatest mean correlation between the dynamics of two parts
    noise_lag : least lag-1 correlation of velocity and timing noise in a phrase
    release_ms : spread of the releases of the last chord
    """

    pitch_class_entropy: tuple[float, float]
    scale_consistency: tuple[float, float]
    groove: tuple[float, float]
    leap_reversal: tuple[float, float]
    step_share: tuple[float, float]
    empty_beats: tuple[float, float]
    parallels: tuple[float, float]
    equal_velocities: int
    silent_share: float
    tutti_share: float
    unchanged_bars: int
    inner_motion: float
    together: float
    bass_walk: tuple[float, float]
    contrary: float
    same_progression: int
    similarity: float
    similar_bars: int
    top_at: tuple[float, float]
    top_share: float
    dissonance: tuple[float, float]
    cell_share: float
    flow_bars: float
    low_spacing: int
    shaped_db: float
    fader: float
    noise_lag: float
    release_ms: tuple[float, float]


@cache
def general_limits() -> Limits:
    """Return the limits of a style that states none."""
    return limits_of({}, "limits.toml")


def limits_of(own: dict[str, Any], where: str) -> Limits:
    """Return the general limits with a style's ``own`` in their place; TableError for what cannot be kept to."""
    if not isinstance(own, dict):
        raise TableError(f"{where}: expected a table")
    limits = build(Limits, {**read_table(DATA / "limits.toml"), **own}, where)
    for field in fields(limits):
        value = getattr(limits, field.name)
        if isinstance(value, tuple) and value[0] > value[1]:
            raise TableError(f"{where}.{field.name}: the least, {value[0]:g}, is above the most, {value[1]:g}")
        if not isinstance(value, tuple) and value < 0 and field.name != "noise_lag":
            raise TableError(f"{where}.{field.name}: {value:g} is below 0")
    return limits
