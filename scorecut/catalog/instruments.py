"""The instruments: how they are called, what they can play, how they sound (``data/instruments.toml``)."""

from dataclasses import dataclass
from functools import cache

from scorecut.catalog.tables import DATA, build, read_table

FAMILIES = (
    "keys", "mallets", "plucked", "bass", "strings", "voice", "brass", "reeds", "flutes", "lead", "pad", "drums", "fx",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """One row of the table. Pitches are sounding MIDI notes, times milliseconds, levels dB.

    name : canonical, lower case (``cello``, ``string section``, ``saw lead``, ``drum kit``)
    program : General MIDI, from 0; -1 for drums (channel 10) ; bank : the preferred bank in MuseScore_General
        (for drums the kit's program on channel 10: 0 standard, 25 TR-808, 40 brushes, 48 orchestra)
    short_program, short_bank : patch for spiccato and staccato (-1: the same)
    key : the drum key of a single percussion instrument played on channel 10 (-1: none)
    keys : further drum keys that this instrument answers for (``drum_at``)
    engine : ``font`` (sampled where a sound font is installed) or ``synth`` (always our synthesiser)
    preset : the synthesiser's preset, for ``synth`` and as stand-in without a sound font
    attack_ms : tabulated t50; short_attack_ms : of the short patch
    sustains : holds a tone (a piano rings and dies); polyphonic : plays chords alone
    level_db : calibration so that a written mf has the family's loudness
    seat : -1 (left) to +1 (right); depth : 0 (near) to 1 (far)
    vibrato_cents, vibrato_hz : to be added on long notes (0 where the sample has its own)
    breath_s : longest phrase on one breath (0: needs none)
    exposed_s : longest note that may stand alone unshaped
    double : the quick instrument that marks a hit with it ("" if it is quick itself)
    partner : usual doubling
    """

    name: str
    family: str
    program: int = 0
    bank: int = 0
    short_program: int = -1
    short_bank: int = 0
    key: int = -1
    keys: tuple[int, ...] = ()
    engine: str = "font"
    preset: str = "bowed"
    synonyms: tuple[str, ...] = ()
    low: int = 36
    high: int = 84
    sweet_low: int = 48
    sweet_high: int = 72
    attack_ms: float = 5.0
    short_attack_ms: float = 0.0
    sustains: bool = True
    polyphonic: bool = False
    level_db: float = 0.0
    seat: float = 0.0
    depth: float = 0.4
    vibrato_cents: float = 0.0
    vibrato_hz: float = 5.5
    breath_s: float = 0.0
    exposed_s: float = 8.0
    double: str = ""
    partner: str = ""
    why: str = ""

    @property
    def is_drums(self) -> bool:
        """Whether it is played on channel 10 by drum keys."""
        return self.program < 0


@cache
def instruments() -> dict[str, Instrument]:
    """Return all instruments by canonical name, in the table's order."""
    table = read_table(DATA / "instruments.toml")
    rows = {}
    for name, values in table.items():
        rows[name] = build(Instrument, {"name": name, **values}, f"instruments.toml, {name}")
    return rows


def instrument(name: str) -> Instrument:
    """Return the instrument with this canonical name; KeyError if there is none."""
    return instruments()[name]


@cache
def by_word() -> dict[str, str]:
    """Return every name and synonym (lower case) with its canonical name."""
    words: dict[str, str] = {}
    for row in instruments().values():
        for word in (row.name, *row.synonyms):
            words.setdefault(word, row.name)
    return words


@cache
def drum_at(key: int) -> Instrument:
    """Return the single percussion instrument that a kit plays on this drum key (the nearest key that has one)."""
    rows = [row for row in instruments().values() if row.key >= 0]
    return min(rows, key=lambda row: min(abs(key - other) for other in (row.key, *row.keys)))
