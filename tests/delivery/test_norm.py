"""A standard is judged by the file that was delivered, not by the mix alone."""

from dataclasses import replace

import numpy as np
import pytest

from scorecut.delivery.norm import codec_warnings, norm_as_delivered
from scorecut.delivery.report_json import report
from scorecut.model.audio import Audio, Mix, Norm
from tests import drawn_music, nouns

MET = Norm(
    name="ebu", target_lufs=-23.0, reached_lufs=-23.0, tolerance_lu=0.5, peak_dbtp=-1.0, reached_dbtp=-4.0,
    gain_db=2.0, limited_db=0.0,
)  # fmt: skip


def mix() -> Mix:
    """A mix that says of itself that it is at -23 LUFS, and is not far from it."""
    made = drawn_music.mix_of(drawn_music.stems_of([drawn_music.accent(1, 0.5)], 2.0))
    louder = made.programme.samples * 10 ** ((-23.0 - made.loudness.integrated_lufs) / 20)
    return replace(made, programme=Audio(samples=louder.astype(np.float32)), norm=MET)


def test_what_the_file_holds_is_what_counts() -> None:
    made = mix()
    same = norm_as_delivered(made, made.programme)
    assert same is not None and same.met and codec_warnings(made, same, "aac") == ()
    duller = norm_as_delivered(made, Audio(samples=made.programme.samples * np.float32(0.9)))
    assert duller is not None and not duller.met and duller.reached_lufs == pytest.approx(-23.9, abs=0.1)
    [line] = codec_warnings(made, duller, "aac")
    assert "ebu is met in the mix, but as aac it measures -23.9 LUFS" in line


def test_peaks_above_the_limit_do_not_meet_it() -> None:
    assert MET.met and not replace(MET, reached_dbtp=-0.9).met
    assert replace(MET, reached_lufs=-np.inf, reached_dbtp=-np.inf).met, "silence meets every standard"


def test_without_a_standard_nothing_is_measured_and_nothing_is_told() -> None:
    made = replace(mix(), norm=None)
    assert norm_as_delivered(made, made.programme) is None and codec_warnings(made, None, "aac") == ()
    assert "standard" not in report(nouns.delivered())["loudness"]


def test_the_report_tells_what_was_asked_and_what_the_file_reaches() -> None:
    record = nouns.delivered()
    record.mix = replace(record.mix, norm=MET)
    record.delivery = replace(record.delivery, norm=replace(MET, reached_lufs=-23.2))
    assert report(record)["loudness"]["standard"] == {
        "name": "ebu", "over": "programme", "target_lufs": -23.0, "reached_lufs": -23.2, "tolerance_lu": 0.5,
        "peak_dbtp": -1.0, "reached_dbtp": -4.0, "met": True, "gain_db": 2.0, "limited_db": 0.0,
    }  # fmt: skip
