"""The curve rises and falls with what is measured, and with nothing else."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from scorecut.model.picture import ShotMeaning, Transition
from scorecut.picture.feel import feel
from scorecut.picture.scenes import scene_starts
from scorecut.picture.settings import PictureSettings
from scorecut.picture.smoothing import against_itself, kept_peaks, smooth_within, softly_limited, steady_sign
from tests.picture.drawing import picture_of

SETTINGS = PictureSettings()
STEPS = [0.2, 0.8, 0.5, 1.0, 0.0]


def staircase(low, high, per_step=48):
    return np.repeat([low + (high - low) * step for step in STEPS], per_step)


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [("motion", 0.02, 0.7), ("loudness", -45, -12), ("contrast", 0.05, 0.3), ("colourfulness", 5, 65)],
)
def test_energy_follows_each_component_alone(name, low, high):
    picture = picture_of([60.0], {name: staircase(low, high)})
    emotion = feel(picture, settings=SETTINGS)
    drawn = np.interp(emotion.times_s, np.linspace(0, 60, 48 * len(STEPS)), staircase(0, 1))
    assert spearmanr(emotion.energy, drawn).statistic > 0.85


def test_energy_follows_the_pace_of_cutting():
    lengths = [8.0] * 4 + [1.6] * 20 + [8.0] * 4
    emotion = feel(picture_of(lengths), settings=SETTINGS)
    slow, fast = emotion.curve("energy").mean(0, 15), emotion.curve("energy").mean(40, 56)
    assert fast > slow + 0.4


def test_a_calm_film_stays_calm_and_a_wild_one_wild():
    calm = feel(picture_of([30.0, 30.0]), settings=SETTINGS)
    assert calm.energy.max() < -0.2 and np.ptp(calm.energy) < 0.1
    wild = feel(picture_of([1.2] * 40, {"motion": [0.6, 0.6], "loudness": [-12, -12]}), settings=SETTINGS)
    assert wild.energy.min() > 0.4


def test_parts_add_up_to_the_curve():
    picture = picture_of([4.0, 2.0, 7.0, 1.0, 6.0], {"motion": staircase(0.02, 0.5), "brightness": staircase(0.1, 0.6)})
    emotion = feel(picture, settings=SETTINGS)
    for axis in ("valence", "energy"):
        parts = [values for name, values in emotion.parts.items() if name.startswith(axis)]
        assert np.clip(np.sum(parts, axis=0), -1, 1) == pytest.approx(getattr(emotion, axis))
    assert set(emotion.parts) >= {"energy.motion", "energy.pace", "energy.colour", "valence.light", "valence.colour"}


def test_tension_follows_valence_and_energy_as_in_film_music():
    emotion = feel(picture_of([10.0] * 3, {"motion": staircase(0.02, 0.5)}), settings=SETTINGS)
    expected = np.clip(0.11 - 0.874 * emotion.valence + 0.549 * emotion.energy, -1, 1)
    assert emotion.tension == pytest.approx(expected)


def test_a_fade_to_black_is_not_sadness():
    times = np.arange(0, 40, 0.25)
    dip = np.where((times > 18) & (times < 22), 0.0, 1.0)
    curves = {"brightness": 0.4 * dip, "saturation": 0.4 * dip, "colourfulness": 40 * dip, "darkness": 1 - 0.8 * dip}
    fades = (
        Transition(kind="fade_out", start_s=17.5, time_s=18.5, end_s=18.5, frame=444),
        Transition(kind="fade_in", start_s=21.5, time_s=21.5, end_s=22.5, frame=516),
    )
    plain = picture_of([20.0, 20.0], {name: [values[0]] * 2 for name, values in curves.items()}, transitions=fades)
    dark = picture_of([20.0, 20.0], curves, transitions=fades)
    bright, faded = feel(plain, settings=SETTINGS), feel(dark, settings=SETTINGS)
    assert np.abs(bright.valence - faded.valence).max() < 0.03
    inside = (faded.times_s > 18.5) & (faded.times_s < 21.5)
    outside = (faded.times_s < 17) | (faded.times_s > 23)
    assert faded.confidence[inside].max() < faded.confidence[outside].min()


def meaning(*rows):
    scores = np.array(rows, float)
    names = ("valence", "energy", "tension")
    return ShotMeaning(
        vectors=np.eye(len(rows), 4), scores=dict(zip(names, scores.T, strict=True)), identity="open_clip X/y abc"
    )


def test_meaning_carries_the_valence():
    seen = meaning((0.9, 0, 0), (-0.9, 0, 0), (0.9, 0, 0))
    emotion = feel(picture_of([20.0] * 3, meaning=seen), settings=SETTINGS)
    at = [emotion.at(time_s).valence for time_s in (8, 30, 52)]
    assert at[0] > 0.4 and at[1] < -0.4 and at[2] > 0.4
    assert emotion.source.startswith("clip X/y")
    without = feel(picture_of([20.0] * 3), settings=SETTINGS)
    assert without.source.startswith("light, colour, motion, cuts")
    assert np.abs(without.valence).max() < 0.5 and without.confidence.max() < emotion.confidence.min()


def test_seen_tension_moves_the_residual_alone():
    tense = feel(picture_of([20.0] * 2, meaning=meaning((0, 0, 1), (0, 0, 1))), settings=SETTINGS)
    easy = feel(picture_of([20.0] * 2, meaning=meaning((0, 0, -1), (0, 0, -1))), settings=SETTINGS)
    assert np.array_equal(tense.valence, easy.valence) and np.array_equal(tense.energy, easy.energy)
    assert (tense.tension - easy.tension).min() > 0.2


def test_moods_do_not_leak_over_a_change_of_scene():
    seen = meaning((0.9, 0, 0), (-0.9, 0, 0))
    picture = picture_of([20.0, 20.0], meaning=seen)
    assert scene_starts(picture, 8.0) == [0.0, 20.0]
    emotion = feel(picture, settings=SETTINGS)
    assert emotion.at(19.7).valence > 0.4 and emotion.at(20.3).valence < -0.4


def test_shots_that_return_are_one_scene():
    picture = picture_of([10.0, 10.0, 10.0, 10.0])
    from dataclasses import replace

    shots = tuple(replace(shot, group=group) for shot, group in zip(picture.shots, (0, 1, 0, 2), strict=True))
    assert scene_starts(replace(picture, shots=shots), 8.0) == [0.0, 30.0]


def test_smoothing_keeps_the_peak_and_the_sum():
    times_s = np.arange(200) * 0.25
    scene = np.zeros(200, int)
    raw = {"a": np.where(np.abs(times_s - 25) < 4, 0.8, 0.0), "b": np.full(200, -0.2)}
    smooth = {name: smooth_within(values, scene, 3.0, times_s) for name, values in raw.items()}
    kept = kept_peaks(raw, smooth, scene, 1.5)
    assert (kept["a"] + kept["b"]).max() == pytest.approx(0.6, abs=0.03)
    assert smooth["a"].max() < kept["a"].max()


def test_short_and_empty_films_have_a_curve():
    for length in (0.04, 0.3, 1.0):
        emotion = feel(picture_of([length]), settings=SETTINGS)
        assert emotion.times_s.size >= 2 and np.isfinite(emotion.tension).all()


def test_a_film_is_measured_against_itself_and_a_calm_one_is_left_alone():
    wide = {"energy.motion": np.linspace(-0.4, 0.4, 101), "energy.pace": np.linspace(-0.1, 0.1, 101)}
    spread = against_itself(wide, 0.7)
    before, after = (np.sum(list(parts.values()), axis=0) for parts in (wide, spread))
    assert np.ptp(after) > 1.5 * np.ptp(before)
    assert np.array_equal(np.argsort(after), np.argsort(before))
    calm = {"energy.motion": np.full(101, -0.6)}
    assert np.allclose(against_itself(calm, 0.7)["energy.motion"], -0.6)


def test_a_loud_film_keeps_the_shape_of_its_peaks():
    values = np.linspace(-2.0, 2.0, 81)
    limited = softly_limited(values, 0.75)
    assert np.abs(limited).max() < 1 and (np.diff(limited) > 0).all()
    low = np.abs(values) <= 0.75
    assert np.array_equal(limited[low], values[low])


def wave(*pieces):
    return np.concatenate([np.full(round(seconds * 4), value) for seconds, value in pieces])


def test_the_sign_of_valence_turns_for_good_or_not_at_all():
    brief = wave((20, 0.3), (4, -0.3), (20, 0.3))
    assert (steady_sign(brief, 0.25, 0.25, 8.0) > 0).all()
    faint = wave((20, 0.1), (20, -0.1), (20, 0.1))
    assert (steady_sign(faint, 0.25, 0.25, 8.0) > 0).all()
    real = wave((20, 0.3), (12, -0.3), (20, 0.3))
    assert np.array_equal(steady_sign(real, 0.25, 0.25, 8.0), real)
    flutter = wave(*[(2, 0.2 if i % 3 else -0.15) for i in range(20)])
    assert (steady_sign(flutter, 0.25, 0.25, 8.0) > 0).all()
    assert np.array_equal(steady_sign(np.array([-0.1, -0.2]), 0.25, 0.25, 8.0), [-0.1, -0.2])


def test_components_that_contradict_each_other_lower_the_confidence():
    alike = feel(picture_of([20.0], {"brightness": [0.4] * 2, "darkness": [0.4] * 2}), settings=SETTINGS)
    torn = feel(
        picture_of(
            [20.0],
            {"brightness": [0.7] * 2, "darkness": [0.05] * 2, "saturation": [0.02] * 2, "colourfulness": [3] * 2},
        ),
        settings=SETTINGS,
    )
    assert torn.confidence.mean() < alike.confidence.mean() - 0.02
    assert (torn.confidence > 0).all()


def test_a_quiet_conversation_is_no_action_and_a_quarrel_is():
    from scorecut.model.picture import Speech

    times = np.arange(0, 40, 0.25)

    def energy(level):
        loud = np.where((times > 15) & (times < 25), level, -45.0)
        spoken = (Speech(start_s=15.0, end_s=25.0, loudness_lufs=level),)
        return feel(picture_of([40.0], {"loudness": loud}, speech=spoken), settings=SETTINGS).curve("energy")

    talk, quarrel = energy(-30.0), energy(-14.0)
    assert talk.mean(17, 23) - talk.mean(0, 10) < 0.1
    assert quarrel.mean(17, 23) - quarrel.mean(0, 10) > 0.15
    noise = feel(
        picture_of([40.0], {"loudness": np.where((times > 15) & (times < 25), -30.0, -45.0)}), settings=SETTINGS
    )
    assert noise.curve("energy").mean(17, 23) - noise.curve("energy").mean(0, 10) > 0.1
