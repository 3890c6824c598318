"""Several lines at once: FluidSynth, the transforms and the compiled kernels leave Python's lock, so threads suffice."""

import threading
from collections import defaultdict, deque
from collections.abc import Callable, Generator, Hashable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

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


def in_turn(work: Callable[[A], B], things: Iterable[A], workers: int) -> Generator[B, None, None]:
    """Give ``work(thing)`` of each thing, in their order; ``workers`` of them are under way at a time, one may wait done.

    What ``work`` raises is raised where its result would come; those not yet begun are left.

    >>> list(in_turn(lambda n: n * n, range(5), 2))
    [0, 1, 4, 9, 16]
    """
    if workers == 1:
        yield from map(work, things)
        return
    waiting = iter(things)
    with ThreadPoolExecutor(workers, "line") as pool:
        under_way: deque[Future[B]] = deque(pool.submit(work, thing) for thing in islice(waiting, workers + 1))
        try:
            while under_way:
                done = under_way.popleft().result()
                under_way.extend(pool.submit(work, thing) for thing in islice(waiting, 1))
                yield done
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


class Turns:
    """A lock for each of many things: what one thread measures another waits for, and need not measure again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._turns: defaultdict[Hashable, threading.RLock] = defaultdict(threading.RLock)

    def of(self, thing: Hashable) -> threading.RLock:
        """Return the lock of a thing; who has it may take it again."""
        with self._lock:
            return self._turns[thing]
