"""Moments that music could mark: every one with a frame, a worth, a label and a reason.

Hits come from frame-exact events, never from smoothed curves (SYNC section 10); the
curves only say how much a moment is worth.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from scorecut.model.emotion import Emotion
from scorecut.model.picture import Picture, Transition
from scorecut.spotting.bend import change_in_words, distance
from scorecut.spotting.sections import Section, is_new_place

#: What a transition is worth by itself, before anything else is known of it.
SEAM_WORTH = {"cut": 0.3, "dissolve": 0.3, "wipe": 0.38, "fade_in": 0.48, "fade_out": 0.42}
SEAM_WORDS = {"cut": "cut", "dissolve": "dissolve", "wipe": "wipe", "fade_in": "fade in", "fade_out": "fade out"}
EVENT_WORTH = {"flash": 0.5, "light": 0.45, "impact": 0.6, "stillness": 0.45, "sound": 0.58}
#: Two moments this close are one.
SAME_S = 0.2
#: Feeling before and after a moment is read over this long.
AROUND_S = 3.0
#: The film's highest energy belongs to the one moment this near.
HEIGHT_S = 1.5
#: A hit after a line waits this long, and the pause must be at least so long (SYNC section 6; practice).
#: The next change of shot takes its place where it comes soon.
AFTER_LINE_S, PAUSE_S, SOON_S = 0.2, 1.5, 2.0
#: Nothing is marked before the ear has heard anything, nor in the last moment of the film.
FIRST_S, LAST_S = 0.4, 0.5
#: Margin around a spoken line.
BEFORE_LINE_S, LINE_TAIL_S = 0.35, 0.15


@dataclass(frozen=True, slots=True)
class Candidate:
    """A moment. ``worth`` about 0-1; ``sources`` what happens there (``cut``, ``impact``, ``line end`` ...).

    rise : change of energy over the moment; turn : distance of feelings; is_scene : a new place
    strength : of its strongest event, 0-1
    """

    time_s: float
    frame: int
    worth: float
    label: str
    reason: str
    sources: frozenset[str]
    rise: float = 0.0
    turn: float = 0.0
    is_scene: bool = False
    strength: float = 0.0
    words: tuple[str, ...] = field(default=())


def find_candidates(picture: Picture, emotion: Emotion, sections: tuple[Section, ...]) -> tuple[Candidate, ...]:
    """Return the moments in order of time, those that happen together as one, none under speech."""
    found = [*_seams(picture), *_events(picture), *_turns(picture, sections), *_line_ends(picture)]
    merged = _merged(found)
    height = _at_the_height(merged, emotion)
    weighed = [_in_context(candidate, picture, emotion, is_height=candidate is height) for candidate in merged]
    end_s = picture.duration_s
    return tuple(c for c in weighed if FIRST_S <= c.time_s <= end_s - LAST_S and not is_spoken(c.time_s, picture))


def is_spoken(time_s: float, picture: Picture) -> bool:
    """Whether somebody speaks at a time (a little margin included)."""
    return any(span.start_s - BEFORE_LINE_S < time_s < span.end_s + LINE_TAIL_S for span in picture.speech)


def _seams(picture: Picture) -> Iterator[Candidate]:
    """Yield every transition; the more is new in it, and the longer one waited for it, the more it is worth."""
    lengths_s = [shot.end_s - shot.start_s for shot in picture.shots]
    usual_s = float(np.median(lengths_s)) if lengths_s else 1.0
    for seam in picture.transitions:
        before, after = _neighbours(seam, picture)
        is_scene = is_new_place(picture, seam)
        worth = SEAM_WORTH[seam.kind] + (0.18 if is_scene else 0.0)
        words = ["a new place"] if is_scene else []
        if before is not None and after is not None:
            if not is_scene and picture.shots[before].group != picture.shots[after].group:
                worth += 0.05
            if lengths_s[before] >= 1.8 * usual_s:
                worth += 0.1
                words.append("after a long shot")
            if lengths_s[after] >= 1.6 * usual_s:
                worth += 0.06
            if max(lengths_s[before], lengths_s[after]) < 1.0:
                worth -= 0.1
        seen = picture.shots[after].labels[:1] if after is not None else ()
        label = f"{SEAM_WORDS[seam.kind]} to {seen[0]}" if seen and seam.kind != "fade_out" else SEAM_WORDS[seam.kind]
        yield Candidate(
            time_s=seam.time_s,
            frame=seam.frame,
            worth=worth * (0.6 + 0.4 * seam.confidence),
            label=label,
            reason="",
            sources=frozenset({seam.kind}),
            is_scene=is_scene,
            words=tuple(words),
        )


def _neighbours(seam: Transition, picture: Picture) -> tuple[int | None, int | None]:
    """Return the numbers of the shots on both sides."""
    after = next((k for k, shot in enumerate(picture.shots) if shot.end_frame > seam.frame), None)
    if after is None or after == 0:
        return None, after
    return after - 1, after


def _events(picture: Picture) -> Iterator[Candidate]:
    for event in picture.events:
        yield Candidate(
            time_s=event.time_s,
            frame=event.frame,
            worth=EVENT_WORTH[event.kind] * (0.45 + 0.55 * event.strength),
            label=event.label or event.kind,
            reason="",
            sources=frozenset({event.kind}),
            strength=event.strength,
            words=(event.label or event.kind,),
        )


def _turns(picture: Picture, sections: tuple[Section, ...]) -> Iterator[Candidate]:
    """Yield the starts of sections that no transition marks."""
    for section in sections[1:]:
        if section.seam is None:
            yield Candidate(
                time_s=picture.clock.time_of(section.frame),
                frame=section.frame,
                worth=0.3 + 0.3 * min(1.0, section.turn),
                label="the mood turns",
                reason="",
                sources=frozenset({"mood"}),
            )


def _line_ends(picture: Picture) -> Iterator[Candidate]:
    """Yield a frame after each line that is followed by a pause: the next change of shot if it comes soon."""
    for k, span in enumerate(picture.speech):
        following_s = picture.speech[k + 1].start_s if k + 1 < len(picture.speech) else picture.duration_s
        if following_s - span.end_s < PAUSE_S:
            continue
        frame = picture.clock.frame_at(span.end_s + AFTER_LINE_S) + 1
        soon = [
            s
            for s in picture.transitions
            if LINE_TAIL_S <= s.time_s - span.end_s <= min(SOON_S, following_s - span.end_s)
        ]
        if soon:
            frame = soon[0].frame
        if frame < picture.clock.n_frames:
            yield Candidate(
                time_s=picture.clock.time_of(frame),
                frame=frame,
                worth=0.28 + (0.08 if following_s - span.end_s > 4.0 else 0.0),
                label="after the line",
                reason="",
                sources=frozenset({"line end"}),
                words=("a line ends",),
            )


def _merged(found: list[Candidate]) -> list[Candidate]:
    """Return the moments in order; those within a fifth of a second become the worthiest of them, worth more."""
    kept: list[Candidate] = []
    for candidate in sorted(found, key=lambda c: (-c.worth, c.frame)):
        for k, other in enumerate(kept):
            if abs(other.time_s - candidate.time_s) <= SAME_S:
                new = candidate.sources - other.sources
                label = f"{other.label}, {candidate.label}" if new else other.label
                kept[k] = replace(
                    other,
                    worth=other.worth + (0.12 if new else 0.03),
                    label=label,
                    sources=other.sources | candidate.sources,
                    is_scene=other.is_scene or candidate.is_scene,
                    strength=max(other.strength, candidate.strength),
                    words=tuple(dict.fromkeys((*other.words, *candidate.words))),
                )
                break
        else:
            kept.append(candidate)
    return sorted(kept, key=lambda c: c.time_s)


def _at_the_height(candidates: list[Candidate], emotion: Emotion) -> Candidate | None:
    """Return the moment nearest to the film's highest energy; None in an even film or where nothing is near."""
    if np.ptp(emotion.energy) <= 0.2:
        return None
    height_s = float(emotion.times_s[int(np.argmax(emotion.energy))])
    near = [candidate for candidate in candidates if abs(candidate.time_s - height_s) <= HEIGHT_S]
    return min(near, key=lambda candidate: abs(candidate.time_s - height_s), default=None)


