"""The written music: parts, notes in beats, harmony, and the accents of the hits."""

from dataclasses import dataclass, field

from scorecut.model.pitch import Key

#: The six stems; every part belongs to one.
FUNCTIONS = ("melody", "harmony", "bass", "rhythm", "texture", "hits")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One player or section through the whole film.

    id : stable (``melody: cello``); function : one of ``FUNCTIONS``; instrument : a catalogue name
    """

    id: str
    function: str
    instrument: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A written note.

    start_beat, length_beats : quarter notes in the cue's own count (see ``tempo_map``)
    pitch : MIDI note (for percussion the drum key of General MIDI)
    level_db : written dynamic relative to mf (pp -18, p -12, mp -6, mf 0, f +5, ff +9), phrase shape
        not included (the players add it)
    articulation : ``legato`` ``tenuto`` ``portato`` ``detache`` ``staccato`` ``spiccato`` ``pizzicato``
        ``marcato`` ``accent`` ``tremolo`` ``trill`` ``ring`` (let it sound)
    phrase : notes with the same number in a part are one phrase; slur : one bow or breath
    ornament : ``""``, ``grace`` ``mordent`` ``turn`` ``roll`` (a rolled chord) ``glissando`` ``portamento``
    """

    start_beat: float
    length_beats: float
    pitch: int
    level_db: float = 0.0
    articulation: str = "legato"
    phrase: int = 0
    slur: int = 0
    ornament: str = ""

    @property
    def end_beat(self) -> float:
        return self.start_beat + self.length_beats


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one part plays in one cue, ordered by start.

    swells : (beat, dB relative to the notes' own level) points of a written hairpin that the player
        follows between phrases: pads that breathe, a swell into a hit; empty for none
    """

    part: str
    notes: tuple[Note, ...]
    swells: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chord:
    """A harmony. ``root`` and ``bass`` are pitch classes; ``tones`` all pitch classes, root first.

    symbol : as printed (``Dm7/F``); numeral : its function in the key (``iv6``)
    """

    start_beat: float
    length_beats: float
    root: int
    bass: int
    tones: tuple[int, ...]
    symbol: str
    numeral: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Accent:
    """What sounds in the hits stem for one hit.

    time_s : the exact second at which it must be heard (the frame's, hit offset included)
    kind : of the hit; for ``stop`` the notes end there instead of beginning, ``length_s`` before it
    notes : (instrument, pitch, level_db re mf, length_s) each; all are heard together at ``time_s``.
        At least one has a quick attack (a struck or plucked instrument): it carries the proof
    """

    hit_id: str
    time_s: float
    kind: str
    notes: tuple[tuple[str, int, float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A theme heard: which, where, how changed, by whom.

    transformation : ``statement`` ``transposition`` ``sequence`` ``fragment`` ``augmentation`` ``diminution``
        ``inversion`` ``mode change`` ``reharmonisation`` ``re-orchestration`` ``liquidation`` ``accumulation``
    """

    theme: str
    start_beat: float
    length_beats: float
    transformation: str
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A stretch of a cue with one idea: ``label`` (``A``, ``B``, ``build``, ``ending``), intensity 0-1."""

    label: str
    start_beat: float
    end_beat: float
    intensity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CueScore:
    """The music of one cue.

    meter : the main one (the tempo map has every bar); accents carry film seconds, all else beats
    cut_s : film seconds at which everything stops at once (for ``stop`` hits): sounding notes of the
        other stems are ended there
    """

    cue_id: str
    style: str
    key: Key
    theme: str
    chords: tuple[Chord, ...]
    lines: tuple[Line, ...]
    accents: tuple[Accent, ...] = ()
    statements: tuple[Statement, ...] = ()
    sections: tuple[Section, ...] = ()
    cut_s: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The music of the film. ``parts`` in score order; each line's part is one of them."""

    parts: tuple[Part, ...]
    cues: tuple[CueScore, ...]
    notes: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        ids = {part.id for part in self.parts}
        for part in self.parts:
            if part.function not in FUNCTIONS:
                raise ValueError(f"part {part.id!r}: no such function {part.function!r}")
        for cue in self.cues:
            for line in cue.lines:
                if line.part not in ids:
                    raise ValueError(f"cue {cue.cue_id}: there is no part {line.part!r}")

    def part(self, part_id: str) -> Part:
        """Return the part with this id; KeyError if there is none."""
        for part in self.parts:
            if part.id == part_id:
                return part
        raise KeyError(part_id)

    def cue(self, cue_id: str) -> CueScore:
        """Return the cue's music; KeyError if there is none."""
        for cue in self.cues:
            if cue.cue_id == cue_id:
                return cue
        raise KeyError(cue_id)
