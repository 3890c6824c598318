"""Hits: each note rendered once, measured, and put where it is heard at the hit's very second.

A slow attack may start up to 80 ms early, the quick double beside it carries the proof; then the
accent as a whole, with its room, is measured and moved by whole samples until its t50 lies on
the hit (within half a sample, 0.01 ms). Risers and whooshes end on the hit and lie before it.
"""

from dataclasses import dataclass, replace

import numpy as np

from scorecut.catalog.instruments import Instrument, instrument
from scorecut.media.loudness import span_lufs
from scorecut.media.onset import heard_end_s, heard_onset_s
from scorecut.model.audio import RATE_HZ, PlacedAccent
from scorecut.model.score import Accent
from scorecut.sound.band import Band
from scorecut.sound.convolve import add_convolved
from scorecut.sound.engine import EngineNote
from scorecut.sound.levels import amplitude, faded
from scorecut.sound.space import mono_low, reverb_impulse, seat_of, send_gain
from scorecut.sound.tables import sound_tables
from scorecut.sound.tilt import played_level_db, played_pitch, tilted, velocity_of

#: A slow instrument of a hit starts no earlier: its quick double carries the proof, and nothing is to give the hit away.
MOST_EARLY_S = 0.080
#: An instrument that rises for longer than this is placed by its end.
RISING_MS = 190.0
RISING_FAMILIES = ("fx", "drums")
RISER_FADE_S = 0.010
STOP_FADE_S = 0.008
RELEASE_S = 3.0
#: The stretch from the attack on over which a hit is weighed against the music.
HEARD_S = 0.4
NO_MUSIC_LUFS = -60.0


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """An accent and what leads into it. lead : (first sample, sound) of risers, each ending on the hit."""

    accent: PlacedAccent | None
    lead: tuple[tuple[int, np.ndarray], ...]


def place(accent: Accent, band: Band, *, room: str, level_db: float, wet_db: float = 0.0) -> Placed:
    """Return the accent's sound and its place in the hits stem, t50 on ``accent.time_s``.

    level_db : of the hits against written dynamics; wet_db : reverb against the room's own
    """
    stop = accent.kind == "stop"
    rising = [note for note in accent.notes if _rises(instrument(note[0])) and not stop]
    struck = [note for note in accent.notes if note not in rising] or rising
    rising = [] if struck is rising else rising
    lead = tuple(_riser(note, accent.time_s, band, room, level_db, wet_db) for note in rising)
    if not struck:
        return Placed(None, lead)
    return Placed(
        _stopped(accent, band, room, level_db, wet_db)
        if stop
        else _attacked(accent, struck, band, room, level_db, wet_db),
        lead,
    )


def prominent(placed: Placed, buses: dict[str, np.ndarray], gains_db: dict[str, float], first: int) -> Placed:
    """Return the accent at a level that suits the music around it; its attack stays where it is.

    buses : the cue's functions from sample ``first`` of the film on, to be heard at ``gains_db``. The music around is
    the second before the hit or the 0.4 s after it, whichever is louder
    """
    accent = placed.accent
    if accent is None:
        return placed
    at = accent.start_sample + round(accent.attack_s * RATE_HZ) - first
    own_s = max(0.0, accent.attack_s - (HEARD_S if accent.kind == "stop" else 0.02))
    own = span_lufs(accent.sound, own_s, own_s + HEARD_S)
    music = max(_level(buses, gains_db, at - RATE_HZ, at), _level(buses, gains_db, at, at + round(HEARD_S * RATE_HZ)))
    if not (np.isfinite(own) and music > NO_MUSIC_LUFS):
        return placed
    table = sound_tables().prominence
    low, high = music - table.under_lu[accent.kind], music + table.over_lu[accent.kind]
    moved = float(np.clip(own, low, high)) - own
    return turned_up(placed, float(np.clip(moved, -table.most_cut_db, table.most_lift_db)))


def _level(buses: dict[str, np.ndarray], gains_db: dict[str, float], first: int, last: int) -> float:
    """Return the loudness of the buses together over a stretch, LUFS; -inf where there is none."""
    window = slice(max(0, first), max(0, last))
    pieces = [np.asarray(bus[window]) * np.float32(amplitude(gains_db[name])) for name, bus in buses.items()]
    length = max((piece.shape[0] for piece in pieces), default=0)
    whole = np.zeros((length, 2), dtype=np.float32)
    for piece in pieces:
        whole[: piece.shape[0]] += piece
    return span_lufs(whole, 0.0, length / RATE_HZ) if length else -np.inf


def turned_up(placed: Placed, by_db: float) -> Placed:
    """Return the accent and what leads to it ``by_db`` louder."""
    if by_db == 0.0:
        return placed
    factor = np.float32(amplitude(by_db))
    lead = tuple((start, sound * factor) for start, sound in placed.lead)
    if placed.accent is None:
        return Placed(None, lead)
    sound = placed.accent.sound * factor
    sound.flags.writeable = False
    return Placed(replace(placed.accent, sound=sound), lead)


