"""The accents of the hits: what sounds at the frame's own second, in the harmony that the score has there.

Every kind has its gesture: a turn is a soft chord, an arrival a full one over a
drum, an entrance a pluck, a sting short and bare, a colour high and small, a
stop a chord that breaks off. Neighbours never sound alike. At least one
instrument of each has a quick attack; it carries the proof.
"""

from functools import cache
from typing import Any

import numpy as np

from scorecut.catalog.instruments import Instrument, instrument, instruments
from scorecut.catalog.tables import DATA, read_table
from scorecut.composition.canvas import Canvas
from scorecut.composition.cast import Cast
from scorecut.composition.chart import Chart, nearest
from scorecut.composition.idiom import Idiom
from scorecut.composition.seats import allowed
from scorecut.model.score import Accent
from scorecut.model.tempo_map import Place

#: What speaks within this is quick enough to carry the proof.
QUICK_MS = 20.0
#: Below this intensity hits are marked softly.
SOFT_BELOW = 0.42
#: Sounding seconds and level (dB re mf at weight 0.5) by kind; the weight moves it by +-5 dB.
LENGTH_S = {"turn": 2.2, "arrive": 2.8, "enter": 1.2, "sting": 0.45, "colour": 1.8, "stop": 1.2}
LEVEL_DB = {"turn": -3.5, "arrive": 1.5, "enter": -2.5, "sting": 2.0, "colour": -4.0, "stop": 0.0}
#: Members: chord tones for the quick instrument, whether a low note is added, whether a second colour joins strong hits.
SHAPE = {
    "turn": (2, False, True),
    "arrive": (3, True, True),
    "enter": (1, False, False),
    "sting": (3, True, True),
    "colour": (2, False, False),
    "stop": (3, True, False),
}
REGISTER = {
    "turn": (60, 79),
    "arrive": (48, 72),
    "enter": (60, 79),
    "sting": (52, 76),
    "colour": (79, 96),
    "stop": (48, 69),
}
LOW_REGISTER = (31, 45)


@cache
def palette() -> dict[str, Any]:
    """Return ``data/accents.toml``."""
    return read_table(DATA / "accents.toml")


def accents_of(canvas: Canvas, chart: Chart, cast: Cast, idiom: Idiom, rng: np.random.Generator) -> tuple[Accent, ...]:
    """Return one accent for every placed hit, in order of time."""
    result = []
    last: tuple[str, ...] = ()
    for place in sorted(canvas.places, key=lambda place: (place.hit.time_s, place.hit.id)):
        softly = canvas.intensity_at(min(place.at_beat, canvas.end_beat)) < SOFT_BELOW
        players = _players(place.hit.kind, cast, idiom, last, rng, softly=softly)
        notes = _notes(place, players, canvas, chart, cast, idiom)
        result.append(Accent(hit_id=place.hit.id, time_s=place.hit.time_s, kind=place.hit.kind, notes=notes))
        last = tuple(players)
    return tuple(result)


def _players(
    kind: str, cast: Cast, idiom: Idiom, last: tuple[str, ...], rng: np.random.Generator, *, softly: bool
) -> list[str]:
    """Return the instruments of an accent, a quick one first, other than the neighbour's where there is a choice.

    softly : a quiet scene is marked by what rings, not by what booms
    """
    wanted = [name for name in idiom.accents.get(kind, ()) if name in instruments()]
    wanted += [name for name in palette()[kind] if name not in wanted]
    if softly:
        gentle = palette()["softly"].get(kind, [])
        wanted = [*gentle, *(name for name in wanted if name not in gentle)]
    able = [name for name in wanted if cast.may(name)]
    if softly:
        able = [name for name in able if _pitched(instrument(name)) and name != "timpani"] or able
    quick = [name for name in able if instrument(name).attack_ms <= QUICK_MS]
    if not quick:
        quick = _quick_of(cast)
    fresh = [name for name in quick if name not in last[:1]] or quick
    favourites = fresh[:3]
    weights = np.array([3.0, 2.0, 1.0][: len(favourites)])
    first = favourites[int(rng.choice(len(favourites), p=weights / weights.sum()))]
    second = [name for name in able if name != first and name not in last and _pitched(instrument(name))]
    if not _pitched(instrument(first)) or len(quick) > 1:
        extra = next((name for name in second if instrument(name).attack_ms <= 60), None)
        return [first, *([extra] if extra else [])]
    return [first]


