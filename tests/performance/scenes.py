"""A small film with one or two cues, a melody, chords and hits at places that we chose."""

from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from scorecut.catalog.instruments import instrument
from scorecut.catalog.styles import PlayersStyle
from scorecut.model.cue_sheet import Cue, CueSheet, Hit, Wishes
from scorecut.model.emotion import Emotion
from scorecut.model.performance import PlayedLine
from scorecut.model.pitch import Key
from scorecut.model.score import Accent, Chord, CueScore, Line, Note, Part, Score
from scorecut.model.tempo_map import Bar, CueTempo, Place, TempoMap
from scorecut.performance.perform import perform
from scorecut.performance.rubato import Clock, bend_time
from scorecut.performance.scene import Scene, set_scene

TUNE = (60, 62, 64, 67, 65, 64, 62, 60)


def calm(start_s: float, end_s: float) -> Emotion:
    times = np.linspace(start_s, end_s, 5)
    return Emotion(times_s=times, valence=0 * times, energy=0 * times, tension=0 * times)


def tune(n_bars: int, pitches: tuple[int, ...] = TUNE, **changes: object) -> tuple[Note, ...]:
    """Quarter notes in phrases of two bars."""
    values: dict = {"length_beats": 1.0, **changes}
    return tuple(
        Note(start_beat=float(beat), pitch=pitches[beat % len(pitches)], phrase=beat // 8, **values)
        for beat in range(n_bars * 4)
    )


@dataclass
class Film:
    """Everything that ``perform`` takes, for one cue."""

    lines: tuple[tuple[Part, Line], ...]
    n_bars: int = 8
    start_s: float = 2.0
    bpm: float = 90.0
    hit_beats: tuple[float, ...] = ()
    ending: str = "close"
    opening: str = "attack"
    seed: int = 1
    style: str = "elegy"
    fixed: bool = False
    cue_id: str = "c1"
    cut_s: tuple[float, ...] = ()
    accents: tuple[Accent, ...] = ()
    emotion: Emotion | None = None
    wishes: Wishes = field(default_factory=Wishes)

    @property
    def end_s(self) -> float:
        return self.start_s + self.n_bars * 4 * 60.0 / self.bpm

    @property
    def cue(self) -> Cue:
        return Cue(
            id=self.cue_id, number=1, start_s=self.start_s, end_s=self.end_s, reason="a look", ending=self.ending,
            opening=self.opening, emotion=self.emotion or calm(self.start_s, self.end_s), wishes=self.wishes,
        )  # fmt: skip

    @property
    def hits(self) -> tuple[Hit, ...]:
        return tuple(
            Hit(id=f"{self.cue_id}h{i}", cue=self.cue_id, time_s=self.second(beat), frame=0, kind="arrive", weight=0.8)
            for i, beat in enumerate(self.hit_beats)
        )

    def second(self, beat: float) -> float:
        return self.start_s + beat * 60.0 / self.bpm

    @property
    def tempo(self) -> CueTempo:
        beats = np.arange(self.n_bars * 4 + 1.0)
        return CueTempo(
            cue_id=self.cue_id,
            beats=beats,
            times_s=self.start_s + beats * 60.0 / self.bpm,
            bars=tuple(Bar(number=i + 1, start_beat=4.0 * i, meter=(4, 4)) for i in range(self.n_bars)),
            places=tuple(
                Place(hit=hit, kind="beat", at_beat=beat, bar=int(beat // 4) + 1, beat=beat % 4 + 1)
                for hit, beat in zip(self.hits, self.hit_beats, strict=True)
            ),
            fixed=self.fixed,
        )

    @property
    def chords(self) -> tuple[Chord, ...]:
        roots = (0, 5, 7, 0)
        return tuple(
            Chord(start_beat=4.0 * i, length_beats=4.0, root=roots[i % 4], bass=roots[i % 4],
                  tones=tuple((roots[i % 4] + step) % 12 for step in (0, 4, 7)), symbol="", numeral="")
            for i in range(self.n_bars)
        )  # fmt: skip

    @property
    def cue_score(self) -> CueScore:
        return CueScore(
            cue_id=self.cue_id, style=self.style, key=Key(0, "major"), theme="A", chords=self.chords,
            lines=tuple(line for _, line in self.lines), accents=self.accents, cut_s=self.cut_s,
        )  # fmt: skip

    @property
    def score(self) -> Score:
        return Score(parts=tuple(part for part, _ in self.lines), cues=(self.cue_score,))

    @property
    def sheet(self) -> CueSheet:
        return CueSheet(
            film_name="film.mp4", film_digest="", duration_s=self.end_s + 2.0, frame_rate=Fraction(25),
            cues=(self.cue,), hits=self.hits, seed=self.seed,
        )  # fmt: skip

    @property
    def tempo_map(self) -> TempoMap:
        return TempoMap(cues=(self.tempo,))

    def scene(self, players: PlayersStyle | None = None) -> Scene:
        return set_scene(self.cue_score, self.tempo, self.cue, players or PlayersStyle(), self.seed)

    def clock(self, players: PlayersStyle | None = None) -> Clock:
        return bend_time(self.score, self.cue_score, self.scene(players))


def solo(
    name: str, notes: tuple[Note, ...], *, function: str = "melody", swells: tuple = (), **changes: object
) -> Film:
    """A film with one part."""
    instrument(name)
    part = Part(id=f"{function}: {name}", function=function, instrument=name)
    return Film(lines=((part, Line(part=part.id, notes=notes, swells=swells)),), **changes)


def play(film: Film) -> tuple[PlayedLine, ...]:
    """Return the film's played lines, one for each part."""
    return perform(film.score, film.tempo_map, film.sheet).cues[0].lines


def starts(line: PlayedLine) -> np.ndarray:
    return np.array([note.heard_s for note in line.notes])
