"""One instrument through all its measurements, and which of the lines it holds.

Bounds: median pitch within 8 cents of the target (a section within its own spread), every written dynamic within
2 LU of the family's reference, a centroid that grows from pp to ff by 35 % (strings), 60 % (winds), 80 % (brass),
repeated notes that correlate below 0.95, no sample above full scale, ringing notes that ring and are damped,
sustained ones that stop, and a heard attack on its written time within 15 ms (short) or 30 ms (long).
"""

from dataclasses import dataclass, field

import numpy as np

from scorecut.catalog.instruments import Instrument
from scorecut.sound.band import Band
from scorecut.sound.tables import sound_tables
from tests.instruments import measure
from tests.instruments.playing import (
    DYNAMICS,
    Heard,
    at_dynamic,
    keys_of,
    let_go,
    phrase,
    repeated,
)

LINES = ("pitch", "level", "bright", "repeats", "peak", "ends", "short", "long")
MOST_CENTS, MOST_SPREAD = 8.0, 15.0
MOST_LU = 2.0
#: Whoever whistles makes a sine, softly or loudly.
PURE = ("whistle",)
BRIGHTER = {"strings": 0.35, "reeds": 0.60, "flutes": 0.60, "brass": 0.80}
MOST_LIKE = 0.95
LATE_S = {"short": 0.015, "long": 0.030}
#: What has no pitch that could be wrong: noises, blows, sounds of several pitches; the strike tone of a tubular bell is
#: heard an octave under its fourth mode, where nothing sounds.
UNTUNED_FAMILIES = ("drums", "fx")
TUNED_DRUMS = ("timpani",)
UNTUNED = (
    "temple blocks",
    "agogo",
    "noise texture",
    "orchestra hit",
    "singing bowl",
    "prepared piano",
    "goblins",
    "tubular bells",
)
#: These rise through the note: level and attack are asked of their end, elsewhere.
RISING = ("riser", "reverse cymbal", "cymbal swell", "whoosh")
#: Bars, bells and strings with overtones of their own are heard by the lowest, others by six.
FEW_PARTIALS = {"keys": 2, "mallets": 1, "drums": 1}
STRETCHED = ("piano", "felt piano", "honky-tonk piano")
#: How loud a ringing note still is half a second after its attack (dry ones die at once), and what is left of notes let go.
RINGS_DB, RINGS_AT_S = -30.0, 0.5
DRY = (
    "xylophone", "temple blocks", "woodblock", "muted guitar", "funk guitar", "banjo", "shamisen", "agogo", "marimba",
    "orchestra hit", "kalimba", "hang", "steel drums",
)  # fmt: skip
#: Pads of other families: they let go slowly.
SLOW = ("synth strings", "synth voice")
DAMPED_DB, DAMPED_AFTER_S = -20.0, 1.0
STOPPED_DB, PAD_STOPPED_S, STOPPED_S = -30.0, 2.0, 1.0


@dataclass(frozen=True)
class Judged:
    """One instrument: figures by name (NaN where a line does not apply), and which lines hold (None: not asked)."""

    row: Instrument
    player: str
    figures: dict[str, float]
    levels: dict[str, float]
    holds: dict[str, bool | None]
    phrase: Heard = field(repr=False)


def judge(row: Instrument, band: Band) -> Judged:
    """Return an instrument measured."""
    keys = keys_of(row)
    loud = keys[:2] if row.is_drums else keys
    held = {name: at_dynamic(row, band, db, loud) for name, db in DYNAMICS.items()}
    figures: dict[str, float] = {}
    levels = {name: level_error(heard, row, DYNAMICS[name]) for name, heard in held.items()}
    figures["level"] = max(levels.values(), key=abs)
    figures["pitch"], figures["spread"] = pitch(held["mf"], row)
    figures["bright"] = growth(held["pp"], held["ff"])
    figures["repeats"] = most_alike(repeated(row, band))
    short = at_dynamic(row, band, 0.0, loud, short=True)
    figures["t50"], figures["early"], figures["long"], figures["long_worst"] = timing(held["mf"])
    _, _, figures["short"], figures["short_worst"] = timing(short)
    shown = phrase(row, band)
    figures["peak"] = max(peak_db(heard) for heard in (held["ff"], shown))
    figures["held"], figures["left"] = ending(let_go(row, band), row)
    player = band.player(row, "legato")
    return Judged(row, f"{player.engine} {player.preset}", figures, levels, holds(row, figures, levels), shown)


def holds(row: Instrument, figures: dict[str, float], levels: dict[str, float]) -> dict[str, bool | None]:
    """Return which lines an instrument holds; None for those that are not asked of it."""
    rising = row.name in RISING
    tolerance = max(MOST_CENTS, min(MOST_SPREAD, figures["spread"]))
    found: dict[str, bool | None] = {
        "pitch": None if untuned(row) else abs(figures["pitch"]) <= tolerance,
        "level": None if rising else all(abs(off) <= MOST_LU for off in levels.values()),
        "bright": figures["bright"] >= BRIGHTER[row.family] if grows_brighter(row) else None,
        "repeats": figures["repeats"] < MOST_LIKE,
        "peak": figures["peak"] <= 0.0,
        "ends": ends_well(row, figures),
    }
    for name, most_s in LATE_S.items():
        found[name] = None if rising else abs(figures[name]) <= 1000.0 * most_s
    return {name: None if held is None else bool(held) for name, held in found.items()}


