"""A sheet becomes text and comes back the same; what scorecut chose is comment and nothing else."""

import tomllib
from dataclasses import replace

import pytest
from hypothesis import given, settings

from scorecut.sheetfile.read import parse_sheet
from scorecut.sheetfile.write import toml, write_sheet
from tests.sheetfile.sheets import same, sheets, small_sheet


@settings(max_examples=60, deadline=None)
@given(sheets())
def test_text_and_sheet_are_each_others_inverse(sheet):
    text = write_sheet(sheet)
    assert same(parse_sheet(text), sheet)
    assert write_sheet(parse_sheet(text)) == text


def test_decisions_are_comments_beside_their_item_and_never_wishes():
    sheet = small_sheet()
    text = write_sheet(sheet, decisions={"c1": {"tempo": 92.3456, "theme": "A"}, "h7": {"place": "downbeat", "bar": 9}})
    assert 'id = "c1"\n#: tempo 92.35, theme A\n' in text
    assert 'id = "h7"\n#: place downbeat, bar 9\n' in text
    assert same(parse_sheet(text), sheet)


def test_times_are_written_as_the_editor_knows_them():
    text = write_sheet(small_sheet())
    assert 'time = "00:00:10:12"' in text
    assert "exact_s" not in tomllib.loads(text)["hits"][0]


def test_a_second_that_timecode_cannot_say_is_kept_beside_it():
    sheet = small_sheet()
    odd = replace(sheet, hits=(replace(sheet.hits[0], time_s=10.501),))
    row = tomllib.loads(write_sheet(odd))["hits"][0]
    assert (row["time"], row["exact_s"]) == ("00:00:10:12", 10.501)


def test_every_field_is_explained():
    text = write_sheet(small_sheet())
    table = tomllib.loads(text)
    named = {*table["cues"][0], *table["hits"][0], *table["cues"][0]["curve"]} - {"curve"}
    for field in named:
        assert any(line.startswith(f"#   {field} ") for line in text.splitlines()), field


@pytest.mark.parametrize(
    "value", [True, 3, 0.1, -1e-7, 1e22, 'say "hi"\\\n\t\x00\x7f', "é\u2028", [1, 2.5], [[1.0, 2.0]], ["a"] * 60, []]
)
def test_values_are_toml(value):
    assert tomllib.loads(f"x = {toml(value)}")["x"] == value
