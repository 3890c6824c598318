import numpy as np
import pytest

from scorecut.chance import stream
from scorecut.media.loudness import momentary
from scorecut.model.audio import RATE_HZ
from scorecut.sound.engine import EngineNote
from scorecut.sound.sampled import SampledPlayers
from scorecut.sound.takes import PLAIN, coloured, seated
from tests.instruments.measure import likeness

NONE = np.zeros((0, 2))


def repeated(pitch: int, n: int = 4, step_s: float = 0.4) -> list[EngineNote]:
    return [EngineNote(start_s=i * step_s, length_s=0.2, pitch=pitch, velocity=64) for i in range(n)]


def test_a_note_that_comes_again_is_another_take_and_one_after_a_rest_is_not(players: SampledPlayers) -> None:
    font = players.font
    desks = seated(font, (0, 0), repeated(60), drums=False)
    assert desks == [PLAIN, (0, 1), (0, 2), PLAIN]
    assert seated(font, (0, 0), repeated(60, step_s=1.5), drums=False) == [PLAIN] * 4
    assert seated(font, (0, 0), [repeated(60)[0], repeated(62)[1]], drums=False) == [PLAIN] * 2


def test_another_sample_is_taken_where_there_is_one_near_but_no_other_drum(players: SampledPlayers) -> None:
    assert seated(players.font, (0, 0), repeated(72), drums=False)[1] == (1, 1)
    assert seated(players.font, (128, 0), repeated(72), drums=True)[1] == (0, 1)


@pytest.mark.parametrize(("preset", "pitch"), [("0:0", 60), ("0:0", 72), ("128:0", 38)])
def test_no_two_strokes_running_are_the_same_sound(players: SampledPlayers, preset: str, pitch: int) -> None:
    sound = players.render(preset, repeated(pitch), NONE, NONE, 2 * RATE_HZ, 0.0)
    strokes = [sound[round(i * 0.4 * RATE_HZ) :] for i in range(3)]
    assert max(likeness(strokes[a], strokes[b]) for a, b in ((0, 1), (1, 2), (0, 2))) < 0.95


def test_the_first_take_is_the_sample_itself_and_the_others_are_as_loud() -> None:
    sound = stream(1, "takes").standard_normal((RATE_HZ, 2)).astype(np.float32) * np.float32(0.05)
    assert coloured(sound, 0) is sound
    plain = momentary(sound).values.max()
    for take in (1, 2):
        assert momentary(coloured(sound, take)).values.max() == pytest.approx(plain, abs=0.7)


@pytest.mark.font
def test_a_closed_hat_ends_the_open_one_whichever_take_that_is(real_players: SampledPlayers) -> None:
    def hat(at_s: float, key: int) -> EngineNote:
        return EngineNote(start_s=at_s, length_s=0.1, pitch=key, velocity=90)

    open_ones = [hat(0.0, 46), hat(0.3, 46)]
    left, ended = (
        real_players.render("128:0", notes, NONE, NONE, RATE_HZ, 0.0)[round(0.65 * RATE_HZ) :]
        for notes in (open_ones, [*open_ones, hat(0.45, 42)])
    )
    assert (ended**2).mean() < 0.05 * (left**2).mean()
