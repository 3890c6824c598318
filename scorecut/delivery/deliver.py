"""The delivered film: the picture as it was, the new sound in step with it to a fraction of a millisecond.

Measure, then pad: the same streams are muxed into a short scratch file (but where the
answer is known), the gap between first picture and first sound is read from decoded
frames, and the programme is shifted by that. The result is decoded and correlated with
the programme; what codec delay is left is taken out in a second round.
"""

import contextlib
import dataclasses
import functools
import os
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

from scorecut.delivery import containers
from scorecut.delivery.copied import SCRATCH_S, in_step
from scorecut.delivery.norm import codec_warnings, norm_as_delivered
from scorecut.delivery.settings import DeliverySettings
from scorecut.delivery.start_timecode import time_reference
from scorecut.delivery.streams import Plan, plan_streams
from scorecut.delivery.transport import REACH, Start, decoded_programme, start_of, transport_lag
from scorecut.errors import FilmError, OutputError
from scorecut.media import mux, probe, stamps, tools
from scorecut.media.film_sound import main_track
from scorecut.media.sound_file import write_flac, write_wav
from scorecut.model.audio import RATE_HZ, Audio, Mix
from scorecut.model.clock import Clock
from scorecut.model.film import Film, SoundTrack
from scorecut.model.progress import SILENT, Progress
from scorecut.model.report import Delivery

#: Re-mux where the measured lag is more than this share of the container's tolerance.
CLOSE_ENOUGH = 0.25
MOST_ROUNDS = 3

#: Of a round's time this share is writing, the rest reading back; of all the time so much is left for further rounds.
WRITING, LEFT = 0.8, 0.1

#: Samples in a packet of codecs that pad their last one.
PACKETS = {"aac": 1024, "ac3": 1536}

#: A millisecond, the tick of Matroska's clock.
TICK_SAMPLES = RATE_HZ / 1000

#: What the music is called where it is a track for itself; ISO 639-2 for what has no words.
MUSIC_TITLE, NO_LANGUAGE = "Music (scorecut)", "zxx"

#: Of the programme's packets at least this share must be in the new file's picture.
WHOLE_SHARE = 0.98


def deliver(
    mix: Mix,
    film: Film,
    clock: Clock,
    out: Path,
    *,
    settings: DeliverySettings,
    workdir: Path,
    progress: Progress = SILENT,
) -> Delivery:
    """Return the finished film as a hidden part file beside ``out``; ``publish`` gives it its name.

    Nothing is left behind if this fails. Raises UsageError (``out`` must not be written), OutputError
    (it cannot be written) or FilmError (the film's streams cannot be read).
    """
    containers.check_out(out, settings.force, film)
    container = containers.container_of(out)
    programme = mix.programme
    name, encoder, options = containers.encoder_of(
        container, settings.audio_codec, programme.samples.shape[1], out, programme.layout
    )
    if container.sound_only:
        return _sound_file(mix, film, out, container.muxer, name)
    programme = dataclasses.replace(programme, layout=containers.coded_layout(encoder, programme.layout))
    sound = _programme_track(film, settings.original, container, encoder, options)
    plan = plan_streams(film, container, sound, original=settings.original)
    scratch = Path(workdir) / f"scratch{out.suffix}"
    part = part_file(out)
    with ThreadPoolExecutor(3) as beside:  # what only reads, while something else is read or written
        counted = beside.submit(stamps.n_packets, film.path, f"0:{film.video_index}")
        try:
            digest = beside.submit(_first_digest, film)
            pad, start = 0, Start(0.0)
            if not _begins_alike(film, clock, plan, container):
                plan = _plan_that_holds(plan, film, programme, scratch, container)
                start = start_of(scratch, digest.result())
                if container.ticks_s:

                    def tried(changed: Plan) -> Start:
                        _refused(changed, film, programme, scratch, container)
                        return start_of(scratch, digest.result())

                    plan, start = in_step(plan, start, tried, film, clock, scratch, container.ticks_s, Path(workdir))
                sound_s = stamps.first_sound_s(scratch, f"0:a:{plan.sound_track}")
                pad = round((start.picture_s - float(sound_s or 0)) * RATE_HZ)
            for done in range(MOST_ROUNDS):
                tell = functools.partial(_told, progress, done)
                _write(film, _whole_packets(programme, encoder, pad, clock), plan, part, pad, container, tell)
                sounds = beside.submit(stamps.first_sound_s, part, f"0:a:{plan.sound_track}")
                begins = beside.submit(start_of, part, digest.result())
                looked = beside.submit(probe.look, part)
                heard = _heard(part, start, programme, plan, workdir, tell)
                if begins.result() != start:
                    start = begins.result()
                    heard = _heard(part, start, programme, plan, workdir, tell)
                lag = _lag(start, programme, heard, pad, sounds.result())
                if abs(lag) / RATE_HZ * 1000 <= CLOSE_ENOUGH * container.tolerance_ms or round(lag) == 0:
                    break
                pad -= round(lag)
            norm = norm_as_delivered(mix, heard)
            lost = _check_written(film, counted.result(), looked.result(), start, out)
            warnings = (*plan.warnings, *lost, *codec_warnings(mix, norm, name))
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        finally:
            scratch.unlink(missing_ok=True)
    return Delivery(
        film=part,
        container=container.muxer,
        audio_codec=name,
        pad_samples=pad,
        warnings=warnings,
        hidden_frames=start.hidden_frames,
        sound_track=plan.sound_track,
        norm=norm,
    )


