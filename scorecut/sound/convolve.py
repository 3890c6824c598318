"""Convolution with a room: overlap-add with one fixed transform size, so the same bytes come out always."""

import numpy as np


def convolve(signal: np.ndarray, impulse: np.ndarray) -> np.ndarray:
    """Return ``signal`` through ``impulse``, float32 (n + m - 1, c).

    signal : float32 (n,); impulse : float32 (m, c), one column for each output channel
    """
    out = np.zeros((signal.size + impulse.shape[0] - 1, impulse.shape[1]), dtype=np.float32)
    add_convolved(out, signal, impulse)
    return out


def add_convolved(out: np.ndarray, signal: np.ndarray, impulse: np.ndarray) -> None:
    """Add ``signal`` through ``impulse`` to ``out`` (k, c), block by block; what reaches past its end is left out.

    Silent stretches cost nothing.
    """
    from scipy.fft import irfft, rfft

    n, m = signal.size, impulse.shape[0]
    size = 1 << max(12, int(np.ceil(np.log2(3 * m))))
    hop = size - m + 1
    spectra = [rfft(impulse[:, side].astype(np.float32), size) for side in range(impulse.shape[1])]
    for first in range(0, min(n, out.shape[0]), hop):
        block = signal[first : first + hop]
        if not block.any():
            continue
        spectrum = rfft(block.astype(np.float32), size)
        length = min(block.size + m - 1, out.shape[0] - first)
        for side, room in enumerate(spectra):
            out[first : first + length, side] += irfft(spectrum * room, size)[:length]
