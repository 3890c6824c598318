"""What every player of a cue shares: its clock before rubato, bars, harmony, style and the moments that must not move."""

from dataclasses import dataclass

import numpy as np

from scorecut.catalog.styles import PlayersStyle
from scorecut.chance import stream
from scorecut.model.cue_sheet import Cue
from scorecut.model.pitch import Key
from scorecut.model.score import Chord, CueScore
from scorecut.model.tempo_map import CueTempo

#: Two beats closer than this are the same place.
SAME_BEAT = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scene:
    """One cue as its players find it.

    anchors : float64, (n,), rising; beats whose second is fixed: hits and cuts, first and last beat
    hits : the anchors that are hits or cuts; players meet there without any asynchrony
    bars : float64, (m,), first beat of every bar
    fixed : the tempo does not bend (dance styles, or a style without rubato)
    """

    seed: int
    cue: Cue
    tempo: CueTempo
    players: PlayersStyle
    key: Key
    chords: tuple[Chord, ...]
    anchors: np.ndarray
    hits: np.ndarray
    bars: np.ndarray
    fixed: bool

    @property
    def bar_beats(self) -> float:
        """Length of the usual bar in quarter notes."""
        beats, unit = self.tempo.meter
        return beats * 4.0 / unit

    def chance(self, *names: str) -> np.random.Generator:
        """Return the stream of this cue that has these names."""
        return stream(self.seed, "performance", self.cue.id, *names)

    def lets_go(self, cuts_s: tuple[float, ...]) -> bool:
        """Whether the players let the last chord go one after the other, not at a cut or on a button."""
        return self.cue.ending in ("close", "ring out", "open") and self.cue.end_s not in cuts_s

    def at_hit(self, beat: np.ndarray) -> np.ndarray:
        """Return which of the beats stand on a hit or cut, bool, same shape."""
        return distance_to(self.hits, beat) < SAME_BEAT


def set_scene(score: CueScore, tempo: CueTempo, cue: Cue, players: PlayersStyle, seed: int) -> Scene:
    """Return the scene of one cue: hits of the grid and off it, cuts, and the cue's own ends are its anchors."""
    starts = [note.start_beat for line in score.lines for note in line.notes]
    ends = [note.end_beat for line in score.lines for note in line.notes]
    first, last = min([0.0, *starts]), max([tempo.end_beat, *ends])
    hits = np.unique([*(place.at_beat for place in tempo.places), *(float(tempo.beat_at(cut)) for cut in score.cut_s)])
    anchors = np.unique([first, 0.0, tempo.end_beat, last, *hits])
    anchors = anchors[np.concatenate([[True], np.diff(anchors) > SAME_BEAT])]
    return Scene(
        seed=seed,
        cue=cue,
        tempo=tempo,
        players=players,
        key=score.key,
        chords=score.chords,
        anchors=anchors,
        hits=hits,
        bars=np.array([bar.start_beat for bar in tempo.bars], dtype=np.float64),
        fixed=tempo.fixed or players.rubato == 0.0,
    )


def distance_to(places: np.ndarray, beat: np.ndarray) -> np.ndarray:
    """Return how far each beat lies from the nearest of the rising ``places`` (inf where there are none)."""
    beat = np.asarray(beat, dtype=np.float64)
    if not places.size:
        return np.full(beat.shape, np.inf)
    right = np.clip(np.searchsorted(places, beat), 0, places.size - 1)
    left = np.clip(right - 1, 0, places.size - 1)
    return np.minimum(np.abs(places[right] - beat), np.abs(beat - places[left]))
