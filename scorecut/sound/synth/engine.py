"""The synthesiser as an engine of the sound room: preset names in, a stereo line out."""

import hashlib
from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np

from scorecut.catalog.tables import DATA
from scorecut.chance import stream
from scorecut.sound.engine import EngineNote, heard_after_s
from scorecut.sound.synth import layers
from scorecut.sound.synth.effects import driven, expressed, finished
from scorecut.sound.synth.presets import VARIANTS, Preset, drum_preset, preset, presets
from scorecut.sound.takes import coloured, colours

RATE = 48_000
#: The name under which all drums of General MIDI are played by their keys, and how loud each is in the set.
DRUM_KIT = "drum kit"
KIT_DB = {
    "kick": 2.0, "snare": 0.0, "hat": -9.0, "open hat": -8.0, "ride": -9.0, "cymbal": -4.0, "shaker": -11.0,
    "clap": -2.0, "stick": -6.0, "bell": -12.0, "wood": -8.0, "metal": -9.0, "blown flute": -10.0, "voice": -10.0,
}  # fmt: skip
#: Notes of one pitch in a row differ: this many takes of each, of which neighbours have other colours too.
TAKES = 6
PROBE_S = 0.6
#: Strokes kept in memory (a cymbal's is 1.3 MB).
SHOTS = 64
SynthNote = EngineNote


class Synth:
    """Plays the presets of ``data/presets.toml``."""

    def __init__(self) -> None:
        self._attacks: dict[tuple[str, int, int], float] = {}

    @property
    def identity(self) -> str:
        """Name and digest of the presets and the code that plays them."""
        return f"scorecut synth {_digest()}"

    @property
    def names(self) -> tuple[str, ...]:
        """The presets, in the table's order."""
        return tuple(presets())

    def render(
        self,
        preset: str,
        notes: Sequence[EngineNote],
        expression: np.ndarray,
        bend: np.ndarray,
        n_samples: int,
        start_s: float,
    ) -> np.ndarray:
        """Return float32 (n_samples, 2) whose first sample is ``start_s``; notes begin at their nearest sample.

        expression : (n, 2), seconds and dB; bend : (n, 2), seconds and cents; both may be empty. Notes that
        began before ``start_s`` are heard from there on. Raises UsageError for a preset that is not there
        """
        expression = np.asarray(expression, dtype=np.float64).reshape(-1, 2)
        bend = np.asarray(bend, dtype=np.float64).reshape(-1, 2)
        if preset == DRUM_KIT:
            parts = [(drum_preset(note.pitch), note) for note in notes]
            return self._drums(parts, expression, bend, n_samples, start_s, KIT_DB)
        if any((preset, note.pitch) in VARIANTS for note in notes):
            parts = [(VARIANTS.get((preset, note.pitch), (preset, note.pitch)), note) for note in notes]
            return self._drums(parts, expression, bend, n_samples, start_s, {})
        tone = preset_named(preset)
        line = layers.Line(expression, bend, n_samples, start_s)
        out = np.zeros((n_samples, 2), dtype=np.float32)
        taken: dict[int, int] = {}
        for note in sorted(notes, key=lambda note: (note.start_s, note.pitch)):
            take = taken.get(note.pitch, 0)
            taken[note.pitch] = take + 1
            start = round((note.start_s - start_s) * RATE)
            if start < n_samples:
                _play(out, tone, note, line, start, take % TAKES)
        if not out.any():
            return out
        return expressed(finished(out.astype(np.float64), tone), expression, start_s).astype(np.float32)

    def _drums(
        self,
        parts: Sequence[tuple[tuple[str, int], EngineNote]],
        expression: np.ndarray,
        bend: np.ndarray,
        n_samples: int,
        start_s: float,
        balance_db: dict[str, float],
    ) -> np.ndarray:
        """Return notes that are each played by a preset and pitch of their own, balanced as a set."""
        shares: dict[str, list[EngineNote]] = {}
        for (name, pitch), note in parts:
            played = EngineNote(start_s=note.start_s, length_s=note.length_s, pitch=pitch, velocity=note.velocity)
            shares.setdefault(name, []).append(played)
        out = np.zeros((n_samples, 2), dtype=np.float32)
        for name, played_notes in sorted(shares.items()):
            gain = np.float32(10.0 ** (balance_db.get(name, 0.0) / 20.0))
            out += gain * self.render(name, played_notes, expression, bend, n_samples, start_s)
        return out

    def attack_s(self, preset: str, pitch: int, velocity: int) -> float:
        """Return the measured t50 of such a note, seconds after note-on; a click is heard up to 1.7 ms before its sample."""
        key = (preset, pitch, velocity)
        if key not in self._attacks:
            self._attacks[key] = heard_after_s(self, *key, PROBE_S, PROBE_S)
        return self._attacks[key]


