"""What every texture looks at while it writes one section for one layer."""

from dataclasses import dataclass, field

import numpy as np

from scorecut.composition.bass import bass_pitches
from scorecut.composition.canvas import Canvas
from scorecut.composition.chart import Chart
from scorecut.composition.form import Stretch
from scorecut.composition.idiom import Layer, Texture
from scorecut.composition.melody import Sung
from scorecut.composition.voicing import voiced
from scorecut.model.score import Note

#: Written unevenness from note to note; a player's hand adds its own, which goes on from one to the next.
UNEVEN_DB = 0.3


@dataclass(kw_only=True, eq=False)
class Page:
    """The cue so far: what the textures share. ``until``: beat of the last chord, where patterns end."""

    canvas: Canvas
    chart: Chart
    tune: list[Sung]
    until: float
    _voicings: dict[tuple[int, int, int], list[tuple[int, ...]]] = field(default_factory=dict)
    _basses: dict[tuple[int, int], list[int]] = field(default_factory=dict)

    def basses(self, low: int, high: int) -> list[int]:
        """Return the bass note under every chord within a register."""
        if (low, high) not in self._basses:
            self._basses[low, high] = bass_pitches(self.chart.chords, low, high, self.tune)
        return self._basses[low, high]

    def voicing(self, n_voices: int, low: int, high: int) -> list[tuple[int, ...]]:
        """Return the voicing of every chord within a register."""
        key = (n_voices, low, high)
        if key not in self._voicings:
            self._voicings[key] = voiced(self.chart.chords, self.basses(31, 50), n_voices, low, high)
        return self._voicings[key]

    def tune_at(self, beat: float) -> Sung | None:
        """Return the tune's note that sounds at ``beat``, None where it rests."""
        for note in self.tune:
            if note.start_beat <= beat + 1e-6 < note.end_beat - 1e-6:
                return note
        return None


@dataclass(frozen=True, kw_only=True, eq=False)
class Setting:
    """One layer in one section.

    low, high : the register, already within the player's range; until : nothing begins at or after this beat
    busy : 0-1, which of the texture's patterns
    """

    page: Page
    stretch: Stretch
    layer: Layer
    texture: Texture
    low: int
    high: int
    busy: float
    rng: np.random.Generator

    @property
    def start(self) -> float:
        return self.stretch.start_beat

    @property
    def end(self) -> float:
        return min(self.stretch.end_beat, self.page.until)

    def pattern(self) -> str:
        """Return the texture's pattern for this section's busyness."""
        rows = self.texture.patterns or ("",)
        return rows[min(len(rows) - 1, int(self.busy * len(rows)))]

    def note(self, start: float, length: float, pitch: int, level_db: float = 0.0, ornament: str = "") -> Note:
        """Return a note of this layer; the level is relative to the section's and has a player's small unevenness."""
        uneven = UNEVEN_DB * float(self.rng.normal())
        return Note(
            start_beat=start,
            length_beats=max(0.05, length),
            pitch=int(pitch),
            level_db=level_db + uneven,
            articulation=self.layer.articulation or self.texture.articulation,
            phrase=self.stretch.number,
            slur=int(start // 4),
            ornament=ornament,
        )
