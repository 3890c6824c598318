"""Edited sheets are read as the editor means them, and faults are named with line, item and field."""

from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from scorecut.errors import CueSheetError
from scorecut.model.film import Film
from scorecut.model.pitch import Key
from scorecut.sheetfile.read import parse_sheet, read_sheet
from scorecut.sheetfile.write import write_sheet
from tests.sheetfile.sheets import small_sheet

TEXT = write_sheet(small_sheet())


def film(digest: str = "cd" * 32, name: str = "film.mp4") -> Film:
    return Film(
        path=Path(name),
        digest=digest,
        container="mov,mp4,m4a,3gp,3g2,mj2",
        video_index=0,
        video_codec="h264",
        width=320,
        height=180,
        frame_rate=Fraction(24),
        duration_s=30.0,
    )


def edited(old: str, new: str) -> str:
    assert TEXT.count(old) >= 1, old
    return TEXT.replace(old, new, 1)


@pytest.mark.parametrize(
    ("written", "second"),
    [
        ('"00:00:12:06"', 12.25),
        ("12.25", 12.25),
        ("12", 12.0),
        ('"12.25"', 12.25),
        ('"0:12.25"', 12.25),
        ('"00:00:12.25"', 12.25),
        ('"12.25s"', 12.25),
    ],
)
def test_times_may_be_timecode_or_seconds(written, second):
    hit = parse_sheet(edited('"00:00:10:12"', written)).hits[0]
    assert hit.time_s == second
    assert hit.frame == round(second * 24)


def test_an_edited_time_wins_over_the_exact_second():
    sheet = small_sheet()
    exact = write_sheet(replace(sheet, hits=(replace(sheet.hits[0], time_s=10.501, frame=3),)))
    untouched = parse_sheet(exact).hits[0]
    assert (untouched.time_s, untouched.frame) == (10.501, 3)
    moved = parse_sheet(exact.replace("00:00:10:12", "00:00:11:00")).hits[0]
    assert (moved.time_s, moved.frame) == (11.0, 264)


def test_drop_frame_timecode_counts_real_seconds():
    text = edited('frame_rate = "24"', 'frame_rate = "30000/1001"').replace("duration_s = 30.0", "duration_s = 90.0")
    text = text.replace('"00:00:30:00"', "90.0").replace('"00:00:20:00"', '"00:01:00;02"')
    assert parse_sheet(text).hits[1].time_s == pytest.approx(1800 * 1001 / 30000)


def test_a_hit_may_be_added_with_its_time_alone():
    hit = parse_sheet(TEXT + "\n[[hits]]\ntime = 15\n").hits[1]
    assert (hit.id, hit.cue, hit.time_s, hit.kind) == ("h2", "c1", 15.0, "turn")


def test_synonyms_and_short_spellings_are_understood():
    wishes = (
        parse_sheet(edited('lead = "cello"', 'lead = "Violoncello"\nmeter = "6/8"\nwithout = "Drums"')).cues[0].wishes
    )
    assert (wishes.lead, wishes.meter, wishes.without) == ("cello", (6, 8), ("drums",))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Bb major", Key(10, "major")),
        ("d", Key(2, "minor")),
        ("F# lydian", Key(6, "lydian")),
        ("E flat minor", Key(3, "minor")),
    ],
)
def test_keys_as_people_write_them(text, key):
    assert parse_sheet(edited('key = "D minor"', f'key = "{text}"')).cues[0].wishes.key == key


def test_a_shortened_cue_keeps_its_curve_in_place():
    before = parse_sheet(TEXT).cues[0].emotion
    after = parse_sheet(edited('end = "00:00:30:00"', 'end = "00:00:20:00"')).cues[0].emotion
    assert after.times_s[-1] == 20.0
    assert after.at(10.0).valence == pytest.approx(before.at(10.0).valence, abs=1e-3)


def test_a_new_cue_without_a_curve_says_that_it_knows_nothing():
    text = "\n".join(line for line in TEXT.splitlines() if "duration_s" not in line)
    text = text.replace("[film]", "[film]\nduration_s = 60.0") + "\n[[cues]]\nstart = 40\nend = 50\n"
    cue = parse_sheet(text).cues[1]
    assert (cue.id, cue.number) == ("c2", 2)
    assert not np.any(cue.emotion.confidence)


def test_a_sheet_of_three_lines_is_enough_beside_its_film(tmp_path):
    path = tmp_path / "film.cues.toml"
    path.write_text("[[cues]]\nstart = 0\nend = 30\n", encoding="utf-8")
    sheet = read_sheet(path, film=film())
    assert (sheet.film_name, sheet.frame_rate, sheet.duration_s) == ("film.mp4", 24, 30.0)


