"""What stands above and below the notes of one part: dynamics, hairpins, ways of playing.

A place is in units from the film's first frame; ``page`` puts it into its bar.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.sax.saxutils import escape

from scorecut.delivery.notation.bars import QUARTER
from scorecut.delivery.notation.looks import looks
from scorecut.delivery.notation.quantise import Grid, Written

#: Ways of playing that a word at the head of a passage says better than a sign on every note.
WORDS = {
    "spiccato": "spicc.", "marcato": "marcato", "tenuto": "sostenuto", "portato": "portato", "staccato": "staccato",
    "ring": "l.v.",
}  # fmt: skip
MOSTLY = 0.6

#: Bars of silence after which a dynamic is told again.
FORGOTTEN_BARS = 2


@dataclass(frozen=True, slots=True)
class Mark:
    """One sign. ``kind`` ``direction`` or ``harmony``; ``body`` its XML inside; ``rank`` orders equals.

    tempo : quarters a minute from here on, for the player in the program (0: no change)
    """

    at: int
    body: str
    kind: str = "direction"
    placement: str = "above"
    rank: int = 5
    staff: int = 1
    tempo: float = 0.0


def words(text: str, *, style: str = "", weight: str = "", size: str = "", side: str = "") -> str:
    """Return a direction's text."""
    wishes = (("font-size", size), ("font-style", style), ("font-weight", weight), ("justify", side), ("halign", side))
    looks_so = "".join(f' {name}="{value}"' for name, value in wishes if value)
    return f"<direction-type><words{looks_so}>{clean(text)}</words></direction-type>"


def clean(text: str) -> str:
    """Return text that XML can hold: escaped, without control characters or broken code points."""
    sound = text.encode("utf-8", "replace").decode("utf-8")
    return escape("".join(char for char in sound if char >= " " and char not in "\ufffe\uffff"), {'"': "&quot;"})


def dynamics(notes: Sequence[Written], grid: Grid, *, staff: int = 1) -> list[Mark]:
    """Return the dynamic marks of a part: at its entrances, and where a bar is clearly louder or softer than before."""
    by_bar: dict[int, list[Written]] = {}
    for note in notes:
        by_bar.setdefault(grid.bar_at(note.start).number, []).append(note)
    out, now, last_bar, cue = [], "", -99, ""
    for number, inside in sorted(by_bar.items()):
        levels = sorted(note.raw.level_db for note in inside)
        level = levels[(3 * len(levels)) // 4] if len(levels) > 1 else levels[0]
        entering = number - last_bar > FORGOTTEN_BARS or inside[0].raw.cue != cue
        mark = _mark(level, "" if entering else now)
        if entering or mark != now:
            body = f"<direction-type><dynamics><{mark}/></dynamics></direction-type>"
            out.append(Mark(min(note.start for note in inside), body, placement="below", rank=3, staff=staff))
        now, last_bar, cue = mark, grid.bar_at(max(note.end for note in inside) - 1).number, inside[0].raw.cue
    return out


def _mark(level_db: float, now: str) -> str:
    """The mark of a level; the one before stays until the level has left it for good."""
    marks = looks().dynamics.marks
    margin = looks().dynamics.margin_db
    for i, (name, low) in enumerate(marks):
        high = marks[i + 1][1] if i + 1 < len(marks) else 99.0
        if name == now and low - margin <= level_db < high + margin:
            return name
    return next(name for name, low in reversed(marks) if level_db >= low)


def hairpins(swells: Sequence[tuple[float, float]], notes: Sequence[Written], *, staff: int = 1) -> list[Mark]:
    """Return crescendo and diminuendo wedges for the swells (units, dB) that are large and long enough to be read."""
    out: list[Mark] = []
    rules = looks().dynamics
    free_from = 0
    for begin, end, change in _legs(swells, rules.hairpin_db):
        heard = [note for note in notes if note.start < end and note.end > begin]
        if not heard:
            continue
        start = max(round(begin / 12) * 12, min(note.start for note in heard), free_from)
        stop = min(round(end / 12) * 12, max(note.end for note in heard))
        sounding = sum(min(note.end, stop) - max(note.start, start) for note in heard)
        if stop - start < rules.hairpin_quarters * QUARTER or sounding < 0.6 * (stop - start):
            continue
        kind = "crescendo" if change > 0 else "diminuendo"
        for at, what, rank in ((start, kind, 4), (stop, "stop", 1)):
            body = f'<direction-type><wedge type="{what}"/></direction-type>'
            out.append(Mark(at, body, placement="below", rank=rank, staff=staff))
        free_from = stop
    return out


def _legs(points: Sequence[tuple[float, float]], least_db: float) -> list[tuple[float, float, float]]:
    """The rises and falls of at least ``least_db`` between turning points: (from, to, dB)."""
    if len(points) < 2:
        return []
    turns = [points[0]]
    peak = points[0]
    rising = 0
    for point in points[1:]:
        ahead = point[1] - peak[1]
        if rising == 0 and abs(point[1] - turns[0][1]) >= least_db:
            rising = 1 if point[1] > turns[0][1] else -1
            peak = point
        elif rising and ahead * rising >= 0:
            peak = point
        elif rising and abs(ahead) >= least_db:
            turns.append(peak)
            rising, peak = -rising, point
    if rising:
        turns.append(peak)
    return [
        (a, b, high - low)
        for (a, low), (b, high) in pairwise(turns)
        if abs(high - low) >= least_db and b - a <= 12 * QUARTER
    ]


def manners(
    notes: Sequence[Written], *, bowed: bool, struck: bool, keyed: bool
) -> tuple[list[Mark], set[tuple[str, str]]]:
    """Return words for how passages are played, and which (cue, articulation) they speak for: those need no signs.

    bowed : strings, which are told ``pizz.`` and ``arco``; struck : drums, which are told nothing
    """
    out: list[Mark] = []
    told: set[tuple[str, str]] = set()
    plucked = False
    by_cue: dict[str, list[Written]] = {}
    for note in notes:
        by_cue.setdefault(note.raw.cue, []).append(note)
    for cue, inside in by_cue.items():
        counts = Counter(note.raw.articulation for note in inside)
        main, n = counts.most_common(1)[0]
        if struck:
            told |= {(cue, name) for name in counts if name != "tremolo"}
            continue
        if main in WORDS and n >= MOSTLY * len(inside) and n > 2:
            first = next(note for note in inside if note.raw.articulation == main)
            text = "con ped." if keyed and main == "ring" else WORDS[main]
            out.append(Mark(first.start, words(text, style="italic"), rank=4))
            if main not in ("staccato", "spiccato"):
                told.add((cue, main))
    for note in notes if bowed else ():
        if (note.raw.articulation == "pizzicato") != plucked:
            plucked = not plucked
            out.append(Mark(note.start, words("pizz." if plucked else "arco"), rank=4))
    return out, told
