from pathlib import Path

import pytest

from scorecut.errors import MissingError
from scorecut.sound.soundfont import find_font, read_font
from tests.sound.fonts import tiny_font


def test_a_font_tells_its_presets_zones_and_copyright(tmp_path: Path) -> None:
    font = read_font(tiny_font(tmp_path / "tiny.sf2"))
    assert font.presets[0, 48] == "Strings" and font.presets[128, 40] == "Brush" and len(font.presets) == 5
    assert font.copyright == "public domain" and font.licence == "public domain"
    assert [(zone.low_key, zone.high_key, zone.sample) for zone in font.zones((0, 0))] == [(0, 72, 0), (73, 127, 1)]


def test_a_missing_preset_has_a_stated_neighbour(tmp_path: Path) -> None:
    font = read_font(tiny_font(tmp_path / "tiny.sf2"))
    assert font.nearest(0, 48) == (0, 48), "a preset that is there plays itself"
    assert font.nearest(20, 48) == (0, 48), "the same program of another bank"
    assert font.nearest(0, 50) == (0, 48), "the nearest of its family"
    assert font.nearest(0, 3) == (0, 0)
    assert font.nearest(128, 25) == (128, 0), "a kit that is missing is the standard kit"
    assert font.nearest(0, 73)[0] == 0, "no flute at all: something still plays"


def test_another_key_is_offered_only_where_other_samples_sound(tmp_path: Path) -> None:
    font = read_font(tiny_font(tmp_path / "tiny.sf2"))
    assert font.other_keys((0, 0), 72, 64, 2) == [73]
    assert font.other_keys((0, 0), 74, 64, 3) == [72], "one key for each other sample, the nearest"
    assert font.other_keys((0, 0), 60, 64, 3) == []


def test_identity_depends_on_content_not_on_place(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one = read_font(tiny_font(tmp_path / "a" / "tiny.sf2"))
    same = read_font(tiny_font(tmp_path / "b" / "tiny.sf2"))
    other = read_font(tiny_font(tmp_path / "tiny.sf2", presets=((0, 0, "Piano", 0.2),)))
    assert one.identity == same.identity != other.identity


def test_what_is_no_font_is_named(tmp_path: Path) -> None:
    text = tmp_path / "notes.sf2"
    text.write_text("these are not samples")
    with pytest.raises(MissingError, match=r"notes\.sf2: this is no SoundFont"):
        read_font(text)
    with pytest.raises(MissingError, match="there is no such sound font"):
        find_font(tmp_path / "absent.sf3")


def test_a_truncated_font_is_named(tmp_path: Path) -> None:
    whole = tiny_font(tmp_path / "tiny.sf2").read_bytes()
    (tmp_path / "short.sf2").write_bytes(whole[: len(whole) - 700])
    with pytest.raises(MissingError, match=r"short\.sf2"):
        read_font(tmp_path / "short.sf2")
