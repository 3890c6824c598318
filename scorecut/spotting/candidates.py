"""Moments that music could mark: every one with a frame, a worth, a label and a reason.

Hits come from frame-exact events, never from smoothed curves (SYNC section 10); the
curves only say how much a moment is worth. What each thing is worth stands in
``data/spotting.toml``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from scorecut.model.emotion import Emotion
from scorecut.model.picture import Picture, Transition
from scorecut.spotting.bend import change_in_words, distance
from scorecut.spotting.news import Places, neighbours, news_of
from scorecut.spotting.sections import Section
from scorecut.spotting.weights import around, weights

SEAM_WORDS = {"cut": "cut", "dissolve": "dissolve", "wipe": "wipe", "fade_in": "fade in", "fade_out": "fade out"}
EVENT_WORDS = {
    "flash": "light flares up and is gone",
    "light": "the light changes at once",
    "impact": "something bursts into movement",
    "stillness": "what moved stands still",
    "sound": "a sound breaks out",
}
#: What already tells of movement.
MOVING = frozenset({*SEAM_WORDS, "impact", "stillness"})
#: What is heard or seen at one frame, where late music is late (SYNC section 1: 0 to +1 frame); what it may follow from: a change of shot, and for a sound what is seen.
BANGS = frozenset({"flash", "light", "impact", "sound"})
CHANGES = frozenset({"cut"})
SEEN = frozenset({"flash", "light", "impact"})
#: Two moments this close are one.
SAME_S = 0.2
#: Feeling before and after a moment is read over this long.
AROUND_S = 3.0
#: What happens so soon after a cut belongs to it.
SETTLING_S = 0.5
#: The film's highest energy belongs to the one moment this near.
HEIGHT_S = 1.5
#: A hit after a line waits this long, and the pause must be at least so long (SYNC section 6; practice).
#: The next change of shot takes its place where it comes soon.
AFTER_LINE_S, PAUSE_S, SOON_S = 0.2, 1.5, 2.0
#: Nothing is marked before the ear has heard anything, nor in the last moment of the film; but music that
#: begins on a moment needs only the time that its first note takes to speak.
FIRST_S, LAST_S, SPEAKS_S = 0.4, 0.5, 0.03
#: Margin around a spoken line: what is struck just before it would still ring over its first words (a hit is
#: heard for half a second and more), and the last syllable is not to be covered.
BEFORE_LINE_S, LINE_TAIL_S = 0.7, 0.15
#: A sound this much above the second before is heard, LUFS; a film quieter than ``SILENT_LUFS`` has no sound.
HEARD_LU, SILENT_LUFS = 3.0, -69.0
SPOKEN, EDGE = "under speech", "at the edge of the film"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A moment. ``worth`` about 0-1; ``sources`` what happens there (``cut``, ``impact``, ``line end`` ...).

    rise : change of energy over the moment; turn : distance of feelings; is_scene : a new or returning place
    strength : of its strongest event, 0-1
    barred : why it must not be hit whatever it is worth, "" where it may
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
    barred: str = ""


def find_candidates(picture: Picture, emotion: Emotion, sections: tuple[Section, ...]) -> tuple[Candidate, ...]:
    """Return the moments in order of time, those that happen together as one; speech bars those under it."""
    found = [*_seams(picture), *_events(picture), *_turns(picture, sections), *_line_ends(picture)]
    merged = _merged(found, picture)
    height = _at_the_height(merged, emotion)
    weighed = [_in_context(candidate, picture, emotion, is_height=candidate is height) for candidate in merged]
    return tuple(replace(candidate, barred=barred(candidate.time_s, picture)) for candidate in weighed)


def barred(time_s: float, picture: Picture) -> str:
    """Return why nothing may be struck at a time, "" where it may."""
    if is_spoken(time_s, picture):
        return SPOKEN
    return "" if FIRST_S <= time_s <= picture.duration_s - LAST_S else EDGE


def is_spoken(time_s: float, picture: Picture) -> bool:
    """Whether somebody speaks at a time, or is about to."""
    return any(span.start_s - BEFORE_LINE_S < time_s < span.end_s + LINE_TAIL_S for span in picture.speech)


def _seams(picture: Picture) -> Iterator[Candidate]:
    """Yield every transition; the more is new in it, and the longer one waited for it, the more it is worth."""
    places = Places(picture)
    for seam in picture.transitions:
        fresh = news_of(seam, picture, places)
        yield Candidate(
            time_s=seam.time_s,
            frame=seam.frame,
            worth=(weights().seam[seam.kind].worth + fresh.worth) * (0.7 + 0.3 * seam.confidence),
            label=_label(seam, picture),
            reason="",
            sources=frozenset({seam.kind}),
            is_scene=fresh.is_place,
            words=fresh.words,
        )


def _label(seam: Transition, picture: Picture) -> str:
    """Return what a seam shows, in words: ``cut to rain``."""
    _, after = neighbours(seam, picture)
    seen = picture.shots[after].labels[:1] if after is not None else ()
    words = SEAM_WORDS[seam.kind]
    return f"{words} to {seen[0]}" if seen and not seam.kind.startswith("fade") else words


def _events(picture: Picture) -> Iterator[Candidate]:
    for event in picture.events:
        worth = weights().event[event.kind].worth * (0.45 + 0.55 * event.strength)
        if event.kind == "impact" and not is_heard(event.time_s, picture):
            worth += around("silent")
        if any(0.0 < event.time_s - seam.time_s <= SETTLING_S for seam in picture.transitions if seam.kind == "cut"):
            worth += around("settling")
        yield Candidate(
            time_s=event.time_s,
            frame=event.frame,
            worth=worth,
            label=event.label or event.kind,
            reason="",
            sources=frozenset({event.kind}),
            strength=event.strength,
            words=(EVENT_WORDS[event.kind],),
        )


def is_heard(time_s: float, picture: Picture) -> bool:
    """Whether the film's sound swells with a moment, or the film has none to tell."""
    loudness = picture.features.get("loudness")
    if loudness is None or float(loudness.values.max()) < SILENT_LUFS:
        return True
    before = loudness.mean(max(0.0, time_s - 1.2), max(0.0, time_s - 0.2))
    return bool(loudness.at(np.linspace(time_s, time_s + 0.6, 7)).max() > before + HEARD_LU)


