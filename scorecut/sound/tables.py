"""The sound room's own table (``data/sound.toml``) as dataclasses: reference levels, tilt, rooms, balance."""

from dataclasses import dataclass, field, replace
from functools import cache

from scorecut.catalog.tables import DATA, TableError, build, read_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """note_lufs : momentary loudness of one mezzo-forte note of a section; family_db : others relative to it,
    instrument_db : players that differ from their family
    """

    note_lufs: float = -33.0
    family_db: dict[str, float] = field(default_factory=dict)
    instrument_db: dict[str, float] = field(default_factory=dict)
    why: str = ""

    def target_lufs(self, name: str, family: str) -> float:
        """Return how loud a mezzo-forte of an instrument is."""
        return self.note_lufs + self.instrument_db.get(name, self.family_db.get(family, 0.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tilt:
    """grows : share by which a family's centroid grows from pp to ff; most_*_db : how far the shelf moves for it."""

    most_up_db: float = 18.0
    most_down_db: float = 30.0
    grows: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """How one of several takes of a repeated note differs.

    bells : (Hz, dB, Q) of its colour; turns_hz : where its partials are turned by a quarter; cents, drum_cents : tuning
    """

    bells: tuple[tuple[float, float, float], ...] = ()
    turns_hz: tuple[float, ...] = ()
    cents: float = 0.0
    drum_cents: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """One room.

    t60_s : reverberation time at middle frequencies; bass, treble : factors of it below 400 Hz, above 4 kHz
    wet_db, early_db : reverb and first reflections against the dry sound of a part at middle depth
    """

    t60_s: float
    bass: float
    treble: float
    predelay_ms: float
    wet_db: float
    early_db: float
    size_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Each function under the melody, dB, and how far it may be moved to get there."""

    harmony: float
    bass: float
    rhythm: float
    texture: float
    hits: float
    tolerance_above_db: float
    tolerance_below_db: float
    most_cut_db: float
    most_lift_db: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Prominence:
    """under_lu, over_lu : how far below and above the music around it a hit of each kind may be.

    most_lift_db, most_cut_db : how far it is moved at most
    """

    most_lift_db: float
    most_cut_db: float
    under_lu: dict[str, float]
    over_lu: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Under:
    """Music beneath the film's own sound: LU below it, bounds in LUFS, and the dip under speech."""

    below_film_lu: float
    quietest_lufs: float
    loudest_lufs: float
    dip_db: float
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """The widest loudness range, LU, of music alone and beneath a film's own sound; most_db : a passage moves no further.

    loose_lu, tight_lu : of music alone, of styles without any glue and of those with most
    """

    loose_lu: float
    tight_lu: float
    beneath_lu: float
    most_db: float
    why: str = ""

    def alone_lu(self, glue: float) -> float:
        """Return the widest range of music alone whose style has so much glue."""
        return self.loose_lu + (self.tight_lu - self.loose_lu) * glue


@dataclass(frozen=True, slots=True, kw_only=True)
class Spiccato:
    """Which programs of General MIDI keep a ``share`` of their release after notes no longer than ``within_s``."""

    programs: tuple[int, ...]
    within_s: float
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundTables:
    """All of ``sound.toml``. release : share of its release that a program of General MIDI (as text) keeps."""

    reference: Reference
    tilt: Tilt
    takes: tuple[Take, ...]
    release: dict[str, float]
    spiccato: Spiccato
    space: dict[str, Space]
    balance: Balance
    prominence: Prominence
    under: Under
    range: Range


@cache
def sound_tables() -> SoundTables:
    """Return the table, read on first use."""
    values = read_table(DATA / "sound.toml")
    spaces = {name: build(Space, row, f"sound.toml, space.{name}") for name, row in values.pop("space").items()}
    rows = build(SoundTables, {**values, "space": {}}, "sound.toml")
    return replace(rows, space=spaces)


def space(name: str) -> Space:
    """Return the room with this name; TableError with the names there are if there is none."""
    rooms = sound_tables().space
    if name not in rooms:
        raise TableError(f"no space named {name!r}; there are {', '.join(rooms)}")
    return rooms[name]