def _begins_alike(film: Film, clock: Clock, plan: Plan, container: containers.Container) -> bool:
    """Whether picture and sound will begin together without any pad, and nothing can be refused: no scratch file is needed.

    So it is where the picture alone is copied, from zero on, into a container of its own kind whose clock is fine.
    Should it prove otherwise in the written file, that is written again.
    """
    alike = container.muxer in film.container.split(",") and not container.ticks_s
    return alike and not plan.expendable and clock.pts[0] == 0


def _programme_track(
    film: Film, original: str, container: containers.Container, encoder: str, options: tuple[str, ...]
) -> mux.Track:
    """Return the new sound track as it is named: after the film's own, whose place it takes, or as the music."""
    track = mux.Track(source=None, kind="a", codec=encoder, options=options, disposition="default")
    if original == "track":
        handler = MUSIC_TITLE if container.titles_by_handler else ""
        return dataclasses.replace(track, language=NO_LANGUAGE, title=MUSIC_TITLE, handler=handler)
    main = main_track(film)
    if main is None:
        return track
    return dataclasses.replace(track, language=main.language, title=main.title if original == "keep" else "")


def _sound_file(mix: Mix, film: Film, out: Path, kind: str, codec: str) -> Delivery:
    """Return the programme alone as a hidden sound file beside ``out``: it begins with the first displayed frame."""
    part = part_file(out)
    try:
        if kind == "wav":
            write_wav(part, mix.programme.samples, time_reference=time_reference(film))
        else:
            write_flac(part, mix.programme.samples)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return Delivery(film=part, container=kind, audio_codec=codec, pad_samples=0, norm=mix.norm)


def part_file(out: Path) -> Path:
    """Return a new empty hidden file beside ``out`` with its suffix; OutputError where none can be made."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{out.stem}.part-", suffix=out.suffix, dir=out.absolute().parent)
    except OSError as error:
        raise OutputError(f"{out}: cannot be written ({error.strerror}); choose another folder with --out") from error
    os.close(handle)
    return Path(name)


def _first_digest(film: Film) -> str | None:
    try:
        frames = stamps.first_frames(film.path, stream=f"0:{film.video_index}")
    except tools.ToolError as error:
        raise FilmError(f"{film.path}: the picture cannot be decoded ({error.last})") from error
    return frames[0].digest if frames else None


def _plan_that_holds(plan: Plan, film: Film, programme: Audio, scratch: Path, container: containers.Container) -> Plan:
    """Mux the scratch file; leave out the streams that the container turns out to refuse, by name."""
    trouble = _refused(plan, film, programme, scratch, container)
    if trouble is None:
        return plan
    for track in plan.expendable:
        fewer = plan.without(track, _left_out(track, container, trouble))
        if _refused(fewer, film, programme, scratch, container) is None:
            return fewer
    for track in plan.expendable:
        plan = plan.without(track, _left_out(track, container, trouble))
        trouble = _refused(plan, film, programme, scratch, container)
        if trouble is None:
            return plan
    raise OutputError(
        f"{film.path}: cannot be copied into {container.muxer} ({trouble}); name the output .mkv with --out"
    )


def _refused(plan: Plan, film: Film, programme: Audio, scratch: Path, container: containers.Container) -> str | None:
    """Write the scratch file; return ffmpeg's complaint if it refuses."""
    try:
        mux.mux(
            film.path,
            programme,
            plan.tracks,
            scratch,
            pad_samples=0,
            muxer=container.muxer,
            muxer_options=container.options,
            longest_s=SCRATCH_S,
        )
    except tools.ToolError as error:
        _raise_if_full(error, scratch)
        return error.last
    return None


def _left_out(track: mux.Track, container: containers.Container, trouble: str) -> str:
    kinds = {"a": "sound track", "s": "subtitle stream", "d": "data stream", "t": "attachment", "v": "picture stream"}
    return f"{kinds[track.kind]} {track.source} was left out: {container.muxer} refuses it ({trouble})"


