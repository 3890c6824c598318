"""How the bar lines may run from one anchored hit to the next.

A *state* is where an anchor stands: its pulse in the bar, and how many regular
bars have passed since the last irregular one (three is as good as any). Between
two anchors at most one irregular bar may stand, second to last before the hit
where there is room, and never within three regular bars of another (MUSIC
section 7).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from scorecut.tempo.meter import Grid

#: Regular bars that must stand between two irregular ones.
CALM_BARS = 3


@dataclass(frozen=True)
class Way:
    """One way of barring a segment. ``odd``: length of its irregular bar in pulses (0: none), ``odd_at`` its index."""

    phase: int
    calm: int
    cost: float
    odd: int = 0
    odd_at: int = -1


@dataclass
class Barring:
    """Costs of barring a segment of so many pulses, kept for reuse.

    odd_cost : price of an irregular bar; 0 pulses of it cost nothing, infinity forbids them
    phrase_cost : price of an odd number of bars between two downbeats (phrases come in pairs of bars)
    """

    grid: Grid
    odd_cost: float
    phrase_cost: float = 0.06
    _tables: dict[int, np.ndarray] = field(default_factory=dict)

    @property
    def calm_levels(self) -> int:
        """How many values the count of calm bars takes: one where irregular bars are forbidden."""
        return CALM_BARS + 1 if np.isfinite(self.odd_cost) else 1

    @property
    def n_states(self) -> int:
        return self.grid.bar * self.calm_levels

    def state(self, phase: int, calm: int) -> int:
        """Return the number of a state."""
        return min(calm, self.calm_levels - 1) * self.grid.bar + phase

    def ways(self, n_pulses: int, state: int) -> Iterator[Way]:
        """Yield the ways to go on from ``state`` over ``n_pulses``, the regular one first."""
        calm, phase = divmod(state, self.grid.bar)
        bars, end = divmod(phase + n_pulses, self.grid.bar)
        lone = self.phrase_cost if phase == 0 and end == 0 and bars % 2 else 0.0
        yield Way(end, min(CALM_BARS, calm + bars), lone)
        if not np.isfinite(self.odd_cost):
            return
        for odd in self.grid.irregular:
            regular, rest = divmod(phase + n_pulses - odd, self.grid.bar)
            if rest or regular < 0 or odd == self.grid.bar:
                continue
            # second to last before the hit, else the last, which the ear takes less kindly
            for odd_at, dearer in ((regular - 1, 0.0), (regular, 0.25)):
                if odd_at < 0 or calm + odd_at < CALM_BARS or (odd_at == 0 and odd <= phase):
                    continue
                strange = 0.05 * abs(odd - self.grid.bar) / self.grid.felt
                yield Way(0, regular - odd_at, self.odd_cost + strange + dearer, odd, odd_at)
                break

    def table(self, n_pulses: int) -> np.ndarray:
        """Return the least cost from each state to each state, float64, (n_states, n_states); inf where none."""
        if n_pulses not in self._tables:
            costs = np.full((self.n_states, self.n_states), np.inf)
            for start in range(self.n_states):
                for way in self.ways(n_pulses, start):
                    end = self.state(way.phase, way.calm)
                    costs[start, end] = min(costs[start, end], way.cost)
            self._tables[n_pulses] = costs
        return self._tables[n_pulses]

    def best_way(self, n_pulses: int, start: int, end: int) -> Way:
        """Return the cheapest way between two states; ValueError if there is none."""
        fits = [way for way in self.ways(n_pulses, start) if self.state(way.phase, way.calm) == end]
        return min(fits, key=lambda way: way.cost)
