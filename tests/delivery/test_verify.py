"""The proof must hold for what is right, and must not for what is not."""

import json
from pathlib import Path

import numpy as np
import pytest

from scorecut.delivery.deliver import deliver
from scorecut.delivery.gate import NOT_HEARD_MS, check
from scorecut.delivery.proof import write_proof
from scorecut.delivery.settings import DeliverySettings
from scorecut.delivery.verify import Evidence, heard_in_stem_s, measure, verify, verify_package
from scorecut.errors import HitMissedError, UsageError
from scorecut.media.decode import decode
from scorecut.media.probe import open_film
from scorecut.media.sound_file import write_wav
from scorecut.model.audio import Audio, Mix, PlacedAccent, Stems
from scorecut.model.clock import Clock
from scorecut.model.curve import Curve
from scorecut.model.film import Film
from scorecut.model.report import Sync
from tests import drawn_music, films

LENGTH_S = 4.0
GATE = DeliverySettings()
FLAT = Curve(times_s=np.array([0.0]), values=np.array([0.0]))


def accents() -> list[PlacedAccent]:
    """Struck, blown, bowed and stopped, one pair close together."""
    return [
        drawn_music.accent(1, 0.52, "struck"),
        drawn_music.accent(2, 1.28, "blown"),
        drawn_music.accent(3, 1.48, "struck"),
        drawn_music.accent(4, 2.4, "bowed"),
        drawn_music.accent(5, 3.2, "struck", kind="stop"),
    ]


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> tuple[Film, Clock]:
    folder = tmp_path_factory.mktemp("film")
    film = open_film(films.draw(folder / "film.mp4", seconds=LENGTH_S, late_s=0.21).path)
    with decode(film, workdir=folder) as frames:
        for _ in frames:
            pass
    return film, frames.clock


def proven(
    film: tuple[Film, Clock], stems: Stems, mixed: Mix, heard: Mix, folder: Path, suffix: str = ".mp4"
) -> tuple[Sync, Path]:
    """Deliver ``heard`` and measure it as if ``mixed`` had been delivered."""
    made = deliver(heard, film[0], film[1], folder / f"out{suffix}", settings=GATE, workdir=folder)
    return verify(made, stems, mixed, film[1], settings=GATE, workdir=folder), made.film


@pytest.mark.parametrize(("suffix", "under"), [(".mp4", None), (".mkv", 0.08), (".mp4", 0.9)])
def test_hits_that_are_right_are_proven_under_any_film_sound(
    tmp_path: Path, film: tuple[Film, Clock], suffix: str, under: float | None
) -> None:
    stems = drawn_music.stems_of(accents(), LENGTH_S)
    sound = None if under is None else drawn_music.dialogue(LENGTH_S, under)
    mix = drawn_music.mix_of(stems, sound, gain_db=-3 if under is None else -9)
    sync, _ = proven(film, stems, mix, mix, tmp_path, suffix)
    assert [hit.hit_id for hit in sync.hits] == ["h1", "h2", "h3", "h4", "h5"]
    assert sync.max_abs_ms < 0.15
    assert abs(sync.transport_ms) < 0.05
    check(sync, settings=GATE)


@pytest.mark.parametrize(("late_ms", "under"), [(5, None), (-5, 0.9)])
def test_a_film_whose_sound_is_shifted_by_5_ms_fails(
    tmp_path: Path, film: tuple[Film, Clock], late_ms: int, under: float | None
) -> None:
    stems = drawn_music.stems_of(accents(), LENGTH_S)
    mix = drawn_music.mix_of(stems, None if under is None else drawn_music.dialogue(LENGTH_S, under))
    sync, _ = proven(film, stems, mix, drawn_music.shifted(mix, late_ms * 48), tmp_path)
    assert [hit.error_ms for hit in sync.hits] == pytest.approx([late_ms] * 5, abs=0.2)
    assert sync.transport_ms == pytest.approx(late_ms, abs=0.05)
    with pytest.raises(
        HitMissedError, match=r"5 of 5 hits.*h\d at .* s is [45]\.\d\d ms " + ("late" if late_ms > 0 else "early")
    ):
        check(sync, settings=GATE)


@pytest.mark.parametrize("moved", [240, -60])
def test_one_accent_moved_before_the_mix_fails_alone(tmp_path: Path, film: tuple[Film, Clock], moved: int) -> None:
    stems = drawn_music.stems_of(accents(), LENGTH_S, moved={"h3": moved})
    mix = drawn_music.mix_of(stems)
    sync, _ = proven(film, stems, mix, mix, tmp_path)
    errors = {hit.hit_id: hit.error_ms for hit in sync.hits}
    assert errors.pop("h3") == pytest.approx(moved / 48, abs=0.1)
    assert max(map(abs, errors.values())) < 0.2
    with pytest.raises(HitMissedError, match=r"1 of 5 hits.*h3"):
        check(sync, settings=GATE)


