"""A sound font of a few kilobytes, written here: presets, samples and attacks that we chose."""

import io
import struct
from pathlib import Path

import numpy as np
import soundfile

from scorecut.media.sound_file import riff_chunk
from scorecut.sound.soundfont import FontFile

RATE_HZ = 48_000
KEYS, ATTACK, RELEASE, INSTRUMENT, SAMPLE_MODES, SAMPLE = 43, 34, 38, 41, 54, 53

#: (bank, program, name, attack in seconds): a quick piano, slow strings, quick timpani, two drum kits.
PRESETS = (
    (0, 0, "Piano", 0.0),
    (0, 47, "Timpani", 0.0),
    (0, 48, "Strings", 0.15),
    (128, 0, "Standard", 0.0),
    (128, 40, "Brush", 0.0),
)


def tiny_font(path: Path, presets: tuple[tuple[int, int, str, float], ...] = PRESETS) -> Path:
    """Write a SoundFont 2 whose presets all play a looped saw of 200 Hz at key 55, another from key 73 on."""
    n = 4800
    low = (np.arange(n) % 240) / 240.0 - 0.5
    high = ((np.arange(n) % 80) / 80.0 - 0.5) * 0.8
    pcm = np.concatenate([low, np.zeros(46), high, np.zeros(46)])
    samples = (pcm * 24000).astype("<i2").tobytes()
    heads = [("low", 0, n, 55), ("high", n + 46, 2 * n + 46, 74)]
    shdr = b"".join(
        struct.pack("<20sIIIIIBbHH", name.encode(), first, last, first + 480, last - 480, RATE_HZ, key, 0, 0, 1)
        for name, first, last, key in heads
    ) + struct.pack("<20sIIIIIBbHH", b"EOS", 0, 0, 0, 0, 0, 0, 0, 0, 0)
    inst, ibag, igen, phdr, pbag, pgen = b"", b"", b"", b"", b"", b""
    n_ibag = n_igen = 0
    for index, (bank, program, name, attack_s) in enumerate(presets):
        inst += struct.pack("<20sH", name.encode(), n_ibag)
        timecents = -12000 if attack_s <= 0 else round(1200 * np.log2(attack_s))
        for sample, (first, last) in enumerate(((0, 72), (73, 127))):
            gens = [(KEYS, first | last << 8), (ATTACK, timecents & 0xFFFF), (RELEASE, (-3600) & 0xFFFF)]
            gens += [(SAMPLE_MODES, 1), (SAMPLE, sample)]
            ibag += struct.pack("<HH", n_igen, 0)
            igen += b"".join(struct.pack("<HH", *gen) for gen in gens)
            n_ibag += 1
            n_igen += len(gens)
        phdr += struct.pack("<20sHHHIII", name.encode(), program, bank, index, 0, 0, 0)
        pbag += struct.pack("<HH", index, 0)
        pgen += struct.pack("<HH", INSTRUMENT, index)
    inst += struct.pack("<20sH", b"EOI", n_ibag)
    ibag += struct.pack("<HH", n_igen, 0)
    phdr += struct.pack("<20sHHHIII", b"EOP", 0, 0, len(presets), 0, 0, 0)
    pbag += struct.pack("<HH", len(presets), 0)
    info = (
        riff_chunk(b"ifil", struct.pack("<HH", 2, 1))
        + riff_chunk(b"isng", b"EMU8000\0")
        + riff_chunk(b"INAM", b"Tiny\0\0")
    )
    info += riff_chunk(b"ICOP", b"public domain\0")
    pdta = b"".join(
        riff_chunk(name, body)
        for name, body in (
            (b"phdr", phdr),
            (b"pbag", pbag),
            (b"pmod", bytes(10)),
            (b"pgen", pgen + bytes(4)),
            (b"inst", inst),
            (b"ibag", ibag),
            (b"imod", bytes(10)),
            (b"igen", igen + bytes(4)),
            (b"shdr", shdr),
        )
    )
    body = _list(b"INFO", info) + _list(b"sdta", riff_chunk(b"smpl", samples)) + _list(b"pdta", pdta)
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body) + 4) + b"sfbk" + body)
    return path


def packed_font(font: Path, path: Path) -> Path:
    """Write the same font with its samples in Ogg Vorbis (``.sf3``)."""
    file = FontFile(font)
    data, table = b"", b""
    row_bytes = 46
    for at in range(0, len(file.tables[b"shdr"]) - row_bytes, row_bytes):
        name, start, end, loop, loop_end, *rest, kind = struct.unpack_from("<20sIIIIIBbHH", file.tables[b"shdr"], at)
        pcm = np.frombuffer(file.sound(b"smpl", 2 * start, 2 * end), "<i2")
        ogg = io.BytesIO()
        soundfile.write(ogg, pcm, RATE_HZ, format="OGG", subtype="VORBIS")
        first, data = len(data), data + ogg.getvalue()
        table += struct.pack(
            "<20sIIIIIBbHH", name, first, len(data), loop - start, loop_end - start, *rest, kind | 0x10
        )  # fmt: skip
    tables = {**file.tables, b"shdr": table + file.tables[b"shdr"][-row_bytes:]}
    info = b"".join(riff_chunk(name, body) for name, body in file.info.items())
    body = _list(b"INFO", info) + _list(b"sdta", riff_chunk(b"smpl", data))
    body += _list(b"pdta", b"".join(riff_chunk(name, rows) for name, rows in tables.items()))
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body) + 4) + b"sfbk" + body)
    return path


def _list(kind: bytes, body: bytes) -> bytes:
    return riff_chunk(b"LIST", kind + body)
