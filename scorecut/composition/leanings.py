"""Notes that lean: dissonances on strong beats that step into the chord, in some bars and not in too many.

15-25 % of the bars that are sung in have one (MUSIC.md 12). Where the tune leans more often by itself, some of its notes
join the chord; where it leans less, a note moves a step so that the next one resolves it, which leaves the rhythm alone,
or a held note is reached late, by an appoggiatura. The opening phrase gives way last.
"""

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from scorecut.composition.canvas import Canvas
from scorecut.composition.chart import Chart, local_scale
from scorecut.composition.melody import Sung

#: A note of so many beats may lean: from a step above rather than from below, and a foreign one falls rather than rises.
LEAST_LEANT, STEPS = 1.0, (1, 2, -1, -2)
#: A leaning note is resolved within so many beats.
RESOLVED_BEATS = 2.0
#: What is left of a held note that is reached late.
SHORTEST = 0.5
#: How far (semitones) a note may move to lean on the next, or to lean no more.
BENT, EASED = 3, 5
#: Costs: of a semitone, of a turn of the line that is lost, of a note of a quoted head, of leaning from below; of an
#: appoggiatura that divides a held note, and one that divides a note in a moving bar, whose rhythm it blurs; of the
#: cue's opening phrase, from which the tune is learnt.
SEMITONE, TURNED, HEAD, BELOW = 0.5, 3.0, 3.0, 0.5
HELD, BLURRED, OPENING = 2.0, 5.0, 6.0


@dataclass(frozen=True)
class Voice:
    """The tune with what it moves in. ``rooms``: (low, high) of each note, that the summit stays the summit."""

    notes: list[Sung]
    rooms: list[tuple[int, int]]
    chart: Chart
    canvas: Canvas

    def tones(self, beat: float) -> frozenset[int]:
        return frozenset(self.chart.at(beat).chord.tones)

    def beside(self, beat: float) -> frozenset[int]:
        """Return the pitch classes of the scale that are foreign to the chord at ``beat``."""
        placed = self.chart.at(beat)
        return frozenset(local_scale(placed.chord, placed.key)) - self.tones(beat)

    def bar(self, i: int) -> int:
        return self.canvas.bar_index(self.notes[i].start_beat)

    def fits(self, i: int, pitch: int) -> bool:
        return self.rooms[i][0] <= pitch <= self.rooms[i][1]

    def leans(self, i: int) -> bool:
        """Return whether note ``i`` is a dissonance on a strong beat that the next resolves by step, soon, into its chord."""
        if not 0 <= i < len(self.notes) - 1:
            return False
        now, after = self.notes[i], self.notes[i + 1]
        foreign = now.pitch % 12 not in self.tones(now.start_beat)
        return foreign and self.resolves(i) and 1 <= abs(after.pitch - now.pitch) <= 2

    def resolves(self, i: int) -> bool:
        """Return whether note ``i`` stands on a strong beat and the next comes soon and belongs to its chord."""
        now, after = self.notes[i], self.notes[i + 1]
        soon = after.start_beat - now.start_beat <= RESOLVED_BEATS + 1e-6
        return soon and self.canvas.is_strong(now.start_beat) and after.pitch % 12 in self.tones(after.start_beat)

    def lean_beats(self, held_beats: float) -> float:
        """Return how long an appoggiatura to a note held so long is: as the tune's own strong notes are, if one is."""
        usual = [length for length in self.habits if length <= min(RESOLVED_BEATS, held_beats - SHORTEST)]
        return usual[0] if usual else 1.0 if held_beats >= 2.0 else 0.5

    @cached_property
    def habits(self) -> list[float]:
        """Return how long after a note on a strong beat the tune moves on in the same half bar, the most usual first."""
        after = [
            round(now.length_beats, 3)
            for i, (now, then) in enumerate(pairwise(self.notes))
            if self.canvas.is_strong(now.start_beat)
            and self.bar(i) == self.bar(i + 1)
            and not self.canvas.is_strong(then.start_beat)
        ]
        return [length for length, _ in Counter(after).most_common()]

    def leaned(self) -> set[int]:
        """Return the bars that lean."""
        return {self.bar(i) for i in range(len(self.notes)) if self.leans(i)}

    def moved(self, i: int, pitch: int) -> "Voice":
        notes = list(self.notes)
        notes[i] = replace(notes[i], pitch=pitch)
        return replace(self, notes=notes)

    def turns(self, i: int, pitch: int) -> int:
        """Return how many of the two moves beside note ``i`` lose their direction where it is sung at ``pitch``."""
        lost = 0
        for j in (i - 1, i + 1):
            if 0 <= j < len(self.notes):
                other = self.notes[j].pitch
                lost += np.sign(self.notes[i].pitch - other) != np.sign(pitch - other)
        return lost


