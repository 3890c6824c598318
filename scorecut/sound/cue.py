"""One cue in sound: its functions as buses with their room, and its accents, balanced but not yet in the film."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import numpy as np

from scorecut.catalog.instruments import instrument
from scorecut.catalog.styles import SoundStyle, is_own, style, styles
from scorecut.model.arrays import let_go
from scorecut.model.audio import RATE_HZ
from scorecut.model.performance import PlayedCue, PlayedLine
from scorecut.model.score import FUNCTIONS, Accent
from scorecut.sound.accents import Placed, place, prominent, turned_up
from scorecut.sound.balance import balanced_db, place_db
from scorecut.sound.band import Band
from scorecut.sound.convolve import add_convolved
from scorecut.sound.levels import amplitude
from scorecut.sound.line import RING_RELEASE_S, Share, first_start_s, render_line, shared_out
from scorecut.sound.mapped import put_by
from scorecut.sound.space import mono_low, reverb_impulse, ring_s, seat_of, send_gain
from scorecut.sound.together import at_once, in_turn

T = TypeVar("T")

#: Grid on which cues begin, so that a cue's samples do not depend on its neighbours.
GRID = 64
SIDE_WIDTH = 0.6
GUARD = 0.89
BLOCK = 1 << 20
#: Below this the return of the reverb is left out.
DRY_DB = -60.0


@dataclass(frozen=True, slots=True, eq=False)
class CueSound:
    """buses : by function, float32 (n, 2) from sample ``first``; gains_db : to be applied to them."""

    first: int
    buses: dict[str, np.ndarray]
    gains_db: dict[str, float]
    accents: tuple[Placed, ...] = field(default=())


def room_of(cue: PlayedCue) -> str:
    """Return the room that a cue sounds in: its own wish, else its style's."""
    return cue.space or sound_style(cue).space


def sound_style(cue: PlayedCue) -> SoundStyle:
    """Return the sound table of the cue's style, the house's own where the style is unknown."""
    return style(cue.style).sound if cue.style in styles() or is_own(cue.style) else SoundStyle()


