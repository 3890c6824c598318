"""One part of the page: its notes gathered from all cues, quantised, voiced, spelled, and with their signs."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from scorecut.delivery.notation.bars import TICKS, Measure
from scorecut.delivery.notation.looks import MIDDLE_C, Player, staff_of
from scorecut.delivery.notation.marks import Mark, dynamics, hairpins, manners, words
from scorecut.delivery.notation.quantise import Grid, Raw, Written, written
from scorecut.delivery.notation.voices import Chord, voiced
from scorecut.delivery.ticks import Timeline
from scorecut.model.pitch import Key
from scorecut.model.score import CueScore, Line, Score
from scorecut.model.spelling import Spelling, spell
from scorecut.model.tempo_map import CueTempo, TempoMap

#: Ways of playing whose slurs are bows or breaths over several notes.
SLURRED = ("legato", "portamento")


#: Semitones about middle C within which a hand need not change the staff.
REACH = 7


@dataclass(frozen=True)
class Harmony:
    """Key and chords of the film in units: (start, tones) of each cue's chords, and each cue's key."""

    keys: dict[str, Key]
    chords: dict[str, list[tuple[int, tuple[int, ...]]]]

    def tones_at(self, cue: str, at: int) -> tuple[int, ...]:
        """Return the pitch classes of the chord that sounds, root first; () before the first one."""
        return next((tones for start, tones in reversed(self.chords.get(cue, [])) if start <= at + 1), ())


@dataclass
class Part:
    """What is written for one player. ``staves`` : chords by staff; ``slurs`` : chord's (staff, start) -> start or stop."""

    player: Player
    grid: Grid
    notes: list[Written]
    staves: dict[int, list[Chord]]
    marks: list[Mark]
    told: set[tuple[str, str]]
    slurs: dict[tuple[int, int, int], list[str]] = field(default_factory=dict)


