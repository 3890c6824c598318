"""The front of the room: a score and its tempo map in, the music as played out.

Beats become seconds here and nothing later speaks of beats. Accents of hits pass
through untouched: their second is exact.
"""

from dataclasses import replace

import numpy as np

from scorecut.catalog.instruments import Instrument, instrument
from scorecut.catalog.styles import style
from scorecut.model.cue_sheet import CueSheet
from scorecut.model.performance import Performance, PlayedCue, PlayedLine, PlayedNote
from scorecut.model.score import CueScore, Line, Part, Score
from scorecut.model.tempo_map import TempoMap
from scorecut.performance.articulation import SHORTEST_S, releases
from scorecut.performance.asynchrony import deviations_ms, swung
from scorecut.performance.chords import holds, released, spread_s, staggered
from scorecut.performance.dynamics import slot_levels
from scorecut.performance.expression import expression
from scorecut.performance.ornaments import GRACE_S, ornamented
from scorecut.performance.passage import Passage, read_passage
from scorecut.performance.percussion import with_ghosts
from scorecut.performance.rubato import Clock, bend_time
from scorecut.performance.scene import SAME_BEAT, Scene, set_scene
from scorecut.performance.velocity import varied, velocities
from scorecut.performance.vibrato import bend

#: A player's own deviation is never more than this share of the way to the neighbouring attack.
MOST_DEVIATION = 0.3
RUNNING = ("keys", "mallets", "plucked")
STRUCK = ("keys", "mallets", "plucked", "drums")


def perform(score: Score, tempo_map: TempoMap, sheet: CueSheet) -> Performance:
    """Return the score as played: every note in film seconds with its attack, length, level and pitch in motion."""
    cues = tuple(_play_cue(score, cue, tempo_map, sheet) for cue in score.cues)
    return Performance(parts=score.parts, cues=cues, duration_s=sheet.duration_s)


def _play_cue(score: Score, cue_score: CueScore, tempo_map: TempoMap, sheet: CueSheet) -> PlayedCue:
    """Return one cue as played; it depends on this cue alone."""
    cue = sheet.cue(cue_score.cue_id)
    kind = style(cue_score.style)
    scene = set_scene(cue_score, tempo_map.cue(cue.id), cue, kind.players, sheet.seed)
    clock = bend_time(score, cue_score, scene)
    lines = tuple(
        play_line(
            line, score.part(line.part), instrument(score.part(line.part).instrument), scene, clock, cue_score.cut_s
        )
        for line in cue_score.lines
        if line.notes
    )
    if scene.lets_go(cue_score.cut_s):
        lines = released(lines, scene.chance("release", "together"))
    return PlayedCue(
        cue_id=cue.id,
        start_s=cue.start_s,
        end_s=cue.end_s,
        style=cue_score.style,
        lines=tuple(line for line in lines if line.notes),
        accents=cue_score.accents,
        space=cue.wishes.space or kind.sound.space,
        cut_s=cue_score.cut_s,
    )


def play_line(
    line: Line, part: Part, player: Instrument, scene: Scene, clock: Clock, cuts_s: tuple[float, ...] = ()
) -> PlayedLine:
    """Return what one part plays in one cue."""
    notes = with_ghosts(line.notes, part, player, scene)
    passage = read_passage(notes, scene, bass=part.function == "bass")
    slots_s = attack_times(passage, part, player, scene, clock)
    heard_s = slots_s[passage.slot_of] + spread_s(passage, part, player, scene)
    end_beats = swung(np.array([note.end_beat for note in passage.notes]), scene)
    ends_s = releases(passage, heard_s, player, scene, clock, end_beats)
    ends_s = _within_cue(passage, heard_s, ends_s, part, player, scene, cuts_s)
    levels_db = slot_levels(passage, part, player, line, scene, clock)
    velocity = velocities(passage, levels_db, part, player, scene)
    slot_ends_s = np.full(passage.n_slots, -np.inf)
    np.maximum.at(slot_ends_s, passage.slot_of, ends_s)
    return PlayedLine(
        part=part,
        cue_id=scene.cue.id,
        notes=_played(passage, heard_s, ends_s, velocity, part, player, scene),
        expression=expression(passage, levels_db, velocity, slots_s, slot_ends_s, part, player, line, scene, clock),
        bend=bend(passage, slots_s, slot_ends_s, part, player, scene),
    )