def _in_context(candidate: Candidate, picture: Picture, emotion: Emotion, *, is_height: bool) -> Candidate:
    """Return the moment weighed by what changes over it: feeling, motion, loudness; with its reason in words."""
    at_s, end_s = candidate.time_s, picture.duration_s
    before_s, after_s = max(0.0, at_s - AROUND_S), min(end_s, at_s + AROUND_S)
    before, after = emotion.mean(before_s, at_s), emotion.mean(at_s, after_s)
    turn, rise = distance(before, after), after.energy - before.energy
    worth = candidate.worth + 0.35 * min(1.0, turn / 0.6)
    words = list(candidate.words)
    if turn >= 0.2:
        words.append(change_in_words(before, after))
    motion = picture.features.get("motion")
    if motion is not None:
        jump = motion.mean(at_s, min(end_s, at_s + 1.5)) - motion.mean(max(0.0, at_s - 1.5), at_s)
        worth += 0.12 * min(1.0, abs(jump) / 0.4)
        if abs(jump) > 0.3:
            words.append("it starts to move" if jump > 0 else "it comes to rest")
    if is_height:
        worth += 0.12
        words.append("the height of the film")
    reason = ", ".join(dict.fromkeys(words)) or "a change of shot"
    return replace(candidate, worth=worth, rise=rise, turn=turn, reason=reason)
