"""Takes: what a camera recorded of one place without a break, drawn or filmed. Frames are made when asked for."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tests.edits import camera
from tests.edits.actors import Actor, cast
from tests.edits.deeds import Deed
from tests.edits.footage import Source
from tests.edits.happenings import DEEDS
from tests.edits.lights import blaze
from tests.edits.living import LIVING
from tests.edits.looks import Look, look
from tests.edits.places import PLACES, Rng


@dataclass(frozen=True, eq=False)
class Place:
    """Somewhere to film: ``canvas`` gives picture k of it, uint8 BGR of ``size`` (width, height).

    n_pictures : how many there are of a filmed one, None without end
    """

    name: str
    size: tuple[int, int]
    canvas: Callable[[int], np.ndarray]
    actors: tuple[Actor, ...]
    look: Look
    zoom: tuple[float, float]
    n_pictures: int | None = None
    calm: float = 1.0


@dataclass(frozen=True, eq=False)
class Take:
    """One uninterrupted recording.

    start : picture of the place with which it begins; steps : int (n,), the picture that each frame shows after it
    """

    place: Place
    path: camera.Path
    steps: np.ndarray
    start: int
    rate_hz: float
    mirrored: bool
    deeds: tuple[Deed, ...]
    odd: str = ""

    @property
    def n_frames(self) -> int:
        return int(self.steps.size)

    def at(self, i: int) -> np.ndarray:
        """Return frame i, uint8 BGR of the film's size."""
        import cv2

        k = int(self.steps[i])
        number = self.start + k
        if self.place.n_pictures is not None:
            number = reflected(number, self.place.n_pictures)
        frame = self.path.look(self.place.canvas(number), min(k, self.path.scale.size - 1))
        for actor in self.place.actors:
            actor.draw(frame, self.path, min(k, self.path.scale.size - 1), number / self.rate_hz, self.place.size)
        if self.mirrored:
            frame = cv2.flip(frame, 1)
        frame = self.place.look.on(frame, number)
        for deed in self.deeds:
            if deed.first <= i <= deed.last:
                frame = deed.do(frame, i)
        return frame


def reflected(k: int, n: int) -> int:
    """Return k folded into 0 to n - 1, there and back.

    >>> [reflected(k, 3) for k in range(6)]
    [0, 1, 2, 1, 0, 1]
    """
    if n < 2:
        return 0
    k %= 2 * n - 2
    return k if k < n else 2 * n - 2 - k


def drawn_place(rng: Rng, size: tuple[int, int], rate_hz: float, *, dark: float, still: bool, kind: str = "") -> Place:
    """Return a drawn place with those who are in it; ``still`` leaves it without life."""
    kinds = list(PLACES) + ([] if still else list(LIVING))
    weights = np.array([(PLACES | LIVING)[k][1] for k in kinds])  # type: ignore[operator]
    kind = kind or str(rng.choice(kinds, p=weights / weights.sum()))
    wide = 1.15 if kind in LIVING else float(rng.uniform(1.25, 1.7))
    if kind in ("slide", "card"):
        wide = 1.0
    area = (2 * round(size[0] * wide / 2), 2 * round(size[1] * wide / 2))
    if kind in LIVING:
        moving = LIVING[kind][0](rng, area[1], area[0])
        canvas = lambda k: moving(k / rate_hz)  # noqa: E731
    else:
        picture = PLACES[kind][0](rng, area[1], area[0])
        canvas = lambda k: picture  # noqa: E731
    manners = {"slide": "nobody", "card": "nobody", "static": "nobody"}
    who = manners.get(kind) or str(
        rng.choice(["nobody", "face", "people", "crowd", "traffic"], p=[0.22, 0.2, 0.28, 0.08, 0.22])
    )
    actors = () if still else tuple(cast(rng, who))
    zoom = (1.0, 1.0) if kind in ("slide", "card") else (1.0, 1.6)
    grade = look(rng, size, dark=0.0 if kind in ("slide", "card") else dark, filmed=False)
    return Place(f"{kind}/{who}", area, canvas, actors, grade, zoom, calm=30 if kind in ("slide", "card") else 1)


def filmed_place(rng: Rng, source: Source, size: tuple[int, int], *, dark: float) -> Place:
    """Return a place that shows a filmed source, graded anew."""
    first = source.picture(0)
    area = (first.shape[1], first.shape[0])
    grade = look(rng, size, dark=dark, filmed=True)
    name = f"{source.film.name}:{source.first}"
    return Place(name, area, source.picture, (), grade, (1.0, 1.35), n_pictures=source.n_frames, calm=4)


def rhythm(rng: Rng, n: int, *, on_twos: bool) -> tuple[np.ndarray, str]:
    """Return which picture each of n frames shows, int (n,), and the name of the manner."""
    i = np.arange(n)
    draw = rng.random()
    if on_twos or draw < 0.06:
        return i // (2 if rng.random() < 0.75 else 3), "on twos"
    if draw < 0.12:
        return i * 4 // 5, "telecine"
    if draw < 0.16 and n > 30:
        stop, long = int(rng.integers(4, n - 20)), int(rng.integers(8, 20))
        held = np.where(i < stop, i, np.maximum(stop, i - long))
        return held, "freeze"
    if draw < 0.24:
        return i * 2, ""
    if draw < 0.3:
        return i // 2, "slow"
    if draw < 0.34:
        dropped = np.cumsum(rng.choice([1, 0, 2], size=n, p=[0.84, 0.08, 0.08]))
        return dropped - dropped[0], "dropped"
    return i, ""


def take(
    rng: Rng,
    place: Place,
    n: int,
    size: tuple[int, int],
    rate_hz: float,
    *,
    clear: tuple[int, int],
    deeds: float,
    still: bool = False,
    on_twos: bool = False,
    start: int | None = None,
    manner: str = "",
    closer: float = 1.0,
    blazes: bool = False,
) -> Take:
    """Return a take of n frames; what happens in it keeps to the frames ``clear`` (first, end).

    deeds : how many happenings are to be expected; closer : how much nearer the camera stands than it would
    blazes : it begins in a flash that dies away
    """
    steps, name = rhythm(rng, n, on_twos=on_twos)
    start = int(rng.integers(0, 400)) if start is None else start
    if place.n_pictures is not None:
        room = place.n_pictures - int(steps[-1]) - 1
        start = start if start < place.n_pictures else int(rng.integers(0, max(1, room)))
    manner = manner or camera.choose_manner(rng, place.calm)
    if still:
        manner = str(rng.choice(["still", "drift", "zoom"]))
    zoom = (place.zoom[0] * closer, place.zoom[1] * closer)
    path = camera.path(
        rng, n_frames=int(steps.max()) + 1, rate_hz=rate_hz, canvas=place.size, size=size, zoom=zoom, manner=manner,
        clear=(int(steps[clear[0]]), int(steps[max(clear[0], clear[1] - 1)])),
    )  # fmt: skip
    happen: list[Deed] = [blaze(rng)] if blazes else []
    names, weights = list(DEEDS), np.array([w for _, w in DEEDS.values()])
    for _ in range(int(rng.poisson(deeds))):
        maker = DEEDS[str(rng.choice(names, p=weights / weights.sum()))][0]
        deed = maker(rng, rate_hz, size, clear)
        if deed is not None:
            happen.append(deed)
    return Take(place, path, steps, start, rate_hz, bool(rng.random() < 0.5), tuple(happen), name)
