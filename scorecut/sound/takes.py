"""Takes: a note that comes again soon is another stroke, not the same sample once more.

A repeated sample is heard as a machine (SOUND.md section 6). Where the font has another sample near, a neighbouring
key bent back, that is the other take; everywhere each take has a colour of its own as well: partials a little stronger
and weaker and turned against each other, and a few cents, as from one bow or stick to the next (``sound.toml``, takes).
"""

from collections.abc import Sequence
from functools import cache

import numpy as np

from scorecut.model.audio import RATE_HZ
from scorecut.sound.convolve import Impulse, add_convolved
from scorecut.sound.engine import EngineNote
from scorecut.sound.soundfont import SoundFont
from scorecut.sound.tables import Take, sound_tables

#: A note this soon after the end of the last one of its pitch is another take.
REPEAT_S = 1.0
#: After so many samples a colour has rung out (below -120 dB).
RINGS = 1536
#: How many semitones a key may be bent for another sample: further off it is another instrument.
REACH = 3

#: (semitones from the note's own key, number of the take).
Desk = tuple[int, int]
PLAIN: Desk = (0, 0)


def seated(font: SoundFont, preset: tuple[int, int], notes: Sequence[EngineNote], *, drums: bool) -> list[Desk]:
    """Return who plays each note: the takes of a pitch by turns while it comes again at once.

    drums : a neighbouring key is another drum
    """
    count = colours()
    desks: list[Desk] = []
    last: dict[int, tuple[float, int]] = {}
    for note in notes:
        before_s, before = last.get(note.pitch, (-np.inf, 0))
        take = (before + 1) % count if note.start_s - before_s < REPEAT_S else 0
        last[note.pitch] = (max(before_s, note.start_s + note.length_s), take)
        others = font.other_keys(preset, note.pitch, note.velocity, REACH) if take and not drums else []
        desks.append((others[take - 1] - note.pitch if 0 < take <= len(others) else 0, take))
    return desks


def colours() -> int:
    """Return how many takes the table tells apart."""
    return len(sound_tables().takes)


def coloured(sound: np.ndarray, take: int) -> np.ndarray:
    """Return a note of a take (n, 2) in its colour, float32; the first take is as it is."""
    sections = _sections(take)
    if not sections.size or not sound.any():
        return sound
    from scipy.signal import sosfilt

    return sosfilt(sections, sound, axis=0).astype(np.float32)


def is_coloured(take: int) -> bool:
    """Whether a take differs from the sample as it is."""
    return _sections(take).size > 0


def add_coloured(out: np.ndarray, sound: np.ndarray, take: int) -> None:
    """Add a whole line of a coloured take (n, 2) to ``out``: quick, and its silences cost nothing."""
    for side in range(sound.shape[1]):
        add_convolved(out[:, side : side + 1], sound[:, side], _impulse(take))


@cache
def _impulse(take: int) -> Impulse:
    """Return what a take makes of a single sample, in one channel."""
    spike = np.zeros((RINGS, 1), np.float32)
    spike[0] = 1.0
    return Impulse(coloured(spike, take))


@cache
def _sections(take: int) -> np.ndarray:
    """Return the filter of a take: bells, and allpasses that turn the partials against each other."""
    row = sound_tables().takes[take]
    sections = [_bell(*bell) for bell in row.bells] + [_allpass(hz) for hz in row.turns_hz]
    return np.array(sections).reshape(-1, 6)


def _bell(hz: float, gain_db: float, q: float) -> list[float]:
    """Return a peaking section (Bristow-Johnson's equaliser cookbook)."""
    a = 10.0 ** (gain_db / 40.0)
    w = 2.0 * np.pi * hz / RATE_HZ
    alpha = np.sin(w) / (2.0 * q)
    rows = np.array([1 + alpha * a, -2 * np.cos(w), 1 - alpha * a, 1 + alpha / a, -2 * np.cos(w), 1 - alpha / a])
    return list(rows / rows[3])


def _allpass(hz: float) -> list[float]:
    """Return a first-order allpass: a quarter turn at ``hz``, half a turn far above."""
    t = np.tan(np.pi * hz / RATE_HZ)
    c = (t - 1.0) / (t + 1.0)
    return [c, 1.0, 0.0, 1.0, c, 0.0]


def cents_of(take: int, *, drums: bool) -> float:
    """Return how far a take is out of tune: a little; a drum more."""
    row: Take = sound_tables().takes[take]
    return row.drum_cents if drums else row.cents
