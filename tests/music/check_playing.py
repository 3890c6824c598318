"""Craft of players: no machine guns, long notes that live, dynamics of one's own, hands that drift, ends let go."""

from itertools import combinations, pairwise

import numpy as np

from scorecut.model.performance import PlayedLine
from scorecut.model.score import Note
from tests.music.finding import Finding, bars_named
from tests.music.piece import Piece, Voice

#: Attacks further apart than this are no repetition.
RUNNING_S = 2.0
#: A sustained note that must be shaped, and the share of them that must.
LONG_S = 1.0
NEARLY_ALL = 0.95
#: Dynamics are compared twice a second over at least this long; less movement than this has none to compare.
GRID_S = 0.5
LEAST_S = 8.0
STILL_DB = 0.5
#: In quarter notes: what is meant for one beat, however it was reckoned.
SAME_BEAT = 0.01
#: One step of velocity (MUSIC.md 3: 1 dB is 3-5 of them).
DB_PER_STEP = 0.25
#: Noise is judged where a part has this many more pairs of neighbours inside phrases than places that they stand in: a
#: mean taken out for each place takes that much of the noise with it, and of 30 notes in 12 places hardly any is left.
FEW_PAIRS = 24
#: The last chord: what is let go this long before the last release, and releases nearer than this are one.
LAST_S = 0.4
CUT_S = 0.002


def machine_gun(piece: Piece) -> Finding | None:
    """Repeated notes of one pitch are not more often equally strong than the style bears."""
    longest, where = 1, set()
    for line in piece.played.lines:
        by_pitch: dict[int, list] = {}
        for note in line.notes:
            by_pitch.setdefault(note.pitch, []).append(note)
        for notes in by_pitch.values():
            run = 1
            for a, b in pairwise(notes):
                run = run + 1 if a.velocity == b.velocity and b.heard_s - a.heard_s < RUNNING_S else 1
                longest = max(longest, run)
                if run > piece.limits.equal_velocities:
                    where.add(f"{line.part.id} at {b.heard_s:.1f} s")
    return Finding(float(longest), not where, tuple(sorted(where)))


def shaped(piece: Piece) -> Finding | None:
    """Sustained notes of a second or more move by some dB."""
    n, flat, least = 0, [], []
    for line in piece.played.lines:
        voice = next(v for v in piece.voices if v.part.id == line.part.id)
        if voice.is_drum or not voice.player.sustains:
            continue
        for note in line.notes:
            if note.length_s >= LONG_S:
                n += 1
                moved = movement_db(line, note.heard_s, note.heard_s + note.length_s)
                least.append(moved)
                if moved < piece.limits.shaped_db:
                    flat.append(f"{line.part.id} at {note.heard_s:.1f} s: {moved:.1f} dB")
    if not n:
        return None
    share = 1.0 - len(flat) / n
    return Finding(share, share >= NEARLY_ALL, () if share >= NEARLY_ALL else tuple(flat))


def movement_db(line: PlayedLine, start_s: float, end_s: float) -> float:
    """Return the span of the level while a note sounds."""
    times, levels = line.expression[:, 0], line.expression[:, 1]
    if not times.size:
        return 0.0
    inside = levels[(times > start_s) & (times < end_s)]
    return float(np.ptp(np.concatenate([inside, np.interp([start_s, end_s], times, levels)])))


def own_dynamics(piece: Piece) -> Finding | None:
    """The parts do not swell and fade as on one fader: the mean correlation of their levels is below the limit."""
    times = np.arange(piece.cue.start_s, piece.cue.end_s, GRID_S)
    levels = [level_db(line, times) for line in piece.played.lines if not line.part.instrument.endswith("kit")]
    together = []
    for a, b in combinations(levels, 2):
        both = np.isfinite(a) & np.isfinite(b)
        if both.sum() * GRID_S >= LEAST_S and min(a[both].std(), b[both].std()) > STILL_DB:
            together.append(float(np.corrcoef(a[both], b[both])[0, 1]))
    if not together:
        return None
    mean = float(np.mean(together))
    return Finding(mean, mean < piece.limits.fader)


def level_db(line: PlayedLine, times: np.ndarray) -> np.ndarray:
    """Return how strongly a part sounds at each time: expression and the sounding note's velocity; nan in its rests."""
    out = np.full(times.size, np.nan)
    for note in line.notes:
        inside = (times >= note.heard_s) & (times < note.heard_s + max(note.length_s, GRID_S))
        out[inside] = note.velocity * DB_PER_STEP
    if line.expression.size:
        out = out + np.interp(times, line.expression[:, 0], line.expression[:, 1])
    return out


