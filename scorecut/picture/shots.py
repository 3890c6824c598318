"""Shots: the stretches of picture between transitions, and the transitions in their order.

Cuts are found first, then what is gradual between them. Where a fade leads to frames of a single colour
its ends are set by what can just be seen (``fades``). A cut inside a gradual change is a flicker of it.
"""

from dataclasses import dataclass, replace

import numpy as np

from scorecut.model.clock import Clock
from scorecut.model.picture import Shot, Transition
from scorecut.picture.cuts import NEVER, CutEvidence, cut_evidence, find_cuts
from scorecut.picture.fades import find_fades
from scorecut.picture.graduals import find_graduals
from scorecut.picture.reel import Reel
from scorecut.picture.repeats import fresh_frames

BLANK_SHOT_S = 1.0
MUCH = 0.4


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


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """What was found in a film: its transitions in order of their frame, and the evidence for cuts, frame by frame."""

    changes: list[Change]
    evidence: CutEvidence


def find_transitions(reel: Reel, rate_hz: float) -> Findings:
    """Return all transitions of the film; ``rate_hz`` frames a second are typical.

    Repeated frames are passed over: a change belongs to the first frame that shows it.
    """
    fresh = fresh_frames(reel)
    if fresh.size == reel.n_frames:
        return among(reel, rate_hz)
    found = among(reel.only(fresh), rate_hz * fresh.size / reel.n_frames)
    odds, returns = np.full(reel.n_frames, NEVER), np.ones(reel.n_frames)
    odds[fresh], returns[fresh] = found.evidence.odds, found.evidence.returns
    changes = [
        replace(change, first=int(fresh[change.first]), last=int(fresh[change.last]), frame=int(fresh[change.frame]))
        for change in found.changes
    ]
    return Findings(changes, CutEvidence(odds=odds, returns=returns))


def among(reel: Reel, rate_hz: float) -> Findings:
    """Return the transitions of a reel without repeats."""
    evidence = cut_evidence(reel, rate_hz)
    cuts = find_cuts(evidence, rate_hz)
    seen = find_fades(reel, rate_hz)
    graduals = []
    for found in find_graduals(reel, rate_hz, [frame for frame, _ in cuts]):
        first, last = found.first, found.last
        frame = {"fade_out": last, "fade_in": first + 1}.get(found.kind, (first + last) // 2)
        for fade in seen:
            if fade.kind == found.kind and fade.first < last and first < fade.last:
                first, last = fade.first, fade.last
                frame = fade.blank if fade.kind == "fade_out" else fade.first + 1
                break
        graduals.append(Change(found.kind, first, last, frame, found.confidence))
    changes = [Change("cut", frame, frame, frame, confidence) for frame, confidence in cuts]
    changes = [c for c in changes if not any(g.first < c.frame <= g.last for g in graduals)] + apart(graduals)
    return Findings(sorted(changes, key=lambda change: (change.frame, change.first)), evidence)


def apart(graduals: list[Change]) -> list[Change]:
    """Return the graduals in order, none reaching into another: a little is cut off the later one, of much overlap
    the surer one counts."""
    kept: list[Change] = []
    for change in sorted(graduals, key=lambda g: (g.first, g.last)):
        if kept and change.first < kept[-1].last:
            shared = min(change.last, kept[-1].last) - change.first
            if shared > MUCH * min(change.last - change.first, kept[-1].last - kept[-1].first):
                kept[-1] = max(kept[-1], change, key=lambda g: g.confidence)
                continue
            change = replace(change, first=kept[-1].last, frame=max(change.frame, kept[-1].last))
        kept.append(change)
    return kept


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
