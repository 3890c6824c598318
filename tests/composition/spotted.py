"""Spotted films for the composer: curves, hits and wishes that the tests chose, on a steady beat."""

from collections.abc import Callable
from fractions import Fraction

import numpy as np

from scorecut.composition.compose import compose
from scorecut.model.cue_sheet import Cue, CueSheet, Hit, Wishes
from scorecut.model.emotion import Emotion
from scorecut.model.picture import Speech
from scorecut.model.score import CueScore, Score
from scorecut.model.tempo_map import Bar, CueTempo, Place, TempoMap

KINDS = ("arrive", "turn", "colour", "enter", "sting", "turn")
WEIGHTS = (0.9, 0.6, 0.45, 0.7, 0.8, 0.5)


def arch(share: np.ndarray) -> np.ndarray:
    """Energy that rises to the middle and falls again."""
    return -0.6 + 1.3 * np.sin(np.pi * share) ** 2


def emotion(
    length_s: float, energy: Callable = arch, valence: float = 0.0, tension: float = 0.0, start_s: float = 0.0
) -> Emotion:
    share = np.linspace(0.0, 1.0, round(length_s * 4) + 1)
    flat = np.ones_like(share)
    return Emotion(
        times_s=start_s + share * length_s,
        valence=valence * flat,
        energy=np.clip(energy(share) * flat, -1, 1),
        tension=tension * flat,
    )


def cue(
    style: str = "elegy", *, number: int = 1, start_s: float = 0.0, length_s: float = 40.0, energy: Callable = arch,
    valence: float = 0.0, tension: float = 0.0, ending: str = "close", opening: str = "attack", scene: int = 0, **wishes: object,
) -> Cue:  # fmt: skip
    return Cue(
        id=f"c{number}", number=number, start_s=start_s, end_s=start_s + length_s, reason="drawn", ending=ending,
        emotion=emotion(length_s, energy, valence, tension, start_s), opening=opening, scene=scene,
        wishes=Wishes(style=style, **wishes),
    )  # fmt: skip


def hits(
    cue: Cue, shares: tuple[float, ...] = (0.13, 0.27, 0.45, 0.6, 0.75, 0.9), kinds: tuple[str, ...] = KINDS
) -> list[Hit]:
    """Hits at shares of the cue, on frames of a 24 fps film."""
    out = []
    for i, share in enumerate(shares):
        frame = round((cue.start_s + share * cue.length_s) * 24)
        kind, weight = kinds[i % len(kinds)], WEIGHTS[i % len(WEIGHTS)]
        out.append(Hit(id=f"{cue.id}h{i}", cue=cue.id, time_s=frame / 24, frame=frame, kind=kind, weight=weight))
    return out


def sheet(*cues: Cue, seed: int = 1, speech: tuple[Speech, ...] = (), marks: list[Hit] | None = None) -> CueSheet:
    marks = [hit for one in cues for hit in hits(one)] if marks is None else marks
    return CueSheet(
        film_name="drawn", film_digest="", duration_s=cues[-1].end_s, frame_rate=Fraction(24), cues=cues,
        hits=tuple(marks), speech=speech, seed=seed,
    )  # fmt: skip


def steady(sheet: CueSheet, bpm: float = 84.0, meter: tuple[int, int] = (4, 4)) -> TempoMap:
    """A tempo map that bends each stretch between hits so that they fall on beats, like the real one."""
    maps = []
    for one in sheet.cues:
        marks = sheet.hits_of(one.id)
        anchors_s, anchors = [one.start_s], [0.0]
        for hit in marks:
            steps = max(1, round((hit.time_s - anchors_s[-1]) * bpm / 60))
            anchors_s.append(hit.time_s)
            anchors.append(anchors[-1] + steps)
        tail = max(1, round((one.end_s - anchors_s[-1]) * bpm / 60))
        anchors_s.append(one.end_s)
        anchors.append(anchors[-1] + tail)
        bar_beats = meter[0] * 4.0 / meter[1]
        n_bars = int(np.ceil(anchors[-1] / bar_beats - 1e-9))
        bars = tuple(Bar(number=i + 1, start_beat=i * bar_beats, meter=meter) for i in range(n_bars))
        beats = np.arange(0.0, n_bars * bar_beats + 0.5)
        times_s = np.interp(beats, anchors, anchors_s)
        beyond = beats > anchors[-1]
        times_s[beyond] = one.end_s + (beats[beyond] - anchors[-1]) * 60 / bpm
        places = tuple(
            Place(
                hit=hit, kind="downbeat" if beat % bar_beats == 0 else "beat", at_beat=beat,
                bar=int(beat // bar_beats) + 1, beat=beat % bar_beats + 1,
            )
            for hit, beat in zip(marks, anchors[1:-1], strict=True)
        )  # fmt: skip
        maps.append(CueTempo(cue_id=one.id, beats=beats, times_s=times_s, bars=bars, places=places, target_bpm=bpm))
    return TempoMap(cues=tuple(maps))


def composed(*cues: Cue, seed: int = 1, **more: object) -> tuple[Score, CueSheet, TempoMap]:
    film = sheet(*cues, seed=seed, **more)
    beats = steady(film)
    return compose(film, beats), film, beats


def players(score: Score, music: CueScore) -> set[str]:
    """Everybody who is heard in a cue, accents included."""
    return {score.part(line.part).instrument for line in music.lines} | {
        name for accent in music.accents for name, *_ in accent.notes
    }
