"""Stage A: how many pulses lie between the hits, where the bar lines fall, and which hits stay off the grid.

SYNC section 5 as dynamic programming over the hits: a hit either takes a pulse of the
bar (an *anchor*) or stays free of the grid at a price. Between two anchors any number of
pulses may lie that keeps the tempo near its target. Several base tempi are tried
side by side, which is what Digital Performer calls Find Tempo.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scorecut.model.cue_sheet import Hit
from scorecut.tempo.bars import Barring, Way
from scorecut.tempo.meter import Grid

#: Price of each place for each size of hit; the price is scaled by the hit's own weight.
PLACE_COST = {
    "strong": {"downbeat": 0.0, "beat": 0.8, "eighth": 1.6, "free": 2.0},
    "medium": {"downbeat": 0.0, "beat": 0.1, "eighth": 0.6, "free": 0.9},
    "light": {"downbeat": 0.1, "beat": 0.05, "eighth": 0.0, "free": 0.3},
}
#: Kinds that open a section want their downbeat more, colours less (MUSIC section 12, hit kinds).
KIND_FACTOR = {"enter": 1.2, "turn": 1.2, "arrive": 1.2, "sting": 1.0, "stop": 0.9, "colour": 0.6}
#: Price of bending: per beat, for the square of the log tempo ratio; and of a base off its target, per beat.
BEND_COST, BASE_COST = 90.0, 12.0
#: Price of a piece that does not end with its last bar.
RAGGED_COST = 1.6


@dataclass(frozen=True)
class Step:
    """From one anchor to the next: which hit (``None``: the end of the cue), pulses between, and the bars' way."""

    hit: Hit | None
    n_pulses: int
    start_phase: int
    way: Way


@dataclass(frozen=True)
class Plan:
    """Anchors in order, the base tempo they were chosen for, and what they cost together."""

    steps: tuple[Step, ...]
    tempo_bpm: float
    cost: float


def plan_cue(
    hits: Sequence[Hit],
    start_s: float,
    end_s: float,
    *,
    grid: Grid,
    bases_bpm: Sequence[float],
    target_bpm: float,
    bend: float,
    odd_cost: float,
    reach: int,
    stiffness: float = 1.0,
) -> Plan:
    """Return the cheapest plan over all base tempi.

    hits : in order of time, none at ``start_s`` itself (beat 0 is an anchor anyway)
    bend : the mean tempo between two anchors leaves its base, and the target, by no more than this share
    odd_cost : price of an irregular bar, infinity to forbid them
    reach : at most so many hits in a row stay free before the next anchor
    stiffness : factor on the price of bending
    """
    bases = np.asarray(bases_bpm, dtype=np.float64)
    search = _Search(hits, start_s, end_s, grid, bases, target_bpm, bend, odd_cost, stiffness * BEND_COST)
    return search.run(reach)


