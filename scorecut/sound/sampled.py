"""The sampled players: a General MIDI sound font played by FluidSynth, line by line.

Level over time is applied after the synth, smooth and exact, where CC11 would step in half
decibels; bends go to the synth. Several desks share a line, each in a synth of its own: a note that
repeats a pitch at once is another take (``takes``).
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from scorecut.model.audio import RATE_HZ
from scorecut.sound.attack import Attacks, nearest_strength
from scorecut.sound.engine import EngineNote, heard_after_s
from scorecut.sound.fluidsynth import Event, loaded
from scorecut.sound.levels import gains
from scorecut.sound.soundfont import DRUM_BANK, SoundFont, read_font
from scorecut.sound.tables import sound_tables
from scorecut.sound.takes import Desk, add_coloured, cents_of, is_coloured, seated
from scorecut.store import Store

BEND_STEP = 256
LEAST_BEND_CENTS = 0.25
MOST_LATER_S = 0.080
#: Drum keys of General MIDI that are one instrument and end each other: hats, whistles, guiro, cuica, triangle.
CHOKE_GROUPS = ((42, 44, 46), (71, 72), (73, 74), (78, 79), (80, 81))
LEAST_VELOCITY = 1
PROBE_S = 0.4
#: SoundFont 2.04 maps a controller to value/128, and scales the bend range by 127: bends come out that much short.
SHORT_OF = 127.0 / 128.0


class SampledPlayers:
    """Plays the presets of one sound font. ``replaced`` collects presets that a neighbour plays.

    store : where the attacks of borrowed keys are kept between runs
    """

    def __init__(self, path: Path, store: Store | None = None) -> None:
        self.font: SoundFont = read_font(path)
        self.replaced: dict[str, str] = {}
        self._attacks = Attacks(self, store or Store(None))

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
        desks = seated(self.font, chosen, notes, drums=drums)
        range_st = bend_range_st(bend)
        releases = (1.0,) if drums else _releases(chosen[1])
        out = np.zeros((n_samples, 2), dtype=np.float32)
        samples = self._samples(chosen, notes, desks)
        if not samples:
            return out
        font = loaded(self.font.path)
        with font.turn(chosen):
            font.hold(chosen, samples)
            later_s = [self._later_s(preset, note, desk) for note, desk in zip(notes, desks)]
            for take in sorted({take for _, take in desks}):
                sound = np.zeros_like(out) if is_coloured(take) else out
                for desk in sorted(desk for desk in set(desks) if desk[1] == take):
                    own = [(note, late) for note, late, its in zip(notes, later_s, desks) if its == desk]
                    own += _chokes(notes, desks, desk) if drums else []
                    shift, cents = desk[0], cents_of(take, drums=drums)
                    events = _events(own, shift, bend, range_st, start_s, n_samples, len(releases))
                    with font.voice(chosen, samples, len(own), len(releases)) as voice:
                        for channel, share in enumerate(releases):
                            voice.tune(channel, bend_range_st=range_st, semitones=-shift, cents=cents)
                            voice.damp(channel, share)
                        voice.play(events, sound)
                if sound is not out:
                    add_coloured(out, sound, take)
        if expression.size:
            out *= gains(expression, start_s, n_samples)[:, None]
        return out

    def _samples(self, preset: tuple[int, int], notes: Sequence[EngineNote], desks: Sequence[Desk]) -> frozenset[int]:
        """Return the font's samples that the notes sound from, and those that tell when they are heard."""
        struck = {_stroke(note, desk[0]) for note, desk in zip(notes, desks)}
        struck |= {(key, LEAST_VELOCITY) for key, _ in struck if any(key in group for group in CHOKE_GROUPS)}
        for note, (shift, _) in zip(notes, desks):
            if shift:
                struck |= {(key, nearest_strength(note.velocity)) for key in (note.pitch, note.pitch + shift)}
        return frozenset().union(*(self.font.samples_at(preset, *stroke) for stroke in sorted(struck)))

    def _later_s(self, preset: str, note: EngineNote, desk: Desk) -> float:
        """Return by how much a borrowed key speaks quicker than the note's own, so that both are heard in time."""
        if not desk[0]:
            return 0.0
        own, other = (
            max(0.0, self._attacks.attack_s(preset, key, note.velocity)) for key in (note.pitch, note.pitch + desk[0])
        )
        return float(np.clip(own - other, -MOST_LATER_S, MOST_LATER_S))

    def attack_s(self, preset: str, pitch: int, velocity: int) -> float:
        """Return t50 of one held note, rendered alone; 0 where the font has no such key."""
        return max(0.0, heard_after_s(self, preset, pitch, velocity, PROBE_S, PROBE_S))


