"""The presets as dataclasses (``data/presets.toml``), read on first use, and the drum map of General MIDI."""

from dataclasses import dataclass, field
from functools import cache

from scorecut.catalog.tables import DATA, build, read_table
from scorecut.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceLayer:
    """Oscillators or noise through a filter.

    wave : of ``waves.spectrum``, or ``noise`` ; level_db, ratio (of frequency), cents : against the note
    unison voices, detuned ``spread_cents`` either side, ``width`` 0-1 across the stage ; noise : mixed in, 0-1
    pulse : duty of a pulse made of two saws (0: none), moved by ``pwm`` at ``pwm_hz``
    fm_* : a sine modulator: ratio, index (cycles), how it decays
    filter : ``open`` ``low12`` ``low24`` ``band`` ``high``; cutoff_hz at middle C, moved by ``track`` (1: with pitch),
        by its envelope, velocity (full scale), expression (octaves for 10 dB) and an LFO, all in octaves
    adsr, filter_adsr : seconds, seconds, 0-1, seconds ; glide : (semitones, seconds) from there to the note
    vibrato : (cents, Hz, delay s) ; jitter_cents : slow random pitch ; flutter 0-1 : random level
    tremolo : (Hz, depth) from side to side ; rise : (dB, octaves, semitones) along the note's length
    bursts : (how many, seconds apart) at the start ; velocity_db : further level by velocity (full scale)
    turn : a wave that is not free begins each take of a note so many turns further on
    follow : how far pitch follows the key away from the preset's home
    """

    wave: str = "saw"
    level_db: float = 0.0
    ratio: float = 1.0
    cents: float = 0.0
    unison: int = 1
    spread_cents: float = 0.0
    width: float = 0.0
    pan: float = 0.0
    free: bool = True
    turn: float = 0.0
    noise: float = 0.0
    pulse: float = 0.0
    pwm: float = 0.0
    pwm_hz: float = 0.4
    fm_ratio: float = 1.0
    fm_index: float = 0.0
    fm_velocity: float = 0.0
    fm_decay_s: float = 1.0
    fm_sustain: float = 1.0
    filter: str = "open"
    cutoff_hz: float = 8000.0
    resonance: float = 0.2
    track: float = 0.0
    env_octaves: float = 0.0
    velocity_octaves: float = 0.0
    level_octaves: float = 0.0
    lfo_hz: float = 0.2
    lfo_octaves: float = 0.0
    adsr: tuple[float, float, float, float] = (0.005, 0.3, 1.0, 0.1)
    filter_adsr: tuple[float, float, float, float] = (0.005, 0.3, 0.0, 0.3)
    glide: tuple[float, float] = (0.0, 0.05)
    vibrato: tuple[float, float, float] = (0.0, 5.3, 0.3)
    jitter_cents: float = 0.0
    flutter: float = 0.0
    tremolo: tuple[float, float] = (0.0, 0.0)
    rise: tuple[float, float, float] = (0.0, 0.0, 0.0)
    bursts: tuple[float, float] = (0.0, 0.01)
    velocity_db: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StringLayer:
    """A plucked string. t60_s at middle C (shorter above, longer below by ``t60_track`` octaves an octave).

    bright : pluck's cutoff in Hz, with ``velocity_octaves``; damp 0-1 : treble lost in the loop
    pick : place of the plectrum 0-0.5; noise : roughness; release_s : T60 once let go; stiff : inharmonicity
    """

    level_db: float = 0.0
    ratio: float = 1.0
    cents: float = 0.0
    pan: float = 0.0
    bright_hz: float = 4000.0
    track: float = 0.3
    velocity_octaves: float = 1.0
    damp: float = 0.3
    pick: float = 0.2
    t60_s: float = 4.0
    t60_track: float = 0.6
    release_s: float = 0.25
    noise: float = 0.4
    stiff: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ModesLayer:
    """Struck modes. partials : (ratio, dB, T60 s) each at the preset's home pitch.

    harmonics : instead that many, stretched by ``inharmonicity``, falling ``slope_db`` an octave and dying faster
        upwards (T60 of the first ``t60_s``, divided by 1 + ``damping`` (n - 1))
    cloud : instead that many at random between ``low_hz`` and ``high_hz`` (cymbals)
    doublet_cents : every mode twice, this far apart (beats) ; spread : width across the stage
    velocity_tilt : dB an octave from softest to loudest ; hammer : strike place 0-0.5 (0: none)
    """

    partials: tuple[tuple[float, float, float], ...] = ()
    harmonics: int = 0
    inharmonicity: float = 0.0
    slope_db: float = -6.0
    damping: float = 0.1
    hammer: float = 0.0
    cloud: int = 0
    low_hz: float = 400.0
    high_hz: float = 14_000.0
    level_db: float = 0.0
    ratio: float = 1.0
    t60_s: float = 3.0
    t60_track: float = 0.6
    release_s: float = 60.0
    attack_s: float = 0.0005
    doublet_cents: float = 0.0
    spread: float = 0.3
    velocity_tilt: float = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """One timbre.

    level_db : calibration: velocity 80 at the home pitch is -30 LUFS (momentary)
    home : pitch at which it is levelled and measured; follow : share of the key that pitch follows (drums 0-1)
    length_s : sounds this long whatever the note's length (0: as long as the note)
    dynamic_db : level for a decade of velocity (35 as sampled instruments have)
    eq : (Hz, dB, Q) bells of the body ; low_cut_hz, high_cut_hz
    drive_db : into a soft clipper, note by note, or all notes together (``drive_chords``: they grind on each other)
    chorus : (milliseconds, Hz, mix) ; mono_hz : below it the stage is a point
    """

    name: str
    why: str
    level_db: float = 0.0
    home: int = 60
    follow: float = 1.0
    length_s: float = 0.0
    dynamic_db: float = 35.0
    low_cut_hz: float = 20.0
    mono_hz: float = 90.0
    high_cut_hz: float = 0.0
    drive_db: float = 0.0
    drive_chords: bool = False
    eq: tuple[tuple[float, float, float], ...] = ()
    chorus: tuple[float, float, float] = (0.0, 0.5, 0.0)
    voice: tuple[VoiceLayer, ...] = ()
    string: tuple[StringLayer, ...] = ()
    modes: tuple[ModesLayer, ...] = ()
    tags: tuple[str, ...] = field(default=())

    def hz(self, pitch: float) -> float:
        """Return the fundamental of a key, A4 = 440 Hz."""
        key = self.home + self.follow * (pitch - self.home)
        return 440.0 * 2.0 ** ((key - 69.0) / 12.0)