def _turns(picture: Picture, sections: tuple[Section, ...]) -> Iterator[Candidate]:
    """Yield the starts of sections that no transition marks."""
    for section in sections[1:]:
        if section.seam is None:
            yield Candidate(
                time_s=picture.clock.time_of(section.frame),
                frame=section.frame,
                worth=around("mood"),
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
                worth=around("line") + (around("pause") if following_s - span.end_s > 4.0 else 0.0),
                label="after the line",
                reason="",
                sources=frozenset({"line end"}),
                words=("a line ends",),
            )


def _merged(found: list[Candidate], picture: Picture) -> list[Candidate]:
    """Return the moments in order; those that belong together become one, worth more, on the frame that is seen first.

    A moment that may be struck is never lost to a worthier one beside it that may not.
    """
    kept: list[Candidate] = []
    for candidate in sorted(found, key=lambda c: (bool(barred(c.time_s, picture)), -c.worth, c.frame)):
        for k, other in enumerate(kept):
            if abs(other.time_s - candidate.time_s) <= SAME_S or follows(candidate, other) or follows(other, candidate):
                kept[k] = _joined(other, candidate, picture)
                break
        else:
            kept.append(candidate)
    return sorted(kept, key=lambda c: c.time_s)


def follows(one: Candidate, other: Candidate) -> bool:
    """Whether a moment is only what follows from another just before it.

    A bang right after a change of shot is what the change shows; a sound right after something seen is its sound
    (thunder after lightning). Both are struck once, where the eye is caught: a second stroke would be late.
    """
    if not 0.0 <= one.time_s - other.time_s <= SETTLING_S:
        return False
    return bool(one.sources & BANGS and other.sources & CHANGES) or bool(
        one.sources == {"sound"} and other.sources & SEEN
    )


def _joined(best: Candidate, more: Candidate, picture: Picture) -> Candidate:
    """Return two moments as one, led by the worthier, on the frame of the one that the other follows."""
    at = (
        more
        if follows(best, more) and not (barred(more.time_s, picture) and not barred(best.time_s, picture))
        else best
    )
    new = more.sources - best.sources
    return replace(
        best,
        time_s=at.time_s,
        frame=at.frame,
        worth=max(best.worth, more.worth) + around("second" if new else "repeat"),
        label=f"{best.label}, {more.label}" if new else best.label,
        sources=best.sources | more.sources,
        is_scene=best.is_scene or more.is_scene,
        strength=max(best.strength, more.strength),
        words=tuple(dict.fromkeys((*best.words, *more.words))),
    )


def _at_the_height(candidates: list[Candidate], emotion: Emotion) -> Candidate | None:
    """Return the moment nearest to the film's highest energy; None in an even film or where nothing is near."""
    if np.ptp(emotion.energy) <= 0.2:
        return None
    height_s = float(emotion.times_s[int(np.argmax(emotion.energy))])
    near = [candidate for candidate in candidates if abs(candidate.time_s - height_s) <= HEIGHT_S]
    return min(near, key=lambda candidate: abs(candidate.time_s - height_s), default=None)


def _in_context(candidate: Candidate, picture: Picture, emotion: Emotion, *, is_height: bool) -> Candidate:
    """Return the moment weighed by what changes over it: feeling, motion; with its reason in words."""
    at_s, end_s = candidate.time_s, picture.duration_s
    before_s, after_s = max(0.0, at_s - AROUND_S), min(end_s, at_s + AROUND_S)
    before, after = emotion.mean(before_s, at_s), emotion.mean(at_s, after_s)
    turn, rise = distance(before, after), after.energy - before.energy
    worth = candidate.worth + around("turn") * min(1.0, turn / 0.6)
    words = list(candidate.words)
    if turn >= 0.2:
        words.append(change_in_words(before, after))
    motion = picture.features.get("motion")
    if motion is not None and not candidate.sources & MOVING:
        jump = motion.mean(at_s, min(end_s, at_s + 1.5)) - motion.mean(max(0.0, at_s - 1.5), at_s)
        worth += around("stir") * min(1.0, abs(jump) / 0.4)
        if abs(jump) > 0.3:
            words.append("it starts to move" if jump > 0 else "it comes to rest")
    if is_height:
        worth += around("height")
        words.append("the height of the film")
    reason = ", ".join(dict.fromkeys(words)) or "a change of shot"
    return replace(candidate, worth=worth, rise=rise, turn=turn, reason=reason)
