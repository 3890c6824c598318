"""How long notes sound, and when they are let go."""

import numpy as np
import pytest

from scorecut.catalog.styles import style
from scorecut.model.score import Note
from scorecut.performance.articulation import manners
from scorecut.performance.chords import released, staggered
from tests.performance.scenes import play, solo, starts, tune


def shares(name: str, articulation: str, **changes: object) -> list[float]:
    """Sounding share of the time to the next note."""
    line = play(solo(name, tune(8, articulation=articulation, **changes)))[0]
    at = starts(line)
    return [note.length_s / gap for note, gap in zip(line.notes[:-1], at[1:] - at[:-1], strict=True)]


def middle(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def test_staccato_is_shorter_than_detache_is_shorter_than_legato() -> None:
    lengths = [middle(shares("cello", a)) for a in ("spiccato", "staccato", "marcato", "detache", "portato", "legato")]
    assert lengths == sorted(lengths)
    assert len(set(lengths)) == len(lengths)


def test_legato_overlaps_by_two_to_eight_percent() -> None:
    assert 1.02 <= middle(shares("cello", "legato")) <= 1.081


def test_a_repeated_pitch_is_always_parted() -> None:
    for name in ("cello", "piano", "flute"):
        line = play(solo(name, tune(8, pitches=(60,))))[0]
        for note, following in zip(line.notes, line.notes[1:], strict=False):
            assert note.heard_s + note.length_s < following.heard_s - 0.01


def test_the_last_of_a_slur_is_taken_off() -> None:
    notes = tuple(Note(start_beat=float(b), length_beats=1.0, pitch=60 + b % 4, slur=b // 4) for b in range(16))
    line = play(solo("cello", notes, n_bars=4))[0]
    ends = [note.heard_s + note.length_s for note in line.notes]
    assert ends[3] < line.notes[4].heard_s - 0.05
    assert ends[1] > line.notes[2].heard_s


def test_pizzicato_has_one_length_whatever_is_written() -> None:
    short = play(solo("pizzicato strings", tune(8, articulation="pizzicato")))[0].notes[3].length_s
    long = play(solo("pizzicato strings", tune(8, articulation="pizzicato", length_beats=1.0), bpm=40.0))[0].notes[3]
    assert 0.2 <= short <= 0.6
    assert 0.2 <= long.length_s <= 0.6


def test_a_piano_rings_until_the_harmony_changes_and_no_further() -> None:
    film = solo("piano", tune(8, articulation="ring", length_beats=0.5, pitches=(60, 64, 67, 72)), ending="open")
    change = float(film.clock(style("elegy").players).seconds_at(8.0))
    for note in play(film)[0].notes[5:8]:
        assert 0.0 < note.heard_s + note.length_s - change < 0.15


def test_a_wind_player_breathes() -> None:
    line = play(solo("flute", tune(16), n_bars=16, bpm=60.0))[0]
    since, longest = line.notes[0].heard_s, 0.0
    for note, following in zip(line.notes, line.notes[1:], strict=False):
        if following.heard_s - note.heard_s - note.length_s > 0.15:
            longest, since = max(longest, following.heard_s - since), following.heard_s
    assert 0 < longest < 12.0


def test_the_last_chord_is_let_go_from_the_bass_up() -> None:
    import numpy as np

    ends = staggered(np.array([5.0, 5.0, 5.0]), np.zeros(3), np.array([36, 48, 60]), np.random.default_rng(1))
    steps = np.diff(ends)
    assert ends[2] == 5.0
    assert ((steps >= 0.08) & (steps <= 0.25)).all()


@pytest.mark.parametrize("name", list(manners()))
def test_every_articulation_is_within_what_players_do(name: str) -> None:
    row = manners()[name]
    assert 0.2 <= row.share <= 1.08
    assert 60 <= row.velocity <= 90
    assert row.why


def test_the_last_chord_is_let_go_part_by_part_from_the_lowest() -> None:
    lines = tuple(
        play(solo(name, (Note(start_beat=28.0, length_beats=4.0, pitch=pitch),), function="harmony"))[0]
        for name, pitch in (("celli", 48), ("violas", 60), ("violins", 72))
    )
    ends = [line.notes[0].heard_s + line.notes[0].length_s for line in released(lines, np.random.default_rng(1))]
    assert ends == sorted(ends)
    assert 0.08 <= ends[-1] - ends[0] <= 0.5
    assert min(np.diff(ends)) > 0.05
