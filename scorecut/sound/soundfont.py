"""Sound fonts: finding one on this machine, and reading which presets and samples it holds.

Only the small tables at the end of a ``.sf2`` or ``.sf3`` are read (SoundFont 2.04
specification: RIFF ``sfbk`` with ``INFO``, ``sdta``, ``pdta``); the samples stay with FluidSynth.
"""

import hashlib
import os
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from scorecut.errors import MissingError

#: Fonts we know by name, best first, and their licences. TimGM6mb (GPL-2) is never taken unasked.
KNOWN = {
    "MuseScore_General_Full": "MIT, parts public domain or CC0",
    "MuseScore_General_HQ": "MIT, parts public domain or CC0",
    "MuseScore_General": "MIT, parts public domain or CC0",
    "MuseScore_General_Lite": "MIT, parts public domain or CC0",
    "FluidR3_GM": "MIT",
    "FluidR3Mono_GM": "MIT",
    "GeneralUser GS v1.471": "GeneralUser GS licence 2.0",
}
SUFFIXES = (".sf3", ".sf2")
FOLDERS = (
    "~/.local/share/soundfonts",
    "~/.local/share/sounds/sf3",
    "~/.local/share/sounds/sf2",
    "~/Library/Audio/Sounds/Banks",
    "/usr/local/share/soundfonts",
    "/usr/local/share/sounds/sf3",
    "/usr/local/share/sounds/sf2",
    "/opt/homebrew/share/soundfonts",
    "/opt/homebrew/share/fluid-synth/sf2",
    "/Library/Audio/Sounds/Banks",
    "/usr/share/soundfonts",
    "/usr/share/sounds/sf3",
    "/usr/share/sounds/sf2",
)
DRUM_BANK = 128
KEY_RANGE, VELOCITY_RANGE, INSTRUMENT, SAMPLE_ID = 43, 44, 41, 53
#: Rows of the tables: a preset's and an instrument's first bag (with their names), a bag's first generator and modulator.
PRESET, INST, BAG, GENERATOR = (struct.Struct(layout) for layout in ("<20sHHHIII", "<20sH", "<HH", "<HH"))
MODULATOR_BYTES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """Keys and velocities (both ends included) at which one sample sounds."""

    low_key: int
    high_key: int
    low_velocity: int
    high_velocity: int
    sample: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SoundFont:
    """What a font says of itself.

    presets : name by (bank, program); drum kits are bank 128
    file : where the zones of a preset are read when it is played
    identity : name and a digest of its tables, for keys and ``rights.json``
    """

    path: Path
    name: str
    copyright: str
    licence: str
    identity: str
    presets: dict[tuple[int, int], str]
    file: "FontFile" = field(repr=False)
    _zones: dict[tuple[int, int], tuple[Zone, ...]] = field(repr=False, default_factory=dict)
    _struck: dict[tuple[tuple[int, int], int, int], frozenset[int]] = field(repr=False, default_factory=dict)

    def zones(self, preset: tuple[int, int]) -> tuple[Zone, ...]:
        """Return the zones of a preset in the file's order, () where the font has none."""
        if preset not in self._zones:
            self._zones[preset] = _sounding(self.file.preset(preset)) if preset in self.presets else ()
        return self._zones[preset]

    def nearest(self, bank: int, program: int) -> tuple[int, int]:
        """Return the preset that plays (bank, program): itself, or its stated neighbour.

        The order: the same program in bank 0, in any other bank, the nearest program of the same General MIDI
        family (blocks of eight) in bank 0, any preset. Drum kits: the standard kit, the first kit.
        Raises MissingError where the font has no preset at all.
        """
        if (bank, program) in self.presets:
            return bank, program
        if bank == DRUM_BANK:
            choices = [(DRUM_BANK, 0), *sorted(key for key in self.presets if key[0] == DRUM_BANK)]
        else:
            melodic = sorted(key for key in self.presets if key[0] != DRUM_BANK)
            same = [key for key in melodic if key[1] == program]
            family = [key for key in melodic if key[1] // 8 == program // 8]
            family.sort(key=lambda key: (key[0], abs(key[1] - program), key[1]))
            choices = [(0, program), *same, *family, *melodic]
        for choice in choices:
            if choice in self.presets:
                return choice
        raise MissingError(f"{self.path.name}: the sound font holds no preset to play {bank}:{program}; choose another")

    def samples_at(self, preset: tuple[int, int], key: int, velocity: int) -> frozenset[int]:
        """Return the samples that sound for a key and velocity."""
        if (preset, key, velocity) not in self._struck:
            self._struck[preset, key, velocity] = frozenset(
                zone.sample
                for zone in self.zones(preset)
                if zone.low_key <= key <= zone.high_key and zone.low_velocity <= velocity <= zone.high_velocity
            )
        return self._struck[preset, key, velocity]

    def other_keys(self, preset: tuple[int, int], key: int, velocity: int, reach: int) -> list[int]:
        """Return the keys within ``reach`` semitones, nearest first, that are played from samples of their own.

        Each from other samples than ``key`` and than those before it.
        """
        taken = set(self.samples_at(preset, key, velocity))
        found = []
        for step in range(1, reach + 1):
            for other in (key + step, key - step):
                theirs = self.samples_at(preset, other, velocity)
                if 0 <= other <= 127 and theirs and not theirs & taken:
                    found.append(other)
                    taken |= theirs
        return found


def find_font(asked: Path | None = None) -> Path | None:
    """Return the sound font to play: ``asked``, else the best one where systems keep them, else None.

    Raises MissingError if the asked one is not there.
    """
    if asked is not None:
        if not asked.is_file():
            raise MissingError(f"{asked}: there is no such sound font; give a .sf2 or .sf3 file with --soundfont")
        return asked
    for name in KNOWN:
        for folder in FOLDERS:
            for suffix in SUFFIXES:
                path = Path(os.path.expanduser(folder)) / f"{name}{suffix}"
                if path.is_file():
                    return path
    return None


def read_font(path: Path) -> SoundFont:
    """Return the font's tables; MissingError if the file is no SoundFont."""
    try:
        file = FontFile(path)
        info, tables = file.info, file.tables
        rows = list(PRESET.iter_unpack(tables[b"phdr"]))[:-1]  # the last row only ends the table
    except (OSError, struct.error, KeyError, IndexError) as why:
        raise MissingError(f"{path}: this is no SoundFont that can be read ({why}); give another") from why
    digest = hashlib.sha256(b"".join(tables[name] for name in sorted(tables))).hexdigest()[:16]
    real = path.resolve()
    copyright_text = _text(info.get(b"ICOP", b""))
    licence = next((text for name, text in KNOWN.items() if name in (real.stem, path.stem)), "")
    licence = licence or _text(info.get(b"ICOP", b"")) or "not stated in the font"
    return SoundFont(
        path=path,
        name=real.name,
        copyright=copyright_text,
        licence=licence,
        identity=f"{real.name}-{digest}",
        presets={(bank, program): _text(name) for name, program, bank, *_ in rows},
        file=file,
    )


def _text(raw: bytes) -> str:
    return " ".join(raw.split(b"\0")[0].decode("utf-8", "replace").split())


class FontFile:
    """A sound font as it lies on the disk. tables : the sub-chunks of ``pdta`` by name; info : those of ``INFO``.

    Raises KeyError, OSError or struct.error where the file is no SoundFont.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        found: dict[bytes, dict[bytes, bytes]] = {}
        self._sound: dict[bytes, tuple[int, int]] = {}
        with path.open("rb") as file:
            riff, _, kind = struct.unpack("<4sI4s", file.read(12))
            if riff != b"RIFF" or kind != b"sfbk":
                raise KeyError("no RIFF sfbk at its head")
            while len(head := file.read(8)) == 8:
                _, size = struct.unpack("<4sI", head)
                name, end = file.read(4), file.tell() + size - 4
                if name in (b"INFO", b"pdta"):
                    found[name] = _split(file.read(size - 4))
                elif name == b"sdta":
                    while file.tell() + 8 <= end:
                        inner, length = struct.unpack("<4sI", file.read(8))
                        self._sound[inner] = (file.tell(), length)
                        file.seek(length + (length & 1), os.SEEK_CUR)
                file.seek(end + (size & 1))
        self.info, self.tables = found[b"INFO"], found[b"pdta"]

    def has(self, chunk: bytes) -> bool:
        """Whether there is sample data of this kind: ``smpl``, ``sm24`` (the lower eight of 24 bits)."""
        return chunk in self._sound

    def sound(self, chunk: bytes, first: int, end: int) -> bytes:
        """Return the bytes ``first`` to ``end`` of a chunk of sample data; none where there is no such chunk."""
        start, length = self._sound.get(chunk, (0, 0))
        with self.path.open("rb") as file:
            file.seek(start + first)
            return file.read(max(0, min(end, length) - first))

    def preset(self, preset: tuple[int, int]) -> "PresetTables":
        """Return what the tables say of a preset (bank, program); KeyError where the font has no such preset."""
        rows = list(PRESET.iter_unpack(self.tables[b"phdr"]))
        at = next((i for i, row in enumerate(rows[:-1]) if (row[2], row[1]) == preset), None)
        if at is None:
            raise KeyError(preset)
        bags = self._bags(b"p", rows[at][3], rows[at + 1][3])
        instruments: dict[int, list[Bag]] = {}
        for number in used(bags, INSTRUMENT):
            first, end = (INST.unpack_from(self.tables[b"inst"], INST.size * (number + k))[1] for k in range(2))
            instruments[number] = self._bags(b"i", first, end)
        return PresetTables(rows[at], bags, instruments)

    def _bags(self, kind: bytes, first: int, end: int) -> list["Bag"]:
        """Return the bags ``first`` to ``end`` of presets (kind p) or instruments (i)."""
        bag, gen, mod = (self.tables[kind + name] for name in (b"bag", b"gen", b"mod"))
        starts = [BAG.unpack_from(bag, BAG.size * index) for index in range(first, end + 1)]
        return [
            Bag(
                tuple(GENERATOR.iter_unpack(gen[GENERATOR.size * own : GENERATOR.size * after])),
                mod[MODULATOR_BYTES * own_mod : MODULATOR_BYTES * after_mod],
            )
            for (own, own_mod), (after, after_mod) in pairwise(starts)
        ]


@dataclass(frozen=True, slots=True)
class Bag:
    """A zone as the file has it: generators (operator, amount), and modulators unread."""

    generators: tuple[tuple[int, int], ...]
    modulators: bytes

    def of(self, operator: int) -> int | None:
        """Return the amount of a generator; None where the zone does not set it."""
        return dict(self.generators).get(operator)


def used(bags: Iterable[Bag], operator: int) -> list[int]:
    """Return all that zones point to with ``operator``, rising."""
    return sorted({amount for bag in bags if (amount := bag.of(operator)) is not None})


@dataclass(frozen=True, slots=True)
class PresetTables:
    """A preset's row of ``phdr``, its own zones, and by number those of each instrument that they point to."""

    row: tuple[Any, ...]
    bags: list[Bag]
    instruments: dict[int, list[Bag]]


def _split(raw: bytes) -> dict[bytes, bytes]:
    parts, at = {}, 0
    while at + 8 <= len(raw):
        name, size = struct.unpack_from("<4sI", raw, at)
        parts[name] = raw[at + 8 : at + 8 + size]
        at += 8 + size + (size & 1)
    return parts


def _sounding(preset: PresetTables) -> tuple[Zone, ...]:
    """Return a preset's zones that bear a sample; global ones do not."""
    found = []
    for outer in preset.bags:
        instrument = outer.of(INSTRUMENT)
        for inner in [] if instrument is None else preset.instruments[instrument]:
            sample = inner.of(SAMPLE_ID)
            keys = _overlap(outer.of(KEY_RANGE), inner.of(KEY_RANGE))
            velocities = _overlap(outer.of(VELOCITY_RANGE), inner.of(VELOCITY_RANGE))
            if sample is not None and keys and velocities:
                found.append(
                    Zone(
                        low_key=keys[0],
                        high_key=keys[1],
                        low_velocity=velocities[0],
                        high_velocity=velocities[1],
                        sample=sample,
                    )
                )
    return tuple(found)


def _overlap(*ranges: int | None) -> tuple[int, int] | None:
    """Return what two packed ranges (low byte, high byte) share; None if nothing."""
    low = max((value & 0xFF for value in ranges if value is not None), default=0)
    high = min((value >> 8 for value in ranges if value is not None), default=127)
    return (low, high) if low <= high else None
