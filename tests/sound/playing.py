"""Performances made by hand, for the tests of the sound room."""

import numpy as np

from scorecut.model.performance import Performance, PlayedCue, PlayedLine, PlayedNote
from scorecut.model.score import Accent, Part

NONE = np.zeros((0, 2))


def line(
    function: str,
    instrument: str,
    notes: list[tuple[float, float, int, int]],
    *,
    cue: str = "c1",
    expression: np.ndarray = NONE,
    articulation: str = "legato",
) -> PlayedLine:
    """notes : (heard_s, length_s, pitch, velocity) each."""
    return PlayedLine(
        part=Part(id=f"{function}: {instrument}", function=function, instrument=instrument),
        cue_id=cue,
        notes=tuple(
            PlayedNote(heard_s=at, length_s=length, pitch=pitch, velocity=velocity, articulation=articulation)
            for at, length, pitch, velocity in notes
        ),
        expression=expression,
        bend=NONE,
    )


def cue(
    lines: list[PlayedLine],
    *,
    name: str = "c1",
    start_s: float = 0.5,
    end_s: float = 8.0,
    accents: tuple[Accent, ...] = (),
    cut_s: tuple[float, ...] = (),
    space: str | None = "room",
) -> PlayedCue:
    return PlayedCue(
        cue_id=name,
        start_s=start_s,
        end_s=end_s,
        style="elegy",
        lines=tuple(lines),
        accents=accents,
        space=space,
        cut_s=cut_s,
    )


def performance(*cues: PlayedCue, duration_s: float = 10.0) -> Performance:
    parts = {one.part.id: one.part for each in cues for one in each.lines}
    return Performance(parts=tuple(parts.values()), cues=cues, duration_s=duration_s)


def tune(start_s: float = 1.0, n: int = 10, step_s: float = 0.5, velocity: int = 66) -> list:
    return [(start_s + i * step_s, step_s * 1.02, 55 + (0, 2, 3, 7, 5)[i % 5], velocity) for i in range(n)]


def small_score() -> Performance:
    """Two cues, five functions, four hits of different kinds, one stop."""
    first = cue(
        [
            line("melody", "cello", tune(1.2), expression=np.array([[1.0, -9.0], [3.5, 2.0], [6.0, -9.0]])),
            line("harmony", "violins", [(1.0 + i * 2, 2.0, p, 64) for i in range(3) for p in (62, 65, 69)]),
            line("bass", "basses", [(1.0 + i * 2, 1.9, 38, 64) for i in range(3)]),
            line(
                "texture", "harp", [(1.0 + i * 0.25, 1.0, 62 + i % 4 * 4, 50) for i in range(20)], articulation="ring"
            ),
        ],
        accents=(
            Accent(
                hit_id="h1",
                time_s=1.5416667,
                kind="sting",
                notes=(("timpani", 45, 5.0, 1.0), ("violins", 74, 2.0, 0.8)),
            ),
            Accent(hit_id="h2", time_s=4.0, kind="stop", notes=(("celli", 50, 0.0, 1.0),)),
            Accent(hit_id="h3", time_s=5.5, kind="colour", notes=(("harp", 74, 0.0, 1.0),)),
        ),
        cut_s=(4.0,),
        end_s=7.0,
    )
    second = cue(
        [
            line("melody", "piano", tune(9.0, 12, 0.4), cue="c2"),
            line(
                "rhythm", "drum kit", [(9.0 + i * 0.4, 0.2, (36, 42, 38, 42)[i % 4], 70) for i in range(12)], cue="c2"
            ),
        ],
        name="c2",
        start_s=9.0,
        end_s=14.0,
        accents=(Accent(hit_id="h4", time_s=12.345, kind="arrive", notes=(("timpani", 38, 8.0, 1.0),)),),
    )
    return performance(first, second, duration_s=15.0)
