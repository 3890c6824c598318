"""Cues: where music begins and ends, and why; where there is better none."""

from dataclasses import dataclass, replace
from itertools import pairwise

from scorecut.catalog.styles import Style
from scorecut.model.brief import Brief
from scorecut.model.cue_sheet import Cue
from scorecut.model.emotion import Emotion
from scorecut.model.picture import Picture, Transition
from scorecut.spotting.bend import change_in_words, stretch
from scorecut.spotting.sections import Section
from scorecut.spotting.settings import SpottingSettings

#: The feeling must move this far to end one cue and begin another: ``BIG_TURN`` in a short film; in a long one
#: ``LONG_TURN`` after ``EARLY_S`` of music, sinking to ``SMALL_TURN`` after ``LATE_S``.
BIG_TURN, SMALL_TURN = 0.5, 0.2
LONG_TURN = 0.7
EARLY_S, LATE_S = 30.0, 150.0
#: In short films one cue for each so many seconds.
SHORT_CUE_S = 25.0
#: A cue longer than this is divided at a scene change near its middle.
LONG_CUE_S = 240.0
#: Talk: lines with gaps below this belong together; it is spoken for this share; it stays this calm.
TALK_GAP_S, TALK_SHARE, TALK_ENERGY = 4.0, 0.5, -0.1
#: Music is not taken out of the film's first and last seconds.
FRAME_S = 12.0
#: Darkness below this mean brightness (L*/100) is black.
BLACK = 0.03
#: The last sound may ring this long into the black.
RING_S = 4.0

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
    first, last_s = opening(picture), closing(picture)
    stretches = _divided(first, last_s, picture, sections, settings)
    silences = talks(picture, emotion, settings) if last_s - first.start_s >= settings.short_film_s else []
    for start_s, end_s in silences:
        stretches = _without(stretches, start_s, end_s, picture, settings.least_cue_s)
    notes = tuple(
        f"no music from {start_s:.1f} to {end_s:.1f} s: people talk and the scene is calm"
        for start_s, end_s in silences
    )
    wishes = replace(brief.wishes, style=style.name)
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
                wishes=wishes,
                opening="sneak" if piece.sneaks or curve.energy[0] < -0.3 else "attack",
                ending=_last_ending(brief) if is_last else "open",
                scene=scenes.setdefault(group, len(scenes)),
            )
        )
    return tuple(cues), notes


def opening(picture: Picture) -> Stretch:
    """Return where the first cue begins: with the first visible light, else with the film (SYNC section 1)."""
    fade = next((seam for seam in picture.transitions if seam.kind == "fade_in"), None)
    black = picture.features["brightness"]
    early = fade is not None and fade.time_s <= 0.3 * picture.duration_s
    if fade is not None and early and (fade.time_s < 0.2 or float(black.mean(0.0, fade.time_s)) < BLACK):
        if fade.time_s > 0.0:
            return Stretch(fade.time_s, 0.0, "first light after black", fade, sneaks=True)
        return Stretch(0.0, 0.0, "the picture fades in", fade, sneaks=True)
    return Stretch(0.0, 0.0, "the film begins", None)


def closing(picture: Picture) -> float:
    """Return where the last sound ends: with the picture; after a fade-out a few seconds into the black."""
    end_s = picture.duration_s
    if picture.transitions and (last := picture.transitions[-1]).kind == "fade_out":
        return min(end_s, last.time_s + RING_S)
    return end_s


def talks(picture: Picture, emotion: Emotion, settings: SpottingSettings) -> list[tuple[float, float]]:
    """Return the calm conversations that need no music, the longest first, as far as the film can spare them."""
    joined: list[list[float]] = []  # start, end, spoken
    for span in picture.speech:
        if joined and span.start_s - joined[-1][1] < TALK_GAP_S:
            joined[-1][1] = max(joined[-1][1], span.end_s)
            joined[-1][2] += span.end_s - span.start_s
        else:
            joined.append([span.start_s, span.end_s, span.end_s - span.start_s])
    spare_s = settings.most_silence * picture.duration_s
    quiet = []
    for start_s, end_s, spoken_s in sorted(joined, key=lambda row: (row[0] - row[1], row[0])):
        start_s, end_s = max(start_s, FRAME_S), min(end_s, picture.duration_s - FRAME_S)
        length_s = end_s - start_s
        calm = length_s > 0 and emotion.mean(start_s, end_s).energy <= TALK_ENERGY
        if length_s >= settings.least_silence_s and spoken_s >= TALK_SHARE * length_s and calm and length_s <= spare_s:
            quiet.append((start_s, end_s))
            spare_s -= length_s
    return sorted(quiet)


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


def _without(
    stretches: list[Stretch], start_s: float, end_s: float, picture: Picture, least_cue_s: float
) -> list[Stretch]:
    """Return the stretches with a silence cut out; what is left too short for a cue goes too."""
    after = next((seam for seam in picture.transitions if end_s - 0.5 <= seam.time_s <= end_s + 3.0), None)
    resume_s = after.time_s if after else picture.clock.time_of(picture.clock.frame_at(end_s))
    pieces = []
    for piece in stretches:
        if piece.end_s <= start_s or piece.start_s >= resume_s:
            pieces.append(piece)
            continue
        if start_s - piece.start_s >= least_cue_s:
            pieces.append(replace(piece, end_s=start_s))
        if piece.end_s - resume_s >= least_cue_s:
            pieces.append(Stretch(resume_s, piece.end_s, "the talk is over", after, sneaks=after is None))
    return pieces or stretches


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