def hands(piece: Piece) -> Finding | None:
    """Timing and velocity, place in the bar and articulation taken out, go on from note to note in a phrase.

    The mean over the parts of the lag-1 correlation, of whichever of the two is lower.
    """
    timing, velocity = [], []
    for voice in piece.pitched:
        line = piece.played_line(voice.part.id)
        pairs = matched(piece, voice, line) if line else []
        phrases = [note.phrase for note, _, _ in pairs]
        places = standing(piece, [note for note, _, _ in pairs])
        if sum(a == b for a, b in pairwise(phrases)) - len(set(places)) < FEW_PAIRS:
            continue
        late = [heard_s - float(piece.tempo.seconds_at(note.start_beat)) for note, _, heard_s in pairs]
        timing.append(lag_one(residual(late, places), phrases))
        velocity.append(lag_one(residual([velocity for _, velocity, _ in pairs], places), phrases))
    if not timing:
        return None
    means = {"timing": float(np.nanmean(timing)), "velocity": float(np.nanmean(velocity))}
    weaker = min(means, key=means.__getitem__)
    ok = means[weaker] >= piece.limits.noise_lag
    return Finding(means[weaker], ok, () if ok else tuple(f"{k} {v:.2f}" for k, v in means.items()))


def matched(piece: Piece, voice: Voice, line: PlayedLine) -> list[tuple[Note, int, float]]:
    """Return each onset's top note as written, its velocity, and when the onset is heard: the middle of a rolled chord.

    Written and played notes of a pitch belong together in their order: in rubato the nearest in time may be the next
    one. Pitches that ornaments add notes to are left out.
    """
    written, played = _by_pitch(voice.notes, "start_beat"), _by_pitch(line.notes, "heard_s")
    onsets: dict[float, list] = {}
    for pitch in sorted(written):
        if len(written[pitch]) == len(played.get(pitch, ())):
            for note, heard in zip(written[pitch], played[pitch]):
                onsets.setdefault(round(note.start_beat, 3), []).append((note, heard))
    return [
        (chord[-1][0], chord[-1][1].velocity, float(np.mean([heard.heard_s for _, heard in chord])))
        for _, chord in sorted(onsets.items())
    ]


def _by_pitch(notes, time: str) -> dict[int, list]:
    out: dict[int, list] = {}
    for note in sorted(notes, key=lambda note: getattr(note, time)):
        out.setdefault(note.pitch, []).append(note)
    return out


def standing(piece: Piece, notes: list[Note]) -> list[tuple]:
    """Return what a note's timing and strength are due to by rule: place in the bar, articulation, start of a slur.

    A note on a hit is played by all at once, and straight where others swing.
    """
    met = np.array([place.at_beat for place in piece.tempo.places])
    out, slur = [], None
    for note in notes:
        bar = piece.bars[piece.bar_at(note.start_beat)]
        with_hit = bool((np.abs(met - note.start_beat) < SAME_BEAT).any())
        place = round((note.start_beat - bar.start_beat) * 4)
        out.append((place, note.articulation, note.slur != slur, with_hit))
        slur = note.slur
    return out


def residual(values, places: list) -> np.ndarray:
    """Return the values with the mean of what stands alike taken out: accents and swing are no noise.

    Nan where nothing else stands so.
    """
    out = np.asarray(values, dtype=float)
    groups: dict = {}
    for index, place in enumerate(places):
        groups.setdefault(place, []).append(index)
    for members in groups.values():
        out[members] -= out[members].mean() if len(members) > 1 else np.nan
    return out


def lag_one(values: np.ndarray, phrases: list[int]) -> float:
    """Return the correlation of neighbours inside phrases; 1 where nothing varies."""
    pairs = np.array([(a, b) for (a, p), (b, q) in pairwise(zip(values, phrases)) if p == q and np.isfinite(a + b)])
    if pairs.size == 0 or np.ptp(pairs) < 1e-9:
        return 1.0
    a, b = pairs[:, 0] - pairs[:, 0].mean(), pairs[:, 1] - pairs[:, 1].mean()
    size = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / size if size else 0.0


def letting_go(piece: Piece) -> Finding | None:
    """The last chord is let go part by part, and nobody is cut off."""
    if piece.cue.ending not in ("close", "ring out", "open"):
        return None
    holding = [line for line in piece.played.lines if _holds(piece, line)]
    ends = sorted(note.heard_s + note.length_s for line in holding for note in line.notes)
    last = [end for end in ends if end > ends[-1] - LAST_S] if ends else []
    if len(last) < 2:
        return None
    cut = sum(end > piece.cue.end_s - CUT_S for end in last) > 1
    spread_ms = 1000.0 * (last[-1] - last[0])
    # two voices or more may be let go one after the other: each step is a release
    steps_ms = [1000.0 * (b - a) for a, b in pairwise(last)]
    low, high = piece.limits.release_ms
    ok = not cut and spread_ms >= low - 1.0 and max(steps_ms) <= high + 1.0
    told = f"{len(last)} releases within {spread_ms:.0f} ms, at most {max(steps_ms):.0f} ms apart"
    where = (told + (", cut at the end" if cut else ""),)
    return Finding(spread_ms, ok, () if ok else where)


def _holds(piece: Piece, line: PlayedLine) -> bool:
    voice = next(v for v in piece.voices if v.part.id == line.part.id)
    return voice.player.sustains and not voice.is_drum


def in_range(piece: Piece) -> Finding | None:
    """Every note lies in its instrument's range."""
    wrong = [
        f"{voice.part.id} {note.pitch} in {bars_named(piece, [piece.bar_at(note.start_beat)])[0]}"
        for voice in piece.voices
        if not voice.player.is_drums
        for note in voice.notes
        if not voice.player.low <= note.pitch <= voice.player.high
    ]
    return Finding(float(len(wrong)), not wrong, tuple(wrong))
