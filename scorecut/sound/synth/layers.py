"""From a layer of a preset and a note to one call of a kernel."""

import math

import numpy as np

from scorecut.chance import stream
from scorecut.model.machine_code import compiled
from scorecut.sound.engine import EngineNote
from scorecut.sound.synth import oscillators as k
from scorecut.sound.synth import plucked as s
from scorecut.sound.synth.kernels import BLOCK
from scorecut.sound.synth.presets import ModesLayer, Preset, StringLayer, VoiceLayer
from scorecut.sound.synth.struck import modes
from scorecut.sound.synth.waves import table_for

RATE = 48_000
LEVEL_VELOCITY = 80.0
FILTERS = {"open": k.OPEN, "low12": k.LOW12, "low24": k.LOW24, "band": k.BAND, "high": k.HIGH}
MIDDLE_C_HZ = 261.6256
#: A release is followed until it is 60 dB down; a struck mode or string until this long after it was let go.
LONGEST_RING_S = 12.0
SEEDS = 2**31
#: A pulse into a string is small beside a wave at full level.
PLUCK_GAIN = 20.0


def strength(velocity: float) -> float:
    """Return velocity as -1.7 (softest) to +1 (127), 0 at the level velocity of 80."""
    return (velocity - LEVEL_VELOCITY) / 47.0


def add_voice(
    out: np.ndarray,
    layer: VoiceLayer,
    tone: Preset,
    note: EngineNote,
    gain: float,
    line: "Line",
    start: int,
    seed: int,
    take: int = 0,
) -> None:
    """Add one note of a voice layer to ``out``. take : counts how often the note came before."""
    hz = tone.hz(note.pitch) * layer.ratio * 2.0 ** (layer.cents / 1200.0)
    hard = strength(note.velocity)
    track = layer.track * math.log2(tone.hz(note.pitch) / MIDDLE_C_HZ)
    p = np.zeros(k.N_VOICE)
    own_vibrato = 0.0 if line.is_bent and layer.unison == 1 else layer.vibrato[0]
    held_s = tone.length_s or note.length_s
    attack_s = min(layer.adsr[0], max(0.004, 1.2 * held_s)) if not tone.length_s else layer.adsr[0]
    values = {
        k.LEVEL: gain * 10.0 ** ((layer.level_db + layer.velocity_db * hard) / 20.0),
        k.UNISON: layer.unison, k.SPREAD: layer.spread_cents, k.WIDTH: layer.width, k.PAN: layer.pan,
        k.FREE_PHASE: float(layer.free), k.BEGINS: layer.turn * take % 1.0,
        k.NOISE: 0.6 if layer.wave == "noise" else layer.noise,
        k.OSCILLATOR: float(layer.wave != "noise"), k.PULSE: layer.pulse, k.PWM: layer.pwm, k.PWM_HZ: layer.pwm_hz,
        k.FM_RATIO: layer.fm_ratio, k.FM_INDEX: max(0.0, layer.fm_index + layer.fm_velocity * hard),
        k.FM_DECAY: layer.fm_decay_s, k.FM_SUSTAIN: layer.fm_sustain, k.FILTER: FILTERS[layer.filter],
        k.CUTOFF: layer.cutoff_hz * 2.0 ** (track + layer.velocity_octaves * hard), k.RESONANCE: layer.resonance,
        k.ENV_OCT: layer.env_octaves, k.LEVEL_OCT: layer.level_octaves, k.LFO_HZ: layer.lfo_hz,
        k.LFO_OCT: layer.lfo_octaves, k.F_ATTACK: layer.filter_adsr[0], k.F_DECAY: layer.filter_adsr[1],
        k.F_SUSTAIN: layer.filter_adsr[2], k.F_RELEASE: layer.filter_adsr[3], k.ATTACK: attack_s,
        k.DECAY: layer.adsr[1], k.SUSTAIN: layer.adsr[2], k.RELEASE: layer.adsr[3], k.PITCH_ST: layer.glide[0],
        k.PITCH_S: layer.glide[1], k.VIB_CENTS: own_vibrato, k.VIB_HZ: layer.vibrato[1],
        k.VIB_DELAY: layer.vibrato[2], k.JITTER: layer.jitter_cents, k.FLUTTER: layer.flutter,
        k.TREM_HZ: layer.tremolo[0], k.TREM_DEPTH: layer.tremolo[1], k.RISE_DB: layer.rise[0],
        k.RISE_OCT: layer.rise[1], k.RISE_ST: layer.rise[2], k.BURSTS: layer.bursts[0], k.BURST_S: layer.bursts[1],
    }  # fmt: skip
    for place, value in values.items():
        p[place] = value
    held, total = _voice_extent(layer, tone, note)
    highest = (
        hz * line.highest_bend * 2.0 ** (max(layer.glide[0], layer.rise[2], 0.0) / 12.0 + layer.spread_cents / 1200.0)
    )
    wave = "sine" if layer.wave == "noise" else layer.wave
    compiled(k.voice)(
        out, start, held, total, table_for(wave, highest), hz, line.bend, line.level_db, p, seed
    )  # fmt: skip


