"""The hits of a delivered film, measured again."""

import json
from pathlib import Path
from typing import Any

from scorecut.jobs.folder import run_folder
from scorecut.model.progress import Progress
from scorecut.model.report import Sync


def verify_film(film: Path, package: Path, *, max_hit_error_ms: float, progress: Progress) -> Sync:
    """Return what is heard in ``film`` against its package; HitMissedError where a hit is off."""
    from scorecut.delivery.verify import verify_package

    length_s = _length_s(package)
    if length_s:
        progress.stage("measuring every hit")
    with run_folder(length_s, film.absolute().parent) as workdir:
        return verify_package(film, package, max_hit_error_ms=max_hit_error_ms, workdir=workdir)


def told_hits(package: Path) -> list[dict[str, Any]]:
    """Return the hits as the package's report names them."""
    report = json.loads((package / "report.json").read_text(encoding="utf-8"))
    return list(report["hits"])


def _length_s(package: Path) -> float:
    """The film's length as the report knows it; 0 where there is none to read (verifying will say so)."""
    try:
        report = json.loads((package / "report.json").read_text(encoding="utf-8"))
        return float(report["film"]["duration_s"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0.0
