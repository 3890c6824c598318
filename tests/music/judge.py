"""One film with one prompt judged: small enough to be sent home from another process."""

from dataclasses import dataclass, field
from pathlib import Path

from tests.music.check_tempo import places
from tests.music.checks import CHECKS
from tests.music.finding import Finding
from tests.music.metrics import measured
from tests.music.pieces import pieces


@dataclass(frozen=True)
class Job:
    """A film and a prompt; ``only`` names the checks that are wanted, none means all."""

    film: str
    path: Path
    prompt: str
    folder: Path
    seed: int = 1
    only: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judged:
    """What one piece measured; checks that have nothing to judge in it are left out.

    places : hits by where they stand; composed_s : what tempo, score and playing of the whole film took
    """

    film: str
    prompt: str
    style: str
    cue: str
    n_bars: int
    metrics: dict[str, float] = field(default_factory=dict)
    findings: dict[str, Finding] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    composed_s: float = 0.0


def judge(job: Job) -> list[Judged]:
    """Return every cue of the job, judged."""
    out = []
    for piece in pieces(job.film, job.path, job.prompt, folder=job.folder, seed=job.seed):
        findings = {name: check(piece) for name, (check, _) in CHECKS.items() if not job.only or name in job.only}
        out.append(
            Judged(
                film=piece.film,
                prompt=piece.prompt,
                style=piece.style,
                cue=piece.cue.id,
                n_bars=len(piece.bars),
                metrics=measured(piece),
                findings={name: finding for name, finding in findings.items() if finding is not None},
                places=places(piece),
                composed_s=piece.composed_s,
            )
        )
    return out
