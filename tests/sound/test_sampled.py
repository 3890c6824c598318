import subprocess
import sys

import numpy as np
import pytest

from scorecut.media.onset import heard_onset_s
from scorecut.model.audio import RATE_HZ
from scorecut.sound.engine import EngineNote
from scorecut.sound.sampled import SampledPlayers, _events, bend_range_st
from scorecut.sound.tables import sound_tables

NONE = np.zeros((0, 2))


def note(start_s: float, pitch: int = 60, velocity: int = 64, length_s: float = 0.5) -> EngineNote:
    return EngineNote(start_s=start_s, length_s=length_s, pitch=pitch, velocity=velocity)


def one_shot(players: SampledPlayers, preset: str, length_s: float, n_samples: int) -> np.ndarray:
    return players.render(preset, [note(0.0, length_s=length_s)], NONE, NONE, n_samples, 0.0)


def pitch_hz(sound: np.ndarray) -> float:
    """The fundamental by the spacing of the two strongest low partials' peak, a parabola through it."""
    mono = sound.sum(axis=1) * np.hanning(sound.shape[0])
    spectrum = np.log(np.abs(np.fft.rfft(mono, 1 << 17)) + 1e-12)
    peak = int(np.argmax(spectrum))
    a, b, c = spectrum[peak - 1 : peak + 2]
    return (peak + 0.5 * (a - c) / (a - 2 * b + c)) * RATE_HZ / (1 << 17)


def test_a_line_starts_within_half_a_block_of_where_it_was_asked_to(players: SampledPlayers) -> None:
    for start_s in (0.1, 0.10037, 0.25071, 0.4999):
        sound = players.render("0:0", [note(start_s)], NONE, NONE, RATE_HZ, 0.0)
        first = int(np.flatnonzero(np.abs(sound).max(axis=1) > 1e-4)[0])
        assert abs(first - start_s * RATE_HZ) <= 32 + 4


def test_a_note_alone_begins_at_its_first_sample(players: SampledPlayers) -> None:
    shots = [one_shot(players, "0:0", 0.3, 24_000) for _ in range(2)]
    assert np.array_equal(shots[0], shots[1])
    assert np.abs(shots[0][:8]).max() > 1e-4


def test_the_same_line_is_the_same_bytes_in_another_process(players: SampledPlayers) -> None:
    code = (
        "import hashlib, sys, numpy as np\n"
        "from pathlib import Path\n"
        "from scorecut.sound.sampled import SampledPlayers\n"
        "from scorecut.sound.engine import EngineNote\n"
        "n = [EngineNote(start_s=0.1 * i, length_s=0.15, pitch=60 + i % 3, velocity=50 + i) for i in range(12)]\n"
        "bend = np.array([[0.0, 0.0], [0.5, 40.0], [1.2, -30.0]])\n"
        "sound = SampledPlayers(Path(sys.argv[1])).render('0:48', n, np.array([[0.0, -9.0], [1.0, 0.0]]), bend, 72000, 0.0)\n"
        "print(hashlib.sha256(sound.tobytes()).hexdigest())\n"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code, str(players.font.path)], capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    }
    assert len(digests) == 1


def test_nothing_is_printed(players: SampledPlayers, capfd: pytest.CaptureFixture[str]) -> None:
    players.render("0:0", [note(0.1)], NONE, NONE, RATE_HZ, 0.0)
    assert capfd.readouterr() == ("", "")


def test_expression_is_level_in_decibels(players: SampledPlayers) -> None:
    held = [note(0.0, length_s=2.0)]
    flat = players.render("0:0", held, NONE, NONE, 2 * RATE_HZ, 0.0)
    shaped = players.render("0:0", held, np.array([[0.5, 0.0], [1.5, -12.0]]), NONE, 2 * RATE_HZ, 0.0)
    for at_s, level_db in ((0.4, 0.0), (1.0, -6.0), (1.8, -12.0)):
        around = slice(round((at_s - 0.02) * RATE_HZ), round((at_s + 0.02) * RATE_HZ))
        ratio = np.sqrt((shaped[around] ** 2).mean() / (flat[around] ** 2).mean())
        assert 20 * np.log10(ratio) == pytest.approx(level_db, abs=0.3)


def test_harder_is_louder(players: SampledPlayers) -> None:
    levels = [
        float(np.abs(players.render("0:0", [note(0.0, velocity=v)], NONE, NONE, 24_000, 0.0)).max())
        for v in (30, 64, 100, 127)
    ]
    assert levels == sorted(levels) and levels[3] > 4 * levels[0]


