"""What a style knows about writing notes: its ``[composition]`` table and the textures it names.

A style says how; affect says how much. All numbers of taste lie in
``data/styles/*.toml``, ``data/textures.toml``, ``data/grooves.toml`` and
``data/harmony.toml``; this module only gives them a shape and checks it.
"""

from dataclasses import dataclass, field
from functools import cache

from scorecut.catalog.styles import Style, is_own, style
from scorecut.catalog.tables import DATA, TableError, build, read_table
from scorecut.composition.checks import check_idiom, one_of

KINDS = (
    "pad",
    "figure",
    "drone",
    "cluster",
    "chorale",
    "counter",
    "call",
    "canon",
    "bells",
    "loop",
    "double",
    "groove",
)
ROLES = ("intro", "A", "A'", "B", "build", "climax", "break", "ending")


@dataclass(frozen=True, slots=True, kw_only=True)
class Texture:
    """One way to set a harmony in motion (``data/textures.toml``).

    kind : one of ``KINDS``; patterns : from calm to busy, tokens on a grid of ``grid`` quarter notes:
        digits count chord tones up from the bottom of the register, ``b`` the bass, ``f`` its fifth, ``o`` its octave,
        ``h`` its third, ``s`` its sixth, ``c`` the semitone above it, ``a`` a step towards the next bass, ``w`` a walk to
        it, ``t`` the tonic, ``x`` the whole chord, ``n`` the semitone above the tonic; ``B`` ``S`` ``C`` ``T`` two strings:
        bass and fifth, bass and sixth, the fifths on ``c`` and on ``t``; ``-`` holds, ``.`` rests
    bars : how many bars a pattern runs before it begins anew
    accents : group lengths in grid units (``3+3+2``); sounding : share of the written length
    articulation : of the notes
    """

    kind: str
    patterns: tuple[str, ...] = ()
    grid: float = 0.5
    bars: int = 1
    accents: str = ""
    accent_db: float = 4.0
    sounding: float = 0.9
    articulation: str = "legato"
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Groove:
    """A drum pattern of one 4/4 bar or two: sixteen slots a bar, ``.`` silent, 1-9 the strength (9 is +3 dB).

    A letter (a-i) is a slot with two strokes. Bars of other metres take the first slots.

    drums : General MIDI drum name -> 16 or 32 characters; calm : drums left out below half of the layer's intensity
    fill : drum -> up to sixteen characters, played instead on the last bar of a section; cymbal : what opens a section
    """

    drums: dict[str, str]
    fill: dict[str, str] = field(default_factory=dict)
    calm: tuple[str, ...] = ()
    cymbal: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One function of the texture and who plays it.

    players : options in order of preference, ``violas+celli`` plays both (voices are shared out)
    above, below : intensities (0-1) between which it sounds; register : MIDI notes it stays in
    roles : section roles in which it may sound (empty: all); voices : of a chord
    lent : goes along when the style lends its rhythm section
    steady : the last to leave when there are too many layers, and not kept waiting at the opening
    """

    name: str
    function: str
    texture: str
    players: tuple[str, ...]
    above: float = 0.0
    below: float = 1.01
    level_db: float = -5.0
    register: tuple[int, int] = (48, 72)
    voices: int = 3
    roles: tuple[str, ...] = ()
    articulation: str = ""
    lent: bool = False
    steady: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """Who carries the tune between two intensities, and in which register.

    double : instruments that join above ``double_above``, ``octave`` their distance in octaves
    """

    player: str
    above: float = 0.0
    below: float = 1.01
    register: tuple[int, int] = (55, 79)
    double: tuple[str, ...] = ()
    double_above: float = 0.7
    octave: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Idiom:
    """How a style writes.

    modes : (valence up to which, mode), from dark to bright
    progressions : by mode (``minor`` and ``major`` serve the modes not listed); closes : cadences by name
    chorus : by mode, chords that go round bar by bar through the whole cue, whatever its sections (a blues has twelve)
    cadences : chords by the cadence's name ("half", or "half minor" and "half major") where they are not everybody's
    faithful : chords stay as the style writes them; the picture chooses among its progressions, but recolours none
    harmonic_rhythm : chords a bar at low, middle and high intensity; inversions : wanted share
    colours : chord additions for pads (``add9`` ``7`` ...), colour_share : how often
    cells : two-bar rhythms of the theme's head, in eighths, ``r`` rests, ``|`` the bar line
    tails : two-bar rhythms of its continuation; steps : scale steps of a small, middle and large interval
    appoggiaturas : wanted share of bars; ornaments : ornament -> share of goal notes
    articulation : of the tune; dynamics_db : written level at intensity 0 and 1
    most_layers : functions sounding at once besides the tune; unchanged_bars : longest unchanged scoring
    mediants : how gladly film chords replace diatonic ones (0-1); pedal : share of sections over a pedal
    low_spacing : semitones that voices under MIDI 48 keep from each other (1: clusters are wanted)
    accents : instruments of the hits' accents by kind, in order of preference
    solo_figure : texture when one keyboard or plucked instrument plays everything
    """

    modes: tuple[tuple[float, str], ...] = ((-0.05, "minor"), (1.0, "major"))
    progressions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    chorus: dict[str, str] = field(default_factory=dict)
    closes: dict[str, str] = field(default_factory=dict)
    cadences: dict[str, str] = field(default_factory=dict)
    faithful: bool = False
    harmonic_rhythm: tuple[float, float, float] = (0.5, 1.0, 1.0)
    inversions: float = 0.3
    colours: tuple[str, ...] = ()
    colour_share: float = 0.0
    cells: tuple[str, ...] = ("3 1 4 | 6 r2", "2 2 4 | 6 r2")
    tails: tuple[str, ...] = ("2 2 2 2 | 6 r2",)
    steps: tuple[int, int, int] = (1, 2, 4)
    appoggiaturas: float = 0.2
    ornaments: dict[str, float] = field(default_factory=dict)
    articulation: str = "legato"
    dynamics_db: tuple[float, float] = (-15.0, 6.0)
    most_layers: int = 6
    unchanged_bars: int = 8
    mediants: float = 0.2
    pedal: float = 0.1
    low_spacing: int = 7
    leads: tuple[Lead, ...] = (Lead(player="violins"),)
    layers: tuple[Layer, ...] = ()
    accents: dict[str, tuple[str, ...]] = field(default_factory=dict)
    solo_figure: str = "broken eighths"


@cache
def textures() -> dict[str, Texture]:
    """Return the textures by name."""
    rows = {
        name: build(Texture, row, f"textures.toml, {name}") for name, row in read_table(DATA / "textures.toml").items()
    }
    for name, row in rows.items():
        if row.kind not in KINDS:
            raise TableError(f"textures.toml, {name}: no such kind {row.kind!r}; one of {', '.join(KINDS)}")
    return rows


@cache
def grooves() -> dict[str, Groove]:
    """Return the drum patterns by name."""
    return {
        name: build(Groove, row, f"grooves.toml, {name}") for name, row in read_table(DATA / "grooves.toml").items()
    }


def idiom_of(name: str) -> Idiom:
    """Return a style's way of writing; TableError where its table names what does not exist."""
    return read_idiom(style(name)) if is_own(name) else _house_idiom(name)


@cache
def _house_idiom(name: str) -> Idiom:
    return read_idiom(style(name))


def read_idiom(row: Style) -> Idiom:
    """Return the ``[composition]`` table of ``row``, checked."""
    where = f"{row.name if is_own(row.name) else f'styles/{row.name}'}, composition"
    idiom = build(Idiom, dict(row.composition), where)
    for layer in idiom.layers:
        for role in layer.roles:
            one_of(role, ROLES, f"{where}, layer {layer.name!r}", "role")
    check_idiom(idiom, (*textures(), *grooves()), where)
    return idiom
