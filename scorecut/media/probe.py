"""Opening a film: what its container declares, or one line that says why it is none."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from scorecut.errors import FilmError
from scorecut.media import tools
from scorecut.model.film import Film, OtherStream, SoundTrack

#: Rates that cameras and editing programs know; a declared rate this close (share) to one of them is it.
STANDARD_RATES = tuple(
    Fraction(n, d)
    for n, d in [
        (24000, 1001),
        (24, 1),
        (25, 1),
        (30000, 1001),
        (30, 1),
        (48000, 1001),
        (48, 1),
        (50, 1),
        (60000, 1001),
        (60, 1),
        (120000, 1001),
        (120, 1),
    ]
)
NEAR_RATE = 2e-4
HIGHEST_RATE = 240

#: Text that ffmpeg takes for pictures or sound (an ANSI art "video", subtitles) is no film.
NO_PICTURE_CODECS = ("ansi", "bintext", "xbin", "idf")

#: The field that is shown first, by ffprobe's field order. By the book the second letter tells it; ffmpeg and
#: editing programs write and read the first (woven fields, top or bottom first), and so do we.
FIRST_FIELDS = {"tt": "top", "tb": "top", "bb": "bottom", "bt": "bottom"}

#: Lines of television, and codecs that may hold fields: here a container that tells nothing, or tells of whole
#: frames as a matter of form, is not believed before a frame was seen.
FIELD_LINES = (480, 486, 512, 576, 608, 1080, 1088)
FIELD_CODECS = ("h264", "mpeg2video", "mpeg4", "vc1", "dvvideo", "prores", "dnxhd", "mjpeg", "ffv1", "rawvideo")

#: First bytes of png, jpeg, bmp, tiff and Photoshop files.
STILL_MAGIC = (b"\x89PNG", b"\xff\xd8\xff", b"BM", b"II*\0", b"MM\0*", b"8BPS")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a written film has: displayed size in pixels, packets of picture, chapters."""

    width: int
    height: int
    n_packets: int
    n_chapters: int


def open_film(path: Path) -> Film:
    """Return what the file at ``path`` says of itself.

    Raises FilmError (one line) for what is missing, a folder, empty, no regular file, no film, without
    picture, or a playlist that poses as a film; MissingError without ffprobe.
    """
    path = Path(path)
    tools.regular_file(path)
    with ThreadPoolExecutor(2) as beside:
        first_frame = beside.submit(_first_frame, path, "v")
        found = inspect(path)
        streams = found.get("streams", [])
        video = _picture(streams)
        if video is None:
            raise FilmError(f"{path}: has no picture ({_listed(streams)}); scorecut scores films, not sound")
        digest = beside.submit(digest_of, path)
    width, height = _displayed_size(video)
    if width < 1 or height < 1:
        raise FilmError(f"{path}: its picture declares no size; the file is broken or cut short")
    return Film(
        path=path,
        digest=digest.result(),
        container=str(found["format"].get("format_name", "")),
        video_index=int(video["index"]),
        video_codec=str(video.get("codec_name", "unknown")),
        width=width,
        height=height,
        frame_rate=nominal_rate(video),
        duration_s=_length_s(video, found["format"]),
        sound=_tracks(streams, video),
        others=tuple(_other(stream) for stream in streams if stream is not video and _is_other(stream)),
        n_chapters=len(found.get("chapters", [])),
        start_timecode=_timecode(video, found),
        transfer=str(video.get("color_transfer", "")),
        first_field=_first_field(path, video, first_frame.result()),
    )


def look(path: Path) -> Look:
    """Return what is to be seen of a written film, every packet of it read; FilmError where nothing can."""
    found = inspect(path, "-count_packets")
    video = _picture(found.get("streams", [])) or {}
    width, height = _displayed_size(video)
    return Look(
        width=width,
        height=height,
        n_packets=int(video.get("nb_read_packets", 0)),
        n_chapters=len(found.get("chapters", [])),
    )


