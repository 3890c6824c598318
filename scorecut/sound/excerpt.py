"""What a line plays of a sound font, cut out as a small font of its own that opens at once.

A General MIDI font holds hundreds of presets; a compressed one (``.sf3``, Ogg Vorbis) unpacks every sample of a preset
that is selected, 150 MB for a string section of many layers. A line plays some dozens of them. FluidSynth renders the same
bytes from a font that holds these alone, and its head is read in no time. Layout: SoundFont 2.04 technical specification,
section 7; ``.sf3`` marks a packed sample by a bit of its type, counts its first and last sample in bytes, and its loop from
its own first sample.
"""

import io
import struct
import tempfile
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from scorecut.media.sound_file import unpacked
from scorecut.media.tools import usable_cores
from scorecut.sound.soundfont import INSTRUMENT, SAMPLE_ID, FontFile

#: Rows of the tables: a preset's or instrument's bags, a bag's generators and modulators, a sample.
PRESET, INST, BAG, GENERATOR, SAMPLE = (
    struct.Struct(layout) for layout in ("<20sHHHIII", "<20sH", "<HH", "<HH", "<20sIIIIIBbHH")
)
MODULATOR_BYTES = 10
#: Bits of a sample's type: unpacked where the font was packed, and in the memory of a sound card, not in the file.
PACKED, ROM, MONO = 0x0010, 0x8000, 1
#: Number of a packed sample -> its 16-bit numbers.
Unpack = Callable[[int], bytes]
#: A preset that takes no more of the file than this is cut out whole.
SMALL_BYTES = 2 << 20
#: Silence after each sample (specification, 7.10).
GUARD = 46


class Excerpts:
    """Cuts presets out of a font; what was unpacked for it waits in a nameless file for the next time."""

    def __init__(self, path: Path) -> None:
        self._font = FontFile(path)
        self._unpacked = tempfile.TemporaryFile()  # noqa: SIM115 - it lasts as long as this does
        self._places: dict[int, tuple[int, int]] = {}

    def worth(self, preset: tuple[int, int], samples: frozenset[int]) -> frozenset[int]:
        """Return what to cut out where ``samples`` are needed: all of a small preset, or where most of it is wanted.

        Raises KeyError where the font has no such preset.
        """
        everything = self._samples_of(preset)
        size = sum(self._bytes(number) for number in everything)
        wanted = sum(self._bytes(number) for number in samples & everything)
        return everything if size <= SMALL_BYTES or wanted > size / 2 else samples

    def cut_out(self, preset: tuple[int, int], samples: Collection[int]) -> bytes:
        """Return a SoundFont 2 of one preset (bank, program) with these samples alone.

        Raises KeyError where the font has no such preset.
        """
        everything = self._samples_of(preset)
        self._unpack(sorted(everything & frozenset(samples) - self._places.keys()))
        return _cut_out(self._font, preset, samples, self._pcm)

    def _samples_of(self, preset: tuple[int, int]) -> frozenset[int]:
        _, _, inner = _zones(self._font.tables, preset)
        return frozenset(_used([bag for own in inner.values() for bag in own], SAMPLE_ID))

    def _bytes(self, number: int) -> int:
        """Return how much of the file a sample takes."""
        _, start, end, *_, kind = SAMPLE.unpack_from(self._font.tables[b"shdr"], SAMPLE.size * number)
        return (end - start) * (1 if kind & PACKED else 2)

    def _unpack(self, numbers: list[int]) -> None:
        """Put the packed ones among these samples aside as 16-bit numbers, as many at a time as there are cores."""
        rows = {number: SAMPLE.unpack_from(self._font.tables[b"shdr"], SAMPLE.size * number) for number in numbers}
        packed = {number: row for number, row in rows.items() if row[9] & PACKED and row[2] > row[1]}
        with ThreadPoolExecutor(usable_cores()) as pool:
            made = pool.map(lambda row: unpacked(self._font.sound(b"smpl", row[1], row[2])), packed.values())
            for number, pcm in zip(packed, made, strict=True):
                self._places[number] = (self._unpacked.seek(0, io.SEEK_END), len(pcm))
                self._unpacked.write(pcm)

    def _pcm(self, number: int) -> bytes:
        """Return a packed sample as 16-bit numbers."""
        at, length = self._places[number]
        self._unpacked.seek(at)
        return self._unpacked.read(length)


def _cut_out(font: FontFile, preset: tuple[int, int], wanted: Collection[int], pcm: Unpack) -> bytes:
    row, bags, found = _zones(font.tables, preset)
    inner = {
        number: [bag for bag in own if bag.sample is None or bag.sample in wanted] for number, own in found.items()
    }
    samples = _used([bag for own in inner.values() for bag in own], SAMPLE_ID)
    outer_tables = _Written(renumbered={INSTRUMENT: {old: new for new, old in enumerate(inner)}})
    outer_tables.add(bags)
    inner_tables = _Written(renumbered={SAMPLE_ID: {old: new for new, old in enumerate(samples)}})
    inst = b""
    for number, own in inner.items():
        inst += INST.pack(INST.unpack_from(font.tables[b"inst"], INST.size * number)[0], inner_tables.n_bags)
        inner_tables.add(own)
    name, program, bank, _, library, genre, morphology = row
    pdta = {
        b"phdr": PRESET.pack(name, program, bank, 0, library, genre, morphology)
        + PRESET.pack(b"EOP", 0, 0, outer_tables.n_bags, 0, 0, 0),
        **outer_tables.chunks(b"p"),
        b"inst": inst + INST.pack(b"EOI", inner_tables.n_bags),
        **inner_tables.chunks(b"i"),
    }
    sdta, pdta[b"shdr"] = _samples(font, samples, pcm)
    info = {b"ifil": struct.pack("<HH", 2, 4), b"isng": b"EMU8000\0", b"INAM": b"excerpt\0"}
    body = b"".join(_list(kind, chunks) for kind, chunks in ((b"INFO", info), (b"sdta", sdta), (b"pdta", pdta)))
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"sfbk" + body