def _releases(program: int) -> tuple[float, ...]:
    """Return which share of its release a note keeps on each channel: any note on the first, a spiccato on the second."""
    tables = sound_tables()
    share = tables.release.get(str(program), 1.0)
    return (share, share * tables.spiccato.share) if program in tables.spiccato.programs else (share,)


def _chokes(notes: Sequence[EngineNote], desks: Sequence[Desk], desk: Desk) -> list[tuple[EngineNote, float]]:
    """Return strokes too soft to be heard: a closed hat that another desk plays still ends this desk's open one."""
    mine = [group for group in CHOKE_GROUPS if any(n.pitch in group for n, its in zip(notes, desks) if its == desk)]
    return [
        (replace(note, velocity=LEAST_VELOCITY), 0.0)
        for note, its in zip(notes, desks)
        if its != desk and any(note.pitch in group for group in mine)
    ]


def bend_range_st(bend: np.ndarray) -> int:
    """Return the bend range in semitones that holds ``bend``: 2, or as many as it needs, at most 24."""
    most = float(np.abs(bend[:, 1]).max()) / 100.0 / SHORT_OF if bend.size else 0.0
    return int(min(24, max(2, np.ceil(most))))


def _events(
    notes: Sequence[tuple[EngineNote, float]],
    shift: int,
    bend: np.ndarray,
    range_st: int,
    start_s: float,
    n_samples: int,
    n_channels: int,
) -> list[Event]:
    """Return the events of a desk in samples from ``start_s``; at one moment offs come before bends before ons.

    notes : each with how much later it starts; shift : semitones to the key that is played; n_channels : two where
    spiccato strokes have one of their own
    """
    events: list[Event] = []
    ends: dict[tuple[int, int], int] = {}
    within_s = sound_tables().spiccato.within_s
    for note, later_s in sorted(notes, key=lambda one: (one[0].start_s, one[0].pitch)):
        on = round((note.start_s - start_s) * RATE_HZ)
        if on < -32 or on >= n_samples:
            continue
        on = max(0, on + round(later_s * RATE_HZ))
        off = max(on + 64, round((note.start_s + note.length_s - start_s) * RATE_HZ))
        key, velocity = _stroke(note, shift)
        for down in [down for down, end in ends.items() if down[1] == key and end > on]:  # the earlier note ends here
            events = [e for e in events if not (e[2] == "noteoff" and e[3] == down and e[0] > on)]
            events.append((on, 0, "noteoff", down))
            ends[down] = on
        channel = int(n_channels > 1 and note.length_s <= within_s)
        events.append((on, 2, "noteon", (channel, key, velocity)))
        events.append((off, 0, "noteoff", (channel, key)))
        ends[channel, key] = off
    for at, value in _bends(bend, range_st, start_s, n_samples):
        events += [(at, 1, "pitch_bend", (channel, value)) for channel in range(n_channels)]
    return events


def _stroke(note: EngineNote, shift: int) -> tuple[int, int]:
    """Return key and velocity as MIDI can say them."""
    return min(127, max(0, note.pitch + shift)), min(127, max(LEAST_VELOCITY, note.velocity))


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
