"""Dissonances that step into the chord: enough of them, not too many, and the rhythm left alone."""

import numpy as np

from scorecut.composition.canvas import canvas_of
from scorecut.composition.chart import Chart
from scorecut.composition.harmony import Placed
from scorecut.composition.leanings import Voice, leaning
from scorecut.composition.melody import Sung
from scorecut.composition.numerals import harmony
from scorecut.model.pitch import Key
from tests.composition.spotted import cue, sheet, steady

KEY = Key(0, "major")
N_BARS = 8
#: Onset, length, pitch of a bar over C major: plain; leaning on its first beat; one held note.
PLAIN = ((0.0, 1.5, 67), (1.5, 0.5, 65), (2.0, 2.0, 64))
SIGHING = ((0.0, 1.5, 65), (1.5, 0.5, 64), (2.0, 2.0, 67))
HELD = ((0.0, 3.0, 67),)


def voice(*bars) -> Voice:
    film = sheet(cue("elegy", length_s=40.0))
    canvas = canvas_of(film.cues[0], steady(film).cues[0], ())
    assert len({bar.length_beats for bar in canvas.bars[:N_BARS]}) == 1
    chart = Chart([Placed(chord=harmony("I", KEY), key=KEY, start_beat=0.0, length_beats=canvas.end_beat)])
    notes = [
        Sung(start_beat=canvas.bars[i].start_beat + onset, length_beats=length, pitch=pitch, phrase=i)
        for i, bar in enumerate(bars)
        for onset, length, pitch in bar
    ]
    return Voice(notes, [(55, 80)] * len(notes), chart, canvas)


def sung(made: Voice, share: float = 0.25, most: float = 0.25) -> Voice:
    rows = leaning(made.notes, made.chart, made.canvas, made.rooms, (share, most), np.random.default_rng(1))
    notes = [note for row in rows for note in row]
    return Voice(notes, [(55, 80)] * len(notes), made.chart, made.canvas)


def onsets(made: Voice) -> list[float]:
    return [note.start_beat for note in made.notes]


def test_a_plain_tune_leans_in_the_wanted_share_of_its_bars() -> None:
    assert len(sung(voice(*[PLAIN] * N_BARS)).leaned()) == 2
    assert len(sung(voice(*[HELD] * N_BARS)).leaned()) == 2


def test_a_moving_bar_leans_without_another_rhythm() -> None:
    plain = voice(*[PLAIN] * N_BARS)
    assert onsets(sung(plain)) == onsets(plain)


def test_a_held_note_is_reached_late_in_the_rhythm_of_the_other_bars() -> None:
    made = voice(PLAIN, HELD, PLAIN, HELD, PLAIN, HELD, PLAIN, HELD)
    leant = sung(moving_bars_bound(made), share=0.3)
    late = [note for note in leant.notes if note.leans]
    assert late
    assert all(note.length_beats in (1.5, 2.0) for note in late)


def moving_bars_bound(made: Voice) -> Voice:
    """Leave the moving bars no way to lean."""
    rooms = [(note.pitch, note.pitch) if note.length_beats < 3.0 else (55, 80) for note in made.notes]
    return Voice(made.notes, rooms, made.chart, made.canvas)


def test_a_tune_that_sighs_in_every_bar_sighs_in_a_quarter_of_them_unless_its_style_wants_it() -> None:
    sighing = voice(*[SIGHING] * N_BARS)
    assert len(sighing.leaned()) == N_BARS
    assert len(sung(sighing).leaned()) == 2
    assert len(sung(sighing, most=1.0).leaned()) == N_BARS
    assert sung(sighing).notes[0].pitch == 65  # the first statement stays


def test_no_note_leaves_its_room() -> None:
    made = voice(*[PLAIN] * N_BARS)
    close = Voice(made.notes, [(note.pitch, note.pitch) for note in made.notes], made.chart, made.canvas)
    assert [note.pitch for note in sung(close).notes] == [note.pitch for note in made.notes]