def preset_named(name: str) -> Preset:
    """Return the preset with this name; UsageError with the names there are if there is none."""
    return preset(name)


def _play(out: np.ndarray, tone: Preset, note: EngineNote, line: layers.Line, start: int, take: int) -> None:
    """Add one note of a preset; what is struck once and cannot be bent is kept for its next stroke."""
    if tone.length_s and not line.is_bent:
        shot = _one_shot(tone.name, note.pitch, note.velocity, take)
        first, last = max(0, start), min(out.shape[0], start + shot.shape[0])
        if last > first:
            out[first:last] += shot[first - start : last - start]
        return
    gain = _gain(tone, note)
    if not tone.drive_db or tone.drive_chords:
        _sound(out, tone, note, line, start, take, gain)
        return
    # A note driven by itself keeps its dynamics: the clipper sees its timbre, not its level.
    first = max(0, start // layers.BLOCK * layers.BLOCK)
    last = min(out.shape[0], start + layers.longest(tone, note))
    if last <= first:
        return
    alone = np.zeros((last - first, 2), dtype=np.float32)
    _sound(alone, tone, note, line.after(first), start - first, take, gain**0.25)
    clipped = driven(alone, tone.drive_db)
    clipped[: max(0, start - first)] = 0.0  # the resampler rings ahead of the note
    out[first:last] += (gain**0.75 * clipped).astype(np.float32)


@lru_cache(maxsize=SHOTS)
def _one_shot(name: str, pitch: int, velocity: int, take: int) -> np.ndarray:
    """Return one stroke from its first sample to its end, before the effects of the line, float32 (n, 2)."""
    tone = preset(name)
    note = EngineNote(start_s=0.0, length_s=tone.length_s, pitch=pitch, velocity=velocity)
    alone = np.zeros((layers.longest(tone, note), 2), dtype=np.float32)
    empty = np.zeros((0, 2))
    gain = _gain(tone, note)
    driven_alone = bool(tone.drive_db) and not tone.drive_chords
    line = layers.Line(empty, empty, alone.shape[0], 0.0)
    _sound(alone, tone, note, line, 0, take, gain**0.25 if driven_alone else gain)
    if driven_alone:
        alone = (gain**0.75 * driven(alone, tone.drive_db)).astype(np.float32)
    alone = coloured(alone, take % colours())
    alone.flags.writeable = False
    return alone


def _gain(tone: Preset, note: EngineNote) -> float:
    decades = float(np.log10(max(1, note.velocity) / layers.LEVEL_VELOCITY))
    return float(10.0 ** (tone.dynamic_db * decades / 20.0))


def _sound(
    out: np.ndarray, tone: Preset, note: EngineNote, line: layers.Line, start: int, take: int, gain: float
) -> None:
    seeds = iter(_seeds(tone.name, note.pitch, take))
    for voice in tone.voice:
        layers.add_voice(out, voice, tone, note, gain, line, start, next(seeds), take)
    for string in tone.string:
        layers.add_string(out, string, tone, note, gain, line, start, next(seeds))
    for mode in tone.modes:
        layers.add_modes(out, mode, tone, note, gain, line, start, next(seeds))


@cache
def _seeds(name: str, pitch: int, take: int) -> tuple[int, ...]:
    """Return the seeds of a note's layers: the same for each take of a key."""
    return tuple(int(seed) for seed in stream(0, "synth", name, pitch, take).integers(1, layers.SEEDS, 8))


@cache
def _digest() -> str:
    from pathlib import Path

    digest = hashlib.blake2b((DATA / "presets.toml").read_bytes(), digest_size=8)
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
