"""Pictures that nobody had to watch: seams, events and curves as we choose them."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np

from scorecut.model.clock import Clock
from scorecut.model.curve import Curve
from scorecut.model.emotion import Emotion
from scorecut.model.film import Film
from scorecut.model.picture import Event, Picture, Shot, Speech, Transition

FLAT = {"valence": 0.0, "energy": 0.0, "tension": 0.0}


def clock_of(length_s: float, rate: Fraction = Fraction(24)) -> Clock:
    n = max(1, round(length_s * rate))
    return Clock(
        pts=np.arange(n) * rate.denominator, time_base=Fraction(1, rate.numerator), rate=rate, end_s=float(n / rate)
    )


def picture(
    length_s: float,
    cuts: Sequence[float] = (),
    *,
    groups: Sequence[int] | None = None,
    seams: Sequence[tuple[str, float]] = (),
    events: Sequence[tuple[str, float, float]] = (),
    speech: Sequence[tuple[float, float]] = (),
    rate: Fraction = Fraction(24),
    brightness: Callable[[np.ndarray], np.ndarray] | None = None,
) -> Picture:
    """A film with cuts at these seconds (on the nearest frame); ``seams`` are (kind, second), events have a strength.

    Each shot shows another place unless ``groups`` says who returns.
    """
    clock = clock_of(length_s, rate)
    transitions = []
    for kind, time_s in sorted([("cut", t) for t in cuts] + list(seams), key=lambda row: row[1]):
        frame = clock.frame_at(time_s + 0.5 / float(rate))
        exact_s = clock.time_of(frame)
        half_s = 0.0 if kind == "cut" else 0.5
        transitions.append(
            Transition(kind=kind, start_s=max(0, exact_s - half_s), time_s=exact_s, end_s=exact_s + half_s, frame=frame)
        )
    marks = [0, *(seam.frame for seam in transitions if seam.frame), clock.n_frames]
    shots = tuple(
        Shot(
            start_s=clock.time_of(a),
            end_s=clock.time_of(b) if b < clock.n_frames else clock.end_s,
            start_frame=a,
            end_frame=b,
            group=groups[k] if groups else k,
        )
        for k, (a, b) in enumerate(pairwise(marks))
    )
    times_s = np.arange(0, clock.end_s, 0.25)
    light = brightness(times_s) if brightness else np.full_like(times_s, 0.4)
    flat = Curve(times_s=times_s, values=np.zeros_like(times_s))
    return Picture(
        film=Film(
            path=Path("film.mp4"),
            digest="ab" * 32,
            container="mov",
            video_index=0,
            video_codec="h264",
            width=320,
            height=180,
            frame_rate=rate,
            duration_s=clock.end_s,
        ),
        clock=clock,
        shots=shots,
        transitions=tuple(transitions),
        events=tuple(
            Event(kind=kind, time_s=clock.time_of(f := clock.frame_at(t)), frame=f, strength=strength, label=kind)
            for kind, t, strength in events
        ),
        features={"motion": flat, "brightness": Curve(times_s=times_s, values=light)},
        speech=tuple(Speech(start_s=a, end_s=b) for a, b in speech),
    )


def feeling(length_s: float, **axes: float | Callable[[np.ndarray], np.ndarray]) -> Emotion:
    """A curve at 4 Hz; each axis a number or a function of the seconds, zero where not named."""
    times_s = np.arange(0, max(length_s, 0.5), 0.25)
    values = {
        axis: (value(times_s) if callable(value) else np.full_like(times_s, value))
        for axis, value in {**FLAT, **axes}.items()
    }
    return Emotion(times_s=times_s, source="light, colour, motion, cuts, sound", **values)


def step(at_s: float, low: float, high: float) -> Callable[[np.ndarray], np.ndarray]:
    """A value that steps once."""
    return lambda times_s: np.where(times_s < at_s, low, high)
