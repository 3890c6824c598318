"""The music as MIDI files: ``score.mid`` as written, ``performance.mid`` as played.

Both are format 1 at 960 ppq with the same tempo map, so bars, cues and hits
line up; MIDI time 0 is the first displayed frame. MIDI is an export: sound is
rendered from seconds, never from ticks.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from scorecut.catalog.instruments import Instrument, instrument
from scorecut.delivery.ticks import PPQ, Timeline, timeline
from scorecut.model.clock import timecode
from scorecut.model.cue_sheet import CueSheet
from scorecut.model.performance import Performance, PlayedLine
from scorecut.model.pitch import Key
from scorecut.model.score import Accent, Score
from scorecut.model.tempo_map import TempoMap

if TYPE_CHECKING:
    import mido

DRUM_CHANNEL = 9
CHANNELS = tuple(channel for channel in range(16) if channel != DRUM_CHANNEL)

#: Dynamic marks as notation programs play them: dB re mf -> velocity (pp p mp mf f ff; memory).
VELOCITIES = ((-24.0, 20.0), (-18.0, 33.0), (-12.0, 49.0), (-6.0, 64.0), (0.0, 80.0), (5.0, 96.0), (9.0, 112.0))

#: CC11 at 0 dB: 6 dB of headroom under 127 by the square law of controllers (SOUND.md section 1).
EXPRESSION_HEADROOM_DB = 6.0
CONTROL_STEP_S = 0.02
BEND_SEMITONES = 12

MAJORS = ("Db", "Ab", "Eb", "Bb", "F", "C", "G", "D", "A", "E", "B", "F#")
MINORS = ("Bbm", "Fm", "Cm", "Gm", "Dm", "Am", "Em", "Bm", "F#m", "C#m", "G#m", "D#m")


@dataclass(slots=True)
class _Track:
    """One track while it is written: (tick, rank, message) in any order."""

    name: str
    port: int = 0
    channel: int = 0
    events: list[tuple[int, int, "mido.Message | mido.MetaMessage"]] = field(default_factory=list)
    notes: list[tuple[int, int, int, int]] = field(default_factory=list)  # start, end, pitch, velocity


def written_midi(score: Score, tempo_map: TempoMap, sheet: CueSheet) -> "mido.MidiFile":
    """Return the score as written: every note on its beat, dynamics as velocities, accents at their second."""
    grid = timeline(tempo_map, _pickups(score))
    tracks = _tracks(score)
    for cue_score in score.cues:
        cue = tempo_map.cue(cue_score.cue_id)
        for line in cue_score.lines:
            part = score.part(line.part)
            track = tracks[_name(part.function, part.instrument, line.part, score)]
            for note in line.notes:
                start = grid.tick_of(cue, note.start_beat)
                end = grid.tick_of(cue, note.end_beat)
                track.notes.append((start, max(start + 1, end), note.pitch, velocity_of(note.level_db)))
        _add_accents(tracks, cue_score.accents, grid)
    return _file([_conductor(score, tempo_map, sheet, grid), *tracks.values()], grid, sheet.duration_s)


def played_midi(score: Score, performance: Performance, tempo_map: TempoMap, sheet: CueSheet) -> "mido.MidiFile":
    """Return the performance: notes where their attack should be heard, CC11 and pitch bend with them."""
    grid = timeline(tempo_map, _pickups(score))
    tracks = _tracks(score)
    for cue in performance.cues:
        for line in cue.lines:
            track = tracks[_name(line.part.function, line.part.instrument, line.part.id, score)]
            for note in line.notes:
                start = grid.tick_at(note.heard_s)
                end = max(start + 1, grid.tick_at(note.heard_s + note.length_s))
                track.notes.append((start, end, note.pitch, min(127, max(1, note.velocity))))
            _add_controls(track, line, grid)
        _add_accents(tracks, cue.accents, grid)
    return _file([_conductor(score, tempo_map, sheet, grid), *tracks.values()], grid, sheet.duration_s)


def velocity_of(level_db: float) -> int:
    """Return the MIDI velocity of a written dynamic (dB relative to mf).

    >>> velocity_of(0.0), velocity_of(-12.0), velocity_of(40.0)
    (80, 49, 127)
    """
    levels, velocities = zip(*VELOCITIES, (14.0, 127.0), strict=True)
    return round(float(np.interp(level_db, levels, velocities)))


def key_signature(key: Key) -> str:
    """Return the signature as MIDI files name it; a mode takes that of its scale (D dorian: none, minor third)."""
    return (MINORS if key.is_minor else MAJORS)[key.fifths + 5]


def _pickups(score: Score) -> dict[str, float]:
    """How many quarters before its first downbeat each cue begins to play."""
    return {
        cue.cue_id: max((-note.start_beat for line in cue.lines for note in line.notes), default=0.0)
        for cue in score.cues
    }


def _name(function: str, instrument_name: str, part_id: str, score: Score) -> str:
    """The track's name; parts alike in function and instrument are told apart by their id."""
    alike = [part for part in score.parts if (part.function, part.instrument) == (function, instrument_name)]
    plain = f"{function}: {instrument_name}"
    if len(alike) < 2 or alike[0].id == part_id:
        return plain
    return f"{plain} {[part.id for part in alike].index(part_id) + 1}"


