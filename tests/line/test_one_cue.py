"""A change to one cue in the sheet leaves every note of the others as it was, and what is heard of them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from scorecut import pipeline
from scorecut.model.audio import RATE_HZ
from scorecut.model.cue_sheet import Cue, CueSheet
from scorecut.model.progress import Silent
from scorecut.model.record import Record
from scorecut.model.score import FUNCTIONS
from scorecut.settings import Settings
from scorecut.sheetfile.read import read_sheet
from scorecut.sheetfile.write import write_sheet
from tests.kept import kept
from tests.line.scored import SAMPLES
from tests.run import compose_for

#: Where the three cues of the film lie, seconds. Longer than this no room rings on; so long before a cue begins what
#: leads to its first note.
CUES = ((0.0, 11.0, "epic"), (12.0, 21.0, "romantic strings"), (31.0, 40.0, "epic"))
TAIL_S, LEAD_S = 8.0, 0.5


def darker(cue: Cue) -> Cue:
    curve = cue.emotion
    return replace(cue, emotion=replace(curve, valence=-0.6 - 0.2 * curve.valence, tension=0.5 + 0.4 * curve.tension))


def wished(**wishes):
    return lambda cue: replace(cue, wishes=replace(cue.wishes, **wishes))


EDITS = {
    "mood": darker,
    "style": wished(style="hybrid tension"),
    "style and players": wished(style="minimalist piano", instruments=("piano", "violins"), lead="piano"),
    "instruments": wished(instruments=("flute", "harp"), only=True),
    "lead": wished(lead="flute"),
    "no drums": wished(drums=False),
    "tempo": wished(tempo_bpm=108.0),
    "metre": wished(meter=(3, 4)),
    "key": wished(tonic=3, mode="major"),
    "density": wished(density=0.8),
}


@pytest.fixture(scope="module")
def spotted(tmp_path_factory) -> tuple[Record, Path]:
    """The film with a sheet of three cues, written out for a person to edit."""
    folder = tmp_path_factory.mktemp("one cue")
    record = compose_for(SAMPLES / "dawn.mp4", workdir=folder)
    whole = record.sheet.cues[0]
    cues = tuple(
        replace(
            whole, id=f"c{i + 1}", number=i + 1, start_s=start_s, end_s=end_s, emotion=whole.emotion.between(start_s, end_s),
            ending="close" if i == 2 else "open", wishes=replace(whole.wishes, style=style), scene=i % 2,
        )
        for i, (start_s, end_s, style) in enumerate(CUES)
    )  # fmt: skip
    hits = tuple(
        replace(hit, cue=cue.id) for hit in record.sheet.hits for cue in cues if cue.start_s <= hit.time_s < cue.end_s
    )
    path = folder / "film.cues.toml"
    path.write_text(write_sheet(replace(record.sheet, cues=cues, hits=hits)), encoding="utf-8")
    return record, path


def again(spotted: tuple[Record, Path], folder: Path, cue_id: str = "", edit=None) -> Record:
    """The film composed and performed from its sheet file, after one cue in it was changed."""
    record, path = spotted
    sheet: CueSheet = read_sheet(path, film=record.film)
    if edit:
        edited = tuple(edit(cue) if cue.id == cue_id else cue for cue in sheet.cues)
        path = folder / "edited.cues.toml"
        path.write_text(write_sheet(replace(sheet, cues=edited)), encoding="utf-8")
    new = replace(record, sheet=read_sheet(path, film=record.film), progress=Silent())
    pipeline.compose_and_perform(new, settings=Settings())
    return new


def written(record: Record, cue_id: str):
    cue, tempo = record.score.cue(cue_id), record.tempo_map.cue(cue_id)
    return (
        (cue.key, cue.style, cue.chords, cue.lines, cue.accents, cue.sections, cue.cut_s),
        (tempo.beats.tobytes(), tempo.times_s.tobytes(), tempo.bars, tempo.places),
    )


def played(record: Record, cue_id: str):
    cue = next(cue for cue in record.performance.cues if cue.cue_id == cue_id)
    curves = [(line.part, line.notes, line.expression.tobytes(), line.bend.tobytes()) for line in cue.lines]
    return cue.start_s, cue.end_s, cue.style, cue.space, cue.cut_s, cue.accents, curves


@pytest.fixture(scope="module")
def before(spotted, tmp_path_factory) -> Record:
    return again(spotted, tmp_path_factory.mktemp("before"))


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("cue_id", ["c1", "c2", "c3"])
def test_a_changed_cue_leaves_every_note_of_the_others(spotted, before, tmp_path, cue_id, edit):
    after = again(spotted, tmp_path, cue_id, EDITS[edit])
    for other in {"c1", "c2", "c3"} - {cue_id}:
        assert written(after, other) == written(before, other)
        assert played(after, other) == played(before, other)
    if edit != "no drums":
        assert played(after, cue_id) != played(before, cue_id)


@pytest.mark.slow
@pytest.mark.font
def test_a_changed_cue_leaves_every_sample_of_the_others(spotted, before, tmp_path):
    settings = Settings()
    after = again(spotted, tmp_path, "c2", EDITS["style and players"])
    for record, name in ((before, "before"), (after, "after")):
        (tmp_path / name).mkdir()
        pipeline.sound(record, settings=settings, workdir=tmp_path / name, store=kept())
    first, last = (round(at * RATE_HZ) for at in (CUES[1][0] - LEAD_S, CUES[1][1] + TAIL_S))
    for name in FUNCTIONS:
        old, new = (np.asarray(record.stems.stems[name].samples) for record in (before, after))
        assert np.array_equal(old[:first], new[:first]), name
        assert np.array_equal(old[last:], new[last:]), name
    old, new = before.stems.music.samples, after.stems.music.samples
    assert np.abs(old[:first]).max() > 1e-3 and np.abs(old[last:]).max() > 1e-3
    assert not np.array_equal(old[first:last], new[first:last])