class _Search:
    """One run of the dynamic programme. Arrays carry base tempo first: (n_bases, n_states)."""

    def __init__(
        self,
        hits: Sequence[Hit],
        start_s: float,
        end_s: float,
        grid: Grid,
        bases_bpm: np.ndarray,
        target_bpm: float,
        bend: float,
        odd_cost: float,
        bend_cost: float,
    ) -> None:
        self.hits = tuple(hits)
        self.times_s = np.array([start_s, *(hit.time_s for hit in hits), end_s])
        self.grid = grid
        self.bars = Barring(grid, odd_cost)
        self.bases = bases_bpm / 60.0 * grid.felt  # pulses a second, (n_bases,)
        self.target = target_bpm / 60.0 * grid.felt
        self.bend, self.bend_cost = bend, bend_cost
        self.bases_bpm = bases_bpm
        n, shape = len(self.times_s), (len(bases_bpm), self.bars.n_states)
        self.best = [np.full(shape, np.inf) for _ in range(n)]
        self.back = [np.zeros((3, *shape), dtype=np.int32) for _ in range(n)]  # from: node, pulses, state
        self.free = np.concatenate([[0.0, 0.0], np.cumsum([price(hit, "free") for hit in self.hits])])

    def run(self, reach: int) -> Plan:
        last = len(self.times_s) - 1
        beats = (self.times_s[-1] - self.times_s[0]) * self.target / self.grid.felt
        self.best[0][:, self.bars.state(0, 99)] = BASE_COST * beats * np.log(self.bases / self.target) ** 2
        for node in range(1, last + 1):
            self._reach(node, reach)
        ragged = [self.best[node] + self.free[last] - self.free[node + 1] + RAGGED_COST for node in range(last)]
        ends = np.stack([*ragged, self.best[last]])  # (n_nodes, n_bases, n_states)
        node, base, state = (int(k) for k in np.unravel_index(int(np.argmin(ends)), ends.shape))
        return Plan(self._trace(node, base, state), float(self.bases_bpm[base]), float(ends[node, base, state]))

    def _reach(self, node: int, reach: int) -> None:
        """Fill in the least costs of anchoring ``node``."""
        places = self._places(node)  # (n_states,)
        for before in range(max(0, node - 1 - reach), node):
            opening = self.best[before]
            if not np.isfinite(opening).any():
                continue
            length_s = self.times_s[node] - self.times_s[before]
            skipped = self.free[node] - self.free[before + 1]
            for n_pulses, bending in self._counts(length_s):
                costs = opening[:, :, None] + self.bars.table(n_pulses)[None]  # (n_bases, from, to)
                came = costs.argmin(axis=1)
                total = np.take_along_axis(costs, came[:, None, :], axis=1)[:, 0] + bending[:, None]
                total += skipped + places[None]
                better = total < self.best[node]
                self.best[node][better] = total[better]
                for row, value in enumerate((before, n_pulses, came)):
                    self.back[node][row][better] = value[better] if isinstance(value, np.ndarray) else value

    def _counts(self, length_s: float) -> list[tuple[int, np.ndarray]]:
        """Return the pulse counts that fit ``length_s``, each with what its bend costs at each base, (n_bases,)."""
        middle = length_s * self.bases.mean()
        around = 2 * self.grid.bar
        low = max(1, int(np.ceil(max(length_s * self.bases.min() * (1 - self.bend), middle - around) - 1e-9)))
        high = int(np.floor(min(length_s * self.bases.max() * (1 + self.bend), middle + around) + 1e-9))
        counts = []
        for n_pulses in range(low, high + 1):
            tempo = n_pulses / length_s
            off = np.log(tempo / self.bases)
            bending = self.bend_cost * n_pulses / self.grid.felt * off**2
            bending[np.abs(off) > self.bend] = np.inf
            if np.isfinite(bending).any():
                counts.append((n_pulses, bending))
        return counts

    def _places(self, node: int) -> np.ndarray:
        """Return what each state costs the hit at ``node``; the end of the cue wants a bar line."""
        phases = np.arange(self.bars.n_states) % self.grid.bar
        if node == len(self.times_s) - 1:
            return np.where(phases == 0, 0.0, np.inf)
        hit = self.hits[node - 1]
        return np.array([price(hit, self.grid.place(int(phase))) for phase in phases])

    def _trace(self, node: int, base: int, state: int) -> tuple[Step, ...]:
        steps = []
        while node:
            before, n_pulses, came = (int(k) for k in self.back[node][:, base, state])
            way = self.bars.best_way(n_pulses, came, state)
            hit = self.hits[node - 1] if node <= len(self.hits) else None
            steps.append(Step(hit, n_pulses, came % self.grid.bar, way))
            node, state = before, came
        return tuple(reversed(steps))


def price(hit: Hit, place: str) -> float:
    """Return what it costs to put ``hit`` in ``place``."""
    return PLACE_COST[hit.size][place] * KIND_FACTOR.get(hit.kind, 1.0) * (0.5 + hit.weight)
