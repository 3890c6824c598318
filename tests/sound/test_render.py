import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from scorecut.errors import MissingError
from scorecut.media.onset import heard_end_s, heard_onset_s
from scorecut.model.audio import RATE_HZ, Stems
from scorecut.model.performance import Performance
from scorecut.model.progress import Silent
from scorecut.model.score import FUNCTIONS
from scorecut.sound.render import render
from scorecut.sound.settings import SoundSettings
from scorecut.store import Store
from tests.kept import kept
from tests.sound.playing import cue, line, performance, small_score, tune


def rendered(what: Performance, font: Path, workdir: Path, store: Store | None = None) -> Stems:
    workdir.mkdir(parents=True, exist_ok=True)
    return render(
        what, settings=SoundSettings(soundfont=font), workdir=workdir, store=store or kept(), progress=Silent()
    )


@pytest.fixture(scope="module")
def stems(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Stems:
    return rendered(small_score(), tiny, tmp_path_factory.mktemp("render"))


def digest(samples: np.ndarray) -> str:
    return hashlib.sha256(np.ascontiguousarray(samples).tobytes()).hexdigest()


def test_every_stem_is_as_long_as_the_film(stems: Stems) -> None:
    assert {audio.n_samples for audio in stems.stems.values()} == {15 * RATE_HZ} == {stems.music.n_samples}


def test_the_stems_null_against_the_music(stems: Stems) -> None:
    rest = stems.music.samples - sum(np.asarray(stems.stems[name].samples, np.float64) for name in FUNCTIONS)
    assert 20 * np.log10(np.abs(rest).max() + 1e-12) < -120


def test_every_function_that_plays_is_heard_in_its_stem(stems: Stems) -> None:
    for name in FUNCTIONS:
        assert np.abs(stems.stems[name].samples).max() > 1e-3, name


def test_every_hit_is_heard_within_half_a_sample_of_its_time(stems: Stems) -> None:
    assert [accent.hit_id for accent in stems.accents] == ["h1", "h2", "h3", "h4"]
    hits = np.asarray(stems.stems["hits"].samples)
    for accent in stems.accents:
        there = hits[accent.start_sample : accent.start_sample + accent.sound.shape[0]]
        if accent.kind == "stop":
            heard = heard_end_s(accent.sound, RATE_HZ, near_s=accent.attack_s)
        else:
            heard = heard_onset_s(accent.sound, RATE_HZ)
        assert heard == pytest.approx(accent.attack_s, abs=1e-9)
        assert accent.start_sample / RATE_HZ + heard == pytest.approx(accent.time_s, abs=0.51 / RATE_HZ)
        assert np.corrcoef(there.ravel(), accent.sound.ravel())[0, 1] > 0.9


def test_an_accent_alone_is_in_the_stem_exactly_as_it_is_told(stems: Stems) -> None:
    last = stems.accents[-1]
    there = stems.stems["hits"].samples[last.start_sample : last.start_sample + last.sound.shape[0]]
    assert np.array_equal(there, last.sound)


def test_everything_else_stops_at_a_stop(stems: Stems) -> None:
    for name in ("melody", "harmony", "bass"):
        bus = np.asarray(stems.stems[name].samples)

        def level(at_s: float, bus: np.ndarray = bus) -> float:
            around = bus[round(at_s * RATE_HZ) : round((at_s + 0.05) * RATE_HZ)]
            return 10 * np.log10((around**2).mean() + 1e-12)

        assert level(4.1) < level(3.9) - 8, name  # the room rings on, the players do not


def test_the_film_ends_in_silence(stems: Stems) -> None:
    last = np.abs(stems.music.samples[-round(0.05 * RATE_HZ) :]).max()
    assert 20 * np.log10(last + 1e-12) <= -50
    steps = np.abs(np.diff(stems.music.samples[-RATE_HZ:], axis=0)).max()
    assert steps < 0.2 * np.abs(stems.music.samples).max()


def test_two_runs_and_a_warm_store_give_the_same_bytes(tiny: Path, tmp_path: Path, stems: Stems) -> None:
    store = Store(tmp_path / "store")
    cold = rendered(small_score(), tiny, tmp_path / "a", store)
    warm = rendered(small_score(), tiny, tmp_path / "b", store)
    for name in FUNCTIONS:
        told = digest(stems.stems[name].samples)
        assert digest(cold.stems[name].samples) == told == digest(warm.stems[name].samples)


@pytest.mark.parametrize("cores", [1, 3])
def test_as_many_cores_as_there_are_give_the_same_bytes(tiny: Path, tmp_path: Path, stems: Stems, cores, monkeypatch):
    monkeypatch.setattr("scorecut.sound.together.usable_cores", lambda: cores)
    again = rendered(small_score(), tiny, tmp_path, Store(tmp_path / "store"))
    assert all(digest(again.stems[name].samples) == digest(stems.stems[name].samples) for name in FUNCTIONS)


def test_a_changed_cue_leaves_the_others_bit_identical(tiny: Path, tmp_path: Path, stems: Stems) -> None:
    whole = small_score()
    changed = replace(whole.cues[1], lines=(replace(whole.cues[1].lines[0], notes=whole.cues[1].lines[0].notes[:4]),))
    other = rendered(replace(whole, cues=(whole.cues[0], changed)), tiny, tmp_path)
    upto = round(8.5 * RATE_HZ)
    for name in FUNCTIONS:
        assert digest(other.stems[name].samples[:upto]) == digest(stems.stems[name].samples[:upto])
    assert digest(other.stems["melody"].samples) != digest(stems.stems["melody"].samples)


def test_notes_are_heard_when_they_should_be(tiny: Path, tmp_path: Path) -> None:
    for name, bound_s in (("piano", 0.004), ("violins", 0.012)):
        notes = [(1.0, 0.8, 60, 64), (3.0, 0.8, 60, 64)]
        what = performance(cue([line("melody", name, notes)], space="dry"), duration_s=6.0)
        bus = np.asarray(rendered(what, tiny, tmp_path / name).music.samples)
        for at_s, *_ in notes:
            first = round((at_s - 0.2) * RATE_HZ)
            heard = heard_onset_s(bus[first : first + RATE_HZ], RATE_HZ, note_on_s=0.05) + first / RATE_HZ
            assert heard == pytest.approx(at_s, abs=bound_s), name


def test_a_note_at_the_films_first_moment_and_one_at_its_last_are_played(tiny: Path, tmp_path: Path) -> None:
    notes = [(0.0, 0.5, 60, 64), (2.95, 0.5, 60, 64)]
    made = rendered(performance(cue([line("melody", "piano", notes)], start_s=0.0), duration_s=3.0), tiny, tmp_path)
    assert np.abs(made.music.samples[:4800]).max() > 1e-3


def test_a_film_without_music_is_silence(tiny: Path, tmp_path: Path) -> None:
    made = rendered(Performance(parts=(), cues=(), duration_s=2.0), tiny, tmp_path)
    assert made.music.n_samples == 2 * RATE_HZ and not np.any(made.music.samples) and made.accents == ()


def test_a_written_mezzo_forte_is_as_loud_on_any_instrument(tiny: Path, tmp_path: Path) -> None:
    from scorecut.media.loudness import momentary

    levels = []
    for name in ("violins", "cello", "trumpet"):
        what = performance(cue([line("melody", name, [(1.0, 2.0, 60, 64)])], space="dry"), duration_s=6.0)
        levels.append(momentary(np.asarray(rendered(what, tiny, tmp_path / name).music.samples)).values.max())
    assert levels[0] == pytest.approx(levels[1], abs=3.0)
    assert levels[2] == pytest.approx(levels[0] + 2.0, abs=2.5)  # the table gives brass 2 dB more


def test_the_lead_stands_before_a_bed_that_plays_too_loud(tiny: Path, tmp_path: Path) -> None:
    from scorecut.media.loudness import integrated_lufs

    bed = [(1.0 + i * 2, 2.0, p, 66) for i in range(3) for p in (50, 57, 62, 65, 69)]
    what = performance(
        cue([line("melody", "cello", tune(1.0, 12)), line("harmony", "violins", bed)], space="dry"), duration_s=10.0
    )
    made = rendered(what, tiny, tmp_path)
    lead, under = (integrated_lufs(made.stems[name].samples) for name in ("melody", "harmony"))
    assert lead - under > 3.0


def test_nothing_passes_full_scale_however_hard_they_play(tiny: Path, tmp_path: Path) -> None:
    shout = np.array([[0.0, 20.0], [10.0, 20.0]])
    lines = [
        line(function, "violins", [(1.0, 4.0, 50 + 3 * i + k, 127) for k in range(6)], expression=shout)
        for i, function in enumerate(("melody", "harmony", "bass", "texture"))
    ]
    made = rendered(performance(cue(lines)), tiny, tmp_path)
    assert max(np.abs(audio.samples).max() for audio in (made.music, *made.stems.values())) < 1.0


def test_who_made_which_sound_is_told(stems: Stems) -> None:
    row = stems.engines[0]
    assert row["licence"] == "public domain" and row["sounds"] == "tiny.sf2" and "melody: cello" in row["parts"]
    assert any("neighbours play them" in warning and "20:48" in warning for warning in stems.warnings)


def test_a_font_that_is_required_must_be_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scorecut.sound.soundfont.FOLDERS", ())
    with pytest.raises(MissingError, match="no sound font was found"):
        render(
            small_score(),
            settings=SoundSettings(require_font=True),
            workdir=tmp_path,
            store=kept(),
            progress=Silent(),
        )


def test_without_a_font_the_synthesiser_plays_everything_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("scorecut.sound.synth.engine")
    monkeypatch.setattr("scorecut.sound.soundfont.FOLDERS", ())
    made = render(small_score(), settings=SoundSettings(), workdir=tmp_path, store=kept(), progress=Silent())
    assert any("the synthesiser plays all parts" in warning for warning in made.warnings)
    assert [row["name"] for row in made.engines] == ["scorecut synthesiser"]
    for name in FUNCTIONS:
        assert np.abs(made.stems[name].samples).max() > 1e-3, name
    for accent in made.accents:
        if accent.kind != "stop":
            heard = accent.start_sample / RATE_HZ + heard_onset_s(accent.sound, RATE_HZ)
            assert heard == pytest.approx(accent.time_s, abs=0.51 / RATE_HZ)
