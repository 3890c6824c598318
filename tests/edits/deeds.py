"""What a happening within a shot is: a change of some frames of a take that is no transition."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tests.edits.places import Rng


@dataclass(frozen=True, eq=False)
class Deed:
    """A change of the frames ``first`` to ``last`` of a take; ``do`` takes a frame and its number in the take."""

    kind: str
    first: int
    last: int
    do: Callable[[np.ndarray, int], np.ndarray]


def span(rng: Rng, room: tuple[int, int], n: int) -> int | None:
    """Return a first frame for ``n`` frames within the room."""
    return int(rng.integers(room[0], room[1] - n + 1)) if n >= 1 and room[1] - room[0] >= n else None
