"""The signals that end a run: each raises once, so that every folder and child is cleaned up on the way out."""

import signal
import sys
import threading
from types import FrameType
from typing import Any

INTERRUPTED, TERMINATED = 130, 143

#: An exception that was dropped is raised again after so long: the callback that lost it has returned by then.
#: A signal that falls into an import waits as long, and again until the import is done.
AGAIN_S = 0.02
IMPORTING = "<frozen importlib._bootstrap>"


class Terminated(BaseException):
    """The process was asked to end."""


def obey_signals() -> None:
    """Let SIGINT raise KeyboardInterrupt, SIGTERM and SIGHUP Terminated, for the rest of the process.

    What the caller had set to be ignored (``nohup``, a shell's background) stays ignored. A second signal
    while the first is unwinding changes nothing. Python drops what is raised inside a callback (of a C
    library, of a fork, of a weak reference); the signal is then sent again, or the run would go on. Compiled
    modules are not made to be interrupted while they come in (numpy takes it for a bad installation, others
    crash), so an import is let finish first.
    """
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)
    sys.unraisablehook = _not_lost


def forget_interrupt() -> None:
    """Make the exit code ours again after an interrupt was answered.

    CPython kills itself with SIGINT at exit where the interrupt once passed through ``exec`` of a text (as in
    the making of a dataclass), answered or not; the next ``exec`` clears that mark.
    """
    exec("")


def _end(number: int, frame: FrameType | None) -> None:
    if _in_import(frame) and hasattr(signal, "setitimer"):  # no thread: one must not be started in the midst of things
        signal.signal(signal.SIGALRM, lambda _, frame: _end(number, frame))
        signal.setitimer(signal.ITIMER_REAL, AGAIN_S)
        return
    signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt if number == signal.SIGINT else Terminated


def _in_import(frame: FrameType | None) -> bool:
    """Whether a frame lies inside an import."""
    while frame is not None:
        if frame.f_code.co_filename == IMPORTING:
            return True
        frame = frame.f_back
    return False


def _not_lost(lost: Any) -> None:
    if not issubclass(lost.exc_type, KeyboardInterrupt | Terminated):
        sys.__unraisablehook__(lost)
        return
    number = signal.SIGINT if issubclass(lost.exc_type, KeyboardInterrupt) else signal.SIGTERM
    signal.signal(number, _end)
    again = threading.Timer(AGAIN_S, _tell_main_thread, (number,))
    again.daemon = True
    again.start()


def _tell_main_thread(number: int) -> None:
    """Send the signal where it wakes a sleeping main thread too."""
    if hasattr(signal, "pthread_kill"):
        main = threading.main_thread().ident
        assert main is not None
        signal.pthread_kill(main, number)
    else:
        signal.raise_signal(number)