FAULTS = [
    (
        'time = "00:00:20:00"',
        'time = "00:00:31:04"',
        r'hit h7 \("door slam"\): 00:00:31:04 lies after the end of the film \(00:00:30:00\)$',
    ),
    ('time = "00:00:20:00"', 'time = "soon"', r"hit h7 .*\'soon\' is no time; write"),
    ('time = "00:00:20:00"', 'time = "00:00:20:24"', "frames at 23"),
    ('time = "00:00:20:00"', "time = -1", "before the film"),
    ('end = "00:00:30:00"', 'end = "00:00:15:00"', r'hit h7 \("door slam"\): 00:00:20:00 lies outside cue c1'),
    ('end = "00:00:30:00"', 'end = "00:00:00:00"', "cue c1: its end .* does not come after its start"),
    ('lead = "cello"', 'lead = "celo"', """cue c1: no instrument named 'celo'; did you mean "cello"\\?"""),
    ('lead = "cello"', 'without = ["bras"]', 'did you mean "brass"'),
    ('style = "epic"', 'style = "epik"', 'did you mean "epic"'),
    ('key = "D minor"', 'key = "H minor"', "has no note name"),
    ('key = "D minor"', 'key = "D minro"', 'did you mean "minor"'),
    ('key = "D minor"', 'meter = "4/3"', "meter \"4/3\"|meter '4/3' is none"),
    ('key = "D minor"', "tempo_bpm = 3", "tempo_bpm 3 is not between"),
    ('key = "D minor"', "tempo_bpm = nan", "finite"),
    (
        'key = "D minor"',
        "temp_bpm = 90",
        """no field named 'temp_bpm'; did you mean "tempo_bpm"\\? There are id, start""",
    ),
    ('kind = "turn"', 'kind = "tune"', "no kind named 'tune'; did you mean \"turn\""),
    ('kind = "turn"', "kind = 3", "kind must be a text"),
    ("weight = 0.6", "weight = 6", "weight 6 is not between 0 and 1"),
    ('cue = "c1"', 'cue = "c9"', "there is no cue 'c9'; delete h1 too, or name one of c1"),
    ('id = "h7"', 'id = "h1"', "two hits have the same id"),
    ('id = "h7"', 'id = "h 7"', "must be of letters"),
    ("energy = [", "energy = [0.0, ", "equally many"),
    ("valence = [", "valence = [7.0, ", "equally many|leaves -1"),
    ('frame_rate = "24"', 'frame_rate = "24/0"', "frame_rate '24/0' is none"),
    ('schema = "scorecut/cue-sheet/1"', 'schema = "scorecut/cue-sheet/9"', "is not one that this scorecut reads"),
    ("seed = 1", "seed = ", "this is no TOML: .*line 7"),
]


@pytest.mark.parametrize(("old", "new", "complaint"), FAULTS)
def test_faults_say_what_and_where(old, new, complaint):
    with pytest.raises(CueSheetError, match=complaint) as caught:
        parse_sheet(edited(old, new), name="film.cues.toml")
    message = str(caught.value)
    assert message.startswith("film.cues.toml")
    assert "\n" not in message
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [('time = "00:00:20:00"', 'time = "soon"'), ('lead = "cello"', 'lead = "celo"'), ("weight = 0.6", "wieght = 0.6")],
)
def test_the_line_is_the_one_that_was_edited(old, new):
    text = edited(old, new)
    line = 1 + next(n for n, row in enumerate(text.splitlines()) if row.startswith(new))
    with pytest.raises(CueSheetError, match=f"line {line},"):
        parse_sheet(text)


def test_overlapping_cues_are_named():
    with pytest.raises(CueSheetError, match=r"cue c2: it begins at 00:00:29:00, before cue c1 ends"):
        parse_sheet(TEXT + "\n[[cues]]\nstart = 29\nend = 30\n")


def test_another_films_sheet_is_refused(tmp_path):
    path = tmp_path / "film.cues.toml"
    path.write_text(TEXT, encoding="utf-8")
    assert read_sheet(path, film=film()).film_name == "film.mp4"
    with pytest.raises(
        CueSheetError, match=r'belongs to "film.mp4" \(digest cdcdcdcd\), not to "other.mp4" \(efefefef\)'
    ):
        read_sheet(path, film=film(digest="ef" * 32, name="other.mp4"))


def test_a_missing_or_binary_file_is_one_line(tmp_path):
    with pytest.raises(CueSheetError, match=r"none.toml: the cue sheet cannot be read"):
        read_sheet(tmp_path / "none.toml")
    (tmp_path / "bin.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CueSheetError, match="no UTF-8 text"):
        read_sheet(tmp_path / "bin.toml")


@pytest.mark.parametrize(
    ("written", "rate"),
    [
        ("24", 24),
        ("23.976", Fraction(24000, 1001)),
        ('"25"', 25),
        ("29.97", Fraction(30000, 1001)),
        ("12.5", Fraction(25, 2)),
    ],
)
def test_frame_rates_as_people_write_them(written, rate):
    text = edited('frame_rate = "24"', f"frame_rate = {written}")
    for label, second in (("00:00:10:12", 10), ("00:00:20:00", 20), ("00:00:30:00", 30)):
        text = text.replace(f'"{label}"', str(second))
    assert parse_sheet(text).frame_rate == rate


VALUES = [
    "3", "-1", "1e300", "inf", "nan", "true", '""', '"x"', '"00:00:05:00"', "[]", "[1]", '["a"]', "[[1]]", "{}", "{a = 1}",
    "1979-05-27", "07:32:00", "9" * 400,
]  # fmt: skip


@pytest.mark.parametrize(
    "line", [n for n, row in enumerate(TEXT.split("\n")) if " = " in row and not row.startswith("#")]
)
def test_whatever_stands_in_a_field_the_answer_is_a_sheet_or_our_own_error(line):
    rows = TEXT.split("\n")
    field = rows[line].split(" = ")[0]
    end = next(n for n in range(line, len(rows)) if rows[line][-1] != "[" or rows[n] == "]")
    for value in VALUES:
        text = "\n".join([*rows[:line], f"{field} = {value}", *rows[end + 1 :]])
        with suppress(CueSheetError):
            parse_sheet(text, name="film.cues.toml")
