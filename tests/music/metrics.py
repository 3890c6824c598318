"""The symbolic metrics of MUSIC.md section 11, so that a piece can be laid beside real music.

Definitions are those of muspy 0.5 but for groove, which is taken on a grid of sixteenths (at 24 ticks a beat it is near
1 for anything), and scale consistency, which is the mean over windows of 8 bars. Values that cannot be told are nan.
"""

from itertools import combinations, pairwise

import numpy as np

from tests.music.piece import SAME_BEAT, Piece

SCALE = np.array([1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0, 1])
LEAP = 5
#: Name of each metric, and the field of the limits that bounds it ("" for none).
METRICS = {
    "PCE": "pitch_class_entropy",
    "scale8": "scale_consistency",
    "pitch H": "",
    "groove16": "groove",
    "range": "",
    "notes/q": "",
    "H1": "",
    "H4": "",
    "empty": "empty_beats",
    "steps": "step_share",
    "leaps back": "leap_reversal",
    "parallels": "parallels",
}
#: Medians of real music: MUSIC.md 11, measured with the same definitions on music21's corpus.
REFERENCE = {
    "Bach chorales": {
        "PCE": 3.00, "scale8": 0.936, "pitch H": 4.31, "groove16": 0.805, "range": 36, "notes/q": 4.35, "steps": 0.851, "parallels": 2.0,
    },
    "Essen songs": {"PCE": 2.54, "range": 12, "steps": 0.755, "leaps back": 0.73},
    "Haydn quartets": {"PCE": 2.95, "scale8": 0.956, "groove16": 0.881, "notes/q": 4.9, "H1": 1.99, "H4": 2.55},
    "Mozart": {"PCE": 3.07, "scale8": 0.950, "groove16": 0.817, "notes/q": 5.4, "H1": 2.31, "H4": 2.77},
    "Beethoven": {"PCE": 3.36, "scale8": 0.895, "groove16": 0.859, "notes/q": 4.5, "H1": 2.13, "H4": 2.79},
    "R. Schumann": {"PCE": 3.17, "scale8": 0.881, "groove16": 0.855, "notes/q": 5.8, "H1": 2.16, "H4": 2.70},
    "Monteverdi": {"PCE": 3.02, "scale8": 0.945, "groove16": 0.922, "notes/q": 2.4, "H1": 2.15, "H4": 2.69},
}  # fmt: skip


def measured(piece: Piece) -> dict[str, float]:
    """Return every metric of a piece by name."""
    pitches = np.array([note.pitch for note in piece.notes], dtype=int)
    bars = np.array([piece.bar_at(note.start_beat) for note in piece.notes], dtype=int)
    steps, back = tune_moves([note.pitch for note in piece.tune])
    return {
        "PCE": entropy(pitches % 12),
        "scale8": windowed_scale(pitches, bars),
        "pitch H": entropy(pitches),
        "groove16": groove(piece),
        "range": float(np.ptp(pitches)) if pitches.size else float("nan"),
        "notes/q": pitches.size / max(1.0, piece.end_beat),
        "H1": windowed_entropy(pitches, bars, 1),
        "H4": windowed_entropy(pitches, bars, 4),
        "empty": empty_beats(piece),
        "steps": steps,
        "leaps back": back,
        "parallels": parallels(piece),
    }


def entropy(values: np.ndarray) -> float:
    """Return the Shannon entropy of how often each value occurs, bits."""
    if not len(values):
        return float("nan")
    _, counts = np.unique(values, return_counts=True)
    shares = counts / counts.sum()
    return float(-(shares * np.log2(shares)).sum())


def scale_consistency(pitches: np.ndarray) -> float:
    """Return the best share of notes in any major (or natural minor) scale."""
    counts = np.bincount(pitches % 12, minlength=12)
    return float(max(counts[np.roll(SCALE, k) == 1].sum() for k in range(12)) / counts.sum())