def grows_brighter(row: Instrument) -> bool:
    """Return whether an instrument is asked to grow brighter as it grows louder."""
    return row.family in BRIGHTER and row.sustains and row.name not in PURE


def untuned(row: Instrument) -> bool:
    """Return whether an instrument has no pitch to be measured."""
    return row.name in UNTUNED or (row.family in UNTUNED_FAMILIES and row.name not in TUNED_DRUMS)


def level_error(heard: Heard, row: Instrument, level_db: float) -> float:
    """Return the median of the notes' loudness against the reference at this dynamic, LU."""
    target = sound_tables().reference.target_lufs(row.name, row.family) + level_db
    return float(np.median([measure.loudness_lufs(heard.alone(i)) for i in range(len(heard.notes))])) - target


def pitch(heard: Heard, row: Instrument) -> tuple[float, float]:
    """Return the median of the notes' pitch errors and of their spreads, cents; NaN where a note has no such pitch."""
    if untuned(row):
        return np.nan, np.nan
    found = []
    for i, note in enumerate(heard.notes):
        alone = heard.alone(i)
        if measure.octave_off(alone, note.pitch):
            return np.nan, np.nan
        cents, spread = measure.pitch_cents(alone, note.pitch, FEW_PARTIALS.get(row.family, 6))
        found.append((cents - (stretch_cents(note.pitch) if row.name in STRETCHED else 0.0), spread))
    return float(np.median([cents for cents, _ in found])), float(np.median([spread for _, spread in found]))


def stretch_cents(key: int) -> float:
    """Return how far a piano is tuned from equal temperament (Railsback's curve in straight lines: memory)."""
    return float(np.interp(key, (21, 36, 48, 72, 96, 108), (-15.0, -5.0, -1.5, 1.5, 8.0, 25.0)))


def growth(soft: Heard, loud: Heard) -> float:
    """Return by what share the centroid grows from pp to ff, median over the keys."""
    pairs = [(measure.centroid_hz(soft.alone(i)), measure.centroid_hz(loud.alone(i))) for i in range(len(soft.notes))]
    return float(np.median([high / max(1.0, low) for low, high in pairs])) - 1.0


def most_alike(heard: Heard) -> float:
    """Return the highest correlation of a note with one of the two before it."""
    notes = [heard.alone(i, length_s=0.2) for i in range(len(heard.notes))]
    return max(
        measure.likeness(notes[i - back], notes[i]) for i in range(1, len(notes)) for back in (1, 2) if i >= back
    )


def timing(heard: Heard) -> tuple[float, float, float, float]:
    """Return t50 after note-on, how much earlier the engine starts, and the error of the heard attack, ms.

    Medians of the keys, and the worst error: a swelling section may pass half of its level twice.
    """
    t50, early, errors = [], [], []
    for i, note in enumerate(heard.notes):
        before = min(0.05, heard.starts_s[i])
        at = measure.onset_s(heard.alone(i, before_s=before, length_s=1.0), before) - before
        t50.append(at)
        early.append(note.heard_s - heard.starts_s[i])
        errors.append(heard.starts_s[i] + at - note.heard_s)
    t50_ms, early_ms, error_ms = (1000.0 * float(np.median(values)) for values in (t50, early, errors))
    return t50_ms, early_ms, error_ms, 1000.0 * max(errors, key=abs)


def peak_db(heard: Heard) -> float:
    """Return the highest sample, dBFS."""
    return 20.0 * float(np.log10(max(1e-9, float(np.abs(heard.sound).max()))))


def ending(heard: Heard, row: Instrument) -> tuple[float, float]:
    """Return the level of a long note while it is held and after its release, dB re its highest and its last level."""
    note, start_s = heard.notes[0], heard.starts_s[0]
    alone = heard.alone(0, length_s=8.0)
    end_s = note.heard_s + note.length_s - start_s
    top = measure.highest_db(alone, end_s)
    held_at = note.heard_s - start_s + RINGS_AT_S if not row.sustains else end_s - 0.1
    after_s = (
        DAMPED_AFTER_S
        if not row.sustains
        else PAD_STOPPED_S
        if row.family in ("pad", "fx") or row.name in SLOW
        else STOPPED_S
    )
    held = measure.level_db(alone, held_at)
    last = measure.level_db(alone, end_s - 0.05)
    return held - top, measure.level_db(alone, end_s + after_s) - max(last, top - 30.0)


def ends_well(row: Instrument, figures: dict[str, float]) -> bool | None:
    """Return whether a note rings on and is damped, or sounds on and stops; strokes of drums are not damped."""
    if row.is_drums or row.family == "fx" or row.name in RISING:
        return None
    if row.sustains:
        return figures["held"] > -12.0 and figures["left"] < STOPPED_DB
    dry = row.name in DRY or (row.family == "drums" and row.name != "timpani") or "pizzicato" in row.name
    return (dry or figures["held"] > RINGS_DB) and figures["left"] < DAMPED_DB
