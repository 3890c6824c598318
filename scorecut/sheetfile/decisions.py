"""What scorecut chose for each cue and hit, as the comments that stand beside them in the sheet."""

from scorecut.model.score import Score
from scorecut.model.tempo_map import TempoMap
from scorecut.sheetfile.write import Decisions


def decisions_of(tempo_map: TempoMap | None, score: Score | None = None) -> Decisions:
    """Return by id of cue or hit what was decided so far: tempo, metre, key and theme; bar and beat.

    It becomes comments, never wishes: what a person set and what scorecut chose stay apart.
    """
    chosen: dict[str, dict[str, object]] = {}
    for cue in tempo_map.cues if tempo_map else ():
        chosen[cue.cue_id] = {"tempo": f"{cue.tempo_bpm:.1f} bpm", "meter": f"{cue.meter[0]}/{cue.meter[1]}"}
        for place in cue.places:
            words = "off the grid, bar" if place.kind == "free" else f"on the {place.kind}, bar"
            chosen[place.hit.id] = {words: place.bar, "beat": place.beat}
    for gone in tempo_map.dropped if tempo_map else ():
        chosen[gone.hit.id] = {"dropped:": gone.why}
    for music in score.cues if score else ():
        chosen.setdefault(music.cue_id, {}).update({"key": str(music.key), "theme": music.theme or "none"})
    return chosen
