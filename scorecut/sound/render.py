"""From played notes to six stems as long as the film: the sound room's first front function."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from scorecut.catalog.styles import SoundStyle
from scorecut.model.arrays import frozen, let_go
from scorecut.model.audio import RATE_HZ, Audio, PlacedAccent, Stems
from scorecut.model.performance import Performance
from scorecut.model.progress import Progress
from scorecut.model.score import FUNCTIONS
from scorecut.sound.band import Band
from scorecut.sound.cue import CueSound, render_cue, sound_style
from scorecut.sound.levels import amplitude
from scorecut.sound.mapped import mapped, sealed
from scorecut.sound.settings import SoundSettings
from scorecut.sound.together import at_once, in_turn
from scorecut.store import Store

BLOCK = 1 << 20
#: The film's last moments: everything fades over this long and is silent for the last of it.
CLOSING_S, SILENT_S = 0.9, 0.055
#: ... but an accent keeps its attack.
ACCENT_CLEAR_S = 0.08
NO_SOUND = frozen(np.zeros((0, 2)), np.float32)


def render(
    performance: Performance, *, settings: SoundSettings, workdir: Path, store: Store, progress: Progress
) -> Stems:
    """Return the six stems and their sum, mapped from files in ``workdir``.

    Cue by cue: what a cue sounds like depends on nothing outside it, so a changed cue leaves the others
    bit-identical. Raises MissingError where a sound font is required and absent.
    """
    n_samples = max(1, round(performance.duration_s * RATE_HZ))
    folder = Path(workdir) / "stems"
    folder.mkdir(parents=True, exist_ok=True)
    files = {name: mapped(folder / f"{name}.f32", n_samples) for name in (*FUNCTIONS, "music")}
    band = Band(settings, store)
    for line in band.warnings:
        progress.say(line)
    hits = [accent.time_s for cue in performance.cues for accent in cue.accents]
    closing = Closing(n_samples, max(hits, default=0.0))
    accents = _Accents(folder / "accents.f32")
    try:
        for number, cue in enumerate(performance.cues):
            sound = render_cue(
                cue,
                band,
                end_sample=n_samples,
                workdir=folder,
                advance=_part_of(progress, number, len(performance.cues)),
            )
            accents.add(_lay(sound, files, closing))
            let_go(*sound.buses.values(), *files.values())
            del sound  # the next cue is not to lie beside it
    finally:  # what was measured is known to the next run, though this one be broken off
        store.remember()
    _add_up(files)
    for file in files.values():
        sealed(file)
    progress.advance(1.0)
    return Stems(
        stems={name: Audio(samples=files[name]) for name in FUNCTIONS},
        music=Audio(samples=files["music"]),
        accents=accents.kept(),
        engines=band.credits(),
        warnings=band.all_warnings(),
        glue=_glue(performance),
    )


def _glue(performance: Performance) -> float:
    """Return the glue of the cues' styles, each by its length."""
    lengths_s = [max(0.1, cue.end_s - cue.start_s) for cue in performance.cues]
    glues = [sound_style(cue).glue for cue in performance.cues]
    return float(np.average(glues, weights=lengths_s)) if glues else SoundStyle().glue


class _Accents:
    """The accents of all cues as they were laid, their sounds end to end in a file: a long film has a gigabyte of them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._placed: list[tuple[PlacedAccent, int]] = []

    def add(self, placed: Sequence[PlacedAccent]) -> None:
        """Take in the accents of a cue."""
        with self._path.open("ab") as file:
            for one in placed:
                file.write(np.ascontiguousarray(one.sound, dtype=np.float32).tobytes())
                self._placed.append((replace(one, sound=NO_SOUND), one.sound.shape[0]))

    def kept(self) -> tuple[PlacedAccent, ...]:
        """Return the accents, their sounds mapped from the file."""
        ends = np.cumsum([length for _, length in self._placed])
        if not ends.size or not ends[-1]:
            return tuple(one for one, _ in self._placed)
        whole = np.memmap(self._path, dtype=np.float32, mode="r", shape=(int(ends[-1]), 2))
        return tuple(
            replace(one, sound=whole[int(end) - length : int(end)])
            for (one, length), end in zip(self._placed, ends, strict=True)
        )


def _part_of(progress: Progress, number: int, n_cues: int) -> Callable[[float, str], None]:
    """Return a report of one cue's share as a share of all."""
    return lambda share, note: progress.advance((number + share) / n_cues, f"cue {number + 1} of {n_cues}, {note}")


class Closing:
    """The fade at the end of the film, the same for all that is laid into the stems."""

    def __init__(self, n_samples: int, last_accent_s: float) -> None:
        self.n_samples = n_samples
        self.silent = max(0, n_samples - round(SILENT_S * RATE_HZ))
        begin = self.silent - round(CLOSING_S * RATE_HZ)
        clear = round((last_accent_s + ACCENT_CLEAR_S) * RATE_HZ)
        self.first = max(0, min(max(begin, clear), self.silent - 1)) if clear < self.silent else max(0, begin)

    def applied(self, sound: np.ndarray, start: int) -> np.ndarray:
        """Return what of ``sound``, beginning at sample ``start``, lies in the film, faded."""
        sound = sound[: max(0, self.n_samples - start)]
        if start + sound.shape[0] <= self.first:
            return sound
        at = (start + np.arange(sound.shape[0]) - self.first) / max(1, self.silent - self.first)
        fade = 0.5 + 0.5 * np.cos(np.pi * np.clip(at, 0.0, 1.0))
        return sound * fade.astype(np.float32)[:, None]


def _lay(sound: CueSound, files: dict[str, np.ndarray], closing: Closing) -> list[PlacedAccent]:
    """Add a cue to the stems; return its accents exactly as they were added."""

    def lay(name: str) -> None:
        bus, factor = sound.buses[name], np.float32(amplitude(sound.gains_db[name]))
        for at in range(0, bus.shape[0], BLOCK):
            block = closing.applied(np.asarray(bus[at : at + BLOCK]) * factor, sound.first + at)
            files[name][sound.first + at : sound.first + at + block.shape[0]] += block
            let_go(bus, files[name])

    for _ in in_turn(lay, sound.buses, at_once(0)):
        pass
    placed = []
    for one in sound.accents:
        for start, lead in one.lead:
            block = closing.applied(lead, start)
            files["hits"][start : start + block.shape[0]] += block
        if one.accent is not None:
            own = closing.applied(one.accent.sound, one.accent.start_sample)
            files["hits"][one.accent.start_sample : one.accent.start_sample + own.shape[0]] += own
            own.flags.writeable = False
            placed.append(replace(one.accent, sound=own))
    return placed


def _add_up(files: dict[str, np.ndarray]) -> None:
    """Write the sum of the stems into ``music``."""
    music = files["music"]
    for at in range(0, music.shape[0], BLOCK):
        whole = np.zeros((min(BLOCK, music.shape[0] - at), 2), dtype=np.float32)
        for name in FUNCTIONS:
            whole += files[name][at : at + BLOCK]
        music[at : at + BLOCK] = whole
        let_go(*files.values())
