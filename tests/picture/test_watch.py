"""A real film through the real decoder becomes a picture with exact times; kept, it comes back the same."""

import csv
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from scorecut.errors import MissingError
from scorecut.media.probe import open_film
from scorecut.model.progress import Silent
from scorecut.picture.feel import feel
from scorecut.picture.keep import load_picture, save_picture
from scorecut.picture.settings import PictureSettings
from scorecut.picture.watch import no_weights, watch
from scorecut.store import Store
from tests.films import draw

BLIND = PictureSettings(clip=False)


class Listener(Silent):
    def __init__(self) -> None:
        self.said: list[str] = []
        self.shares: list[float] = []

    def say(self, text: str) -> None:
        self.said.append(text)

    def advance(self, share: float, note: str = "") -> None:
        self.shares.append(share)


def see(path, workdir, settings=BLIND, store=None, progress=None):
    workdir.mkdir(exist_ok=True)
    return watch(
        open_film(path), settings=settings, workdir=workdir, store=store or Store(None), progress=progress or Silent()
    )


@pytest.mark.parametrize("rate", [Fraction(25), Fraction(24000, 1001), Fraction(60000, 1001)])
def test_cut_times_are_the_stamps_of_the_first_new_frames(tmp_path, rate):
    film = draw(tmp_path / "a.mp4", seconds=4, rate=rate, cuts=(30, 61, 80), flashes=(45,))
    picture = see(film.path, tmp_path / "w")
    assert [t.frame for t in picture.transitions] == [30, 61, 80]
    assert [t.time_s for t in picture.transitions] == [float(frame / rate) for frame in (30, 61, 80)]
    assert [(e.kind, e.frame) for e in picture.events if e.kind == "flash"] == [("flash", 45)]
    assert [s.start_frame for s in picture.shots] == [0, 30, 61, 80]
    assert picture.shots[-1].end_s == picture.duration_s == pytest.approx(4, abs=0.05)


@pytest.mark.parametrize(("suffix", "late_s"), [(".mp4", 0.4), (".mkv", 0.7), (".ts", 0.0)])
def test_late_pictures_and_other_containers_keep_their_times(tmp_path, suffix, late_s):
    film = draw(tmp_path / f"a{suffix}", seconds=3, rate=25, cuts=(20, 50), late_s=late_s)
    picture = see(film.path, tmp_path / "w")
    assert [t.time_s for t in picture.transitions] == pytest.approx([0.8, 2.0], abs=0.0011)


def test_a_variable_rate_gives_stamps_and_not_frame_numbers(tmp_path):
    steps = np.where(np.arange(90) % 7 < 3, 1 / 30, 1 / 15)
    times_s = np.round(np.concatenate([[0], np.cumsum(steps)[:-1]]) * 90_000) / 90_000
    film = draw(tmp_path / "v.mp4", times_s=list(times_s), cuts=(33, 62))
    picture = see(film.path, tmp_path / "w")
    assert [t.time_s for t in picture.transitions] == pytest.approx([times_s[33], times_s[62]], abs=1e-6)


def test_features_are_all_there_at_4_hz(tmp_path):
    film = draw(tmp_path / "a.mp4", seconds=3, cuts=(40,))
    picture = see(film.path, tmp_path / "w")
    names = {"motion", "brightness", "contrast", "colourfulness", "saturation", "darkness", "cut_pace", "loudness"}
    assert set(picture.features) == names
    for curve in picture.features.values():
        assert np.diff(curve.times_s) == pytest.approx(np.full(curve.times_s.size - 1, 0.25))
        assert np.isfinite(curve.values).all() and curve.times_s[-1] <= picture.duration_s
    assert (
        see(draw(tmp_path / "silent.mp4", seconds=1, layout=None).path, tmp_path / "s").features["loudness"].values
        == -70
    ).all()


def test_what_is_kept_comes_back_the_same_and_is_not_made_again(tmp_path, monkeypatch):
    film = draw(tmp_path / "a.mp4", seconds=3, cuts=(40,), flashes=(20,))
    store = Store(tmp_path / "store")
    first = see(film.path, tmp_path / "w", store=store)
    monkeypatch.setattr("scorecut.picture.watch.watch_afresh", lambda *a, **k: pytest.fail("watched again"))
    second = see(film.path, tmp_path / "w2", store=store)
    same_pictures(first, second)


def same_pictures(a, b):
    for name in ("film", "shots", "transitions", "events", "speech", "music", "letterbox", "warnings"):
        assert getattr(a, name) == getattr(b, name)
    assert np.array_equal(a.clock.pts, b.clock.pts) and a.clock.time_base == b.clock.time_base
    assert (a.clock.rate, a.clock.end_s) == (b.clock.rate, b.clock.end_s)
    assert list(a.features) == list(b.features)
    for name, curve in a.features.items():
        assert np.array_equal(curve.values, b.features[name].values)
        assert np.array_equal(curve.times_s, b.features[name].times_s)
    assert (a.meaning is None) == (b.meaning is None)
    if a.meaning is not None and b.meaning is not None:
        assert np.array_equal(a.meaning.vectors, b.meaning.vectors) and a.meaning.identity == b.meaning.identity
        for name, scores in a.meaning.scores.items():
            assert np.array_equal(scores, b.meaning.scores[name])


