"""One top note past the middle, and a tune that knows when to be silent."""

from scorecut.catalog.styles import style
from scorecut.composition.canvas import canvas_of
from scorecut.composition.cue import formed, manner_of
from scorecut.composition.form import Stretch
from scorecut.composition.idiom import idiom_of
from scorecut.composition.plan import plan_cue
from scorecut.composition.rests import REST_SHARE, rests
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