def add_string(
    out: np.ndarray,
    layer: StringLayer,
    tone: Preset,
    note: EngineNote,
    gain: float,
    line: "Line",
    start: int,
    seed: int,
) -> None:
    """Add one note of a string layer to ``out``."""
    hz = tone.hz(note.pitch) * layer.ratio * 2.0 ** (layer.cents / 1200.0)
    octaves = math.log2(hz / MIDDLE_C_HZ)
    bright_hz = layer.bright_hz * 2.0 ** (layer.track * octaves + layer.velocity_octaves * strength(note.velocity))
    t60_s = layer.t60_s * 2.0 ** (-layer.t60_track * octaves)
    p = np.zeros(s.N_STRING)
    p[s.S_LEVEL] = PLUCK_GAIN * gain * 10.0 ** (layer.level_db / 20.0)
    p[s.S_BRIGHT] = 1.0 - math.exp(-2.0 * math.pi * min(bright_hz, 0.45 * RATE) / RATE)
    p[s.S_SOFT] = 1.0 - math.exp(-2.0 * math.pi * min(2.0 * bright_hz, 0.45 * RATE) / RATE)
    p[s.S_PICK], p[s.S_T60], p[s.S_DAMP] = layer.pick, t60_s, layer.damp
    p[s.S_RELEASE], p[s.S_NOISE], p[s.S_PAN], p[s.S_STIFF] = layer.release_s, layer.noise, layer.pan, layer.stiff
    held, total = _string_extent(layer, tone, note)
    compiled(s.string)(out, start, held, total, hz, line.bend, p, seed)


def add_modes(
    out: np.ndarray, layer: ModesLayer, tone: Preset, note: EngineNote, gain: float, line: "Line", start: int, seed: int
) -> None:
    """Add one note of a modes layer to ``out``."""
    hz = tone.hz(note.pitch) * layer.ratio * line.bend_at(start)
    draw = stream(seed, "modes", tone.name)
    freq, level_db, t60_s = _partials(layer, hz, tone, draw)
    octaves = np.log2(np.maximum(freq / max(freq.min(), 1.0), 1.0))
    tilted_db = level_db + 0.5 * layer.velocity_tilt * strength(note.velocity) * octaves
    same_power = np.sqrt(np.sum(10.0 ** (level_db / 10.0)) / np.sum(10.0 ** (tilted_db / 10.0)))
    amp = gain * same_power * 10.0 ** ((layer.level_db + tilted_db) / 20.0)
    if layer.doublet_cents:
        apart = 2.0 ** (layer.doublet_cents * (0.6 + 0.8 * draw.random(freq.size)) / 2400.0)
        freq = np.concatenate([freq * apart, freq / apart])
        amp, t60_s = np.tile(amp * 0.55, 2), np.tile(t60_s, 2)
    angle = (1.0 + layer.spread * (2.0 * draw.random(freq.size) - 1.0)) * np.pi / 4
    held, total = _modes_extent(layer, tone, note, float(t60_s.max()))
    phase = np.zeros(freq.size) if not layer.cloud else 2 * np.pi * draw.random(freq.size)
    compiled(modes)(
        out, start, held, total, freq, amp * np.cos(angle) * 2**0.5, amp * np.sin(angle) * 2**0.5,
        phase, t60_s, layer.release_s, layer.attack_s,
    )  # fmt: skip


