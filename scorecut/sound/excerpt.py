"""What a line plays of a sound font, cut out as a small font of its own that opens at once.

A General MIDI font holds hundreds of presets; a compressed one (``.sf3``, Ogg Vorbis) unpacks every sample of a preset
that is selected, 150 MB for a string section of many layers. A line plays some dozens of them. FluidSynth renders the same
bytes from a font that holds these alone, and its head is read in no time. Layout: SoundFont 2.04 technical specification,
section 7; ``.sf3`` marks a packed sample by a bit of its type, counts its first and last sample in bytes, and its loop from
its own first sample.
"""

import shutil
import struct
import tempfile
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from scorecut.media.sound_file import unpacked
from scorecut.media.tools import usable_cores
from scorecut.sound.soundfont import (
    BAG,
    GENERATOR,
    INST,
    INSTRUMENT,
    MODULATOR_BYTES,
    PRESET,
    SAMPLE_ID,
    Bag,
    FontFile,
    PresetTables,
    used,
)

SAMPLE = struct.Struct("<20sIIIIIBbHH")
#: Bits of a sample's type: unpacked where the font was packed, and in the memory of a sound card, not in the file.
PACKED, ROM, MONO = 0x0010, 0x8000, 1
#: Number of a packed sample -> its 16-bit numbers.
Unpack = Callable[[int], bytes]
#: A preset that takes no more of the file than this is cut out whole.
SMALL_BYTES = 2 << 20
#: Silence after each sample (specification, 7.10).
GUARD = 46


class Excerpts:
    """Cuts presets out of a font. What was unpacked for it waits in a folder that goes with this object."""

    def __init__(self, path: Path) -> None:
        self._font = FontFile(path)
        self._unpacked = Path(tempfile.mkdtemp(prefix="scorecut-font-"))
        weakref.finalize(self, shutil.rmtree, self._unpacked, ignore_errors=True)

    def worth(self, preset: tuple[int, int], samples: frozenset[int]) -> frozenset[int]:
        """Return what to cut out where ``samples`` are needed: all of a small preset, or where most of it is wanted.

        Raises KeyError where the font has no such preset.
        """
        sizes = {number: self._bytes(number) for number in _samples_of(self._font.preset(preset))}
        size, wanted = sum(sizes.values()), sum(sizes.get(number, 0) for number in samples)
        return frozenset(sizes) if size <= SMALL_BYTES or wanted > size / 2 else samples

    def cut_out(self, preset: tuple[int, int], samples: frozenset[int]) -> list[bytes]:
        """Return a SoundFont 2 of one preset (bank, program) with these samples alone, in pieces: it may be large.

        Raises KeyError where the font has no such preset.
        """
        tables = self._font.preset(preset)
        self._unpack(sorted(samples.intersection(_samples_of(tables))))
        return _cut_out(self._font, tables, samples, lambda number: self._place(number).read_bytes())

    def _bytes(self, number: int) -> int:
        """Return how much of the file a sample takes."""
        _, start, end, *_, kind = _sample(self._font, number)
        return (end - start) * (1 if kind & PACKED else 2)

    def _unpack(self, numbers: list[int]) -> None:
        """Put the packed ones among these samples aside as 16-bit numbers, as many at a time as there are cores."""

        def unpack(number: int) -> None:
            _, start, end, *_, kind = _sample(self._font, number)
            if kind & PACKED and end > start and not self._place(number).exists():
                self._place(number).write_bytes(unpacked(self._font.sound(b"smpl", start, end)))

        with ThreadPoolExecutor(usable_cores()) as pool:
            list(pool.map(unpack, numbers))

    def _place(self, number: int) -> Path:
        return self._unpacked / str(number)


def _sample(font: FontFile, number: int) -> tuple:
    """Return a sample's row of the table."""
    return SAMPLE.unpack_from(font.tables[b"shdr"], SAMPLE.size * number)


def _samples_of(tables: PresetTables) -> list[int]:
    return used((bag for bags in tables.instruments.values() for bag in bags), SAMPLE_ID)