def leaning(
    tune: list[Sung], chart: Chart, canvas: Canvas, rooms: list[tuple[int, int]],
    shares: tuple[float, float], rng: np.random.Generator,
) -> list[list[Sung]]:  # fmt: skip
    """Return, for each note of the tune, what is sung: it, or an appoggiatura from a neighbouring step and what is left of it.

    shares : of the bars that are sung in, how many are to lean and how many may

    Each leaning note resolves by step within two beats. The first note and the last, the goal of all, do not lean anew.
    """
    share, most = shares
    voice = eased(Voice(tune, rooms, chart, canvas), most)
    n_bars = len({voice.bar(i) for i in range(len(tune))})
    wanted = share * n_bars - len(voice.leaned())
    wanted = int(wanted) + (float(rng.random()) < wanted - int(wanted)) if wanted > 0 else 0
    able = list(range(1, len(tune) - 1))
    rng.shuffle(able)
    divided: dict[int, list[Sung]] = {}
    for _ in range(wanted):
        leaned = voice.leaned() | {voice.bar(i) for i in divided}
        free = [i for i in able if voice.bar(i) not in leaned and canvas.is_strong(tune[i].start_beat)]
        ways = [way for i in free for way in (bent(voice, i), late(voice, i)) if way]
        if not ways:
            break
        _, i, sung = min(ways, key=lambda way: way[0])
        if len(sung) == 1:
            voice = voice.moved(i, sung[0].pitch)
        else:
            divided[i] = sung
    return [divided.get(i, [note]) for i, note in enumerate(voice.notes)]


def eased(voice: Voice, share: float) -> Voice:
    """Return the tune with no more than ``share`` of its bars leaning: some leaning notes move into their chord."""
    most = round(share * len({voice.bar(i) for i in range(len(voice.notes))}))
    while len(voice.leaned()) > most:
        ways = []
        for i in (i for i in range(len(voice.notes)) if voice.leans(i)):
            note = voice.notes[i]
            for pitch in range(note.pitch - EASED, note.pitch + EASED + 1):
                if pitch % 12 in voice.tones(note.start_beat) and voice.fits(i, pitch):
                    cost = SEMITONE * abs(pitch - note.pitch) + TURNED * voice.turns(i, pitch) + HEAD * note.head
                    cost += OPENING * (note.phrase == voice.notes[0].phrase)
                    ways.append((cost, -i, pitch))
        if not ways:
            break
        _, at, pitch = min(ways)
        voice = voice.moved(-at, pitch)
    return voice


def bent(voice: Voice, i: int) -> tuple[float, int, list[Sung]] | None:
    """Return the cheapest way for note ``i`` to lean on the next as it is, moved by a step: (cost, i, what is sung)."""
    note, ways = voice.notes[i], []
    if not voice.resolves(i) or voice.leans(i - 1):
        return None
    for step in STEPS:
        pitch = voice.notes[i + 1].pitch + step
        far = abs(pitch - note.pitch)
        if far > BENT or pitch % 12 not in voice.beside(note.start_beat) or not voice.fits(i, pitch):
            continue
        cost = SEMITONE * far + TURNED * voice.turns(i, pitch) + HEAD * note.head + BELOW * (step < 0)
        ways.append((cost, i, [replace(note, pitch=pitch, goal=True, leans=True)]))
    return min(ways, key=lambda way: way[0], default=None)


def late(voice: Voice, i: int) -> tuple[float, int, list[Sung]] | None:
    """Return how a held note ``i`` is reached late, from a step above or below it: (cost, i, what is sung)."""
    note = voice.notes[i]
    if note.length_beats < LEAST_LEANT:
        return None
    tones, beside = voice.tones(note.start_beat), voice.beside(note.start_beat)
    foreign = note.pitch % 12 not in tones
    if foreign:  # what the theme puts against the chord is led into it
        leads = [(note.pitch, note.pitch - d) for d in STEPS if (note.pitch - d) % 12 in tones]
    else:
        leads = [(note.pitch + d, note.pitch) for d in STEPS if (note.pitch + d) % 12 in beside]
    low, high = voice.rooms[i]
    leads = [lead for lead in leads if lead[0] >= low and (max(lead) <= high or max(lead) == note.pitch)]
    if not leads:
        return None
    length = voice.lean_beats(note.length_beats)
    first = replace(note, length_beats=length, pitch=leads[0][0], goal=True, leans=True)
    rest = replace(
        note, start_beat=note.start_beat + length, length_beats=note.length_beats - length, pitch=leads[0][1],
        goal=False, head=False,
    )  # fmt: skip
    alone = sum(voice.bar(j) == voice.bar(i) for j in range(len(voice.notes))) == 1
    opens = note.head and not voice.notes[i - 1].head
    cost = (HELD if alone else BLURRED) - foreign + HEAD * opens + SEMITONE * (note.length_beats < 1.5)
    return cost, i, [first, rest]
