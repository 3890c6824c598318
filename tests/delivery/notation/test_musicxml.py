"""``score.musicxml`` read back by music21 and compared with the score, note for note."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from scorecut.delivery.midi import written_midi
from scorecut.delivery.notation.bars import QUARTER, TICKS
from scorecut.delivery.notation.looks import players
from scorecut.delivery.notation.musicxml import page_bars, page_grid, written_xml
from scorecut.delivery.ticks import Timeline
from scorecut.jobs.compose import compose_film
from scorecut.jobs.score import Order
from scorecut.model.progress import Silent
from scorecut.model.score import Score
from scorecut.model.tempo_map import TempoMap
from scorecut.settings import Settings
from tests import nouns
from tests.composition import spotted
from tests.kept import kept
from tests.read_notation import Piece, bars, notes, parse, staves, tree

STYLES = ("elegy", "trailer", "fanfare", "folk", "jazz noir", "baroque")
SAMPLES = Path(__file__).parents[3] / "sample_clips"
FILMS = (
    ("voices", "sad piano waltz with harp"),
    *(
        pytest.param((film, prompt), marks=pytest.mark.slow)
        for film in ("chase", "dawn")
        for prompt in ("melancholic cello", "triumphant brass fanfare, fast", "smoky jazz trio")
    ),
)

#: The order of a note's children in MusicXML 4.0; programs refuse others.
CHILDREN = (
    "grace", "chord", "pitch", "unpitched", "rest", "duration", "tie", "instrument", "voice", "type", "dot",
    "accidental", "time-modification", "stem", "notehead", "staff", "beam", "notations",
)  # fmt: skip


def by_hand() -> Piece:
    return nouns.score(), nouns.tempo_map(), nouns.sheet()


def composed(style: str) -> Piece:
    """Two cues with four seconds between them, the first one late."""
    first = spotted.cue(style, start_s=1.3, length_s=24.0)
    second = spotted.cue(style, number=2, start_s=29.3, length_s=20.0)
    score, sheet, tempo_map = spotted.composed(first, second)
    return score, tempo_map, sheet


def filmed(name: str, prompt: str, folder: Path) -> Piece:
    """A sample film as it is composed."""
    order = Order(film=SAMPLES / f"{name}.mp4", prompt=prompt, out=folder / f"{name}.score")
    record, out = compose_film(order, settings=Settings(), store=kept(), progress=Silent())
    assert record.score and record.tempo_map and record.sheet
    assert (out / "score.musicxml").read_text(encoding="utf-8") == written_xml(
        record.score, record.tempo_map, record.sheet
    )
    return record.score, record.tempo_map, record.sheet


@pytest.fixture(scope="module", params=("by hand", *STYLES, *FILMS), ids=str)
def piece(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Piece:
    if isinstance(request.param, tuple):
        return filmed(*request.param, tmp_path_factory.mktemp("film"))
    return by_hand() if request.param == "by hand" else composed(request.param)


@pytest.fixture(scope="module")
def read(piece: Piece):
    return parse(written_xml(*piece))


def heads(piece: Piece) -> tuple[Timeline, int]:
    """The film's grid, and where (units) the page begins on it: after a splinter of a bar, if there is one."""
    score, tempo_map, _ = piece
    grid = page_grid(score, tempo_map)
    return grid, page_bars(score, tempo_map, grid)[0].start


def test_every_note_is_read_back_at_its_pitch_and_on_its_beat(piece: Piece, read):
    score, tempo_map, _ = piece
    grid, head = heads(piece)
    found = staves(read, score)
    for player in players(score):
        if not player.part:
            continue
        got = Counter(
            (round(one.start * 8) / 8, "drum" if player.is_unpitched else one.pitch)
            for one in notes(found[player.name])
        )
        wanted: Counter = Counter()
        for cue in score.cues:
            for line in cue.lines:
                if line.part == player.part:
                    for note in line.notes:
                        at = grid.tick_of(tempo_map.cue(cue.cue_id), note.start_beat) / TICKS / QUARTER - head / QUARTER
                        near = min((start for start, _ in got), key=lambda start: abs(start - at))
                        assert abs(near - at) <= 1 / 8, (player.name, note)
                        wanted[near, "drum" if player.is_unpitched else note.pitch] += 1
        assert got == wanted, player.name


def test_a_written_length_ends_with_the_note_or_with_the_next_one(piece: Piece, read):
    score, tempo_map, _ = piece
    grid, head = heads(piece)
    found = staves(read, score)
    for player in players(score):
        if not player.part or player.is_struck:
            continue
        got = {(round(one.start, 2), one.pitch): one for one in notes(found[player.name])}
        starts = sorted(one.start for one in got.values())
        for cue in score.cues:
            tempo = tempo_map.cue(cue.cue_id)
            for note in (note for line in cue.lines if line.part == player.part for note in line.notes):
                begin, end = (
                    grid.tick_of(tempo, beat) / TICKS / QUARTER - head / QUARTER
                    for beat in (note.start_beat, note.end_beat)
                )
                one = got.get((round(begin, 2), note.pitch))
                if one is None or note.articulation == "pizzicato":
                    continue
                coming = next((start for start in starts if start > one.start + 1e-6), 1e9)
                assert one.end >= min(end, coming) - 0.51, (player.name, note, one)
                assert one.end <= max(end, min(coming, one.start + 4)) + 0.51, (player.name, note, one)


