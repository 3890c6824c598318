"""How a cue goes out: where its last chord stands, and what sounds there."""

import math
from dataclasses import dataclass, replace
from functools import cache

from scorecut.catalog.instruments import instrument
from scorecut.catalog.tables import DATA, build, read_table
from scorecut.composition.arrivals import silences
from scorecut.composition.canvas import Canvas
from scorecut.composition.chart import ladder, nearest
from scorecut.composition.idiom import grooves, textures
from scorecut.composition.percussion import ROLL_FROM, drum_key, last_key, last_roll, roll_key
from scorecut.composition.ringing import Late, is_long, late_tone, leaning_in, leaving
from scorecut.composition.seats import Seat
from scorecut.composition.setting import Page
from scorecut.model.score import Note

#: The pace of a broken chord, in quarter notes.
STRUM_BEATS = 0.125
#: A broken chord has so many notes where the music was quiet, over this share of the ring; of an open end the bass
#: leaves at this share.
BROKEN_NOTES, BROKEN_SHARE, BASS_LEAVES = 4, 0.5, 0.55
#: ... and its last note has so long: a second and a half, and what a film's closing fade takes of it.
LEFT_S = 1.8
#: Nearer than this they are together.
SAME_S = 0.03
#: Of a short cue the last chord takes no more than this.
MOST_SHARE = 0.3
#: What a beat costs as the place of the last chord: a second off the best, the middle of a bar, another beat.
PER_SECOND, MIDDLE, WEAK = 0.4, 0.35, 0.8
#: Weight of a hit by its size: what a beat gains that stands on one, what each costs that comes after it, and what one
#: costs that lies beside it by less than so many seconds, for the two would stumble over one another.
OF_SIZE = {"strong": 1.0, "medium": 1.0, "light": 0.5}
ON_HIT, HIT_AFTER, BESIDE, BESIDE_S = 2.0, 1.2, 1.5, 0.45


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """How many seconds before the cue's end its last chord stands (``data/endings.toml``)."""

    least_s: float
    from_s: float
    to_s: float
    best_s: float
    why: str = ""


@cache
def rings() -> dict[str, Ring]:
    """Return how long the last chord rings, by ending; a ``stop`` has none."""
    rows = read_table(DATA / "endings.toml")
    return {name: build(Ring, values, f"endings.toml, {name}") for name, values in rows.items()}


def final_beat(canvas: Canvas) -> float:
    """Return the beat of the cue's last chord: a strong one that leaves it just the time to ring.

    A hit within that time draws it to itself; an earlier one stays inside the music. For ``stop`` the music runs to
    the end. Where no beat lies well (very slow or very short cues), the nearest does.
    """
    if canvas.cue.ending == "stop":
        return canvas.end_beat
    ring = rings()[canvas.cue.ending]
    end_s = canvas.seconds(canvas.end_beat)
    short = min(1.0, MOST_SHARE * canvas.cue.length_s / ring.from_s)
    gaps = silences(canvas)
    drawn = {
        round(place.at_beat, 6): ON_HIT * OF_SIZE[place.hit.size]
        for place in canvas.places
        if place.kind != "free" and place.hit.kind in ("arrive", "turn", "sting")
    }
    beats = {round(beat, 6): cost for beat, cost in _beats(canvas)}
    beats |= {beat: beats.get(beat, WEAK) for beat in drawn}
    choices, near = [], []
    for beat, cost in beats.items():
        at_s = canvas.seconds(beat)
        left_s = end_s - at_s
        if beat <= 0.0 or left_s <= 0.0 or any(start - 1e-6 <= beat < end - 1e-6 for start, end in gaps):
            continue
        away = abs(left_s - short * ring.best_s)
        near.append((away, beat))
        if short * (ring.least_s if beat in drawn else ring.from_s) <= left_s <= ring.to_s:
            cost += PER_SECOND * away - drawn.get(beat, 0.0)
            for place in canvas.places:
                after_s = place.hit.time_s - at_s
                if SAME_S < abs(after_s) < BESIDE_S:
                    cost += BESIDE
                if SAME_S < after_s < left_s:
                    cost += HIT_AFTER * OF_SIZE[place.hit.size]
            choices.append((round(cost, 6), -beat))
    if choices:
        return -min(choices)[1]
    return min(near)[1] if near else 0.0


def _beats(canvas: Canvas) -> list[tuple[float, float]]:
    """Return every felt beat of the cue and what it costs to end there."""
    felt = canvas.tempo.felt_beats
    rows = []
    for bar in canvas.bars:
        for k in range(max(1, round(bar.length_beats / felt))):
            beat = bar.start_beat + k * felt
            rows.append((beat, 0.0 if not k else MIDDLE if canvas.is_strong(beat) else WEAK))
    return rows


