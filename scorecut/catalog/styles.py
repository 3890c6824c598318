"""The styles: how a kind of music behaves in every room (``data/styles/*.toml``, one a file).

Each room reads its own table of a style and no other.
"""

from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from scorecut.catalog.limits import Limits, general_limits, limits_of
from scorecut.catalog.tables import DATA, TableError, build, hint, read_table
from scorecut.model.affect import Affect
from scorecut.model.cue_sheet import HIT_KINDS


@dataclass(frozen=True, slots=True, kw_only=True)
class TempoStyle:
    """Tempo and metre. Read by ``tempo/``.

    low_bpm, high_bpm : felt beats a minute from the calmest to the most energetic
    meters : preferred first, (beats, unit); phrase_bars : usual length of a phrase
    fixed : the tempo never bends (dance); irregular : whether 2/4, 3/4 or 5/4 bars may stand before a hit
    """

    low_bpm: float = 60.0
    high_bpm: float = 120.0
    meters: tuple[tuple[int, int], ...] = ((4, 4),)
    phrase_bars: int = 4
    fixed: bool = False
    irregular: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SpottingStyle:
    """Hits. Read by ``spotting/``.

    least_gap_s : between two strong or medium hits; hits_per_minute : at energy 0; kinds : share of each kind
    """

    least_gap_s: float = 4.0
    hits_per_minute: float = 4.0
    kinds: dict[str, float] = field(
        default_factory=lambda: {"turn": 0.4, "arrive": 0.3, "enter": 0.1, "colour": 0.1, "sting": 0.1}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayersStyle:
    """How it is played: quantities k of the KTH rules. Read by ``performance/``.

    rubato : scales everything that bends time; swing : share of the first eighth in a pair (0.5 straight)
    late_ms : lead and snare lay back; asynchrony_ms : spread between players
    """

    rubato: float = 1.0
    phrase_arch: float = 1.5
    high_loud: float = 1.0
    melodic_charge: float = 1.0
    harmonic_charge: float = 1.0
    duration_contrast: float = 1.0
    punctuation: float = 1.1
    final_ritard: float = 1.0
    dynamics: float = 1.0
    swing: float = 0.5
    late_ms: float = 0.0
    asynchrony_ms: float = 8.0
    vibrato: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundStyle:
    """Room and balance. Read by ``sound/``.

    space : ``dry`` ``room`` ``chamber`` ``plate`` ``hall`` ``cathedral``; reverb_db : return relative to the hall's usual
    balance_db : level of each function relative to the melody; glue : how tightly soft and loud are held together, 0-1
    """

    space: str = "hall"
    reverb_db: float = 0.0
    balance_db: dict[str, float] = field(default_factory=dict)
    glue: float = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """One kind of music.

    name : as in the file's name, spaces for underscores (of one's own style the path); title : for people
    synonyms : genre words of prompts that mean it; affect : where it is at home (for films without a prompt)
    rhythm_only : lends rhythm and timbre, never a whole score; asked_only : never chosen by the picture alone
    composition : the composing room's own tables, checked by ``composition.idiom``
    limits : what its music must keep to; the general ones where it states none
    """

    name: str
    title: str
    why: str
    synonyms: tuple[str, ...] = ()
    affect: tuple[float, float, float] = (0.0, 0.0, 0.0)
    rhythm_only: bool = False
    asked_only: bool = False
    tempo: TempoStyle = field(default_factory=TempoStyle)
    spotting: SpottingStyle = field(default_factory=SpottingStyle)
    players: PlayersStyle = field(default_factory=PlayersStyle)
    sound: SoundStyle = field(default_factory=SoundStyle)
    composition: dict[str, Any] = field(default_factory=dict)
    limits: Limits = field(default_factory=general_limits)

    @property
    def stem(self) -> str:
        """The name without folders: what chance and reports know it by."""
        return Path(self.name).stem if is_own(self.name) else self.name

    @property
    def everybody(self) -> frozenset[str]:
        """The instruments that its layers and leads name."""
        options = [option for layer in self.composition.get("layers", ()) for option in layer.get("players", ())]
        named = {name for option in options for name in option.split("+")}
        return frozenset(named | {lead["player"] for lead in self.composition.get("leads", ()) if "player" in lead})


@cache
def styles() -> dict[str, Style]:
    """Return all styles by name, in alphabetical order."""
    rows = {}
    for path in sorted((DATA / "styles").glob("*.toml")):
        name = path.stem.replace("_", " ")
        table = read_table(path)
        limits = limits_of(table.pop("limits", {}), f"{path.name}.limits")
        rows[name] = replace(build(Style, {"name": name, **table}, path.name), limits=limits)
    return rows


def is_own(name: str) -> bool:
    """Whether a style is a person's own file and not one of the house: its name is a path that ends in ``.toml``."""
    return name.lower().endswith(".toml")


def named_style(word: str) -> Style:
    """Return the style that a person names: a file of their own, a name of the house or what else it is called."""
    if is_own(word):
        return style(word)
    wanted = " ".join(word.lower().replace("_", " ").split())
    for row in styles().values():
        if wanted in (row.name, row.title.lower(), *(other.lower() for other in row.synonyms)):
            return row
    raise TableError(
        f"no style named {word!r}; {hint(wanted, styles())} A style of your own is a file that ends in .toml"
    )


def _own_style(path: Path) -> Style:
    """Return a person's own style, its path as its name; TableError that says what, where and what to try."""
    if not path.is_file():
        raise TableError(f"{path}: there is no such style file; copy one from {DATA.name}/styles and name its path")
    values = read_table(path)
    values.pop("name", None)
    row = build(Style, {"title": path.stem, "why": "a person's own", **values, "name": str(path)}, path.name)
    low, high = row.tempo.low_bpm, row.tempo.high_bpm
    if not 30.0 <= low <= high <= 240.0:
        raise TableError(f"{path.name}, tempo: {low:g} to {high:g} bpm; give low_bpm up to high_bpm, within 30 and 240")
    if not row.tempo.meters or any(beats < 2 or unit not in (2, 4, 8, 16) for beats, unit in row.tempo.meters):
        raise TableError(f"{path.name}, tempo.meters: write [[4, 4]] or [[3, 4], [6, 8]]")
    if any(not -1.0 <= value <= 1.0 for value in row.affect):
        raise TableError(f"{path.name}, affect: valence, energy and tension lie between -1 and 1")
    for kind in row.spotting.kinds:
        if kind not in HIT_KINDS:
            raise TableError(
                f"{path.name}, spotting.kinds: no kind of hit named {kind!r}; one of {', '.join(HIT_KINDS)}"
            )
    return row


def style(name: str) -> Style:
    """Return the style with this name (a path for one's own); TableError with the names there are if there is none."""
    if is_own(name):
        return _own_style(Path(name))
    try:
        return styles()[name]
    except KeyError:
        raise TableError(f"no style named {name!r}; there are {', '.join(styles())}") from None


def nearest_style(affect: Affect) -> Style:
    """Return the style most at home in ``affect`` (energy counts double): for films without a prompt."""

    def distance(row: Style) -> float:
        valence, energy, tension = row.affect
        return (valence - affect.valence) ** 2 + 2 * (energy - affect.energy) ** 2 + (tension - affect.tension) ** 2

    return min((row for row in styles().values() if not row.rhythm_only and not row.asked_only), key=distance)