def test_every_bar_is_full_and_has_the_metre_of_the_tempo_map(piece: Piece, read):
    score, tempo_map, _ = piece
    grid, head = heads(piece)
    for parts in staves(read, score).values():
        for part in parts:
            page = bars(part)
            assert len(page) == len(page_bars(score, tempo_map, grid))
            assert all(bar.holds == pytest.approx(bar.meter[0] * 4 / bar.meter[1]) for bar in page)
            by_start = {round(bar.start * QUARTER): bar.meter for bar in page}
            for cue in tempo_map.cues:
                start = grid.starts[cue.cue_id] // TICKS - head
                for bar in cue.bars:
                    if bar.start_beat < cue.end_beat:
                        assert by_start[start + round(bar.start_beat * QUARTER)] == bar.meter


def test_bars_are_those_of_the_midi(piece: Piece):
    score, tempo_map, sheet = piece
    grid = page_grid(score, tempo_map)
    page = [(bar.start * TICKS, bar.meter) for bar in page_bars(score, tempo_map, grid)]
    conductor = written_midi(score, tempo_map, sheet).tracks[0]
    tick, meters = 0, {}
    for message in conductor:
        tick += message.time
        if message.type == "time_signature":
            meters[tick] = (message.numerator, message.denominator)
    changes = {at: meter for i, (at, meter) in enumerate(page) if i == 0 or meter != page[i - 1][1]}
    assert changes == {at: meter for at, meter in meters.items() if at >= page[0][0]}
    assert grid.seconds_at(page[0][0]) < 0.1, "no more than a splinter of a bar is left out"


def test_tempo_marks_keep_bar_lines_within_a_frame_of_the_film(piece: Piece):
    score, tempo_map, _ = piece
    grid = page_grid(score, tempo_map)
    page = page_bars(score, tempo_map, grid)
    now_s, bpm = 0.0, 0.0
    for bar, measure in zip(page, tree(piece).find("part").iter("measure"), strict=True):
        assert now_s == pytest.approx(grid.seconds_at(bar.start * TICKS), abs=0.05)
        marks = [float(sound.get("tempo")) for sound in measure.iter("sound")]
        bpm = marks[0] if marks else bpm
        now_s += 60 / bpm * bar.length / QUARTER


def test_cues_and_hits_are_named_with_their_timecode():
    root = tree(by_hand())
    assert [mark.text for mark in root.iter("rehearsal")] == ["A", "B"]
    words = [word.text for word in root.iter("words")]
    assert "1. dawn  00:00:01:12" in words
    assert "2. the light goes  00:00:14:00" in words
    assert "sting: flash  00:00:18:06" in words
    assert "turn: cut  00:00:05:12" in words
    chords = [(one.findtext("root/root-step"), one.findtext("kind")) for one in root.iter("harmony")]
    assert chords == [("D", "minor"), ("G", "minor"), ("A", "minor")]


def test_title_and_prompt_are_told_and_no_date():
    text = written_xml(*by_hand())
    assert "<work-title>film.mp4</work-title>" in text and "melancholic cello" in text
    assert "<software>scorecut " in text
    assert not re.search(r"\d{4}-\d\d-\d\d", text)
    assert text == written_xml(*by_hand())


def test_a_name_that_xml_cannot_hold_is_written_as_far_as_it_goes():
    score, tempo_map, sheet = by_hand()
    root = tree((score, tempo_map, replace(sheet, film_name='a<b>&"\x07\udc80.mp4', prompt="slow & <sad>")))
    assert root.findtext("work/work-title") == 'a<b>&"?.mp4'


def test_children_of_notes_stand_in_the_order_of_the_schema(piece: Piece):
    for note in tree(piece).iter("note"):
        places = [CHILDREN.index(child.tag) for child in note]
        assert places == sorted(places)


def test_beams_that_begin_end(piece: Piece):
    for measure in tree(piece).iter("measure"):
        open_beams: Counter = Counter()
        for beam in measure.iter("beam"):
            open_beams[beam.get("number")] += {"begin": 1, "end": -1}.get(beam.text, 0)
        assert not any(open_beams.values())


def test_hairpins_that_open_close_before_the_next_one(piece: Piece):
    for part in tree(piece).iter("part"):
        kinds = ["stop" if wedge.get("type") == "stop" else "open" for wedge in part.iter("wedge")]
        assert kinds == ["open", "stop"] * (len(kinds) // 2)


def test_a_film_without_music_opens_as_bars_of_rest():
    sheet = replace(nouns.sheet(), cues=(), hits=())
    text = written_xml(Score(parts=(), cues=()), TempoMap(cues=()), sheet)
    (part,) = parse(text).parts
    assert not notes([part])
