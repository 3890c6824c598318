"""Cues: where music begins and ends, and why; where there is better none."""

from dataclasses import dataclass, replace
from itertools import pairwise

from scorecut.catalog.styles import Style
from scorecut.model.brief import Brief
from scorecut.model.cue_sheet import Cue, Wishes
from scorecut.model.emotion import Emotion
from scorecut.model.picture import Picture, Transition
from scorecut.spotting.bend import change_in_words, stretch
from scorecut.spotting.news import BLINK_S, is_blank
from scorecut.spotting.sections import Section
from scorecut.spotting.settings import SpottingSettings
from scorecut.spotting.silence import Silence, silences

#: The feeling must move this far to end one cue and begin another: ``BIG_TURN`` in a short film; in a long one
#: ``LONG_TURN`` after ``EARLY_S`` of music, sinking to ``SMALL_TURN`` after ``LATE_S``.
BIG_TURN, SMALL_TURN = 0.5, 0.2
LONG_TURN = 0.7
EARLY_S, LATE_S = 30.0, 150.0
#: In short films one cue for each so many seconds.
SHORT_CUE_S = 25.0
#: A cue longer than this is divided at a scene change near its middle.
LONG_CUE_S = 240.0
#: A silence begins on the cut this long before it and ends on the change of shot this long after it.
BEFORE_S, AFTER_S = 2.0, 3.0
#: Darkness below this mean brightness (L*/100) is black.
BLACK = 0.03
#: The last sound may ring this long into the black.
RING_S = 4.0

#: What words divide is at least this long on both sides.
SHORTEST_CHANGE_S = 1.0

