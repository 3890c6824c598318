"""Composing: the spotted film and its beats become a score.

The front door of the room. Each cue is written by itself (``cue.py``) from the
film's plan and themes, which depend on the film, the seed and on ids alone; a change
in one cue leaves the notes of the others as they were, and a change of the prompt
keeps the theme, while another film with the same seed has another.
"""

from dataclasses import replace

from scorecut.chance import stream
from scorecut.composition.cue import compose_cue
from scorecut.model.cue_sheet import CueSheet
from scorecut.model.score import FUNCTIONS, CueScore, Part, Score, Statement
from scorecut.model.tempo_map import TempoMap


def compose(sheet: CueSheet, tempo_map: TempoMap) -> Score:
    """Return the music of the film: every cue that has a tempo, in the sheet's order."""
    sheet = replace(sheet, seed=int(stream(sheet.seed, "film", sheet.film_digest).integers(2**31)))
    parts: dict[str, Part] = {}
    cues: list[CueScore] = []
    mapped = {tempo.cue_id for tempo in tempo_map.cues}
    for cue in sheet.cues:
        if cue.id not in mapped:
            continue
        score, players = compose_cue(sheet, cue, tempo_map.cue(cue.id))
        cues.append(score)
        parts.update({part.id: part for part in players})
    ordered = sorted(parts.values(), key=lambda part: FUNCTIONS.index(part.function))
    return Score(parts=tuple(ordered), cues=tuple(_mode_changes(cues)))


def _mode_changes(cues: list[CueScore]) -> list[CueScore]:
    """Return the cues, their plain statements renamed where the theme comes back in the other mode."""
    first: dict[str, bool] = {}
    out = []
    for cue in cues:
        statements: list[Statement] = []
        for statement in cue.statements:
            minor = first.setdefault(statement.theme, cue.key.is_minor)
            if statement.transformation == "statement" and minor != cue.key.is_minor:
                statement = replace(statement, transformation="mode change")
            statements.append(statement)
        out.append(replace(cue, statements=tuple(statements)))
    return out
