"""``score.mid`` and ``performance.mid``."""

from scorecut.delivery.export import Draft
from scorecut.delivery.midi import played_midi, written_midi


class ScoreMidi:
    """``score.mid``: the notes as written."""

    identity = "score.mid/1"

    def write(self, draft: Draft) -> None:
        """Write it where a score is known."""
        record = draft.record
        if record.score and record.tempo_map and record.sheet:
            written_midi(record.score, record.tempo_map, record.sheet).save(draft.folder / "score.mid")


class PerformanceMidi:
    """``performance.mid``: the notes as played."""

    identity = "performance.mid/1"

    def write(self, draft: Draft) -> None:
        """Write it where a performance is known."""
        record = draft.record
        if record.score and record.performance and record.tempo_map and record.sheet:
            file = played_midi(record.score, record.performance, record.tempo_map, record.sheet)
            file.save(draft.folder / "performance.mid")
