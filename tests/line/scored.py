"""A film through the whole line, and what came out of it."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scorecut.jobs.score import Order, score_film
from scorecut.model.progress import Silent
from scorecut.settings import Settings
from scorecut.sound.settings import SoundSettings
from tests.kept import kept

SAMPLES = Path(__file__).parents[2] / "sample_clips"
TRANSPORT_MS = {".mp4": 0.1, ".m4v": 0.1, ".mov": 0.1, ".mkv": 0.5, ".webm": 0.5}


@dataclass(frozen=True)
class Scored:
    """The scored film, its package and its report."""

    film: Path
    out: Path
    package: Path
    report: dict[str, Any]


def score(film: Path, folder: Path, prompt: str = "", *, font: bool = True, **order) -> Scored:
    """Score ``film`` into ``folder`` with a package, nothing kept from other runs."""
    settings = replace(Settings(), sound=SoundSettings(use_font=font))
    folder.mkdir(parents=True, exist_ok=True)
    asked = Order(film=film, prompt=prompt, into=folder, with_package=True, **order)
    record = score_film(asked, settings=settings, store=kept(), progress=Silent())
    out = record.delivery.film
    package = next(folder.glob("*.score"))
    return Scored(film, out, package, json.loads((package / "report.json").read_text(encoding="utf-8")))


def assert_proven(scored: Scored) -> None:
    """Every hit within 1 ms, the transport within the container's limit."""
    sync = scored.report["sync"]
    assert all(abs(hit["error_ms"]) <= 1.0 for hit in scored.report["hits"]), scored.report["hits"]
    assert sync["n"] == len(scored.report["hits"])
    assert abs(sync["transport_ms"]) <= TRANSPORT_MS[scored.out.suffix]
