"""Craft of voices: inner parts that move, a bass that walks, loops that do not come a third time unchanged."""

from itertools import pairwise

from scorecut.model.score import Chord, Note
from tests.music.finding import Finding, bars_named, within
from tests.music.metrics import tune_and_bass
from tests.music.piece import SAME_BEAT, Piece

#: Tune and bass hold together for at least this long.
HOLD_BEATS = 1.5
#: Fewer places than this tell nothing.
FEW_HOLDS = 4
FEW_CHANGES = 6
FEW_MOVES = 6
FEW_CHORDS = 6
#: Parts that change together: a duo always does.
FEW_PARTS = 3
#: Longest progression that is looked for, bars.
LONGEST_LOOP = 8
LOW = 48
#: A muddy moment that passes is none: this share of the cue's beats may have one.
PASSING = 0.02


def inner_motion(piece: Piece) -> Finding | None:
    """An inner voice moves in many of the bars where tune and bass hold; where there is none, none can."""
    holding: dict[int, bool] = {}
    for start, end in holds(piece):
        if not _inner_sounds(piece, start, end):
            continue
        index = piece.bar_at(start)
        holding[index] = holding.get(index, False) or _inner_moves(piece, start, end)
    if len(holding) < FEW_HOLDS or not piece.inner:
        return None
    share = sum(holding.values()) / len(holding)
    still = [index for index, moves in holding.items() if not moves]
    ok = share >= piece.limits.inner_motion - 1e-9
    return Finding(share, ok, () if ok else bars_named(piece, still))


def holds(piece: Piece) -> list[tuple[float, float]]:
    """Return the stretches, none across a bar line, in which one note of the tune and one of the bass both go on.

    The tune's last note is left out: under a last chord nobody need move.
    """
    lines = [[(bar.start_beat, bar.start_beat + bar.length_beats) for bar in piece.bars]]
    lines += [[(note.start_beat, note.end_beat) for note in line] for line in (piece.tune[:-1], piece.bass)]
    common = lines[0]
    for line in lines[1:]:
        common = [(max(a, c), min(b, d)) for a, b in common for c, d in line if min(b, d) - max(a, c) >= HOLD_BEATS]
    return common


def _inner_sounds(piece: Piece, start: float, end: float) -> bool:
    """Return whether some inner part is heard inside the stretch."""
    return any(
        note.start_beat < end - SAME_BEAT and note.end_beat > start + SAME_BEAT
        for voice in piece.inner
        for note in voice.notes
    )


def _inner_moves(piece: Piece, start: float, end: float) -> bool:
    """Return whether some inner part goes on to another pitch inside the stretch."""
    for voice in piece.inner:
        before = {note.pitch for note in voice.notes if note.start_beat <= start + SAME_BEAT < note.end_beat}
        for note in voice.notes:
            if start + SAME_BEAT < note.start_beat < end - SAME_BEAT and note.pitch not in before:
                return True
    return False


def together(piece: Piece) -> Finding | None:
    """Not all parts change at once with most of the chords."""
    changes = [b for a, b in pairwise(piece.music.chords) if set(a.tones) != set(b.tones)]
    judged, all_at_once = 0, []
    for chord in changes:
        at = chord.start_beat
        sounding = [v for v in piece.pitched if any(n.start_beat - SAME_BEAT <= at < n.end_beat for n in v.notes)]
        around = [v for v in sounding if any(n.start_beat < at - SAME_BEAT and n.end_beat > at - 1.0 for n in v.notes)]
        if len(around) < FEW_PARTS:
            continue
        judged += 1
        if all(any(abs(n.start_beat - at) < SAME_BEAT for n in v.notes) for v in around):
            all_at_once.append(piece.bar_at(at))
    if judged < FEW_CHANGES:
        return None
    share = len(all_at_once) / judged
    ok = share <= piece.limits.together
    return Finding(share, ok, () if ok else bars_named(piece, all_at_once))


def bass_walk(piece: Piece) -> Finding | None:
    """Inversions and passing notes in a share of the chords that suits the style."""
    chords = [chord for chord in piece.music.chords if _under(piece.bass, chord)]
    if len(chords) < FEW_CHORDS:
        return None
    walking = [chord for chord in chords if walks(piece.bass, chord)]
    share = len(walking) / len(chords)
    ok = within(share, piece.limits.bass_walk, slack=1.0 / len(chords))
    plain = [piece.bar_at(chord.start_beat) for chord in chords if chord not in walking]
    named = plain if share < piece.limits.bass_walk[0] else [piece.bar_at(chord.start_beat) for chord in walking]
    return Finding(share, ok, () if ok else bars_named(piece, named))