def harmony(score: Score, tempo_map: TempoMap, timeline: Timeline) -> Harmony:
    """Return the score's keys and chords on the page's grid."""
    keys, chords = {}, {}
    for cue_score in score.cues:
        cue = tempo_map.cue(cue_score.cue_id)
        keys[cue.cue_id] = cue_score.key
        rows = [(timeline.tick_of(cue, chord.start_beat) // TICKS, chord.tones) for chord in cue_score.chords]
        chords[cue.cue_id] = sorted(rows)
    return Harmony(keys, chords)


def part_of(player: Player, score: Score, tempo_map: TempoMap, timeline: Timeline, bars: Sequence[Measure]) -> Part:
    """Return one player's part through the whole film."""
    raws: list[Raw] = []
    swells: list[list[tuple[float, float]]] = []
    ends = {cue.cue_id: later for cue, later in zip(tempo_map.cues, _next_starts(tempo_map, timeline), strict=True)}
    for cue_score in score.cues:
        cue = tempo_map.cue(cue_score.cue_id)
        for line in cue_score.lines if player.part else ():
            if line.part == player.part:
                raws += _raws(line, cue, timeline, player, ends[cue.cue_id])
                swells.append([(timeline.tick_of(cue, beat) / TICKS, level) for beat, level in line.swells])
        if not player.part:
            raws += _accents(cue_score, timeline, player)
    raws = _hands(raws, 12 * player.octaves) if player.n_staves == 2 else raws
    row = player.instrument
    struck = player.is_struck
    notes, grid = written(raws, bars, struck=struck, polyphonic=row.polyphonic and not struck)
    staves = {}
    for staff in range(1, player.n_staves + 1):
        own = [note for note in notes if note.raw.staff == staff]
        staves[staff] = voiced(own, voices=2 if row.polyphonic and not struck else 1)
    kept = sorted((note for chords in staves.values() for chord in chords for note in chord.notes), key=_order)
    keyed = row.family == "keys"
    signs, told = manners(kept, bowed=player.is_bowed, struck=struck, keyed=keyed)
    signs += dynamics(kept, grid)
    for points in swells:
        signs += hairpins(points, kept)
    signs += [
        Mark(note.start, words("gliss.", style="italic"), rank=4) for note in kept if note.raw.ornament == "glissando"
    ]
    return Part(player, grid, kept, staves, signs, told, {} if struck else _slurs(staves))


def spelled(part: Part, known: Harmony) -> dict[tuple[int, int, int], Spelling]:
    """Return how each note is written: by (staff, start, pitch). Octaves are the page's, not the ear's."""
    found: dict[tuple[int, int, int], Spelling] = {}
    above = 12 * part.player.octaves
    for staff, chords in part.staves.items():
        for i, chord in enumerate(chords):
            cue = chord.notes[0].raw.cue
            key = known.keys[cue]
            tones = known.tones_at(cue, chord.start)
            after = next((other for other in chords[i + 1 : i + 3] if other.voice == chord.voice), None)
            step = 0
            if after and len(chord.notes) == 1 and after.start - chord.end < 48:
                step = after.notes[0].raw.pitch - chord.notes[0].raw.pitch
            for note in chord.notes:
                pitch = note.raw.pitch
                found[staff, chord.start, pitch] = spell(pitch + above, key, tones, step)
    return found


def _order(note: Written) -> tuple[int, int]:
    return note.start, -note.raw.pitch


def _next_starts(tempo_map: TempoMap, timeline: Timeline) -> list[float]:
    starts = [timeline.starts[cue.cue_id] / TICKS for cue in tempo_map.cues]
    return [*starts[1:], float("inf")]


def _raws(line: Line, cue: CueTempo, timeline: Timeline, player: Player, until: float) -> list[Raw]:
    """The notes of a line in units; none rings into the next cue."""
    found = []
    for note in line.notes:
        start = timeline.tick_of(cue, note.start_beat) / TICKS
        end = min(timeline.tick_of(cue, note.end_beat) / TICKS, until)
        if start >= until:
            continue
        found.append(
            Raw(
                start=start,
                end=max(end, start + 1),
                pitch=note.pitch,
                level_db=note.level_db,
                articulation=note.articulation,
                ornament=note.ornament,
                slur=(cue.cue_id, note.slur) if note.articulation in SLURRED else None,
                cue=cue.cue_id,
                staff=staff_of(player, note.pitch),
            )
        )
    return found


def _accents(cue_score: CueScore, timeline: Timeline, player: Player) -> list[Raw]:
    """The notes that mark hits, by their second, on the nearest sixteenth: the text above tells the exact frame."""
    found = []
    for accent in cue_score.accents:
        for name, pitch, level_db, length_s in accent.notes:
            if name != player.instrument.name:
                continue
            begin_s = accent.time_s - length_s if accent.kind == "stop" else accent.time_s
            start = 6 * round(timeline.tick_at(begin_s) / TICKS / 6)
            end = max(start + 6, 6 * round(timeline.tick_at(begin_s + length_s) / TICKS / 6))
            found.append(
                Raw(
                    start=start,
                    end=end,
                    pitch=pitch,
                    level_db=level_db,
                    articulation="accent",
                    cue=cue_score.cue_id,
                    staff=staff_of(player, pitch),
                )
            )
    return found


def _hands(raws: list[Raw], above: int) -> list[Raw]:
    """The notes of a grand staff with the hand that goes on: a figure about middle C stays on the staff where it was."""
    out: list[Raw] = []
    staff = 1
    for _, group in groupby(sorted(raws, key=lambda raw: (raw.start, -raw.pitch)), key=lambda raw: raw.start):
        inside = list(group)
        near = all(abs(raw.pitch + above - MIDDLE_C) <= REACH for raw in inside)
        if near and out and inside[0].start - out[-1].start <= 24:
            inside = [replace(raw, staff=staff) for raw in inside]
        staff = inside[-1].staff
        out += inside
    return out


def _slurs(staves: dict[int, list[Chord]]) -> dict[tuple[int, int, int], list[str]]:
    """Where slurs begin and stop, by (staff, voice, start): over notes of one bow or breath, two or more, none repeated only."""
    found: dict[tuple[int, int, int], list[str]] = {}
    for staff, chords in staves.items():
        for voice in (1, 2):
            row = [chord for chord in chords if chord.voice == voice]
            run: list[Chord] = []
            for chord in [*row, None]:
                slur = chord.notes[0].raw.slur if chord else None
                joins = run and chord and slur is not None and slur == run[0].notes[0].raw.slur
                if joins and chord and chord.start == run[-1].end:
                    run.append(chord)
                    continue
                if len(run) > 1 and len({chord.notes[0].raw.pitch for chord in run}) > 1:
                    found.setdefault((staff, voice, run[0].start), []).append("start")
                    found.setdefault((staff, voice, run[-1].start), []).append("stop")
                run = [chord] if chord and slur is not None else []
    return found
