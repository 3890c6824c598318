"""What is cut out of a sound font sounds as it does in the whole font, whatever was asked for before."""

from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pytest

from scorecut.sound.engine import EngineNote
from scorecut.sound.excerpt import SAMPLE, Excerpts
from scorecut.sound.fluidsynth import LoadedFont
from scorecut.sound.sampled import SampledPlayers
from scorecut.sound.soundfont import FontFile, find_font, read_font
from tests.sound.fonts import packed_font, tiny_font

STRINGS = (0, 48)
NOTHING = np.zeros((0, 2))


@pytest.fixture
def font(tmp_path: Path) -> Path:
    return tiny_font(tmp_path / "tiny.sf2")


def excerpt(font: Path, samples: set[int], place: Path) -> Path:
    place.write_bytes(b"".join(Excerpts(font).cut_out(STRINGS, frozenset(samples))))
    return place


def sounding(font: Path, samples: frozenset[int], key: int, *, held_before: frozenset[int] = frozenset()) -> np.ndarray:
    """A note of a second, rendered by a font that had to hold something else before."""
    loaded = LoadedFont(font)
    loaded.hold(STRINGS, held_before or samples)
    with loaded.voice(STRINGS, samples) as voice:
        return voice.play(
            [(0, 2, "noteon", (0, key, 90)), (24_000, 0, "noteoff", (0, key))], np.zeros((48_000, 2), np.float32)
        )


def test_one_preset_is_left_with_the_samples_that_were_asked_for(font, tmp_path):
    cut = read_font(excerpt(font, {1}, tmp_path / "cut.sf2"))
    assert cut.presets == {STRINGS: "Strings"}
    assert [(zone.low_key, zone.high_key, zone.sample) for zone in cut.zones(STRINGS)] == [(73, 127, 0)]


def test_samples_and_loops_are_those_of_the_whole_font(font, tmp_path):
    whole, cut = FontFile(font), FontFile(excerpt(font, {0, 1}, tmp_path / "cut.sf2"))
    for number in (0, 1):
        old, new = (SAMPLE.unpack_from(file.tables[b"shdr"], SAMPLE.size * number) for file in (whole, cut))
        assert old[0] == new[0] and old[5:] == new[5:]
        assert [place - old[1] for place in old[1:5]] == [place - new[1] for place in new[1:5]]
        assert whole.sound(b"smpl", 2 * old[1], 2 * old[2]) == cut.sound(b"smpl", 2 * new[1], 2 * new[2])


@pytest.mark.font
@pytest.mark.parametrize("key", [60, 80])
def test_it_sounds_bit_for_bit_as_in_the_whole_font(font, monkeypatch, key):
    cut = sounding(font, frozenset({key > 72}), key)
    monkeypatch.setattr(Excerpts, "cut_out", lambda *_: [font.read_bytes()])
    assert np.array_equal(cut, sounding(font, frozenset({0, 1}), key))
    assert np.abs(cut).max() > 0.01


@pytest.mark.font
def test_what_was_held_before_changes_nothing(font):
    alone = sounding(font, frozenset({1}), 80)
    assert np.array_equal(alone, sounding(font, frozenset({1}), 80, held_before=frozenset({0})))


@pytest.mark.font
def test_what_was_not_asked_for_is_silent_where_a_preset_is_large(font, monkeypatch):
    monkeypatch.setattr("scorecut.sound.excerpt.SMALL_BYTES", 0)
    assert not sounding(font, frozenset({0}), 80).any()
    assert sounding(font, frozenset({0}), 60).any()


def test_packed_samples_are_unpacked_with_their_loops(font, tmp_path):
    packed = packed_font(font, tmp_path / "tiny.sf3")
    plain, unpacked = (FontFile(excerpt(path, {0, 1}, tmp_path / f"{path.suffix}.sf2")) for path in (font, packed))
    for number in (0, 1):
        rows = [SAMPLE.unpack_from(file.tables[b"shdr"], SAMPLE.size * number) for file in (plain, unpacked)]
        assert rows[0] == rows[1]
        first, last = (2 * place for place in rows[0][1:3])
        one, other = (np.frombuffer(file.sound(b"smpl", first, last), "<i2") for file in (plain, unpacked))
        assert np.corrcoef(one, other)[0, 1] > 0.99


def test_a_preset_that_is_not_there_is_named(font):
    with pytest.raises(KeyError, match="3, 7"):
        Excerpts(font).cut_out((3, 7), frozenset({0}))


@pytest.mark.font
def test_the_machine_s_own_font_sounds_as_when_it_is_loaded_whole(monkeypatch, tmp_path):
    path = find_font()
    assert path is not None
    notes = [EngineNote(start_s=0.2 * n, length_s=0.3, pitch=60 + n, velocity=50 + 6 * n) for n in range(8)]

    def played() -> np.ndarray:
        return SampledPlayers(path).render("0:42", notes, NOTHING, NOTHING, 96_000, 0.0)

    monkeypatch.setattr("scorecut.sound.sampled.loaded", LoadedFont)
    cut = played()
    whole = path.read_bytes()
    monkeypatch.setattr(Excerpts, "cut_out", lambda *_: [whole])
    monkeypatch.setattr("scorecut.sound.fluidsynth.tempfile.TemporaryDirectory", lambda prefix: nullcontext(tmp_path))
    assert np.abs(cut - played()).max() < 1e-4  # unpacking may round the last of 16 bits another way
    assert np.abs(cut).max() > 0.05
