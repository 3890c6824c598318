"""What a check says about a piece."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.music.piece import Piece


@dataclass(frozen=True)
class Finding:
    """``value`` is what was measured, ``holds`` whether the style's limit is kept, ``where`` the places that break it."""

    value: float
    holds: bool
    where: tuple[str, ...] = ()


#: A check looks at a piece; None where the piece gives it nothing to judge (too short, no bass, no tune).
Check = Callable[[Piece], Finding | None]


def within(value: float, limits: tuple[float, float], slack: float = 0.0) -> bool:
    """Return whether the value lies between both ends; ``slack`` is what one bar or chord more or less would change."""
    return limits[0] - slack - 1e-9 <= value <= limits[1] + slack + 1e-9


def bars_named(piece: Piece, indices) -> tuple[str, ...]:
    """Return bars as people count them.

    Neighbouring ones are given as a stretch.
    """
    numbers = sorted({piece.bars[index].number for index in indices})
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return tuple(f"bar {a}" if a == b else f"bars {a}-{b}" for a, b in spans)
