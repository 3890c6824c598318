"""The tempo map as players would judge it: steady beats, hits exactly on them, few bars that limp."""

from itertools import pairwise

import numpy as np

from tests.music.finding import Finding, bars_named
from tests.music.piece import SAME_BEAT, Piece

#: Changes from beat to beat: 95 % stay under this share (SYNC.md 5: a listener notices 2.5 %).
MOST_STEP = 0.01
#: Of all bars so many may have another metre than the cue.
MOST_IRREGULAR = 0.2
EXACT_S = 1e-6
#: A hit this near to the start of a section opens it.
OPENS_BEATS = 0.5


def steps(piece: Piece) -> Finding | None:
    """Neighbouring beats are nearly equally long."""
    tempo = piece.tempo
    beats = np.arange(0.0, tempo.end_beat + 1e-6, tempo.felt_beats)
    lengths_s = np.diff(tempo.seconds_at(beats))
    if lengths_s.size < 4:
        return None
    changes = np.abs(lengths_s[1:] / lengths_s[:-1] - 1.0)
    p95 = float(np.percentile(changes, 95))
    where = [piece.bar_at(beats[i + 1]) for i in np.flatnonzero(changes > MOST_STEP)]
    return Finding(100.0 * p95, p95 <= MOST_STEP, () if p95 <= MOST_STEP else bars_named(piece, where))


def gridded(piece: Piece) -> Finding | None:
    """Every hit that has a beat has it exactly."""
    off = {
        place.bar: abs(float(piece.tempo.seconds_at(place.at_beat)) - place.hit.time_s)
        for place in piece.tempo.places
        if place.kind != "free"
    }
    if not off:
        return None
    late = [f"bar {bar}" for bar, seconds in off.items() if seconds > EXACT_S]
    return Finding(1000.0 * max(off.values()), not late, tuple(late))


def opening(piece: Piece) -> Finding | None:
    """A hit that opens a section is its downbeat; light ones open none, and a fixed tempo takes hits as they come."""
    if piece.tempo.fixed:
        return None
    starts = [section.start_beat for section in piece.music.sections]
    heavy = [place for place in piece.tempo.places if place.hit.size != "light"]
    near = [place for place in heavy if any(abs(place.at_beat - start) < OPENS_BEATS for start in starts)]
    if not near:
        return None
    off = [f"bar {place.bar}" for place in near if min(abs(place.at_beat - start) for start in starts) > SAME_BEAT]
    return Finding(1.0 - len(off) / len(near), not off, tuple(off))


def irregular(piece: Piece) -> Finding | None:
    """Bars of another metre are few, and never side by side."""
    bars = piece.tempo.bars
    odd = [bar.meter != piece.tempo.meter for bar in bars]
    share = sum(odd) / len(bars)
    beside = [b.number for (x, y), (_, b) in zip(pairwise(odd), pairwise(bars), strict=True) if x and y]
    ok = share <= MOST_IRREGULAR + 1e-9 and not beside
    return Finding(share, ok, () if ok else tuple(f"bar {number}" for number in beside))


def places(piece: Piece) -> dict[str, int]:
    """Return how many hits stand on downbeats, other beats, eighths, or off the grid."""
    kinds = [place.kind for place in piece.tempo.places]
    return {kind: kinds.count(kind) for kind in sorted(set(kinds))}
