"""Attack compensation: how long before it is heard a note must start. Here and nowhere else.

t50 depends on preset, key and, little, on velocity; it is measured on notes rendered alone, on a
grid of keys and two strengths, and kept between runs.
"""

import json
from pathlib import Path

from scorecut.sound.engine import Engine
from scorecut.store import Store

#: No note but a hit's starts earlier than this.
MOST_EARLY_S = 0.080
KEY_STEP = 4
SOFT, LOUD, LOUD_FROM = 64, 100, 85


class Attacks:
    """The t50 of an engine's notes, measured on first use and kept in ``store``."""

    def __init__(self, engine: Engine, store: Store) -> None:
        self._engine = engine
        self._store = store
        self._known: dict[tuple[str, int, int], float] = {}

    def attack_s(self, preset: str, pitch: int, velocity: int) -> float:
        """Return t50 of about such a note: nearest measured key and strength."""
        key = round(pitch / KEY_STEP) * KEY_STEP
        return self._measured(preset, min(127, max(0, key)), LOUD if velocity >= LOUD_FROM else SOFT)

    def exact_s(self, preset: str, pitch: int, velocity: int) -> float:
        """Return t50 of exactly this note: for drum keys and hits, where neighbours differ."""
        return self._measured(preset, pitch, velocity)

    def early_s(self, preset: str, pitch: int, velocity: int, *, drums: bool = False) -> float:
        """Return how much earlier than heard a note of the bulk starts: its t50, at most 80 ms."""
        attack = (
            self.exact_s(preset, pitch, LOUD if velocity >= LOUD_FROM else SOFT)
            if drums
            else self.attack_s(preset, pitch, velocity)
        )
        return min(MOST_EARLY_S, attack)

    def _measured(self, preset: str, pitch: int, velocity: int) -> float:
        key = (preset, pitch, velocity)
        if key not in self._known:
            self._known[key] = self._store.keep(
                "attack",
                [self._engine.identity, preset, pitch, velocity],
                lambda: self._engine.attack_s(preset, pitch, velocity),
                _save,
                _load,
            )
        return self._known[key]


def _save(value: float, folder: Path) -> None:
    (folder / "value.json").write_text(json.dumps(value))


def _load(folder: Path) -> float:
    return float(json.loads((folder / "value.json").read_text()))
