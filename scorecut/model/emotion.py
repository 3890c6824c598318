"""The emotional curve: what the film feels like at every moment."""

from dataclasses import dataclass, field

import numpy as np

from scorecut.model.affect import Affect
from scorecut.model.arrays import frozen
from scorecut.model.curve import Curve

AXES = ("valence", "energy", "tension")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Emotion:
    """Valence, energy and tension over time, each -1..+1.

    times_s, valence, energy, tension, confidence : float64, (n,)
        Evenly spaced; confidence 0-1.
    source : what it was read from (``clip ViT-B-32-256/...`` or ``light, colour, motion, cuts, sound``)
    parts : each component's contribution by name (``energy.motion``), float64, (n,)
    """

    times_s: np.ndarray
    valence: np.ndarray
    energy: np.ndarray
    tension: np.ndarray
    confidence: np.ndarray | None = None
    source: str = ""
    parts: dict[str, np.ndarray] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("times_s", *AXES):
            object.__setattr__(self, name, frozen(getattr(self, name)))
        confidence = np.ones_like(self.times_s) if self.confidence is None else self.confidence
        object.__setattr__(self, "confidence", frozen(confidence))
        for name in (*AXES, "confidence"):
            if getattr(self, name).shape != self.times_s.shape:
                raise ValueError(f"{name} has another length than the times")

    def curve(self, axis: str) -> Curve:
        """Return one axis (``valence``, ``energy`` or ``tension``) as a curve."""
        return Curve(times_s=self.times_s, values=getattr(self, axis))

    def at(self, time_s: float) -> Affect:
        """Return the three values at ``time_s``."""
        return Affect(*(float(self.curve(axis).at(time_s)) for axis in AXES))

    def mean(self, start_s: float, end_s: float) -> Affect:
        """Return the average of the stretch."""
        return Affect(*(self.curve(axis).mean(start_s, end_s) for axis in AXES))

    def between(self, start_s: float, end_s: float) -> "Emotion":
        """Return the stretch from ``start_s`` to ``end_s``, with a point at each end."""
        stretch = {axis: self.curve(axis).between(start_s, end_s) for axis in (*AXES, "confidence")}
        return Emotion(
            times_s=stretch["valence"].times_s,
            valence=stretch["valence"].values,
            energy=stretch["energy"].values,
            tension=stretch["tension"].values,
            confidence=stretch["confidence"].values,
            source=self.source,
        )
