"""The sampled players: a General MIDI sound font played by FluidSynth, line by line.

Level over time is applied after the synth, smooth and exact, where CC11 would step in half
decibels; bends go to the synth. Two desks share a line: a note that repeats a pitch at once
is played by the other desk, from the neighbouring key's sample bent back where the font has one,
because a repeated sample is heard as a machine (SOUND.md section 6).
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from scorecut.media.onset import heard_onset_s
from scorecut.model.audio import RATE_HZ
from scorecut.sound.engine import EngineNote
from scorecut.sound.fluidsynth import Event, loaded
from scorecut.sound.levels import gains
from scorecut.sound.soundfont import DRUM_BANK, SoundFont, read_font

BEND_STEP = 256
LEAST_BEND_CENTS = 0.25
REPEAT_S = 1.0
DETUNE_CENTS = 3.0
#: Desks of a line: as written, a key above, a key below, two above, two below, plain but a little sharp.
DESKS = (0, 1, -1, 2, -2, 0)
PLAIN, SHARP = 0, 5
PROBE_S = 0.4
#: SoundFont 2.04 maps a controller to value/128, and scales the bend range by 127: bends come out that much short.
SHORT_OF = 127.0 / 128.0


class SampledPlayers:
    """Plays the presets of one sound font. ``replaced`` collects presets that a neighbour plays."""

    def __init__(self, path: Path) -> None:
        self.font: SoundFont = read_font(path)
        self.replaced: dict[str, str] = {}
        self._attacks: dict[tuple[str, int, int], float] = {}

    @property
    def identity(self) -> str:
        return f"fluidsynth {self.font.identity}"

    def preset_of(self, preset: str) -> tuple[int, int]:
        """Return the (bank, program) that plays ``bank:program`` in this font."""
        bank, program = (int(part) for part in preset.split(":"))
        found = self.font.nearest(bank, program)
        if found != (bank, program):
            self.replaced[preset] = f"{found[0]}:{found[1]} {self.font.presets[found]}"
        return found

    def render(
        self,
        preset: str,
        notes: Sequence[EngineNote],
        expression: np.ndarray,
        bend: np.ndarray,
        n_samples: int,
        start_s: float,
    ) -> np.ndarray:
        """Return the line, float32 (n_samples, 2); notes that began before ``start_s`` are not heard."""
        chosen = self.preset_of(preset)
        drums = chosen[0] == DRUM_BANK
        desks = _seated(self.font, chosen, notes, drums)
        range_st = bend_range_st(bend)
        with loaded(self.font.path).voice(chosen, channels=len(DESKS)) as voice:
            for channel, shift in enumerate(DESKS):
                voice.tune(
                    channel,
                    bend_range_st=range_st,
                    semitones=-shift,
                    cents=DETUNE_CENTS if channel == SHARP else 0.0,
                )
            out = voice.play(_events(notes, desks, bend, range_st, start_s, n_samples), n_samples)
        out *= gains(expression, start_s, n_samples)[:, None]
        return out

    def attack_s(self, preset: str, pitch: int, velocity: int) -> float:
        """Return t50 of one held note, rendered alone; 0 where the font has no such key."""
        key = (preset, pitch, velocity)
        if key not in self._attacks:
            sound = self.one_shot(preset, pitch, velocity, PROBE_S, round(PROBE_S * RATE_HZ))
            try:
                self._attacks[key] = max(0.0, heard_onset_s(sound, RATE_HZ))
            except ValueError:
                self._attacks[key] = 0.0
        return self._attacks[key]

    def one_shot(self, preset: str, pitch: int, velocity: int, length_s: float, n_samples: int) -> np.ndarray:
        """Return one note from its note-on at sample 0, float32 (n_samples, 2)."""
        chosen = self.preset_of(preset)
        end = round(length_s * RATE_HZ)
        events: list[Event] = [(0, 1, "noteon", (0, pitch, velocity)), (end, 0, "noteoff", (0, pitch))]
        with loaded(self.font.path).voice(chosen) as voice:
            return voice.play(events, n_samples)


def bend_range_st(bend: np.ndarray) -> int:
    """Return the bend range in semitones that holds ``bend``: 2, or as many as it needs, at most 24."""
    most = float(np.abs(bend[:, 1]).max()) / 100.0 / SHORT_OF if bend.size else 0.0
    return int(min(24, max(2, np.ceil(most))))


def _seated(font: SoundFont, preset: tuple[int, int], notes: Sequence[EngineNote], drums: bool) -> list[int]:
    """Return the desk of each note: another than the last one of the same pitch where that was just now."""
    desks: list[int] = []
    last: dict[int, tuple[float, int]] = {}
    for note in notes:
        desk = PLAIN
        if not drums and note.pitch in last:
            before_s, before = last[note.pitch]
            if note.start_s - before_s < REPEAT_S and before == PLAIN:
                other = font.other_key(preset, note.pitch, note.velocity)
                desk = DESKS.index(other - note.pitch) if other is not None else SHARP
        last[note.pitch] = (note.start_s + note.length_s, desk)
        desks.append(desk)
    return desks


def _events(
    notes: Sequence[EngineNote],
    desks: Sequence[int],
    bend: np.ndarray,
    range_st: int,
    start_s: float,
    n_samples: int,
) -> list[Event]:
    """Return the events of a line in samples from ``start_s``; at one moment offs come before bends before ons."""
    events: list[Event] = []
    ends: dict[tuple[int, int], int] = {}
    for i in sorted(range(len(notes)), key=lambda i: (notes[i].start_s, notes[i].pitch)):
        note, desk = notes[i], desks[i]
        on = round((note.start_s - start_s) * RATE_HZ)
        off = max(on + 64, round((note.start_s + note.length_s - start_s) * RATE_HZ))
        if on < -32 or on >= n_samples:
            continue
        key = note.pitch + DESKS[desk]
        velocity = min(127, max(1, note.velocity))
        if ends.get((desk, key), -1) > on:  # the same key is still down: the earlier note ends here
            events = [e for e in events if not (e[2] == "noteoff" and e[3] == (desk, key) and e[0] > on)]
            events.append((on, 0, "noteoff", (desk, key)))
        events.append((on, 2, "noteon", (desk, key, velocity)))
        events.append((off, 0, "noteoff", (desk, key)))
        ends[desk, key] = off
    used = sorted(set(desks))
    events += [
        (at, 1, "pitch_bend", (desk, value))
        for at, value in _bends(bend, range_st, start_s, n_samples)
        for desk in used
    ]
    return events


def _bends(bend: np.ndarray, range_st: int, start_s: float, n_samples: int) -> list[tuple[int, int]]:
    """Return (sample, wheel) wherever the bend has moved audibly, looked at every 5 ms."""
    if not bend.size or not np.any(bend[:, 1]):
        return []
    at = np.arange(0, n_samples, BEND_STEP)
    cents = np.interp(start_s + at / RATE_HZ, bend[:, 0], bend[:, 1])
    wheel = np.clip(np.round(8192 + 8192 * cents / (100.0 * range_st * SHORT_OF)), 0, 16383).astype(int)
    found, last = [], 8192
    least = max(1, round(LEAST_BEND_CENTS * 8192 / (100.0 * range_st)))
    for sample, value in zip(at.tolist(), wheel.tolist()):
        if abs(value - last) >= least or (value == 8192 and last != 8192):
            found.append((sample, value))
            last = value
    return found
