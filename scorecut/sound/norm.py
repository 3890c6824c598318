"""Bringing a whole programme to a loudness standard: one gain for film and music alike, and a true-peak limiter.

The film's own sound is never ridden: it keeps its dynamics, moved as a whole, but for the peaks that would pass the
ceiling, where the limiter takes film and music back together. It takes no more than the table says; where that is not
enough the programme stays softer than asked, and the run says so.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from scorecut.media.loudness import measure, normed_lufs
from scorecut.model.arrays import let_go
from scorecut.model.audio import RATE_HZ, Audio, Mix, Norm
from scorecut.model.curve import Curve
from scorecut.sound.beneath import Setting
from scorecut.sound.fader import Fader
from scorecut.sound.levels import STEP, amplitude, spread
from scorecut.sound.limiter import cell_peaks, limit
from scorecut.sound.mapped import mapped, sealed
from scorecut.sound.programme import BLOCK, CEILING_MARGIN_DB, Front, with_limiter, written
from scorecut.sound.standards import Standard, limiting

MOST_TRIES = 4
CLOSE_LU = 0.1
#: What the limiter takes from the loudness is given back by so much gain at most.
MAKE_UP_DB = 3.0
#: How much of the work is done, about, once film and music are written as they lie before the gain.
WRITTEN = 0.25
#: A limiter that takes more than this is worth a line.
GENTLE_DB = 3.0


def brought_to(
    asked: Standard,
    setting: Setting,
    music: np.ndarray,
    front: Front,
    lines: Sequence[tuple[float, float]],
    *,
    alone: bool,
    workdir: Path,
    tell: Callable[[float], None],
) -> Mix:
    """Return film and music (or with ``alone`` the music as it lies beneath the film) at the standard.

    lines : when somebody speaks, (start_s, end_s) in order and apart; dialogue is measured over them
    tell : is told which share of the work is done
    """
    fader = Fader(music, setting.gain_db, setting.presence, setting.dip_db)
    n_samples = front.n_samples
    untouched = np.ones(-(-n_samples // STEP) + 1)
    programme, played = written(fader, front, untouched, workdir, alone=alone)
    tell(WRITTEN)
    target = asked.music_lufs if alone else asked.programme_lufs
    over = () if alone else dialogue(asked, lines, n_samples / RATE_HZ)
    if over:
        target = asked.dialogue_lufs

    def heard_lufs(sound: Audio) -> float:
        return normed_lufs(sound, over)

    before = heard_lufs(programme)
    gain_db = target - before if target is not None and np.isfinite(before) else 0.0
    ceiling = amplitude(asked.peak_dbtp - CEILING_MARGIN_DB)
    peaks = cell_peaks(
        lambda first, last: np.asarray(programme.samples[first:last]),
        n_samples,
        ceiling / amplitude(gain_db + MAKE_UP_DB),
    )
    most_db = limiting().most_db + 20.0 * np.log10(ceiling / max(float(peaks.max(initial=0.0)), 1e-9))
    gain_db = min(gain_db, most_db)
    for attempt in range(MOST_TRIES):
        limited = limit(peaks * amplitude(gain_db), ceiling)
        delivered = _moved(programme, gain_db, limited, workdir / "programme_normed.f32")
        reached = heard_lufs(delivered)
        tell(WRITTEN + (1.0 - WRITTEN) * (attempt + 1) / (MOST_TRIES + 1))
        better_db = min(most_db, gain_db + target - reached) if target is not None and np.isfinite(reached) else gain_db
        if abs(better_db - gain_db) < CLOSE_LU or attempt == MOST_TRIES - 1:
            break
        gain_db = better_db
    own_gain_db = with_limiter(Curve(times_s=np.zeros(1), values=np.array([gain_db])), limited)
    loudness = measure(delivered.samples, delivered.layout)
    norm = Norm(
        name=asked.name,
        lines_s=over,
        target_lufs=target,
        reached_lufs=reached,
        tolerance_lu=asked.tolerance_lu,
        peak_dbtp=asked.peak_dbtp,
        reached_dbtp=loudness.true_peak_dbtp,
        gain_db=float(gain_db),
        limited_db=-20.0 * float(np.log10(limited.min())) + 0.0,
    )
    gain_curve = Curve(times_s=setting.gain_db.times_s, values=setting.gain_db.values + gain_db)
    return Mix(
        programme=delivered,
        gain_db=with_limiter(gain_curve, limited),
        music_gain_db=setting.music_gain_db + gain_db,
        loudness=loudness,
        warnings=_told(norm),
        dip_db=fader.dip_db,
        music=delivered if alone else _moved(played, gain_db, limited, workdir / "music_normed.f32"),
        film_gain_db=None if alone else own_gain_db,
        norm=norm,
    )


def measured_against(asked: Standard, mixed: Mix, limited_db: float) -> Mix:
    """Return the mix of a film whose only sound is the music, mastered to the standard, with how it was met."""
    norm = Norm(
        name=asked.name,
        target_lufs=asked.music_lufs,
        reached_lufs=mixed.loudness.integrated_lufs,
        tolerance_lu=asked.tolerance_lu,
        peak_dbtp=asked.peak_dbtp,
        reached_dbtp=mixed.loudness.true_peak_dbtp,
        gain_db=0.0,
        limited_db=limited_db,
    )
    return replace(mixed, norm=norm, warnings=(*mixed.warnings, *(() if norm.met else _told(norm))))


def dialogue(asked: Standard, lines: Sequence[tuple[float, float]], length_s: float) -> tuple[tuple[float, float], ...]:
    """Return the lines that the standard is measured over; () where there are too few, or it does not look at them."""
    share = sum(end_s - start_s for start_s, end_s in lines) / length_s
    return tuple(lines) if asked.dialogue_lufs is not None and share >= asked.dialogue_share else ()


def _moved(sound: Audio, gain_db: float, limited: np.ndarray, place: Path) -> Audio:
    """Write ``sound`` at one gain under the limiter (its gain on the 1 ms grid), block by block."""
    n_samples, channels = sound.samples.shape
    out = mapped(place, n_samples, channels)
    factor = np.float32(amplitude(gain_db))
    for first in range(0, n_samples, BLOCK):
        last = min(n_samples, first + BLOCK)
        gain = factor * spread(limited[first // STEP : -(-last // STEP) + 1], last - first)
        out[first:last] = np.asarray(sound.samples[first:last]) * gain[:, None]
        let_go(out, sound.samples)
    return Audio(samples=sealed(out), layout=sound.layout)


def _told(norm: Norm) -> tuple[str, ...]:
    """Return what the user should know of it."""
    if norm.target_lufs is None:
        return (
            f"{norm.name} has no norm for a film without dialogue; the level is that of the film's own sound, "
            f"{norm.gain_db:+.1f} dB",
        )
    where = "over dialogue" if norm.over == "dialogue" else "over all"
    asks = f"{norm.name} asks for {norm.target_lufs:g} LUFS {where}"
    if not norm.is_loud_enough:
        return (
            f"{asks}; {norm.reached_lufs:.1f} were reached: peaks stay below {norm.peak_dbtp:g} dBTP, and for more the "
            f"limiter would have to take over {limiting().most_db:g} dB. Bring the film's peaks down first",
        )
    if norm.limited_db > GENTLE_DB:
        return (f"{asks}: for that the limiter takes up to {norm.limited_db:.1f} dB at the loudest moments",)
    return ()