def windowed_scale(pitches: np.ndarray, bars: np.ndarray) -> float:
    """Return the mean scale consistency of windows of 8 bars."""
    windows = [pitches[bars // 8 == k] for k in np.unique(bars // 8)]
    return float(np.mean([scale_consistency(w) for w in windows])) if windows else float("nan")


def windowed_entropy(pitches: np.ndarray, bars: np.ndarray, n_bars: int) -> float:
    """Return the mean pitch class entropy of every ``n_bars`` (Wu & Yang 2020: H1, H4)."""
    windows = [pitches[bars // n_bars == k] % 12 for k in np.unique(bars // n_bars)]
    return float(np.mean([entropy(w) for w in windows])) if windows else float("nan")


def groove(piece: Piece) -> float:
    """Return 1 less the mean Hamming distance of neighbouring bars' onsets on a grid of sixteenths, drums included."""
    grids = []
    for bar in piece.bars:
        grids.append(np.zeros(round(bar.length_beats * 4), dtype=bool))
    for voice in piece.voices:
        for note in voice.notes:
            index = piece.bar_at(note.start_beat)
            slot = round((note.start_beat - piece.bars[index].start_beat) * 4)
            if 0 <= slot < grids[index].size:
                grids[index][slot] = True
    alike = [1.0 - float(np.mean(a != b)) for a, b in pairwise(grids) if a.size == b.size]
    return float(np.mean(alike)) if alike else float("nan")


def empty_beats(piece: Piece) -> float:
    """Return the share of quarters in which nothing sounds."""
    n_beats = max(1, int(piece.end_beat))
    full = np.zeros(n_beats, dtype=bool)
    for voice in piece.voices:
        for note in voice.notes:
            first, last = int(max(0.0, note.start_beat)), int(np.ceil(note.end_beat - SAME_BEAT))
            full[first : max(first + 1, last)] = True
    return float(1.0 - full.mean())


def tune_moves(pitches: list[int]) -> tuple[float, float]:
    """Return the tune's share of steps and repeats, and how often a leap of 5 semitones or more turns back."""
    moves = np.diff(pitches)
    if len(moves) < 4:
        return float("nan"), float("nan")
    leaps = [(a, b) for a, b in pairwise(moves) if abs(a) >= LEAP]
    back = float(np.mean([np.sign(a) != np.sign(b) for a, b in leaps])) if leaps else float("nan")
    return float(np.mean(np.abs(moves) <= 2)), back


def parallels(piece: Piece) -> float:
    """Return parallel fifths and octaves in a thousand similar motions: inside each harmony part, and tune with bass."""
    wrong = similar = 0
    for voice in piece.of("harmony"):
        slots: dict[int, list[int]] = {}
        for note in voice.notes:
            slots.setdefault(round(note.start_beat * 24), []).append(note.pitch)
        for before, after in pairwise(sorted(slots)):
            a, b = sorted(set(slots[before])), sorted(set(slots[after]))
            if len(a) == len(b) and len(a) >= 2:
                for i, j in combinations(range(len(a)), 2):
                    w, s = _parallel((a[i], a[j]), (b[i], b[j]))
                    wrong, similar = wrong + w, similar + s
    for before, after in pairwise(tune_and_bass(piece)):
        w, s = _parallel(before[1:], after[1:])
        wrong, similar = wrong + w, similar + s
    return 1000.0 * wrong / similar if similar >= 8 else float("nan")


def tune_and_bass(piece: Piece) -> list[tuple[float, int, int]]:
    """Return (beat, bass, tune) wherever the bass moves while the tune sounds."""
    out = []
    i = 0
    tune = piece.tune
    for note in piece.bass:
        while i + 1 < len(tune) and tune[i + 1].start_beat <= note.start_beat + SAME_BEAT:
            i += 1
        if tune and tune[i].start_beat <= note.start_beat + SAME_BEAT and tune[i].end_beat > note.start_beat:
            out.append((note.start_beat, note.pitch, tune[i].pitch))
    return out


def _parallel(before: tuple[int, int], after: tuple[int, int]) -> tuple[int, int]:
    """Return (1, 1) for a parallel fifth, octave or unison, (0, 1) for any other similar motion, else (0, 0)."""
    down, up = after[0] - before[0], after[1] - before[1]
    if down * up <= 0:
        return 0, 0
    kind = (before[1] - before[0]) % 12
    return int(kind in (0, 7) and kind == (after[1] - after[0]) % 12), 1
