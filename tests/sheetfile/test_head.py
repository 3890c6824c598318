"""A sheet's head is read before its film is known."""

from pathlib import Path

import pytest

from scorecut.errors import CueSheetError
from scorecut.sheetfile.head import asked_in


def test_prompt_and_seed_need_no_film(tmp_path: Path):
    sheet = tmp_path / "mine.toml"
    sheet.write_text('schema = "scorecut/cue-sheet/1"\nprompt = "sad cello"\nseed = 7\n[[cues]]\nstart = 0\nend = 4\n')
    assert asked_in(sheet) == ("sad cello", 7)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [('prompt = "sad', "no TOML"), ('promt = "sad"', "no field named 'promt'"), ("seed = 1.5", "whole number")],
)
def test_a_broken_head_is_refused(tmp_path: Path, text: str, complaint: str):
    sheet = tmp_path / "mine.toml"
    sheet.write_text(text)
    with pytest.raises(CueSheetError, match=complaint):
        asked_in(sheet)
