"""Inner voices, bass, loops and low registers."""

import pytest

from tests.music import check_harmony as check
from tests.music.drawn import chord, note, piece, run

HELD = [("melody", "flute", [note(4 * bar, 4, 72) for bar in range(8)]), ("bass", "cello", [note(4 * bar, 4, 48) for bar in range(8)])]  # fmt: skip


def test_an_inner_voice_that_moves_under_held_notes_is_heard():
    moving = ("harmony", "viola", run([60, 62, 64, 62] * 8))
    still = ("harmony", "viola", [note(4 * bar, 4, 60 + bar % 2) for bar in range(8)])
    assert check.inner_motion(piece(*HELD, moving)).value == 1.0
    found = check.inner_motion(piece(*HELD, still))
    assert found.value == 0.0
    assert not found.holds
    assert found.where == ("bars 1-7",)


def test_a_repeated_pitch_is_no_motion():
    again = ("harmony", "viola", run([60, 60, 60, 60] * 8))
    assert check.inner_motion(piece(*HELD, again)).value == 0.0


def chords(n: int):
    return [chord(4.0 * i, (0, 5, 7, 9)[i % 4]) for i in range(n)]


def test_parts_that_all_change_with_the_chord_are_together():
    block = [(f, name, [note(4 * i, 4, p + (0, 5, 7, 9)[i % 4]) for i in range(10)]) for f, name, p in
             (("bass", "cello", 40), ("harmony", "viola", 60), ("texture", "flute", 72))]  # fmt: skip
    assert check.together(piece(*block, n_bars=10, chords=chords(10))).value == 1.0
    late = [*block[:2], ("texture", "flute", [note(4 * i + (1 if i % 2 else 0), 4 - (1 if i % 2 else -1), 72 + i % 3) for i in range(10)])]  # fmt: skip
    found = check.together(piece(*late, n_bars=10, chords=chords(10)))
    assert found.value == pytest.approx(4 / 9)
    assert found.holds


def test_inversions_and_passing_notes_count_and_a_fifth_does_not():
    assert check.walks([note(0, 4, 52), note(4, 4, 53)], chord(0, 0))
    assert check.walks([note(0, 3, 48), note(3, 1, 52), note(4, 4, 53)], chord(0, 0))
    assert not check.walks([note(0, 2, 48), note(2, 2, 43), note(4, 4, 41)], chord(0, 0))


def test_a_bass_of_roots_alone_does_not_walk_and_one_of_inversions_walks_too_much():
    roots = ("bass", "cello", [note(4 * i, 4, 36 + (0, 5, 7, 9)[i % 4]) for i in range(12)])
    assert not check.bass_walk(piece(roots, n_bars=12, chords=chords(12))).holds
    thirds = ("bass", "cello", [note(4 * i, 4, 40 + (0, 5, 7, 9)[i % 4]) for i in range(12)])
    assert not check.bass_walk(piece(thirds, n_bars=12, chords=chords(12))).holds
    some = ("bass", "cello", [note(4 * i, 4, (40 if i % 3 == 0 else 36) + (0, 5, 7, 9)[i % 4]) for i in range(12)])
    assert check.bass_walk(piece(some, n_bars=12, chords=chords(12))).holds


def test_contrary_and_similar_motion():
    bass = run([48, 50, 52, 53, 55, 57, 59, 60], 4.0)
    up, down = run([72, 74, 76, 77, 79, 81, 83, 84], 4.0), run([84, 83, 81, 79, 77, 76, 74, 72], 4.0)
    assert check.contrary(piece(("bass", "cello", bass), ("melody", "flute", down))).value == 1.0
    found = check.contrary(piece(("bass", "cello", bass), ("melody", "flute", up)))
    assert found.value == 0.0
    assert not found.holds


def loop(times: int, changed: int = 0):
    bass = [note(4 * i, 4, 36 + (0, 5)[i % 2] + (12 if i >= 2 * times - changed else 0)) for i in range(2 * times)]
    pads = [note(4 * i, 4, 60 + (0, 5)[i % 2]) for i in range(2 * times)]
    return piece(
        ("bass", "cello", bass), ("harmony", "viola", pads), n_bars=2 * times, chords=[chord(4.0 * i, (0, 5)[i % 2]) for i in range(2 * times)],
    )  # fmt: skip


def test_a_loop_may_come_twice_and_not_a_third_time_unless_changed():
    assert check.loops(loop(2)).holds
    found = check.loops(loop(3))
    assert found.value == 3
    assert found.where == ("bars 1-6",)
    assert check.loops(loop(3, changed=2)).holds


def test_thirds_in_the_depth_are_muddy_and_octaves_are_not():
    low = ("bass", "cello", [note(4 * i, 4, 40) for i in range(8)])
    assert not check.low_spacing(piece(low, ("harmony", "viola", [note(4 * i, 4, 45) for i in range(8)]))).holds
    assert check.low_spacing(piece(low, ("harmony", "viola", [note(4 * i, 4, 52) for i in range(8)]))).holds
    high = ("bass", "cello", [note(4 * i, 4, 60) for i in range(8)])
    assert check.low_spacing(piece(high, ("harmony", "viola", [note(4 * i, 4, 64) for i in range(8)]))) is None
