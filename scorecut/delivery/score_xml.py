"""``score.musicxml``: the score for a notation program."""

from scorecut.delivery.export import Draft
from scorecut.delivery.notation.musicxml import written_xml


class ScoreXml:
    """``score.musicxml``: the notes as written, part by part."""

    identity = "score.musicxml/1"

    def write(self, draft: Draft) -> None:
        """Write it where a score is known."""
        record = draft.record
        if record.score and record.tempo_map and record.sheet:
            draft.write("score.musicxml", written_xml(record.score, record.tempo_map, record.sheet))
