"""Attack compensation: how long before it is heard a note must start. Here and nowhere else.

t50 depends on preset, key, length (a short note of a slow instrument never reaches its full level) and velocity: little
in quick attacks, which are measured at two strengths, but by tens of milliseconds in the slow swell of a section, which
is measured as it is played. Notes are rendered alone for it, and the figures kept between runs.
"""

import numpy as np

from scorecut.sound.engine import Engine, heard_after_s
from scorecut.sound.together import Turns
from scorecut.store import Store

#: The heard attack is looked for this long after note-on (``media/onset.py``), so no note can need to start earlier.
MOST_EARLY_S = 0.250
SOFT, LOUD, LOUD_FROM = 64, 100, 85
#: Notes shorter than this are measured at their length, to the nearest step, if their attack is no click.
SHORT_S, STEP_S = 0.50, 0.02
ROUNDS, CLOSE_S = 4, 0.001
CLICK_S, SLOW_S = 0.012, 0.030
PROBE_S = 0.5


def nearest_strength(velocity: int) -> int:
    """Return the velocity at which a note of this one is measured.

    >>> nearest_strength(30), nearest_strength(90)
    (64, 100)
    """
    return LOUD if velocity >= LOUD_FROM else SOFT


class Attacks:
    """The t50 of an engine's notes, measured on first use and kept in ``store`` when that is told to remember."""

    def __init__(self, engine: Engine, store: Store) -> None:
        self._engine = engine
        self._figures = store.figures("attacks", engine.identity)
        self._turns = Turns()

    def attack_s(self, preset: str, pitch: int, velocity: int) -> float:
        """Return t50 of such a note, held: at the nearest measured strength."""
        return self._measured(preset, pitch, nearest_strength(velocity), 0.0)

    def early_s(self, preset: str, pitch: int, velocity: int, length_s: float = np.inf) -> float:
        """Return how much earlier than heard a note of the bulk starts: its t50.

        length_s : from the second at which it is heard to its release
        """
        early = max(0.0, self.attack_s(preset, pitch, velocity))
        if early <= CLICK_S:
            return early
        strength = velocity if early > SLOW_S else nearest_strength(velocity)
        best_s, early_s = np.inf, early
        for _ in range(ROUNDS):  # a note that starts earlier is longer by that, and may be heard at another time
            length = length_s + early
            step = max(STEP_S, round(length / STEP_S) * STEP_S) if length < SHORT_S else 0.0
            heard = max(0.0, self._measured(preset, pitch, strength, round(step, 2)))
            if abs(heard - early) < best_s:
                best_s, early_s = abs(heard - early), early
            if best_s < CLOSE_S:
                break
            early = min(MOST_EARLY_S, heard if heard < early else 0.5 * (heard + early))
        return min(MOST_EARLY_S, early_s)

    def _measured(self, preset: str, pitch: int, velocity: int, length_s: float) -> float:
        key = f"{preset} {pitch} {velocity} {length_s:g}"
        known = self._figures.get(key)
        if known is None:
            with self._turns.of(preset):
                known = self._figures.get(key)
                if known is None:
                    known = self._heard_s(preset, pitch, velocity, length_s)
                    self._figures.put(key, known)
        return known

    def _heard_s(self, preset: str, pitch: int, velocity: int, length_s: float) -> float:
        if length_s:
            return heard_after_s(self._engine, preset, pitch, velocity, length_s, PROBE_S)
        return self._engine.attack_s(preset, pitch, velocity)
