"""Lengths as signs: what one note or rest can say, ties where it cannot, tuplets and beams.

The rule of the trade: a sign may hide a beat only if it begins or ends on a stronger one,
so that the eye always finds the beats; two syncopations that everybody reads are let by.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scorecut.delivery.notation.bars import BEAT, EIGHTH, QUARTER, Measure

TYPES = {96: "whole", 48: "half", 24: "quarter", 12: "eighth", 6: "16th", 3: "32nd"}
FLAGS = {"eighth": 1, "16th": 2, "32nd": 3}


@dataclass(frozen=True, slots=True)
class Sign:
    """A note's or rest's shape. ``start`` and ``length`` in units, from the bar's start.

    tuplet : whether it is one of three in the time of two; bracket : ``start``, ``stop`` or "" of its bracket
    """

    start: int
    length: int
    kind: str
    dots: int = 0
    tuplet: bool = False
    bracket: str = ""
    whole_bar: bool = False

    @property
    def end(self) -> int:
        return self.start + self.length


def signs(start: int, end: int, bar: Measure, *, rest: bool, is_triplet: Callable[[int], bool]) -> list[Sign]:
    """Return what fills a stretch of one bar (units from the bar's start); notes are to be tied across the signs.

    is_triplet : whether the beat that begins at a place (units of the film) is divided by three
    """
    if rest and start == 0 and end == bar.length:
        return [Sign(0, end, "whole", whole_bar=True)]
    out: list[Sign] = []
    for a, b, inside in _by_triplets(start, end, bar, is_triplet):
        out += _triplets(a, b, bar) if inside else _plain(a, b, bar, rest)
    return out


def beams(row: Sequence[tuple[Sign, bool]], bar: Measure) -> list[tuple[str, ...]]:
    """Return the beams of each sign of one voice in one bar, from the eighths' on; (sign, whether it is a note)."""
    out: list[tuple[str, ...]] = [()] * len(row)
    run: list[int] = []
    for i, (sign, is_note) in enumerate(row):
        flagged = is_note and sign.kind in FLAGS
        if run and (not flagged or _group(sign, bar) != _group(row[run[0]][0], bar) or row[i - 1][0].end != sign.start):
            _beam(row, run, out)
            run = []
        if flagged:
            run.append(i)
    _beam(row, run, out)
    return out


def _by_triplets(start: int, end: int, bar: Measure, is_triplet: Callable[[int], bool]) -> list[tuple[int, int, bool]]:
    """The stretch cut where it enters or leaves the inside of a triplet beat: (from, to, whether inside one)."""
    out: list[tuple[int, int, bool]] = []
    plain = start
    for begin, stop in bar.groups:
        a, b = max(start, begin), min(end, stop)
        if a >= b or (a, b) == (begin, stop) or not is_triplet(bar.start + begin):
            continue
        if plain < a:
            out.append((plain, a, False))
        out.append((a, b, True))
        plain = b
    if plain < end:
        out.append((plain, end, False))
    return out


def _triplets(start: int, end: int, bar: Measure) -> list[Sign]:
    """Inside a triplet beat: quarter, eighth and sixteenth of it are 16, 8 and 4 units."""
    begin, stop = next(group for group in bar.groups if group[0] <= start < group[1])
    out, at = [], start
    while at < end:
        length = next(size for size in (16, 8, 4, end - at) if size <= end - at)
        kind = TYPES.get(length * 3 // 2, "16th")
        bracket = "start" if at == begin else "stop" if at + length == stop else ""
        out.append(Sign(at, length, kind, tuplet=True, bracket=bracket))
        at += length
    return out


def _plain(start: int, end: int, bar: Measure, rest: bool) -> list[Sign]:
    shape = _shape(end - start)
    if shape and _reads(start, end, bar, rest):
        return [Sign(start, end - start, *shape)]
    inner = [(bar.strength(at), at) for at in range(start + 1, end) if bar.strength(at)]
    if not inner:  # off every grid: nothing of ours is
        return [Sign(start, end - start, "32nd")]
    strongest = max(weight for weight, _ in inner)
    places = [at for weight, at in inner if weight == strongest]
    cut = places[-1] if bar.strength(start) >= strongest else places[0]
    return [*_plain(start, cut, bar, rest), *_plain(cut, end, bar, rest)]


def _shape(length: int) -> tuple[str, int] | None:
    if length in TYPES:
        return TYPES[length], 0
    if length % 3 == 0 and length * 2 // 3 in TYPES:
        return TYPES[length * 2 // 3], 1
    return None


def _reads(start: int, end: int, bar: Measure, rest: bool) -> bool:
    """Whether one sign may stand there without hiding a beat."""
    length = end - start
    hidden = max((bar.strength(at) for at in range(start + 1, end)), default=0)
    first, last = bar.strength(start), bar.strength(end)
    if bar.is_compound and hidden >= BEAT and min(first, last) < BEAT:
        return False
    if rest:
        if bar.is_compound:
            return hidden < BEAT and hidden < first and (length in TYPES or length == 36)
        return hidden < first and length in TYPES and start % length == 0 and (length < 48 or bar.meter[0] % 2 == 0)
    if hidden <= first or hidden < last:
        return True
    if start % 6 == 0 and length == 12 and hidden == EIGHTH:  # sixteenth, eighth, sixteenth
        return True
    syncopated = start % 12 == 0 and length == QUARTER and hidden == BEAT
    return not bar.is_compound and (syncopated or (start % QUARTER == 0 and length == 2 * QUARTER))


def _group(sign: Sign, bar: Measure) -> int:
    return next((i for i, (begin, end) in enumerate(bar.groups) if begin <= sign.start < end), -1)


def _beam(row: Sequence[tuple[Sign, bool]], run: list[int], out: list[tuple[str, ...]]) -> None:
    """Beam a run of flagged notes; a lone short note gets a hook towards the note it belongs to."""
    if len(run) < 2:
        return
    flags = [FLAGS[row[i][0].kind] for i in run]
    for k, i in enumerate(run):
        marks = []
        for level in range(1, flags[k] + 1):
            before, after = k > 0 and flags[k - 1] >= level, k + 1 < len(run) and flags[k + 1] >= level
            hook = "forward hook" if k == 0 else "backward hook"
            marks.append("continue" if before and after else "end" if before else "begin" if after else hook)
        out[i] = tuple(marks)
