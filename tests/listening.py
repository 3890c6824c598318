"""Listening without ears: figures of a score and of its sound, for tests and for ``make listen``.

Windows are 4 s long and 1 s apart. ``intensity`` is what makes music seem stronger:
loudness, onsets, register and the number of parts, each standardised, then averaged.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.stats import spearmanr

from scorecut.media.loudness import span_lufs
from scorecut.model.audio import Audio
from scorecut.model.score import Line, Score
from scorecut.model.tempo_map import TempoMap

WINDOW_S = 4.0
#: How finely it is told which parts sound.
GRID_S = 0.05
#: With fewer windows a correlation tells nothing.
FEW_WINDOWS = 4


@dataclass(frozen=True)
class Sounding:
    """A written note in film seconds, with its part's function."""

    start_s: float
    end_s: float
    pitch: int
    level_db: float
    part: str
    function: str
    drum: bool


def sounding(score: Score, tempo_map: TempoMap) -> list[Sounding]:
    """Return all written notes (accents of hits left out), ordered by start."""
    from scorecut.catalog.instruments import instrument

    notes = []
    for cue in score.cues:
        tempo = tempo_map.cue(cue.cue_id)
        for line in cue.lines:
            part = score.part(line.part)
            drum = instrument(part.instrument).is_drums
            for note in line.notes:
                start_s, end_s = (float(tempo.seconds_at(beat)) for beat in (note.start_beat, note.end_beat))
                notes.append(Sounding(start_s, end_s, note.pitch, note.level_db, part.id, part.function, drum))
    return sorted(notes, key=lambda note: (note.start_s, note.part, note.pitch))


def windows(duration_s: float) -> np.ndarray:
    """Return the starts of the windows."""
    return np.arange(0.0, max(1e-9, duration_s - WINDOW_S) + 1e-9, 1.0)


def density(notes: list[Sounding], starts_s: np.ndarray) -> np.ndarray:
    """Return onsets a second, all parts together."""
    onsets = np.array([note.start_s for note in notes])
    return np.array([np.sum((onsets >= s) & (onsets < s + WINDOW_S)) / WINDOW_S for s in starts_s])


def register(notes: list[Sounding], starts_s: np.ndarray) -> np.ndarray:
    """Return the span between the lowest and the highest pitch that sound (wider is stronger), semitones."""
    return np.array([_spread([n.pitch for n in _within(notes, s) if not n.drum]) for s in starts_s])


def parts(notes: list[Sounding], starts_s: np.ndarray) -> np.ndarray:
    """Return how many parts sound at once, in the mean of each window: one that hands over to another counts once."""
    grid_s = np.arange(0.0, float(starts_s.max(initial=0.0)) + WINDOW_S + GRID_S, GRID_S)
    at_once = np.zeros(len(grid_s))
    for name in {note.part for note in notes}:
        heard = np.zeros(len(grid_s), bool)
        for note in notes:
            if note.part == name:
                heard |= (grid_s >= note.start_s) & (grid_s < note.end_s)
        at_once += heard
    return np.array([at_once[(grid_s >= s) & (grid_s < s + WINDOW_S)].mean() for s in starts_s])


def loudness(music: Audio, starts_s: np.ndarray) -> np.ndarray:
    """Return the loudness of each window, LUFS, -70 for silence."""
    return np.array([max(-70.0, span_lufs(music.samples, s, s + WINDOW_S)) for s in starts_s])


def intensity(music: Audio, notes: list[Sounding], starts_s: np.ndarray) -> np.ndarray:
    """Return the composite of loudness, density, register and parts."""
    columns = [loudness(music, starts_s), density(notes, starts_s), register(notes, starts_s), parts(notes, starts_s)]
    return np.mean([(c - c.mean()) / (c.std() + 1e-9) for c in columns], axis=0)


def follows(music: np.ndarray, film: np.ndarray, inside: np.ndarray | None = None, most_lag: int = 4) -> float:
    """Return the best Spearman correlation with the music up to ``most_lag`` windows late, over windows ``inside`` (all).

    NaN where there are too few windows or the music does not change at all.
    """
    return max((follows_at(music, film, lag, inside) for lag in range(most_lag + 1)), key=_told)