FORMS = {"button": "button", "ring out": "ring out", "no ending": "open", "loopable": "open", "cold end": "stop"}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A cue to be: from, to, and why it begins there."""

    start_s: float
    end_s: float
    reason: str
    seam: Transition | None
    sneaks: bool = False


def place_cues(
    picture: Picture,
    emotion: Emotion,
    sections: tuple[Section, ...],
    brief: Brief,
    style: Style,
    settings: SpottingSettings,
) -> tuple[tuple[Cue, ...], tuple[str, ...]]:
    """Return the cues in order, and lines that say where music was left out."""
    first, (last_s, ends) = opening(picture), closing(picture)
    quiet, notes = silences(picture, emotion, first.start_s, last_s, settings)
    quiet = [on_seams(silence, picture, settings.coverage is None) for silence in quiet]
    stretches = _divided(first, last_s, picture, sections, settings)
    stretches = _around(stretches, quiet, picture, settings.least_cue_s)
    stretches = _changed(stretches, brief, picture)
    notes += [f"no music from {silence.start_s:.1f} to {silence.end_s:.1f} s: {silence.why}" for silence in quiet]
    if settings.coverage is not None and 0.0 < settings.coverage < 1.0:
        share = sum(piece.end_s - piece.start_s for piece in stretches) / picture.duration_s
        notes.append(f"music on {share:.0%} of the film, {settings.coverage:.0%} were asked for")
    if stretches and stretches[-1].end_s >= last_s and ends:
        notes.append(ends)
    scenes: dict[int, int] = {}
    cues = []
    for number, piece in enumerate(stretches, 1):
        group = _main_group(picture, piece.start_s, piece.end_s)
        is_last = number == len(stretches)
        curve = stretch(emotion, piece.start_s, piece.end_s)
        cues.append(
            Cue(
                id=f"c{number}",
                number=number,
                start_s=piece.start_s,
                end_s=piece.end_s,
                reason=piece.reason,
                emotion=curve,
                wishes=replace(_wishes_at(brief, piece), style=style.name),
                opening="sneak" if piece.sneaks or curve.energy[0] < -0.3 else "attack",
                ending=_last_ending(brief) if is_last else "open",
                scene=scenes.setdefault(group, len(scenes)),
            )
        )
    return tuple(cues), tuple(notes)


def opening(picture: Picture) -> Stretch:
    """Return where the first cue begins: with the first visible light, else with the film (SYNC section 1)."""
    fade = next((seam for seam in picture.transitions if seam.kind == "fade_in"), None)
    black = picture.features["brightness"]
    early_s = 0.3 * picture.duration_s
    early = fade is not None and fade.time_s <= early_s
    if fade is not None and early and (fade.time_s < 0.2 or float(black.mean(0.0, fade.time_s)) < BLACK):
        if fade.time_s > 0.0:
            return Stretch(fade.time_s, 0.0, "first light after black", fade, sneaks=True)
        return Stretch(0.0, 0.0, "the picture fades in", fade, sneaks=True)
    shots = picture.shots
    if len(shots) > 1 and is_blank(shots[0]) and BLINK_S < shots[0].end_s <= early_s:
        seam = next((seam for seam in picture.transitions if seam.frame == shots[0].end_frame), None)
        if seam is not None:
            return Stretch(seam.time_s, 0.0, "first picture after black", seam)
    titled = bool(shots) and shots[0].kind == "title"
    return Stretch(0.0, 0.0, "the title" if titled else "the film begins", None)


def closing(picture: Picture) -> tuple[float, str]:
    """Return where the last sound ends, and a line on it: with the picture, else a few seconds into the black."""
    end_s = picture.duration_s
    if picture.transitions and (last := picture.transitions[-1]).kind == "fade_out":
        if last.time_s + BLINK_S < end_s:
            return min(end_s, last.time_s + RING_S), "the last cue rings into the black after the fade out"
        return end_s, ""
    if len(picture.shots) > 1 and is_blank(last_shot := picture.shots[-1]) and end_s - last_shot.start_s > BLINK_S:
        return min(end_s, last_shot.start_s + RING_S), "the last cue rings into the black at the end"
    return end_s, ""


def credits_start(picture: Picture) -> float | None:
    """Return when the end credits begin, None where there are none."""
    start_s = None
    for shot in reversed(picture.shots):
        if shot.kind == "credits":
            start_s = shot.start_s
        elif not (is_blank(shot) and (start_s is None or shot.end_s - shot.start_s < RING_S)):
            break
    return start_s


def on_seams(silence: Silence, picture: Picture, moves: bool) -> Silence:
    """Return a silence that begins on the cut just before it and ends on the change of shot just after it."""
    before = [s.time_s for s in picture.transitions if silence.start_s - BEFORE_S <= s.time_s <= silence.start_s]
    after = [s.time_s for s in picture.transitions if silence.end_s - 0.5 <= s.time_s <= silence.end_s + AFTER_S]
    clock = picture.clock
    start_s = before[-1] if before and moves else silence.start_s
    end_s = silence.end_s
    if moves:
        end_s = after[0] if after else clock.time_of(clock.frame_at(end_s)) if end_s < clock.end_s else end_s
    return replace(silence, start_s=start_s, end_s=end_s)


def _divided(
    first: Stretch, last_s: float, picture: Picture, sections: tuple[Section, ...], settings: SpottingSettings
) -> list[Stretch]:
    """Return the film from first light to last sound, divided where its feeling turns."""
    is_short = last_s - first.start_s < settings.short_film_s
    turns = [
        (before, section)
        for before, section in pairwise(sections)
        if first.start_s + settings.least_cue_s <= section.start_s <= last_s - settings.least_cue_s
    ]
    if is_short:
        most = int((last_s - first.start_s) // SHORT_CUE_S)
        big = [turn for turn in turns if turn[1].turn >= BIG_TURN and turn[1].seam is not None]
        chosen = sorted(big, key=lambda turn: -turn[1].turn)[: max(0, most - 1)]
        turns = [turn for turn in turns if turn in chosen]
    pieces = [replace(first, end_s=last_s)]
    for before, section in turns:
        played_s = section.start_s - pieces[-1].start_s
        if not is_short and played_s < EARLY_S:
            continue
        age = min(1.0, max(0.0, (played_s - EARLY_S) / (LATE_S - EARLY_S)))
        needed = BIG_TURN if is_short else LONG_TURN + age * (SMALL_TURN - LONG_TURN)
        if section.turn + (0.1 if section.is_scene else 0.0) >= needed:
            what = change_in_words(before.feeling, section.feeling)
            reason = f"a new scene: {what}" if section.is_scene else f"the mood turns: {what}"
            pieces[-1] = replace(pieces[-1], end_s=section.start_s)
            pieces.append(Stretch(section.start_s, last_s, reason, section.seam, sneaks=_is_soft(section.seam)))
    credits_s = credits_start(picture)
    if credits_s is not None and last_s - credits_s >= settings.least_cue_s and credits_s > first.start_s:
        pieces = [piece for piece in pieces if piece.start_s < credits_s - 1e-6] or pieces[:1]
        if credits_s - pieces[-1].start_s >= settings.least_cue_s:
            pieces[-1] = replace(pieces[-1], end_s=credits_s)
            seam = next((s for s in picture.transitions if abs(s.time_s - credits_s) < 1e-6), None)
            pieces.append(Stretch(credits_s, last_s, "the end credits", seam, sneaks=_is_soft(seam)))
        else:
            pieces[-1] = replace(pieces[-1], end_s=last_s)
    return [part for piece in pieces for part in _halved(piece, picture)]


def _halved(piece: Stretch, picture: Picture) -> list[Stretch]:
    """Return a very long stretch in parts, divided at the transition nearest the middle."""
    if piece.end_s - piece.start_s <= LONG_CUE_S:
        return [piece]
    middle_s = (piece.start_s + piece.end_s) / 2
    quarter_s = (piece.end_s - piece.start_s) / 4
    near = [seam for seam in picture.transitions if abs(seam.time_s - middle_s) < quarter_s]
    if not near:
        return [piece]
    seam = min(near, key=lambda seam: abs(seam.time_s - middle_s))
    second = Stretch(seam.time_s, piece.end_s, "a new chapter", seam, sneaks=_is_soft(seam))
    return [*_halved(replace(piece, end_s=seam.time_s), picture), *_halved(second, picture)]


def _around(stretches: list[Stretch], quiet: list[Silence], picture: Picture, least_cue_s: float) -> list[Stretch]:
    """Return the stretches without the silences; what is left too short for a cue joins its neighbour, or goes."""
    if not quiet:
        return stretches
    kept: list[Stretch] = []
    edges = [*sorted(quiet, key=lambda silence: silence.start_s), None]
    from_s, follows = stretches[0].start_s, None
    for silence in edges:
        to_s = silence.start_s if silence else stretches[-1].end_s
        if to_s - from_s >= least_cue_s:
            kept += _within(stretches, from_s, to_s, follows, picture, least_cue_s)
        if silence:
            from_s, follows = max(from_s, silence.end_s), silence
    return kept


def _within(
    stretches: list[Stretch], from_s: float, to_s: float, follows: Silence | None, picture: Picture, least_cue_s: float
) -> list[Stretch]:
    """Return the parts of the stretches between two times; the first begins after the silence ``follows``."""
    parts: list[Stretch] = []
    for piece in stretches:
        start_s, end_s = max(piece.start_s, from_s), min(piece.end_s, to_s)
        if end_s - start_s <= 1e-6:
            continue
        if start_s > piece.start_s and follows:
            seam = next((s for s in picture.transitions if abs(s.time_s - start_s) < 1e-6), None)
            piece = Stretch(start_s, end_s, follows.after, seam, sneaks=seam is None or _is_soft(seam))
        short = end_s - start_s < least_cue_s or (parts and parts[-1].end_s - parts[-1].start_s < least_cue_s)
        if parts and short:
            parts[-1] = replace(parts[-1], end_s=end_s)
        else:
            parts.append(replace(piece, start_s=start_s, end_s=end_s))
    return parts


def _changed(stretches: list[Stretch], brief: Brief, picture: Picture) -> list[Stretch]:
    """Return the stretches divided where the words have other players come in or fall silent."""
    pieces = list(stretches)
    for change in brief.changes:
        for at_s, why in ((change.start_s, change.words), (change.end_s, f"no longer {change.words}")):
            at_s = picture.clock.time_of(picture.clock.frame_at(at_s)) if at_s < picture.clock.end_s else at_s
            for i, piece in enumerate(pieces):
                if piece.start_s + SHORTEST_CHANGE_S < at_s < piece.end_s - SHORTEST_CHANGE_S:
                    pieces[i : i + 1] = [replace(piece, end_s=at_s), Stretch(at_s, piece.end_s, why, None)]
                    break
    return pieces


def _wishes_at(brief: Brief, piece: Stretch) -> Wishes:
    """Return the wishes that hold in the middle of a stretch."""
    middle_s = (piece.start_s + piece.end_s) / 2
    return next((c.wishes for c in brief.changes if c.start_s <= middle_s < c.end_s), brief.wishes)


def _is_soft(seam: Transition | None) -> bool:
    return seam is None or seam.kind in ("dissolve", "fade_in")


def _last_ending(brief: Brief) -> str:
    """Return how the last cue ends: as the prompt says, else it closes with the picture."""
    return next((FORMS[word] for word in brief.form if word in FORMS), "close")


def _main_group(picture: Picture, start_s: float, end_s: float) -> int:
    """Return the group of shots that is longest on the screen between two times."""
    seen: dict[int, float] = {}
    for shot in picture.shots:
        shown_s = min(shot.end_s, end_s) - max(shot.start_s, start_s)
        if shown_s > 0:
            seen[shot.group] = seen.get(shot.group, 0.0) + shown_s
    return max(sorted(seen), key=lambda group: seen[group]) if seen else 0
