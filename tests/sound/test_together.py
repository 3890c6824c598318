"""Lines that are rendered at once give what they give one by one."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from scorecut.errors import ScorecutError
from scorecut.sound import together
from scorecut.sound.fluidsynth import LoadedFont, _checked, _hear
from scorecut.sound.together import at_once, in_turn
from tests.sound.fonts import tiny_font


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_results_come_in_order_whoever_is_ready_first(workers):
    def slow_at_first(n: int) -> int:
        time.sleep(0.02 if n < 2 else 0.0)
        return n

    assert list(in_turn(slow_at_first, range(7), workers)) == list(range(7))


def test_no_more_are_under_way_than_was_said():
    under_way, most, lock = 0, 0, threading.Lock()

    def work(_: int) -> None:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        time.sleep(0.005)
        with lock:
            under_way -= 1

    list(in_turn(work, range(12), 3))
    assert most == 3


@pytest.mark.parametrize("workers", [1, 2])
def test_what_goes_wrong_is_told_and_the_rest_is_left(workers):
    begun = []

    def work(n: int) -> int:
        begun.append(n)
        if n == 1:
            raise ValueError("no such key")
        return n

    with pytest.raises(ValueError, match="no such key"):
        list(in_turn(work, range(50), workers))
    assert len(begun) < 5


def test_long_lines_are_rendered_one_by_one(monkeypatch):
    monkeypatch.setattr(together, "usable_cores", lambda: 2)
    assert at_once(0) == 2 and at_once(48_000 * 40) == 2 and at_once(48_000 * 600) == 1


def test_a_font_lets_go_of_what_was_played_longest_ago_and_plays_it_again_the_same(tmp_path):
    font = tiny_font(tmp_path / "tiny.sf2")
    presets = [(0, 48), (128, 0)]
    small = LoadedFont(font, most_bytes=1)

    def played(loaded: LoadedFont, preset: tuple[int, int]) -> np.ndarray:
        with loaded.voice(preset, frozenset({0})) as voice:
            return voice.play([(0, 2, "noteon", (0, 60, 90))], np.zeros((9600, 2), np.float32))

    wanted = [played(LoadedFont(font), preset) for preset in presets]
    assert all(sound.any() for sound in wanted)
    for number in (0, 1, 0, 1):
        assert np.array_equal(played(small, presets[number]), wanted[number])
        assert [held.preset for held in small._held] == [presets[number]]
    with small.turn(presets[1]):
        found = []
        other = threading.Thread(target=lambda: found.append(played(small, presets[0])))
        other.start()
        other.join()
        assert np.array_equal(found[0], wanted[0])
        assert {held.preset for held in small._held} == set(presets)  # what another thread may be playing stays


def test_what_a_synth_complains_of_is_told_where_it_played():
    _hear(1, b"Ringbuffer full", None)
    with ThreadPoolExecutor(1) as other:
        other.submit(_checked).result()
    with pytest.raises(ScorecutError, match="Ringbuffer full"):
        _checked()
    _checked()


def test_two_threads_play_one_preset_as_one_does(tmp_path):
    font = LoadedFont(tiny_font(tmp_path / "tiny.sf2"))

    def played(key: int) -> np.ndarray:
        with font.voice((0, 48), frozenset({0, 1})) as voice:
            return voice.play([(0, 2, "noteon", (0, key, 90))], np.zeros((24_000, 2), np.float32))

    keys = [50, 55, 60, 65, 75, 80] * 3
    alone = [played(key) for key in keys]
    assert all(np.array_equal(a, b) for a, b in zip(alone, in_turn(played, keys, 3), strict=True))