def attack_times(passage: Passage, part: Part, player: Instrument, scene: Scene, clock: Clock) -> np.ndarray:
    """Return when each slot is heard: on the clock, with the player's own deviation; exact on hits, in order."""
    at_s = clock.seconds_at(swung(passage.start_beat, scene))
    if not passage.n_slots:
        return at_s
    gaps = np.diff(at_s, prepend=at_s[0] - 1.0, append=at_s[-1] + 1.0)
    most = MOST_DEVIATION * np.minimum(gaps[:-1], gaps[1:])
    played = at_s + np.clip(deviations_ms(passage, part, player, scene) / 1000.0, -most, most)
    walls = np.unique(np.append(scene.hits, 0.0))
    before = np.searchsorted(walls, passage.start_beat + SAME_BEAT, side="right") - 1
    wall_s = scene.tempo.seconds_at(walls[np.clip(before, 0, None)])
    return np.where(before >= 0, np.maximum(played, wall_s), played)


def _within_cue(
    passage: Passage, heard_s: np.ndarray, ends_s: np.ndarray, part: Part, player: Instrument, scene: Scene,
    cuts_s: tuple[float, ...],
) -> np.ndarray:  # fmt: skip
    """Return the ends held inside the cue and before the cut that follows.

    Of a last chord that dies away the hand lifts finger by finger; what is held, ``released`` lets go.
    """
    walls = np.array(sorted({*cuts_s, scene.cue.end_s}))
    following = walls[np.clip(np.searchsorted(walls, heard_s + SHORTEST_S / 2, side="right"), 0, walls.size - 1)]
    ends_s = np.minimum(ends_s, following)
    if scene.lets_go(cuts_s) and not holds(player):
        pitch = np.array([note.pitch for note in passage.notes])
        ends_s = staggered(ends_s, heard_s, pitch, scene.chance("release", part.id))
    return ends_s


def _played(
    passage: Passage,
    heard_s: np.ndarray,
    ends_s: np.ndarray,
    velocity: np.ndarray,
    part: Part,
    player: Instrument,
    scene: Scene,
) -> tuple[PlayedNote, ...]:
    """Return the notes with ornaments played out, ordered by time; none begins at or after the cue's end.

    No three of one pitch running are equally strong, trills and rolls included: a sample would sound like a machine gun.
    """
    draw = scene.chance("ornaments", part.id)
    single = passage.is_single
    played: list[PlayedNote] = []
    for index, note in enumerate(passage.notes):
        length_s = float(ends_s[index] - heard_s[index])
        if length_s <= SHORTEST_S / 4 or heard_s[index] >= scene.cue.end_s:
            continue
        plain = PlayedNote(
            heard_s=float(heard_s[index]),
            length_s=length_s,
            pitch=note.pitch,
            velocity=int(velocity[index]),
            articulation=note.articulation,
        )
        fingers = ornamented(
            plain, note.ornament, scene.key, runs=player.family in RUNNING, strokes=player.family in STRUCK, draw=draw
        )
        if single and played and fingers[0].heard_s < plain.heard_s - GRACE_S / 2:
            played[-1] = _ended_by(played[-1], fingers[0].heard_s)
        played += fingers
    played.sort(key=lambda note: (note.heard_s, note.pitch))
    strength = varied(np.array([note.velocity for note in played]), np.array([note.pitch for note in played]))
    return tuple(replace(note, velocity=int(force)) for note, force in zip(played, strength, strict=True))


def _ended_by(note: PlayedNote, time_s: float) -> PlayedNote:
    """Return the note cut short at ``time_s``, if that leaves any of it."""
    room = time_s - note.heard_s
    return replace(note, length_s=min(note.length_s, room)) if room > SHORTEST_S else note
