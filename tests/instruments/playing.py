"""Small lines for one instrument, played by the way that a run takes: level, tilt, early starts and all.

Attack and level are shared out as the performance room does it: what dies away has its level in the velocity, what
is held in the expression.
"""

from dataclasses import dataclass

import numpy as np

from scorecut.catalog.instruments import Instrument
from scorecut.model.audio import RATE_HZ
from scorecut.model.performance import PlayedLine, PlayedNote
from scorecut.model.score import Part
from scorecut.performance.articulation import manner
from scorecut.performance.velocity import LEAN, SUSTAINED, level_of, velocity_of
from scorecut.sound.band import Band
from scorecut.sound.line import render_line, started_s

#: Written dynamics, dB re mf (``model/score.py``).
DYNAMICS = {"pp": -18.0, "p": -12.0, "mp": -6.0, "mf": 0.0, "f": 5.0, "ff": 9.0}
NONE = np.zeros((0, 2))
#: Notes begin on whole blocks of FluidSynth, so that a shift of half a millisecond is not taken for another sound.
BLOCK_S = 64 / RATE_HZ
#: From the line's first moment to its first note, and of a note of its own to the next.
LEAD_S, LONG_S, SHORT_S, APART_S = 0.512, 1.2, 0.12, 3.2
REPEAT_S, REPEATS, REPEATED_S = 0.4, 5, 0.2
KIT = (36, 38, 42, 49)


@dataclass(frozen=True)
class Heard:
    """A line as it came out: notes, samples (n, 2) from second 0, and when the engine started each note."""

    notes: tuple[PlayedNote, ...]
    sound: np.ndarray
    starts_s: tuple[float, ...]

    def alone(self, index: int, before_s: float = 0.0, length_s: float = APART_S) -> np.ndarray:
        """Return the sound from ``before_s`` before a note's start on."""
        first = max(0, round((self.starts_s[index] - before_s) * RATE_HZ))
        return self.sound[first : first + round(length_s * RATE_HZ)]


def keys_of(row: Instrument) -> tuple[int, ...]:
    """Return the keys to be heard: three of the sweet register, a kit's four, a single drum's own."""
    if row.is_drums:
        return (row.key,) if row.key >= 0 else KIT
    span = row.sweet_high - row.sweet_low
    return tuple(sorted({round(row.sweet_low + share * span) for share in (0.25, 0.5, 0.75)}))


def at_dynamic(row: Instrument, band: Band, level_db: float, keys: tuple[int, ...], short: bool = False) -> Heard:
    """Return one note for each key at a written dynamic, far from each other; ``short``: staccato."""
    length_s = SHORT_S if short else LONG_S
    articulation = "staccato" if short else "legato" if row.sustains else "ring"
    notes = [(LEAD_S + i * APART_S, length_s, key) for i, key in enumerate(keys)]
    return heard(row, band, notes, level_db, articulation)


def repeated(row: Instrument, band: Band) -> Heard:
    """Return one key struck again and again, equally strong."""
    key = keys_of(row)[len(keys_of(row)) // 2]
    notes = [(LEAD_S + i * REPEAT_S, REPEATED_S, key) for i in range(REPEATS)]
    return heard(row, band, notes, 0.0, "detache")


def let_go(row: Instrument, band: Band, length_s: float = 2.5) -> Heard:
    """Return one long note and four seconds after its release."""
    key = keys_of(row)[len(keys_of(row)) // 2]
    return heard(row, band, [(LEAD_S, length_s, key)], 0.0, "legato" if row.sustains else "ring", after_s=4.0)


def phrase(row: Instrument, band: Band) -> Heard:
    """Return five seconds to look at: a rising figure, a repeated note, a long note that swells."""
    low = keys_of(row)[0]
    steps = (0, 2, 4, 7, 7, 7) if not row.is_drums else (0,) * 6
    keys = [KIT[i % 4] if row.is_drums and row.key < 0 else low + step for i, step in enumerate(steps)]
    notes = [(LEAD_S + 0.4 * i, 0.4, key) for i, key in enumerate(keys)] + [(LEAD_S + 2.4, 1.8, keys[3])]
    swell = np.array([[0.0, 0.0], [LEAD_S + 2.4, -9.0], [LEAD_S + 3.6, 7.0], [LEAD_S + 4.2, -6.0]])
    return heard(row, band, notes, 0.0, "legato", swell=swell if row.sustains else NONE, after_s=1.2)


def heard(
    row: Instrument,
    band: Band,
    notes: list[tuple[float, float, int]],
    level_db: float,
    articulation: str,
    *,
    swell: np.ndarray = NONE,
    after_s: float = 2.0,
) -> Heard:
    """Return a line of (second, length, key) at one written level."""
    struck = not row.sustains or manner(articulation).by_velocity
    velocity = velocity_of(np.array(level_db))
    if not struck:
        velocity = np.clip(manner(articulation).velocity + LEAN * level_db, *SUSTAINED)
    strength = int(np.clip(np.round(velocity), 8, 127))
    rest_db = 0.0 if struck else level_db - float(level_of(np.array(float(strength))))
    played = tuple(
        PlayedNote(
            heard_s=round(at_s / BLOCK_S) * BLOCK_S, length_s=length_s, pitch=key, velocity=strength,
            articulation=articulation,
        )
        for at_s, length_s, key in notes
    )  # fmt: skip
    expression = np.array([[0.0, rest_db]]) if not swell.size else swell + np.array([0.0, rest_db])
    part = Part(id=f"melody: {row.name}", function="melody", instrument=row.name)
    line = PlayedLine(part=part, cue_id="c1", notes=played, expression=expression, bend=NONE)
    n_samples = round((played[-1].heard_s + played[-1].length_s + after_s) * RATE_HZ)
    sound = render_line(line, band, start_s=0.0, n_samples=n_samples)
    return Heard(played, sound, tuple(started_s(note, row, band) for note in played))
