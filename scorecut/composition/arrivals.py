"""What leads into a hit and makes room for it: swells, a moment of thin air, a full stop."""

from dataclasses import replace

from scorecut.catalog.instruments import instrument
from scorecut.composition.canvas import Canvas
from scorecut.composition.cast import Cast
from scorecut.composition.chart import Chart, nearest
from scorecut.model.score import Note
from scorecut.model.tempo_map import Place

#: A riser at most this often outside trailer and action (VOCAB and craft: MUSIC.md 12).
RISER_GAP_S = 20.0
BUSY_RISER_GAP_S = 8.0
SWELL_BEATS = 3.0
THIN_S = 0.28
LEAST_INTENSITY = 0.4


def swell_parts(canvas: Canvas, chart: Chart, cast: Cast, *, busy: bool) -> list[tuple[str, list[Note]]]:
    """Return crescendi into strong arrivals: a cymbal where drums may sound, else trembling strings."""
    gap = BUSY_RISER_GAP_S if busy else RISER_GAP_S
    last = -1e9
    notes: dict[str, list[Note]] = {}
    for place in canvas.places:
        hit = place.hit
        if hit.kind != "arrive" or hit.weight < 0.5 or hit.time_s - last < gap or place.at_beat < 2.0:
            continue
        name = next(
            (n for n in ("cymbal swell", "tremolo strings", "tremolo violins") if cast.pool is None and cast.may(n)), ""
        )
        if not name or canvas.is_spoken(place.at_beat - 1.0) or canvas.intensity_at(place.at_beat) < LEAST_INTENSITY:
            continue
        start = max(0.0, place.at_beat - SWELL_BEATS)
        row = instrument(name)
        if row.is_drums:
            pitches = [row.key]
        else:
            tones = frozenset(chart.at(place.at_beat + 0.1).chord.tones)
            pitches = [nearest(p, tones, row.sweet_low, row.sweet_high) for p in (62, 69)]
        notes.setdefault(name, []).extend(
            Note(
                start_beat=start,
                length_beats=place.at_beat - start,
                pitch=p,
                level_db=-4.0,
                articulation="tremolo",
                phrase=int(start),
            )
            for p in dict.fromkeys(pitches)
        )
        last = hit.time_s
    return list(notes.items())


def swell_points(notes: list[Note]) -> tuple[tuple[float, float], ...]:
    """Return the hairpins of a swell part: from nothing to the full level on its last moment."""
    points = {}
    for note in notes:
        points[round(note.start_beat, 4)] = -14.0
        points[round(note.end_beat - 0.02, 4)] = 4.0
    return tuple(sorted(points.items()))


def thinned(notes: list[Note], canvas: Canvas, places: tuple[Place, ...]) -> list[Note]:
    """Return the notes without those that begin in the last moments before a strong arrival or sting."""
    windows = [
        (place.hit.time_s - THIN_S, place.hit.time_s - 0.02)
        for place in places
        if place.hit.kind in ("arrive", "sting") and place.hit.size == "strong"
    ]
    if not windows:
        return notes
    kept = []
    for note in notes:
        at_s = canvas.seconds(note.start_beat)
        if not any(start < at_s < end for start, end in windows):
            kept.append(note)
    return kept


def silences(canvas: Canvas) -> list[tuple[float, float]]:
    """Return the beats between which nothing sounds: from each stop to the next bar line at least a beat later."""
    result = []
    for place in canvas.places:
        if place.hit.kind != "stop":
            continue
        stop = canvas.beat(place.hit.time_s)
        later = [bar.start_beat for bar in canvas.bars if bar.start_beat >= stop + 0.75]
        result.append((stop, later[0] if later else canvas.end_beat))
    return result


def silenced(notes: list[Note], gaps: list[tuple[float, float]]) -> list[Note]:
    """Return the notes without what would sound in the gaps."""
    for start, end in gaps:
        kept = []
        for note in notes:
            if start - 1e-6 <= note.start_beat < end - 1e-6:
                continue
            if note.start_beat < start < note.end_beat:
                note = replace(note, length_beats=start - note.start_beat)
            kept.append(note)
        notes = kept
    return notes
