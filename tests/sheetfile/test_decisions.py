"""What was chosen reads like a sentence beside its item."""

import numpy as np

from scorecut.model.pitch import Key
from scorecut.model.score import CueScore, Score
from scorecut.model.tempo_map import Bar, CueTempo, Dropped, Place, TempoMap
from scorecut.sheetfile.decisions import decisions_of
from scorecut.sheetfile.read import parse_sheet
from scorecut.sheetfile.write import write_sheet
from tests.sheetfile.sheets import same, small_sheet


def test_tempo_key_theme_and_places_stand_beside_their_item():
    sheet = small_sheet()
    door, slam = sheet.hits
    tempo = CueTempo(
        cue_id="c1",
        beats=np.array([0.0, 60.0]),
        times_s=np.array([0.0, 30.0]),
        bars=tuple(Bar(number=n + 1, start_beat=4.0 * n, meter=(4, 4)) for n in range(15)),
        places=(Place(hit=door, kind="beat", at_beat=21.0, bar=6, beat=2.0),),
    )
    tempo_map = TempoMap(cues=(tempo,), dropped=(Dropped(hit=slam, why="only 40 ms from hit h1, which weighs more"),))
    score = Score(
        parts=(), cues=(CueScore(cue_id="c1", style="epic", key=Key(2, "minor"), theme="A", chords=(), lines=()),)
    )
    text = write_sheet(sheet, decisions=decisions_of(tempo_map, score))
    assert "#: tempo 120.0 bpm, meter 4/4, key D minor, theme A" in text
    assert "#: on the beat, bar 6, beat 2" in text
    assert "#: dropped: only 40 ms from hit h1, which weighs more" in text
    assert same(parse_sheet(text), sheet)


def test_without_any_decision_there_is_no_comment():
    assert decisions_of(None) == {}
    assert "#:" not in write_sheet(small_sheet(), decisions={}).replace("begin with #:", "")