def _cut_out(font: FontFile, tables: PresetTables, wanted: frozenset[int], pcm: Unpack) -> list[bytes]:
    inner = {
        number: [bag for bag in bags if (sample := bag.of(SAMPLE_ID)) is None or sample in wanted]
        for number, bags in tables.instruments.items()
    }
    samples = used((bag for bags in inner.values() for bag in bags), SAMPLE_ID)
    outer_tables = _Written(renumbered={INSTRUMENT: {old: new for new, old in enumerate(inner)}})
    outer_tables.add(tables.bags)
    inner_tables = _Written(renumbered={SAMPLE_ID: {old: new for new, old in enumerate(samples)}})
    inst = b""
    for number, bags in inner.items():
        inst += INST.pack(INST.unpack_from(font.tables[b"inst"], INST.size * number)[0], inner_tables.n_bags)
        inner_tables.add(bags)
    name, program, bank, _, library, genre, morphology = tables.row
    sdta, shdr = _samples(font, samples, pcm)
    pdta = {
        b"phdr": PRESET.pack(name, program, bank, 0, library, genre, morphology)
        + PRESET.pack(b"EOP", 0, 0, outer_tables.n_bags, 0, 0, 0),
        **outer_tables.chunks(b"p"),
        b"inst": inst + INST.pack(b"EOI", inner_tables.n_bags),
        **inner_tables.chunks(b"i"),
        b"shdr": shdr,
    }
    info = {b"ifil": struct.pack("<HH", 2, 4), b"isng": b"EMU8000\0", b"INAM": b"excerpt\0"}
    body = [b"sfbk", *_list(b"INFO", _chunks(info)), *_list(b"sdta", sdta), *_list(b"pdta", _chunks(pdta))]
    return _chunk(b"RIFF", body)


@dataclass(slots=True)
class _Written:
    """Tables of zones in the making. renumbered : new numbers of what an operator points to."""

    renumbered: dict[int, dict[int, int]]
    bags: bytes = b""
    generators: bytes = b""
    modulators: bytes = b""
    n_bags: int = field(default=0)

    def add(self, bags: list[Bag]) -> None:
        for bag in bags:
            self.bags += self._here()
            self.n_bags += 1
            for oper, amount in bag.generators:
                self.generators += GENERATOR.pack(oper, self.renumbered.get(oper, {}).get(amount, amount))
            self.modulators += bag.modulators

    def chunks(self, kind: bytes) -> dict[bytes, bytes]:
        """Return the three tables with their last rows; ``kind`` is p for presets, i for instruments."""
        return {
            kind + b"bag": self.bags + self._here(),
            kind + b"mod": self.modulators + bytes(MODULATOR_BYTES),
            kind + b"gen": self.generators + bytes(GENERATOR.size),
        }

    def _here(self) -> bytes:
        return BAG.pack(len(self.generators) // GENERATOR.size, len(self.modulators) // MODULATOR_BYTES)


def _samples(font: FontFile, numbers: list[int], pcm: Unpack) -> tuple[list[bytes], bytes]:
    """Return the chunks of sample data, in pieces, and the table of samples."""
    new = {old: place for place, old in enumerate(numbers)}
    coarse: list[bytes] = []
    fine: list[bytes] = []
    table = b""
    at = 0
    for old in numbers:
        name, start, end, loop, loop_end, rate_hz, key, cents, link, kind = _sample(font, old)
        data = low = b""
        if kind & ROM or end <= start:
            loop, loop_end = 0, 0
        elif kind & PACKED:
            data = pcm(old)
        else:
            data = font.sound(b"smpl", 2 * start, 2 * end)
            low = font.sound(b"sm24", start, end)
            loop, loop_end = loop - start, loop_end - start
        n = len(data) // 2
        coarse += [data, bytes(2 * GUARD)]
        fine += [low.ljust(n + GUARD, b"\0")]
        kind &= ~(PACKED | ROM)
        if kind != MONO and link not in new:
            kind = MONO
        table += SAMPLE.pack(
            name, at, at + n, at + loop, at + loop_end, rate_hz, key, cents, new.get(link, 0), kind
        )  # fmt: skip
        at += n + GUARD
    chunks = _chunk(b"smpl", coarse) + (_chunk(b"sm24", fine) if font.has(b"sm24") else [])
    return chunks, table + SAMPLE.pack(b"EOS", *[0] * 9)


def _chunks(contents: dict[bytes, bytes]) -> list[bytes]:
    return [piece for name, content in contents.items() for piece in _chunk(name, [content])]


def _list(kind: bytes, pieces: list[bytes]) -> list[bytes]:
    return _chunk(b"LIST", [kind, *pieces])


def _chunk(name: bytes, pieces: list[bytes]) -> list[bytes]:
    """Return a chunk of a RIFF file whose content comes in pieces: its head, they, and what makes its length even."""
    size = sum(map(len, pieces))
    return [struct.pack("<4sI", name, size), *pieces, bytes(size % 2)]
