"""Which streams the delivered film has: the picture, the new sound, and all else that its container can hold."""

from dataclasses import dataclass, replace

from scorecut.delivery.containers import ENCODERS, TEXT_SUBTITLES, Container
from scorecut.media.film_sound import main_track
from scorecut.media.mux import Track
from scorecut.model.film import Film, OtherStream, SoundTrack

#: Streams that the muxer makes anew from what it copies: the timecode track, and chapters as text.
REMADE = ("tmcd",)

#: What is given up first when a container refuses the lot.
EXPENDABLE = ("d", "t", "v", "s", "a")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The streams of the new file in order, and what could not come along (lines for the user)."""

    tracks: tuple[Track, ...]
    warnings: tuple[str, ...] = ()

    @property
    def sound_track(self) -> int:
        """Which of the new file's sound tracks the programme is, counted from 0."""
        sound = [track for track in self.tracks if track.kind == "a"]
        return next(number for number, track in enumerate(sound) if track.source is None)

    @property
    def programme_index(self) -> int:
        """Which of the new file's streams the programme is: they come in the order of ``tracks``."""
        return next(number for number, track in enumerate(self.tracks) if track.source is None)

    @property
    def expendable(self) -> tuple[Track, ...]:
        """Copied streams besides the picture, those first that are missed least."""
        copied = [track for track in self.tracks[1:] if track.source is not None]
        return tuple(sorted(copied, key=lambda track: EXPENDABLE.index(track.kind)))

    def without(self, gone: Track, why: str) -> "Plan":
        """Return the plan less one stream, with a line that says so."""
        left = tuple(track for track in self.tracks if track is not gone)
        return Plan(tracks=left, warnings=(*self.warnings, why))


def plan_streams(film: Film, container: Container, programme: Track, *, original: str) -> Plan:
    """Return what goes where: the picture first, then the film's order with the programme in its sound's place.

    original : ``keep``: the programme, which holds the film's first sound track, replaces that one, and
        further tracks are copied; ``drop``: none of the film's own sound comes along; ``track``: all of it is
        copied, its first track stays the one that is played by default, and the programme comes last
    """
    main = main_track(film)
    beside = original == "track" and main is not None
    warnings: list[str] = []
    if beside:
        place = max(track.index for track in film.sound) + 0.5
        programme = replace(programme, disposition="0")
    else:
        place = main.index if main else film.video_index + 0.5
    placed: list[tuple[float, Track]] = [(place, programme)]
    for track in film.sound:
        if track is main and not beside:
            continue
        if original == "drop":
            warnings.append(
                f"sound track {track.index} ({_named(track)}) was left out: the film's own sound is dropped"
            )
            continue
        kept = _sound(track, container, warnings)
        if kept:
            placed.append((track.index, replace(kept, disposition="+default") if track is main else kept))
    for stream in film.others:
        other = _other(stream, film, container, warnings)
        if other:
            placed.append((stream.index, other))
    # What comes before the film's first sound track cannot be decoded and stays behind.
    placed.sort(key=lambda entry: entry[0])
    picture = Track(source=film.video_index, kind="v", options=_picture_options(film, container))
    return Plan(tracks=(picture, *(track for _, track in placed)), warnings=tuple(warnings))


def _picture_options(film: Film, container: Container) -> tuple[str, ...]:
    """HEVC from other containers is tagged ``hvc1``: QuickTime plays no other."""
    foreign = "mp4" not in film.container and "mov" not in film.container
    return ("-tag:{}", "hvc1") if film.video_codec == "hevc" and container.muxer in ("mp4", "mov") and foreign else ()


def _sound(track: SoundTrack, container: Container, warnings: list[str]) -> Track | None:
    if track.codec in ("unknown", "none", "") or track.channels < 1:
        warnings.append(f"sound track {track.index} ({_named(track)}) was left out: nobody can decode it")
        return None
    if not container.sound or track.codec in container.sound:
        return Track(source=track.index, kind="a")
    codec = container.audio_codec
    warnings.append(
        f"sound track {track.index} ({_named(track)}) became {codec}: {container.muxer} cannot hold {track.codec}"
    )
    rate = ("-b:{}", f"{128 * max(2, track.channels)}k") if codec != "flac" else ()
    return Track(source=track.index, kind="a", codec=ENCODERS[codec], options=rate)


def _other(stream: OtherStream, film: Film, container: Container, warnings: list[str]) -> Track | None:
    what = f"{stream.kind} stream {stream.index} ({stream.codec})"
    if stream.kind == "subtitle":
        if stream.codec in container.subtitles:
            return Track(source=stream.index, kind="s")
        if stream.codec in TEXT_SUBTITLES:
            return Track(source=stream.index, kind="s", codec=container.text_codec)
        warnings.append(f"{what} was left out: {container.muxer} cannot hold it")
        return None
    if stream.kind == "data":
        remade = stream.codec in REMADE or (stream.codec == "bin_data" and film.n_chapters > 0)
        if remade:
            return None
        if container.data and stream.codec not in ("unknown", "none"):
            return Track(source=stream.index, kind="d")
    elif stream.kind == "attachment" and container.attachments:
        return Track(source=stream.index, kind="t")
    elif stream.kind in ("picture", "video") and (not container.picture or stream.codec in container.picture):
        return Track(source=stream.index, kind="v")
    warnings.append(f"{what} was left out: {container.muxer} cannot hold it")
    return None


def _named(track: SoundTrack) -> str:
    return ", ".join(word for word in (track.codec, track.language, track.title) if word)
