"""Balance: the melody in front, every other function at its place beneath it.

Levels of single notes are calibrated, but four voices are louder than one and a busy bed
louder than a sparse one. So each cue's functions are measured while the melody sounds, and moved,
once and by a constant, when they stray from their style's place. A cue's dynamics stay as played.
"""

import numpy as np

from scorecut.catalog.styles import SoundStyle
from scorecut.media.loudness import momentary
from scorecut.model.arrays import let_go
from scorecut.model.audio import RATE_HZ
from scorecut.sound.tables import sound_tables

BED = ("harmony", "texture")
#: 3 LU are to be heard of the lead in its own band; where nobody speaks it has up to 1 LU less than on the whole.
LEAD_LU = 4.2
MOST_MORE_DB = 8.0
#: The melody sounds where it is within this of its loudest moment.
SOUNDING_DB = 15.0
FLOOR_LUFS = -65.0
BAND_STEP = 4


def place_db(style: SoundStyle, function: str) -> float:
    """Return where a function belongs relative to the melody, dB: by its style, else by the house's table."""
    if function == "melody":
        return 0.0
    return style.balance_db.get(function, getattr(sound_tables().balance, function))


def balanced_db(
    buses: dict[str, np.ndarray], style: SoundStyle, melody_hz: tuple[float, float] | None
) -> dict[str, float]:
    """Return the gain of each function in dB; ``buses`` holds those that sound, as rendered, (n, 2) each.

    melody_hz : the melody's lowest and highest fundamental, for its own band
    Without a melody every function just takes its style's place.
    """
    table = sound_tables().balance
    if "melody" not in buses:
        return {name: place_db(style, name) for name in buses}
    levels = {name: _momentary(bus) for name, bus in buses.items()}
    lead = levels["melody"]
    sounding = lead > max(FLOOR_LUFS, float(lead.max()) - SOUNDING_DB)
    gains = {"melody": 0.0}
    for name in buses:
        if name in gains:
            continue
        wished = place_db(style, name)
        stray = _mean_db(levels[name][sounding]) - _mean_db(lead[sounding]) - wished
        if name == "hits" or not np.isfinite(stray):
            gains[name] = wished
        elif stray > table.tolerance_above_db:
            gains[name] = max(-table.most_cut_db, table.tolerance_above_db - stray)
        elif stray < -table.tolerance_below_db:
            gains[name] = min(table.most_lift_db, -table.tolerance_below_db - stray)
        else:
            gains[name] = 0.0
    bed = [name for name in BED if name in buses]
    if bed and melody_hz and sounding.any():
        missing = LEAD_LU - _lead_in_band(buses, gains, bed, melody_hz)
        for name in bed:
            gains[name] -= float(np.clip(missing, 0.0, MOST_MORE_DB))
    return gains


def _momentary(bus: np.ndarray) -> np.ndarray:
    values = momentary(bus).values
    let_go(bus)
    return values


def _lead_in_band(
    buses: dict[str, np.ndarray],
    gains: dict[str, float],
    bed: list[str],
    melody_hz: tuple[float, float],
) -> float:
    """Return how far the melody leads the bed in its own band (fundamentals and two octaves above) where it sounds, dB."""
    from scipy.signal import butter, sosfilt

    low = max(40.0, 0.8 * melody_hz[0])
    high = min(5000.0, max(4.0 * melody_hz[1], 2.0 * low))
    band = butter(2, (low, high), "band", fs=RATE_HZ / BAND_STEP, output="sos")
    rate = RATE_HZ // 10 // BAND_STEP

    def levels(names: list[str]) -> np.ndarray:
        middle = sum(np.float32(10 ** (gains[name] / 20)) * _thinned(buses[name]) for name in names)
        power = sosfilt(band, np.asarray(middle, dtype=np.float32)) ** 2
        n = power.size // rate
        return np.maximum(power[: n * rate].reshape(n, rate).mean(axis=1), 1e-12)

    lead, under = levels(["melody"]), levels(bed)
    n = min(lead.size, under.size)
    sounding = lead[:n] > lead.max(initial=0.0) * 10 ** (-SOUNDING_DB / 10)
    if not sounding.any():
        return LEAD_LU
    return 10 * float(np.log10(lead[:n][sounding].mean() / under[:n][sounding].mean()))


def _thinned(bus: np.ndarray) -> np.ndarray:
    """Return every fourth sample of the middle, neighbours averaged: enough for levels below 5 kHz."""
    n = bus.shape[0] // BAND_STEP * BAND_STEP
    middle = bus[:n, 0] + bus[:n, 1]
    let_go(bus)
    return middle.reshape(-1, BAND_STEP).mean(axis=1)


def _mean_db(levels: np.ndarray) -> float:
    """Return the mean of levels by power; -inf of none, or where nothing sounds."""
    if not levels.size or levels.max() <= FLOOR_LUFS:
        return -np.inf
    return 10.0 * float(np.log10(np.mean(10.0 ** (levels / 10.0))))
