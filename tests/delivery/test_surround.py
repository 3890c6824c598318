"""Films in surround keep their channels: a tone in each comes back where it was, in every container."""

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from scorecut.delivery.containers import container_of, encoder_of
from scorecut.delivery.deliver import deliver
from scorecut.delivery.settings import DeliverySettings
from scorecut.errors import UsageError
from scorecut.media.decode import decode
from scorecut.media.film_sound import read_film_sound
from scorecut.media.probe import open_film
from scorecut.model.audio import Audio, Stems
from scorecut.model.brief import Brief
from scorecut.model.progress import Silent
from scorecut.model.score import FUNCTIONS
from scorecut.sound.mix import mix
from scorecut.sound.settings import SoundSettings
from tests import films

SECONDS = 1.0
MUSIC_HZ = 1111.0


def tones(channels: int) -> np.ndarray:
    """A tone of its own in each channel, float32 (n, channels)."""
    t = np.arange(round(SECONDS * 48_000)) / 48_000
    return np.stack([0.1 * np.sin(2 * np.pi * pitch(k) * t) for k in range(channels)], axis=1).astype(np.float32)


def pitch(channel: int) -> float:
    return 100.0 + 40.0 * channel


def drawn(path: Path, channels: int, layout: str) -> Path:
    """A film with a tone in each channel, lossless in mov and mkv."""
    picture = films.draw(path.with_name(f"mute{path.suffix}"), seconds=SECONDS, layout=None).path
    raw = path.with_suffix(".f32")
    raw.write_bytes(tones(channels).tobytes())
    codec = {".mov": "pcm_s24le", ".mkv": "flac", ".webm": "libopus", ".mp4": "aac"}[path.suffix]
    films.ffmpeg(
        *("-i", picture, "-f", "f32le", "-ar", "48000", "-ch_layout", layout, "-i", raw, "-map", "0:v", "-map", "1:a"),
        *("-c:v", "copy", "-c:a", codec, "-b:a", str(96_000 * channels), "-strict", "-2"),
        *(("-sample_fmt", "s32") if codec == "flac" else ()),
        path,
    )
    return path


def music() -> Stems:
    t = np.arange(round(SECONDS * 48_000)) / 48_000
    chord = np.repeat((0.1 * np.sin(2 * np.pi * MUSIC_HZ * t))[:, None], 2, 1).astype(np.float32)
    empty = Audio(samples=np.zeros((1, 2), np.float32))
    return Stems(stems=dict.fromkeys(FUNCTIONS, empty), music=Audio(samples=chord), accents=())


def heard_hz(sound: np.ndarray) -> float:
    """The strongest tone below the music's."""
    middle = sound[len(sound) // 4 : -len(sound) // 4]
    power = np.abs(np.fft.rfft(middle * np.hanning(middle.size)))
    hz = np.arange(power.size) * 48_000 / middle.size
    return float(hz[np.argmax(np.where(hz < 900, power, 0))])


def level_of(sound: np.ndarray, hz: float) -> float:
    t = np.arange(len(sound)) / 48_000
    return float(np.abs(np.mean(sound * np.exp(-2j * np.pi * hz * t))))


@pytest.mark.parametrize(
    ("name", "layout", "channels", "codec", "told"),
    [
        ("six.mp4", "5.1", 6, "aac", "5.1"),
        ("eight.mp4", "7.1", 8, "aac", "7.1"),
        pytest.param("six.mov", "5.1(side)", 6, "aac", "5.1", marks=pytest.mark.slow),
        pytest.param("wide.mov", "7.1(wide)", 8, "alac", "7.1(wide)", marks=pytest.mark.slow),
        pytest.param("six.mkv", "5.1(side)", 6, "flac", "5.1(side)", marks=pytest.mark.slow),
        pytest.param("eight.mkv", "7.1", 8, "flac", "7.1", marks=pytest.mark.slow),
        pytest.param("six.webm", "5.1", 6, "opus", "5.1", marks=pytest.mark.slow),
    ],
)
def test_every_channel_stays_in_its_place_and_the_music_is_in_front(
    tmp_path: Path, name: str, layout: str, channels: int, codec: str, told: str
) -> None:
    film = open_film(drawn(tmp_path / name, channels, layout))
    with decode(film, workdir=tmp_path) as frames:
        for _ in frames:
            pass
    own = read_film_sound(film, frames.clock, workdir=tmp_path)
    assert own is not None and own.samples.shape[1] == channels
    mixed = mix(music(), own, (), Brief(), settings=SoundSettings(), workdir=tmp_path, progress=Silent())
    assert np.array_equal(mixed.programme.samples[:, 2:], own.samples[:, 2:])
    out = tmp_path / f"out{film.path.suffix}"
    made = deliver(mixed, film, frames.clock, out, settings=DeliverySettings(), workdir=tmp_path)
    assert made.audio_codec == codec
    args = ["ffprobe", "-v", "error", "-of", "json", "-select_streams", "a", "-show_streams", made.film]
    [stream] = json.loads(subprocess.run(args, capture_output=True, check=True).stdout)["streams"]
    assert (stream["channels"], stream["channel_layout"]) == (channels, told)
    sound = films.sound_as_played(made.film)
    for channel in range(channels):
        assert heard_hz(sound[:, channel]) == pytest.approx(pitch(channel), abs=3.0), channel
    front = [level_of(sound[:, channel], MUSIC_HZ) for channel in range(channels)]
    assert min(front[:2]) > 30 * max(front[2:])


@pytest.mark.parametrize(
    ("name", "layout", "channels", "codec"),
    [
        ("a.mp4", "7.1(wide)", 8, "alac"),
        ("a.mp4", "6.1", 7, "flac"),
        ("a.mov", "6.1", 7, "pcm"),
        ("a.mp4", "5.1(side)", 6, "aac"),
        ("a.mkv", "octagonal", 8, "flac"),
        ("a.mp4", "octagonal", 8, "aac"),
        ("a.mp4", "3.1", 4, "ac3"),
        ("a.mp4", "", 6, "aac"),
    ],
)
def test_a_codec_is_chosen_that_can_carry_the_channels(name: str, layout: str, channels: int, codec: str) -> None:
    assert encoder_of(container_of(Path(name)), None, channels, Path(name), layout)[0] == codec


def test_a_codec_that_would_exchange_or_drop_channels_is_refused() -> None:
    with pytest.raises(UsageError, match=r"alac cannot carry .* 7\.1; leave --audio-codec out"):
        encoder_of(container_of(Path("a.mov")), "alac", 8, Path("a.mov"), "7.1")
    with pytest.raises(UsageError, match=r"opus cannot carry .* 5\.0; name the output \.mkv"):
        encoder_of(container_of(Path("a.webm")), None, 5, Path("a.webm"), "5.0")