def _zones(tables: dict[bytes, bytes], preset: tuple[int, int]) -> tuple[tuple, list["_Bag"], dict[int, list["_Bag"]]]:
    """Return a preset's row of the table, its zones, and those of each instrument that it plays."""
    rows = list(PRESET.iter_unpack(tables[b"phdr"]))
    at = next((i for i, row in enumerate(rows[:-1]) if (row[2], row[1]) == preset), None)
    if at is None:
        raise KeyError(preset)
    bags = _bags(tables, b"pbag", b"pgen", b"pmod", rows[at][3], rows[at + 1][3])
    inner = {}
    for number in _used(bags, INSTRUMENT):
        first, end = (INST.unpack_from(tables[b"inst"], INST.size * (number + k))[1] for k in range(2))
        inner[number] = _bags(tables, b"ibag", b"igen", b"imod", first, end)
    return rows[at], bags, inner


@dataclass(frozen=True, slots=True)
class _Bag:
    """A zone: its generators (operator, amount) and modulators (as they are)."""

    generators: list[tuple[int, int]]
    modulators: bytes

    @property
    def sample(self) -> int | None:
        """The sample that sounds; None for a zone that only sets what holds for all."""
        return next((amount for oper, amount in self.generators if oper == SAMPLE_ID), None)


def _bags(
    tables: dict[bytes, bytes], bag: bytes, generators: bytes, modulators: bytes, first: int, end: int
) -> list[_Bag]:
    """Return the zones ``first`` to ``end`` of a table."""
    starts = [BAG.unpack_from(tables[bag], BAG.size * index) for index in range(first, end + 1)]
    found = []
    for (gen, mod), (gen_end, mod_end) in pairwise(starts):
        own = tables[generators][GENERATOR.size * gen : GENERATOR.size * gen_end]
        found.append(
            _Bag(
                list(GENERATOR.iter_unpack(own)),
                tables[modulators][MODULATOR_BYTES * mod : MODULATOR_BYTES * mod_end],
            )
        )
    return found


def _used(bags: list[_Bag], operator: int) -> list[int]:
    """Return what the zones point to with ``operator``, rising."""
    return sorted({amount for bag in bags for oper, amount in bag.generators if oper == operator})


@dataclass(slots=True)
class _Written:
    """Tables of zones in the making. renumbered : new numbers of what an operator points to."""

    renumbered: dict[int, dict[int, int]]
    bags: bytes = b""
    generators: bytes = b""
    modulators: bytes = b""
    n_bags: int = field(default=0)

    def add(self, bags: list[_Bag]) -> None:
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


def _samples(font: FontFile, numbers: list[int], pcm: Unpack) -> tuple[dict[bytes, bytes], bytes]:
    """Return the chunks of sample data, and the table of samples."""
    new = {old: place for place, old in enumerate(numbers)}
    coarse, fine = io.BytesIO(), io.BytesIO()
    table = b""
    for old in numbers:
        row = SAMPLE.unpack_from(font.tables[b"shdr"], SAMPLE.size * old)
        name, start, end, loop, loop_end, rate_hz, key, cents, link, kind = row
        at = coarse.tell() // 2
        if kind & ROM or end <= start:
            n, loop, loop_end = 0, 0, 0
        elif kind & PACKED:
            n = coarse.write(pcm(old)) // 2
            fine.write(bytes(n))
        else:
            n = coarse.write(font.sound(b"smpl", 2 * start, 2 * end)) // 2
            fine.write(font.sound(b"sm24", start, end).ljust(n, b"\0"))
            loop, loop_end = loop - start, loop_end - start
        coarse.write(bytes(2 * GUARD))
        fine.write(bytes(GUARD))
        kind &= ~(PACKED | ROM)
        if kind != MONO and link not in new:
            kind = MONO
        table += SAMPLE.pack(
            name, at, at + n, at + loop, at + loop_end, rate_hz, key, cents, new.get(link, 0), kind
        )  # fmt: skip
    chunks = {b"smpl": coarse.getvalue()}
    if font.has(b"sm24"):
        chunks[b"sm24"] = fine.getvalue()
    return chunks, table + SAMPLE.pack(b"EOS", *[0] * 9)


def _list(kind: bytes, chunks: dict[bytes, bytes]) -> bytes:
    return _chunk(b"LIST", kind + b"".join(_each(chunks)))


def _each(chunks: dict[bytes, bytes]) -> Iterator[bytes]:
    for name, body in chunks.items():
        yield _chunk(name, body)


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + bytes(len(body) & 1)
