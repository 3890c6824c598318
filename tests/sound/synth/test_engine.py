"""The synthesiser as an engine: pitch, place, level, brightness, repeatability of every preset."""

from functools import cache

import numpy as np
import pytest

from scorecut.errors import UsageError
from scorecut.media.loudness import momentary
from scorecut.media.onset import heard_onset_s
from scorecut.sound.synth.engine import DRUM_KIT, Synth, SynthNote
from scorecut.sound.synth.presets import VARIANTS, drum_preset, preset, presets

RATE = 48_000
NONE = np.zeros((0, 2))
#: What has no pitch that an ear would name.
UNPITCHED = {
    "snare", "stick", "hat", "open hat", "clap", "cymbal", "ride", "shaker", "noise", "riser", "whoosh", "impact",
    "metal", "boom", "kick", "tom", "wood", "bell",
}  # fmt: skip
PITCHED = [name for name in presets() if name not in UNPITCHED]


@cache
def synth() -> Synth:
    return Synth()


@cache
def note(name: str, pitch: int, velocity: int = 80, length_s: float = 1.0, total_s: float = 1.5) -> np.ndarray:
    """One note from its note-on."""
    one = SynthNote(start_s=0.0, length_s=length_s, pitch=pitch, velocity=velocity)
    return synth().render(name, [one], NONE, NONE, round(total_s * RATE), 0.0)