def sound_tracks(path: Path) -> tuple[SoundTrack, ...]:
    """Return the sound tracks of a film or sound file; FilmError where it can be read as neither."""
    return _tracks(inspect(path).get("streams", []), {})


def inspect(path: Path, *further: str) -> dict[str, Any]:
    """Return ffprobe's account of format, streams and chapters; FilmError where it can make nothing of it.

    further : more of ffprobe's options
    """
    args = ["-hide_banner", "-v", "error", "-print_format", "json", "-show_format", "-show_streams", "-show_chapters"]
    args += further
    try:
        told = tools.run("ffprobe", [*args, *tools.source(path)])
    except tools.ToolError as error:
        if is_still(path):
            raise FilmError(f"{path}: is a still picture, not a film; scorecut scores what moves") from error
        if any("whitelist" in line for line in error.lines):
            raise FilmError(f"{path}: is a playlist or no film container; name the film itself") from error
        reason = error.last.removeprefix(tools.url(path)).lstrip(": ") or "not a film"
        raise FilmError(f"{path}: cannot be read as a film ({reason}); is it complete, and a film?") from error
    found: dict[str, Any] = json.loads(told)
    if "format" not in found:
        raise FilmError(f"{path}: cannot be read as a film; is it complete, and a film?")
    return found


def is_still(path: Path) -> bool:
    """True if a file that is no film begins like a photograph or drawing, whatever its name says."""
    with open(path, "rb") as file:
        return file.read(8).startswith(STILL_MAGIC)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file's content, hexadecimal."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def nominal_rate(video: dict[str, Any]) -> Fraction:
    """Return the frame rate that people call the film by: exact where it is a standard one.

    The base rate is believed where it agrees with the average; else (varying frames) the average is.
    """
    average = _fraction(video.get("avg_frame_rate"))
    base = _fraction(video.get("r_frame_rate"))
    rate = average or base or Fraction(25)
    if average and base and base <= HIGHEST_RATE and abs(average / base - 1) < 0.02:
        rate = base
    for standard in STANDARD_RATES:
        if abs(rate / standard - 1) < NEAR_RATE:
            return standard
    return rate if rate <= HIGHEST_RATE else Fraction(25)