def _attacked(
    accent: Accent,
    struck: list[tuple[str, int, float, float]],
    band: Band,
    room: str,
    level_db: float,
    wet_db: float,
) -> PlacedAccent | None:
    earlies, sounds = [], []
    for name, pitch, level, length_s in struck:
        row = instrument(name)
        sound = _note(row, pitch, level + level_db, length_s, band)
        try:
            earlies.append(round(min(MOST_EARLY_S, max(0.0, heard_onset_s(sound, RATE_HZ))) * RATE_HZ))
        except ValueError:
            continue  # the instrument has no such key
        sounds.append((row, sound))
    if not sounds:
        return None
    longest = max(earlies)
    dry = [(row, sound, longest - early) for (row, sound), early in zip(sounds, earlies)]
    whole = _in_room(dry, room, wet_db)
    attack_s = heard_onset_s(whole, RATE_HZ)
    return _placed(accent, whole, attack_s)


def _stopped(accent: Accent, band: Band, room: str, level_db: float, wet_db: float) -> PlacedAccent | None:
    """Notes that sound until the hit and are cut off there; the room may ring."""
    if not accent.notes:
        return None
    longest = max(length_s for *_, length_s in accent.notes) + MOST_EARLY_S
    stop_at = round(longest * RATE_HZ)
    dry = []
    for name, pitch, level, length_s in accent.notes:
        row = instrument(name)
        begins = round((longest - length_s - MOST_EARLY_S) * RATE_HZ)
        sound = _note(row, pitch, level + level_db, length_s + 2 * MOST_EARLY_S, band)
        fade = round(STOP_FADE_S * RATE_HZ)
        sound = faded(sound, stop_at - begins - fade // 2, fade)
        dry.append((row, sound, begins))
    whole = _in_room(dry, room, wet_db)
    try:
        attack_s = heard_end_s(whole, RATE_HZ, near_s=longest)
    except ValueError:
        return None
    return _placed(accent, whole, attack_s)


def _placed(accent: Accent, whole: np.ndarray, attack_s: float) -> PlacedAccent:
    """Shift by whole samples; what would lie before the film's first sample is cut off."""
    start = round((accent.time_s - attack_s) * RATE_HZ)
    cut = max(0, -start)
    whole = whole[cut:]
    whole.flags.writeable = False
    return PlacedAccent(
        hit_id=accent.hit_id,
        kind=accent.kind,
        time_s=accent.time_s,
        start_sample=start + cut,
        attack_s=attack_s - cut / RATE_HZ,
        sound=whole,
    )


def _riser(
    note: tuple[str, int, float, float], time_s: float, band: Band, room: str, level_db: float, wet_db: float
) -> tuple[int, np.ndarray]:
    """Return where a riser begins and its sound: it ends, faded within 10 ms, at ``time_s``."""
    name, pitch, level, length_s = note
    row = instrument(name)
    sound = _note(row, pitch, level + level_db, length_s, band)
    end = round(length_s * RATE_HZ)
    fade = round(RISER_FADE_S * RATE_HZ)
    sound = faded(sound, end - fade, fade)
    whole = _in_room([(row, sound[:end], 0)], room, wet_db)
    start = round(time_s * RATE_HZ) - end
    cut = max(0, -start)
    return start + cut, whole[cut:]


def _note(row: Instrument, pitch: int, level_db: float, length_s: float, band: Band) -> np.ndarray:
    """Return one note rendered alone from its note-on, levelled and tilted, dry: float32 (n, 2)."""
    player = band.player(row, "accent")
    band.plays(player.engine, f"hits: {row.name}")
    key = band.note_key(player, row, pitch)
    written, rest_db = velocity_of(level_db)
    velocity = band.even_velocity(player, row, key, written)
    note = EngineNote(start_s=0.0, length_s=length_s, pitch=key, velocity=velocity, written=written)
    empty = np.zeros((0, 2))
    n_samples = round((length_s + RELEASE_S) * RATE_HZ)
    bend = band.in_tune(player, row, empty)
    sound = band.engine(player.engine).render(player.preset, [note], empty, bend, n_samples, 0.0)
    played_db = played_level_db([note], empty, 0.0, n_samples)
    sound = tilted(sound, played_db, played_pitch([note], 0.0, n_samples), band.brightness(player, row))
    sound = sound * np.float32(amplitude(rest_db + band.level_db(player, row)))
    loud = np.flatnonzero(np.abs(sound).max(axis=1) > 1e-5)
    last = int(loud[-1]) + 1 if loud.size else 1
    return faded(sound[:last], last - 1200, 1199)


def _in_room(notes: list[tuple[Instrument, np.ndarray, int]], room: str, wet_db: float) -> np.ndarray:
    """Return the notes, each from its own sample on, in their seats and in the room: float32 (n, 2)."""
    reverb = reverb_impulse(room)
    n = max(at + sound.shape[0] for _, sound, at in notes)
    out = np.zeros((n + 4096 + reverb.taps.shape[0], 2), dtype=np.float32)
    send = np.zeros(n, dtype=np.float32)
    for row, sound, at in notes:
        middle = 0.5 * (sound[:, 0] + sound[:, 1])
        add_convolved(out[at:], middle, seat_of(row, room))
        send[at : at + sound.shape[0]] += middle * np.float32(send_gain(row))
    add_convolved(out, send * np.float32(amplitude(wet_db)), reverb)
    out = mono_low(out)
    loud = np.flatnonzero(np.abs(out).max(axis=1) > 1e-6)
    return out[: int(loud[-1]) + 1 if loud.size else 1].copy()


def _rises(row: Instrument) -> bool:
    return row.family in RISING_FAMILIES and row.attack_ms >= RISING_MS