def last_chord(seat: Seat, page: Page, ending: str) -> list[list[Note]]:
    """Return what each player of a layer plays on the cue's last chord."""
    layer = seat.layer
    until, end = page.until, page.canvas.end_beat
    index = page.chart.index(until + 1e-3)
    length = min(end - until, 0.75 if ending == "button" else 1e9)
    empty: list[list[Note]] = [[] for _ in seat.players]
    if length <= 0.05:
        return empty
    if layer.texture in grooves():
        return [_last_stroke(player, page, ending) for player in seat.players]
    kind = textures()[layer.texture].kind
    rows = [instrument(name) for name in seat.players]
    articulation = "marcato" if ending == "button" else "tenuto" if rows[0].sustains else "ring"
    if (
        "pizzicato" in (seat.layer.articulation, textures()[seat.layer.texture].articulation)
        or "pizzicato" in rows[0].name
    ):
        articulation = "pizzicato"
    base = Note(start_beat=until, length_beats=length, pitch=0, articulation=articulation, phrase=9999, slur=9999)
    late = late_tone(page)
    if layer.function == "bass" or kind == "drone":
        pitch = page.basses(seat.low, seat.high)[index]
        if kind == "drone":
            pitch = nearest(seat.low, frozenset({page.chart.chords[index].chord.bass}), seat.low, seat.high)
        if ending == "open" and is_long(page):
            base = replace(base, length_beats=BASS_LEAVES * length)
        return [[replace(base, pitch=pitch)] for _ in seat.players]
    if kind in ("bells", "loop", "call", "double", "cluster", "canon"):
        return empty
    if layer.function == "rhythm":
        pitch = nearest(
            (seat.low + seat.high) / 2, frozenset({page.chart.chords[index].chord.root}), seat.low, seat.high
        )
        return [[replace(base, pitch=pitch)] for _ in seat.players]
    if kind == "figure" and not rows[0].sustains and ending != "button" and articulation == "ring":
        return [_broken(seat, page, base, index, late), *empty[1:]]
    if kind == "counter":
        tones = page.voicing(2, seat.low, seat.high)[index]
        return [leaning_in(replace(base, pitch=tones[0]), late, rows[0]), *empty[1:]]
    row = leaving(
        [replace(base, pitch=pitch) for pitch in page.voicing(layer.voices, seat.low, seat.high)[index]], page
    )
    share = len(row) / len(seat.players)
    out = empty
    for v, note in enumerate(row):
        player = len(seat.players) - 1 - min(len(seat.players) - 1, int(v / share))
        out[player] += leaning_in(note, late, rows[player])
    return out


def _broken(seat: Seat, page: Page, base: Note, index: int, late: Late | None) -> list[Note]:
    """Return the last chord broken upwards, each note left to ring: harps, pianos, guitars, mallets.

    Swept where the music was big; else note by note over the first half of the ring, or as much as leaves its last note time.
    """
    rungs = ladder(page.chart.chords[index].chord.tones[:3], seat.low, seat.high)
    end = page.canvas.end_beat
    if page.canvas.intensity_at(base.start_beat) > ROLL_FROM:
        step, most = STRUM_BEATS, 8
    else:
        most = min(BROKEN_NOTES, len(rungs))
        ring_s = page.canvas.seconds(end) - page.canvas.seconds(base.start_beat)
        share = min(BROKEN_SHARE, max(0.0, 1.0 - LEFT_S / ring_s))
        step = max(2 * STRUM_BEATS, math.floor(share * (end - base.start_beat) / max(1, most - 1) * 4) / 4)
    notes: list[Note] = []
    for k, pitch in enumerate(rungs[:most]):
        start = base.start_beat + k * step
        if late and pitch % 12 == late.tone:
            start = max(start, late.beat)
        if end - start > 1.0 or not k:
            notes.append(replace(base, start_beat=start, length_beats=end - start, pitch=pitch, level_db=-0.5 * k))
    return notes


def _last_stroke(player: str, page: Page, ending: str) -> list[Note]:
    """Return the drums' last word: one stroke; where the music was big a roll leads to it and one dies away under it."""
    big = page.canvas.intensity_at(page.until) >= ROLL_FROM and ending != "button"
    keys = [last_key(page, player)]
    if instrument(player).is_drums and big:
        keys.append(drum_key("crash", player))
    notes = [
        Note(start_beat=page.until, length_beats=0.5, pitch=key, level_db=2.0, articulation="accent")
        for key in keys
        if key >= 0
    ]
    rolled = roll_key(page, player)
    return notes + last_roll(page, rolled) if rolled >= 0 else notes