def render_cue(
    cue: PlayedCue,
    band: Band,
    *,
    end_sample: int,
    workdir: Path,
    advance: Callable[[float, str], None] = lambda share, note: None,
) -> CueSound:
    """Return the cue's sound; nothing reaches past ``end_sample``, the end of the film.

    Long buses lie in files of ``workdir`` that vanish with the arrays: memory holds a few parts at a time, those that are
    rendered at once. They are added in the order of the lines, whoever is ready first.
    advance : told the share that is done and what comes next, part by part and hit by hit
    """
    style, room = sound_style(cue), room_of(cue)
    by_function = {
        name: [line for line in cue.lines if line.part.function == name and line.notes] for name in FUNCTIONS
    }
    lines = [line for group in by_function.values() for line in group]
    hits = sorted(cue.accents, key=lambda accent: (accent.time_s, accent.hit_id))
    steps = [line.part.id for line in lines] + [f"hit {accent.hit_id}" for accent in hits]
    tell = _Steps(steps, advance)
    buses: dict[str, np.ndarray] = {}
    first = 0
    if lines:
        # Whoever was never heard is measured here.
        shares = list(in_turn(lambda line: shared_out(line, band), lines, at_once(0)))
        begin_s = min(map(first_start_s, shares))
        first = max(0, int(begin_s * RATE_HZ) // GRID * GRID - 4 * GRID)
        last_s = max(note.heard_s + note.length_s for line in lines for note in line.notes)
        last = round((max(last_s, cue.end_s) + RING_RELEASE_S + ring_s(room)) * RATE_HZ)
        n = max(1, min(last, end_sample) - first)
        sends: dict[str, np.ndarray] = {}

        def seated(one: tuple[PlayedLine, list[Share]]) -> tuple[np.ndarray, np.ndarray]:
            return _seated(*one, cue, band, room, first, n)

        def finished(name: str) -> None:
            _finish(buses[name], sends.pop(name), room, style.reverb_db)

        with closing(in_turn(seated, zip(lines, shares, strict=True), at_once(n))) as parts:
            for name, group in by_function.items():
                if group:
                    buses[name] = put_by((n, 2), workdir)
                    sends[name] = put_by((n,), workdir)
                    for _ in tell.each(group):
                        sound, sent = next(parts)
                        buses[name] += sound
                        sends[name] += sent
                    let_go(buses[name], sends[name])
        with closing(in_turn(finished, list(buses), at_once(n))) as done:
            for _ in done:
                pass
    hits_db = place_db(style, "hits")

    def placing(accent: Accent) -> Placed:
        return place(accent, band, room=room, level_db=hits_db, wet_db=style.reverb_db)

    with closing(in_turn(placing, hits, at_once(0))) as placed:
        gains_db = balanced_db(buses, style, _melody_hz(by_function["melody"]))  # while the first hits are placed
        accents = tuple(prominent(next(placed), buses, gains_db, first) for _ in tell.each(hits))
    too_loud_db = _overload_db(buses, gains_db, accents, first)
    return CueSound(
        first,
        buses,
        {name: gain - too_loud_db for name, gain in gains_db.items()},
        tuple(turned_up(placed, -too_loud_db) for placed in accents),
    )


class _Steps:
    """Tells how far a cue is: one step for each part and each hit."""

    def __init__(self, names: list[str], advance: Callable[[float, str], None]) -> None:
        self.names, self.advance, self.done = names, advance, 0

    def each(self, things: Iterable[T]) -> Iterator[T]:
        """Give the things one by one, each told as it begins."""
        for thing in things:
            self.advance(self.done / len(self.names), self.names[self.done])
            self.done += 1
            yield thing


def _finish(bus: np.ndarray, send: np.ndarray, room: str, wet_db: float) -> None:
    """Add the reverb of a function's lines to their ``bus``, and leave its low end without sides."""
    if wet_db > DRY_DB:
        send *= np.float32(amplitude(wet_db))
        add_convolved(bus, send, reverb_impulse(room))
    mono_low(bus)
    let_go(bus, send)


def _seated(
    line: PlayedLine, shares: list[Share], cue: PlayedCue, band: Band, room: str, first: int, n: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return a line's sound from its seat, float32 (n, 2) from sample ``first``, and what the reverb gets of it (n,)."""
    row = instrument(line.part.instrument)
    sound = render_line(line, band, start_s=first / RATE_HZ, n_samples=n, cut_s=cue.cut_s, shares=shares)
    middle = 0.5 * (sound[:, 0] + sound[:, 1])
    sound[:, 0] -= sound[:, 1]
    sound[:, 0] *= np.float32(0.5 * SIDE_WIDTH)
    np.negative(sound[:, 0], out=sound[:, 1])
    add_convolved(sound, middle, seat_of(row, room))
    middle *= np.float32(send_gain(row))
    return sound, middle


def _melody_hz(lines: list[PlayedLine]) -> tuple[float, float] | None:
    """Return the band of the melody's fundamentals, a tenth of its notes left out at each end."""
    pitches = [note.pitch for line in lines for note in line.notes if not instrument(line.part.instrument).is_drums]
    if not pitches:
        return None
    low, high = np.percentile(pitches, (10, 90))
    return 440.0 * 2.0 ** ((low - 69) / 12), 440.0 * 2.0 ** ((high - 69) / 12)


def _overload_db(
    buses: dict[str, np.ndarray], gains_db: dict[str, float], accents: tuple[Placed, ...], first: int
) -> float:
    """Return by how much the whole cue must be softer for no stem and not their sum to pass -1 dBFS; 0 as a rule."""
    peak = 0.0
    length = max((bus.shape[0] for bus in buses.values()), default=0)
    for at in range(0, length, BLOCK):
        whole = np.zeros((min(BLOCK, length - at), 2), dtype=np.float32)
        for name, bus in buses.items():
            stem = np.asarray(bus[at : at + BLOCK]) * np.float32(amplitude(gains_db[name]))
            peak = max(peak, float(np.abs(stem).max(initial=0.0)))
            whole += stem
        for start, sound in _laid(accents):
            overlap = _overlap(start - first - at, sound.shape[0], whole.shape[0])
            if overlap:
                here, there = overlap
                whole[here] += sound[there]
        peak = max(peak, float(np.abs(whole).max(initial=0.0)))
        let_go(*buses.values())
    peak = max([peak, *(float(np.abs(sound).max(initial=0.0)) for _, sound in _laid(accents))])
    return 20.0 * float(np.log10(peak / GUARD)) if peak > GUARD else 0.0


def _laid(accents: tuple[Placed, ...]) -> list[tuple[int, np.ndarray]]:
    """Return every sound of the accents with its first sample."""
    own = [(placed.accent.start_sample, placed.accent.sound) for placed in accents if placed.accent]
    return [*own, *(lead for placed in accents for lead in placed.lead)]


def _overlap(start: int, n: int, size: int) -> tuple[slice, slice] | None:
    """Return which of ``size`` samples meet which of ``n`` that begin at ``start``."""
    low, high = max(0, start), min(size, start + n)
    return (slice(low, high), slice(low - start, high - start)) if high > low else None
