"""Sound files: written block by block, the same bytes for the same samples.

Files that go to an editing program are broadcast wave files: a ``bext`` chunk tells where on the production's clock
they begin (EBU Tech 3285). libsndfile, as Python reaches it, writes none; so the chunks before the samples are
written here, and the samples by its own conversion, the same as in a file without.
"""

import io
import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from scorecut.errors import OutputError
from scorecut.model.arrays import let_go
from scorecut.model.audio import RATE_HZ, Audio

BLOCK = 1 << 18
SUBTYPES = {16: "PCM_16", 24: "PCM_24"}

#: A WAV header counts bytes in 32 bits; larger files are RF64 (EBU Tech 3306).
WAV_LIMIT_BYTES = 0xFFFF_0000


#: Who wrote the file, as ``bext`` tells it.
ORIGINATOR = "scorecut"


def write_wav(
    path: Path, samples: np.ndarray, bits: int = 24, rate_hz: int = RATE_HZ, *, time_reference: int | None = None
) -> Path:
    """Write ``samples`` (n, n_channels), full scale 1.0, as PCM of 16 or 24 bits; louder ones are clipped.

    time_reference : where the file begins, in samples since midnight, for its ``bext`` chunk; None writes none
    No dates, no tags: same samples, same bytes; above 4 GiB the file is RF64. Raises OutputError where it cannot be
    written.
    """
    data = samples if samples.ndim == 2 else samples[:, None]
    large = data.shape[0] * data.shape[1] * (bits // 8) > WAV_LIMIT_BYTES
    if time_reference is None:
        return _written(path, data, SUBTYPES[bits], "RF64" if large else "WAV", rate_hz)
    try:
        with open(path, "wb") as file:
            file.write(_head(data.shape, bits, rate_hz, time_reference, large))
            for block in _pcm(data, SUBTYPES[bits], rate_hz):
                file.write(block)
            file.write(bytes(file.tell() % 2))
    except OSError as error:
        raise _cannot_write(path, error) from error
    return Path(path)


def write_flac(path: Path, samples: np.ndarray, bits: int = 24, rate_hz: int = RATE_HZ) -> Path:
    """Write ``samples`` (n, n_channels), full scale 1.0, as FLAC; else as ``write_wav``."""
    return _written(path, samples if samples.ndim == 2 else samples[:, None], SUBTYPES[bits], "FLAC", rate_hz)


def _written(path: Path, data: np.ndarray, subtype: str, kind: str, rate_hz: int) -> Path:
    """Write a whole file by libsndfile."""
    import soundfile

    try:
        with soundfile.SoundFile(
            str(path), "w", samplerate=rate_hz, channels=data.shape[1], subtype=subtype, format=kind
        ) as file:
            for first in range(0, data.shape[0], BLOCK):
                file.write(np.asarray(data[first : first + BLOCK], dtype=np.float32))
                let_go(data)
    except (OSError, soundfile.SoundFileError) as error:
        raise _cannot_write(path, error) from error
    return Path(path)


def _pcm(data: np.ndarray, subtype: str, rate_hz: int) -> Iterator[bytes]:
    """Yield the samples as little-endian PCM, converted as libsndfile does it for any file."""
    import soundfile

    for first in range(0, data.shape[0], BLOCK):
        raw = io.BytesIO()
        block = np.array(data[first : first + BLOCK], dtype=np.float32)
        let_go(data)
        soundfile.write(raw, block, rate_hz, subtype=subtype, endian="LITTLE", format="RAW")
        yield raw.getvalue()


def _head(shape: tuple[int, ...], bits: int, rate_hz: int, time_reference: int, large: bool) -> bytes:
    """Return all that stands before the samples: RIFF or RF64 (EBU Tech 3306), ``bext``, ``fmt``."""
    n_samples, channels = shape
    frame = channels * bits // 8
    size = n_samples * frame
    kind = {1: "mono", 2: "stereo"}.get(channels, "multi")
    history = f"A=PCM,F={rate_hz},W={bits},M={kind},T={ORIGINATOR}\r\n".encode("ascii")
    # Description, originator, its reference, date and time (none: same samples, same bytes), start, version 1, UMID and
    # what later versions use, coding history.
    bext = struct.pack("<256s32s32s10s8sQH254x", b"", ORIGINATOR.encode("ascii"), b"", b"", b"", time_reference, 1)
    bext = riff_chunk(b"bext", bext + history)
    fmt = riff_chunk(b"fmt ", struct.pack("<HHIIHH", 1, channels, rate_hz, rate_hz * frame, frame, bits))
    whole = 4 + len(bext) + len(fmt) + 8 + size + size % 2
    if not large:
        return struct.pack("<4sI4s", b"RIFF", whole, b"WAVE") + bext + fmt + struct.pack("<4sI", b"data", size)
    unknown = 0xFFFF_FFFF
    ds64 = riff_chunk(b"ds64", struct.pack("<QQQI", whole + 36, size, n_samples, 0))
    return struct.pack("<4sI4s", b"RF64", unknown, b"WAVE") + ds64 + bext + fmt + struct.pack("<4sI", b"data", unknown)


def riff_chunk(name: bytes, content: bytes) -> bytes:
    """Return a chunk of a RIFF file (WAV, SoundFont): name, length, content, made even."""
    return struct.pack("<4sI", name, len(content)) + content + bytes(len(content) % 2)


def read_wav(path: Path, into: Path | None = None) -> Audio:
    """Return a sound file's samples as float32, mapped from the raw file ``into`` where one is named.

    Raises OSError-like soundfile errors as ValueError with the file's name.
    """
    import soundfile

    try:
        with soundfile.SoundFile(str(path)) as file:
            shape = (file.frames, file.channels)
            samples = (
                np.empty(shape, np.float32)
                if into is None or not file.frames
                else np.memmap(into, np.float32, mode="w+", shape=shape)
            )
            for first in range(0, file.frames, BLOCK):
                n = min(BLOCK, file.frames - first)
                samples[first : first + n] = file.read(n, dtype="float32", always_2d=True)
                let_go(samples)
            rate = file.samplerate
    except (OSError, soundfile.SoundFileError) as error:
        raise ValueError(f"{path}: cannot be read as sound ({_why(error)})") from error
    layout = {1: "mono", 2: "stereo", 6: "5.1", 8: "7.1"}.get(shape[1], f"{shape[1]}c")
    return Audio(samples=samples, layout=layout, rate_hz=rate)


def _cannot_write(path: Path, error: Exception) -> OutputError:
    return OutputError(f"{path}: cannot be written ({_why(error)}); is the disk full or the folder closed?")


def _why(error: Exception) -> str:
    return str(error).rsplit(": ", 1)[-1].rstrip(".") or type(error).__name__


def unpacked(packed: bytes) -> bytes:
    """Return the first channel of a sound file in memory (Ogg Vorbis, FLAC ...) as 16-bit little-endian samples."""
    import soundfile

    samples, _ = soundfile.read(io.BytesIO(packed), dtype="int16", always_2d=True)
    return np.ascontiguousarray(samples[:, 0], dtype="<i2").tobytes()