def _picture(streams: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The video stream that players show: the default one, else the first; no cover art, no text posing as a film."""
    pictures = [
        stream
        for stream in streams
        if stream.get("codec_type") == "video"
        and not _is_cover(stream)
        and stream.get("codec_name", "unknown") not in NO_PICTURE_CODECS
    ]
    chosen = [stream for stream in pictures if stream.get("disposition", {}).get("default")]
    return next(iter([*chosen, *pictures]), None)


def _is_cover(stream: dict[str, Any]) -> bool:
    disposition = stream.get("disposition", {})
    return bool(disposition.get("attached_pic") or disposition.get("timed_thumbnails"))


def _is_other(stream: dict[str, Any]) -> bool:
    return stream.get("codec_type") != "audio"


def _displayed_size(video: dict[str, Any]) -> tuple[int, int]:
    """Width and height on the screen: pixel aspect and rotation applied."""
    width, height = int(video.get("width", 0)), int(video.get("height", 0))
    aspect = _fraction(str(video.get("sample_aspect_ratio", "1:1")).replace(":", "/"))
    if aspect and 0 < aspect != 1:
        width = max(1, round(width * aspect))
    turn = next((int(side["rotation"]) for side in video.get("side_data_list", []) if "rotation" in side), 0)
    return (height, width) if abs(turn % 180 - 90) <= 1 else (width, height)


def _first_field(path: Path, video: dict[str, Any], frame: dict[str, str]) -> str:
    """``top`` or ``bottom`` for an interlaced picture: as its container says, else as its first frame does; or "".

    frame : the first frame of the file's first picture, which need not be ``video``
    """
    told = FIRST_FIELDS.get(str(video.get("field_order")), "")
    if told or video.get("height") not in FIELD_LINES or video.get("codec_name") not in FIELD_CODECS:
        return told
    if frame.get("stream_index") != str(video["index"]):
        frame = _first_frame(path, str(video["index"]))
    if frame.get("interlaced_frame") != "1":
        return ""
    return "top" if frame.get("top_field_first") == "1" else "bottom"


def _first_frame(path: Path, streams: str) -> dict[str, str]:
    """Return which stream the first frame of ``streams`` belongs to and whether it holds fields; {} where none is decoded."""
    args = ["-v", "error", "-select_streams", streams, "-read_intervals", "%+#1"]
    args += ["-show_entries", "frame=stream_index,interlaced_frame,top_field_first", "-of", "default=nw=1"]
    try:
        seen = tools.run("ffprobe", [*args, *tools.source(path)]).decode(errors="replace")
    except tools.ToolError:
        return {}
    return dict(line.split("=", 1) for line in seen.splitlines() if "=" in line)


def _length_s(video: dict[str, Any], container: dict[str, Any]) -> float:
    """The declared length of the picture; of the container where the picture has none; else 0.

    Matroska's tag counts from time 0 to the end, so a late start is taken off.
    """
    if _number(video.get("duration")) > 0:
        return _number(video.get("duration"))
    tagged = next((str(v) for k, v in video.get("tags", {}).items() if k.upper().startswith("DURATION")), "")
    if _clock_seconds(tagged) > 0:
        return max(0.0, _clock_seconds(tagged) - _number(video.get("start_time")))
    late_s = _number(video.get("start_time")) - _number(container.get("start_time"))
    return max(0.0, _number(container.get("duration")) - late_s)


def _clock_seconds(text: str) -> float:
    """Seconds of Matroska's ``00:01:02.345000000``; 0 for anything else."""
    parts = text.split(":")
    return _number(parts[0]) * 3600 + _number(parts[1]) * 60 + _number(parts[2]) if len(parts) == 3 else 0.0


def _number(told: Any) -> float:
    try:
        return float(told)
    except (TypeError, ValueError):
        return 0.0


def _tracks(streams: list[dict[str, Any]], video: dict[str, Any]) -> tuple[SoundTrack, ...]:
    return tuple(_track(stream, video) for stream in streams if stream.get("codec_type") == "audio")


def _track(stream: dict[str, Any], video: dict[str, Any]) -> SoundTrack:
    channels = int(stream.get("channels", 0))
    return SoundTrack(
        index=int(stream["index"]),
        codec=str(stream.get("codec_name", "unknown")),
        channels=channels,
        layout=str(stream.get("channel_layout") or {1: "mono", 2: "stereo"}.get(channels, "")),
        rate_hz=int(stream.get("sample_rate", 0)),
        start_s=float(stream.get("start_time", 0.0)) - float(video.get("start_time", 0.0)),
        language=str(stream.get("tags", {}).get("language", "")),
        title=str(stream.get("tags", {}).get("title", "")),
    )


def _other(stream: dict[str, Any]) -> OtherStream:
    return OtherStream(
        index=int(stream["index"]),
        kind="picture" if _is_cover(stream) else str(stream.get("codec_type", "data")),
        codec=str(stream.get("codec_name") or stream.get("codec_tag_string") or "unknown"),
        language=str(stream.get("tags", {}).get("language", "")),
    )


def _timecode(video: dict[str, Any], found: dict[str, Any]) -> str | None:
    places = [video, *found.get("streams", []), found["format"]]
    return next((str(place["tags"]["timecode"]) for place in places if "timecode" in place.get("tags", {})), None)


def _fraction(text: Any) -> Fraction | None:
    try:
        value = Fraction(str(text))
    except (ValueError, ZeroDivisionError):
        return None
    return value if value > 0 else None


def _listed(streams: list[dict[str, Any]]) -> str:
    kinds = [
        "an attached picture" if _is_cover(stream) else str(stream.get("codec_type", "data")) for stream in streams
    ]
    return "it holds " + ", ".join(dict.fromkeys(kinds)) if kinds else "it holds no streams"
