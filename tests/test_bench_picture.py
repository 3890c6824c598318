"""The benchmark of shot detectors: every detector gives frames of the same count, errors are told and shown."""

import subprocess
from pathlib import Path

import pytest

from tests import edits
from tests.bench_picture import Cost, measure, options, spent, table
from tests.detectors import OURS, detectors
from tests.error_sheets import errors_of, write_sheets
from tests.films import draw
from tests.measured_films import DRAWN, LABELLED, MeasuredFilm, frame_times, labelled_clips, measured
from tests.scoring import Score, Span

CUTS = (20, 47, 75)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> MeasuredFilm:
    path = tmp_path_factory.mktemp("film") / "cuts.mp4"
    draw(path, seconds=4, size=(320, 180), cuts=CUTS, layout=None)
    return measured("cuts", DRAWN, path, [Span(cut, cut) for cut in CUTS])


@pytest.mark.parametrize("name", sorted(detectors()))
def test_every_detector_names_the_first_new_frame_of_a_plain_cut(name: str, film: MeasuredFilm):
    found = detectors()[name](film.path, film.times_s)
    assert [span.first for span in found] == list(CUTS)


def test_the_table_has_a_row_for_each_detector_and_a_column_for_each_set_that_was_measured(film: MeasuredFilm):
    result = measure(OURS, lambda path, times_s: [Span(20, 20), Span(90, 90)], film)
    assert result.scores.cuts.f1 == pytest.approx(2 / 5)
    assert len(table([result], {}, [OURS]).columns) == 2
    timed = table([result], {(OURS, "drawn"): Cost(1.1, 1.2), (OURS, "filmed"): Cost(1.2, 1.1)}, [OURS])
    assert (timed.row_count, len(timed.columns)) == (1, 4)


def test_time_of_children_counts_as_time_of_the_cores():
    wall_s, cores_s = spent(
        lambda: subprocess.run(["python3", "-c", "sum(i * i for i in range(3_000_000))"], check=True)
    )
    assert 0.02 < cores_s < 1.5 * wall_s + 0.1


def test_errors_are_told_in_order_with_their_time_and_shown_in_a_sheet(film: MeasuredFilm, tmp_path: Path):
    score = Score(1, missed=(Span(75, 75, how="jump"),), wrong=(Span(50, 60, "dissolve"),))
    lines = [line for line, _ in errors_of(film, score)]
    assert lines == ["wrong  dissolve at 50-60 (2.00 s)", "missed cut jump at 75 (3.00 s)"]
    sheets = write_sheets(tmp_path, OURS, film, score)
    assert [sheet.name for sheet in sheets] == ["scorecut-cuts-1.png"]
    assert sheets[0].stat().st_size > 1000


def test_an_edit_has_a_time_for_each_of_its_frames(tmp_path: Path):
    film = edits.make(2, kind="drawn", seconds=4, size=(160, 90))
    assert len(frame_times(edits.write(film, tmp_path / "edit.mp4"))) == film.n_frames


def test_seeds_of_training_are_not_for_the_benchmark():
    assert options().parse_args([]).first_seed >= 9000


@pytest.mark.clips
def test_the_labelled_clips_come_with_their_labels():
    clips = {clip.name: clip for clip in labelled_clips()}
    assert clips["psd_testvideo"].group == LABELLED
    assert [span.kind for span in clips["psd_testvideo"].truth].count("fade_out") == 2
    assert clips["bbb_30s"].truth[0] == Span(8, 54, "fade_in")
    assert len(clips["fire2_vfr"].times_s) == 25