def walks(bass: list[Note], chord: Chord) -> bool:
    """Return whether the bass begins the chord off its root, or leaves it by a passing note.

    A passing note is neither root nor fifth and goes on by a step into the next harmony.
    """
    under = _under(bass, chord)
    if under[0].pitch % 12 != chord.root:
        return True
    last = under[-1]
    if len(under) < 2 or last.pitch % 12 in (chord.root, (chord.root + 7) % 12):
        return False
    after = next((note for note in bass if note.start_beat > last.start_beat + SAME_BEAT), None)
    return after is not None and 1 <= abs(after.pitch - last.pitch) <= 2


def _under(bass: list[Note], chord: Chord) -> list[Note]:
    """Return the bass notes that begin under a chord."""
    end = chord.start_beat + chord.length_beats
    return [note for note in bass if chord.start_beat - SAME_BEAT <= note.start_beat < end - SAME_BEAT]


def contrary(piece: Piece) -> Finding | None:
    """Where tune and bass both move they often move against each other; an octave leap is no new bass note."""
    moves = [(b[0], b[1] - a[1], b[2] - a[2]) for a, b in pairwise(tune_and_bass(piece))]
    both = [(at, down, up) for at, down, up in moves if down % 12 and up]
    if len(both) < FEW_MOVES:
        return None
    share = sum(down * up < 0 for _, down, up in both) / len(both)
    ok = within(share, (piece.limits.contrary, 1.0), slack=1.0 / len(both))
    along = [piece.bar_at(at) for at, down, up in both if down * up > 0]
    return Finding(share, ok, () if ok else bars_named(piece, along))


def loops(piece: Piece) -> Finding | None:
    """No progression comes more often running than the style bears with the same bass, voicing and scoring."""
    signs = [_sign(piece, index) for index in range(len(piece.bars))]
    most, best, where = piece.limits.same_progression, 1, []
    for period in range(1, min(LONGEST_LOOP, len(signs) // 2) + 1):
        for first in range(len(signs) - period + 1):
            one = signs[first : first + period]
            if len({sign[0] for sign in one}) < 2 and len(one[0][0]) < 2:
                continue
            times = 1
            while signs[first + times * period : first + (times + 1) * period] == one:
                times += 1
            best = max(best, times)
            if times > most:
                where += range(first, first + times * period)
    if len(signs) <= most:
        return None
    return Finding(float(best), not where, bars_named(piece, where))


def _sign(piece: Piece, index: int) -> tuple:
    """Return what makes a bar sound the same again: its chords, bass, harmony part by part, and who plays."""
    bar = piece.bars[index]
    start, end = bar.start_beat - SAME_BEAT, bar.start_beat + bar.length_beats - SAME_BEAT

    def inside(notes) -> tuple[tuple[float, int], ...]:
        return tuple(
            (round((note.start_beat - bar.start_beat) * 4), note.pitch)
            for note in notes
            if start <= note.start_beat < end
        )

    chords = [
        c
        for c in piece.music.chords
        if c.start_beat < end and c.start_beat + c.length_beats > bar.start_beat + SAME_BEAT
    ]
    return (
        tuple((round(max(0.0, c.start_beat - bar.start_beat) * 4), c.root, c.tones) for c in chords),
        inside(piece.bass),
        tuple((voice.part.id, inside(voice.notes)) for voice in piece.of("harmony", "texture") if inside(voice.notes)),
        piece.scoring[index],
    )  # fmt: skip


def low_spacing(piece: Piece) -> Finding | None:
    """The lowest two voices stand apart where they are low."""
    events = sorted({note.start_beat for note in piece.notes if note.pitch < LOW + 12})
    if not events:
        return None
    muddy, bars = 0.0, set()
    sounding: list[Note] = []
    notes, i = piece.notes, 0
    for at, until in pairwise([*events, piece.end_beat]):
        while i < len(notes) and notes[i].start_beat <= at + 1e-6:
            sounding.append(notes[i])
            i += 1
        sounding = [note for note in sounding if note.end_beat > at + SAME_BEAT]
        pitches = sorted({note.pitch for note in sounding})[:2]
        if len(pitches) == 2 and pitches[0] < LOW and pitches[1] - pitches[0] < piece.limits.low_spacing:
            ends = [note.end_beat for note in sounding if note.pitch in pitches]
            muddy += max(0.0, min(until, *ends) - at)
            bars.add(piece.bar_at(at))
    share = muddy / max(piece.end_beat, 1e-9)
    return Finding(share, share <= PASSING, () if share <= PASSING else bars_named(piece, bars))
