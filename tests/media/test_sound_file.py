"""Sound files: what goes in comes out, and the same bytes each time."""

from pathlib import Path

import numpy as np
import pytest

from scorecut.errors import OutputError
from scorecut.media.sound_file import read_wav, write_wav


def noise(n: int = 300_000, channels: int = 2) -> np.ndarray:
    return (0.3 * np.random.default_rng(5).standard_normal((n, channels))).clip(-1, 1).astype(np.float32)


@pytest.mark.parametrize(("bits", "step"), [(16, 2**-15), (24, 2**-23)])
def test_samples_come_back_to_a_step_of_the_scale(tmp_path: Path, bits: int, step: float) -> None:
    sound = noise()
    write_wav(tmp_path / "a.wav", sound, bits)
    back = read_wav(tmp_path / "a.wav", tmp_path / "a.f32")
    assert back.rate_hz == 48_000 and back.samples.shape == sound.shape and isinstance(back.samples, np.memmap)
    assert np.abs(back.samples - sound).max() <= 1.5 * step
    assert np.array_equal(read_wav(tmp_path / "a.wav").samples, back.samples)


def test_the_same_samples_give_the_same_bytes(tmp_path: Path) -> None:
    for name in "ab":
        write_wav(tmp_path / f"{name}.wav", noise(channels=6))
    assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "b.wav").read_bytes()


def test_what_is_too_loud_is_clipped_not_wrapped(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", np.array([[1.5], [-1.5], [0.5]], np.float32))
    assert read_wav(tmp_path / "a.wav").samples[:, 0] == pytest.approx([1.0, -1.0, 0.5], abs=1e-6)


def test_a_folder_that_is_not_there_is_an_output_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"none/a\.wav: cannot be written"):
        write_wav(tmp_path / "none" / "a.wav", noise(10))


def test_what_is_no_sound_is_named(tmp_path: Path) -> None:
    (tmp_path / "text.wav").write_text("no sound")
    with pytest.raises(ValueError, match=r"text\.wav: cannot be read as sound"):
        read_wav(tmp_path / "text.wav")


def test_a_broadcast_wave_tells_where_it_begins_and_holds_the_same_samples(tmp_path: Path) -> None:
    sound = noise(70_001)
    write_wav(tmp_path / "plain.wav", sound)
    write_wav(tmp_path / "bwf.wav", sound, time_reference=172_972_800)
    held = (tmp_path / "bwf.wav").read_bytes()
    assert held[12:16] == b"bext" and int.from_bytes(held[20 + 338 : 20 + 346], "little") == 172_972_800
    assert int.from_bytes(held[4:8], "little") == len(held) - 8
    assert np.array_equal(read_wav(tmp_path / "bwf.wav").samples, read_wav(tmp_path / "plain.wav").samples)
    assert held.endswith((tmp_path / "plain.wav").read_bytes()[-70_001 * 6 :])


@pytest.mark.parametrize("start", [None, 48_000])
def test_above_the_limit_of_a_wav_the_file_is_rf64(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start: int | None
) -> None:
    monkeypatch.setattr("scorecut.media.sound_file.WAV_LIMIT_BYTES", 1000)
    sound = noise(5000)
    write_wav(tmp_path / "a.wav", sound, time_reference=start)
    held = (tmp_path / "a.wav").read_bytes()
    assert held[:4] == b"RF64" and held[12:16] == b"ds64"
    assert int.from_bytes(held[20:28], "little") == len(held) - 8
    assert int.from_bytes(held[28:36], "little") == sound.size * 3
    back = read_wav(tmp_path / "a.wav").samples
    assert back.shape == sound.shape and np.abs(back - sound).max() < 2**-22
