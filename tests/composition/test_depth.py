"""Low voices that keep their distance."""

from scorecut.composition.depth import cleared
from scorecut.model.score import Line, Note, Part


def written(*lines: tuple[str, str, list[tuple[float, float, int]]]) -> tuple[list[Line], list[Part]]:
    parts = [Part(id=f"{function}: {name}", function=function, instrument=name) for function, name, _ in lines]
    return [
        Line(part=part.id, notes=tuple(Note(start_beat=a, length_beats=b, pitch=p) for a, b, p in notes))
        for part, (_, _, notes) in zip(parts, lines, strict=True)
    ], parts


def pitches(line: Line) -> list[int]:
    return [note.pitch for note in line.notes]


def test_an_inner_voice_close_above_a_low_bass_goes_up_an_octave() -> None:
    lines, parts = written(("bass", "basses", [(0, 4, 40)]), ("harmony", "celli", [(0, 4, 44), (4, 4, 44)]))
    bass, celli = cleared(lines, parts, 7)
    assert pitches(bass) == [40]
    assert pitches(celli) == [56, 44]


def test_a_bass_gives_way_downwards_to_a_tune_in_the_depth() -> None:
    lines, parts = written(("melody", "cello", [(0, 4, 46)]), ("bass", "basses", [(0, 4, 43)]))
    tune, bass = cleared(lines, parts, 7)
    assert pitches(tune) == [46]
    assert pitches(bass) == [31]


def test_a_low_chord_of_one_part_is_opened() -> None:
    lines, parts = written(("harmony", "low brass", [(0, 4, 41), (0, 4, 45), (0, 4, 48)]))
    assert pitches(cleared(lines, parts, 7)[0]) == [41, 57, 48]


def test_high_thirds_passing_tones_and_wanted_clusters_stay() -> None:
    high, parts = written(("bass", "celli", [(0, 4, 55)]), ("harmony", "violas", [(0, 4, 58)]))
    assert cleared(high, parts, 7) == high
    passing, parts = written(("bass", "celli", [(0, 0.25, 40)]), ("harmony", "violas", [(0, 4, 58)]))
    assert cleared(passing, parts, 7) == passing
    cluster, parts = written(("bass", "celli", [(0, 4, 40)]), ("harmony", "low brass", [(0, 4, 41)]))
    assert cleared(cluster, parts, 1) == cluster
