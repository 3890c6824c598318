"""What a theme's statements sound like: the notes of a score at the place that a statement claims."""

from scorecut.model.score import CueScore, Statement
from tests.themes.matcher import Tune, distance

PLAIN = ("statement", "mode change")
LEAST_FRAGMENT = 3


def notes_of(cue: CueScore, part: str, first: float = 0.0, end: float = float("inf")) -> list[tuple[float, int]]:
    """Return (beat, pitch) of what a part plays from ``first`` to just before ``end``, in beats; of chords the top."""
    top: dict[float, int] = {}
    for line in (line for line in cue.lines if line.part == part):
        for note in line.notes:
            if first <= note.start_beat < end:
                top[note.start_beat] = max(note.pitch, top.get(note.start_beat, 0))
    return sorted(top.items())


def at(cue: CueScore, statement: Statement) -> list[tuple[float, int]]:
    """Return what is played at the place of a statement."""
    end = statement.start_beat + statement.length_beats
    return notes_of(cue, statement.part, statement.start_beat - 1e-3, end - 1e-3)


def first_statements(cue: CueScore) -> dict[str, Tune]:
    """Return each theme as the cue first states it plainly; themes that are only hinted at are left out."""
    found: dict[str, Tune] = {}
    for statement in cue.statements:
        if statement.transformation in PLAIN:
            found.setdefault(statement.theme, at(cue, statement))
    return found


def apart(theme: Tune, played: Tune) -> float:
    """Return how far what is played is from the theme, or from that head of it that it is as long as, 0-1.

    A fragment, and a sequence of fragments, is known by its first notes: any head of three or more counts.
    """
    heads = range(LEAST_FRAGMENT, min(len(theme), len(played)) + 1)
    return min([distance(theme, played), *(distance(theme[:n], played[:n]) for n in heads)])