def test_an_accent_placed_for_another_time_fails(tmp_path: Path, film: tuple[Film, Clock]) -> None:
    import dataclasses

    wrong = accents()
    wrong[1] = dataclasses.replace(wrong[1], time_s=wrong[1].time_s + 0.002)
    stems = drawn_music.stems_of(wrong, LENGTH_S)
    mix = drawn_music.mix_of(stems)
    sync, _ = proven(film, stems, mix, mix, tmp_path)
    assert sync.hits[1].error_ms == pytest.approx(-2.0, abs=0.1)


def evidence(stem: np.ndarray, decoded: np.ndarray | None = None) -> Evidence:
    heard = Audio(samples=stem if decoded is None else decoded)
    return Evidence(hits=Audio(samples=stem), gain_db=FLAT, whole=Audio(samples=stem), decoded=heard)


def test_an_accent_that_is_not_in_the_stem_is_not_heard() -> None:
    told = accents()
    stem = drawn_music.hits_stem([one for one in told if one.hit_id != "h2"], 200_000)
    sync = measure(told, evidence(stem))
    assert [hit.error_ms == NOT_HEARD_MS for hit in sync.hits] == [False, True, False, False, False]
    with pytest.raises(HitMissedError, match=r"h2 at 1\.280 s is not heard"):
        check(sync, settings=GATE)


def test_a_film_without_the_music_proves_nothing() -> None:
    stem = drawn_music.hits_stem(accents(), 200_000)
    silent = measure(accents(), evidence(stem, np.zeros_like(stem)))
    other = measure(accents(), evidence(stem, drawn_music.dialogue(200_000 / 48_000)))
    for sync in (silent, other):
        assert all(hit.error_ms == NOT_HEARD_MS for hit in sync.hits)


def test_no_hits_are_no_error() -> None:
    sync = measure([], evidence(np.zeros((48_000, 2), np.float32)))
    assert sync.hits == () and sync.max_abs_ms == 0.0
    check(sync, settings=GATE)


def test_a_flurry_of_like_notes_is_told_apart() -> None:
    flurry = [drawn_music.accent(n, 0.5 + 0.05 * n, "struck", hz=220.0) for n in range(1, 8)]
    stem = Audio(samples=drawn_music.hits_stem(flurry, 96_000))
    for one in flurry:
        heard_s = heard_in_stem_s(one, flurry, stem)
        assert heard_s is not None and abs(heard_s - one.time_s) < 2e-5


def package(folder: Path, stems: Stems) -> Path:
    """The part of a package that the proof needs."""
    (folder / "stems").mkdir(parents=True)
    write_wav(folder / "stems" / "hits.wav", stems.stems["hits"].samples)
    write_wav(folder / "music.wav", stems.music.samples)
    report = {
        "schema": "scorecut/report/1",
        "film": {"n_frames": 100},
        "hits": [{"id": one.hit_id, "time_s": one.time_s} for one in stems.accents],
        "proof": write_proof(folder, stems.accents, workdir=folder),
    }
    (folder / "report.json").write_text(json.dumps(report))
    return folder


@pytest.mark.parametrize("under", [pytest.param(None, marks=pytest.mark.slow), 0.08])
def test_a_package_proves_its_film_again_and_catches_what_was_changed_since(
    tmp_path: Path, film: tuple[Film, Clock], under: float | None
) -> None:
    stems = drawn_music.stems_of(accents(), LENGTH_S)
    mix = drawn_music.mix_of(stems, None if under is None else drawn_music.dialogue(LENGTH_S, under), gain_db=-6)
    folder = package(tmp_path / "film.score", stems)
    _, good = proven(film, stems, mix, mix, tmp_path)
    sync = verify_package(good, folder, max_hit_error_ms=1.0, workdir=tmp_path)
    assert len(sync.hits) == 5 and sync.max_abs_ms < 0.2

    _, late = proven(film, stems, mix, drawn_music.shifted(mix, 240), tmp_path)
    with pytest.raises(HitMissedError, match="5 of 5 hits"):
        verify_package(late, folder, max_hit_error_ms=1.0, workdir=tmp_path)

    moved = drawn_music.hits_stem(stems.accents, stems.music.n_samples, {"h4": 240})
    write_wav(folder / "stems" / "hits.wav", moved)
    with pytest.raises(HitMissedError, match="h4 at"):
        verify_package(good, folder, max_hit_error_ms=1.0, workdir=tmp_path)


def test_a_folder_that_is_no_package_is_refused_in_one_line(tmp_path: Path, film: tuple[Film, Clock]) -> None:
    def refused(why: str) -> None:
        with pytest.raises(UsageError, match=why):
            verify_package(film[0].path, tmp_path / "p", max_hit_error_ms=1.0, workdir=tmp_path)

    refused(r"no package of scorecut \(report.json: No such file")
    stems = drawn_music.stems_of(accents(), LENGTH_S)
    package(tmp_path / "p", stems)
    (tmp_path / "p" / "music.wav").unlink()
    refused("music.wav: cannot be read")
    report = json.loads((tmp_path / "p" / "report.json").read_text())
    report["proof"] = report["proof"][1:]
    (tmp_path / "p" / "report.json").write_text(json.dumps(report))
    refused("no proof of hit h1")
    (tmp_path / "p" / "report.json").write_text("{")
    refused("cannot be read")
