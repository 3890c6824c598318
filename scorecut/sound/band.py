"""The band: which engine and preset play which instrument, how loud each is made, how early it starts."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scorecut.catalog.instruments import Instrument, instruments
from scorecut.errors import MissingError
from scorecut.media.loudness import momentary
from scorecut.model.audio import RATE_HZ
from scorecut.sound.attack import Attacks
from scorecut.sound.engine import Engine, EngineNote, engine_class
from scorecut.sound.settings import SoundSettings
from scorecut.sound.soundfont import DRUM_BANK, find_font
from scorecut.sound.tables import sound_tables
from scorecut.sound.tilt import DB_PER_DECADE, MF_VELOCITY
from scorecut.store import Store

FONT, SYNTH = "font", "synth"
SHORT = ("staccato", "spiccato")
PROBE_LENGTH_S, PROBE_S = 1.0, 1.6
MOST_CORRECTION_DB = 40.0
SILENT_LUFS = -69.0
#: Deep sounds are hardly weighted by K; their level is not read lower than this beneath their mean power.
DEEP_ALLOWANCE_DB = 3.0
#: A kit is levelled as a whole, by bass drum and snare.
KIT_KEYS = (36, 38)
DEFAULT_MIDDLE_HZ = 1000.0
#: Keys that stray from their preset's middle level are brought back by this share, at most this far.
EVENNESS, MOST_EVEN_DB = 0.6, 6.0
#: The synthesiser's preset that plays all drum keys.
KIT = "drum kit"


@dataclass(frozen=True, slots=True)
class Player:
    """Who plays a note: the engine's name, its preset, and the instrument whose level that preset has."""

    engine: str
    preset: str
    instrument: str


class Band:
    """All engines of a run, with what has been measured of them."""

    def __init__(self, settings: SoundSettings, store: Store) -> None:
        self.store = store
        self.warnings: list[str] = []
        self._engines: dict[str, Engine] = {}
        self._attacks: dict[str, Attacks] = {}
        self._levels: dict[tuple[Player, int], tuple[tuple[float, float, float], ...]] = {}
        self._parts: dict[str, set[str]] = {}
        self.font_path = self._find(settings)

    def _find(self, settings: SoundSettings) -> Path | None:
        """Return the sound font; where there is none, or no FluidSynth, say so and leave all to the synthesiser."""
        if not settings.use_font and not settings.require_font:
            return None
        path = find_font(settings.soundfont)
        if path is None:
            message = "no sound font was found; install musescore-general-soundfont or give one with --soundfont"
            if settings.require_font:
                raise MissingError(message)
            self.warnings.append(f"{message}; the synthesiser plays all parts")
            return None
        try:
            self._engines[FONT] = engine_class(FONT)(path)
        except MissingError as why:
            if settings.require_font or settings.soundfont is not None:
                raise
            self.warnings.append(f"{why}; the synthesiser plays all parts")
            return None
        return path

    def engine(self, name: str) -> Engine:
        """Return the engine of this name, built on first use."""
        if name not in self._engines:
            self._engines[name] = engine_class(name)()
        return self._engines[name]

    def attacks(self, name: str) -> Attacks:
        """Return the attack table of the engine of this name."""
        if name not in self._attacks:
            self._attacks[name] = Attacks(self.engine(name), self.store)
        return self._attacks[name]

    def player(self, instrument: Instrument, articulation: str) -> Player:
        """Return who plays a note of ``instrument``, a catalogue row, in this articulation."""
        name = SYNTH if instrument.engine == FONT and FONT not in self._engines else instrument.engine
        if name != FONT:
            preset = _drum_preset(instrument) if instrument.is_drums and name == SYNTH else instrument.preset
            return Player(name, preset, instrument.name)
        if instrument.is_drums:
            return Player(FONT, f"{DRUM_BANK}:{max(0, instrument.bank)}", instrument.name)
        if articulation in SHORT and instrument.short_program >= 0:
            return Player(FONT, f"{instrument.short_bank}:{instrument.short_program}", instrument.name)
        row = _variant(instrument, articulation)
        return Player(FONT, f"{row.bank}:{row.program}", row.name)

    def note_key(self, instrument: Instrument, pitch: int) -> int:
        """Return the key that sounds: a single percussion instrument has its own."""
        return instrument.key if instrument.is_drums and instrument.key >= 0 else pitch

    def level_db(self, player: Player, instrument: Instrument) -> float:
        """Return what makes a mezzo-forte of this player as loud as the table wants it, dB.

        Measured on the very engine that plays, so it holds for any font and for the synthesiser; the catalogue's
        ``level_db`` is the same for one font and is not needed here.
        """
        row = instruments().get(player.instrument, instrument)
        measured = np.median([level for _, level, _ in self._loudness(player, row)] or [-np.inf])
        if not measured > SILENT_LUFS:
            return 0.0
        target = sound_tables().reference.target_lufs(row.name, row.family)
        return float(np.clip(target - measured, -MOST_CORRECTION_DB, MOST_CORRECTION_DB))

    def even_velocity(self, player: Player, instrument: Instrument, pitch: int, velocity: int) -> int:
        """Return the velocity that evens out the preset's keys: a line should not jump where its samples do."""
        row = instruments().get(player.instrument, instrument)
        levels = self._loudness(player, row)
        if row.is_drums or len(levels) < 2:
            return velocity
        keys, heard, _ = zip(*levels)
        stray_db = float(np.interp(pitch, keys, heard) - np.median(heard))
        even_db = float(np.clip(-EVENNESS * stray_db, -MOST_EVEN_DB, MOST_EVEN_DB))
        return int(np.clip(round(velocity * 10.0 ** (even_db / DB_PER_DECADE)), 8, 127))

    def middle_hz(self, player: Player, instrument: Instrument, notes: Sequence[EngineNote]) -> float:
        """Return the middle (centroid) of a mezzo-forte's spectrum at the notes' middle pitch."""
        levels = self._loudness(player, instruments().get(player.instrument, instrument))
        if not levels:
            return DEFAULT_MIDDLE_HZ
        keys, _, middles = zip(*levels)
        return float(np.interp(float(np.median([note.pitch for note in notes])), keys, middles))

    def _loudness(self, player: Player, row: Instrument) -> tuple[tuple[float, float, float], ...]:
        """Return (pitch, momentary loudness, middle in Hz) of mezzo-forte notes over the sweet register, measured once."""
        if (player, row.key) not in self._levels:
            made = self.store.keep(
                "level",
                [self.engine(player.engine).identity, player.preset, row.name, row.key],
                lambda: self._measured(player, row),
                _save,
                _load,
            )
            self._levels[player, row.key] = tuple((pitch, level, middle) for pitch, level, middle in made)
        return self._levels[player, row.key]

    def _measured(self, player: Player, row: Instrument) -> list[list[float]]:
        if row.is_drums:
            pitches: Sequence[int] = KIT_KEYS if row.key < 0 else (row.key,)
        else:
            span = row.sweet_high - row.sweet_low
            pitches = sorted({round(row.sweet_low + share * span) for share in (0.0, 0.25, 0.5, 0.75, 1.0)})
        engine = self.engine(player.engine)
        empty = np.zeros((0, 2))
        levels = []
        for pitch in pitches:
            note = EngineNote(start_s=0.0, length_s=PROBE_LENGTH_S, pitch=pitch, velocity=MF_VELOCITY)
            sound = engine.render(player.preset, [note], empty, empty, round(PROBE_S * RATE_HZ), 0.0)
            level = _loudest(sound)
            if level > SILENT_LUFS:
                levels.append([float(pitch), level, _middle_hz(sound)])
        return levels

    def plays(self, engine: str, part: str) -> None:
        """Note that an engine has played a part, for ``rights.json``."""
        self._parts.setdefault(engine, set()).add(part)

    def credits(self) -> tuple[dict[str, str], ...]:
        """Return who made which sound: name, identity, licence, parts."""
        rows = []
        for name in sorted(self._parts):
            engine = self.engine(name)
            row = {"name": name, "identity": engine.identity, "parts": ", ".join(sorted(self._parts[name]))}
            font = getattr(engine, "font", None)
            if font is not None:
                row |= {"name": "FluidSynth (LGPL-2.1)", "sounds": font.name}
                row |= {"licence": font.licence, "copyright": font.copyright}
            elif name == SYNTH:
                row |= {"name": "scorecut synthesiser", "sounds": "own", "licence": "Apache-2.0"}
            rows.append(row)
        return tuple(rows)

    def all_warnings(self) -> tuple[str, ...]:
        """Return the lines for the user, with the presets that a neighbour had to play."""
        replaced = getattr(self._engines.get(FONT), "replaced", {})
        lines = list(self.warnings)
        if replaced:
            pairs = ", ".join(f"{asked} by {found}" for asked, found in sorted(replaced.items()))
            lines.append(f"the sound font lacks some presets; neighbours play them: {pairs}")
        return tuple(lines)


