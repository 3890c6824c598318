"""Sound fonts: finding one on this machine, and reading which presets and samples it holds.

Only the small tables at the end of a ``.sf2`` or ``.sf3`` are read (SoundFont 2.04
specification: RIFF ``sfbk`` with ``INFO``, ``sdta``, ``pdta``); the samples stay with FluidSynth.
"""

import hashlib
import os
import struct
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

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
    zones : by (bank, program), in the file's order
    identity : name and a digest of its tables, for keys and ``rights.json``
    """

    path: Path
    name: str
    copyright: str
    licence: str
    identity: str
    presets: dict[tuple[int, int], str]
    zones: dict[tuple[int, int], tuple[Zone, ...]] = field(repr=False, default_factory=dict)

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
        return frozenset(
            zone.sample
            for zone in self.zones.get(preset, ())
            if zone.low_key <= key <= zone.high_key and zone.low_velocity <= velocity <= zone.high_velocity
        )

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
        presets, zones = _presets(tables)
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
        presets=presets,
        zones=zones,
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


def _split(raw: bytes) -> dict[bytes, bytes]:
    parts, at = {}, 0
    while at + 8 <= len(raw):
        name, size = struct.unpack_from("<4sI", raw, at)
        parts[name] = raw[at + 8 : at + 8 + size]
        at += 8 + size + (size & 1)
    return parts


def _presets(
    tables: dict[bytes, bytes],
) -> tuple[dict[tuple[int, int], str], dict[tuple[int, int], tuple[Zone, ...]]]:
    """Return preset names and their zones, global zones skipped (they bear no sample)."""
    heads = [struct.unpack_from("<20sHHH", tables[b"phdr"], at) for at in range(0, len(tables[b"phdr"]), 38)]
    preset_bags = struct.unpack(f"<{len(tables[b'pbag']) // 2}H", tables[b"pbag"])[0::2]
    preset_gens = list(struct.iter_unpack("<HH", tables[b"pgen"]))
    inst_bags_of = [struct.unpack_from("<H", tables[b"inst"], at + 20)[0] for at in range(0, len(tables[b"inst"]), 22)]
    inst_bags = struct.unpack(f"<{len(tables[b'ibag']) // 2}H", tables[b"ibag"])[0::2]
    inst_gens = list(struct.iter_unpack("<HH", tables[b"igen"]))

    def bags(first: int, last: int, starts: tuple[int, ...], gens: list[tuple[int, int]]) -> list[dict[int, int]]:
        return [dict(gens[starts[bag] : starts[bag + 1]]) for bag in range(first, last)]

    names, zones = {}, {}
    for this, after in pairwise(heads):
        key = (int(this[2]), int(this[1]))
        names[key] = _text(this[0])
        found = []
        for outer in bags(this[3], after[3], preset_bags, preset_gens):
            if INSTRUMENT not in outer:
                continue
            which = outer[INSTRUMENT]
            for inner in bags(inst_bags_of[which], inst_bags_of[which + 1], inst_bags, inst_gens):
                if SAMPLE_ID in inner:
                    keys = _overlap(outer.get(KEY_RANGE), inner.get(KEY_RANGE))
                    velocities = _overlap(outer.get(VELOCITY_RANGE), inner.get(VELOCITY_RANGE))
                    if keys and velocities:
                        found.append(
                            Zone(
                                low_key=keys[0],
                                high_key=keys[1],
                                low_velocity=velocities[0],
                                high_velocity=velocities[1],
                                sample=inner[SAMPLE_ID],
                            )
                        )
        zones[key] = tuple(found)
    return names, zones


def _overlap(*ranges: int | None) -> tuple[int, int] | None:
    """Return what two packed ranges (low byte, high byte) share; None if nothing."""
    low = max((value & 0xFF for value in ranges if value is not None), default=0)
    high = min((value >> 8 for value in ranges if value is not None), default=127)
    return (low, high) if low <= high else None
