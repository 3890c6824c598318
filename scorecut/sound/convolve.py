"""Convolution with a room: overlap-add with fixed transform sizes, so the same bytes come out always."""

from functools import cached_property

import numpy as np

from scorecut.model.arrays import frozen
from scorecut.model.machine_code import compiled

#: Blocks transformed in one go: as many numbers as fit into the registers side by side, and into the caches.
MOST_TOGETHER, TOGETHER_SAMPLES = 8, 1 << 18
#: An impulse with more taps than these is convolved part by part: transforms that fit the caches take a third of the time.
LONG, PART = 1 << 15, 1 << 14


class Impulse:
    """What a room makes of a single sample: ``taps``, float32 (m, c), read-only, one column for each output channel.

    hop : how much of a signal is transformed at a time; a long impulse has parts as long as that
    """

    def __init__(self, taps: np.ndarray) -> None:
        self.taps = frozen(taps, np.float32)
        m = self.taps.shape[0]
        self.n_parts = 1 if m <= LONG else -(-m // PART)
        self.size = 2 * PART if self.n_parts > 1 else 1 << max(12, int(np.ceil(np.log2(3 * m))))
        self.hop = PART if self.n_parts > 1 else self.size - m + 1

    @cached_property
    def spectra(self) -> np.ndarray:
        """The transform of each part of each channel, complex64 (c, n_parts, size / 2 + 1)."""
        from scipy.fft import rfft

        m, channels = self.taps.shape
        length = self.hop if self.n_parts > 1 else m
        parts = np.zeros((channels, self.n_parts * length), dtype=np.float32)
        parts[:, :m] = self.taps.T
        return rfft(parts.reshape(channels, self.n_parts, length), self.size)


def convolve(signal: np.ndarray, impulse: Impulse) -> np.ndarray:
    """Return ``signal``, float32 (n,), through ``impulse``, float32 (n + m - 1, c)."""
    m, channels = impulse.taps.shape
    out = np.zeros((signal.size + m - 1, channels), dtype=np.float32)
    add_convolved(out, signal, impulse)
    return out


def add_convolved(out: np.ndarray, signal: np.ndarray, impulse: Impulse) -> None:
    """Add ``signal`` through ``impulse`` to ``out`` (k, c), block by block; what reaches past its end is left out.

    Silent stretches cost nothing. Some blocks are transformed in one go, which takes a third of the time.
    """
    signal = signal[: out.shape[0]]
    sounds = np.zeros(-(-signal.size // impulse.hop), dtype=np.bool_)
    compiled(_find_sound)(signal, impulse.hop, sounds)
    together = max(1, min(MOST_TOGETHER, TOGETHER_SAMPLES // impulse.size))
    (_add_whole if impulse.n_parts == 1 else _add_in_parts)(out, signal, impulse, sounds, together)


def _find_sound(signal: np.ndarray, hop: int, sounds: np.ndarray) -> None:
    """Write which blocks of the signal are not silent."""
    for block in range(sounds.size):
        for i in range(block * hop, min(signal.size, (block + 1) * hop)):
            if signal[i] != 0.0:
                sounds[block] = True
                break


def _add_whole(out: np.ndarray, signal: np.ndarray, impulse: Impulse, sounds: np.ndarray, together: int) -> None:
    """Add each block through the whole impulse."""
    from scipy.fft import irfft

    blocks = np.flatnonzero(sounds)
    for few in (blocks[i : i + together] for i in range(0, blocks.size, together)):
        spectra = _transforms(signal, few, impulse)
        for side, room in enumerate(impulse.spectra):
            _overlap(out[:, side], irfft(spectra * room, impulse.size), few * impulse.hop)


def _add_in_parts(out: np.ndarray, signal: np.ndarray, impulse: Impulse, sounds: np.ndarray, together: int) -> None:
    """Add what each block sounds: those so far, each through its own part of the impulse (Gardner 1995, equal parts)."""
    from scipy.fft import irfft

    before = impulse.n_parts - 1
    # The blocks under way, those that only ring on first.
    spectra = np.zeros((before + together, impulse.size // 2 + 1), dtype=np.complex64)
    lively = np.concatenate([np.zeros(before, np.bool_), sounds, np.zeros(before + together, np.bool_)])
    for number in range(0, sounds.size + before, together):
        spectra[:before] = spectra[together:]
        few = number + np.flatnonzero(lively[number + before : number + before + together])
        if few.size:
            spectra[before + few - number] = _transforms(signal, few, impulse)
        now = lively[number : number + before + together]
        heard = np.flatnonzero(np.convolve(now, np.ones(impulse.n_parts, np.intp), mode="valid"))
        if not heard.size:
            continue
        for side, room in enumerate(impulse.spectra):
            whole = np.zeros((heard.size, spectra.shape[1]), dtype=np.complex64)
            compiled(_multiply)(spectra, now, room, heard, whole)
            _overlap(out[:, side], irfft(whole, impulse.size), (number + heard) * impulse.hop)


def _transforms(signal: np.ndarray, few: np.ndarray, impulse: Impulse) -> np.ndarray:
    """Return the transforms of some blocks of the signal, complex64 (blocks, size / 2 + 1)."""
    from scipy.fft import rfft

    blocks = np.zeros((few.size, impulse.size), dtype=np.float32)
    for block, number in zip(blocks, few.tolist(), strict=True):
        piece = signal[number * impulse.hop : (number + 1) * impulse.hop]
        block[: piece.size] = piece
    return rfft(blocks, impulse.size)


def _overlap(out: np.ndarray, heard: np.ndarray, starts: np.ndarray) -> None:
    """Add blocks of sound to ``out`` (k,), each from its own sample on."""
    for sound, first in zip(heard, starts.tolist(), strict=True):
        piece = out[first : first + sound.size]
        piece += sound[: piece.size]


def _multiply(spectra: np.ndarray, lively: np.ndarray, room: np.ndarray, places: np.ndarray, whole: np.ndarray) -> None:
    """Add to each row of ``whole`` the blocks up to its place, each times its part of the room; silent ones are left out."""
    n_parts = room.shape[0]
    for row in range(places.size):
        for part in range(n_parts):
            block = places[row] + n_parts - 1 - part
            if lively[block]:
                for i in range(whole.shape[1]):
                    whole[row, i] += spectra[block, i] * room[part, i]
