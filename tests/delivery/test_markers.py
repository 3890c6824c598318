"""Markers for editing programs: the same cues and hits at the same frames in four formats."""

import csv
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree as Xml

import opentimelineio as otio
import pytest

from scorecut.delivery.edl import Edl, edl
from scorecut.delivery.export import Draft
from scorecut.delivery.fcpxml import Fcpxml
from scorecut.delivery.markers import COLUMNS, Marker, MarkersCsv, markers
from scorecut.delivery.otio import Otio
from scorecut.delivery.report_json import report
from scorecut.delivery.start_timecode import source_start_frame
from tests import nouns


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    record = nouns.delivered()
    out, package = tmp_path / "film.scored.mp4", tmp_path / "film.score"
    return Draft(record=record, report=report(record), folder=tmp_path, out=out, package=package)


def test_cues_and_kept_hits_come_in_order_of_time():
    found = markers(nouns.delivered())
    assert [(row.kind, row.id) for row in found] == [
        *(("cue", "c1"), ("hit", "h1"), ("hit", "h2"), ("cue", "c2"), ("hit", "h3"))
    ]
    assert found[0].label == "cue 1: dawn"
    assert found[0].note == "the film begins, elegy, D minor, 57.4 bpm"


def test_the_csv_has_exact_seconds_frames_and_timecode(draft: Draft):
    MarkersCsv().write(draft)
    rows = list(csv.DictReader((draft.folder / "markers.csv").open(encoding="utf-8")))
    assert tuple(rows[0]) == COLUMNS
    [flash] = [row for row in rows if row["id"] == "h3"]
    assert (flash["time_s"], flash["frame"], flash["timecode"]) == ("18.250000", "438", "00:00:18:06")
    assert (flash["place"], flash["bar"], flash["error_ms"]) == ("downbeat", "3", "0.2")
    assert rows[0]["end_timecode"] == "00:00:10:22"


def test_the_edl_has_a_numbered_event_and_marker_lines_for_each(draft: Draft):
    Edl().write(draft)
    lines = (draft.folder / "markers.edl").read_text().splitlines()
    assert lines[:2] == ["TITLE: film", "FCM: NON-DROP FRAME"]
    events = [line for line in lines if line[:3].isdigit()]
    assert [line[:3] for line in events] == ["001", "002", "003", "004", "005"]
    assert events[1].split()[4:] == ["00:00:05:12", "00:00:05:13"] * 2
    assert " |C:ResolveColorRed |M:hit h1: cut (turn, new place) |D:1" in lines
    assert "* LOC: 00:00:05:12 RED     hit h1: cut (turn, new place)" in lines


def test_an_edl_at_29_97_counts_drop_frame():
    rate = Fraction(30000, 1001)
    row = Marker(
        kind="hit", id="h1", time_s=60.06, end_s=60.06, rate_frame=1800, n_rate_frames=1, label="hit", note="a|b"
    )
    text = edl([row], "film", rate)
    assert "FCM: DROP FRAME" in text
    assert "00:01:00;02 00:01:00;03" in text
    assert "a/b" in text


def test_otio_reads_its_file_back_with_every_marker(draft: Draft):
    Otio().write(draft)
    timeline = otio.adapters.read_from_file(str(draft.folder / "markers.otio"))
    [clip] = timeline.find_clips()
    assert clip.media_reference.target_url == "../film.scored.mp4"
    assert [mark.marked_range.start_time.to_frames() for mark in clip.markers] == [36, 132, 240, 336, 438]
    assert clip.source_range.duration.to_seconds() == nouns.LENGTH_S


def test_fcpxml_times_are_whole_frames(draft: Draft):
    Fcpxml().write(draft)
    root = Xml.parse(draft.folder / "markers.fcpxml").getroot()
    [shape] = root.iter("format")
    assert shape.attrib["frameDuration"] == "1/24s"
    starts = [Fraction(mark.attrib["start"].rstrip("s")) for mark in root.iter() if mark.tag.endswith("marker")]
    assert starts == [Fraction(frame, 24) for frame in (36, 132, 240, 336, 438)]
    assert next(root.iter("asset")).attrib["src"] == "../film.scored.mp4"


def test_a_films_own_start_timecode_becomes_a_frame_number():
    from dataclasses import replace

    film = replace(nouns.film(), start_timecode="01:00:00:00")
    assert source_start_frame(film) == 24 * 3600
    assert source_start_frame(nouns.film()) == 0
    drop = replace(nouns.film(rate=Fraction(30000, 1001)), start_timecode="00:10:00;00")
    assert source_start_frame(drop) == 17982
