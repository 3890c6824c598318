"""How parts look on paper: clefs, staves, octaves, names and the order on the page (``data/notation.toml``)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from scorecut.catalog.instruments import Instrument, instrument
from scorecut.catalog.tables import DATA, build, read_table
from scorecut.model.score import Score

#: Sign, line, and the pitch in the middle of the staff.
CLEFS = {"treble": ("G", 2, 71), "bass": ("F", 4, 50), "alto": ("C", 3, 60), "percussion": ("percussion", 2, 71)}
#: Semitones from the middle of the staff that need no ledger lines to speak of.
COMFORT = 9
#: The lowest written pitch for which a part may keep the treble clef alone, the highest for the bass clef.
HIGH, LOW = 55, 64
MIDDLE_C = 60

#: What a sampled patch is called beside its players: the sign on the note says how they play.
PATCHES = ("slow ", "tremolo ", "pizzicato ", "spiccato ")
PLAYERS = ("strings", "violins", "violins ii", "violas", "celli", "basses")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Families from the top of the page down, and the names of their groups."""

    families: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Staves:
    """Instruments that are written on two staves, in the alto clef, with or against what their family is."""

    grand: tuple[str, ...]
    alto: tuple[str, ...]
    treble: tuple[str, ...]
    pitched_drums: tuple[str, ...]
    unpitched: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dynamics:
    """Marks with the level (dB re mf) at which each begins; what makes a hairpin."""

    marks: tuple[tuple[str, float], ...]
    margin_db: float
    hairpin_db: float
    hairpin_quarters: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """The whole table. ``octaves`` : written above what sounds; ``short`` : names before later systems; ``drums`` : key -> (name, place, note head)."""

    order: Order
    staves: Staves
    octaves: dict[str, int]
    short: dict[str, str]
    dynamics: Dynamics
    drums: dict[str, tuple[str, str, str]]


@cache
def looks() -> Looks:
    """Return the table, read on first use."""
    return build(Looks, read_table(DATA / "notation.toml"), "notation.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Player:
    """One part on the page. ``id`` P1, P2 ...; ``part`` the score's part, "" for what only marks hits; ``group`` on the page."""

    id: str
    part: str
    name: str
    instrument: Instrument
    group: str

    @property
    def short(self) -> str:
        """The name before later systems: ``Vla. 2``, ``Pno. (hits)``."""
        whole = _title(self._player)
        words = [word if len(word) < 6 else f"{word[:4]}." for word in whole.split()]
        return self.name.replace(whole, looks().short.get(self._player, " ".join(words)), 1)

    @property
    def n_staves(self) -> int:
        return 2 if self.instrument.name in looks().staves.grand else 1

    @property
    def is_unpitched(self) -> bool:
        rules, row = looks().staves, self.instrument
        if row.name in rules.pitched_drums:
            return False
        return row.is_drums or row.family == "drums" or row.name in rules.unpitched

    @property
    def is_struck(self) -> bool:
        """Whether it only has strokes: drums, timpani among them."""
        return self.is_unpitched or self.instrument.family == "drums"

    @property
    def octaves(self) -> int:
        """How many octaves above the sound it is written."""
        return looks().octaves.get(self._player, 0)

    @property
    def is_bowed(self) -> bool:
        return _family(self.instrument) == "strings"

    @property
    def _player(self) -> str:
        return _player(self.instrument.name)

    def clef(self, pitches: Sequence[int], staff: int, now: str) -> str:
        """Return the clef for written pitches: ``now`` as long as it serves."""
        if self.is_unpitched:
            return "percussion"
        if self.n_staves == 2:
            return "treble" if staff == 1 else "bass"
        row, above = self.instrument, 12 * self.octaves
        choices: tuple[str, ...]
        if self._player in looks().staves.alto:
            choices = ("alto", "treble")
        elif self._player in looks().staves.treble or row.low + above >= HIGH:
            choices = ("treble",)
        elif row.high + above <= LOW + 12 and row.low + above < HIGH - 12:
            choices = ("bass", "treble") if row.high + above > LOW + 8 else ("bass",)
        else:
            choices = ("bass", "treble") if row.sweet_low + row.sweet_high < 2 * MIDDLE_C else ("treble", "bass")
        if not pitches:
            return now or choices[0]

        def strain(name: str) -> float:
            return sum(max(0, abs(pitch - CLEFS[name][2]) - COMFORT) for pitch in pitches) / len(pitches)

        usual = now if now in choices else choices[0]
        best = min(choices, key=strain)
        return usual if strain(usual) < strain(best) + 2.0 else best


def players(score: Score) -> list[Player]:
    """Return everybody on the page in score order: the parts, then in their families who only marks hits."""
    rows = [(part.id, part.instrument, part.function) for part in score.parts]
    marking = dict.fromkeys(name for cue in score.cues for accent in cue.accents for name, *_ in accent.notes)
    rows += [("", name, "hits") for name in marking]
    families = looks().order.families

    def place(row: tuple[str, str, str]) -> tuple[int, int]:
        voice = instrument(row[1])
        return families.index(_family(voice)), -(voice.low + voice.high)

    rows.sort(key=place)
    titles = []
    for part, name, function in rows:
        alike = {(other, bool(own)) for own, who, other in rows if _player(who) == _player(name)}
        title = _title(_player(name))
        titles.append(f"{title} ({function})" if len(alike) > 1 or not part else title)
    found = []
    for i, (part, name, _) in enumerate(rows):
        title = titles[i]
        title = f"{title} {titles[: i + 1].count(title)}" if titles.count(title) > 1 else title
        group = looks().order.names[families.index(_family(instrument(name)))]
        found.append(Player(id=f"P{i + 1}", part=part, name=title, instrument=instrument(name), group=group))
    return found


def staff_of(player: Player, pitch: int) -> int:
    """Return which of a player's staves takes a pitch."""
    return 2 if player.n_staves == 2 and pitch + 12 * player.octaves < MIDDLE_C else 1


def _player(name: str) -> str:
    """Who plays a sampled patch: ``slow violas`` are violas."""
    for patch in PATCHES:
        if name.startswith(patch) and name.removeprefix(patch) in PLAYERS:
            return name.removeprefix(patch)
    return name


def _family(voice: Instrument) -> str:
    return "strings" if _player(voice.name) in PLAYERS or voice.name == "pizzicato strings" else voice.family


def _title(name: str) -> str:
    """The name as it stands before a staff.

    >>> _title("violins ii"), _title("cor anglais")
    ('Violins II', 'Cor Anglais')
    """
    return " ".join("II" if word == "ii" else word[:1].upper() + word[1:] for word in name.split())
