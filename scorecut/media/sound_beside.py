"""The film's sound, read and listened to while the picture runs.

Decoding leaves a part of the machine idle, and the sound waits for nothing but the time of the first
displayed frame. That is in the listing of stamps as soon as the picture has begun. What the listener
returns belongs to the sound as the file holds it: a little longer or shorter than the picture; whoever
uses it cuts it to the film's length.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Generic, TypeVar

from scorecut.media.decode import LISTING, first_stamp
from scorecut.media.film_sound import FILE, first_s, main_track, mapped, read_film_sound, samples_of, write_track
from scorecut.model.audio import Audio, let_go
from scorecut.model.clock import Clock
from scorecut.model.film import Film

T = TypeVar("T")

#: Hears the sound; calls the second argument with the share that is done now and then, and is stopped there.
Listener = Callable[[Audio, Callable[[float], None]], T]

LOOK_S = 0.02


class NotWantedError(Exception):
    """The run has ended some other way; nobody waits for what is heard."""


class SoundBeside(Generic[T]):
    """A thread that reads the sound and lets ``listen`` hear it; ask for both with ``of`` when the clock is known."""

    def __init__(self, film: Film, workdir: Path, listen: Listener[T]) -> None:
        self._film, self._workdir, self._listen = film, Path(workdir), listen
        self._track = main_track(film)
        self._stopped = threading.Event()
        self._no_more_stamps = threading.Event()
        self._first_s: float | None = None
        self._heard: T | None = None
        self._failed: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="sound", daemon=True)

    def of(self, clock: Clock) -> tuple[Audio | None, T | None]:
        """Return the sound in step with the picture and what was heard in it; (None, None) for a silent film."""
        if self._track is None:
            return None, None
        self._no_more_stamps.set()
        self._thread.join()
        if self._failed is not None:
            raise self._failed
        if self._first_s != first_s(clock):
            audio = read_film_sound(self._film, clock, workdir=self._workdir)
            return audio, self._hear(audio) if audio is not None else None
        return mapped(self._workdir / FILE, self._track, samples_of(clock)), self._heard

    def begin(self) -> None:
        """Start reading, if there is anything to read."""
        (self._workdir / LISTING).unlink(missing_ok=True)
        if self._track is not None:
            self._thread.start()

    def end(self) -> None:
        """Let the thread come to its end: its child process is ended, what was heard so far is of no use."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def _hear(self, audio: Audio) -> T:
        def go_on(share: float) -> None:
            if self._stopped.is_set():
                raise NotWantedError
            let_go(audio.samples)

        return self._listen(audio, go_on)

    def _run(self) -> None:
        try:
            self._read()
        except BaseException as error:
            self._failed = error

    def _read(self) -> None:
        assert self._track is not None
        first = None
        while first is None and not self._stopped.is_set():
            last_look = self._no_more_stamps.wait(LOOK_S)
            first = first_stamp(self._workdir / LISTING)
            if last_look:
                break
        if first is None:
            return
        place = self._workdir / FILE
        n_samples = write_track(self._film, self._track, first, place, stopped=self._stopped)
        if not self._stopped.is_set():
            self._heard = self._hear(mapped(place, self._track, max(1, n_samples)))
            self._first_s = first


@contextmanager
def sound_beside(film: Film, *, workdir: Path, listen: Listener[T]) -> Iterator[SoundBeside[T]]:
    """Read the film's sound and ``listen`` to it beside what the block does; begin it before ``decode``.

    ``listen`` runs in a thread of its own and must not touch what the block uses. Leaving the block early stops it.
    """
    beside = SoundBeside(film, workdir, listen)
    beside.begin()
    try:
        yield beside
    finally:
        beside.end()