def test_the_same_film_gives_the_same_picture(tmp_path):
    film = draw(tmp_path / "a.mp4", seconds=3, cuts=(40,))
    same_pictures(see(film.path, tmp_path / "one"), see(film.path, tmp_path / "two"))


def test_missing_weights_are_told_once_and_stay_in_the_picture(tmp_path, monkeypatch):
    monkeypatch.setattr("scorecut.picture.clip.cached_weights", lambda model, tag: None)
    film = draw(tmp_path / "a.mp4", seconds=1)
    listener = Listener()
    picture = see(film.path, tmp_path / "w", PictureSettings(), progress=listener)
    assert listener.said == [no_weights(PictureSettings())] and picture.warnings == (no_weights(PictureSettings()),)
    assert listener.shares == sorted(listener.shares) and listener.shares[-1] == 1
    with pytest.raises(MissingError, match="models fetch"):
        see(film.path, tmp_path / "w", PictureSettings(require_clip=True))
    assert see(film.path, tmp_path / "w").warnings == ()


def test_a_local_clip_drives_the_curve(tmp_path, tiny_clip):
    film = draw(tmp_path / "a.mp4", seconds=6, cuts=(50, 100))
    settings = PictureSettings(clip_weights=tiny_clip)
    picture = see(film.path, tmp_path / "w", settings, Store(tmp_path / "store"))
    assert picture.meaning is not None and picture.meaning.vectors.shape == (3, 32)
    emotion = feel(picture, settings=settings)
    assert emotion.source.startswith("clip tiny") and "valence.meaning" in emotion.parts
    turned = replace(
        picture, meaning=replace(picture.meaning, scores={k: -v for k, v in picture.meaning.scores.items()})
    )
    other = feel(turned, settings=settings)
    assert np.abs(emotion.valence - other.valence).max() > 0.1
    again = see(film.path, tmp_path / "w2", settings, Store(tmp_path / "store"))
    same_pictures(picture, again)


def test_a_broken_entry_is_made_again(tmp_path):
    film = draw(tmp_path / "a.mp4", seconds=1)
    store = Store(tmp_path / "store")
    first = see(film.path, tmp_path / "w", store=store)
    for entry in store.entries():
        (entry / "picture.json").write_text("{}")
    same_pictures(first, see(film.path, tmp_path / "w2", store=store))


def test_a_picture_survives_its_folder(tmp_path):
    picture = see(draw(tmp_path / "a.mp4", seconds=2, cuts=(25,)).path, tmp_path / "w")
    (tmp_path / "kept").mkdir()
    save_picture(picture, tmp_path / "kept")
    same_pictures(picture, load_picture(tmp_path / "kept", picture.film))


@pytest.mark.parametrize("seconds", [0.04, 0.08, 0.2])
def test_the_shortest_films_can_be_watched(tmp_path, seconds):
    picture = see(draw(tmp_path / "a.mp4", seconds=seconds).path, tmp_path / "w")
    assert len(picture.shots) == 1 and picture.transitions == ()
    assert np.isfinite(feel(picture, settings=BLIND).energy).all()


def labelled(folder, name):
    """Return (cuts, spans of gradual transitions) of a labelled clip."""
    with (folder / f"{name.rsplit('.', 1)[0]}.cuts.csv").open() as rows:
        labels = [(row["kind"], int(row["start_frame"]), int(row["end_frame"])) for row in csv.DictReader(rows)]
    return [a for kind, a, _ in labels if kind == "cut"], [
        (a, b) for kind, a, b in labels if kind not in ("cut", "ignore")
    ]


@pytest.mark.clips
@pytest.mark.parametrize("name", ["tos_battle.webm", "bbb_30s.mp4", "psd_testvideo.mp4", "bikes.mp4", "fire2_vfr.mp4"])
def test_real_clips_are_cut_where_people_saw_cuts(tmp_path, clips_dir, name):
    picture = see(clips_dir / name, tmp_path / "w")
    cuts, gradual = labelled(clips_dir, name)
    found = [t for t in picture.transitions if t.kind == "cut"]
    right = [t for t in found if min((abs(t.frame - cut) for cut in cuts), default=99) <= 1]
    if cuts:
        assert 2 * len(right) / (len(found) + len(cuts)) >= 0.95
    else:
        assert found == []
    soft = [t for t in picture.transitions if t.kind != "cut"]
    clock = picture.clock
    for first, last in gradual:
        assert any(t.start_s <= clock.time_of(last) and t.end_s >= clock.time_of(first) for t in soft), (first, last)
    assert len(soft) <= len(gradual) + 1
    if name == "tos_battle.webm":
        assert not any(1660 <= t.frame <= 1680 for t in picture.transitions), "the explosion is no transition"


def test_a_model_that_was_asked_for_is_named_where_its_weights_are_missing():
    assert "of ViT-L-14" in no_weights(PictureSettings(clip_model="ViT-L-14"))
    assert " of " not in no_weights(PictureSettings())