def _variant(instrument: Instrument, articulation: str) -> Instrument:
    """Return the catalogue's own row for a way of playing: plucked or shaken bows are other presets."""
    rows = instruments()
    if articulation == "pizzicato" and instrument.family == "strings":
        return rows.get(instrument.double, instrument) if "pizzicato" in instrument.double else instrument
    if articulation == "tremolo" and instrument.family == "strings":
        return rows.get(f"tremolo {instrument.name}", instrument)
    return instrument


def _drum_preset(row: Instrument) -> str:
    """Return the synthesiser's preset of a drum: the whole kit plays a key that it knows under that name."""
    from scorecut.sound.synth.presets import drum_preset

    return KIT if row.key < 0 or drum_preset(row.key)[0] == row.preset else row.preset


def _loudest(sound: np.ndarray) -> float:
    """Return the highest momentary loudness; deep sounds by their mean power where K hardly weighs them."""
    level = float(momentary(sound).values.max())
    width = round(0.4 * RATE_HZ)
    power = np.add.reduceat((sound.astype(np.float64) ** 2).sum(axis=1), np.arange(0, sound.shape[0], width)) / width
    plain = 10.0 * float(np.log10(max(1e-12, power.max())))
    return max(level, plain - 0.691 - DEEP_ALLOWANCE_DB)


def _middle_hz(sound: np.ndarray) -> float:
    """Return the centroid of the power spectrum up to 12 kHz, of the note while it is held."""
    held = sound[: round(PROBE_LENGTH_S * RATE_HZ)].sum(axis=1)
    power = np.abs(np.fft.rfft(held * np.hanning(held.size))) ** 2
    freqs = np.fft.rfftfreq(held.size, 1.0 / RATE_HZ)
    heard = (freqs > 30.0) & (freqs < 12_000.0)
    return float((power * freqs)[heard].sum() / max(1e-30, power[heard].sum()))


def _save(levels: list[list[float]], folder: Path) -> None:
    (folder / "levels.json").write_text(json.dumps(levels))


def _load(folder: Path) -> list[list[float]]:
    return json.loads((folder / "levels.json").read_text())
