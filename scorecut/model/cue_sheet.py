"""The cue sheet: which stretch of film has music, what it is asked for, and what it must hit.

Everything in it can be edited by a person (``sheetfile`` writes it as text). It
holds wishes; what scorecut decides later (key, tempo, theme) never enters it.
"""

from dataclasses import dataclass, field
from fractions import Fraction

from scorecut.errors import CueSheetError
from scorecut.model.emotion import Emotion
from scorecut.model.picture import Speech
from scorecut.model.pitch import Key

SCHEMA = "scorecut/cue-sheet/1"
HIT_KINDS = ("arrive", "turn", "enter", "sting", "colour", "stop")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a person asks of a cue; a field left at its default is free.

    style, rhythm_style : names of styles; the second lends rhythm section and timbre
    rhythm_share : weight of the second, 0-1 (at a half both give all of theirs)
    meter : (beats, unit) such as (3, 4)
    tempo_bpm : one tempo; tempo_range_bpm : (low, high) from words such as "slow"
    tempo_factor : from the slider; fixed_tempo : True, False or None (as the style has it)
    key : tonic and mode; tonic : pitch class alone; mode : a mode alone
    lead : instrument that carries the melody
    instruments : must be heard; only : nothing else than ``instruments`` and ``lead``
    background : instruments that accompany and never lead
    without : instruments, families or ``drums`` that must not sound; ``melody``: nobody carries a tune
    drums : True asked for, False forbidden, None free
    density, brightness : -1..+1; dynamics_db : relative to what the curve asks
    articulation : ``legato`` or ``staccato``; space : ``dry``, ``room``, ``chamber``, ``plate``, ``hall`` or ``cathedral``
    """

    style: str | None = None
    rhythm_style: str | None = None
    rhythm_share: float = 0.5
    meter: tuple[int, int] | None = None
    tempo_bpm: float | None = None
    tempo_range_bpm: tuple[float, float] | None = None
    tempo_factor: float = 1.0
    fixed_tempo: bool | None = None
    key: Key | None = None
    tonic: int | None = None
    mode: str | None = None
    lead: str | None = None
    instruments: tuple[str, ...] = ()
    background: tuple[str, ...] = ()
    only: bool = False
    without: tuple[str, ...] = ()
    drums: bool | None = None
    density: float = 0.0
    brightness: float = 0.0
    dynamics_db: float = 0.0
    articulation: str | None = None
    space: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cue:
    """A stretch of music.

    id : stable name (``c1``), kept when cues are added or moved; number : order in the film
    start_s, end_s : where it begins and where its last sound should have ended
    reason : why music begins here, in a few words; ending : ``close`` (the film's last), ``open``,
        ``button``, ``ring out`` or ``stop``
    opening : ``attack`` (on a cut or hit) or ``sneak`` (fades in under the scene)
    scene : cues with the same number show the same place or people: their theme returns
    emotion : the stretch of the curve that the music follows, prompt and sliders already in it
    """

    id: str
    number: int
    start_s: float
    end_s: float
    reason: str
    emotion: Emotion
    wishes: Wishes = Wishes()
    label: str = ""
    opening: str = "attack"
    ending: str = "open"
    scene: int = 0

    @property
    def length_s(self) -> float:
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A moment that the music must mark.

    time_s : the presentation time of ``frame``
    kind : one of ``HIT_KINDS``; weight : 0-1; locked : a person insists
    label : what is seen there; reason : why it deserves a hit
    """

    id: str
    cue: str
    time_s: float
    frame: int
    kind: str
    weight: float
    label: str = ""
    reason: str = ""
    locked: bool = False

    @property
    def size(self) -> str:
        """``strong`` (downbeat), ``medium`` (beat) or ``light`` (eighth or off the grid)."""
        return "strong" if self.weight >= 0.7 else "medium" if self.weight >= 0.4 else "light"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CueSheet:
    """The spotted film.

    film_name, film_digest : which film it belongs to (SHA-256 of the file, "" where not known)
    frame_rate : for timecode in text; hit_offset_frames : hits sound this many frames after theirs
    speech : spoken spans, so that the music can keep away
    """

    film_name: str
    film_digest: str
    duration_s: float
    frame_rate: Fraction
    cues: tuple[Cue, ...]
    hits: tuple[Hit, ...] = ()
    speech: tuple[Speech, ...] = ()
    prompt: str = ""
    seed: int = 1
    emotion_source: str = ""
    notes: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        ids = [cue.id for cue in self.cues]
        if len(set(ids)) != len(ids):
            raise CueSheetError("two cues have the same id; give each its own")
        if len({hit.id for hit in self.hits}) != len(self.hits):
            raise CueSheetError("two hits have the same id; give each its own")
        before = 0.0
        for cue in self.cues:
            if cue.start_s < before - 1e-9 or cue.end_s <= cue.start_s:
                raise CueSheetError(f"cue {cue.id}: start and end must rise, and cues must not overlap")
            before = cue.end_s
        for hit in self.hits:
            if hit.kind not in HIT_KINDS:
                raise CueSheetError(f"hit {hit.id}: no such kind {hit.kind!r}; one of {', '.join(HIT_KINDS)}")
            if hit.cue not in ids:
                raise CueSheetError(f"hit {hit.id}: there is no cue {hit.cue!r}")
            cue = self.cue(hit.cue)
            if not cue.start_s - 1e-6 <= hit.time_s <= cue.end_s + 1e-6:
                raise CueSheetError(f"hit {hit.id} ({hit.label!r}) lies outside its cue {cue.id}")

    def cue(self, cue_id: str) -> Cue:
        """Return the cue with this id; KeyError if there is none."""
        for cue in self.cues:
            if cue.id == cue_id:
                return cue
        raise KeyError(cue_id)

    def hits_of(self, cue_id: str) -> tuple[Hit, ...]:
        """Return a cue's hits in order of time."""
        return tuple(sorted((hit for hit in self.hits if hit.cue == cue_id), key=lambda hit: hit.time_s))
