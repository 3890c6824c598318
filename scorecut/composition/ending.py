"""How a cue goes out: where its last chord stands, and what sounds there."""

from dataclasses import replace

from scorecut.catalog.instruments import instrument
from scorecut.composition.canvas import Canvas
from scorecut.composition.chart import ladder, nearest
from scorecut.composition.idiom import grooves, textures
from scorecut.composition.percussion import drum_key
from scorecut.composition.seats import Seat
from scorecut.composition.setting import Page
from scorecut.model.score import Note

#: Seconds that the last chord needs to ring, by ending, and the longest it should be.
#: From this intensity on a roll carries the last chord; its pace, and that of a broken chord, in quarter notes.
ROLL_FROM, ROLL_STEP, STRUM_BEATS = 0.55, 0.25, 0.125
RING_S = {"close": (2.0, 6.5), "ring out": (2.4, 8.0), "open": (1.6, 6.5), "button": (0.85, 2.2), "stop": (0.0, 0.0)}


def final_beat(canvas: Canvas) -> float:
    """Return the beat of the cue's last chord: the last strong beat that leaves it time to ring.

    A hit in the last seconds draws it to itself. For ``stop`` the music runs to the end.
    """
    need, most = RING_S[canvas.cue.ending]
    if canvas.cue.ending == "stop":
        return canvas.end_beat
    end_s = canvas.seconds(canvas.end_beat)
    need = min(need, 0.3 * canvas.cue.length_s)
    drawn = [
        place.at_beat
        for place in canvas.places
        if place.kind in ("downbeat", "beat") and need <= end_s - canvas.seconds(place.at_beat) <= most
        and place.hit.kind in ("arrive", "turn", "sting") and place.hit.size != "light" and place.at_beat > 0
    ]  # fmt: skip
    if drawn:
        return max(drawn)
    downs = [bar.start_beat for bar in canvas.bars]
    strong = [
        beat for bar in canvas.bars for beat in _beats(bar.start_beat, bar.length_beats) if canvas.is_strong(beat)
    ]
    every = [beat for bar in canvas.bars for beat in _beats(bar.start_beat, bar.length_beats)]
    for beats, longest in ((downs, most), (strong, most), (every, 1e9)):
        fitting = [beat for beat in beats if need <= end_s - canvas.seconds(beat) <= longest and beat > 0]
        if fitting:
            return max(fitting)
    return max((beat for beat in every if beat < canvas.end_beat - 0.5), default=0.0)


def _beats(start: float, length: float) -> list[float]:
    return [start + k * 0.5 for k in range(int(length * 2)) if k % 2 == 0 or length % 1]


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
    if layer.function == "bass" or kind == "drone":
        pitch = page.basses(seat.low, seat.high)[index]
        if kind == "drone":
            pitch = nearest(seat.low, frozenset({page.chart.chords[index].chord.bass}), seat.low, seat.high)
        return [[replace(base, pitch=pitch)] for _ in seat.players]
    if kind in ("bells", "loop", "call", "double", "cluster", "canon"):
        return empty
    if layer.function == "rhythm":
        pitch = nearest(
            (seat.low + seat.high) / 2, frozenset({page.chart.chords[index].chord.root}), seat.low, seat.high
        )
        return [[replace(base, pitch=pitch)] for _ in seat.players]
    if kind == "figure" and not rows[0].sustains and ending != "button" and articulation == "ring":
        return [_broken(seat, page, base, index), *empty[1:]]
    if kind == "counter":
        tones = page.voicing(2, seat.low, seat.high)[index]
        return [[replace(base, pitch=tones[0])], *empty[1:]]
    row = page.voicing(layer.voices, seat.low, seat.high)[index]
    share = len(row) / len(seat.players)
    out = empty
    for v, pitch in enumerate(row):
        out[len(seat.players) - 1 - min(len(seat.players) - 1, int(v / share))].append(replace(base, pitch=pitch))
    return out


def _broken(seat: Seat, page: Page, base: Note, index: int) -> list[Note]:
    """Return the last chord broken upwards, each note left to ring: harps, pianos, guitars, mallets."""
    rungs = ladder(page.chart.chords[index].chord.tones[:3], seat.low, seat.high)
    big = page.canvas.intensity_at(base.start_beat) > ROLL_FROM
    step, most = (STRUM_BEATS, 8) if big else (2 * STRUM_BEATS, 3)
    notes = []
    for k, pitch in enumerate(rungs[:most]):
        start = base.start_beat + k * step
        if page.canvas.end_beat - start > 1.0 or not k:
            notes.append(
                replace(
                    base, start_beat=start, length_beats=page.canvas.end_beat - start, pitch=pitch, level_db=-0.5 * k
                )
            )
    return notes


def _last_stroke(player: str, page: Page, ending: str) -> list[Note]:
    """Return the drums' last word: one stroke, and a roll that dies away under it where the music was big."""
    canvas, until = page.canvas, page.until
    big = canvas.intensity_at(until) >= ROLL_FROM and ending != "button"
    low = drum_key("low" if instrument(player).program >= 0 else "kick", player)
    keys = [low] if low >= 0 else []
    if instrument(player).is_drums and big and drum_key("crash", player) >= 0:
        keys.append(drum_key("crash", player))
    notes = [Note(start_beat=until, length_beats=0.5, pitch=key, level_db=2.0, articulation="accent") for key in keys]
    rolled = low if instrument(player).program >= 0 else drum_key("snare", player)
    if big and rolled >= 0:
        steps = int((canvas.end_beat - until - 1.0) / ROLL_STEP)
        for k in range(1, steps):
            fall = -9.0 - 9.0 * k / steps
            notes.append(
                Note(start_beat=until + k * ROLL_STEP, length_beats=ROLL_STEP, pitch=rolled, level_db=fall + k % 2)
            )
    return notes