@pytest.mark.parametrize("cents", [-30.0, 14.0, 200.0, 700.0])
def test_bends_are_exact_within_a_cent(players: SampledPlayers, cents: float) -> None:
    held = [note(0.0, length_s=2.0)]
    straight = pitch_hz(players.render("0:0", held, NONE, NONE, 2 * RATE_HZ, 0.0)[RATE_HZ:])
    bent = players.render("0:0", held, NONE, np.array([[0.0, cents], [2.0, cents]]), 2 * RATE_HZ, 0.0)
    assert 1200 * np.log2(pitch_hz(bent[RATE_HZ:]) / straight) == pytest.approx(
        cents, abs=1.1
    )  # FluidSynth counts pitch in whole cents


def test_the_wheels_range_holds_every_bend() -> None:
    assert bend_range_st(NONE) == 2
    assert bend_range_st(np.array([[0.0, 198.0]])) == 2
    assert bend_range_st(np.array([[0.0, -510.0]])) == 6


def test_a_repeated_note_is_not_the_same_sample_twice_but_the_same_pitch(players: SampledPlayers) -> None:
    line = [note(0.0, 72, length_s=0.4), note(0.5, 72, length_s=0.4)]
    sound = players.render("0:0", line, NONE, NONE, RATE_HZ, 0.0)
    one, two = sound[2400:16_800], sound[26_400:40_800]
    assert not np.array_equal(one, two)
    assert abs(1200 * np.log2(pitch_hz(two) / pitch_hz(one))) < 12


def test_a_note_that_returns_while_it_still_sounds_is_heard_to_its_own_end(players: SampledPlayers) -> None:
    line = [note(0.0, length_s=0.6), note(0.5, length_s=1.0)]
    sound = players.render("0:0", line, NONE, NONE, 2 * RATE_HZ, 0.0)
    assert np.abs(sound[round(1.3 * RATE_HZ) : round(1.4 * RATE_HZ)]).max() > 0.01


def test_bows_that_are_off_the_string_at_once_ring_shorter_and_nobody_else_does(players: SampledPlayers) -> None:
    rule = sound_tables().spiccato

    def ring_s(preset: str, length_s: float) -> float:
        sound = np.abs(one_shot(players, preset, length_s, RATE_HZ)).max(axis=1)
        left = sound[round(length_s * RATE_HZ) :]
        return float(np.flatnonzero(left > 0.01 * sound.max())[-1]) / RATE_HZ

    brief, held = rule.within_s - 0.01, rule.within_s + 0.01
    assert ring_s("0:48", brief) == pytest.approx(rule.share * ring_s("0:48", held), rel=0.25)
    assert ring_s("0:0", brief) == pytest.approx(ring_s("0:0", held), rel=0.1)


@pytest.mark.parametrize("lengths_s", [(0.6, 0.1), (0.19, 0.5)])
def test_a_key_that_is_still_down_is_let_go_of_before_it_is_struck_again(lengths_s: tuple[float, float]) -> None:
    line = [(note(0.0, length_s=lengths_s[0]), 0.0), (note(0.1, length_s=lengths_s[1]), 0.0)]
    events = sorted(_events(line, 0, NONE, 2, 0.0, RATE_HZ, 2))
    first, second = (args[0] for _, _, name, args in events if name == "noteon")
    assert {first, second} == {0, 1}  # long notes and strokes have a channel each
    at = round(0.1 * RATE_HZ)
    assert [(when, args) for when, _, name, args in events if name == "noteoff"] == [
        (at, (first, 60)),
        (at + round(lengths_s[1] * RATE_HZ), (second, 60)),
    ]


def test_attacks_are_measured_on_the_note_alone(players: SampledPlayers) -> None:
    assert players.attack_s("0:0", 60, 64) < 0.006
    slow = players.attack_s("0:48", 60, 64)
    assert 0.03 < slow < 0.12
    assert slow == heard_onset_s(one_shot(players, "0:48", 0.4, 19_200), RATE_HZ)


def test_a_replaced_preset_is_remembered(tiny) -> None:
    band = SampledPlayers(tiny)
    band.render("20:48", [note(0.0)], NONE, NONE, 4800, 0.0)
    assert band.replaced == {"20:48": "0:48 Strings"}


@pytest.mark.font
def test_the_real_font_plays_an_orchestra_in_tune(real_players: SampledPlayers) -> None:
    for preset, pitch in (("0:42", 57), ("0:60", 57), ("0:71", 69)):
        sound = real_players.render(preset, [note(0.0, pitch, length_s=1.5)], NONE, NONE, RATE_HZ, 0.0)[12_000:]
        mono = sound.sum(axis=1)
        wanted = 440 * 2 ** ((pitch - 69) / 12)
        spectrum = np.abs(np.fft.rfft(mono * np.hanning(mono.size)))
        near = np.arange(mono.size // 2 + 1) * RATE_HZ / mono.size
        window = (near > wanted * 0.94) & (near < wanted * 1.06)
        found = near[window][np.argmax(spectrum[window])]
        assert abs(1200 * np.log2(found / wanted)) < 20, preset
