"""One top note past the middle, and a tune that knows when to be silent."""

import numpy as np

from scorecut.catalog.styles import style
from scorecut.composition.canvas import canvas_of
from scorecut.composition.chart import Chart
from scorecut.composition.cue import formed, manner_of
from scorecut.composition.development import PHRASES
from scorecut.composition.form import Stretch
from scorecut.composition.harmony import Placed
from scorecut.composition.idiom import idiom_of
from scorecut.composition.melody import Sung
from scorecut.composition.numerals import harmony
from scorecut.composition.plan import plan_cue
from scorecut.composition.rests import REST_SHARE, rests
from scorecut.composition.summit import Span, crowned
from scorecut.model.pitch import Key
from tests.composition.spotted import composed, cue, sheet, steady
from tests.music.check_tune import one_top, spans
from tests.music.piece import Piece, voices_of


def piece(**wishes) -> Piece:
    score, film, beats = composed(cue("romantic strings", length_s=70.0, **wishes))
    music, parts = score.cues[0], {part.id: part for part in score.parts}
    return Piece("drawn", "", film.cues[0], music, beats.cues[0], None, voices_of(music, parts))


def test_the_tune_has_one_top_note_past_the_middle_of_most_stretches() -> None:
    made = piece()
    right = []
    for first, last in spans(made):
        start, end = made.bars[first].start_beat, made.bars[last].start_beat + made.bars[last].length_beats
        notes = [note for note in made.tune if start <= note.start_beat < end]
        if len(notes) >= 6:
            right.append(one_top(notes, style("romantic strings").limits.top_at))
    assert len(right) >= 2
    assert sum(right) >= len(right) - 1


def stretches(length_s: float) -> list[Stretch]:
    film = sheet(cue("romantic strings", length_s=length_s))
    one = film.cues[0]
    canvas = canvas_of(one, steady(film).cues[0], ())
    manner = manner_of(one)
    idiom = idiom_of(manner.name)
    return formed(canvas, manner, idiom, plan_cue(film, one, idiom), canvas.end_beat)


def test_a_long_cue_is_without_tune_for_about_a_quarter_and_a_short_one_need_not_be() -> None:
    long = stretches(90.0)
    n_bars = sum(stretch.n_bars for stretch in long)
    silent = sum(rests(long, 90.0))
    assert 0.15 * n_bars <= silent <= REST_SHARE * n_bars + 1
    assert not any(rests(stretches(30.0), 30.0))


def test_the_peak_and_the_end_keep_their_tune() -> None:
    long = stretches(90.0)
    kept = [
        n for stretch, n in zip(long, rests(long, 90.0), strict=True) if stretch.role in ("climax", "ending", "build")
    ]
    assert kept
    assert not any(kept)


def test_a_section_sung_by_a_higher_player_comes_down_an_octave_rather_than_be_the_summit_too_soon() -> None:
    film = sheet(cue("romantic strings", length_s=40.0))
    canvas = canvas_of(film.cues[0], steady(film).cues[0], ())
    key = Key(0, "major")
    chart = Chart([Placed(chord=harmony("I", key), key=key, start_beat=0.0, length_beats=canvas.end_beat)])
    heights = [76, 79, 79, 76, 60, 64, 67, 64]
    tune = [
        Sung(start_beat=bar.start_beat, length_beats=2.0, pitch=pitch, phrase=PHRASES * (i >= 4), head=True)
        for i, (bar, pitch) in enumerate(zip(canvas.bars, heights, strict=False))
    ]
    registers = [(60, 86)] * 4 + [(55, 74)] * 4
    end = canvas.bar_end(len(heights) - 1)
    out, rooms = crowned(tune, registers, [Span(0.0, end)], chart, canvas)
    pitches = [note.pitch for note in out]
    top = max(pitches)
    assert pitches.count(top) == 1
    assert pitches.index(top) >= 4
    assert pitches[:4] == [64, 67, 67, 64]
    assert all(high < top for i, (_, high) in enumerate(rooms) if i != pitches.index(top))


def tops(style: str, seed: int) -> tuple[int, int] | None:
    """Return the highest pitch of the tune in the climax, and elsewhere; None where there is no climax."""
    score, _, _ = composed(cue(style, length_s=60.0, energy=late), seed=seed)
    music, melodies = score.cues[0], {part.id for part in score.parts if part.function == "melody"}
    inside: dict[bool, list[int]] = {True: [], False: []}
    for section in music.sections:
        inside[section.label == "climax"] += [
            note.pitch
            for line in music.lines
            if line.part in melodies
            for note in line.notes
            if section.start_beat - 1e-6 <= note.start_beat < section.end_beat - 1e-6
        ]
    return (max(inside[True]), max(inside[False])) if inside[True] else None


def late(share: np.ndarray) -> np.ndarray:
    """Energy that rises for most of the film and falls away at its end."""
    return np.interp(share, [0.0, 0.7, 0.8, 1.0], [-0.7, 0.9, 0.9, -0.6])


def test_the_tune_is_highest_in_the_climax() -> None:
    found = [tops(name, seed) for name in ("epic", "romantic strings", "trailer", "elegy") for seed in (1, 2, 3)]
    judged = [pair for pair in found if pair]
    assert len(judged) >= 8
    assert sum(climax >= others for climax, others in judged) >= 0.75 * len(judged)
