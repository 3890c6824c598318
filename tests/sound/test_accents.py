from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecut.media.onset import heard_onset_s
from scorecut.model.audio import RATE_HZ
from scorecut.model.score import Accent
from scorecut.sound.accents import place, prominent
from scorecut.sound.band import Band
from scorecut.sound.settings import SoundSettings
from scorecut.sound.tables import sound_tables
from scorecut.store import Store


@pytest.fixture(scope="module")
def band(tiny: Path) -> Band:
    return Band(SoundSettings(soundfont=tiny), Store(None))


def accent(time_s: float, *notes: tuple[str, int, float, float], kind: str = "sting") -> Accent:
    return Accent(hit_id="h1", time_s=time_s, kind=kind, notes=notes)


@settings(max_examples=12, deadline=None)
@given(st.floats(1.0, 100.0), st.sampled_from(["timpani", "violins", "piano", "crash"]), st.floats(-12, 9))
def test_every_hit_is_heard_within_half_a_sample(band: Band, time_s: float, name: str, level_db: float) -> None:
    placed = place(accent(time_s, (name, 60, level_db, 0.4)), band, room="room", level_db=0.0).accent
    assert placed is not None
    heard_s = placed.start_sample / RATE_HZ + heard_onset_s(placed.sound, RATE_HZ)
    assert abs(heard_s - time_s) <= 0.5001 / RATE_HZ


def test_the_quick_double_and_the_slow_note_are_heard_together(band: Band) -> None:
    slow, quick = ("violins", 62, 0.0, 1.0), ("timpani", 45, 0.0, 1.0)
    alone = place(accent(5.0, slow), band, room="dry", level_db=0.0).accent
    both = place(accent(5.0, slow, quick), band, room="dry", level_db=0.0).accent
    assert alone is not None and both is not None
    own_start = alone.start_sample + int(np.argmax(np.abs(alone.sound).max(axis=1) > 1e-4))
    start = both.start_sample + int(np.argmax(np.abs(both.sound).max(axis=1) > 1e-4))
    assert abs(own_start - start) < 0.06 * RATE_HZ
    assert 0.03 < both.attack_s < 0.085


def test_a_riser_ends_on_the_hit_and_is_not_the_proof(band: Band) -> None:
    made = place(accent(5.0, ("riser", 60, 0.0, 1.5), ("timpani", 45, 0.0, 0.5)), band, room="dry", level_db=0.0)
    ((start, sound),) = made.lead
    assert start == round(3.5 * RATE_HZ)
    level = (sound**2).sum(axis=1)
    assert level[round(1.2 * RATE_HZ) : round(1.45 * RATE_HZ)].mean() > 3 * level[: round(0.3 * RATE_HZ)].mean()
    assert made.accent is not None and made.accent.start_sample > 4.9 * RATE_HZ


def test_what_would_lie_before_the_film_is_cut_off(band: Band) -> None:
    placed = place(accent(0.01, ("violins", 62, 0.0, 0.5)), band, room="dry", level_db=0.0).accent
    assert placed is not None and placed.start_sample == 0
    assert place(accent(0.2, ("riser", 60, 0.0, 1.0)), band, room="dry", level_db=0.0) is not None


def test_louder_hits_are_louder_in_steps_that_were_written(band: Band) -> None:
    soft, loud = (
        place(accent(5.0, ("piano", 60, level, 0.5)), band, room="dry", level_db=0.0).accent for level in (-6.0, 6.0)
    )
    assert soft is not None and loud is not None
    ratio = np.abs(loud.sound).max() / np.abs(soft.sound).max()
    assert 20 * np.log10(ratio) == pytest.approx(12.0, abs=3.0)


def test_a_stop_without_notes_is_no_accent(band: Band) -> None:
    assert place(accent(5.0, kind="stop"), band, room="dry", level_db=0.0).accent is None


def test_a_hit_is_lifted_out_of_loud_music_held_back_in_soft_and_left_alone_in_silence(band: Band) -> None:
    placed = place(accent(5.0, ("piano", 60, 0.0, 0.5)), band, room="dry", level_db=0.0)
    t = np.arange(10 * RATE_HZ) / RATE_HZ
    tone = np.repeat((0.1 * np.sin(2 * np.pi * 500 * t)).astype(np.float32)[:, None], 2, axis=1)
    lifted = prominent(placed, {"melody": tone}, {"melody": 0.0}, 0).accent
    kept = prominent(placed, {"melody": tone}, {"melody": -80.0}, 0).accent
    held = prominent(placed, {"melody": tone}, {"melody": -25.0}, 0).accent
    assert placed.accent is not None and lifted is not None and kept is not None and held is not None
    assert np.abs(held.sound).max() < np.abs(kept.sound).max()
    by_db = 20 * np.log10(np.abs(lifted.sound).max() / np.abs(placed.accent.sound).max())
    assert 1.0 < by_db <= sound_tables().prominence.most_lift_db + 1e-3
    assert kept.sound is placed.accent.sound
    assert heard_onset_s(lifted.sound, RATE_HZ) == pytest.approx(placed.accent.attack_s, abs=1e-9)


@pytest.mark.font
def test_the_real_fonts_hits_are_exact_on_slow_instruments_too(real_players: object) -> None:
    band = Band(SoundSettings(), Store(None))
    for notes in ((("celli", 50, 3.0, 1.0), ("timpani", 45, 3.0, 1.0)), (("choir", 62, 0.0, 1.0),)):
        placed = place(accent(7.123, *notes), band, room="hall", level_db=0.0).accent
        assert placed is not None
        heard_s = placed.start_sample / RATE_HZ + heard_onset_s(placed.sound, RATE_HZ)
        assert abs(heard_s - 7.123) <= 0.5001 / RATE_HZ