@cache
def presets() -> dict[str, Preset]:
    """Return all presets by name, in the table's order."""
    rows = read_table(DATA / "presets.toml")
    return {name: build(Preset, {"name": name, **values}, f"presets.toml, {name}") for name, values in rows.items()}


def preset(name: str) -> Preset:
    """Return the preset with this name; UsageError with the names there are if there is none."""
    try:
        return presets()[name]
    except KeyError:
        raise UsageError(f"the synthesiser has no preset {name!r}; there are {', '.join(presets())}") from None


#: General MIDI's drum keys: the preset and the pitch at which it is played.
DRUMS: dict[int, tuple[str, int]] = {
    27: ("noise", 72), 28: ("clap", 39), 29: ("shaker", 66), 30: ("shaker", 60), 31: ("wood", 79), 32: ("wood", 72),
    33: ("wood", 84), 34: ("bell", 84),
    35: ("kick", 34), 36: ("kick", 36), 37: ("stick", 76), 38: ("snare", 38), 39: ("clap", 39), 40: ("snare", 41),
    41: ("tom", 41), 42: ("hat", 42), 43: ("tom", 44), 44: ("hat", 40), 45: ("tom", 47), 46: ("open hat", 46),
    47: ("tom", 50), 48: ("tom", 53), 49: ("cymbal", 49), 50: ("tom", 56), 51: ("ride", 51), 52: ("cymbal", 44),
    53: ("ride", 58), 54: ("shaker", 76), 55: ("cymbal", 58), 56: ("metal", 68), 57: ("cymbal", 47), 58: ("shaker", 54),
    59: ("ride", 49), 60: ("tom", 67), 61: ("tom", 62), 62: ("tom", 65), 63: ("tom", 63), 64: ("tom", 58),
    65: ("tom", 64), 66: ("tom", 57), 67: ("metal", 80), 68: ("metal", 75), 69: ("shaker", 68), 70: ("shaker", 72),
    71: ("blown flute", 96), 72: ("blown flute", 93), 73: ("shaker", 62), 74: ("shaker", 58), 75: ("wood", 88),
    76: ("wood", 81), 77: ("wood", 76), 78: ("voice", 72), 79: ("voice", 67), 80: ("bell", 98), 81: ("bell", 98),
    82: ("shaker", 75), 83: ("bell", 93), 84: ("bell", 96), 85: ("wood", 84), 86: ("tom", 45), 87: ("boom", 40),
}  # fmt: skip


#: Drum keys that share a preset's name with another drum but sound otherwise: what plays them.
VARIANTS: dict[tuple[str, int], tuple[str, int]] = {
    ("hat", 44): ("hat", 40), ("hat", 46): ("open hat", 46), ("cymbal", 51): ("ride", 51), ("cymbal", 53): ("ride", 58),
    ("cymbal", 59): ("ride", 49), ("cymbal", 57): ("cymbal", 47), ("wood", 37): ("stick", 76),
    ("shaker", 54): ("shaker", 76),
}  # fmt: skip


def drum_preset(key: int) -> tuple[str, int]:
    """Return the preset and pitch that stand for a drum key of General MIDI; the nearest key for unknown ones.

    >>> drum_preset(36), drum_preset(42)
    (('kick', 36), ('hat', 42))
    """
    return DRUMS[min(DRUMS, key=lambda known: (abs(known - key), known))]
