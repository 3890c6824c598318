"""Everything that one run has seen, decided and made so far: what the report tells."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from scorecut.model.audio import Mix, Stems
from scorecut.model.brief import Brief
from scorecut.model.cue_sheet import CueSheet
from scorecut.model.emotion import Emotion
from scorecut.model.film import Film
from scorecut.model.performance import Performance
from scorecut.model.picture import Picture
from scorecut.model.progress import Progress, Silent
from scorecut.model.report import Delivery, Sync
from scorecut.model.score import Score
from scorecut.model.tempo_map import TempoMap


@dataclass(slots=True, kw_only=True)
class Record:
    """The nouns of one run, filled in from left to right; None is not made yet.

    sheet_text : the cue sheet as its editor wrote it, where the run started from one: comments are kept
    """

    film: Film
    brief: Brief
    seed: int = 1
    picture: Picture | None = None
    emotion: Emotion | None = None
    sheet: CueSheet | None = None
    sheet_text: str = ""
    tempo_map: TempoMap | None = None
    score: Score | None = None
    performance: Performance | None = None
    stems: Stems | None = None
    mix: Mix | None = None
    delivery: Delivery | None = None
    sync: Sync | None = None
    timings_s: dict[str, float] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    progress: Progress = field(default_factory=Silent)

    @contextmanager
    def stage(self, name: str, doing: str) -> Iterator[None]:
        """Report and time one stage of the line."""
        self.progress.stage(doing)
        begun = time.perf_counter()
        yield
        self.timings_s[name] = self.timings_s.get(name, 0.0) + time.perf_counter() - begun
