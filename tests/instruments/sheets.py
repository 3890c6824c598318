"""Contact sheets: twelve instruments a page, each with its phrase as a spectrogram and its figures."""

from pathlib import Path

import numpy as np

from scorecut.model.audio import RATE_HZ
from tests.instruments.judge import Judged

COLUMNS, ROWS = 3, 4
LOW_HZ, HIGH_HZ = 40.0, 14_000.0
FFT, HOP, BINS = 4096, 480, 160
RANGE_DB = 75.0


def draw_sheets(judged: list[Judged], folder: Path) -> list[Path]:
    """Write the pages, and return their paths."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, first in enumerate(range(0, len(judged), COLUMNS * ROWS), 1):
        page = Figure(figsize=(18, 13), layout="constrained")
        axes = page.subplots(ROWS, COLUMNS, squeeze=False).ravel()
        for axis, one in zip(axes, [*judged[first : first + axes.size], *[None] * axes.size]):
            _draw(axis, one)
        path = folder / f"page{number:02d}.png"
        FigureCanvasAgg(page).print_png(path)
        paths.append(path)
    return paths


def _draw(axis, one: Judged | None) -> None:
    if one is None:
        axis.set_axis_off()
        return
    level, freqs = spectrogram_db(one.phrase.sound)
    length_s = one.phrase.sound.shape[0] / RATE_HZ
    axis.imshow(
        level, origin="lower", aspect="auto", extent=(0.0, length_s, 0, freqs.size), vmin=-RANGE_DB, vmax=0.0,
        cmap="magma",
    )  # fmt: skip
    ticks = (60, 125, 250, 500, 1000, 2000, 4000, 8000)
    axis.set_yticks([float(np.interp(hz, freqs, np.arange(freqs.size))) for hz in ticks], [str(hz) for hz in ticks])
    axis.tick_params(labelsize=6)
    for note in one.phrase.notes:
        axis.axvline(note.heard_s, color="w", linewidth=0.3)
    failed = ", ".join(name for name, holds in one.holds.items() if holds is False)
    f = one.figures
    axis.set_title(
        f"{one.row.name} ({one.player})  t50 {f['t50']:.0f} early {f['early']:.0f} ms  "
        f"{f['level']:+.1f} LU  {f['pitch']:+.0f} c\n{'FAILS ' + failed if failed else 'holds'}",
        fontsize=8, color="tab:red" if failed else "black",
    )  # fmt: skip


def spectrogram_db(sound: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return levels (bins, frames), 0 dB at the loudest, and the bins' frequencies, a third of a semitone apart or so."""
    mono = np.pad(sound.astype(np.float64).sum(axis=1), FFT // 2)
    frames = np.lib.stride_tricks.sliding_window_view(mono, FFT)[::HOP] * np.hanning(FFT)
    power = np.abs(np.fft.rfft(frames, axis=1)) ** 2
    freqs = np.geomspace(LOW_HZ, HIGH_HZ, BINS)
    at = np.clip(np.round(freqs / RATE_HZ * FFT).astype(int), 0, power.shape[1] - 1)
    level = 10.0 * np.log10(power[:, at].T + 1e-12)
    return level - level.max(), freqs
