"""A picture in the store: arrays and JSON, no pickle; what is read back equals what was put in."""

import json
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from scorecut.model.clock import Clock
from scorecut.model.curve import Curve
from scorecut.model.film import Film
from scorecut.model.picture import Event, MusicSpan, Picture, Shot, ShotMeaning, Speech, Transition


def save_picture(picture: Picture, folder: Path) -> None:
    """Write the picture into an empty folder, all but the film itself."""
    arrays: dict[str, Any] = {"pts": picture.clock.pts}
    for name, curve in picture.features.items():
        arrays[f"feature.{name}.times_s"] = curve.times_s
        arrays[f"feature.{name}.values"] = curve.values
    told: dict[str, Any] = {
        "time_base": str(picture.clock.time_base),
        "rate": str(picture.clock.rate),
        "end_s": picture.clock.end_s,
        "shots": [asdict(shot) for shot in picture.shots],
        "transitions": [asdict(transition) for transition in picture.transitions],
        "events": [asdict(event) for event in picture.events],
        "speech": [asdict(span) for span in picture.speech],
        "music": [asdict(span) for span in picture.music],
        "features": list(picture.features),
        "letterbox": picture.letterbox,
        "warnings": picture.warnings,
        "meaning": None,
    }
    if picture.meaning is not None:
        arrays["meaning.vectors"] = picture.meaning.vectors
        for name, scores in picture.meaning.scores.items():
            arrays[f"meaning.{name}"] = scores
        told["meaning"] = {"identity": picture.meaning.identity, "axes": list(picture.meaning.scores)}
    np.savez(folder / "picture.npz", **arrays)
    (folder / "picture.json").write_text(json.dumps(told), encoding="utf-8")


def load_picture(folder: Path, film: Film) -> Picture:
    """Read a picture back; ``film`` is the film as it lies now (the same content, perhaps another name)."""
    told = json.loads((folder / "picture.json").read_text(encoding="utf-8"))
    with np.load(folder / "picture.npz", allow_pickle=False) as arrays:
        features = {
            name: Curve(times_s=arrays[f"feature.{name}.times_s"], values=arrays[f"feature.{name}.values"])
            for name in told["features"]
        }
        meaning = None
        if told["meaning"] is not None:
            meaning = ShotMeaning(
                vectors=arrays["meaning.vectors"],
                scores={name: arrays[f"meaning.{name}"] for name in told["meaning"]["axes"]},
                identity=told["meaning"]["identity"],
            )
        clock = Clock(
            pts=arrays["pts"],
            time_base=Fraction(told["time_base"]),
            rate=Fraction(told["rate"]),
            end_s=told["end_s"],
        )
    return Picture(
        film=film,
        clock=clock,
        shots=tuple(Shot(**{**row, "labels": tuple(row["labels"])}) for row in told["shots"]),
        transitions=tuple(Transition(**row) for row in told["transitions"]),
        events=tuple(Event(**row) for row in told["events"]),
        features=features,
        speech=tuple(Speech(**row) for row in told["speech"]),
        music=tuple(MusicSpan(**row) for row in told["music"]),
        meaning=meaning,
        letterbox=tuple(told["letterbox"]),
        warnings=tuple(told["warnings"]),
    )
