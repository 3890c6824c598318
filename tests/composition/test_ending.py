"""The end of a cue: where its last chord stands, how long it rings, and that it lives."""

from itertools import pairwise

import pytest

from scorecut.catalog.instruments import instrument
from scorecut.composition.arrivals import silences
from scorecut.composition.canvas import canvas_of
from scorecut.composition.compose import compose
from scorecut.composition.ending import final_beat, rings
from scorecut.composition.ringing import LONG_S
from tests.composition.spotted import cue, hits, sheet, steady
from tests.some import some

STYLES = ("elegy", "epic", "romantic strings", "action", "minimalist piano", "jazz noir", "folk", "hybrid tension")
ENDINGS = ("close", "ring out", "open", "button")
BPM = {"slow": 46.0, "walking": 84.0, "quick": 138.0}


def scored(one, marks, bpm=84.0, meter=(4, 4)):
    film = sheet(one, marks=marks)
    beats = steady(film, bpm, meter)
    return compose(film, beats), film, beats.cue(one.id)


def ring_s(one, tempo):
    """Seconds from the last chord to the end of the cue."""
    return one.end_s - tempo.seconds_at(final_beat(canvas_of(one, tempo, ())))


def inside(one, tempo, score):
    """Seconds after the last chord's beginning at which something pitched begins or is let go, before all ends."""
    music = score.cue(one.id)
    at = music.chords[-1].start_beat
    moments = {
        float(tempo.seconds_at(beat) - tempo.seconds_at(at))
        for line in music.lines
        if not instrument(score.part(line.part).instrument).is_drums
        for note in line.notes
        for beat in (note.start_beat, note.end_beat)
        if note.end_beat > at + 0.1
    }
    left_s = one.end_s - float(tempo.seconds_at(at))
    return [moment for moment in moments if 0.05 < moment < 0.97 * left_s]


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("pace", BPM)
@pytest.mark.parametrize("meter", [(4, 4), (3, 4), (6, 8), (7, 8)])
@pytest.mark.parametrize("length_s", [14.0, 31.0, 61.0])
def test_the_last_chord_rings_as_long_as_its_ending_wants(ending, pace, meter, length_s):
    one = cue("elegy", length_s=length_s, ending=ending)
    tempo = steady(sheet(one, marks=[]), BPM[pace], meter).cue("c1")
    ring = rings()[ending]
    beat_s = 60.0 / BPM[pace]  # a button's window may be narrower than a slow beat
    assert ring.from_s - (beat_s if ending == "button" else 0.0) <= ring_s(one, tempo) + 1e-6
    assert ring_s(one, tempo) <= ring.to_s + (beat_s if ending == "button" else 0.0) + 1e-6


@pytest.mark.parametrize("before_s", [1.5, 2.0, 2.5, 3.0, 3.5])
@pytest.mark.parametrize("kind", ["arrive", "turn", "sting"])
def test_a_hit_that_lies_well_has_the_last_chord(before_s, kind):
    one = cue("epic", length_s=40.0)
    marks = hits(one, (0.4, 1 - before_s / 40.0), ("turn", kind))
    tempo = steady(sheet(one, marks=marks)).cue("c1")
    assert one.end_s - ring_s(one, tempo) == pytest.approx(marks[-1].time_s, abs=1e-6)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("before_s", [4.6, 5.5, 6.4])
def test_the_music_goes_on_after_a_hit_that_lies_too_early(style, before_s):
    one = cue(style, length_s=40.0)
    marks = hits(one, (0.4, 1 - before_s / 40.0), ("turn", "arrive"))
    score, _, tempo = scored(one, marks)
    music = score.cue("c1")
    last_s = float(tempo.seconds_at(music.chords[-1].start_beat))
    assert 2.0 <= one.end_s - last_s <= 4.0
    starts = sorted(
        {round(float(tempo.seconds_at(n.start_beat)), 3) for line in music.lines for n in line.notes} | {last_s}
    )
    after = [at for at in starts if marks[-1].time_s - 0.05 <= at <= last_s + 0.01]
    assert max(b - a for a, b in pairwise(after)) <= 3.0  # somebody moves
    assert any(marks[-1].time_s + 0.2 < float(tempo.seconds_at(c.start_beat)) <= last_s for c in music.chords)
    accent = next(accent for accent in music.accents if accent.hit_id == marks[-1].id)
    assert accent.time_s == marks[-1].time_s


@pytest.mark.parametrize("shares", [(0.86, 0.9, 0.94), (0.9, 0.94, 0.975), (0.88, 0.93), (0.955,), (0.92, 0.925)])
@pytest.mark.parametrize("ending", ["close", "open"])
def test_at_most_one_hit_lies_inside_the_last_chord(shares, ending):
    one = cue("action", length_s=40.0, ending=ending)
    marks = hits(one, shares, ("arrive", "turn", "colour"))
    tempo = steady(sheet(one, marks=marks), 112.0).cue("c1")
    last_s = one.end_s - ring_s(one, tempo)
    assert sum(mark.time_s > last_s + 0.03 for mark in marks) <= 1


@pytest.mark.parametrize("style", some(STYLES))
@pytest.mark.parametrize("ending", ["close", "ring out", "open"])
@pytest.mark.parametrize("struck", [False, True])
def test_something_lives_in_a_chord_that_rings_long(style, ending, struck):
    one = cue(style, length_s=40.0, ending=ending)
    marks = hits(one, (0.3, 1 - 2.8 / 40.0) if struck else (0.3,), ("turn", "arrive"))
    score, _, tempo = scored(one, marks)
    music = score.cue("c1")
    assert one.end_s - float(tempo.seconds_at(music.chords[-1].start_beat)) > LONG_S
    assert inside(one, tempo, score)


@pytest.mark.parametrize("style", ["epic", "action", "fanfare", "trailer"])
def test_a_roll_grows_into_the_last_chord_and_dies_away_before_it_ends(style):
    one = cue(style, length_s=40.0, energy=lambda share: 0.2 + 0.7 * share)
    score, _, tempo = scored(one, [])
    music = score.cue("c1")
    at = music.chords[-1].start_beat
    left_s = one.end_s - float(tempo.seconds_at(at))
    rolled = 0
    for line in music.lines:
        player = instrument(score.part(line.part).instrument)
        if not (player.is_drums or player.name in ("timpani", "taiko")):
            continue
        under = [note for note in line.notes if note.start_beat > at + 0.05]
        if len(under) < 4:
            continue
        rolled += 1
        levels = [note.level_db for note in under]
        assert float(tempo.seconds_at(under[-1].end_beat) - tempo.seconds_at(at)) <= 0.6 * left_s
        assert levels[0] - levels[-1] >= 8.0
        assert all(b <= a + 1.5 for a, b in pairwise(levels))
        into = [n.level_db for n in line.notes if at - 2.0 <= n.start_beat < at and n.pitch == under[0].pitch]
        assert into[-1] - into[0] >= 6.0
    assert rolled


def test_the_last_chord_never_stands_in_a_silence():
    one = cue("action", length_s=40.0)
    marks = hits(one, (0.4, 1 - 3.2 / 40.0), ("turn", "stop"))
    canvas = canvas_of(one, steady(sheet(one, marks=marks)).cue("c1"), ())
    beat = final_beat(canvas)
    assert not any(start <= beat < end for start, end in silences(canvas))


def test_a_very_short_cue_has_a_last_chord_too():
    for length_s in (2.0, 4.0, 7.0):
        one = cue("folk", length_s=length_s)
        tempo = steady(sheet(one, marks=[])).cue("c1")
        assert 0.0 < ring_s(one, tempo) <= 0.75 * length_s
