"""Craft of scoring: parts that rest, instruments that change, four bars that are not the next four again."""

from itertools import groupby

import numpy as np

from tests.music.finding import Finding, bars_named
from tests.music.piece import Piece

#: From this length a cue must let its parts rest.
LONG_S = 45.0
#: A rest worth the name: shorter gaps are articulation.
REST_BEATS = 2.0
#: Fewer parts than this have no tutti, and fewer than the other no instrumentation to change.
FEW_FOR_TUTTI = 5
FEW_TO_CHANGE = 3
#: Everybody: this share of the parts of a cue.
EVERYBODY = 0.9
#: Four bars beside the next four.
WINDOW_BARS = 4


def rests(piece: Piece) -> Finding | None:
    """Each part but pad and drone is silent at least a quarter of a cue over 45 s."""
    resting = [voice for voice in piece.voices if not voice.is_pad]
    players = {voice.part.instrument for voice in piece.voices}
    if piece.cue.length_s <= LONG_S or len(players) < FEW_TO_CHANGE or not resting:
        return None
    shares = {voice.part.id: silent_share(voice.notes, piece.end_beat) for voice in resting}
    least = min(shares.values())
    busy = tuple(f"{part} silent {share:.0%}" for part, share in shares.items() if share < piece.limits.silent_share)
    return Finding(least, not busy, busy)


def silent_share(notes, end_beat: float) -> float:
    """Return the share of the cue that lies in rests of two beats or more."""
    silent, until = 0.0, 0.0
    for note in [*notes, None]:
        start = end_beat if note is None else note.start_beat
        if start - until >= REST_BEATS - 1e-6:
            silent += start - until
        if note is not None:
            until = max(until, note.end_beat)
    return silent / max(end_beat, 1e-9)


def tutti(piece: Piece) -> Finding | None:
    """Everybody plays in few bars."""
    if len(piece.voices) < FEW_FOR_TUTTI or len(piece.bars) < 8:
        return None
    full = [i for i, parts in enumerate(piece.scoring) if len(parts) >= EVERYBODY * len(piece.voices)]
    share = len(full) / len(piece.bars)
    holds = share <= piece.limits.tutti_share
    return Finding(share, holds, () if holds else bars_named(piece, full))


def changing(piece: Piece) -> Finding | None:
    """No instrumentation stays unchanged for longer than the style bears."""
    most = piece.limits.unchanged_bars
    if len(piece.voices) < FEW_TO_CHANGE or len(piece.bars) <= most:
        return None
    runs, at = [], 0
    for _, group in groupby(piece.scoring):
        n = len(list(group))
        runs.append((n, at))
        at += n
    longest = max(runs)[0]
    where = tuple(name for n, first in runs if n > most for name in bars_named(piece, range(first, first + n)))
    return Finding(float(longest), longest <= most, where)


def unlike(piece: Piece) -> Finding | None:
    """Four bars resemble the next four (chroma, onsets, instruments) for no long time."""
    n = len(piece.bars)
    if n < 2 * WINDOW_BARS + piece.limits.similar_bars:
        return None
    looks = _looks(piece)
    alike = [
        float(np.mean([_cosine(a, b) for a, b in zip(_window(looks, i), _window(looks, i + WINDOW_BARS))]))
        for i in range(n - 2 * WINDOW_BARS + 1)
    ]
    run = longest_from = best = 0
    for i, value in enumerate(alike):
        run = run + 1 if value > piece.limits.similarity else 0
        if run > best:
            best, longest_from = run, i - run + 1
    bars = best + WINDOW_BARS - 1 if best else 0
    holds = bars <= piece.limits.similar_bars
    return Finding(float(bars), holds, () if holds else bars_named(piece, range(longest_from, longest_from + bars)))


def _looks(piece: Piece) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Return each bar's chroma by length of notes, onsets by sixteenth (a bar of 16), and parts."""
    parts = {voice.part.id: i for i, voice in enumerate(piece.voices)}
    rows = [(np.zeros(12), np.zeros(16), np.zeros(len(parts))) for _ in piece.bars]
    for voice in piece.voices:
        for note in voice.notes:
            index = piece.bar_at(note.start_beat)
            bar = piece.bars[index]
            if not voice.is_drum:
                rows[index][0][note.pitch % 12] += note.length_beats
            rows[index][1][int(np.clip(16 * (note.start_beat - bar.start_beat) / bar.length_beats + 0.1, 0, 15))] += 1.0
    for row, sounding in zip(rows, piece.scoring):
        for part in sounding:
            row[2][parts[part]] = 1.0
    return rows


def _window(rows: list[tuple[np.ndarray, np.ndarray, np.ndarray]], at: int) -> list[np.ndarray]:
    """Return four bars' chroma, onsets and parts, each laid end to end."""
    return [np.concatenate([row[k] for row in rows[at : at + WINDOW_BARS]]) for k in range(3)]


def _cosine(a: np.ndarray, b: np.ndarray) -> float:
    """Return the cosine of two vectors; two empty ones are alike."""
    size = float(np.linalg.norm(a) * np.linalg.norm(b))
    return float(a @ b) / size if size else float(not a.any() and not b.any())