def spectrum(sound: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    n = sound.shape[0]
    return np.fft.rfftfreq(4 * n, 1 / RATE), np.abs(np.fft.rfft(sound * np.blackman(n), 4 * n))


def cents_off(sound: np.ndarray, expected_hz: float) -> float:
    """How far the first four harmonics lie from where they should, in cents: the middle of each peak's power."""
    freq, level = spectrum(sound)
    off, weight = 0.0, 0.0
    for k in range(1, 5):
        near = np.abs(freq / (k * expected_hz) - 1.0) < 0.03
        power = level[near] ** 2
        power = np.where(power > 1e-3 * power.max(), power, 0.0)
        off += float((1200 * np.log2(freq[near] / (k * expected_hz)) * power).sum())
        weight += float(power.sum())
    return off / weight


def centroid_hz(sound: np.ndarray, *, struck: bool = False) -> float:
    """Where the spectrum balances: by power; for a stroke by amplitude from its first sample, for its power is its tone."""
    if struck:
        level = np.abs(np.fft.rfft(sound.mean(axis=1)[: RATE // 2], 2 * RATE))
        freq = np.fft.rfftfreq(2 * RATE, 1 / RATE)
        return float((freq * level).sum() / level.sum())
    freq, level = spectrum(sound.mean(axis=1)[: RATE // 2])
    return float((freq * level**2).sum() / (level**2).sum())


@pytest.mark.parametrize("name", PITCHED)
def test_every_pitched_preset_is_in_tune_within_eight_cents(name: str) -> None:
    home = preset(name).home
    for pitch in (home, home + 7):
        expected = 440.0 * 2 ** ((pitch - 69) / 12)
        sound = note(name, pitch, 80, 1.6, 1.7).mean(axis=1)[round(0.35 * RATE) : round(1.5 * RATE)]
        assert abs(cents_off(sound, expected)) < 8.0


@pytest.mark.parametrize("pitch", [28, 36, 48, 64, 79, 88])
def test_a_plucked_string_is_in_tune_over_its_range(pitch: int) -> None:
    expected = 440.0 * 2 ** ((pitch - 69) / 12)
    sound = note("plucked", pitch, 80, 1.6, 1.7).mean(axis=1)[round(0.05 * RATE) : round(0.9 * RATE)]
    assert abs(cents_off(sound, expected)) < 8.0


@pytest.mark.parametrize("name", list(presets()))
def test_velocity_eighty_at_home_is_minus_thirty_lufs(name: str) -> None:
    level = float(momentary(note(name, preset(name).home, 80, 1.0, 2.0)).values.max())
    assert level == pytest.approx(-30.0, abs=2.0), f"correct level_db of {name!r} by {-30.0 - level:+.1f}"


@pytest.mark.parametrize("name", list(presets()))
def test_nothing_clips_and_there_is_no_offset(name: str) -> None:
    sound = note(name, preset(name).home, 127, 1.0, 2.0)
    assert np.isfinite(sound).all()
    assert np.abs(sound).max() < 1.0
    assert np.abs(sound.mean(axis=0)).max() < 1e-4 * np.abs(sound).max()


@pytest.mark.parametrize("name", list(presets()))
def test_a_hard_stroke_is_brighter_than_a_soft_one(name: str) -> None:
    home, struck = preset(name).home, preset(name).length_s > 0
    soft, hard = (centroid_hz(note(name, home, velocity), struck=struck) for velocity in (40, 120))
    assert hard > 1.01 * soft


@pytest.mark.parametrize("name", [n for n in presets() if n not in ("organ", "harpsichord", "distorted guitar")])
def test_velocity_moves_the_level_as_it_does_with_samples(name: str) -> None:
    home = preset(name).home
    soft, loud = (float(momentary(note(name, home, v, 1.0, 2.0)).values.max()) for v in (45, 112))
    assert loud - soft == pytest.approx(35.0 * np.log10(112 / 45), abs=2.0)


@pytest.mark.parametrize("name", list(presets()))
def test_a_note_ends_without_a_click(name: str) -> None:
    sound = note(name, preset(name).home, 80, 0.3, 8.0).astype(np.float64).mean(axis=1)
    end = np.flatnonzero(sound)[-1]
    tail = np.abs(np.diff(sound[max(0, end - 48) : end + 2])).max()
    assert tail < 2e-3 * np.abs(sound).max()


@pytest.mark.parametrize("name", ["kick", "square lead", "plucked", "bell", "sub", "harp", "cymbal"])
@pytest.mark.parametrize("at", [4799, 4800, 7777])
def test_a_note_begins_at_its_very_sample(name: str, at: int) -> None:
    home = preset(name).home
    alone = note(name, home, 90, 0.4, 0.5)
    one = SynthNote(start_s=3.0 + at / RATE, length_s=0.4, pitch=home, velocity=90)
    placed = synth().render(name, [one], NONE, NONE, RATE, 3.0)
    assert not placed[:at].any()
    later = placed[at : at + RATE // 4]
    assert np.allclose(later, alone[: RATE // 4], atol=1e-4 * np.abs(alone).max())


def test_a_note_that_began_before_the_window_is_heard_from_there_on() -> None:
    one = SynthNote(start_s=0.0, length_s=1.0, pitch=60, velocity=80)
    whole = synth().render("organ", [one], NONE, NONE, RATE, 0.0)
    late = synth().render("organ", [one], NONE, NONE, RATE // 2, 0.5)
    assert np.abs(late).max() == pytest.approx(np.abs(whole).max(), rel=0.3)


@pytest.mark.parametrize("name", list(presets()))
def test_the_same_line_gives_the_same_bytes(name: str) -> None:
    home = preset(name).home
    line = [SynthNote(start_s=0.1 * i, length_s=0.1, pitch=home, velocity=70 + i) for i in range(4)]
    first = synth().render(name, line, NONE, NONE, RATE // 2, 0.0)
    assert np.array_equal(first, Synth().render(name, line[::-1], NONE, NONE, RATE // 2, 0.0))


def test_repeated_strokes_are_not_copies() -> None:
    line = [SynthNote(start_s=0.25 * i, length_s=0.2, pitch=38, velocity=80) for i in range(2)]
    sound = synth().render("snare", line, NONE, NONE, RATE, 0.0)
    one, two = sound[: RATE // 4, 0], sound[RATE // 4 : RATE // 2, 0]
    assert abs(np.corrcoef(one, two)[0, 1]) < 0.95
    bands = [np.log(np.add.reduceat(np.abs(np.fft.rfft(x)) ** 2, np.arange(0, 6000, 250))) for x in (one, two)]
    assert np.corrcoef(*bands)[0, 1] > 0.95  # another stroke of the same drum


@pytest.mark.parametrize("pitch", [84, 96, 101, 108])
def test_a_high_saw_does_not_fold_back(pitch: int) -> None:
    from scorecut.model.machine_code import compiled
    from scorecut.sound.synth import oscillators as osc
    from scorecut.sound.synth.waves import table_for

    hz = 440.0 * 2 ** ((pitch - 69) / 12)
    out = np.zeros((RATE, 2), dtype=np.float32)
    p = np.zeros(osc.N_VOICE)
    p[osc.LEVEL] = p[osc.UNISON] = p[osc.OSCILLATOR] = p[osc.SUSTAIN] = 1.0
    p[osc.ATTACK], p[osc.RELEASE], p[osc.DECAY], p[osc.CUTOFF] = 0.005, 0.1, 0.1, 20_000.0
    steady = np.ones(RATE // 32 + 2)
    compiled(osc.voice)(out, 0, RATE, RATE, table_for("saw", hz), hz, steady, 0 * steady, p, 1)
    freq, level = spectrum(out[RATE // 8 :, 0])
    harmonic = np.zeros(freq.size, dtype=bool)
    for k in range(1, int(24_000 // hz) + 1):
        harmonic |= np.abs(freq - k * hz) < 12.0
    inharmonic = 10 * np.log10((level[~harmonic] ** 2).sum() / (level[harmonic] ** 2).sum())
    assert inharmonic < -50.0


def test_bend_moves_the_pitch_by_its_cents() -> None:
    one = SynthNote(start_s=0.0, length_s=2.0, pitch=69, velocity=80)
    bend = np.array([[0.0, 0.0], [0.4, 0.0], [0.5, 150.0], [2.0, 150.0]])
    for name in ("square lead", "bowed", "plucked"):
        sound = (
            synth().render(name, [one], NONE, bend, 2 * RATE, 0.0).mean(axis=1)[round(0.7 * RATE) : round(1.7 * RATE)]
        )
        expected = 440.0 * 2 ** (1.5 / 12)
        assert abs(cents_off(sound, expected)) < 12.0


def test_expression_is_level_and_brass_grows_brighter_with_it() -> None:
    one = SynthNote(start_s=0.0, length_s=2.0, pitch=58, velocity=80)

    def played(level_db: float) -> np.ndarray:
        curve = np.array([[0.0, level_db], [2.0, level_db]])
        return synth().render("brass", [one], curve, NONE, 2 * RATE, 0.0)

    soft, loud = played(-12.0), played(6.0)
    rms = [float(np.sqrt(np.mean(x.astype(np.float64) ** 2))) for x in (soft, loud)]
    assert 20 * np.log10(rms[1] / rms[0]) > 17.0
    assert centroid_hz(loud) > 1.4 * centroid_hz(soft)


@pytest.mark.parametrize("name", ["saw lead", "warm pad", "reese", "choir pad", "arp", "glass pad", "braam"])
def test_wide_presets_are_wide(name: str) -> None:
    sound = note(name, preset(name).home, 80, 2.0, 2.2).astype(np.float64)
    mid, side = sound.mean(axis=1), (sound[:, 0] - sound[:, 1]) / 2
    freq, middle = spectrum(mid)
    _, edge = spectrum(side)
    high = freq > 300
    assert (edge[high] ** 2).sum() > 0.05 * (middle[high] ** 2).sum()


@pytest.mark.parametrize("name", ["sub", "kick", "synth bass", "reese", "drone", "boom"])
def test_the_lowest_register_stands_in_the_middle(name: str) -> None:
    sound = note(name, 28, 80, 2.0, 2.2).astype(np.float64)
    freq, middle = spectrum(sound.mean(axis=1))
    _, edge = spectrum((sound[:, 0] - sound[:, 1]) / 2)
    low = freq < 55
    assert (edge[low] ** 2).sum() < 0.1 * (middle[low] ** 2).sum()


def test_the_attack_is_the_measured_one() -> None:
    for name in ("piano", "bowed", "warm pad"):
        home = preset(name).home
        assert synth().attack_s(name, home, 80) == pytest.approx(heard_onset_s(note(name, home, 80, 0.6, 0.6), RATE))
    assert synth().attack_s("kick", 36, 100) < 0.005 < synth().attack_s("bowed", 57, 80)


def test_a_drum_set_plays_every_key_of_general_midi() -> None:
    for key in range(27, 88):
        name, pitch = drum_preset(key)
        assert name in presets()
        assert 20 <= pitch <= 108
    beat = [SynthNote(start_s=0.25 * i, length_s=0.1, pitch=key, velocity=90) for i, key in enumerate((36, 42, 38, 42))]
    assert np.abs(synth().render(DRUM_KIT, beat, NONE, NONE, RATE, 0.0)).max() > 0.02
    assert drum_preset(3) == drum_preset(27)


def test_drums_that_share_a_name_sound_as_their_key_says() -> None:
    closed, opened = note("hat", 42, 90), note("hat", 46, 90)
    late = slice(RATE // 5, RATE // 2)
    assert np.abs(opened[late]).max() > 20 * np.abs(closed[late]).max()
    assert not any(target in VARIANTS for target in VARIANTS.values())


def test_an_unknown_preset_is_named_with_those_there_are() -> None:
    with pytest.raises(UsageError, match=r"no preset 'kazoo'.*bowed"):
        synth().render("kazoo", [], NONE, NONE, 480, 0.0)


def test_the_identity_is_stable_and_names_the_sounds() -> None:
    assert Synth().identity == synth().identity
    assert synth().identity.startswith("scorecut synth ")
