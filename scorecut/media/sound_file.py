"""Sound files: written block by block, the same bytes for the same samples."""

from pathlib import Path

import numpy as np

from scorecut.errors import OutputError
from scorecut.model.audio import RATE_HZ, Audio

BLOCK = 1 << 18
SUBTYPES = {16: "PCM_16", 24: "PCM_24"}

#: A WAV header counts bytes in 32 bits; larger files are RF64 (EBU Tech 3306).
WAV_LIMIT_BYTES = 0xFFFF_0000


def write_wav(path: Path, samples: np.ndarray, bits: int = 24, rate_hz: int = RATE_HZ) -> Path:
    """Write ``samples`` (n, n_channels), full scale 1.0, as PCM of 16 or 24 bits; louder ones are clipped.

    No dates, no tags: same samples, same bytes. Raises OutputError where the file cannot be written.
    """
    import soundfile

    data = samples if samples.ndim == 2 else samples[:, None]
    large = data.shape[0] * data.shape[1] * (bits // 8) > WAV_LIMIT_BYTES
    try:
        with soundfile.SoundFile(
            str(path),
            "w",
            samplerate=rate_hz,
            channels=data.shape[1],
            subtype=SUBTYPES[bits],
            format="RF64" if large else "WAV",
        ) as file:
            for first in range(0, data.shape[0], BLOCK):
                file.write(np.asarray(data[first : first + BLOCK], dtype=np.float32))
    except (OSError, soundfile.SoundFileError) as error:
        raise OutputError(
            f"{path}: cannot be written ({_why(error)}); is the disk full or the folder closed?"
        ) from error
    return Path(path)


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
            rate = file.samplerate
    except (OSError, soundfile.SoundFileError) as error:
        raise ValueError(f"{path}: cannot be read as sound ({_why(error)})") from error
    layout = {1: "mono", 2: "stereo", 6: "5.1", 8: "7.1"}.get(shape[1], f"{shape[1]}c")
    return Audio(samples=samples, layout=layout, rate_hz=rate)


def _why(error: Exception) -> str:
    return str(error).rsplit(": ", 1)[-1].rstrip(".") or type(error).__name__