def lag_of(music: np.ndarray, film: np.ndarray, inside: np.ndarray | None = None, most_lag: int = 4) -> int:
    """Return by how many windows the music is late where it follows best."""
    return max(range(most_lag + 1), key=lambda lag: _told(follows_at(music, film, lag, inside)))


def follows_at(music: np.ndarray, film: np.ndarray, lag: int, inside: np.ndarray | None = None) -> float:
    """Return the Spearman correlation with the music so many windows late; NaN as in ``follows``."""
    counted = np.ones(len(music), bool) if inside is None else inside
    both = counted[lag:] & counted[: len(film) - lag]
    a, b = music[lag:][both], film[: len(film) - lag][both]
    told = both.sum() >= FEW_WINDOWS and a.std() > 0 and b.std() > 0
    return float(spearmanr(a, b).statistic) if told else float("nan")


def _told(correlation: float) -> float:
    return -2.0 if np.isnan(correlation) else correlation


def head(line: Line, n: int = 5) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """Return the intervals and the duration ratios of a line's first notes."""
    notes = sorted(line.notes, key=lambda note: note.start_beat)[:n]
    intervals = tuple(b.pitch - a.pitch for a, b in pairwise(notes))
    ratios = tuple(b.length_beats / a.length_beats for a, b in pairwise(notes))
    return intervals, ratios


def pitch_class_entropy(notes: list[Sounding]) -> float:
    """Return the Shannon entropy of the pitch classes, bits (3.585 at most)."""
    counts = np.bincount([n.pitch % 12 for n in notes if not n.drum], minlength=12).astype(float)
    shares = counts[counts > 0] / counts.sum()
    return float(-(shares * np.log2(shares)).sum())


def scale_consistency(notes: list[Sounding]) -> float:
    """Return the best share of notes in any major or natural minor scale."""
    counts = np.bincount([n.pitch % 12 for n in notes if not n.drum], minlength=12)
    scale = np.array([1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0, 1])
    return float(max(counts[np.roll(scale, k) == 1].sum() for k in range(12)) / max(1, counts.sum()))


def melody_steps(notes: list[Sounding]) -> tuple[float, float]:
    """Return the melody's share of steps and repeats, and how often a leap of 5 semitones or more turns back."""
    tune = [n.pitch for n in notes if n.function == "melody" and not n.drum]
    moves = np.diff(tune)
    if not len(moves):
        return float("nan"), float("nan")
    leaps = [(a, b) for a, b in pairwise(moves) if abs(a) >= 5]
    back = np.mean([np.sign(a) != np.sign(b) for a, b in leaps]) if leaps else float("nan")
    return float(np.mean(np.abs(moves) <= 2)), float(back)


def out_of_range(score: Score) -> list[str]:
    """Return every written note outside its instrument's full range."""
    from scorecut.catalog.instruments import instrument

    wrong = []
    for cue in score.cues:
        for line in cue.lines:
            player = instrument(score.part(line.part).instrument)
            if not player.is_drums:
                wrong += [
                    f"{cue.cue_id} {line.part} beat {note.start_beat:g}: {note.pitch}"
                    for note in line.notes
                    if not player.low <= note.pitch <= player.high
                ]
    return wrong


def lead_share(score: Score, instrument_name: str) -> float:
    """Return the share of melodic time (note lengths of melody parts) that an instrument carries."""
    own = total = 0.0
    for cue in score.cues:
        for line in cue.lines:
            part = score.part(line.part)
            if part.function == "melody":
                beats = sum(note.length_beats for note in line.notes)
                total += beats
                own += beats * (part.instrument == instrument_name)
    return own / total if total else 0.0


def _within(notes: list[Sounding], start_s: float) -> list[Sounding]:
    return [n for n in notes if n.start_s < start_s + WINDOW_S and n.end_s > start_s]


def _spread(pitches: list[int]) -> float:
    return float(max(pitches) - min(pitches)) if pitches else 0.0
