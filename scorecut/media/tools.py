"""ffmpeg and ffprobe as child processes: found, kept on a short leash, and never left behind.

Every call has ``-nostdin`` (the caller's input is not ours to eat), reads only
regular files through the ``file:`` protocol, and opens only the containers in
``CONTAINERS``: a playlist posing as a film would otherwise open other files.
"""

import collections
import contextlib
import ctypes
import functools
import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from scorecut.errors import FilmError, MissingError, ScorecutError

#: Demuxers that hold films and sound; no playlists, no image sequences, nothing that opens other files.
CONTAINERS = (
    "mov,matroska,webm,mpegts,mpeg,mpegvideo,avi,flv,asf,ogg,gif,mxf,rm,nut,wav,w64,flac,aiff,mp3,aac,"
    "wtv,dv,ivf,h264,hevc,yuv4mpegpipe,gxf,swf,apng,webp_pipe,av1,obu,m4v"
)

SAFE_INPUT = ("-protocol_whitelist", "file,pipe", "-format_whitelist", CONTAINERS)

#: Lines of a child's complaint that we keep for our own message.
KEPT_LINES = 8

_PR_SET_PDEATHSIG = 1


class ToolError(ScorecutError):
    """A child process failed; ``lines`` are the last that it wrote to stderr."""

    def __init__(self, name: str, code: int, lines: Sequence[str]) -> None:
        self.code = code
        self.lines = tuple(lines)
        super().__init__(f"{name} stopped with code {code}: {self.last}")

    @property
    def last(self) -> str:
        """The complaint in one line: the last that is no mere aftermath."""
        told = [line for line in self.lines if line.strip() and "Conversion failed" not in line]
        return told[-1].strip() if told else "it said nothing"


def usable_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@functools.cache
def find(name: str) -> str:
    """Return the path of ``ffmpeg`` or ``ffprobe``; MissingError tells what to install."""
    path = shutil.which(name)
    if path is None:
        raise MissingError(
            f"{name} was not found on PATH: install ffmpeg 5.1 or later (Debian: apt-get install ffmpeg)"
        )
    return path


def regular_file(path: Path) -> Path:
    """Return ``path`` made absolute; FilmError unless it is a regular file with something in it."""
    try:
        status = path.stat()
    except OSError as error:
        raise FilmError(f"{path}: cannot be opened ({error.strerror}); check the name") from error
    if stat.S_ISDIR(status.st_mode):
        raise FilmError(f"{path}: is a folder, not a film; name one file (or use scorecut batch)")
    if not stat.S_ISREG(status.st_mode):
        raise FilmError(f"{path}: is no regular file (a pipe or device); copy the film to a file first")
    if status.st_size == 0:
        raise FilmError(f"{path}: the file is empty (0 bytes); copy it again from its source")
    return path.absolute()


def url(path: Path) -> str:
    """Return ``path`` as ffmpeg must be told it: a dash or a ``%03d`` in the name then means nothing."""
    return f"file:{path.absolute()}"


def source(path: Path) -> list[str]:
    """Return the arguments that open a film or sound file for reading and nothing else."""
    return [*SAFE_INPUT, "-i", url(path)]


@contextmanager
def running(
    name: str,
    args: Sequence[str],
    *,
    stdin: int | IO[bytes] | None = subprocess.DEVNULL,
    stdout: int = subprocess.PIPE,
    complaints: "collections.deque[str] | None" = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run ffmpeg or ffprobe while the block lasts; ToolError if it fails once the block has ended well.

    The child is ended when the block is left early, for whatever reason, and by
    the kernel (Linux) when this process dies. Its stderr is drained all along; ``complaints`` receives
    the last lines of it, complete once the block has ended.
    """
    command = [find(name), *args]
    child = subprocess.Popen(
        command,
        stdin=stdin,
        stdout=stdout,
        stderr=subprocess.PIPE,
        bufsize=0 if stdin == subprocess.PIPE else -1,
        preexec_fn=_die_with_parent(),
    )
    lines = collections.deque(maxlen=KEPT_LINES) if complaints is None else complaints
    drain = threading.Thread(target=_keep_last_lines, args=(child.stderr, lines), daemon=True)
    drain.start()
    ended_well = False
    try:
        yield child
        if child.stdin is not None:
            _close(child.stdin)
        if child.stdout is not None and child.stdout.read(1):
            stop(child)  # the caller has seen enough: that is no failure
        else:
            ended_well = child.wait() is not None
    finally:
        stop(child)
        drain.join(timeout=5)
        for pipe in (child.stdin, child.stdout, child.stderr):
            if pipe is not None and not pipe.closed:
                _close(pipe)
    if ended_well and child.returncode != 0:
        raise ToolError(name, child.returncode, lines)


def run(name: str, args: Sequence[str]) -> bytes:
    """Run ffmpeg or ffprobe to its end; return what it wrote to stdout, ToolError if it failed."""
    with running(name, args) as child:
        assert child.stdout is not None
        return child.stdout.read()


def ffmpeg(args: Sequence[str]) -> bytes:
    """Run ffmpeg quietly with ``args`` (inputs, maps, outputs) to its end; return its stdout."""
    return run("ffmpeg", ["-hide_banner", "-nostdin", "-v", "error", "-y", *args])


def stop(child: subprocess.Popen[bytes]) -> None:
    """End a child that still runs: asked first, then killed."""
    if child.poll() is not None:
        return
    if child.stdout is not None:
        _close(child.stdout)
    child.terminate()
    try:
        child.wait(timeout=2)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _keep_last_lines(stream: IO[bytes], lines: "collections.deque[str]") -> None:
    for line in stream:
        lines.append(line.decode(errors="replace").rstrip()[:400])


def _close(pipe: IO[bytes]) -> None:
    with contextlib.suppress(OSError):  # a child that went first leaves unwritten bytes behind: nobody wants them
        pipe.close()


def _die_with_parent() -> Callable[[], None] | None:
    """Return what the child does before it becomes ffmpeg: ask Linux to be ended when we end."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def ask() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)

    return ask
