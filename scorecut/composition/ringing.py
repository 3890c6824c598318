"""What lives inside a last chord that rings: a tone that comes late, voices that leave one by one, a bell.

A chord that is only held for three seconds sounds like a machine that was left on. A cadence that closes leans on its
last chord: the third (else the root) is held up by the step above it and resolves. An open end thins from the bottom to
its top note. Where neither can be, as where a hit strikes the full chord, somebody who plucks or strikes adds one soft tone
high up, or the top voice climbs to the next chord tone.
"""

from dataclasses import dataclass, replace

from scorecut.catalog.instruments import Instrument, instrument
from scorecut.composition.chart import nearest
from scorecut.composition.seats import Seat
from scorecut.composition.setting import Page
from scorecut.model.score import Note

#: A chord that rings longer than this wants something in it, seconds.
LONG_S = 2.0
#: The late tone comes at this share of the ring, within so many beats (MUSIC.md 12: resolved by step within 2 b).
LATE_SHARE, LATE_MOST_SHARE, LATE_BEATS = 0.4, 0.6, 2.0
#: After it the whole chord rings on for so many seconds.
RINGS_ON_S = 1.75
RESOLVED_DB, BELL_DB = -1.5, -5.0
#: Of an open end the lowest voice leaves here, shares of the ring; the others in turn, the top voice stays.
LEAVES_FROM = 0.5
#: The bell's pitch, and how high an instrument must reach to be one; a voice climbs by a fifth at most.
BELL_AT, BELL_FROM, CLIMBS_BY = 84, 72, 7
CLOSING = ("close", "ring out")

Played = tuple[Seat, str, list[Note]]


@dataclass(frozen=True, slots=True)
class Late:
    """A pitch class of the last chord that sounds only from ``beat`` on; until then the one ``above`` semitones up."""

    tone: int
    above: int
    beat: float


def is_long(page: Page) -> bool:
    """Return whether the last chord rings so long that something should happen in it."""
    canvas = page.canvas
    return canvas.seconds(canvas.end_beat) - canvas.seconds(page.until) > LONG_S


def late_beat(page: Page) -> float:
    """Return the beat inside the last chord on which it moves."""
    tempo = page.canvas.tempo
    felt, length = tempo.felt_beats, page.canvas.end_beat - page.until
    last_s = page.canvas.seconds(page.canvas.end_beat) - RINGS_ON_S
    most = min(LATE_MOST_SHARE * length, LATE_BEATS, float(tempo.beat_at(last_s)) - page.until)
    steps = max(1, round(LATE_SHARE * length / felt))
    while steps > 1 and steps * felt > most + 1e-6:
        steps -= 1
    return page.until + (steps * felt if steps * felt <= most + 1e-6 else min(felt / 2, most))


def late_tone(page: Page) -> Late | None:
    """Return which tone of the last chord is held up; None where the end is open, short, or struck by a hit.

    The tune has its tone at once, so it is never that one.
    """
    canvas = page.canvas
    struck = any(abs(place.at_beat - page.until) < 0.05 for place in canvas.places)
    if canvas.cue.ending not in CLOSING or struck or not is_long(page):
        return None
    placed = page.chart.at(page.until + 1e-3)
    chord, scale = placed.chord, placed.key.scale
    sung = page.tune_at(page.until + 1e-3)
    for tone, step in ((chord.third, (chord.root + 5) % 12), (chord.root, (chord.root + 2) % 12)):
        if tone is None or step in chord.tones or step not in scale or (sung and sung.pitch % 12 == tone):
            continue
        return Late(tone, (step - tone) % 12, late_beat(page))
    return None


def leaning_in(note: Note, late: Late | None, row: Instrument) -> list[Note]:
    """Return a note of the last chord: held up by the step above where it is the late tone, struck late if it decays."""
    if late is None or note.pitch % 12 != late.tone or note.end_beat <= late.beat + 0.25:
        return [note]
    after = replace(
        note,
        start_beat=late.beat,
        length_beats=note.end_beat - late.beat,
        level_db=note.level_db + RESOLVED_DB,
    )
    if not row.sustains:
        return [after]
    if note.pitch + late.above > row.high:
        return [note]
    before = late.beat - note.start_beat
    return [replace(note, pitch=note.pitch + late.above, length_beats=before, articulation="legato"), after]


def leaving(row: list[Note], page: Page) -> list[Note]:
    """Return the voices of an open end from below, each leaving before the next; the top one stays to the end."""
    if page.canvas.cue.ending != "open" or len(row) < 2 or not is_long(page):
        return row
    return [
        replace(note, length_beats=note.length_beats * (LEAVES_FROM + (1 - LEAVES_FROM) * v / (len(row) - 1)))
        for v, note in enumerate(row)
    ]


def enlivened(rows: list[Played], page: Page) -> list[Played]:
    """Return the last chord with a soft high tone, or a voice that climbs, where it rings long and nobody moves."""
    moves = any(
        note.start_beat > page.until + 0.05
        for _, player, notes in rows
        for note in notes
        if not instrument(player).is_drums
    )
    if moves or not is_long(page):
        return rows
    rung = _bell(rows, page)
    if rung is not None:
        return [*rows, rung]
    return rows if page.canvas.cue.ending == "open" else _climbing(rows, page)


def _bell(rows: list[Played], page: Page) -> Played | None:
    """Return one soft high tone inside the last chord and who plays it; None where nobody plucks or strikes."""
    tones = frozenset(page.chart.at(page.until + 1e-3).chord.tones[:3])
    for seat, player, _ in rows:
        row = instrument(player)
        if row.sustains or row.is_drums or row.family in ("fx", "drums") or not row.polyphonic or row.high < BELL_FROM:
            continue
        pitch = nearest(min(BELL_AT, row.sweet_high), tones, row.sweet_low, row.sweet_high)
        start = late_beat(page)
        tone = Note(
            start_beat=start, length_beats=page.canvas.end_beat - start, pitch=pitch, level_db=BELL_DB,
            articulation="ring", phrase=9999, slur=9999,
        )  # fmt: skip
        return seat, player, [tone]
    return None


def _climbing(rows: list[Played], page: Page) -> list[Played]:
    """Return the last chord with a top voice going up halfway to a chord tone that nobody else has."""
    tones, beat = page.chart.at(page.until + 1e-3).chord.tones[:3], late_beat(page)
    taken = {note.pitch for _, _, notes in rows for note in notes}
    for index, (seat, player, notes) in enumerate(rows):
        row = instrument(player)
        if seat.layer.function not in ("harmony", "texture") or not row.sustains or not notes:
            continue
        top = max(notes, key=lambda note: note.pitch)
        reach = range(top.pitch + 2, min(top.pitch + CLIMBS_BY, row.sweet_high) + 1)
        higher = [p for p in reach if p % 12 in tones and p not in taken]
        if not higher or top.end_beat <= beat + 0.25:
            continue
        after = replace(
            top, start_beat=beat, length_beats=top.end_beat - beat, pitch=higher[0], level_db=top.level_db + RESOLVED_DB
        )
        before = replace(top, length_beats=beat - top.start_beat, articulation="legato")
        moved = [before if note is top else note for note in notes]
        return [*rows[:index], (seat, player, [*moved, after]), *rows[index + 1 :]]
    return rows
