"""Pitch in motion: how wide, how quick, how late, and never on a chord."""

import numpy as np
import pytest

from scorecut.catalog.instruments import instrument
from scorecut.model.score import Note
from scorecut.performance.vibrato import vibrato
from tests.performance.scenes import play, solo, tune

LONG = (Note(start_beat=0.0, length_beats=8.0, pitch=57),)


def one_note(length_s: float = 5.0) -> np.ndarray:
    scene = solo("cello", LONG).scene()
    return vibrato(0.0, length_s, instrument("cello"), scene, np.full(5, 0.5))


def test_vibrato_has_the_instrument_s_rate_and_extent() -> None:
    points = one_note()
    t = np.arange(1.2, 4.0, 0.005)
    cents = np.interp(t, points[:, 0], points[:, 1])
    crossings = np.flatnonzero((cents[:-1] < 0) & (cents[1:] >= 0))
    rate_hz = (crossings.size - 1) / (t[crossings[-1]] - t[crossings[0]])
    assert rate_hz == pytest.approx(instrument("cello").vibrato_hz, rel=0.06)
    assert cents.max() == pytest.approx(instrument("cello").vibrato_cents, rel=0.1)


def test_vibrato_starts_late_and_grows() -> None:
    points = one_note()
    begins = points[np.argmax(np.abs(points[:, 1]) > 0.05), 0]
    assert 0.15 <= begins <= 0.35
    early = np.abs(points[(points[:, 0] < 0.45), 1]).max()
    late = np.abs(points[(points[:, 0] > 1.0) & (points[:, 0] < 2.0), 1]).max()
    assert early < 0.5 * late
    assert points[-1, 1] == pytest.approx(0.0, abs=1e-9)


def test_short_notes_have_none() -> None:
    assert one_note(0.3).size == 0
    quick = play(solo("cello", tune(8), bpm=170.0, ending="button"))[0]
    assert quick.bend.size == 0


def test_a_style_scales_it() -> None:
    wide = play(solo("cello", LONG, style="elegy"))[0].bend
    none = play(solo("cello", LONG, style="baroque"))[0].bend
    assert np.abs(wide[:, 1]).max() > (np.abs(none[:, 1]).max() if none.size else 0.0)


def test_chords_stand_still() -> None:
    chord = tuple(Note(start_beat=0.0, length_beats=8.0, pitch=p) for p in (48, 55, 64))
    assert play(solo("cello", chord))[0].bend.size == 0


def test_portamento_arrives_from_the_last_note_in_60_to_90_ms() -> None:
    notes = (
        Note(start_beat=0.0, length_beats=1.0, pitch=57),
        Note(start_beat=1.0, length_beats=1.0, pitch=59, ornament="portamento"),
    )
    line = play(solo("cello", notes, bpm=150.0))[0]
    second = line.notes[1].heard_s
    slide = line.bend[np.abs(line.bend[:, 0] - second) < 0.1]
    assert slide[:, 1].min() == pytest.approx(-200.0)
    first = slide[np.argmin(slide[:, 1]), 0]
    assert slide[-1, 1] == 0.0
    assert 0.06 <= slide[-1, 0] - first <= 0.09 + 1e-6
