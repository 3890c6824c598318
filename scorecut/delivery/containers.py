"""Containers: what each can hold, what sound it is given, and what the delivered film is called."""

from dataclasses import dataclass
from pathlib import Path

from scorecut.errors import OutputError, UsageError
from scorecut.model.film import Film

TEXT_SUBTITLES = ("subrip", "srt", "ass", "ssa", "webvtt", "mov_text", "text")
_MP4_PICTURE = ("h264", "hevc", "mpeg4", "av1", "vp9", "mpeg2video", "mpeg1video", "vc1", "mjpeg", "png")
_MOV_PICTURE = (
    *("h264", "hevc", "mpeg4", "av1", "mpeg2video", "mpeg1video", "mjpeg", "png", "prores", "dnxhd", "rawvideo"),
    *("qtrle", "cinepak", "dvvideo", "h263", "svq1", "svq3", "v210", "jpeg2000", "gif", "tiff", "rpza", "smc", "cfhd"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """What one container takes.

    muxer : ffmpeg's name; options : its arguments
    picture, sound, subtitles : codecs that may be copied into it; () stands for all
    audio_codec : what a new sound track is encoded with; text_codec : what text subtitles become
    data, attachments : whether such streams can be held at all
    tolerance_ms : the transport limit; ticks_s : its clock, where that is coarse (0: finer than a sample)
    sound_only : holds no picture: the programme is written as a sound file
    titles_by_handler : a track is called by the name of its handler
    """

    muxer: str
    options: tuple[str, ...] = ()
    picture: tuple[str, ...] = ()
    sound: tuple[str, ...] = ()
    subtitles: tuple[str, ...] = ()
    audio_codec: str = "aac"
    text_codec: str = "mov_text"
    data: bool = False
    attachments: bool = False
    tolerance_ms: float = 0.1
    ticks_s: float = 0.0
    sound_only: bool = False
    titles_by_handler: bool = False


_PCM = ("pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_s16be", "pcm_s24be", "pcm_s32be", "pcm_f32be")
_MP4 = Container(
    muxer="mp4",
    options=("-movie_timescale", "48000", "-strict", "-2"),
    picture=_MP4_PICTURE,
    sound=("aac", "ac3", "eac3", "mp3", "mp2", "alac", "opus", "flac", "dts"),
    subtitles=("mov_text", "dvd_subtitle"),
    data=True,
    titles_by_handler=True,
)
_MOV = Container(
    muxer="mov",
    options=("-movie_timescale", "48000"),
    picture=_MOV_PICTURE,
    sound=("aac", "ac3", "eac3", "mp3", "mp2", "alac", *_PCM, "pcm_u8", "pcm_s8"),
    subtitles=("mov_text", "eia_608"),
    data=True,
    titles_by_handler=True,
)
CONTAINERS: dict[str, Container] = {
    ".mp4": _MP4,
    ".m4v": _MP4,
    ".mov": _MOV,
    ".mkv": Container(
        muxer="matroska",
        audio_codec="flac",
        text_codec="subrip",
        subtitles=("subrip", "ass", "ssa", "webvtt", "dvd_subtitle", "hdmv_pgs_subtitle", "dvb_subtitle"),
        attachments=True,
        tolerance_ms=0.5,
        ticks_s=0.001,
    ),
    ".webm": Container(
        muxer="webm",
        picture=("vp8", "vp9", "av1"),
        sound=("opus", "vorbis"),
        audio_codec="opus",
        text_codec="webvtt",
        subtitles=("webvtt",),
        tolerance_ms=0.5,
        ticks_s=0.001,
    ),
}

#: Files that take the music alone, 24 bit.
SOUND_FILES: dict[str, Container] = {
    ".wav": Container(muxer="wav", audio_codec="pcm", sound=("pcm_s24le",), sound_only=True),
    ".flac": Container(muxer="flac", audio_codec="flac", sound=("flac",), sound_only=True),
}

#: Names that people use -> encoder, its options by channel count.
ENCODERS = {
    "aac": "aac",
    "flac": "flac",
    "opus": "libopus",
    "alac": "alac",
    "ac3": "ac3",
    "pcm": "pcm_s24le",
}

#: Channels that an encoder takes at most; PCM takes any.
MOST_CHANNELS = {"aac": 8, "flac": 8, "libopus": 8, "alac": 8, "ac3": 6}

#: Layouts that come back from an encoder as they went in: every channel in its place, and told by its name (measured
#: with a tone in each channel, ffmpeg 5.1). PCM in mov and FLAC in mkv keep all.
CARRIED = {
    "aac": ("mono", "stereo", "2.1", "3.0", "4.0", "quad", "quad(side)", "5.0", "5.1", "7.1"),
    "libopus": ("mono", "stereo", "3.0", "quad", "5.1", "7.1"),
    "alac": ("mono", "stereo", "3.0", "4.0", "5.0", "5.1", "6.1(back)", "7.1(wide)"),
    "ac3": (
        "mono",
        "stereo",
        "2.1",
        "3.0",
        "3.1",
        "4.0",
        "4.1",
        "quad",
        "quad(side)",
        "5.0",
        "5.0(side)",
        "5.1",
        "5.1(side)",
    ),
}

#: In mp4 FLAC has no names, and players go by the number of channels.
FLAC_BY_NUMBER = ("mono", "stereo", "3.0", "quad", "5.0(side)", "5.1(side)", "6.1", "7.1")

#: What these do to other layouts is no loss of a name: Opus and ALAC exchange channels or drop them, AC-3 mixes them.
HARMFUL = ("libopus", "alac", "ac3")

#: The same places by another name: these codecs call the surrounds of a film the back ones.
CALLED = {"5.1(side)": "5.1", "5.0(side)": "5.0"}
BACK_ONLY = ("aac", "libopus", "alac")

#: What is tried in the place of a container's own codec, where that cannot carry the film's channels.
INSTEAD = ("alac", "flac", "pcm", "ac3")


def container_of(out: Path) -> Container:
    """Return the container that a file name's suffix stands for; UsageError names those that are known."""
    found = {**CONTAINERS, **SOUND_FILES}.get(out.suffix.lower())
    if found is None:
        known = ", ".join((*CONTAINERS, *SOUND_FILES))
        raise UsageError(f"{out}: cannot write {out.suffix or 'a file without suffix'}; name it with one of {known}")
    return found


def default_out(film: Film) -> Path:
    """Return where the scored film goes: ``film.scored.mp4`` beside ``film.mp4``.

    mp4, m4v, mov, mkv and webm keep their container; others become mp4 where it can carry the picture
    as it is, else mkv.
    """
    path = film.path
    suffix = path.suffix.lower()
    if suffix not in CONTAINERS or not holds_picture(CONTAINERS[suffix], film.video_codec):
        suffix = ".mp4" if holds_picture(_MP4, film.video_codec) else ".mkv"
        return path.with_name(f"{path.stem}.scored{suffix}")
    return path.with_name(f"{path.stem}.scored{path.suffix}")


def holds_picture(container: Container, codec: str) -> bool:
    """True if the container can carry this picture as it is."""
    return not container.picture or codec in container.picture


def check_out(out: Path, force: bool, film: Film | None = None) -> None:
    """Refuse an output that cannot be or must not be written, before any work is done.

    Raises UsageError (exists without ``force``, is the film itself, is a folder, unknown suffix, a container
    that cannot carry the picture) or OutputError (its folder is absent or closed).
    """
    import os

    container = container_of(out)
    if film is not None:
        if out.exists() and film.path.exists() and os.path.samefile(out, film.path):
            raise UsageError(f"{out}: is the film itself, which is never changed; give another --out")
        if not container.sound_only and not holds_picture(container, film.video_codec):
            raise UsageError(f"{out}: {container.muxer} cannot hold {film.video_codec} as it is; name the output .mkv")
    if out.is_dir():
        raise UsageError(f"{out}: is a folder; name a file in it")
    if out.exists() and not force:
        raise UsageError(f"{out}: is there already; add --force to replace it, or give another --out")
    folder = out.absolute().parent
    if not folder.is_dir():
        raise OutputError(f"{out}: there is no folder {folder}; create it first")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OutputError(f"{out}: nothing can be written in {folder}; choose another folder with --out")


def coded_layout(encoder: str, layout: str) -> str:
    """Return what a layout is called for an encoder.

    >>> coded_layout("aac", "5.1(side)"), coded_layout("flac", "5.1(side)")
    ('5.1', '5.1(side)')
    """
    return CALLED.get(layout, layout) if encoder in BACK_ONLY else layout


def _carries(container: Container, name: str, channels: int, layout: str) -> bool:
    """Whether the container holds the codec, and the codec all channels in their places."""
    encoder = ENCODERS[name]
    known = FLAC_BY_NUMBER if name == "flac" and container.muxer == "mp4" else CARRIED.get(encoder)
    return (
        _holds(container, name)
        and channels <= MOST_CHANNELS.get(encoder, channels)
        and (not layout or known is None or coded_layout(encoder, layout) in known)
    )


def _holds(container: Container, name: str) -> bool:
    return not container.sound or ENCODERS[name] in container.sound or name in container.sound


def encoder_of(
    container: Container, asked: str | None, channels: int, out: Path, layout: str = ""
) -> tuple[str, str, tuple[str, ...]]:
    """Return (name, ffmpeg's encoder, its options) of the new sound track; UsageError if it does not fit.

    layout : ffmpeg's name of it, "" where nobody knows. Channels that the container's own codec cannot carry get
    another that can, lossless, where the container holds one.
    """
    name = (asked or container.audio_codec).lower()
    if asked is None:
        carried = [one for one in (name, *INSTEAD) if _carries(container, one, channels, layout)]
        name = carried[0] if carried else name
    if name not in ENCODERS:
        raise UsageError(f"{name!r} is no sound codec that scorecut writes; choose one of {', '.join(ENCODERS)}")
    encoder = ENCODERS[name]
    if not _holds(container, name):
        raise UsageError(f"{out}: {container.muxer} cannot hold {name}; leave --audio-codec out, or name it .mkv")
    if channels > MOST_CHANNELS.get(encoder, channels):
        raise UsageError(
            f"{out}: {name} cannot hold the {channels} channels of the film's sound; "
            "name the output .mov or .mkv with --audio-codec pcm"
        )
    if encoder in HARMFUL and not _carries(container, name, channels, layout):
        raise UsageError(
            f"{out}: {name} cannot carry the film's sound, laid out as {layout}; "
            + ("leave --audio-codec out" if asked else "name the output .mkv")
        )
    rate = {"aac": 128_000, "libopus": 96_000, "ac3": 160_000}.get(encoder)
    options: tuple[str, ...] = ()
    if rate:
        options = ("-b:{}", str(min(max(2, channels) * rate, 640_000 if encoder == "ac3" else 1_024_000)))
    if encoder == "flac":
        options = ("-sample_fmt:{}", "s32")
    if encoder == "alac":
        options = ("-sample_fmt:{}", "s32p")
    return name, encoder, options
