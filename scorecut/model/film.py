"""A film as its container declares it, before anybody has looked at it."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundTrack:
    """One audio stream of the film. ``index`` counts all streams of the file."""

    index: int
    codec: str
    channels: int
    layout: str
    rate_hz: int
    start_s: float
    language: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherStream:
    """A stream that is neither the picture nor sound: subtitles, data, pictures, further video."""

    index: int
    kind: str
    codec: str
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """What the file says of itself.

    digest : SHA-256 of the whole file, hexadecimal
    container : ffprobe's name of the demuxer (``mov,mp4,m4a,3gp,3g2,mj2``)
    video_index : the stream that players show, counted among all streams
    width, height : displayed size in pixels (aspect and rotation applied)
    frame_rate : nominal; for timecode only
    duration_s : declared length of the picture; the clock of ``Picture`` is exact
    transfer : ffmpeg's name of the transfer curve (``bt709``, ``smpte2084``), "" where the file tells none
    first_field : ``top`` or ``bottom`` where the picture is interlaced: the field shown first; else ""
    """

    path: Path
    digest: str
    container: str
    video_index: int
    video_codec: str
    width: int
    height: int
    frame_rate: Fraction
    duration_s: float
    sound: tuple[SoundTrack, ...] = ()
    others: tuple[OtherStream, ...] = ()
    n_chapters: int = 0
    start_timecode: str | None = None
    transfer: str = ""
    first_field: str = ""

    @property
    def has_audio(self) -> bool:
        return bool(self.sound)
