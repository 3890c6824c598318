"""The commands that need no film: words, doctor, models, cache; and what the summary says."""

import json
from pathlib import Path

import pytest

from scorecut.__main__ import run
from scorecut.cli.progress import Lines, progress
from scorecut.cli.show import summary, table
from scorecut.delivery.report_json import report
from tests import nouns


def test_words_lists_the_vocabulary(capsys: pytest.CaptureFixture[str]):
    assert run(["words", "instruments"]) == 0
    told = capsys.readouterr().out
    assert "instruments:" in told and "cello" in told


def test_words_as_json(capsys: pytest.CaptureFixture[str]):
    assert run(["words", "styles", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {"kind", "name", "meaning", "synonyms"} == set(rows[0])


def test_a_prompt_can_be_explained_and_unknown_words_are_named(capsys: pytest.CaptureFixture[str]):
    assert run(["words", "--explain", "melancholic cello, crunchwave"]) == 0
    told = capsys.readouterr().out
    assert "lead: cello" in told and "crunchwave" in told


def test_version(capsys: pytest.CaptureFixture[str]):
    from scorecut import __version__

    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"scorecut {__version__}\n"


def test_the_cache_is_told_and_cleared(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SCORECUT_CACHE", str(tmp_path))
    (tmp_path / "watch-1").mkdir()
    (tmp_path / "watch-1" / "a.bin").write_bytes(b"x" * 500_000)
    assert run(["cache", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"folder": str(tmp_path), "entries": 1, "bytes": 500_000}
    assert run(["cache", "clear"]) == 0
    assert capsys.readouterr().out == "0.5 MB freed\n"
    assert list(tmp_path.iterdir()) == []


def test_the_summary_tells_cues_hits_and_what_was_not_understood():
    told = summary(report(nouns.delivered()))
    assert "cue 1  0:01.5 to 0:10.9  elegy, D minor, 4/4, 57 bpm" in told
    assert "3 hits, the largest error is 0.200 ms, measured in the film" in told
    assert "dropped: h4" in told
    assert "not understood: crunchwave" in told
    assert "note: a chapter was lost" in told


def test_a_table_has_columns_of_equal_width():
    assert table([("a", "bb", "c"), ("aaa", "b", "")]) == "a    bb  c\naaa  b"
    assert table([]) == ""


def test_progress_is_plain_lines_where_stderr_is_no_terminal(capsys: pytest.CaptureFixture[str]):
    with progress() as shown:
        assert isinstance(shown, Lines)
        shown.stage("watching the picture")
        shown.advance(0.5)
        shown.say("no weights")
    told = capsys.readouterr()
    assert told.err == "watching the picture ...\nno weights\n"
    assert told.out == ""


def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]):
    with progress(quiet=True) as shown:
        shown.stage("watching the picture")
        shown.say("no weights")
    assert capsys.readouterr().err == ""


def test_on_a_terminal_finished_stages_stay_with_their_time(monkeypatch: pytest.MonkeyPatch):
    import io

    from rich.console import Console
    from rich.progress import Progress

    from scorecut.cli.progress import Bar

    screen = io.StringIO()
    with Progress(console=Console(file=screen, force_terminal=True, width=80), transient=True) as live:
        bar = Bar(live)
        bar.stage("watching the picture")
        bar.advance(0.5, "[2 of 4]")
        bar.stage("composing")
        bar.finish()
    assert "watching the picture" in screen.getvalue() and " s" in screen.getvalue()
