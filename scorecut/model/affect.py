"""Emotion as three numbers between -1 and +1 (AFFECT: valence, energy, tension)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Affect:
    """One emotional colour: pleasure, arousal, and the tension that is left over."""

    valence: float
    energy: float
    tension: float

    def toward(self, other: "Affect", share: float) -> "Affect":
        """Return the point ``share`` (0-1) of the way to ``other``."""
        return Affect(
            self.valence + share * (other.valence - self.valence),
            self.energy + share * (other.energy - self.energy),
            self.tension + share * (other.tension - self.tension),
        )

    def clipped(self) -> "Affect":
        """Return the point, each axis held between -1 and +1."""
        return Affect(*(min(1.0, max(-1.0, x)) for x in (self.valence, self.energy, self.tension)))