def _partials(
    layer: ModesLayer, hz: float, tone: Preset, draw: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return frequency (Hz), level (dB) and T60 (s) of every mode."""
    home_hz = tone.hz(tone.home) * layer.ratio
    shorter = (hz / home_hz) ** -layer.t60_track
    if layer.cloud:
        place = (np.arange(layer.cloud) + draw.random(layer.cloud)) / layer.cloud
        freq = layer.low_hz * (layer.high_hz / layer.low_hz) ** place * (hz / home_hz)
        octaves = np.log2(freq / freq.min())
        level = layer.slope_db * octaves + 3.0 * draw.standard_normal(layer.cloud) - 10.0 * np.log10(layer.cloud)
        return (
            freq,
            level,
            layer.t60_s * shorter / (1.0 + layer.damping * octaves) * (0.7 + 0.6 * draw.random(layer.cloud)),
        )
    if layer.harmonics:
        n = np.arange(1, layer.harmonics + 1)
        stretch = layer.inharmonicity * (hz / home_hz) ** 1.5
        freq = hz * n * np.sqrt(1.0 + stretch * n * n)
        level = layer.slope_db * np.log2(n)
        if layer.hammer > 0:
            level = level + 20.0 * np.log10(0.08 + np.abs(np.sin(np.pi * n * layer.hammer)))
        return freq, level, layer.t60_s * shorter / (1.0 + layer.damping * (n - 1))
    rows = np.array(layer.partials, dtype=np.float64)
    return hz * rows[:, 0], rows[:, 1].copy(), rows[:, 2] * shorter


def longest(tone: Preset, note: EngineNote) -> int:
    """Return for how many samples a note sounds at most."""
    extents = [_voice_extent(layer, tone, note)[1] for layer in tone.voice]
    extents += [_string_extent(layer, tone, note)[1] for layer in tone.string]
    extents += [_modes_extent(layer, tone, note, _ring_s(layer, tone, note))[1] for layer in tone.modes]
    return max(extents)


def _ring_s(layer: ModesLayer, tone: Preset, note: EngineNote) -> float:
    """Return the T60 of the longest mode."""
    first_s = max((row[2] for row in layer.partials), default=1.3 * layer.t60_s if layer.cloud else layer.t60_s)
    return first_s * (tone.hz(note.pitch) / tone.hz(tone.home)) ** -layer.t60_track


def _voice_extent(layer: VoiceLayer, tone: Preset, note: EngineNote) -> tuple[int, int]:
    """Return how many samples a note is held, and how many it sounds."""
    held = round((tone.length_s or note.length_s) * RATE)
    total = held + max(240, round(layer.adsr[3] * RATE))
    if layer.adsr[2] <= 1e-4:  # dies by itself
        total = min(total, round((layer.adsr[0] + 2.6 * layer.adsr[1]) * RATE) + 240)
    return held, total


def _string_extent(layer: StringLayer, tone: Preset, note: EngineNote) -> tuple[int, int]:
    """Return how many samples a string is free, and how many it sounds."""
    held = round(note.length_s * RATE)
    octaves = math.log2(tone.hz(note.pitch) * layer.ratio / MIDDLE_C_HZ)
    t60_s = min(LONGEST_RING_S, layer.t60_s * 2.0 ** (-layer.t60_track * octaves))
    return held, max(960, min(held + round(1.2 * layer.release_s * RATE), round(1.1 * t60_s * RATE)))


def _modes_extent(layer: ModesLayer, tone: Preset, note: EngineNote, t60_s: float) -> tuple[int, int]:
    """Return how many samples struck modes are free, and how many they sound."""
    held = round((tone.length_s or note.length_s) * RATE)
    ring_s = min(LONGEST_RING_S, 1.1 * t60_s)
    return held, max(960, min(round(ring_s * RATE), held + round(1.2 * min(layer.release_s, ring_s) * RATE)))


class Line:
    """Bend and level of a line at the kernels' block rate."""

    def __init__(self, expression: np.ndarray, bend: np.ndarray, n_samples: int, start_s: float) -> None:
        times_s = start_s + np.arange(n_samples // BLOCK + 2) * BLOCK / RATE
        self.is_bent = bool(bend.size) and bool(np.any(bend[:, 1]))
        cents = np.interp(times_s, bend[:, 0], bend[:, 1]) if bend.size else np.zeros(times_s.size)
        level = np.interp(times_s, expression[:, 0], expression[:, 1]) if expression.size else np.zeros(times_s.size)
        self.bend = 2.0 ** (cents / 1200.0)
        self.level_db = np.clip(level, -40.0, 20.0)
        self.highest_bend = float(self.bend.max())

    def bend_at(self, sample: int) -> float:
        """Return the frequency ratio at a sample of the line."""
        return float(self.bend[min(self.bend.size - 1, max(0, sample // BLOCK))])

    def after(self, sample: int) -> "Line":
        """Return the line from a sample (a whole number of blocks) on."""
        later = object.__new__(Line)
        later.is_bent, later.highest_bend = self.is_bent, self.highest_bend
        later.bend, later.level_db = self.bend[sample // BLOCK :], self.level_db[sample // BLOCK :]
        return later
