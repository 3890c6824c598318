"""The sound heard beside the picture is the sound read after it, and nothing outlives a run that ends early."""

import threading
from pathlib import Path

import numpy as np
import pytest

from scorecut.errors import FilmError
from scorecut.media import sound_beside as module
from scorecut.media.decode import decode
from scorecut.media.film_sound import read_film_sound
from scorecut.media.probe import open_film
from scorecut.media.sound_beside import sound_beside
from tests import films


def loudest(audio, go_on) -> float:
    go_on(0.5)
    return float(np.abs(audio.samples).max())


@pytest.mark.parametrize(
    ("name", "how"),
    [("film.mp4", {}), ("late.mkv", {"late_s": 0.371}), ("short.mov", {"sound": films.clicks_at([0.2], 0.8)})],
)
def test_it_is_the_same_sound_as_read_afterwards(tmp_path: Path, name: str, how: dict) -> None:
    film = open_film(films.draw(tmp_path / name, seconds=1.6, flashes=[12], **how).path)
    with sound_beside(film, workdir=tmp_path, listen=loudest) as beside:
        with decode(film, workdir=tmp_path) as frames:
            list(frames)
        audio, heard = beside.of(frames.clock)
    (tmp_path / "again").mkdir()
    again = read_film_sound(film, frames.clock, workdir=tmp_path / "again")
    assert audio is not None and again is not None
    assert np.array_equal(audio.samples, again.samples) and audio.layout == again.layout
    assert heard is not None and heard >= np.abs(again.samples).max()


def test_a_wrong_guess_of_the_first_stamp_is_made_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    film = open_film(films.draw(tmp_path / "film.mp4", seconds=1.0, flashes=[12]).path)
    monkeypatch.setattr(module, "first_stamp", lambda path: 0.3)
    with sound_beside(film, workdir=tmp_path, listen=loudest) as beside:
        with decode(film, workdir=tmp_path) as frames:
            list(frames)
        audio, heard = beside.of(frames.clock)
    assert audio is not None and heard is not None and heard > 0.3
    assert films.click_times(audio.samples, [0.48]) == pytest.approx([0.48], abs=1 / 48_000)


def test_a_silent_film_has_neither_sound_nor_thread(tmp_path: Path) -> None:
    film = open_film(films.draw(tmp_path / "film.mp4", seconds=0.5, layout=None).path)
    before = threading.active_count()
    with sound_beside(film, workdir=tmp_path, listen=loudest) as beside:
        assert threading.active_count() == before
        with decode(film, workdir=tmp_path) as frames:
            list(frames)
        assert beside.of(frames.clock) == (None, None)


def test_a_run_that_ends_early_stops_the_listener(tmp_path: Path) -> None:
    film = open_film(films.draw(tmp_path / "film.mp4", seconds=1.0).path)
    listening = threading.Event()

    def forever(audio, go_on):
        while True:
            listening.set()
            go_on(0.0)

    def run() -> None:
        with sound_beside(film, workdir=tmp_path, listen=forever), decode(film, workdir=tmp_path) as frames:
            list(frames)
            assert listening.wait(10)
            raise FilmError("broken")

    before = threading.active_count()
    with pytest.raises(FilmError, match="broken"):
        run()
    assert threading.active_count() <= before


def test_what_fails_in_the_listener_fails_in_the_run(tmp_path: Path) -> None:
    film = open_film(films.draw(tmp_path / "film.mp4", seconds=1.0).path)

    def deaf(audio, go_on):
        raise ValueError("deaf")

    with sound_beside(film, workdir=tmp_path, listen=deaf) as beside:
        with decode(film, workdir=tmp_path) as frames:
            list(frames)
        with pytest.raises(ValueError, match="deaf"):
            beside.of(frames.clock)


def test_the_sound_of_a_long_film_does_not_stay_in_memory(tmp_path: Path) -> None:
    """Resident pages of the mapped file, as Linux counts them, after a walk with ``let_go``."""
    from scorecut.model.audio import let_go

    place = tmp_path / "long.f32"
    with place.open("wb") as file:
        file.truncate(64 << 20)
    samples = np.memmap(place, np.float32, mode="r", shape=(8 << 20, 2))

    def resident_kib() -> int:
        told = Path("/proc/self/smaps").read_text().split(str(place))[1]
        return int(next(line for line in told.splitlines() if line.startswith("Rss:")).split()[1])

    assert float(samples.sum()) == 0.0
    assert resident_kib() > 60_000
    let_go(samples[5:, 0])
    assert resident_kib() < 1_000
    let_go(np.zeros(4))
