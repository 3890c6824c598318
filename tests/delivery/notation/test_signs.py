"""What stands on the page for notes that we chose: spelling, accidentals, triplets, ties, clefs, drums, dynamics."""

from collections import Counter
from dataclasses import replace

import pytest

from scorecut.delivery.notation.musicxml import written_xml
from scorecut.model.pitch import Key
from scorecut.model.score import Note
from tests.read_notation import alone, notes, parse, staves, tree


def test_the_key_spells_the_notes():
    piece = alone(
        Note(start_beat=0, length_beats=1, pitch=66), Note(start_beat=1, length_beats=1, pitch=61), key=Key(2, "major")
    )
    root = tree(piece)
    assert root.findtext(".//key/fifths") == "2"
    assert [(one.findtext("step"), one.findtext("alter")) for one in root.iter("pitch")] == [("F", "1"), ("C", "1")]
    assert not list(root.iter("accidental"))


def test_an_accidental_is_printed_once_a_bar():
    row = [Note(start_beat=b, length_beats=1, pitch=p) for b, p in enumerate((61, 61, 60, 62, 61))]
    root = tree(alone(*row))
    assert [one.text for one in root.iter("accidental")] == ["sharp", "natural", "sharp"]


def test_triplets_come_back_as_thirds():
    row = [Note(start_beat=k / 3, length_beats=1 / 3, pitch=60 + k) for k in range(3)]
    piece = alone(*row, Note(start_beat=1, length_beats=3, pitch=64))
    found = notes(staves(parse(written_xml(*piece)), piece[0])["Cello"])
    assert [one.length for one in found] == pytest.approx([1 / 3, 1 / 3, 1 / 3, 3])
    assert [one.get("type") for one in tree(piece).iter("tuplet")] == ["start", "stop"]


def test_a_long_note_is_tied_over_bar_lines():
    piece = alone(Note(start_beat=1, length_beats=9, pitch=50))
    (one,) = notes(staves(parse(written_xml(*piece)), piece[0])["Cello"])
    assert one.length == 9
    assert Counter(tie.get("type") for tie in tree(piece).iter("tie")) == {"start": 2, "stop": 2}


@pytest.mark.parametrize(
    ("instrument", "pitch", "clef", "written"),
    [
        ("cello", 45, "F", "A2"),
        ("violas", 60, "C", "C4"),
        ("flute", 80, "G", "G5"),
        ("double bass", 33, "F", "A2"),
        ("piccolo", 86, "G", "D5"),
        ("glockenspiel", 91, "G", "G4"),
        ("horn", 55, "G", "G3"),
    ],
)
def test_clefs_and_octaves_are_those_of_the_instrument(instrument: str, pitch: int, clef: str, written: str):
    piece = alone(Note(start_beat=0, length_beats=4, pitch=pitch), instrument=instrument)
    root = tree(piece)
    assert root.findtext(".//clef/sign") == clef
    assert root.findtext(".//pitch/step") + root.findtext(".//pitch/octave") == written
    (read,) = next(iter(staves(parse(written_xml(*piece)), piece[0]).values()))
    assert [one.pitch for one in notes([read])] == [pitch]


def test_a_piano_has_two_staves_and_a_drum_kit_lines_of_its_own():
    piano = tree(alone(*(Note(start_beat=0, length_beats=4, pitch=p) for p in (40, 64, 67)), instrument="piano"))
    assert [note.findtext("staff") for note in piano.iter("note") if note.find("pitch") is not None] == ["1", "1", "2"]
    drums = tree(
        alone(
            *(Note(start_beat=b, length_beats=0.25, pitch=p) for b, p in ((0, 36), (1, 38), (1, 42))),
            instrument="drum kit",
        )
    )
    assert drums.findtext(".//clef/sign") == "percussion"
    places = [one.findtext("display-step") + one.findtext("display-octave") for one in drums.iter("unpitched")]
    assert places == ["F4", "G5", "C5"]
    assert [one.text for one in drums.iter("midi-unpitched")] == ["37", "39", "43"]


def test_levels_are_dynamic_marks_and_swells_hairpins():
    row = [Note(start_beat=b, length_beats=1, pitch=50, level_db=level) for b, level in ((0, -18), (4, 9), (5, 9))]
    swells = ((0.0, -4.0), (3.0, 2.0), (4.0, 2.0))
    root = tree(alone(replace(row[0], length_beats=4), *row[1:], swells=swells))
    assert [mark[0].tag for mark in root.iter("dynamics")] == ["pp", "ff"]
    assert [wedge.get("type") for wedge in root.iter("wedge")] == ["crescendo", "stop"]