def _tracks(score: Score) -> dict[str, _Track]:
    """One track for each part in score order, then one for each instrument that marks hits; channels given out.

    Drums play on channel 10, each kit on a port of its own. More than 15 melodic tracks go on to a second port.
    """
    rows = {_name(part.function, part.instrument, part.id, score): part.instrument for part in score.parts}
    for cue in score.cues:
        for accent in cue.accents:
            for name, *_ in accent.notes:
                rows.setdefault(f"hits: {name}", name)
    tracks = {}
    melodic = 0
    kits: list[int] = []
    for name, player in rows.items():
        voice = instrument(player)
        if voice.is_drums:
            if voice.bank not in kits:
                kits.append(voice.bank)
            track = _Track(name, kits.index(voice.bank), DRUM_CHANNEL)
        else:
            track = _Track(name, melodic // len(CHANNELS), CHANNELS[melodic % len(CHANNELS)])
            melodic += 1
        _add_voice(track, voice)
        tracks[name] = track
    return tracks


def _add_voice(track: _Track, voice: Instrument) -> None:
    """Bank and program at the head of the track; for drums the catalogue's bank is the kit's program."""
    import mido

    bank = 0 if voice.is_drums else voice.bank
    for control, value in ((0, bank), (32, 0)):
        track.events.append((0, 1, mido.Message("control_change", channel=track.channel, control=control, value=value)))
    program = voice.bank if voice.is_drums else voice.program
    track.events.append((0, 2, mido.Message("program_change", channel=track.channel, program=program)))


def _add_accents(tracks: dict[str, _Track], accents: Iterable[Accent], grid: Timeline) -> None:
    """Accents begin at their second; those of a stop end there."""
    for accent in accents:
        for name, pitch, level_db, length_s in accent.notes:
            begin_s = accent.time_s - length_s if accent.kind == "stop" else accent.time_s
            start = grid.tick_at(begin_s)
            end = max(start + 1, grid.tick_at(begin_s + length_s))
            tracks[f"hits: {name}"].notes.append((start, end, pitch, velocity_of(level_db)))


def _add_controls(track: _Track, line: PlayedLine, grid: Timeline) -> None:
    """Expression as CC11, bend as pitch wheel over +-12 semitones; only where the value changes."""
    import mido

    before = -1
    for time_s, level_db in _thinned(line.expression):
        value = round(127 * 10 ** ((level_db - EXPRESSION_HEADROOM_DB) / 40))
        value = min(127, max(0, value))
        if value != before:
            message = mido.Message("control_change", channel=track.channel, control=11, value=value)
            track.events.append((grid.tick_at(time_s), 4, message))
            before = value
    if not line.bend.size or not np.abs(line.bend[:, 1]).max():
        return
    if not any(message.type == "control_change" and message.control == 101 for _, _, message in track.events):
        for control, value in ((101, 0), (100, 0), (6, BEND_SEMITONES), (38, 0), (101, 127), (100, 127)):
            message = mido.Message("control_change", channel=track.channel, control=control, value=value)
            track.events.append((0, 3, message))
    before = 0
    for time_s, cents in [*_thinned(line.bend), (float(line.bend[-1, 0]) + CONTROL_STEP_S, 0.0)]:
        value = min(8191, max(-8192, round(8192 * cents / (100 * BEND_SEMITONES))))
        if value != before:
            message = mido.Message("pitchwheel", channel=track.channel, pitch=value)
            track.events.append((grid.tick_at(time_s), 4, message))
            before = value


def _thinned(points: np.ndarray) -> list[tuple[float, float]]:
    """Points no closer than a controller needs, the last one always among them."""
    kept: list[tuple[float, float]] = []
    for i, (time_s, value) in enumerate(points.tolist()):
        if not kept or time_s - kept[-1][0] >= CONTROL_STEP_S or i == len(points) - 1:
            kept.append((time_s, value))
    return kept


def _conductor(score: Score, tempo_map: TempoMap, sheet: CueSheet, grid: Timeline) -> _Track:
    """Tempo, time and key signatures, chord symbols, and markers for cues and hits."""
    import mido

    track = _Track(sheet.film_name or "film")
    events = track.events
    for tick, tempo in grid.tempos:
        events.append((tick, 1, mido.MetaMessage("set_tempo", tempo=tempo)))
    for tick, (beats, unit) in grid.meters:
        events.append((tick, 0, mido.MetaMessage("time_signature", numerator=beats, denominator=unit)))
    for cue_score in score.cues:
        cue = tempo_map.cue(cue_score.cue_id)
        tick = grid.starts[cue.cue_id]
        spotted = sheet.cue(cue.cue_id)
        title = f"cue {spotted.number}: {spotted.label or spotted.reason or spotted.id}"
        events.append((tick, 2, mido.MetaMessage("marker", text=title)))
        events.append((tick, 2, mido.MetaMessage("key_signature", key=key_signature(cue_score.key))))
        events.append((tick, 3, mido.MetaMessage("text", text=f"{cue_score.key}, {cue_score.style}")))
        for chord in cue_score.chords:
            events.append((grid.tick_of(cue, chord.start_beat), 4, mido.MetaMessage("text", text=chord.symbol)))
        end_s = spotted.end_s
        events.append((grid.tick_at(end_s), 2, mido.MetaMessage("marker", text=f"end of cue {spotted.number}")))
        for accent in cue_score.accents:
            hit = next((hit for hit in sheet.hits if hit.id == accent.hit_id), None)
            what = hit.label or hit.reason if hit else accent.kind
            text = f"hit {accent.hit_id}: {what} ({timecode(accent.time_s, sheet.frame_rate)})"
            events.append((grid.tick_at(accent.time_s), 2, mido.MetaMessage("marker", text=text)))
    return track


def _file(tracks: list[_Track], grid: Timeline, duration_s: float) -> "mido.MidiFile":
    """The tracks as a file; every one ends with the film or with its last note."""
    import mido

    film_end = grid.tick_at(duration_s)
    several_ports = any(track.port for track in tracks)
    file = mido.MidiFile(type=1, ticks_per_beat=PPQ, charset="utf-8")
    for track in tracks:
        events = [*track.events]
        for start, end, pitch, velocity in _apart(track.notes):
            on = mido.Message("note_on", channel=track.channel, note=pitch, velocity=velocity)
            events.append((start, 6, on))
            events.append((end, 5, mido.Message("note_off", channel=track.channel, note=pitch, velocity=0)))
        events.sort(key=lambda event: event[:2])
        out = mido.MidiTrack([mido.MetaMessage("track_name", name=track.name)])
        if several_ports:
            out.append(mido.MetaMessage("midi_port", port=track.port))
        now = 0
        for tick, _, message in events:
            out.append(message.copy(time=tick - now))
            now = tick
        out.append(mido.MetaMessage("end_of_track", time=max(0, film_end - now)))
        file.tracks.append(out)
    return file


def _apart(notes: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """The notes with no two of one pitch sounding at once: an earlier one ends where the next begins."""
    by_pitch: dict[int, list[tuple[int, int, int, int]]] = {}
    for note in sorted(notes, key=lambda note: (note[0], -note[1])):
        alike = by_pitch.setdefault(note[2], [])
        if alike and alike[-1][0] == note[0]:
            continue
        if alike and alike[-1][1] > note[0]:
            alike[-1] = (alike[-1][0], note[0], *alike[-1][2:])
        alike.append(note)
    return sorted(note for alike in by_pitch.values() for note in alike)
