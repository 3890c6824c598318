"""Single-cycle waves without aliases: one table for each half octave, with the harmonics that fit below Nyquist."""

from functools import cache

import numpy as np

RATE = 48_000
SIZE = 2048
#: Tables end where the highest note of their half octave puts its last harmonic.
TOP_HZ = 20_000.0
LOWEST_HZ = 16.0
STEPS_PER_OCTAVE = 2
MOST_HARMONICS = 900


def spectrum(wave: str, n: np.ndarray) -> np.ndarray:
    """Return the sine amplitudes of harmonics ``n`` (1, 2 ...) of a named wave.

    Raises KeyError for a name that is not there.
    """
    odd = n % 2 == 1
    saw = 1.0 / n
    if wave == "saw":
        return saw
    if wave == "square":
        return np.where(odd, 1.0 / n, 0.0)
    if wave == "triangle":
        return np.where(odd, np.where(n % 4 == 1, 1.0, -1.0) / n**2, 0.0)
    if wave == "sine":
        return np.where(n == 1, 1.0, 0.0)
    if wave == "bow":  # Helmholtz motion (a saw) heard through bow and bridge near 1/9 of the string
        return saw * (0.35 + np.abs(np.sin(np.pi * n / 8.7)))
    if wave == "reed":  # a cylindrical bore: odd harmonics first, even ones grow upwards
        return np.where(odd, 1.0, np.minimum(0.6, 0.03 * n)) / n**0.9
    if wave == "double reed":  # a conical bore behind a narrow opening: weak fundamental, strong 2-6
        return np.exp(-(((n - 3.5) / 3.0) ** 2)) + 0.35 / n**0.8
    if wave == "lips":  # brass: flat to about the sixth, then falling
        return 1.0 / (1.0 + (n / 6.0) ** 2) ** 0.75
    if wave == "flute":
        return np.select([n == 1, n == 2, n == 3, n == 4], [1.0, 0.42, 0.22, 0.09], 0.12 / n**1.8)
    if wave == "glottis":  # about -9 dB an octave
        return 1.0 / n**1.5
    if wave == "drawbars":  # 16' 8' 5 1/3' 4' 2 2/3' 2' 1 3/5' 1 1/3' 1' over the sixteen-foot
        bars = {1: 0.45, 2: 1.0, 3: 0.4, 4: 0.75, 6: 0.35, 8: 0.5, 10: 0.2, 12: 0.22, 16: 0.28}
        return np.array([bars.get(int(k), 0.0) for k in n])
    if wave == "free reed":  # accordion: a narrow pulse, rich to the top
        return np.abs(np.sin(np.pi * n * 0.23)) / n**0.75
    raise KeyError(wave)


@cache
def tables(wave: str) -> np.ndarray:
    """Return all tables of a wave, float32 (n_tables, SIZE + 1); the last sample repeats the first; RMS 0.5."""
    return np.stack([_table(wave, harmonics_at(step)) for step in range(n_tables())])


def table_for(wave: str, highest_hz: float) -> np.ndarray:
    """Return the table whose harmonics all stay below Nyquist for a note that reaches ``highest_hz``."""
    step = int(np.ceil(np.log2(max(highest_hz, LOWEST_HZ) / LOWEST_HZ) * STEPS_PER_OCTAVE))
    return tables(wave)[min(n_tables() - 1, max(0, step))]


def harmonics_at(step: int) -> int:
    """Return how many harmonics the table of a step holds."""
    highest_hz = LOWEST_HZ * 2.0 ** (step / STEPS_PER_OCTAVE)
    return int(max(1, min(MOST_HARMONICS, TOP_HZ // highest_hz)))


def n_tables() -> int:
    return int(np.ceil(np.log2(TOP_HZ / LOWEST_HZ) * STEPS_PER_OCTAVE)) + 1


def _table(wave: str, n_harmonics: int) -> np.ndarray:
    n = np.arange(1, n_harmonics + 1)
    whole = np.arange(1, MOST_HARMONICS + 1)
    bins = np.zeros(SIZE // 2 + 1, dtype=np.complex128)
    bins[1 : n_harmonics + 1] = -0.5j * spectrum(wave, n) * SIZE
    cycle = np.fft.irfft(bins, SIZE)
    rms = float(np.sqrt(0.5 * np.sum(spectrum(wave, whole) ** 2)))
    cycle *= 0.5 / rms
    return np.append(cycle, cycle[0]).astype(np.float32)
