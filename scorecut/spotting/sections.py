"""Sections: where the film's feeling changes for long, found as change points and set on the picture's own seams."""

from dataclasses import dataclass

import numpy as np

from scorecut.model.affect import Affect
from scorecut.model.emotion import AXES, Emotion
from scorecut.model.picture import Picture, Transition
from scorecut.spotting.bend import distance
from scorecut.spotting.settings import SpottingSettings

#: A change point moves to a transition this near, scene changes first.
SNAP_S = 2.5
#: A change of scene that also moves the feeling this far is a section of its own.
SCENE_TURN = 0.25


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of one feeling.

    frame : its first; seam : the transition it begins on, if any; is_scene : a new place or people
    turn : how far its feeling lies from the one before
    """

    start_s: float
    end_s: float
    frame: int
    feeling: Affect
    turn: float
    is_scene: bool
    seam: Transition | None


def find_sections(picture: Picture, emotion: Emotion, settings: SpottingSettings) -> tuple[Section, ...]:
    """Return the film's sections in order, without gaps; ``emotion`` is evenly spaced over the whole film."""
    least_s = settings.least_section_s
    end_s = picture.duration_s
    seams = {seam.time_s: seam for seam in picture.transitions}
    bounds: list[float] = []
    for time_s in [*(_snapped(t, picture) for t in change_points(emotion, settings)), *_scene_turns(picture, emotion)]:
        if all(abs(time_s - other) >= least_s for other in (0.0, end_s, *bounds)):
            bounds.append(time_s)
    sections: list[Section] = []
    for start_s, stop_s in zip([0.0, *sorted(bounds)], [*sorted(bounds), end_s], strict=True):
        feeling = emotion.mean(start_s, stop_s)
        seam = seams.get(start_s)
        sections.append(
            Section(
                start_s=start_s,
                end_s=stop_s,
                frame=seam.frame if seam else picture.clock.frame_at(start_s),
                feeling=feeling,
                turn=distance(sections[-1].feeling, feeling) if sections else 0.0,
                is_scene=seam is not None and is_new_place(picture, seam),
                seam=seam,
            )
        )
    return tuple(sections)


def change_points(emotion: Emotion, settings: SpottingSettings) -> list[float]:
    """Return the seconds at which the mean of the curve steps, by PELT with a linear kernel (Killick et al. 2012)."""
    step_s = float(np.diff(emotion.times_s).mean())
    least = max(2, round(settings.least_section_s / step_s))
    signal = np.stack([getattr(emotion, axis) for axis in AXES], axis=1) * [1.0, 1.0, np.sqrt(0.5)]  # (n, 3)
    if len(signal) < 2 * least or float(np.ptp(signal, axis=0).max()) < 0.05:
        return []
    import ruptures  # takes a second, which a short film need not spend

    price = settings.change_price * 0.5 / step_s
    ends = ruptures.KernelCPD(kernel="linear", min_size=least).fit(signal).predict(pen=price)
    return [float(emotion.times_s[end]) for end in ends[:-1]]


def is_new_place(picture: Picture, seam: Transition) -> bool:
    """Whether a transition leads to a place or people that the last few shots did not show."""
    groups = [shot.group for shot in picture.shots]
    after = next((k for k, shot in enumerate(picture.shots) if shot.start_frame >= seam.frame), len(groups))
    if not 0 < after < len(groups):
        return False
    return groups[after] not in groups[max(0, after - 4) : after]


def _snapped(time_s: float, picture: Picture) -> float:
    """Return the time of the transition that a change point belongs to, else of the frame then on the screen."""

    def worth(seam: Transition) -> float:
        bonus = 0.5 if is_new_place(picture, seam) else 0.0
        fade = 0.3 if seam.kind in ("fade_in", "dissolve", "wipe") else 0.0
        return seam.confidence + bonus + fade - abs(seam.time_s - time_s) / SNAP_S

    near = [seam for seam in picture.transitions if abs(seam.time_s - time_s) <= SNAP_S]
    if near:
        return max(near, key=worth).time_s
    return picture.clock.time_of(picture.clock.frame_at(time_s))


def _scene_turns(picture: Picture, emotion: Emotion) -> list[float]:
    """Return the scene changes over which the feeling moves, the farthest first."""
    turns = []
    for seam in picture.transitions:
        if is_new_place(picture, seam):
            before = emotion.mean(max(0.0, seam.time_s - 6.0), seam.time_s)
            after = emotion.mean(seam.time_s, min(picture.duration_s, seam.time_s + 6.0))
            turns.append((distance(before, after), seam.time_s))
    return [time_s for turn, time_s in sorted(turns, key=lambda row: (-row[0], row[1])) if turn >= SCENE_TURN]
