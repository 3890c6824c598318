from pathlib import Path

import numpy as np
import pytest

from scorecut.catalog.instruments import instruments
from scorecut.errors import MissingError, UsageError
from scorecut.media.loudness import momentary
from scorecut.sound.attack import MOST_EARLY_S
from scorecut.sound.band import Band, Player
from scorecut.sound.engine import EngineNote, engine_class
from scorecut.sound.levels import amplitude
from scorecut.sound.settings import SoundSettings
from scorecut.sound.tables import sound_tables
from scorecut.store import Store


@pytest.fixture(scope="module")
def band(tiny: Path) -> Band:
    return Band(SoundSettings(soundfont=tiny), Store(None))


def test_who_plays_follows_table_and_articulation(band: Band) -> None:
    rows = instruments()
    assert band.player(rows["cello"], "legato") == Player("font", "0:42", "cello")
    assert band.player(rows["violins"], "pizzicato").instrument == "pizzicato violins"
    assert band.player(rows["violins"], "tremolo").instrument == "tremolo violins"
    assert band.player(rows["slow violins"], "spiccato").preset == "20:48"
    assert band.player(rows["brushes"], "detache").preset == "128:40"
    assert band.player(rows["saw lead"], "legato") == Player("synth", "saw lead", "saw lead")


def test_a_single_drum_sounds_on_its_own_key(band: Band) -> None:
    for name, pitch, key in (("crash", 60, 49), ("drum kit", 38, 38), ("timpani", 43, 43)):
        row = instruments()[name]
        assert band.note_key(band.player(row, "detache"), row, pitch) == key


def test_a_mezzo_forte_comes_out_at_the_reference(band: Band) -> None:
    row = instruments()["trumpet"]
    player = band.player(row, "legato")
    pitch = (row.sweet_low + row.sweet_high) // 2
    empty = np.zeros((0, 2))
    note = EngineNote(start_s=0.0, length_s=1.5, pitch=pitch, velocity=64)
    sound = band.engine("font").render(player.preset, [note], empty, empty, 96_000, 0.0)
    sound = sound * np.float32(amplitude(band.level_db(player, row)))
    assert momentary(sound).values.max() == pytest.approx(
        sound_tables().reference.target_lufs("trumpet", "brass"), abs=2.0
    )


def test_evening_out_brings_stray_keys_nearer_and_leaves_drums(band: Band) -> None:
    row = instruments()["piano"]
    player = band.player(row, "legato")
    soft, loud = (band.even_velocity(player, row, pitch, 64) for pitch in (35, 90))
    assert soft != loud
    kit = instruments()["drum kit"]
    assert band.even_velocity(band.player(kit, "detache"), kit, 36, 64) == 64


def test_attacks_are_measured_once_and_capped(tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path)
    first = Band(SoundSettings(soundfont=tiny), store).attacks("font")
    slow = first.attack_s("0:48", 61, 60)
    assert slow > 0.03 and first.early_s("0:48", 61, 64) == min(slow, MOST_EARLY_S)
    again = Band(SoundSettings(soundfont=tiny), store)
    monkeypatch.setattr(type(again.engine("font")), "attack_s", lambda *_: pytest.fail("measured again"))
    assert again.attacks("font").attack_s("0:48", 61, 60) == slow


def test_fonts_are_left_alone_when_nobody_wants_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scorecut.sound.band.find_font", lambda *_: pytest.fail("looked for a font"))
    band = Band(SoundSettings(use_font=False), Store(None))
    assert band.player(instruments()["cello"], "legato").engine == "synth" and band.warnings == []


def test_no_fluidsynth_is_said_once_and_the_synthesiser_plays(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(_name: str):
        def build(*_args: object) -> None:
            raise MissingError("libfluidsynth is not installed; install it")

        return build

    monkeypatch.setattr("scorecut.sound.band.find_font", lambda *_: tiny)
    monkeypatch.setattr("scorecut.sound.band.engine_class", absent)
    band = Band(SoundSettings(), Store(None))
    assert band.warnings == ["libfluidsynth is not installed; install it; the synthesiser plays all parts"]
    assert band.player(instruments()["cello"], "legato").engine == "synth"
    with pytest.raises(MissingError, match="libfluidsynth is not installed"):
        Band(SoundSettings(require_font=True), Store(None))


def test_an_unknown_engine_is_named_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="no sound engine named 'theremin'; there are font, synth"):
        engine_class("theremin")


def test_credits_name_every_engine_that_played(band: Band) -> None:
    band.plays("font", "melody: cello")
    band.plays("font", "bass: basses")
    (row,) = [row for row in band.credits() if row["name"].startswith("FluidSynth")]
    assert row["parts"] == "bass: basses, melody: cello" and row["licence"] == "public domain"


def test_every_player_named_in_the_levels_is_in_the_catalogue() -> None:
    reference = sound_tables().reference
    assert set(reference.instrument_db) <= set(instruments())
    assert {row.family for row in instruments().values()} == set(reference.family_db)
    assert reference.target_lufs("hi-hat", "drums") < reference.target_lufs("snare", "drums")
