"""One played line becomes a bus: notes to the engine, early by their attacks, levelled, tilted, cut."""

from collections.abc import Sequence

import numpy as np

from scorecut.catalog.instruments import Instrument, instrument
from scorecut.model.audio import RATE_HZ
from scorecut.model.performance import PlayedLine, PlayedNote
from scorecut.sound.band import Band, Player
from scorecut.sound.engine import EngineNote
from scorecut.sound.levels import amplitude, faded
from scorecut.sound.tilt import played_level_db, played_pitch, tilted

CUT_FADE_S = 0.008
#: A note that begins so little before a cut belongs to what comes after it.
CUT_SLACK_S = 0.05
PIECE_S = 30.0
#: Sustained notes get this long to die away after their release, ringing ones longer.
RELEASE_S = 2.0
RING_RELEASE_S = 4.0
#: A player and the notes of a line that are theirs, as the engine starts them.
Share = tuple[Player, list[EngineNote]]


def render_line(
    line: PlayedLine,
    band: Band,
    *,
    start_s: float,
    n_samples: int,
    cut_s: Sequence[float] = (),
    shares: Sequence[Share] | None = None,
) -> np.ndarray:
    """Return the line alone, dry, before its seat: float32 (n_samples, 2) from ``start_s``.

    cut_s : at each of these times everything that sounds ends within 8 ms; shares : of the line (``shared_out``), where
    they are known
    """
    row = instrument(line.part.instrument)
    out = np.zeros((n_samples, 2), dtype=np.float32)
    for player, notes in shared_out(line, band) if shares is None else shares:
        level = band.level_db(player, row)
        band.plays(player.engine, line.part.id)
        bend = band.in_tune(player, row, line.bend)
        for piece, until_s in _pieces(notes, cut_s):
            first = max(0, round((min(note.start_s for note in piece) - start_s) * RATE_HZ) // 64 * 64 - 64)
            last_s = max(note.start_s + note.length_s for note in piece)
            last_s += RELEASE_S if row.sustains else RING_RELEASE_S
            last = min(n_samples, round((min(last_s, until_s + CUT_FADE_S) - start_s) * RATE_HZ))
            if last <= first:
                continue
            piece_s = start_s + first / RATE_HZ
            sound = band.engine(player.engine).render(
                player.preset, piece, line.expression, bend, last - first, piece_s
            )
            brightness = band.brightness(player, row)
            if brightness.acts:
                played_db = played_level_db(piece, line.expression, piece_s, last - first)
                sound = tilted(sound, played_db, played_pitch(piece, piece_s, last - first), brightness)
            if until_s < np.inf:
                faded(sound, round((until_s - piece_s) * RATE_HZ), round(CUT_FADE_S * RATE_HZ))
            else:
                faded(sound, last - first - 2400, 2399)
            sound *= np.float32(amplitude(level))
            out[first:last] += sound
    return out


def first_start_s(shares: Sequence[Share]) -> float:
    """Return when a line's first note physically begins; inf for an empty line."""
    return min((note.start_s for _, notes in shares for note in notes), default=np.inf)


def started_s(note: PlayedNote, row: Instrument, band: Band) -> float:
    """Return when a note physically begins, so that it is heard on its second."""
    return _timed(note, band.player(row, note.articulation), row, band).start_s


def shared_out(line: PlayedLine, band: Band) -> list[Share]:
    """Return the notes of each player (short notes and single drums may have their own), in order.

    Whose attacks were never heard is measured for it.
    """
    row = instrument(line.part.instrument)
    shares: dict[Player, list[EngineNote]] = {}
    for note in line.notes:
        player = band.player(row, note.articulation)
        shares.setdefault(player, []).append(_timed(note, player, row, band))
    return list(shares.items())


def _timed(note: PlayedNote, player: Player, row: Instrument, band: Band) -> EngineNote:
    """Return the note as the engine starts it: early by its attack, its end where it was."""
    key = band.note_key(player, row, note.pitch)
    velocity = band.even_velocity(player, row, key, note.velocity)
    early = band.attacks(player.engine).early_s(player.preset, key, velocity, note.length_s)
    start_s = max(0.0, note.heard_s - early)  # before the film's first moment nothing sounds
    length_s = max(0.02, note.heard_s + note.length_s - start_s)
    return EngineNote(start_s=start_s, length_s=length_s, pitch=key, velocity=velocity, written=note.velocity)


def _pieces(notes: Sequence[EngineNote], cut_s: Sequence[float]) -> list[tuple[list[EngineNote], float]]:
    """Return the notes in groups, each with the time at which it is cut off (inf for none).

    A cut parts what sounds before it from what begins after; a long line is also parted every half minute, so that
    memory does not grow with it (notes ring on over that edge).
    """
    groups: list[tuple[list[EngineNote], float]] = []
    before = -np.inf
    for edge in [*sorted(cut_s), np.inf]:
        group: list[EngineNote] = []
        for note in sorted(notes, key=lambda note: (note.start_s, note.pitch)):
            if not before - CUT_SLACK_S <= note.start_s < edge - CUT_SLACK_S:
                continue
            if group and note.start_s - group[0].start_s > PIECE_S and note.start_s > group[-1].start_s:
                groups.append((group, edge))
                group = []
            group.append(note)
        if group:
            groups.append((group, edge))
        before = edge
    return groups
