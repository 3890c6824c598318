"""Shots: the stretches of picture between transitions, and the transitions in their order.

Fades are found first, then cuts, then dissolves between those; what would contradict
something surer is left out: a cut inside a fade is a flicker of the fade.
"""

from dataclasses import dataclass

import numpy as np

from scorecut.model.clock import Clock
from scorecut.model.picture import Shot, Transition
from scorecut.picture.cuts import FLASH_SETTLES_S, FLASHED, RETURNED, CutEvidence, cut_evidence, find_cuts, lately
from scorecut.picture.dissolves import find_dissolves
from scorecut.picture.fades import blank_runs, find_fades
from scorecut.picture.reel import Reel

BLANK_SHOT_S = 1.0


@dataclass(frozen=True, slots=True)
class Change:
    """A transition in frames.

    first, last : last frame of the old picture and first of the new (a cut: both the first new frame)
    frame : the one whose time is the transition's
    """

    kind: str
    first: int
    last: int
    frame: int
    confidence: float


def find_transitions(reel: Reel, rate_hz: float, evidence: CutEvidence | None = None) -> list[Change]:
    """Return all transitions of the film in order of their frame; ``rate_hz`` frames a second are typical."""
    evidence = evidence or cut_evidence(reel, rate_hz)
    fades = find_fades(reel, rate_hz)
    changes = [
        Change(fade.kind, fade.first, fade.last, fade.blank if fade.kind == "fade_out" else fade.first + 1, 0.9)
        for fade in fades
    ]
    for frame, confidence in find_cuts(evidence, rate_hz):
        if not any(fade.first < frame <= fade.last for fade in fades):
            changes.append(Change("cut", frame, frame, frame, confidence))
    flash = (evidence.returns < RETURNED) & (reel.column("changed") / reel.active > FLASHED)
    flashes = np.flatnonzero(lately(flash, max(1, round(FLASH_SETTLES_S * rate_hz))))
    closed = sorted(
        {c.frame for c in changes if c.kind == "cut"}
        | {frame for run in blank_runs(reel) for frame in run}
        | {int(frame) for frame in flashes}
    )
    for found in find_dissolves(reel, rate_hz, closed):
        if not any(fade.first < found.last and found.first < fade.last for fade in fades):
            middle = (found.first + found.last) // 2
            changes.append(Change("dissolve", found.first, found.last, middle, found.confidence))
    return sorted(changes, key=lambda change: (change.frame, change.first))


def as_transitions(changes: list[Change], clock: Clock) -> tuple[Transition, ...]:
    """Return the transitions with their exact presentation times."""
    return tuple(
        Transition(
            kind=change.kind,
            start_s=clock.time_of(change.first),
            time_s=clock.time_of(change.frame),
            end_s=clock.time_of(change.last),
            frame=change.frame,
            confidence=round(change.confidence, 4),
        )
        for change in changes
    )


def shots_between(changes: list[Change], clock: Clock) -> tuple[Shot, ...]:
    """Return the shots: they follow each other without a gap from the first frame to the last.

    A dissolve ends one shot and begins the next at its middle. Where a fade out is followed by a fade in,
    the blank between them belongs to the shot before, unless it is long enough to be a shot of its own.
    """
    bounds = [0]
    for i, change in enumerate(changes):
        opens_soon = (
            change.kind == "fade_out"
            and i + 1 < len(changes)
            and changes[i + 1].kind in ("fade_in", "cut")
            and clock.time_of(changes[i + 1].frame) - clock.time_of(change.frame) < BLANK_SHOT_S
        )
        if change.frame > bounds[-1] and not opens_soon:
            bounds.append(change.frame)
    ends = [*bounds[1:], clock.n_frames]
    return tuple(
        Shot(
            start_s=clock.time_of(a),
            end_s=clock.time_of(b) if b < clock.n_frames else clock.end_s,
            start_frame=a,
            end_frame=b,
        )
        for a, b in zip(bounds, ends, strict=True)
    )


def typical_rate(clock: Clock) -> float:
    """Return how many frames a second the film typically shows (the median step; 25 for a single frame)."""
    steps = np.diff(clock.times_s)
    return float(1 / np.median(steps)) if steps.size else 25.0
