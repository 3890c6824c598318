"""A line as arrays: its notes, its attacks (slots) and its phrases.

A slot is one attack of the part, a single note or a chord; rules that speak of
"the note" look at the slot's leading voice (the top one, the bottom one in a bass).
"""

from dataclasses import dataclass

import numpy as np

from scorecut.model.score import Note
from scorecut.performance.scene import SAME_BEAT, Scene

#: A phrase longer than this many bars is cut at bars: nobody thinks further ahead in one breath.
LONGEST_PHRASE_BARS = 8
USUAL_PHRASE_BARS = 4
#: A rest of this many beats ends a phrase whatever the numbers say.
PHRASE_REST_BEATS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Passage:
    """A line's notes, ordered by start and pitch, and its slots.

    slot_of : int, (n_notes,), the slot of each note; all other arrays are (n_slots,)
    start_beat, length_beats : of the slot (longest note) ; gap_beats : rest until the next slot, never negative
    ioi_ms : to the next slot, or the written length where a rest follows, unbent tempo
    pitch : of the leading voice ; phrase, slur : running numbers from 0
    first, last : whether the slot begins or ends its phrase ; slur_end : last of its slur
    """

    notes: tuple[Note, ...]
    slot_of: np.ndarray
    start_beat: np.ndarray
    length_beats: np.ndarray
    gap_beats: np.ndarray
    ioi_ms: np.ndarray
    pitch: np.ndarray
    phrase: np.ndarray
    slur: np.ndarray
    first: np.ndarray
    last: np.ndarray
    slur_end: np.ndarray

    @property
    def n_slots(self) -> int:
        return int(self.start_beat.size)

    @property
    def is_single(self) -> bool:
        """Whether there is never more than one note at a time."""
        ends = self.start_beat + self.length_beats
        return len(self.notes) == self.n_slots and bool((ends[:-1] <= self.start_beat[1:] + SAME_BEAT).all())

    @property
    def within_phrase(self) -> np.ndarray:
        """Where each slot's start lies between its phrase's start (0) and last start (1), (n_slots,)."""
        x = np.zeros(self.n_slots)
        for members in self.phrases:
            span = self.start_beat[members[-1]] - self.start_beat[members[0]]
            x[members] = (self.start_beat[members] - self.start_beat[members[0]]) / span if span > 0 else 1.0
        return x

    @property
    def phrases(self) -> list[np.ndarray]:
        """Slot numbers of every phrase, in order."""
        if not self.n_slots:
            return []
        return np.split(np.arange(self.n_slots), np.flatnonzero(np.diff(self.phrase)) + 1)


def read_passage(notes: tuple[Note, ...], scene: Scene, *, bass: bool = False) -> Passage:
    """Return the notes of a line as a passage; notes of no length are left out."""
    kept = sorted(
        (note for note in notes if note.length_beats > 0), key=lambda note: (note.start_beat, note.pitch, note.level_db)
    )
    starts = np.array([note.start_beat for note in kept])
    fresh = np.diff(starts, prepend=-np.inf) > SAME_BEAT
    slot_of = np.cumsum(fresh) - 1
    n = int(slot_of[-1]) + 1 if kept else 0
    start = starts[fresh]
    length, pitch = np.zeros(n), np.full(n, np.inf if bass else -np.inf)
    lead: list[Note] = [note for note, new in zip(kept, fresh, strict=True) if new]
    for note, slot in zip(kept, slot_of, strict=True):
        length[slot] = max(length[slot], note.length_beats)
        if (note.pitch < pitch[slot]) if bass else (note.pitch > pitch[slot]):
            pitch[slot], lead[slot] = note.pitch, note
    to_next = np.append(np.diff(start), np.inf)
    gap = np.maximum(0.0, np.where(np.isfinite(to_next), to_next - length, np.inf))
    phrase = _phrases(lead, start, gap, scene)
    slur = np.cumsum(
        [index > 0 and (lead[index].slur != lead[index - 1].slur or gap[index - 1] > SAME_BEAT) for index in range(n)]
    ).astype(int)
    seconds = scene.tempo.seconds_at(np.concatenate([start, start + np.minimum(length, to_next)]))
    changes = np.flatnonzero(np.diff(phrase))
    last = np.zeros(n, dtype=bool)
    last[changes] = True
    slur_end = np.zeros(n, dtype=bool)
    slur_end[np.flatnonzero(np.diff(slur))] = True
    if n:
        last[-1] = slur_end[-1] = True
    return Passage(
        notes=tuple(kept),
        slot_of=slot_of.astype(int),
        start_beat=start,
        length_beats=length,
        gap_beats=gap,
        ioi_ms=np.maximum(1.0, 1000.0 * (seconds[n:] - seconds[:n])),
        pitch=pitch,
        phrase=phrase,
        slur=slur,
        first=np.concatenate([[True], last[:-1]]) if n else last,
        last=last,
        slur_end=slur_end | last,
    )


def _phrases(lead: list[Note], start: np.ndarray, gap: np.ndarray, scene: Scene) -> np.ndarray:
    """Return running phrase numbers: as written, and cut at long rests and where a phrase never ends."""
    number = np.zeros(len(lead), dtype=int)
    begun = start[0] if len(lead) else 0.0
    for index in range(1, len(lead)):
        written = lead[index].phrase != lead[index - 1].phrase
        rested = gap[index - 1] >= PHRASE_REST_BEATS
        bars = (start[index] - begun) / scene.bar_beats
        endless = bars >= USUAL_PHRASE_BARS - 1e-6 and _stands_on(scene.bars, start[index])
        too_long = endless and _phrase_bars(lead, start, index, scene) > LONGEST_PHRASE_BARS
        number[index] = number[index - 1] + (written or rested or too_long)
        if number[index] != number[index - 1]:
            begun = start[index]
    return number


def _phrase_bars(lead: list[Note], start: np.ndarray, index: int, scene: Scene) -> float:
    """Return how many bars the written phrase around ``index`` goes on for, looking no further than needed."""
    same = lead[index].phrase
    reach = (LONGEST_PHRASE_BARS + 1) * scene.bar_beats
    low = high = index
    while low > 0 and lead[low - 1].phrase == same and start[high] - start[low] <= reach:
        low -= 1
    while high < len(lead) - 1 and lead[high + 1].phrase == same and start[high] - start[low] <= reach:
        high += 1
    return float(start[high] + lead[high].length_beats - start[low]) / scene.bar_beats


def _stands_on(places: np.ndarray, beat: float) -> bool:
    index = int(np.searchsorted(places, beat - SAME_BEAT))
    return index < places.size and abs(float(places[index]) - beat) <= SAME_BEAT
