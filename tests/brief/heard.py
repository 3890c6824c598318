"""A written score as another program reads it: who plays when, in which key, metre and tempo."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import mido
import numpy as np

DRUM_CHANNEL = 9
SHARPS = {name: n for n, name in enumerate(("Cb", "Gb", "Db", "Ab", "Eb", "Bb", "F", "C", "G", "D", "A", "E", "B", "F#", "C#", "G#", "D#", "A#"), -7)}  # fmt: skip
MAJOR_SCALE = (0, 2, 4, 5, 7, 9, 11)
#: Semitones from a mode's tonic up to the tonic of the major scale with the same notes.
MODES = {"dorian": 10, "phrygian": 8, "lydian": 7, "mixolydian": 5}


@dataclass(frozen=True)
class Note:
    function: str
    player: str
    channel: int
    pitch: int
    velocity: int
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Heard:
    """notes in any order; keys, meters, tempi : (from second, value) in order; end_s : the file's end"""

    notes: tuple[Note, ...]
    keys: tuple[tuple[float, str], ...]
    meters: tuple[tuple[float, str], ...]
    tempi: tuple[tuple[float, float], ...]
    end_s: float

    @property
    def players(self) -> set[str]:
        return {note.player for note in self.notes}

    @property
    def lead(self) -> str:
        """Who plays the melody for the longest time, "" where there is none."""
        spent: dict[str, float] = {}
        for note in self.notes:
            if note.function == "melody":
                spent[note.player] = spent.get(note.player, 0.0) + note.end_s - note.start_s
        return max(spent, key=spent.__getitem__) if spent else ""

    @property
    def n_beats(self) -> int:
        """Strokes on drums that belong to a rhythm (a swell on a hit is none)."""
        return sum(note.channel == DRUM_CHANNEL and note.function == "rhythm" for note in self.notes)

    @property
    def tempo_bpm(self) -> float:
        """The tempo in the middle of the playing time: half of it is slower, half faster."""
        first, last = min(note.start_s for note in self.notes), max(note.end_s for note in self.notes)
        spans = sorted((bpm, length) for length, bpm in _spans(self.tempi, first, last))
        bpms, lengths = np.array([s[0] for s in spans]), np.cumsum([s[1] for s in spans])
        return float(bpms[np.searchsorted(lengths, lengths[-1] / 2)])

    @property
    def meter(self) -> str:
        return _longest(self.meters, self.end_s)

    @property
    def key(self) -> str:
        """The signature that holds longest, as MIDI names it ("Dm")."""
        return _longest(self.keys, self.end_s)

    def is_in(self, mode: str) -> bool:
        """Whether the signature says so and three quarters of what sounds lie in its scale.

        Church modes carry the signature of their notes; there the bass must rest on the mode's own tonic.
        """
        key = self.key
        fifths = SHARPS[key.removesuffix("m")] - (3 if key.endswith("m") else 0)
        relative = fifths * 7 % 12
        scale = {(relative + step) % 12 for step in MAJOR_SCALE}
        if key.endswith("m"):
            scale.add((relative + 8) % 12)  # the leading note of the minor
        sounding = self.sounding(("melody", "harmony", "bass", "texture", "rhythm", "hits"))
        if sounding[sorted(scale)].sum() < 0.75 * sounding.sum():
            return False
        if mode in ("major", "minor"):
            return key.endswith("m") == (mode == "minor")
        low = self.sounding(("bass",)) if self.sounding(("bass",)).any() else self.sounding(("harmony",))
        tonic = (relative - MODES[mode]) % 12
        return tonic in np.argsort(low)[-2:]

    def sounding(self, functions: tuple[str, ...]) -> np.ndarray:
        """Seconds that each pitch class sounds: float64, (12,)."""
        out = np.zeros(12)
        for note in self.notes:
            if note.channel != DRUM_CHANNEL and note.function in functions:
                out[note.pitch % 12] += note.end_s - note.start_s
        return out

    def weight(self, n: int = 12) -> np.ndarray:
        """How much sounds in each of ``n`` equal stretches: seconds of notes times their loudness.

        Accents on hits answer single moments of the picture, and MIDI lets a struck string ring at full strength: left out.
        """
        edges = np.linspace(0.0, self.end_s, n + 1)
        out = np.zeros(n)
        for note in self.notes:
            if note.function == "hits":
                continue
            spent = np.minimum(edges[1:], note.end_s) - np.maximum(edges[:-1], note.start_s)
            out += np.clip(spent, 0.0, None) * (note.velocity / 127.0) ** 2
        return out


def _spans(events: tuple[tuple[float, float], ...], first: float, last: float) -> list[tuple[float, float]]:
    ends = [at for at, _ in events[1:]] + [last]
    cut = [(min(end, last) - max(at, first), value) for (at, value), end in zip(events, ends, strict=True)]
    return [(length, value) for length, value in cut if length > 0]


def _longest(events: tuple[tuple[float, str], ...], end_s: float) -> str:
    spent: dict[str, float] = {}
    for (at, value), end in zip(events, [*[at for at, _ in events[1:]], end_s], strict=True):
        spent[value] = spent.get(value, 0.0) + end - at
    return max(spent, key=spent.__getitem__)


def _absolute(track: "mido.MidiTrack") -> Iterator[tuple[int, "mido.Message"]]:
    tick = 0
    for message in track:
        tick += message.time
        yield tick, message


def hear(path: Path) -> Heard:
    """Read a MIDI file of the package."""
    song = mido.MidiFile(path)
    changes = sorted((tick, m.tempo) for track in song.tracks for tick, m in _absolute(track) if m.type == "set_tempo")
    ticks = np.array([tick for tick, _ in changes] or [0], dtype=float)
    tempi = np.array([tempo for _, tempo in changes] or [500_000], dtype=float)
    at_s = np.concatenate([[0.0], np.cumsum(np.diff(ticks) * tempi[:-1])]) / song.ticks_per_beat / 1e6

    def seconds(tick: int) -> float:
        n = max(0, int(np.searchsorted(ticks, tick, side="right")) - 1)
        return float(at_s[n] + (tick - ticks[n]) * tempi[n] / song.ticks_per_beat / 1e6)

    notes: list[Note] = []
    keys, meters, end_s = [], [], 0.0
    for track in song.tracks:
        function, _, player = track.name.partition(": ")
        player = player.rstrip("0123456789").rstrip()
        open_notes: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for tick, m in _absolute(track):
            end_s = max(end_s, seconds(tick))
            if m.type == "key_signature":
                keys.append((seconds(tick), m.key))
            elif m.type == "time_signature":
                meters.append((seconds(tick), f"{m.numerator}/{m.denominator}"))
            elif m.type == "note_on" and m.velocity:
                open_notes.setdefault((m.channel, m.note), []).append((tick, m.velocity))
            elif m.type in ("note_on", "note_off"):
                start, velocity = open_notes[m.channel, m.note].pop(0)
                notes.append(Note(function, player, m.channel, m.note, velocity, seconds(start), seconds(tick)))
    rates = tuple((float(s), 60e6 / float(t)) for s, t in zip(at_s, tempi, strict=True))
    return Heard(tuple(notes), tuple(sorted(keys)), tuple(sorted(meters)), rates, end_s)
