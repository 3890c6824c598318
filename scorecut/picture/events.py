"""Moments inside a shot, to the frame: flashes, sudden light, impacts, sudden stops."""

import numpy as np

from scorecut.model.clock import Clock
from scorecut.model.picture import Event
from scorecut.picture.reel import Reel
from scorecut.picture.shots import Change
from scorecut.picture.signs import RETURNED

FLASH_LIGHT = 0.06
LIGHT_STEP = 0.07
LIGHT_NEAR_S = 0.4
IMPACT_SPEED = 0.25
IMPACT_RATIO = 3.0
MOVING_SPEED = 0.2
STOPPED = 0.2
AROUND_S = 0.5
APART_S = 0.5
#: So many flashes, each within this of the one before, are a strobe.
STROBE, STROBE_S = 4, 1.0


def picture_events(
    reel: Reel, clock: Clock, changes: list[Change], returns: np.ndarray, speed: np.ndarray
) -> list[Event]:
    """Return all events of the picture, in order.

    returns : see ``cuts.CutEvidence``; speed : picture widths a second, masked at transitions (``light.motion``)
    """
    n = reel.n_frames
    if n < 3:
        return []
    rate_hz = 1 / float(np.median(np.diff(clock.times_s)))
    open_ = np.ones(n, bool)
    open_[0] = False
    for change in changes:
        open_[max(0, change.first - 1) : change.last + 2] = False
    lightness = reel.column("lightness") / reel.active
    found = [
        *flashes(lightness, returns, open_),
        *light_steps(lightness, returns, open_, rate_hz),
        *impacts(speed, open_, rate_hz),
        *stops(speed, open_, rate_hz),
    ]
    events = []
    for kind, frame, strength, label in found:
        strength = float(np.clip(strength, 0, 1))
        events.append(Event(kind=kind, time_s=clock.time_of(frame), frame=frame, strength=strength, label=label))
    return thinned(without_strobes(sorted(events, key=lambda event: (event.frame, event.kind))))


def without_strobes(events: list[Event]) -> list[Event]:
    """Return the events with every strobe made one: of ``STROBE`` or more flashes in a row only the first counts."""
    flashing = [event for event in events if event.kind == "flash"]
    runs: list[list[Event]] = []
    for event in flashing:
        if runs and event.time_s - runs[-1][-1].time_s < STROBE_S:
            runs[-1].append(event)
        else:
            runs.append([event])
    gone = {event.frame for run in runs if len(run) >= STROBE for event in run[1:]}
    return [event for event in events if event.kind != "flash" or event.frame not in gone]


def flashes(lightness: np.ndarray, returns: np.ndarray, open_: np.ndarray) -> list[tuple[str, int, float, str]]:
    """Return the first frame of every flash: light that leaps up and is gone within a quarter of a second."""
    step = np.diff(lightness, prepend=lightness[0])
    leap = (step > FLASH_LIGHT) & (returns < RETURNED) & open_
    return [("flash", int(k), 0.4 + 2 * step[k], "flash") for k in np.flatnonzero(leap)]


def light_steps(
    lightness: np.ndarray, returns: np.ndarray, open_: np.ndarray, rate_hz: float
) -> list[tuple[str, int, float, str]]:
    """Return the frames at which the light of a shot changes at once and stays (an explosion, a lamp)."""
    near = max(2, round(LIGHT_NEAR_S * rate_hz))
    step = np.abs(np.diff(lightness, prepend=lightness[0]))
    found = []
    for k in np.flatnonzero((step > LIGHT_STEP / 2) & (returns >= RETURNED) & open_):
        before = lightness[max(0, k - near) : k]
        after = lightness[k + 1 : k + 1 + near]
        if not after.size or not before.size or step[k] < step[max(0, k - 3) : k + 4].max():
            continue
        change = float(np.median(after) - np.median(before))
        unrest = float(before.max() - before.min())
        if abs(change) > LIGHT_STEP + unrest:
            found.append(("light", int(k), 0.3 + 2 * abs(change), "sudden light" if change > 0 else "lights out"))
    return found


def impacts(speed: np.ndarray, open_: np.ndarray, rate_hz: float) -> list[tuple[str, int, float, str]]:
    """Return the frames at which movement breaks out: far above the half second before, within two frames."""
    around = max(3, round(AROUND_S * rate_hz))
    found = []
    for k in np.flatnonzero((speed > IMPACT_SPEED) & open_):
        before = speed[max(0, k - around) : k - 1]
        if before.size < 3 or not open_[max(0, k - around) : k].all():
            continue
        usual = float(np.percentile(before, 80))
        if speed[k] > IMPACT_RATIO * (usual + 0.03) and speed[k] >= speed[k : k + 3].max() * 0.6:
            found.append(("impact", int(k), 0.3 + 0.5 * np.log(speed[k] / (usual + 0.05)) / np.log(10), "impact"))
    return found


def stops(speed: np.ndarray, open_: np.ndarray, rate_hz: float) -> list[tuple[str, int, float, str]]:
    """Return the first still frames after movement that ends at once and does not begin again for half a second."""
    around = max(3, round(AROUND_S * rate_hz))
    found = []
    falls = np.flatnonzero((speed[:-1] > MOVING_SPEED / 2) & (speed[1:] < speed[:-1] / 2)) + 1
    for k in falls[(falls >= around) & (falls < speed.size - around)]:
        before, after = speed[k - around : k], speed[k : k + around]
        moved = float(np.percentile(before, 30))
        if moved < MOVING_SPEED or not open_[k - around : k + around].all():
            continue
        if after.max() < STOPPED * moved and speed[k - 1] > 0.5 * moved:
            found.append(("stillness", int(k), 0.4 + 0.5 * min(1.0, moved), "sudden stop"))
    return found


def thinned(events: list[Event]) -> list[Event]:
    """Return the events without those of one kind that follow a stronger one within half a second (or lead up to it)."""
    kept: list[Event] = []
    for event in events:
        rivals = [
            i for i, other in enumerate(kept) if other.kind == event.kind and event.time_s - other.time_s < APART_S
        ]
        if not rivals:
            kept.append(event)
        elif event.strength > kept[rivals[-1]].strength + 0.15:
            kept[rivals[-1]] = event
    return sorted(kept, key=lambda event: (event.frame, event.kind))
