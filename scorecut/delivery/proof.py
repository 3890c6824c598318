"""What a package keeps so that its hits can be proven without the run that made them.

``proof.wav`` holds every hit's accent alone, one after another, as it was added to
the hits stem; the list ``proof`` of ``report.json`` says which lies where:

    {"id", "kind", "time_s", "start_sample", "attack_s", "offset", "length"}

``offset`` and ``length`` count samples of ``proof.wav``; ``start_sample`` is where the
excerpt's first sample lies in ``stems/hits.wav``; ``attack_s`` counts from there.
"""

import dataclasses
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from scorecut.errors import UsageError
from scorecut.media.sound_file import read_wav, write_wav
from scorecut.model.arrays import let_go
from scorecut.model.audio import RATE_HZ, PlacedAccent

FILE = "proof.wav"

#: So much of an accent carries the proof: t50 lies within 250 ms of its start, a stop within as much of its end.
EXCERPT_S = 1.2
BEFORE_STOP_S = 0.8


def excerpt(accent: PlacedAccent) -> PlacedAccent:
    """Return the part of an accent that carries its proof, with start and attack moved to match."""
    first = 0
    if accent.kind == "stop":
        first = max(0, round((accent.attack_s - BEFORE_STOP_S) * RATE_HZ))
    sound = accent.sound[first : first + round(EXCERPT_S * RATE_HZ)]
    return dataclasses.replace(
        accent,
        sound=sound,
        start_sample=accent.start_sample + first,
        attack_s=accent.attack_s - first / RATE_HZ,
    )


def write_proof(folder: Path, accents: Sequence[PlacedAccent], *, workdir: Path) -> list[dict[str, Any]]:
    """Write ``proof.wav`` into the package ``folder``; return the list for ``report.json``."""
    parts = [excerpt(accent) for accent in accents]
    shape = (max(1, sum(part.sound.shape[0] for part in parts)), parts[0].sound.shape[1] if parts else 2)
    entries: list[dict[str, Any]] = []
    with tempfile.TemporaryFile(dir=workdir) as raw:  # a long film has hundreds of megabytes of them
        sounds = np.memmap(raw, np.float32, mode="w+", shape=shape)
        for accent in parts:
            offset = entries[-1]["offset"] + entries[-1]["length"] if entries else 0
            sounds[offset : offset + accent.sound.shape[0]] = accent.sound
            entries.append(_entry(accent, offset))
            let_go(accent.sound, sounds)
        write_wav(folder / FILE, sounds)
    return entries


def _entry(accent: PlacedAccent, offset: int) -> dict[str, Any]:
    return {
        "id": accent.hit_id,
        "kind": accent.kind,
        "time_s": accent.time_s,
        "start_sample": int(accent.start_sample),
        "attack_s": float(accent.attack_s),
        "offset": offset,
        "length": int(accent.sound.shape[0]),
    }


def read_proof(folder: Path, entries: Sequence[dict[str, Any]]) -> tuple[PlacedAccent, ...]:
    """Return the accents of a package; UsageError names what is missing or contradictory."""
    if not entries:
        return ()
    try:
        sound = read_wav(folder / FILE).samples
        return tuple(
            PlacedAccent(
                hit_id=str(entry["id"]),
                kind=str(entry["kind"]),
                time_s=float(entry["time_s"]),
                start_sample=int(entry["start_sample"]),
                attack_s=float(entry["attack_s"]),
                sound=sound[int(entry["offset"]) : int(entry["offset"]) + int(entry["length"])],
            )
            for entry in entries
        )
    except (KeyError, TypeError) as error:
        raise UsageError(
            f"{folder}: report.json holds a broken proof entry ({error}); write the package anew"
        ) from error
    except ValueError as error:
        raise UsageError(f"{folder}: {error}; write the package anew with --package") from error
