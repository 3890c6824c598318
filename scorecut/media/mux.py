"""Writing a film: copied streams and one new sound track, in one ffmpeg child.

The programme goes in as raw samples through a pipe, shifted by whole samples
there, so that nothing between the mix and the encoder can move it.
"""

import contextlib
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scorecut.media import tools
from scorecut.model.arrays import let_go
from scorecut.model.audio import Audio

BLOCK = 1 << 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One stream of the new file.

    source : index of the film's stream, or None for the programme
    kind : ``v``, ``a``, ``s``, ``d`` or ``t``
    codec : ffmpeg's encoder, or ``copy``; options : its arguments, ``{}`` stands for the stream's number
    language, title : for the programme (copied streams keep all that they say of themselves)
    handler : its name where a container has no titles for tracks, as mp4 and mov: players show this one
    disposition : ffmpeg's word for how it is played (``default``, ``+default``, ``0`` for not by itself); "" leaves it
    """

    source: int | None
    kind: str
    codec: str = "copy"
    options: tuple[str, ...] = ()
    language: str = ""
    title: str = ""
    handler: str = ""
    disposition: str = ""


def mux(
    film: Path,
    programme: Audio,
    tracks: tuple[Track, ...],
    out: Path,
    *,
    pad_samples: int,
    muxer: str,
    muxer_options: tuple[str, ...] = (),
    longest_s: float | None = None,
    tell: Callable[[float], None] = lambda share: None,
) -> None:
    """Write ``out``: the film's streams as ``tracks`` lists them, the programme ``pad_samples`` later than unpadded.

    pad_samples : silence before the programme; where negative, so much is cut from its start
    longest_s : stop after so much (for a scratch file); tell : told which share of the programme has been taken
    Writes no dates, no versions: same inputs, same bytes. Raises ToolError.
    """
    channels = programme.samples.shape[1]
    args = ["-hide_banner", "-nostdin", "-v", "error", "-y", *tools.source(film)]
    args += ["-protocol_whitelist", "file,pipe", "-f", "f32le", "-ar", str(programme.rate_hz)]
    args += ["-ch_layout", programme.layout or f"{channels}C", "-i", "pipe:0"]
    for track in tracks:
        args += ["-map", "1:a:0" if track.source is None else f"0:{track.source}"]
    for number, track in enumerate(tracks):
        args += [f"-c:{number}", track.codec, *(word.replace("{}", str(number)) for word in track.options)]
        if track.source is not None:
            args += [f"-map_metadata:s:{number}", f"0:s:{track.source}"]
        else:
            args += [f"-metadata:s:{number}", f"language={track.language}"] if track.language else []
            args += [f"-metadata:s:{number}", f"title={track.title}"] if track.title else []
            args += [f"-metadata:s:{number}", f"handler_name={track.handler}"] if track.handler else []
        args += [f"-disposition:{number}", track.disposition] if track.disposition else []
    args += ["-map_metadata:g", "0:g", "-map_chapters", "0", "-max_muxing_queue_size", "4096"]
    args += ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"]
    if longest_s is not None:
        args += ["-t", f"{longest_s:.3f}"]
    args += [*muxer_options, "-f", muxer, tools.url(out)]
    with tools.running("ffmpeg", args, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as child:
        assert child.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # it has heard enough (or failed: then its exit code tells)
            for number, block in enumerate(_shifted(programme.samples, pad_samples)):
                child.stdin.write(block)
                tell(min(1.0, number * BLOCK / max(1, programme.n_samples)))


def _shifted(samples: np.ndarray, pad: int) -> Iterator[bytes | memoryview]:
    """Yield the programme's bytes, block by block, ``pad`` samples later."""
    width = 4 * samples.shape[1]
    for first in range(0, max(0, pad), BLOCK):
        yield bytes(width * min(BLOCK, pad - first))
    for first in range(max(0, -pad), samples.shape[0], BLOCK):
        yield np.ascontiguousarray(samples[first : first + BLOCK], dtype="<f4").data
        let_go(samples)