def _told(progress: Progress, done: int, share: float) -> None:
    """Tell how far a round is, ``done`` of them before it; most films need one, and what is left is for others."""
    progress.advance(1.0 - LEFT**done * (1.0 - (1.0 - LEFT) * share))


def _write(
    film: Film,
    programme: Audio,
    plan: Plan,
    part: Path,
    pad: int,
    container: containers.Container,
    tell: Callable[[float], None],
) -> None:
    try:
        mux.mux(
            film.path,
            programme,
            plan.tracks,
            part,
            pad_samples=pad,
            muxer=container.muxer,
            muxer_options=container.options,
            tell=lambda share: tell(WRITING * share),
        )
    except tools.ToolError as error:
        _raise_if_full(error, part)
        raise OutputError(f"{part.parent}: the film cannot be written there ({error.last})") from error


def _raise_if_full(error: tools.ToolError, target: Path) -> None:
    for line in error.lines:
        for sign in ("No space left", "Permission denied", "Read-only file system", "File too large", "quota"):
            if sign in line:
                raise OutputError(
                    f"{target.parent}: {sign.lower()}; free some space or choose another --out"
                ) from error


def _whole_packets(programme: Audio, encoder: str, pad: int, clock: Clock) -> Audio:
    """Return the programme, cut to whole packets where the last one would outlast the picture by half a frame.

    AAC and AC-3 fill their last packet with silence, which players take for sound.
    """
    packet = PACKETS.get(encoder)
    if packet is None:
        return programme
    over = -(pad + programme.n_samples) % packet
    if over / RATE_HZ <= 0.5 / float(clock.rate) or programme.n_samples <= packet:
        return programme
    return dataclasses.replace(programme, samples=programme.samples[: programme.n_samples - (packet - over)])


def _lag(start: Start, programme: Audio, heard: Audio, pad: int, sound_s: Fraction | None) -> float:
    """Return how many samples late the programme is in the part file; sound_s : its first stamp there.

    Players read the start of a track by its first stamp or by the stamps that follow; where a container's
    clock ticks in milliseconds these differ by less than a tick, and the middle serves both. What is later than can be
    heard by correlation is told by the stamps alone.
    """
    by_first = pad - (start.picture_s - float(sound_s or 0)) * RATE_HZ
    told = transport_lag(programme, heard) if abs(by_first) < 0.9 * REACH else None
    if told is None:
        return by_first
    return (told + by_first) / 2 if abs(told - by_first) < TICK_SAMPLES else told


def _heard(
    part: Path,
    start: Start,
    programme: Audio,
    plan: Plan,
    workdir: Path,
    tell: Callable[[float], None],
) -> Audio:
    """Return the programme as it is heard in the part file, if the film begins there at ``start``."""
    track = SoundTrack(
        index=plan.programme_index,
        codec="",
        channels=programme.samples.shape[1],
        layout=programme.layout or "",
        rate_hz=RATE_HZ,
        start_s=0.0,
    )
    with contextlib.suppress(OSError):
        (Path(workdir) / "delivered.f32").unlink()
    try:
        place = Path(workdir) / "delivered.f32"
        return decoded_programme(
            part,
            start,
            programme.n_samples,
            place,
            track=track,
            tell=lambda share: tell(WRITING + (1.0 - WRITING) * share),
        )
    except (tools.ToolError, ValueError) as error:
        raise OutputError(f"{part.parent}: the film that was written cannot be read back ({error})") from error


def _check_written(film: Film, source: int, copy: probe.Look, start: Start, out: Path) -> tuple[str, ...]:
    """Compare what was written with the film: packets of picture (``source``: the film's), displayed size, chapters."""
    if copy.n_packets < WHOLE_SHARE * source - 2:
        raise OutputError(f"{out}: only {copy.n_packets} of {source} pictures were written; is the film damaged?")
    warnings = []
    if (copy.width, copy.height) != (film.width, film.height):
        warnings.append(
            f"{out.suffix[1:]} shows the picture as {copy.width}x{copy.height} instead of {film.width}x{film.height}: "
            "it cannot hold its rotation or pixel shape"
        )
    if copy.n_chapters < film.n_chapters:
        warnings.append(f"{film.n_chapters - copy.n_chapters} of {film.n_chapters} chapters were lost")
    if start.hidden_frames:
        warnings.append(
            f"{start.hidden_frames} frames before the film's first, hidden by its edit list, come back in "
            f"{out.suffix[1:]}; the music begins with the film's first. Deliver as mp4 or mov to keep them hidden"
        )
    return tuple(warnings)