def _quick_of(cast: Cast) -> list[str]:
    """Return quick instruments among those that play, else the doubles that the catalogue gives them."""
    playing = [lead.player for lead in cast.leads] + [name for seat in cast.seats for name in seat.players]
    playing += list(cast.pool or ())
    quick = [
        name
        for name in dict.fromkeys(playing)
        if instrument(name).attack_ms <= QUICK_MS and instrument(name).family != "fx"
    ]
    if quick:
        return quick
    doubles = [instrument(name).double for name in dict.fromkeys(playing) if instrument(name).double]
    good = [name for name in dict.fromkeys(doubles) if allowed(name, cast.wishes)]
    if good:
        return good
    rest = [
        row.name
        for row in instruments().values()
        if row.attack_ms <= QUICK_MS and _pitched(row) and allowed(row.name, cast.wishes)
    ]
    return rest[:3] or ["piano"]


def _pitched(row: Instrument) -> bool:
    return row.high - row.low >= 12 and row.family not in ("fx",) and not (row.family == "drums" and row.program < 0)


def _notes(
    place: Place, players: list[str], canvas: Canvas, chart: Chart, cast: Cast, idiom: Idiom
) -> tuple[tuple[str, int, float, float], ...]:
    hit = place.hit
    probe = place.at_beat - 0.05 if hit.kind == "stop" else place.at_beat + 0.13
    chord = chart.at(min(probe, canvas.end_beat - 0.01)).chord
    n_tones, deep, _ = SHAPE[hit.kind]
    intensity = canvas.intensity_at(min(place.at_beat, canvas.end_beat))
    level = LEVEL_DB[hit.kind] + 10.0 * (hit.weight - 0.5) + 8.0 * (intensity - 0.5) + cast.wishes.dynamics_db
    level = float(np.clip(level, -14.0, 9.0))
    room_s = max(0.25, canvas.cue.end_s - hit.time_s)
    length_s = min(LENGTH_S[hit.kind] * (0.8 + 0.5 * hit.weight), room_s)
    if hit.kind == "stop":
        length_s = min(LENGTH_S["stop"], max(0.2, hit.time_s - canvas.cue.start_s))
    notes: list[tuple[str, int, float, float]] = []
    for number, name in enumerate(players):
        row = instrument(name)
        loud = level - (2.5 if number else 0.0)
        if row.is_drums or row.high - row.low < 12:
            notes.append((name, _stroke(row), loud, length_s))
            continue
        low, high = REGISTER[hit.kind]
        low, high = _span(row, low, high)
        if row.name == "timpani" or row.family in ("fx",):
            notes.append(
                (
                    name,
                    nearest(
                        (row.sweet_low + row.sweet_high) / 2,
                        frozenset({chord.root, chord.fifth}),
                        row.sweet_low,
                        row.sweet_high,
                    ),
                    loud,
                    length_s,
                )
            )
            continue
        count = n_tones if row.polyphonic else 1
        count = max(1, count - (1 if number else 0))
        tones = _spread(chord.tones, low, high, count, top=chord.root if hit.kind == "arrive" else None)
        notes += [(name, p, loud - 1.0 * i, length_s) for i, p in enumerate(reversed(tones))]
        if deep and row.polyphonic and row.low <= LOW_REGISTER[0] + 6 and number == 0:
            low_note = nearest(36, frozenset({chord.bass}), max(row.low, LOW_REGISTER[0]), LOW_REGISTER[1])
            notes.append((name, low_note, loud, length_s))
    return tuple(notes)


def _stroke(row: Instrument) -> int:
    """Return the key of a drum: its own, else a crash for a kit and the middle of a tuned drum."""
    if row.key >= 0:
        return row.key
    if row.is_drums:
        return 49
    return (row.sweet_low + row.sweet_high) // 2


def _span(row: Instrument, low: int, high: int) -> tuple[int, int]:
    """Return ``low``-``high`` moved by octaves into the instrument's register, an octave wide at least."""
    while low < row.sweet_low and high + 12 <= row.high:
        low, high = low + 12, high + 12
    while high > row.sweet_high and low - 12 >= row.low:
        low, high = low - 12, high - 12
    low, high = max(low, row.low), min(high, row.high)
    if high - low < 12:
        low = max(row.low, high - 12)
        high = min(row.high, low + 12)
    return low, high


def _spread(tones: tuple[int, ...], low: int, high: int, count: int, top: int | None) -> list[int]:
    """Return ``count`` chord tones between ``low`` and ``high``, ascending, spread over the register."""
    pitches = [p for p in range(low, high + 1) if p % 12 in tones[:4]]
    if not pitches:
        return [round((low + high) / 2)]
    tip = [p for p in pitches if top is None or p % 12 == top][-1:] or pitches[-1:]
    below = [p for p in pitches if p < tip[0] - 2]
    picked = [tip[0]]
    for _ in range(count - 1):
        near = [p for p in below if picked[-1] - p >= 3 and p % 12 not in {q % 12 for q in picked}]
        if not near:
            break
        picked.append(near[-1])
    return sorted(picked)
