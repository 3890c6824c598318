"""Machine guns, flat tones, one fader, hands without memory, and ends."""

import numpy as np

from scorecut.model.performance import PlayedNote
from tests.music import check_playing as check
from tests.music.drawn import as_played, note, piece, run, struck

LONG = piece(("harmony", "string section", [note(8 * i, 8, 60 + i) for i in range(4)]))


def times(n: int, step_s: float = 0.25):
    return [2.0 + i * step_s for i in range(n)]


def test_three_equal_velocities_of_one_pitch_are_a_machine_gun():
    base = piece(("texture", "flute", run([72] * 8)))
    assert not check.machine_gun(as_played(base, struck(times(4), [60, 61, 61, 61], pitch=72))).holds
    assert check.machine_gun(as_played(base, struck(times(4), [61, 61, 60, 60], pitch=72))).holds


def test_other_pitches_between_do_not_hide_it_and_long_pauses_do():
    base = piece(("texture", "flute", run([72] * 8)))
    mixed = sorted(
        struck(times(3, 0.5), [61, 61, 61], pitch=72) + struck([2.25, 2.75], [50, 70], pitch=74),
        key=lambda n: n.heard_s,
    )
    assert not check.machine_gun(as_played(base, mixed)).holds
    assert check.machine_gun(as_played(base, struck(times(3, 3.0), [61, 61, 61], pitch=72))).holds


def test_a_long_tone_must_move_by_three_decibels():
    tone = [PlayedNote(heard_s=3.0, length_s=4.0, pitch=60, velocity=64)]
    assert not check.shaped(as_played(LONG, tone, expression=[(2.0, 0.0), (8.0, 0.0)])).holds
    assert not check.shaped(as_played(LONG, tone, expression=[(2.0, 0.0), (2.9, 6.0), (3.0, 0.0), (7.0, 2.0)])).holds
    assert check.shaped(as_played(LONG, tone, expression=[(3.0, 0.0), (5.0, 4.0), (7.0, 0.0)])).holds


def two_parts(second):
    lines = [("harmony", name, [note(0, 32, 60)]) for name in ("string section", "horn")]
    base = piece(*lines)
    t = np.linspace(base.cue.start_s, base.cue.end_s, 80)
    first = np.column_stack([t, 4 * np.sin(t)])
    base = as_played(base, list(base.played.lines[0].notes), expression=first)
    from dataclasses import replace

    other = replace(base.played.lines[1], expression=np.column_stack([t, second(t)]))
    return replace(base, played=replace(base.played, lines=(base.played.lines[0], other)))


def test_one_fader_is_found():
    assert not check.own_dynamics(two_parts(lambda t: 3 * np.sin(t) + 1)).holds
    assert check.own_dynamics(two_parts(lambda t: 3 * np.sin(1.7 * t + 1))).holds


def test_noise_that_goes_on_has_a_memory_and_white_noise_has_none():
    draw = np.random.default_rng(1)
    white = draw.standard_normal(200)
    drift = np.convolve(draw.standard_normal(210), np.ones(8), mode="valid")[:200]
    phrases = [i // 20 for i in range(200)]
    assert check.lag_one(white, phrases) < 0.3
    assert check.lag_one(drift, phrases) > 0.6


def test_accents_of_the_bar_are_no_noise():
    places = [i % 4 for i in range(40)]
    assert np.abs(check.residual([10.0 if place == 0 else 2.0 for place in places], places)).max() < 1e-9


def hands_of(late):
    base = piece(("melody", "flute", run([72, 74, 76, 77] * 16, 1.0)), n_bars=16)
    at = [float(base.tempo.seconds_at(beat)) + 0.001 * ms for beat, ms in zip(range(64), late, strict=True)]
    notes = [
        PlayedNote(heard_s=t, length_s=0.4, pitch=(72, 74, 76, 77)[i % 4], velocity=round(64 + ms))
        for i, (t, ms) in enumerate(zip(at, late, strict=True))
    ]
    return check.hands(as_played(base, notes))


def test_a_player_whose_hands_drift_holds_and_a_dice_does_not():
    draw = np.random.default_rng(3)
    assert hands_of(np.convolve(draw.standard_normal(71), np.ones(8), mode="valid") * 3).holds
    assert not hands_of(draw.standard_normal(64) * 6).holds


def ending(*ends_s: float):
    base = piece(("harmony", "string section", [note(24, 8, 60), note(24, 8, 64), note(24, 8, 67)]))
    last = base.cue.end_s
    notes = [PlayedNote(heard_s=last - 4, length_s=4 + e, pitch=60 + 4 * i, velocity=64) for i, e in enumerate(ends_s)]
    return check.letting_go(as_played(base, notes))


def test_releases_one_after_the_other_hold():
    assert ending(-0.30, -0.18, -0.05).holds


def test_releases_at_once_or_cut_at_the_end_do_not():
    assert not ending(-0.05, -0.06, -0.07).holds
    assert not ending(0.0, 0.0, -0.2).holds


def test_a_note_below_the_instrument_is_counted():
    assert check.in_range(piece(("melody", "flute", run([72, 40])))).value == 1
    assert check.in_range(piece(("melody", "flute", run([72, 74])))).holds
