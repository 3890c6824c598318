"""Rests, tutti, changes of scoring and likeness, each where it holds and where it does not."""

from tests.music import check_scoring as check
from tests.music.drawn import note, piece, run


def quarters(n_bars: int, pitch: int = 72, start: float = 0.0):
    return run([pitch, pitch + 2] * (n_bars * 2), 1.0, start)


def band(*spans: tuple[int, int], names=("flute", "oboe", "clarinet", "horn", "cello")):
    """Each player plays from its first bar to before its last."""
    pitches = {"flute": 72, "oboe": 70, "clarinet": 64, "horn": 55, "cello": 48}
    return [
        ("texture", name, run([pitches[name], pitches[name] + 2] * ((last - first) * 2), 1.0, first * 4.0))
        for name, (first, last) in zip(names, spans, strict=False)
    ]


def test_a_part_that_never_rests_is_named():
    lines = band((0, 24), (0, 12), (6, 20))
    found = check.rests(piece(*lines, n_bars=24))
    assert not found.holds
    assert found.where == ("texture: flute silent 0%",)


def test_parts_that_rest_a_quarter_hold_and_a_pad_need_not():
    lines = band((0, 17), (4, 20), (6, 22))
    pad = ("harmony", "string section", [note(4 * bar, 4, 60) for bar in range(24)])
    assert check.rests(piece(*lines, pad, n_bars=24)).holds


def test_a_short_cue_may_play_through():
    assert check.rests(piece(*band((0, 8), (0, 8), (0, 8)), n_bars=8)) is None


def test_articulation_is_no_rest():
    staccato = [note(beat, 0.25, 72) for beat in range(32)]
    assert check.silent_share(staccato, 32.0) == 0.0
    assert check.silent_share([note(0, 8, 72), note(24, 8, 72)], 32.0) == 0.5


def test_tutti_is_counted_in_bars():
    few = piece(*band((0, 4), (2, 6), (3, 9), (3, 10), (3, 8)), n_bars=10)
    assert check.tutti(few).holds
    all_along = piece(*band(*[(0, 10)] * 5), n_bars=10)
    assert check.tutti(all_along).value == 1.0
    assert not check.tutti(all_along).holds


def test_nine_bars_of_the_same_players_are_too_long_and_eight_are_not():
    eight = piece(*band((0, 16), (0, 8), (8, 16)), n_bars=16)
    assert check.changing(eight).value == 8
    assert check.changing(eight).holds
    nine = piece(*band((0, 16), (0, 9), (9, 16)), n_bars=16)
    assert not check.changing(nine).holds
    assert check.changing(nine).where == ("bars 1-9",)


def test_dance_may_keep_its_players_longer():
    nine = piece(*band((0, 20), (0, 12), (12, 20)), n_bars=20, style="house")
    assert check.changing(nine).holds


def test_the_same_four_bars_for_ever_are_alike_and_a_changing_piece_is_not():
    same = piece(("melody", "flute", run([72, 74, 76, 77] * 28)), n_bars=28, chords=[])
    assert not check.unlike(same).holds
    walking = [60 + (i * i * 7 + 3 * i) % 23 for i in range(28 * 4)]
    other = [note(i + 0.25 * (i * 5 % 4), 0.5, p) for i, p in enumerate(walking)]
    assert check.unlike(piece(("melody", "flute", other), n_bars=28)).holds
