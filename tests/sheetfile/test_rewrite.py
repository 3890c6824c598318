"""Writing an edited sheet again changes what changed and leaves the editor's hand alone."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from scorecut.model.cue_sheet import Hit
from scorecut.sheetfile.read import parse_sheet
from scorecut.sheetfile.rewrite import rewrite
from scorecut.sheetfile.write import write_sheet
from tests.sheetfile.sheets import same, sheets, small_sheet, texts

HAND = (
    write_sheet(small_sheet(), decisions={"h7": {"bar": 3}})
    .replace('lead = "cello"', 'lead = "cello"  # Anna insists')
    .replace('time = "00:00:10:12"', 'time = "0:10.5" # the door opens')
    .replace('id = "h7"', "# the boss loves this one\nid = 'h7'")
    + "\n# the end\n"
)


@settings(max_examples=40, deadline=None)
@given(sheets())
def test_an_unchanged_sheet_is_written_as_it_was(sheet):
    text = write_sheet(sheet)
    assert rewrite(text, sheet) == text


def test_an_edited_text_that_says_the_same_stays_as_it_is_but_for_decisions():
    plain = "".join(line + "\n" for line in HAND.split("\n")[:-1] if not line.startswith("#:"))
    assert rewrite(HAND, parse_sheet(HAND)) == plain
    assert rewrite(plain, parse_sheet(plain), decisions={"h7": {"bar": 3}}) == HAND


def test_comments_and_spelling_survive_a_change_elsewhere():
    sheet = parse_sheet(HAND)
    cue = replace(sheet.cues[0], wishes=replace(sheet.cues[0].wishes, tempo_bpm=72.0, key=None))
    changed = replace(sheet, cues=(cue,), hits=(sheet.hits[0], replace(sheet.hits[1], time_s=21.0, frame=504)))
    text = rewrite(HAND, changed)
    for kept in ("# Anna insists", 'time = "0:10.5" # the door opens', "# the boss loves this one", "# the end"):
        assert kept in text
    assert "key =" not in text
    assert same(parse_sheet(text), changed)


def test_hits_come_and_go():
    sheet = parse_sheet(HAND)
    new = Hit(id="h9", cue="c1", time_s=15.0, frame=360, kind="colour", weight=0.5, label="a bird", locked=True)
    changed = replace(sheet, hits=(new, sheet.hits[1]))
    text = rewrite(HAND, changed)
    assert "the door opens" not in text
    assert "# the boss loves this one" in text
    assert same(replace(parse_sheet(text), hits=()), replace(changed, hits=()))
    assert {hit.id: hit for hit in parse_sheet(text).hits} == {hit.id: hit for hit in changed.hits}


def test_old_decisions_go_when_new_ones_come():
    text = rewrite(HAND, parse_sheet(HAND), decisions={"h7": {"bar": 5}, "c1": {"key": "D minor"}})
    assert [line for line in text.split("\n") if line.startswith("#:")] == ["#: key D minor", "#: bar 5"]


@settings(max_examples=40, deadline=None)
@given(sheets(), sheets(), texts, st.data())
def test_any_sheet_can_become_any_other(before, after, prompt, data):
    after = replace(after, prompt=prompt)
    text = rewrite(write_sheet(before), after)
    assert same(parse_sheet(text), after)


def test_times_are_spelt_anew_where_the_frame_rate_changes():
    before = parse_sheet(HAND)
    drop = replace(before, frame_rate=Fraction(30000, 1001))
    film = replace(before, frame_rate=Fraction(24000, 1001))
    assert ";" in write_sheet(drop) and same(parse_sheet(rewrite(write_sheet(drop), film)), film)
