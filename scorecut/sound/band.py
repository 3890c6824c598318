"""The band: which engine and preset play which instrument, how loud each is made, how early it starts."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scorecut.catalog.instruments import Instrument, instruments
from scorecut.errors import MissingError
from scorecut.sound.attack import Attacks
from scorecut.sound.calibration import SILENT_LUFS, Calibration, grows, load, save
from scorecut.sound.engine import Engine, engine_class
from scorecut.sound.probe import calibrated
from scorecut.sound.settings import SoundSettings
from scorecut.sound.soundfont import DRUM_BANK, find_font
from scorecut.sound.tables import sound_tables
from scorecut.sound.tilt import Brightness
from scorecut.sound.together import Turns
from scorecut.store import Store

FONT, SYNTH = "font", "synth"
SHORT = ("staccato", "spiccato")
MOST_CORRECTION_DB = 40.0
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
        self._calibrations: dict[tuple[Player, int], Calibration] = {}
        self._brightness: dict[tuple[Player, int], Brightness] = {}
        self._velocities: dict[tuple[Player, int, int, int], int] = {}
        self._parts: dict[str, set[str]] = {}
        self._turns = Turns()
        self.font_path = self._find(settings, store)

    def _find(self, settings: SoundSettings, store: Store) -> Path | None:
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
            self._engines[FONT] = engine_class(FONT)(path, store)
        except MissingError as why:
            if settings.require_font or settings.soundfont is not None:
                raise
            self.warnings.append(f"{why}; the synthesiser plays all parts")
            return None
        return path

    def engine(self, name: str) -> Engine:
        """Return the engine of this name, built on first use."""
        with self._turns.of(name):
            if name not in self._engines:
                self._engines[name] = engine_class(name)()
        return self._engines[name]

    def attacks(self, name: str) -> Attacks:
        """Return the attack table of the engine of this name."""
        with self._turns.of(name):
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

    def note_key(self, player: Player, instrument: Instrument, pitch: int) -> int:
        """Return the key that sounds: a single percussion instrument has its own, some presets lie an octave too low."""
        if instrument.is_drums:
            return instrument.key if instrument.key >= 0 else pitch
        row = instruments().get(player.instrument, instrument)
        octaves = self.calibration(player, row).octaves() if player.engine == FONT else 0
        return min(127, pitch + 12 * octaves)

    def level_db(self, player: Player, instrument: Instrument) -> float:
        """Return what makes a mezzo-forte of this player as loud as the table wants it, dB.

        Measured on the very engine that plays, so it holds for any font and for the synthesiser; the catalogue's
        ``level_db`` is the same for one font and is not needed here.
        """
        row = instruments().get(player.instrument, instrument)
        measured = self.calibration(player, row).mf_lufs()
        if not measured > SILENT_LUFS:
            return 0.0
        target = sound_tables().reference.target_lufs(row.name, row.family)
        return float(np.clip(target - measured, -MOST_CORRECTION_DB, MOST_CORRECTION_DB))

    def even_velocity(self, player: Player, instrument: Instrument, pitch: int, velocity: int) -> int:
        """Return the velocity at which this player's key is as loud as ``velocity`` says."""
        key = player, instrument.key, pitch, velocity
        if key not in self._velocities:
            row = instruments().get(player.instrument, instrument)
            self._velocities[key] = self.calibration(player, row).velocity(pitch, velocity, even=not row.is_drums)
        return self._velocities[key]

    def brightness(self, player: Player, instrument: Instrument) -> Brightness:
        """Return the shelves that follow the level of a player: none for the synthesiser, whose filters do it."""
        row = instruments().get(player.instrument, instrument)
        if (player, row.key) not in self._brightness:
            share = grows(row) if player.engine == FONT else 0.0
            self._brightness[player, row.key] = self.calibration(player, row).brightness(share)
        return self._brightness[player, row.key]

    def in_tune(self, player: Player, instrument: Instrument, bend: np.ndarray) -> np.ndarray:
        """Return the bend (n, 2) of a line with what puts the player's preset in tune; drums stay as they are."""
        row = instruments().get(player.instrument, instrument)
        cents = 0.0 if row.is_drums or player.engine != FONT else self.calibration(player, row).out_of_tune_cents()
        if not cents:
            return bend
        return bend - np.array([0.0, cents]) if bend.size else np.array([[0.0, -cents]])

    def calibration(self, player: Player, row: Instrument) -> Calibration:
        """Return what was measured of a player, over the sweet register, once."""
        if (player, row.key) not in self._calibrations:
            with self._turns.of((player, row.key)):
                if (player, row.key) not in self._calibrations:
                    self._calibrations[player, row.key] = self._calibrated(player, row)
        return self._calibrations[player, row.key]

    def _calibrated(self, player: Player, row: Instrument) -> Calibration:
        return self.store.keep(
            "level",
            [self.engine(player.engine).identity, player.preset, row.name, row.key],
            lambda: calibrated(self.engine(player.engine), player.preset, row),
            save,
            load,
        )

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
