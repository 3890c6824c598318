"""Several lines at once: FluidSynth, the transforms and the compiled kernels leave Python's lock, so threads suffice."""

import threading
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import islice
from typing import Generic, TypeVar

from scorecut.media.tools import usable_cores

A = TypeVar("A")
B = TypeVar("B")

#: More than these at once share the memory's road, and gain nothing.
MOST_AT_ONCE = 4
#: What the lines under way may take together; a line takes about so many bytes for each sample of its cue.
MOST_BYTES, BYTES_A_SAMPLE = 192 << 20, 24


def at_once(n_samples: int) -> int:
    """Return how many lines of so many samples are rendered at once: as many as there are cores, fewer of long ones.

    >>> at_once(48_000 * 600)
    1
    """
    return max(1, min(usable_cores(), MOST_AT_ONCE, MOST_BYTES // (BYTES_A_SAMPLE * max(1, n_samples))))


def in_turn(work: Callable[[A], B], things: Iterable[A], workers: int) -> "InTurn[B]":
    """Give ``work(thing)`` of each thing, in their order; ``workers`` of them are under way at a time, one may wait done.

    They begin at once. What ``work`` raises is raised where its result would come; those not yet begun are left, as they
    are when it is closed.

    >>> list(in_turn(lambda n: n * n, range(5), 2))
    [0, 1, 4, 9, 16]
    """
    return InTurn((partial(work, thing) for thing in things), workers)


class InTurn(Generic[B]):
    """The results of jobs, in order, while the next are under way (``in_turn``)."""

    def __init__(self, jobs: Iterator[Callable[[], B]], workers: int) -> None:
        self._jobs = jobs
        self._pool = ThreadPoolExecutor(workers, "line") if workers > 1 else None
        self._under_way: deque[Future[B]] = deque()
        for _ in range(workers + 1):
            self._begin()

    def __iter__(self) -> "InTurn[B]":
        return self

    def __next__(self) -> B:
        if self._pool is None:
            return next(self._jobs)()
        if not self._under_way:
            self.close()
            raise StopIteration
        try:
            done = self._under_way.popleft().result()
        except BaseException:
            self.close()
            raise
        self._begin()
        return done

    def _begin(self) -> None:
        if self._pool is not None:
            self._under_way.extend(self._pool.submit(job) for job in islice(self._jobs, 1))

    def close(self) -> None:
        """Leave what has not begun, and wait for what is under way."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._under_way.clear()


class Turns:
    """A lock for each of many things: what one thread measures another waits for, and need not measure again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._turns: defaultdict[Hashable, threading.RLock] = defaultdict(threading.RLock)

    def of(self, thing: Hashable) -> threading.RLock:
        """Return the lock of a thing; who has it may take it again."""
        with self._lock:
            return self._turns[thing]
