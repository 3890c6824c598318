"""What the run found out and measured; ``report.json`` is this, field by field."""

from dataclasses import dataclass, field
from pathlib import Path

from scorecut.model.audio import Norm

SCHEMA = "scorecut/report/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardHit:
    """One hit as measured in the delivered file.

    heard_s : when its attack (t50) is heard in the decoded deliverable; error_ms against the frame's pts
        and the hit offset
    """

    hit_id: str
    time_s: float
    heard_s: float
    error_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sync:
    """The proof. early_share: hits heard before their frame; transport_ms: lag of the whole sound through
    codec and container against the rendered programme (positive is late)."""

    hits: tuple[HeardHit, ...]
    transport_ms: float

    @property
    def max_abs_ms(self) -> float:
        return max((abs(hit.error_ms) for hit in self.hits), default=0.0)

    @property
    def p95_abs_ms(self) -> float:
        errors = sorted(abs(hit.error_ms) for hit in self.hits)
        return errors[min(len(errors) - 1, int(0.95 * len(errors)))] if errors else 0.0

    @property
    def early_share(self) -> float:
        return sum(hit.error_ms < 0 for hit in self.hits) / len(self.hits) if self.hits else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The files that were written. ``package`` maps names (``score.mid``) to paths.

    hidden_frames : frames that the film's edit list hides but the new container shows, before the film's first
    sound_track : which of the file's sound tracks holds the music, counted from 0
    norm : the loudness standard, measured in the file (None: none was asked for)
    """

    film: Path
    container: str
    audio_codec: str
    pad_samples: int
    package: dict[str, Path] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    hidden_frames: int = 0
    sound_track: int = 0
    norm: Norm | None = None
