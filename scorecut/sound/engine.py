"""What makes the sound of a part: the seam where engines plug in.

An engine turns one part's notes into a stereo bus. Presets are words of the engine's own: the
sampled players take ``bank:program``, the synthesiser the names of its presets.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import entry_points
from typing import Protocol

import numpy as np

from scorecut.errors import UsageError
from scorecut.media.onset import heard_onset_s
from scorecut.model.audio import RATE_HZ

#: Built-in engines by name; further ones come by entry points of this group.
BUILT_IN = {
    "font": "scorecut.sound.sampled:SampledPlayers",
    "synth": "scorecut.sound.synth.engine:Synth",
}
ENTRY_POINTS = "scorecut.engines"


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineNote:
    """One note for an engine: ``start_s`` is its physical start (note-on), film seconds.

    written : the velocity before the player's own keys and strengths were evened out (0: the same)
    """

    start_s: float
    length_s: float
    pitch: int
    velocity: int
    written: int = 0


class Engine(Protocol):
    """Plays lines. ``identity`` names engine, version and sounds: it keys what is measured of them."""

    @property
    def identity(self) -> str: ...

    def render(
        self,
        preset: str,
        notes: Sequence[EngineNote],
        expression: np.ndarray,
        bend: np.ndarray,
        n_samples: int,
        start_s: float,
    ) -> np.ndarray:
        """Return float32 (n_samples, 2) whose first sample is ``start_s``; it is the caller's to change.

        expression : (n, 2), seconds and dB; bend : (n, 2), seconds and cents; both may be empty
        """

    def attack_s(self, preset: str, pitch: int, velocity: int) -> float:
        """Return the measured t50 of such a note, seconds after note-on."""


def heard_after_s(engine: Engine, preset: str, pitch: int, velocity: int, length_s: float, window_s: float) -> float:
    """Return t50 of one note rendered alone, seconds after its note-on, looked for in ``window_s``; 0 for silence."""
    note = EngineNote(start_s=0.0, length_s=length_s, pitch=pitch, velocity=velocity)
    empty = np.zeros((0, 2))
    sound = engine.render(preset, [note], empty, empty, round(window_s * RATE_HZ), 0.0)
    try:
        return heard_onset_s(sound, RATE_HZ)
    except ValueError:
        return 0.0


def engine_class(name: str) -> Callable[..., Engine]:
    """Return what builds the engine of this name; UsageError with the names there are if there is none."""
    target = BUILT_IN.get(name)
    if target:
        module, attribute = target.split(":")
        return getattr(import_module(module), attribute)
    found = {point.name: point for point in entry_points(group=ENTRY_POINTS)}
    if name in found:
        return found[name].load()
    raise UsageError(f"there is no sound engine named {name!r}; there are {', '.join([*BUILT_IN, *sorted(found)])}")
