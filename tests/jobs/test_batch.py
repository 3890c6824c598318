"""Many films: which are found, what is skipped, and that one failure stops nobody."""

from pathlib import Path

import pytest

from scorecut.errors import FilmError, UsageError
from scorecut.jobs import batch
from scorecut.jobs.score import Order
from scorecut.model.progress import Silent
from scorecut.settings import Settings
from tests import nouns
from tests.kept import kept


@pytest.fixture
def scored(monkeypatch: pytest.MonkeyPatch) -> list[Order]:
    """Stand-in for scoring: writes a file where the film would lie; ``broken`` films fail."""
    orders: list[Order] = []

    def score(order: Order, **_more):
        orders.append(order)
        if "broken" in order.film.name:
            raise FilmError(f"{order.film}: cannot be read\nas a film; is it complete?")
        if "odd" in order.film.name:
            raise ZeroDivisionError("division by zero")
        out = (order.into or order.film.parent) / f"{order.stem}.scored.mp4"
        out.write_text("scored")
        return nouns.delivered(out)

    monkeypatch.setattr(batch, "score_film", score)
    return orders


def run(films: list[Path], outdir: Path | None = None, settings: Settings | None = None) -> list[batch.Outcome]:
    order = Order(film=films[0], prompt="gentle piano")
    return batch.score_batch(films, outdir, order, settings=settings or Settings(), store=kept(), progress=Silent())


def films(folder: Path, *names: str) -> list[Path]:
    for name in names:
        (folder / name).write_text("film")
    return [folder / name for name in names]


def test_a_folder_gives_its_films_in_order_without_what_we_delivered(tmp_path: Path):
    films(tmp_path, "b.mov", "a.mp4", "a.scored.mp4", "notes.txt", ".hidden.mp4", "C.MKV")
    (tmp_path / "sub.mp4").mkdir()
    assert [path.name for path in batch.find_films([tmp_path])] == ["C.MKV", "a.mp4", "b.mov"]


def test_a_named_file_is_tried_whatever_its_suffix_and_once(tmp_path: Path):
    [film] = films(tmp_path, "odd.dat")
    assert batch.find_films([film, film]) == [film]


def test_a_folder_without_films_is_refused(tmp_path: Path):
    with pytest.raises(UsageError, match="no film in this folder"):
        batch.find_films([tmp_path])


def test_a_second_run_skips_what_is_finished(tmp_path: Path, scored: list[Order]):
    found = films(tmp_path, "a.mp4", "b.avi")
    out = tmp_path / "new" / "out"
    first = run(found, out)
    assert [row.status for row in first] == ["scored", "scored"]
    assert [row.out for row in first] == [out / "a.scored.mp4", out / "b.scored.mp4"]
    assert [row.status for row in run(found, out)] == ["skipped", "skipped"]
    assert len(scored) == 2


def test_a_failure_is_one_line_and_the_others_go_on(tmp_path: Path, scored: list[Order]):
    rows = run(films(tmp_path, "a.mp4", "broken.mp4", "odd.mp4", "z.mp4"))
    assert [row.status for row in rows] == ["scored", "failed", "failed", "scored"]
    assert "\n" not in rows[1].why and "cannot be read as a film" in rows[1].why
    assert "a fault of ours" in rows[2].why


def test_films_of_one_name_do_not_overwrite_each_other(tmp_path: Path, scored: list[Order]):
    rows = run(films(tmp_path, "a.mp4", "a.avi"), tmp_path / "out")
    assert [row.out.name for row in rows if row.out] == ["a.mp4.scored.mp4", "a.avi.scored.mp4"]
    assert [row.status for row in run([tmp_path / "a.mp4", tmp_path / "a.avi"], tmp_path / "out")] == ["skipped"] * 2


def test_force_scores_again(tmp_path: Path, scored: list[Order]):
    from dataclasses import replace

    found = films(tmp_path, "a.mp4")
    run(found)
    settings = Settings()
    again = run(found, settings=replace(settings, delivery=replace(settings.delivery, force=True)))
    assert [row.status for row in again] == ["scored"]


def test_the_prompt_reaches_every_film(tmp_path: Path, scored: list[Order]):
    run(films(tmp_path, "a.mp4", "b.mp4"))
    assert [order.prompt for order in scored] == ["gentle piano"] * 2
